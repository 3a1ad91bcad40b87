"""From requirement to expression: the only place where a kind gets its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import singledispatch
from itertools import product
from typing import Literal, NamedTuple

from compliance.base.phrase import Phrase, listed
from compliance.base.workdays import Counting, months_before
from compliance.base.yaml_model import Model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import (
    And,
    Compare,
    Comparison,
    Constant,
    Contains,
    Deadline,
    Divide,
    Expression,
    Fact,
    If,
    Multiply,
    Not,
    NotCovered,
)
from compliance.logic.lowered import LoweredRule, Measure, Part, Reading, Total
from compliance.packs import kinds, sentence
from compliance.packs.rules import Bounds, Rule
from compliance.packs.terms import all_of, any_of, compare, condition, has_one_of, quantity


class Context(NamedTuple):
    """What lowering needs beside the requirement."""

    vocabulary: Vocabulary
    as_of: date


def lower(rule: Rule, vocabulary: Vocabulary, as_of: date) -> LoweredRule | None:
    """The rule's expressions on a date; None where it is not in force."""
    if rule.in_force and not rule.in_force.holds(as_of):
        return None
    context = Context(vocabulary, as_of)
    try:
        readings = readings_of(rule.requires, context)
    except kinds.NotInForce:
        return None
    if rule.adopted:
        readings = [one for one in readings if one.code == rule.adopted.reading]
    if rule.due:
        readings = [one._replace(due=one.due or Constant(rule.due)) for one in readings]
    return LoweredRule(all_of(condition(f, c, vocabulary) for f, c in rule.applies_when.items()), tuple(readings))


@singledispatch
def readings_of(kind: Model, context: Context) -> list[Reading]:
    """The readings of a requirement. Raises NotInForce where it has no value for the date."""
    raise TypeError(f"no meaning for {type(kind).__name__}")


@readings_of.register
def _(kind: kinds.Minimum, context: Context) -> list[Reading]:
    if kind.value is not None:
        return bounded(kind.quantity, ">=", kind.value, "minimum", sentence.AT_LEAST, context)
    return bounded(kind.quantity, ">", kind.above, "minimum", sentence.ABOVE, context)


@readings_of.register
def _(kind: kinds.Maximum, context: Context) -> list[Reading]:
    if kind.value is not None:
        return bounded(kind.quantity, "<=", kind.value, "maximum", sentence.AT_MOST, context)
    return bounded(kind.quantity, "<", kind.below, "maximum", sentence.BELOW, context)


def bounded(
    name: str,
    sign: Comparison,
    dated: kinds.Dated | None,
    sense: Literal["minimum", "maximum"],
    form: Phrase,
    context: Context,
) -> list[Reading]:
    """A quantity within one kind."""
    assert dated is not None
    vocabulary = context.vocabulary
    required = Constant(kinds.value_at(dated, context.as_of))
    whole = total(name, required, vocabulary)
    measure = Measure(quantity(name, vocabulary), required, sense, vocabulary.unit_of(name), name, form, whole)
    return [Reading(compare(name, sign, required, vocabulary), measure=measure)]


def total(name: str, limit: Expression, vocabulary: Vocabulary) -> Total | None:
    """What a limit on a ratio comes to in whole; None for other quantities."""
    derived = vocabulary.derived.get(name)
    if derived is None or derived.ratio is None:
        return None
    whole = Multiply(limit, quantity(derived.ratio.per, vocabulary))
    return Total(derived.ratio.of, Divide(whole, Constant(derived.ratio.scale)))


@readings_of.register
def _(kind: kinds.TieredMinimum, context: Context) -> list[Reading]:
    orders = [("first", kind.tiers)]
    if kind.overlaps:
        orders.append(("second", kind.tiers[::-1]))
    return [tiered(kind, code if kind.overlaps else None, order, context) for code, order in orders]


OVERLAP = Phrase("{range} 按“{row}”一档", "{range} in the tier {row}")


def tiered(tiers: kinds.TieredMinimum, code: str | None, order: list[kinds.Tier], context: Context) -> Reading:
    """The tiers, the earlier of `order` taking what two of them share."""
    vocabulary = context.vocabulary
    holds: Expression = NotCovered()
    required: Expression = NotCovered()
    for tier in reversed(order):
        minimum = Constant(kinds.value_at(tier.minimum, context.as_of))
        bounds = Bounds(minimum=tier.start, maximum=tier.end)
        inside = condition(tiers.by, bounds, vocabulary)
        holds = If(inside, compare(tiers.quantity, ">=", minimum, vocabulary), holds)
        required = If(inside, minimum, required)
    unit = vocabulary.unit_of(tiers.quantity)
    actual = quantity(tiers.quantity, vocabulary)
    whole = total(tiers.quantity, required, vocabulary)
    measure = Measure(actual, required, "minimum", unit, tiers.quantity, sentence.AT_LEAST, whole)
    return Reading(holds, overlap_label(tiers, order, context) if code else None, code, measure)


def overlap_label(tiers: kinds.TieredMinimum, order: list[kinds.Tier], context: Context) -> Phrase:
    """How the overlaps are read when the earlier tier of `order` takes them."""
    words = []
    for shared in tiers.overlaps:
        row = next(t for t in order if (t.start or 0) <= shared.start and (t.end is None or t.end >= shared.end))
        span = sentence.tier_range(kinds.Tier(start=shared.start, end=shared.end, minimum=Fraction(0)))
        if shared.start == shared.end:
            span = sentence.value_words(shared.start, None)
        words.append(
            OVERLAP.format(range=span, row=sentence.tier_words(row, tiers.quantity, context.vocabulary, context.as_of))
        )
    return listed(words)


