"""How the verdict hangs on two numbers at once: a fact solved for at each of many values of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compliance.findings.breakpoints import Scale, compared
from compliance.jobs.solve import Case, Solution, Stretch
from compliance.logic.expression import facts_in

MOST_COLUMNS = 200
MARGIN = 6


class Axis(NamedTuple):
    """A fact along one side of a picture: the part of its scale that is shown, by the numbers of its values."""

    name: str
    scale: Scale
    low: int
    high: int
    now: int | None


class Column(NamedTuple):
    """The stretches of the upright fact at one value of the level one, drawn from `low` to `high`."""

    low: int
    high: int
    stretches: Sequence[Stretch]


class Plane(NamedTuple):
    """What is drawn over two facts. Each column is exact at its first value; whole numbers have one each where they fit."""

    level: Axis
    upright: Axis
    columns: Sequence[Column]


def level_axis(case: Case, solution: Solution) -> Axis:
    """The fact solved for: what lies around the ends of its ranges and the value that it has now."""
    scale = case.scale(solution.name)
    ends = [scale.number(value) for one in solution.ranges for value in (one.start, one.end)]
    return axis(solution.name, scale, ends, None if solution.now is None else scale.number(solution.now))


def axis(name: str, scale: Scale, ends: Iterable[int], now: int | None) -> Axis:
    """The part of a scale around the ends that are not its own, and around the value now; all of it without any."""
    points = [end for end in ends if scale.first < end < scale.last] + ([] if now is None else [now])
    low, high = min(points, default=scale.first), max(points, default=scale.last)
    room = max((high - low) // MARGIN, abs(high) // MARGIN if low == high else 1)
    low, high = max(low - room, scale.first), min(high + room, scale.last)
    return Axis(name, scale, scale.first if low - scale.first < high - low else low, high, now)


def partner(case: Case, solution: Solution) -> str | None:
    """The other number that the fact is compared with in a rule that binds at an end of a range; None without any."""
    facts = case.vocabulary.facts
    if not solution.fact.type.is_number:
        return None
    ends = {bind.rule for one in solution.ranges for bind in (*one.start_binds, *one.end_binds)}
    anywhere = {bind.rule for one in solution.ranges for bind in one.binds}
    for ids in (ends, anywhere):
        for rule in case.binding:
            for one in compared(rule.lowered, case.as_of) if rule.lowered and rule.entry.id in ids else ():
                names = facts_in(one)
                others = [name for name in names if name != solution.name and facts[name].type.is_number]
                if solution.name in names and others:
                    return others[0]
    return None


def plane(case: Case, solution: Solution, upright: str) -> Plane:
    """The two facts over against each other, all columns judged in one batch."""
    level, facts = level_axis(case, solution), case.subject.facts
    steps = min(level.high - level.low + 1, MOST_COLUMNS)
    begun = [level.low + (level.high - level.low + 1) * n // steps for n in range(steps)]
    cases = [{**facts, level.name: level.scale.value(at)} for at in begun]
    found = case.stretches(upright, cases)
    columns = [
        Column(low, high - 1, stretches)
        for low, high, stretches in zip(begun, [*begun[1:], level.high + 1], found, strict=True)
    ]
    scale, now = case.scale(upright), facts.get(upright)
    ends = [one.first for column in columns for one in column.stretches]
    return Plane(level, axis(upright, scale, ends, None if now is None else scale.number(now)), columns)
