"""The small changes that `tests.mutation` makes to a rule, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import singledispatch
from typing import Any, NamedTuple

from compliance.base.decimals import decimals_of
from compliance.base.workdays import DAY
from compliance.base.yaml_model import KEYS, Model
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.packs import kinds
from compliance.packs.annotations import children
from compliance.packs.rules import Bounds, Condition, InForce, Rule, Since

NAMES = {key: name for name, key in KEYS.items()}
SWITCHED = {
    "excluded": "included",
    "included": "excluded",
    "next_working_day": "as_it_falls",
    "as_it_falls": "next_working_day",
}
END_SWITCHED = {"minimum": "above", "above": "minimum", "maximum": "below", "below": "maximum"}

ALL_VALUES = "a condition that lists all values asks nothing"
ENDS_ON_ONE = "a period of working days ends on a working day"
SAME_TIER = "another tier takes that number in every reading"
STANDS_IN_IT = "another of the phrases stands in this one"

Path = tuple[int | str, ...]


class Change(NamedTuple):
    """A model after one change: where and what it is, and why nothing could tell it apart, where that is so."""

    path: Path
    what: str
    model: Any
    same: str = ""


# How values change.


def step_of(name: str, value: Fraction, words: Vocabulary) -> Fraction:
    """The step of a quantity: one where it is a whole number, else one in the last place written, at most a tenth."""
    return Fraction(1) if is_whole(name, words) else Fraction(1, 10 ** max(1, decimals_of(value) or 0))


def is_whole(name: str, words: Vocabulary) -> bool:
    """Whether a quantity is always a whole number."""
    if name in words.facts:
        return words.facts[name].type is FactType.WHOLE
    derived = words.derived[name]
    return derived.ratio is None and all(is_whole(part, words) for part in derived.sum or [])


def moved(value: Fraction, step: Fraction) -> Iterator[tuple[str, Fraction]]:
    """A number a step less and a step more, in words."""
    for other in (value - step, value + step):
        yield f"{float(value):.12g} → {float(other):.12g}", other


def moved_days(day: date) -> Iterator[tuple[str, date]]:
    """The day before and the day after, in words."""
    for other in (day - DAY, day + DAY):
        yield f"{day} → {other}", other


def moved_dated(dated: kinds.Dated, name: str, words: Vocabulary) -> Iterator[tuple[str, kinds.Dated]]:
    """A value a step off; of dated values each of them, and each of their days."""
    if not isinstance(dated, dict):
        yield from moved(dated, step_of(name, dated, words))
        return
    for day, value in dated.items():
        for what, other in moved(value, step_of(name, value, words)):
            yield f"{day}: {what}", {**dated, day: other}
        for what, another in moved_days(day):
            yield what, {another if one == day else one: held for one, held in dated.items()}


def lacking(items: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    """The list without each of its items in turn, where any are left then."""
    if len(items) > 1:
        yield from ((number, items[:number] + items[number + 1 :]) for number in range(len(items)))


def lacking_key(items: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mapping without each of its keys in turn, where any are left then."""
    if len(items) > 1:
        yield from ((key, {one: held for one, held in items.items() if one != key}) for key in items)


def others(fact: Fact, texts: list[str]) -> list[str]:
    """The values of a fact that the texts do not write."""
    if fact.type is FactType.YES_NO:
        written = {fact.parse(text) for text in texts}
        return [text for text in ("yes", "no") if fact.parse(text) not in written]
    return [code for code in fact.choices if code not in fact.parse_set(texts)]


def as_list(texts: str | list[str]) -> list[str]:
    """One text or several, as a list."""
    return [texts] if isinstance(texts, str) else texts


# How requirements change.


def changed(model: Model, words: Vocabulary) -> Iterator[Change]:
    """Every change to a requirement and to those within it."""
    kind = tuple(name for name, one in kinds.KINDS.items() if type(model) is one)
    for change in own_changes(model, words):
        yield change._replace(path=(*kind, *change.path))
    for step, part in children(model):
        for one in changed(part, words):
            yield Change((*kind, *step, *one.path), one.what, with_part(model, step, one.model), one.same)


