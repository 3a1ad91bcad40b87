"""The small changes that `tests.mutation` makes to a rule, one at a time; those to a requirement are made by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.packs.conditions import Bounds, Condition, Since, as_list
from compliance.packs.kinds import changed
from compliance.packs.kinds.base import Change
from compliance.packs.kinds.changes import lacking, moved, moved_days, other_values, step_of
from compliance.packs.rules import InForce, Rule

END_SWITCHED = {"minimum": "above", "above": "minimum", "maximum": "below", "below": "maximum"}
ALL_VALUES = "a condition that lists all values asks nothing"


def changed_rule(rule: Rule, own_period: bool, vocabulary: Vocabulary) -> Iterator[Change]:
    """Every change to a rule: to what it requires, when it applies, when it is due and, where it says so, in force."""
    for change in changed(rule.requires, vocabulary):
        yield change._replace(path=("requires", *change.path), model=replace(rule, requires=change.model))
    yield from changed_conditions(rule, vocabulary)
    for what, day in moved_days(rule.due) if rule.due else ():
        yield Change(("due",), f"due {what}", replace(rule, due=day))
    for change in changed_period(rule.in_force) if rule.in_force and own_period else ():
        yield change._replace(path=("in_force", *change.path), model=replace(rule, in_force=change.model))
    if rule.adopted:
        yield Change(("adopted",), "adopted dropped", replace(rule, adopted=None))


def changed_conditions(rule: Rule, vocabulary: Vocabulary) -> Iterator[Change]:
    """The rule with each of its conditions changed."""
    for fact, wanted in rule.applies_when.items():
        rest = {name: held for name, held in rule.applies_when.items() if name != fact}
        same = ALL_VALUES if asks_nothing(fact, wanted, vocabulary) else ""
        yield Change(("applies_when", fact), f"{fact}: condition dropped", replace(rule, applies_when=rest), same)
        for change in changed_condition(fact, wanted, vocabulary):
            result = replace(rule, applies_when={**rest, fact: change.model})
            yield Change(("applies_when", fact, *change.path), f"{fact}: {change.what}", result)


def asks_nothing(fact: str, wanted: Condition, vocabulary: Vocabulary) -> bool:
    """Whether a condition lists all values of a choice."""
    if isinstance(wanted, Bounds | Since):
        return False
    return vocabulary.facts[fact].type is FactType.CHOICE and not other_values(vocabulary.facts[fact], as_list(wanted))


def changed_condition(fact: str, wanted: Condition, vocabulary: Vocabulary) -> Iterator[Change]:
    """A condition turned into its opposite, or altered in one of its values."""
    if isinstance(wanted, Bounds):
        yield from changed_bounds(fact, wanted, vocabulary)
    elif isinstance(wanted, Since):
        for what, day in moved_days(wanted.since):
            yield Change((), f"since {what}", Since(since=day))
    else:
        yield from changed_choice(as_list(wanted), vocabulary.facts[fact])


def changed_choice(values: list[str], declared: Fact) -> Iterator[Change]:
    """Values turned into all the others, and one more or fewer of them."""
    left_out = other_values(declared, values)
    if left_out:
        yield Change((), "condition negated", left_out)
    for number, fewer in lacking(values):
        yield Change((number,), f"{values[number]} dropped", fewer)
    for other in left_out if len(left_out) > 1 else []:
        yield Change((), f"{other} added", [*values, other])


def changed_bounds(fact: str, wanted: Bounds, vocabulary: Vocabulary) -> Iterator[Change]:
    """Bounds with one end a step off, dropped where another is left, and excluded where it was included or back."""
    ends = {name: end for name in END_SWITCHED if (end := getattr(wanted, name)) is not None}
    for name, end in ends.items():
        rest = {key: held for key, held in ends.items() if key != name}
        for what, other in moved(end, step_of(fact, end, vocabulary)):
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
