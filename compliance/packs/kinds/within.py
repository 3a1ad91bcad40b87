"""期限内 · a deadline

从 `from` 所写日期起，`to` 所写日期应在若干日内：`days` 按日历日计，`working_days` 按工作日计（国务院放假安排，含调休上班日），两
者只能写一个，至少为 1。起算当日默认不计入，文件规定计入的写 `first_day: included`；最后一日遇休息日默认顺延至下一个工作日，文件规
定不顺延的写 `last_day: as_it_falls`。`done` 写是否已完成的事实：填“否”表示尚未完成，未届期限的结论为尚未到期，逾期的为不符合。该
写法自带期限，规则不能再写 `due`，也只能单独使用或在 `readings` 中使用。

From the date `from`, the date `to` must lie within so many days: `days` of the calendar or `working_days` by the State Council's
calendar, exactly one of them and at least 1. The first day is not counted unless `first_day: included`; a last day on a weekend or
holiday moves to the next working day unless `last_day: as_it_falls`. `done` names the fact that says whether it has happened: `no`
is not due before the deadline and fails after it. The rule has its due date from here, so it cannot give `due` as well, and `within`
stands alone or directly in `readings`.

    as_of: 2026-11-21
    requires:
      within: {from: registered_on, to: filed_on, done: filed, days: 15}
    pass:
      - {registered_on: 2022-10-08, filed_on: 2022-10-24}
    fail:
      - {registered_on: 2022-10-08, filed_on: 2022-10-25}
      - {registered_on: 2022-10-08, filed: no}
    undetermined:
      - {registered_on: 2022-10-08, filed: yes}
    not_applicable:
      - {registered_on: 2026-11-20, filed: no}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from compliance.base.phrase import Phrase
from compliance.base.workdays import Counting
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic.expression import Compare, Constant, Deadline, Fact
from compliance.logic.lowered import Measure, Reading
from compliance.packs.annotations import DateName, FactRef, at_least_one, exactly_one
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import changed_length
from compliance.packs.sentence import counting_words
from compliance.packs.terms import all_of

FirstDay = Literal["excluded", "included"]
LastDay = Literal["next_working_day", "as_it_falls"]
WITHIN_DAYS = Phrase("{end}在{start}之后 {days} 日内", "{end} within {days} days of {start}")
WITHIN_WORKING_DAYS = Phrase("{end}在{start}之后 {days} 个工作日内", "{end} within {days} working days of {start}")
ENDS_ON_WORKING_DAY = "a period of working days ends on a working day"


@model
class Within(Requirement):
    """A deadline: from one date to another within so many days. `done: no` says that it has not happened yet."""

    sets_due: ClassVar[bool] = True

    start: DateName
    end: DateName
    done: Annotated[str | None, FactRef((FactType.YES_NO,))] = None
    days: int | None = None
    working_days: int | None = None
    first_day: FirstDay = "excluded"
    last_day: LastDay = "next_working_day"

    def __post_init__(self) -> None:
        exactly_one(self, "days", "working_days")
        at_least_one(self, "days", "working_days")

    def lower(self, context: Context) -> list[Reading]:
        counting = self.counting()
        due = Deadline(Fact(self.start), counting)
        end = Fact(self.end)
        in_time = [Compare("<=", end, due), Compare("<=", end, Constant(context.as_of))]
        holds = all_of([*([Fact(self.done)] if self.done else []), *in_time])
        return [Reading(holds, measure=Measure(end, due, "maximum", "day", self.end), due=due, counting=counting)]

    def words(self, context: Context) -> Phrase:
        label_of = context.vocabulary.label_of
        form = WITHIN_DAYS if self.days else WITHIN_WORKING_DAYS
        return form.format(start=label_of(self.start), end=label_of(self.end), days=self.counting().length)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        key, other = ("days", "working_days") if self.days else ("working_days", "days")
        yield from changed_length(self, key)
        yield Change((key,), f"{key} → {other}", replace(self, days=self.working_days, working_days=self.days))
        first_day: FirstDay = "included" if self.first_day == "excluded" else "excluded"
        yield Change((), "first_day switched", replace(self, first_day=first_day))
        last_day: LastDay = "as_it_falls" if self.last_day == "next_working_day" else "next_working_day"
        reason = ENDS_ON_WORKING_DAY if self.working_days else ""
        yield Change((), "last_day switched", replace(self, last_day=last_day), reason)
        if self.done:
            yield Change(("done",), "done dropped", replace(self, done=None))

    def counting_words(self) -> list[Phrase]:
        return counting_words(self.counting())

    def counting(self) -> Counting:
        """How the period is counted."""
        length = self.days or self.working_days or 0
        return Counting(length, "calendar" if self.days else "working", self.first_day, self.last_day)
