"""近期做过 · a date that is not too old

`fact` 写日期事实，再写一个时限：`months` 为核对之日往前推的月数，`calendar_years` 为自然年数（1 表示上一自然年以来做过，当年尚
未结束，不计在内），两者只能写一个，至少为 1。晚于核对之日的日期不算做过。

`fact` is a date, with one span: `months` rolls back from the day of the check, `calendar_years` counts whole calendar years (1 is
since the beginning of last year, as the current one is not over), exactly one of them and at least 1. A date after the day of the
check does not count.

    as_of: 2026-11-21
    requires:
      at_most_old: {fact: staff_trained_on, months: 12}
    pass:
      - {staff_trained_on: 2025-11-21}
      - {staff_trained_on: 2026-11-21}
    fail:
      - {staff_trained_on: 2025-11-20}
      - {staff_trained_on: 2026-11-22}
    undetermined:
      - {}

    as_of: 2026-11-21
    requires:
      at_most_old: {fact: staff_trained_on, calendar_years: 1}
    pass:
      - {staff_trained_on: 2025-01-01}
    fail:
      - {staff_trained_on: 2024-12-31}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.base.phrase import Phrase
from compliance.base.workdays import months_before
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import And, Compare, Constant, Fact
from compliance.logic.lowered import Measure, Reading
from compliance.packs.annotations import DateName, at_least_one, exactly_one
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import changed_length

MONTHS_OLD = Phrase("{what}距核对之日不超过 {n} 个月", "{what} no more than {n} months ago")
EACH_YEAR = Phrase("{what}：每 {n} 个自然年至少一次", "{what}: at least once in {n} calendar year(s)")


@model
class AtMostOld(Requirement):
    """A date and how old it may be: rolling months, or done in each calendar year (the current one not over)."""

    fact: DateName
    months: int | None = None
    calendar_years: int | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "months", "calendar_years")
        at_least_one(self, "months", "calendar_years")

    def lower(self, context: Context) -> list[Reading]:
        oldest, done = Constant(self.oldest(context.as_of)), Fact(self.fact)
        holds = And((Compare(">=", done, oldest), Compare("<=", done, Constant(context.as_of))))
        return [Reading(holds, measure=Measure(done, oldest, "minimum", "day", self.fact))]

    def oldest(self, as_of: date) -> date:
        """The first day that is not too old."""
        return months_before(as_of, self.months) if self.months else date(as_of.year - (self.calendar_years or 0), 1, 1)

    def words(self, context: Context) -> Phrase:
        form = MONTHS_OLD if self.months else EACH_YEAR
        return form.format(what=context.vocabulary.label_of(self.fact), n=self.months or self.calendar_years)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        return changed_length(self, "months" if self.months else "calendar_years")