def with_part(model: Any, step: Path, part: object) -> Any:
    """The model with something else in that place: a field, or a member of one."""
    name = NAMES.get(str(step[0]), str(step[0]))
    if len(step) == 1:
        return replace(model, **{name: part})
    held: Any = getattr(model, name)
    whole: Any = dict(held) if isinstance(held, dict) else list(held)
    whole[step[1]] = part
    return replace(model, **{name: whole})


@singledispatch
def own_changes(model: Model, words: Vocabulary) -> Iterator[Change]:
    """The changes to a requirement itself, without those within its parts."""
    raise TypeError(f"no changes for {type(model).__name__}")


@own_changes.register(kinds.Tier)
@own_changes.register(kinds.Overlap)
def _(model: Model, words: Vocabulary) -> Iterator[Change]:
    yield from ()  # TieredMinimum changes them, as it knows in what they are counted


@own_changes.register
def _(model: kinds.Minimum, words: Vocabulary) -> Iterator[Change]:
    yield from changed_limit(model, "above", words)


@own_changes.register
def _(model: kinds.Maximum, words: Vocabulary) -> Iterator[Change]:
    yield from changed_limit(model, "below", words)


def changed_limit(model: Any, exclusive: str, words: Vocabulary) -> Iterator[Change]:
    """A limit a step off, and with its end excluded where it was included, or back."""
    key, other = ("value", exclusive) if model.value is not None else (exclusive, "value")
    limit = getattr(model, key)
    for what, value in moved_dated(limit, model.quantity, words):
        yield Change((key,), what, replace(model, **{key: value}))
    yield Change((key,), f"{key} → {other}", replace(model, **{key: None, other: limit}))


@own_changes.register
def _(model: kinds.TieredMinimum, words: Vocabulary) -> Iterator[Change]:
    for number, tier in enumerate(model.tiers):
        for key, what, other in changed_tiers(model, tier, words):
            result = with_part(model, ("tiers", number), other)
            same = SAME_TIER if taken_alike(model, result, tier, other, words) else ""
            yield Change(("tiers", number, key), what, result, same)
    for number, tiers in lacking(model.tiers):
        yield Change(("tiers", number), "tier dropped", replace(model, tiers=tiers))
    for number, overlap in enumerate(model.overlaps):
        left = [one for one in model.overlaps if one is not overlap]
        yield Change(("overlaps", number), "overlap dropped", replace(model, overlaps=left))


def changed_tiers(
    model: kinds.TieredMinimum, tier: kinds.Tier, words: Vocabulary
) -> Iterator[tuple[str, str, kinds.Tier]]:
    """A tier with its minimum or one of its ends a step off, with the key and the change in words."""
    for what, minimum in moved_dated(tier.minimum, model.quantity, words):
        yield "minimum", what, replace(tier, minimum=minimum)
    for name, key in (("start", "from"), ("end", "to")):
        end = getattr(tier, name)
        for what, other in moved(end, step_of(model.by, end, words)) if end is not None else ():
            yield key, f"{key} {what}", with_part(tier, (name,), other)


def taken_alike(
    model: kinds.TieredMinimum, result: kinds.TieredMinimum, tier: kinds.Tier, other: kinds.Tier, words: Vocabulary
) -> bool:
    """Whether each whole number at the tier's old and new ends falls to the same minimum in every reading."""
    if not is_whole(model.by, words) or tier.minimum is not other.minimum:
        return False
    ends = [end for end in (tier.start, tier.end, other.start, other.end) if end is not None]
    return all(minima(model, end) == minima(result, end) for end in ends)


def minima(model: kinds.TieredMinimum, at: Fraction) -> list[kinds.Dated]:
    """The minimum of the first tier that holds the number and, where tiers may overlap, of the last."""
    held = [
        tier.minimum
        for tier in model.tiers
        if (tier.start is None or tier.start <= at) and (tier.end is None or at <= tier.end)
    ]
    return [*held[:1], *held[-1:]] if model.overlaps else held[:1]


@own_changes.register
def _(model: kinds.Is, words: Vocabulary) -> Iterator[Change]:
    for other in others(words.facts[model.fact], [model.value]):
        yield Change(("value",), f"{model.value} → {other}", replace(model, value=other))


