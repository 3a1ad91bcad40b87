"""Two numbers at once: one fact solved for at each of many values of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from compliance.facts.scale import Scale
from compliance.findings.breakpoints import comparisons
from compliance.jobs.solve import JudgedInterval, Solution, Solver

MOST_COLUMNS = 200
MARGIN = 6  # the part of what is shown that is left free on either side: a sixth


class Axis(NamedTuple):
    """A fact along one side of a picture: the part of its scale that is shown, by the numbers of its values."""

    name: str
    scale: Scale
    low: int
    high: int
    now: int | None


class Column(NamedTuple):
    """The intervals of the fact on the y axis at one value of that on the x axis, drawn from `low` to `high`."""

    low: int
    high: int
    intervals: Sequence[JudgedInterval]


class Plane(NamedTuple):
    """What is drawn over two facts. Each column is exact at its first value; whole numbers have one each where they fit."""

    x: Axis
    y: Axis
    columns: Sequence[Column]


def x_axis(solver: Solver, solution: Solution) -> Axis:
    """The fact solved for: what lies around the ends of its ranges and the value that it has now."""
    scale = solver.scale(solution.name)
    ends = [scale.number(value) for each in solution.ranges for value in (each.start, each.end)]
    return axis(solution.name, scale, ends, None if solution.now is None else scale.number(solution.now))


def axis(name: str, scale: Scale, ends: Iterable[int], now: int | None) -> Axis:
    """The part of a scale around the ends that are not its own, and around the value now; all of it without any."""
    points = [end for end in ends if scale.first < end < scale.last] + ([] if now is None else [now])
    low, high = min(points, default=scale.first), max(points, default=scale.last)
    room = max((high - low) // MARGIN, abs(high) // MARGIN if low == high else 1)
    low, high = max(low - room, scale.first), min(high + room, scale.last)
    return Axis(name, scale, scale.first if low - scale.first < high - low else low, high, now)


def partner(solver: Solver, solution: Solution) -> str | None:
    """The other number that the fact is compared with, first of all in a rule that binds at an end; None without any."""
    if not solution.fact.type.is_number:
        return None
    ends = {binding.rule for each in solution.ranges for binding in (*each.start_binds, *each.end_binds)}
    anywhere = {binding.rule for each in solution.ranges for binding in each.binds}
    partners = (name for rules in (ends, anywhere) for name in compared_with(solver, solution.name, rules))
    return next(partners, None)


def compared_with(solver: Solver, name: str, rules: set[str]) -> Iterator[str]:
    """The other numbers in the comparisons that a fact takes part in, in some of the rules."""
    facts = solver.vocabulary.facts
    lowered = (rule.lowered for rule in solver.binding if rule.lowered and rule.entry.id in rules)
    for names in comparisons(lowered, solver.as_of).values():
        if name in names:
            yield from (other for other in names if other != name and facts[other].type.is_number)


def plane(solver: Solver, solution: Solution, name: str) -> Plane:
    """The fact solved for along x, the fact `name` along y, all columns judged in one batch."""
    x, facts = x_axis(solver, solution), solver.subject.facts
    steps = min(x.high - x.low + 1, MOST_COLUMNS)
    starts = [x.low + (x.high - x.low + 1) * step // steps for step in range(steps)]
    judged = solver.judged_intervals(name, [{**facts, x.name: x.scale.value(number)} for number in starts])
    columns = [
        Column(low, after - 1, intervals)
        for low, after, intervals in zip(starts, [*starts[1:], x.high + 1], judged, strict=True)
    ]
    scale, now = solver.scale(name), facts.get(name)
    ends = [interval.first for column in columns for interval in column.intervals]
    return Plane(x, axis(name, scale, ends, None if now is None else scale.number(now)), columns)
