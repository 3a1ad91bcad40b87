"""Breakpoints of one fact: the values at which some comparison in the rules changes its result, all other facts fixed.

Every comparison in a lowered rule is monotone in one fact, since thresholds are linear in it and a later day has no earlier
deadline; so its result changes at most once along the fact's scale, at a place that bisection finds exactly. Between two
neighbouring breakpoints no outcome changes, and any one value stands for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple

from compliance.facts.scale import Scale
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Compare, Constant, Fact, Value, facts_in
from compliance.logic.interpreter import Evaluator, Unknown, distance
from compliance.logic.lowered import LoweredRule, nodes


class Breakpoint(NamedTuple):
    """Where a comparison changes its result, on a scale's numbers: the first value with another result, and the limit itself.

    The limit is where both sides of the comparison are equal: `number`, the value before it, or a fraction between the two.
    """

    number: int
    limit: Fraction


class Interval(NamedTuple):
    """Neighbouring values of a fact, by their numbers on its scale, both ends included."""

    first: int
    last: int


def intervals(scale: Scale, breakpoints: Iterable[Breakpoint]) -> Sequence[Interval]:
    """The scale of a fact cut at its breakpoints."""
    starts = sorted({scale.first, *(point.number for point in breakpoints)})
    return [Interval(start, after - 1) for start, after in pairwise([*starts, scale.last + 1])]


def breakpoints(
    name: str, scale: Scale, comparisons: Iterable[Compare], facts: Mapping[str, Value]
) -> list[Breakpoint]:
    """The breakpoints of a fact that is not listed, with the other facts as given, in no order. One for a comparison at most."""
    points = (breakpoint_of(comparison, name, scale, facts) for comparison in comparisons)
    return [point for point in points if point]


def breakpoint_of(comparison: Compare, name: str, scale: Scale, facts: Mapping[str, Value]) -> Breakpoint | None:
    """Where a comparison changes its result along the scale of a fact; None where it does not."""
    known = {other: facts[other] for other in facts_in(comparison) if other in facts}

    def at(number: int) -> Evaluator:
        return Evaluator({**known, name: scale.value(number)})

    low, high = at(scale.first), at(scale.last)
    before = low(comparison)
    if high(comparison) == before:
        return None
    crossing = crossing_of(scale, gap(comparison, low), gap(comparison, high))
    near = floor(crossing)
    probes = (near, near - 1, near + 1)
    number = first_with(lambda number: at(number)(comparison) != before, scale.first, scale.last, *probes)
    return Breakpoint(number, crossing if number - 1 <= crossing <= number else Fraction(number))


def first_with(holds: Callable[[int], bool], low: int, high: int, *probes: int) -> int:
    """The least number above `low` that `holds`, by bisection.

    `holds` is false of `low`, true of `high`, and changes once between them. `probes` are tried first.
    """
    guesses = iter(probes)
    while high - low > 1:
        middle = next(guesses, (low + high) // 2)
        if low < middle < high:
            low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def gap(comparison: Compare, value: Evaluator) -> Fraction | None:
    """How far the right side of a comparison lies above the left one, in days for dates; None where nothing is measured."""
    left, right = value(comparison.left), value(comparison.right)
    return None if isinstance(left, Unknown) or isinstance(right, Unknown) else distance(left, right)


def crossing_of(scale: Scale, low: Fraction | None, high: Fraction | None) -> Fraction:
    """Where the line through the gaps at both ends of a scale crosses zero: exact for linear comparisons, else a guess."""
    if low is None or high is None or low == high:
        return Fraction(scale.first)
    return scale.first + low * (scale.last - scale.first) / (low - high)


def comparisons(rules: Iterable[LoweredRule], as_of: date) -> Mapping[Compare, tuple[str, ...]]:
    """All that is compared in some rules, a due date with the date of the check, and the facts that each comparison reads."""
    rules = list(rules)
    compared = [node for rule in rules for whole in nodes(rule) for node in whole.walk() if isinstance(node, Compare)]
    compared += [
        Compare("<", reading.due, Constant(as_of)) for rule in rules for reading in rule.readings if reading.due
    ]
    return {comparison: facts_in(comparison) for comparison in compared}


def comparisons_with(name: str, compared: Mapping[Compare, tuple[str, ...]]) -> Iterator[Compare]:
    """Those comparisons that a fact takes part in; an equality as its two sides, each of which is monotone."""
    for comparison, names in compared.items():
        if name in names:
            yield from one_sided(comparison)


def orderings_with(name: str, vocabulary: Vocabulary) -> Iterator[Compare]:
    """That a date does not lie before its `not_before`, for each pair of such dates that a fact is one of."""
    for code, fact in vocabulary.facts.items():
        if fact.not_before and name in (code, fact.not_before):
            yield Compare(">=", Fact(code), Fact(fact.not_before))


def one_sided(comparison: Compare) -> Iterable[Compare]:
    """A comparison as those that change their result once each."""
    if comparison.operator != "==":
        return [comparison]
    return [Compare("<=", comparison.left, comparison.right), Compare(">=", comparison.left, comparison.right)]