@own_changes.register
def _(model: kinds.OneOf, words: Vocabulary) -> Iterator[Change]:
    for number, values in lacking(model.values):
        yield Change(("values", number), f"{model.values[number]} dropped", replace(model, values=values))
    for other in others(words.facts[model.fact], model.values):
        yield Change(("values",), f"{other} added", replace(model, values=[*model.values, other]))


@own_changes.register
def _(model: kinds.Includes, words: Vocabulary) -> Iterator[Change]:
    for number, items in lacking(model.items):
        item = model.items[number]
        told = item if isinstance(item, str) else "|".join(item.any_of)
        yield Change(("items", number), f"{told} dropped", replace(model, items=items))


@own_changes.register
def _(model: kinds.AnyOf, words: Vocabulary) -> Iterator[Change]:
    for number, left in lacking(model.any_of):
        yield Change(("any_of", number), f"{model.any_of[number]} dropped", replace(model, any_of=left))


@own_changes.register
def _(model: kinds.Contains, words: Vocabulary) -> Iterator[Change]:
    for number, left in lacking(model.any_of):
        phrase = model.any_of[number]
        same = STANDS_IN_IT if any(other in phrase for other in left) else ""
        yield Change(("any_of", number), f"{phrase} dropped", replace(model, any_of=left), same)


@own_changes.register
def _(model: kinds.Within, words: Vocabulary) -> Iterator[Change]:
    key, other = ("days", "working_days") if model.days else ("working_days", "days")
    yield from changed_length(model, key)
    yield Change((key,), f"{key} → {other}", replace(model, days=model.working_days, working_days=model.days))
    yield Change((), "first_day switched", with_part(model, ("first_day",), SWITCHED[model.first_day]))
    same = ENDS_ON_ONE if model.working_days else ""
    yield Change((), "last_day switched", with_part(model, ("last_day",), SWITCHED[model.last_day]), same)
    if model.done:
        yield Change(("done",), "done dropped", replace(model, done=None))


@own_changes.register
def _(model: kinds.AtMostOld, words: Vocabulary) -> Iterator[Change]:
    yield from changed_length(model, "months" if model.months else "calendar_years")


def changed_length(model: Any, key: str) -> Iterator[Change]:
    """A length one less (but no less than one) and one more."""
    length = getattr(model, key)
    for other in (length - 1, length + 1):
        if other >= 1:
            yield Change((key,), f"{key} {length} → {other}", replace(model, **{key: other}))


@own_changes.register
def _(model: kinds.Table, words: Vocabulary) -> Iterator[Change]:
    for key, rows in lacking_key(model.rows):
        yield Change(("rows", key), f"row {key} dropped", replace(model, rows=rows))
    for key, held in model.rows.items():
        values = as_list(held)
        for number, left in lacking(values):
            yield Change(("rows", key, number), f"{values[number]} dropped", with_part(model, ("rows", key), left))
        for other in others(words.facts[model.fact], values):
            yield Change(("rows", key), f"{other} added", with_part(model, ("rows", key), [*values, other]))


@own_changes.register
def _(model: kinds.All, words: Vocabulary) -> Iterator[Change]:
    yield from changed_parts(model, kinds.Any_(parts=model.parts))


@own_changes.register
def _(model: kinds.Any_, words: Vocabulary) -> Iterator[Change]:
    yield from changed_parts(model, kinds.All(parts=model.parts))


def changed_parts(model: kinds.All | kinds.Any_, other: Model) -> Iterator[Change]:
    """Without each of the parts, and `all` and `any` in each other's place."""
    for number, parts in lacking(model.parts):
        yield Change(("parts", number), f"part {number + 1} dropped", replace(model, parts=parts))
    if len(model.parts) > 1:
        yield Change((), "all ↔ any", other)


@own_changes.register
def _(model: kinds.Not, words: Vocabulary) -> Iterator[Change]:
    yield Change((), "not removed", model.part)


@own_changes.register
def _(model: kinds.Readings, words: Vocabulary) -> Iterator[Change]:
    for code, options in lacking_key(model.options):
        yield Change(("options", code), f"reading {code} dropped", replace(model, options=options))


