"""分档不低于 · a lower limit by tier

`quantity` 写要求的数值，`by` 写据以分档的数值，`tiers` 逐档写明范围和下限：`from`、`to` 均含本数，首档可不写 `from`，末档可不写 `to`，
`minimum` 为该档的下限，可按起始日期逐个写明。各档之间不得有空缺。各档之外文件没有规定，尚不能判定。文件自己把同一数值写入
两档的，在 `overlaps` 写明重叠范围和理由（`why`），两种理解都核对；主管部门已有明确答复的，用规则的 `adopted` 采用 `first`（按在前的
一档）或 `second`（按在后的一档）。

`quantity` is what is required, `by` the number that decides the tier, and `tiers` lists the ranges with the minimum of each: `from`
and `to` are included, the first tier may leave out `from` and the last `to`, and a minimum may be written by date. No number may lie
between two tiers. Outside all tiers the document says nothing: undetermined. Where the document itself puts a number in two tiers,
`overlaps` says which and `why`, and both readings are checked; a rule's `adopted` may take `first` (the earlier tier) or `second`.

    requires:
      tiered_minimum:
        quantity: area_per_slot
        by: slots
        tiers:
          - {to: 30, minimum: 9}
          - {from: 31, to: 60, minimum: 11}
          - {from: 60, to: 90, minimum: 13}
        overlaps:
          - {from: 60, to: 60, why: {zh: 文件把 60 个托位同时写入两档, en: the document puts 60 slots in both}}
    pass:
      - {slots: 30, building_area: 270}
      - {slots: 31, building_area: 341}
      - {slots: 60, building_area: 780}
    fail:
      - {slots: 30, building_area: 269.999999}
      - {slots: 31, building_area: 340.999999}
      - {slots: 60, building_area: 659.999999}
    undetermined:
      - {slots: 60, building_area: 779.999999}
      - {slots: 91, building_area: 9000}
      - {building_area: 270}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction

from compliance.base.decimals import decimal_text
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.base.yaml_model import Model, Number, model
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic.expression import Constant, Expression, If, NotCovered, Value
from compliance.logic.lowered import Measure, Reading
from compliance.packs import conditions
from compliance.packs.annotations import QuantityName, not_empty
from compliance.packs.kinds.base import Change, Context, Problem, Requirement
from compliance.packs.kinds.changes import is_whole, lacking, moved, moved_dated, step_of, with_part
from compliance.packs.kinds.dated import Dated, value_at
from compliance.packs.kinds.shared import total
from compliance.packs.sentence import AT_LEAST, amount, value_words
from compliance.packs.terms import compare, quantity

TIERS = Phrase("{what}按{by}分档，不低于：{tiers}", "{what} by {by}, of at least: {tiers}")
TIER = Phrase("{range}：{value}", "{range}: {value}")
UP_TO = Phrase("{end} 及以下", "up to {end}")
FROM_ON = Phrase("{start} 及以上", "{start} or more")
OVERLAP = Phrase("{range} 按“{row}”一档", "{range} in the tier {row}")
TIERS_OVERLAP = Phrase(
    "两档在 {span} 处重叠；文件确实如此的，写入 overlaps 并说明",
    "two tiers overlap at {span}; if the document says so, declare it in overlaps",
)
NO_OVERLAP = Phrase(
    "overlaps 所写的 {span} 并不是两档的重叠部分", "{span} is declared in overlaps but is not what two tiers share"
)
TIERS_GAP = Phrase("两档之间缺少 {span}", "nothing covers {span} between two tiers")
TIER_EMPTY = Phrase("该档的下限高于上限", "this tier begins after it ends")
ALL_NUMBERS = Phrase("所有数值", "all numbers")
SAME_TIER = "another tier takes that number in every reading"


@model
class Tier(Model):
    """A range, ends included, and the minimum within it."""

    start: Number | None = None
    end: Number | None = None
    minimum: Dated

    def holds(self, number: Fraction) -> bool:
        """Whether the number lies in the range."""
        return (self.start is None or self.start <= number) and (self.end is None or number <= self.end)

    def range_words(self) -> Phrase:
        """The range."""
        start, end = (None if number is None else decimal_text(number) for number in (self.start, self.end))
        if start is None:
            return UP_TO.format(end=end)
        return untranslated(f"{start}–{end}") if end is not None else FROM_ON.format(start=start)


@model
class Overlap(Model):
    """A range that the document itself puts in two tiers: read as the first or as the second of them."""

    start: Number
    end: Number
    why: Phrase

    def range_words(self) -> Phrase:
        """The range, or its only number."""
        start, end = decimal_text(self.start), decimal_text(self.end)
        return value_words(self.start, None) if self.start == self.end else untranslated(f"{start}–{end}")


@model
class TieredMinimum(Requirement):
    """A minimum by the range in which another quantity lies. Outside all tiers the document says nothing."""

    quantity: QuantityName
    by: QuantityName
    tiers: list[Tier]
    overlaps: list[Overlap] = field(default_factory=list)

    def __post_init__(self) -> None:
        not_empty(self, "tiers")

    def lower(self, context: Context) -> list[Reading]:
        orders = {"first": self.tiers, "second": self.tiers[::-1]}
        if not self.overlaps:
            return [self.reading(self.tiers, context)]
        return [
            self.reading(order, context)._replace(label=self.overlap_label(order, context), code=code)
            for code, order in orders.items()
        ]

    def reading(self, order: Sequence[Tier], context: Context) -> Reading:
        """The tiers, the earlier of `order` taking what two of them share."""
        vocabulary, name = context.vocabulary, self.quantity
        holds: Expression = NotCovered()
        required: Expression = NotCovered()
        for tier in reversed(order):
            minimum = Constant(value_at(tier.minimum, context.as_of))
            bounds = conditions.Bounds(minimum=tier.start, maximum=tier.end)
            inside = conditions.holds(self.by, bounds, vocabulary)
            holds = If(inside, compare(name, ">=", minimum, vocabulary), holds)
            required = If(inside, minimum, required)
        actual, whole = quantity(name, vocabulary), total(name, required, vocabulary)
        measure = Measure(actual, required, "minimum", vocabulary.unit_of(name), name, AT_LEAST, whole)
        return Reading(holds, measure=measure)

    def overlap_label(self, order: Sequence[Tier], context: Context) -> Phrase:
        """How the overlaps are read when the earlier tier of `order` takes them."""
        rows = (
            (shared, next(t for t in order if t.holds(shared.start) and t.holds(shared.end)))
            for shared in self.overlaps
        )
        return listed(
            OVERLAP.format(range=shared.range_words(), row=self.tier_words(tier, context)) for shared, tier in rows
        )

    def words(self, context: Context) -> Phrase:
        label_of = context.vocabulary.label_of
        rows = [self.tier_words(tier, context) for tier in self.tiers]
        return TIERS.format(what=label_of(self.quantity), by=label_of(self.by), tiers=listed(rows, "；", "; "))

    def tier_words(self, tier: Tier, context: Context) -> Phrase:
        """One tier: its range and its minimum."""
        minimum = value_at(tier.minimum, context.as_of)
        value = amount(minimum, context.vocabulary.unit_of(self.quantity), context.vocabulary)
        return TIER.format(range=tier.range_words(), value=value)

    def row_words(self, facts: Mapping[str, Value], limit: Value | None, context: Context) -> Phrase | None:
        number = facts.get(self.by)
        if not isinstance(number, Fraction):
            return None
        held = (tier for tier in self.tiers if tier.holds(number))
        row = next((tier for tier in held if value_at(tier.minimum, context.as_of) == limit), None)
        return self.tier_words(row, context) if row else None

    def adoptable(self) -> list[str]:
        return ["first", "second"] if self.overlaps else []

    def ambiguities(self) -> list[Phrase]:
        return [shared.why for shared in self.overlaps]

    def problems(self, vocabulary: Vocabulary) -> Iterator[Problem]:
        """Tiers that overlap without a word, leave gaps, or hold nothing; overlaps that are none."""
        by = vocabulary.facts.get(self.by)
        step = Fraction(1 if by and by.type is FactType.WHOLE else 0)
        declared = {(shared.start, shared.end) for shared in self.overlaps}
        shares: dict[Span, int] = {}
        for number, tier in enumerate(self.tiers):
            if tier.start is not None and tier.end is not None and tier.end < tier.start:
                yield Problem(("tiers", number), TIER_EMPTY)
            shares |= {span: number for earlier in self.tiers[:number] if (span := shared_span(earlier, tier))}
        for span, number in shares.items():
            if span not in declared:
                yield Problem(("tiers", number), TIERS_OVERLAP.format(span=span_words(*span)))
        for span in declared - shares.keys():
            yield Problem(("overlaps",), NO_OVERLAP.format(span=span_words(*span)))
        yield from self.gaps(step)

    def gaps(self, step: Fraction) -> Iterator[Problem]:
        """What lies between one tier and the next and belongs to none."""
        for number, (tier, following) in enumerate(zip(self.tiers, self.tiers[1:], strict=False), 1):
            if tier.end is not None and following.start is not None and following.start - tier.end > step:
                span = span_words(tier.end + step, following.start - step)
                yield Problem(("tiers", number), TIERS_GAP.format(span=span))

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for number, tier in enumerate(self.tiers):
            for key, what, changed in self.changed_tiers(tier, vocabulary):
                result: TieredMinimum = with_part(self, ("tiers", number), changed)
                alike = changed.minimum is tier.minimum and self.takes_alike(result, [tier, changed], vocabulary)
                yield Change(("tiers", number, key), what, result, SAME_TIER if alike else "")
        for number, tiers in lacking(self.tiers):
            yield Change(("tiers", number), "tier dropped", replace(self, tiers=tiers))
        for number, overlap in enumerate(self.overlaps):
            left = [other for other in self.overlaps if other is not overlap]
            yield Change(("overlaps", number), "overlap dropped", replace(self, overlaps=left))

    def changed_tiers(self, tier: Tier, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Tier]]:
        """A tier with its minimum or one of its ends a step off, with the key and the change in words."""
        for what, minimum in moved_dated(tier.minimum, self.quantity, vocabulary):
            yield "minimum", what, replace(tier, minimum=minimum)
        for key, end in (("from", tier.start), ("to", tier.end)):
            for what, other in moved(end, step_of(self.by, end, vocabulary)) if end is not None else ():
                yield key, f"{key} {what}", with_part(tier, (key,), other)

    def takes_alike(self, other: TieredMinimum, tiers: list[Tier], vocabulary: Vocabulary) -> bool:
        """Whether each whole number at the ends of these tiers has the same minimum in both, in every reading."""
        ends = [end for tier in tiers for end in (tier.start, tier.end) if end is not None]
        return is_whole(self.by, vocabulary) and all(self.minima(end) == other.minima(end) for end in ends)

    def minima(self, number: Fraction) -> list[Dated]:
        """The minimum of the first tier that holds the number and, where tiers may overlap, of the last."""
        held = [tier.minimum for tier in self.tiers if tier.holds(number)]
        return [*held[:1], *held[-1:]] if self.overlaps else held[:1]


Span = tuple[Fraction | None, Fraction | None]


def shared_span(tier: Tier, other: Tier) -> Span | None:
    """The range that two tiers share, if they share one."""
    start = max((t.start for t in (tier, other) if t.start is not None), default=None)
    end = min((t.end for t in (tier, other) if t.end is not None), default=None)
    return None if start is not None and end is not None and start > end else (start, end)


def span_words(start: Fraction | None, end: Fraction | None) -> Phrase:
    """A range for messages."""
    if start is None and end is None:
        return ALL_NUMBERS
    text = str(start) if start == end else f"{'' if start is None else start}–{'' if end is None else end}"
    return untranslated(text)