@readings_of.register
def _(kind: kinds.Is, context: Context) -> list[Reading]:
    return [one_of(kind.fact, [kind.value], context)]


@readings_of.register
def _(kind: kinds.OneOf, context: Context) -> list[Reading]:
    return [one_of(kind.fact, kind.values, context)]


def one_of(fact: str, texts: list[str], context: Context) -> Reading:
    """A fact among values."""
    holds = has_one_of(fact, texts, context.vocabulary)
    return Reading(holds, measure=Measure(Fact(fact), alternatives(texts), "same", fact=fact))


def alternatives(texts: Iterable[str]) -> Constant:
    """Values of which one will do, for showing."""
    return Constant("|".join(texts))


@readings_of.register
def _(kind: kinds.Includes, context: Context) -> list[Reading]:
    fact = kind.fact
    parts = [
        Part(
            sentence.item_words(fact, item, context.vocabulary),
            has_one_of(fact, item.any_of if isinstance(item, kinds.AnyOf) else [item], context.vocabulary),
        )
        for item in kind.items
    ]
    wanted = [item if isinstance(item, str) else "|".join(item.any_of) for item in kind.items]
    measure = Measure(Fact(fact), Constant(";".join(wanted)), "same", fact=fact)
    return [Reading(all_of(part.holds for part in parts), measure=measure, parts=tuple(parts))]


@readings_of.register
def _(kind: kinds.Contains, context: Context) -> list[Reading]:
    text = Fact(kind.fact)
    measure = Measure(text, alternatives(kind.any_of), "same", fact=text.name)
    return [Reading(any_of(Contains(text, phrase) for phrase in kind.any_of), measure=measure)]


@readings_of.register
def _(kind: kinds.Within, context: Context) -> list[Reading]:
    counting = counting_of(kind)
    due = Deadline(Fact(kind.start), counting)
    end = Fact(kind.end)
    in_time = [Compare("<=", end, due), Compare("<=", end, Constant(context.as_of))]
    holds = all_of([*([Fact(kind.done)] if kind.done else []), *in_time])
    return [Reading(holds, measure=Measure(end, due, "maximum", "day", kind.end), due=due, counting=counting)]


def counting_of(kind: kinds.Within) -> Counting:
    """How a deadline's period is counted."""
    length = kind.days or kind.working_days or 0
    return Counting(length, "calendar" if kind.days else "working", kind.first_day, kind.last_day)


@readings_of.register
def _(kind: kinds.AtMostOld, context: Context) -> list[Reading]:
    today = context.as_of
    oldest = months_before(today, kind.months) if kind.months else date(today.year - (kind.calendar_years or 0), 1, 1)
    done = Fact(kind.fact)
    holds = And((Compare(">=", done, Constant(oldest)), Compare("<=", done, Constant(today))))
    return [Reading(holds, measure=Measure(done, Constant(oldest), "minimum", "day", kind.fact))]


@readings_of.register
def _(kind: kinds.Table, context: Context) -> list[Reading]:
    holds: Expression = NotCovered()
    required: Expression = NotCovered()
    for key, values in reversed(kind.rows.items()):
        wanted = [values] if isinstance(values, str) else values
        in_row = has_one_of(kind.by, [key], context.vocabulary)
        holds = If(in_row, has_one_of(kind.fact, wanted, context.vocabulary), holds)
        required = If(in_row, alternatives(wanted), required)
    return [Reading(holds, measure=Measure(Fact(kind.fact), required, "same", fact=kind.fact))]


@readings_of.register
def _(kind: kinds.All, context: Context) -> list[Reading]:
    return [together(parts, all_of) for parts in named_parts(kind.parts, context)]


@readings_of.register
def _(kind: kinds.Any_, context: Context) -> list[Reading]:
    return [together(parts, any_of)._replace(parts=()) for parts in named_parts(kind.parts, context)]


def named_parts(
    requirements: list[kinds.Requirement], context: Context
) -> Iterable[tuple[tuple[Phrase, Reading], ...]]:
    """Every combination of the requirements' readings, each requirement with its words."""
    each = [
        [
            (sentence.requirement(one, context.vocabulary, context.as_of), reading)
            for reading in readings_of(one, context)
        ]
        for one in requirements
    ]
    return product(*each)


def together(parts: tuple[tuple[Phrase, Reading], ...], join: Callable[[Iterable[Expression]], Expression]) -> Reading:
    """One reading of several requirements joined."""
    labels = [reading.label for _, reading in parts if reading.label]
    codes = [reading.code for _, reading in parts if reading.code]
    return Reading(
        join(reading.holds for _, reading in parts),
        label=listed(labels) if labels else None,
        code="+".join(codes) or None,
        parts=tuple(Part(words, reading.holds) for words, reading in parts),
    )


@readings_of.register
def _(kind: kinds.Not, context: Context) -> list[Reading]:
    return [Reading(Not(one.holds), one.label, one.code) for one in readings_of(kind.part, context)]


@readings_of.register
def _(kind: kinds.Readings, context: Context) -> list[Reading]:
    return [
        one._replace(label=option.label, code=code, due=Constant(option.due) if option.due else one.due)
        for code, option in kind.options.items()
        for one in readings_of(option.requires, context)
    ]