@own_changes.register
def _(model: kinds.ReadingOption, words: Vocabulary) -> Iterator[Change]:
    for what, day in moved_days(model.due) if model.due else ():
        yield Change(("due",), f"due {what}", replace(model, due=day))


# How the rest of a rule changes.


def changed_rule(rule: Rule, own_period: bool, words: Vocabulary) -> Iterator[Change]:
    """Every change to a rule: to what it requires, when it applies, when it is due and, where it says so, in force."""
    for change in changed(rule.requires, words):
        yield change._replace(path=("requires", *change.path), model=replace(rule, requires=change.model))
    yield from changed_conditions(rule, words)
    for what, day in moved_days(rule.due) if rule.due else ():
        yield Change(("due",), f"due {what}", replace(rule, due=day))
    for change in changed_period(rule.in_force) if rule.in_force and own_period else ():
        yield change._replace(path=("in_force", *change.path), model=replace(rule, in_force=change.model))
    if rule.adopted:
        yield Change(("adopted",), "adopted dropped", replace(rule, adopted=None))


def changed_conditions(rule: Rule, words: Vocabulary) -> Iterator[Change]:
    """The rule with each of its conditions changed."""
    for fact, wanted in rule.applies_when.items():
        rest = {name: held for name, held in rule.applies_when.items() if name != fact}
        same = ALL_VALUES if asks_nothing(fact, wanted, words) else ""
        yield Change(("applies_when", fact), f"{fact}: condition dropped", replace(rule, applies_when=rest), same)
        for change in changed_condition(fact, wanted, words):
            result = replace(rule, applies_when={**rest, fact: change.model})
            yield Change(("applies_when", fact, *change.path), f"{fact}: {change.what}", result)


def asks_nothing(fact: str, wanted: Condition, words: Vocabulary) -> bool:
    """Whether a condition lists all values of a choice."""
    if isinstance(wanted, Bounds | Since):
        return False
    return words.facts[fact].type is FactType.CHOICE and not others(words.facts[fact], as_list(wanted))


def changed_condition(fact: str, wanted: Condition, words: Vocabulary) -> Iterator[Change]:
    """A condition turned into its opposite, or altered in one of its values."""
    if isinstance(wanted, Bounds):
        yield from changed_bounds(fact, wanted, words)
    elif isinstance(wanted, Since):
        for what, day in moved_days(wanted.since):
            yield Change((), f"since {what}", Since(since=day))
    else:
        yield from changed_choice(as_list(wanted), words.facts[fact])


def changed_choice(values: list[str], declared: Fact) -> Iterator[Change]:
    """Values turned into all the others, and one more or fewer of them."""
    left_out = others(declared, values)
    if left_out:
        yield Change((), "condition negated", left_out)
    for number, fewer in lacking(values):
        yield Change((number,), f"{values[number]} dropped", fewer)
    for other in left_out if len(left_out) > 1 else []:
        yield Change((), f"{other} added", [*values, other])


def changed_bounds(fact: str, wanted: Bounds, words: Vocabulary) -> Iterator[Change]:
    """Bounds with one end a step off, dropped where another is left, and excluded where it was included or back."""
    ends = {name: end for name in END_SWITCHED if (end := getattr(wanted, name)) is not None}
    for name, end in ends.items():
        rest = {key: held for key, held in ends.items() if key != name}
        for what, other in moved(end, step_of(fact, end, words)):
            yield Change((name,), f"{name} {what}", Bounds(**rest, **{name: other}))
        switched = END_SWITCHED[name]
        if switched not in rest:
            yield Change((name,), f"{name} → {switched}", Bounds(**rest, **{switched: end}))
        if rest:
            yield Change((name,), f"{name} dropped", Bounds(**rest))


def changed_period(period: InForce) -> Iterator[Change]:
    """A period with one end a day off, as long as it does not end before it begins."""
    for name, key in (("start", "from"), ("end", "to")):
        day = getattr(period, name)
        for what, other in moved_days(day) if day else ():
            ends = {"start": period.start, "end": period.end, name: other}
            if not (ends["start"] and ends["end"] and ends["end"] < ends["start"]):
                yield Change((key,), f"{key} {what}", InForce(**ends))
