"""Breakpoints are all the places where a comparison changes, at the very value, by every value tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base.workdays import Counting
from compliance.facts.scale import Scale, scale_of
from compliance.findings.breakpoints import (
    Breakpoint,
    Interval,
    breakpoint_of,
    breakpoints,
    comparisons,
    comparisons_with,
    first_with,
    intervals,
    orderings_with,
)
from compliance.logic.expression import Compare, Comparison, Constant, Deadline, Expression, Fact, If, Multiply, Value
from compliance.logic.interpreter import Evaluator, evaluate
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.rules import rule_of
from tests.support.small_rules import MOST, NUMBERS, SMALL, conditions, nested, small_facts

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")
WHOLE = Scale(0, 1000, Fraction, int)
MILLIONTHS = Scale(0, 10**13, lambda n: Fraction(n, 10**6), lambda value: int(value * 10**6))
DAYS = Scale(date(1949, 1, 1).toordinal(), date(2199, 12, 31).toordinal(), date.fromordinal, date.toordinal)
X = Fact("x")


def limit(number: int | Fraction) -> Constant:
    return Constant(Fraction(number))


@pytest.mark.parametrize(
    ("sign", "number"),
    [("<", 30), ("<=", 31), (">=", 30), (">", 31)],
)
def test_the_first_value_with_another_result(sign: Comparison, number: int) -> None:
    assert breakpoint_of(Compare(sign, X, limit(30)), "x", WHOLE, {}) == Breakpoint(number, Fraction(30))


@pytest.mark.parametrize(
    ("required", "number", "crossing"),
    [
        (Fraction(59, 2), 30, Fraction(59, 2)),
        (Fraction(1, 3), 1, Fraction(1, 3)),
        (Fraction(1000), 1000, Fraction(1000)),
    ],
)
def test_a_limit_between_two_values_is_told_exactly(required: Fraction, number: int, crossing: Fraction) -> None:
    assert breakpoint_of(Compare(">=", X, limit(required)), "x", WHOLE, {}) == Breakpoint(number, crossing)


@pytest.mark.parametrize("required", [-1, 0, 1001])
def test_a_limit_that_no_value_crosses_is_no_breakpoint(required: int) -> None:
    assert breakpoint_of(Compare(">=", X, limit(required)), "x", WHOLE, {}) is None


def test_without_the_other_fact_nothing_is_known_to_change() -> None:
    comparison = Compare(">=", X, Fact("y"))
    assert breakpoint_of(comparison, "x", WHOLE, {}) is None
    assert breakpoint_of(comparison, "x", WHOLE, {"y": Fraction(7)}) == Breakpoint(7, Fraction(7))


def test_a_threshold_in_steps_is_found_as_exactly_as_a_line() -> None:
    required = If(Compare("<=", X, limit(40)), limit(100), If(Compare("<=", X, limit(90)), limit(500), limit(10**6)))
    comparison = Compare("<=", Multiply(X, limit(10)), required)
    truths = [Evaluator({"x": Fraction(n)})(comparison) for n in range(1001)]
    changes = [n for n, (before, after) in enumerate(pairwise(truths), start=1) if before != after]
    assert changes == [11, 41, 51, 91]  # not monotone: so no rule is lowered to it
    steps = Compare(">=", X, If(Compare("<", X, limit(301)), limit(10**6), limit(5)))
    assert breakpoint_of(steps, "x", WHOLE, {}) == Breakpoint(301, Fraction(301))


@given(st.fractions(0, 10**7, max_denominator=10**9), st.sampled_from(["<", "<=", ">=", ">"]))
def test_on_a_fine_scale_both_sides_differ(required: Fraction, sign: Comparison) -> None:
    comparison = Compare(sign, Multiply(X, limit(3)), Multiply(limit(3), limit(required)))
    point = breakpoint_of(comparison, "x", MILLIONTHS, {})
    ends = [Evaluator({"x": MILLIONTHS.value(n)})(comparison) for n in (MILLIONTHS.first, MILLIONTHS.last)]
    assert (point is None) is (ends[0] == ends[1])
    if point:
        sides = [Evaluator({"x": MILLIONTHS.value(n)})(comparison) for n in (point.number - 1, point.number)]
        assert sides == ends
        assert point.number - 1 <= point.limit <= point.number


@settings(max_examples=60)
@given(st.dates(date(2022, 1, 1), date(2026, 12, 31)), st.integers(1, 30), st.sampled_from(["calendar", "working"]))
def test_a_deadline_is_found_to_the_day_from_either_end(due: date, length: int, days: str) -> None:
    counting = Counting(length, days)  # type: ignore[arg-type]
    comparison = Compare("<=", Constant(due), Deadline(X, counting))
    point = breakpoint_of(comparison, "x", DAYS, {})
    assert point
    first = date.fromordinal(point.number)
    assert Evaluator({"x": first})(comparison) is True
    assert Evaluator({"x": first - timedelta(days=1)})(comparison) is False


@given(st.integers(-50, 50), st.integers(1, 100), st.data())
def test_the_first_number_that_holds_wherever_the_probes_lie(low: int, span: int, data: st.DataObject) -> None:
    wanted = data.draw(st.integers(low + 1, low + span))
    probes = data.draw(st.lists(st.integers(low - 5, low + span + 5), max_size=4))
    assert first_with(lambda number: number >= wanted, low, low + span, *probes) == wanted


@pytest.mark.parametrize("sign", ["<", "<=", ">=", ">"])
@pytest.mark.parametrize("required", [Fraction(7), Fraction(22, 3)])
def test_a_linear_comparison_takes_no_bisection(sign: Comparison, required: Fraction) -> None:
    tried: list[int] = []

    def value(number: int) -> Fraction:
        tried.append(number)
        return Fraction(number, 10**6)

    assert breakpoint_of(Compare(sign, X, limit(required)), "x", MILLIONTHS._replace(value=value), {})
    assert len(tried) <= 4


def test_intervals_meet_without_gap_or_overlap() -> None:
    points = [Breakpoint(n, Fraction(n)) for n in (5, 3, 5, 10)]
    assert intervals(Scale(0, 10, Fraction, int), points) == [(0, 2), (3, 4), (5, 9), (10, 10)]
    assert intervals(Scale(4, 4, Fraction, int), []) == [Interval(4, 4)]


def test_a_date_is_cut_at_the_dates_that_it_must_not_lie_before() -> None:
    [after] = orderings_with("filed_on", NURSERY)
    assert breakpoint_of(after, "filed_on", DAYS, {"registered_on": date(2026, 3, 1)}) == Breakpoint(
        date(2026, 3, 1).toordinal(), Fraction(date(2026, 3, 1).toordinal())
    )
    assert after in [*orderings_with("registered_on", NURSERY)]
    assert [*orderings_with("slots", NURSERY)] == []


def cut(name: str, rules: list[object], facts: Mapping[str, Value]) -> Iterator[Interval]:
    scale = scale_of(SMALL.facts[name])
    assert scale
    compared = comparisons_with(name, comparisons(rules, AS_OF))  # type: ignore[arg-type]
    yield from intervals(scale, breakpoints(name, scale, compared, facts))


@settings(max_examples=150)
@given(condition=conditions, text=nested, facts=small_facts, name=st.sampled_from(NUMBERS))
def test_within_an_interval_nothing_that_a_rule_comes_to_changes(
    condition: str, text: str, facts: dict[str, Value], name: str
) -> None:
    rule = lower(rule_of(f"{condition}requires: {text}"), SMALL, AS_OF)
    assert rule
    parts = [*cut(name, [rule], facts)]
    assert (parts[0].first, parts[-1].last) == (0, MOST)
    for first, last in parts:
        results = [evaluate(rule, {**facts, name: Fraction(n)}, AS_OF) for n in range(first, last + 1)]
        assert len({(result.outcome, result.reason, result.missing) for result in results}) == 1


def test_an_equality_is_cut_on_both_sides() -> None:
    compared: dict[Compare, tuple[str, ...]] = {Compare("==", Fact("slots"), limit(3)): ("slots",)}
    scale = scale_of(SMALL.facts["slots"])
    assert scale
    points = breakpoints("slots", scale, comparisons_with("slots", compared), {})
    assert intervals(scale, points) == [(0, 2), (3, 3), (4, MOST)]


def test_a_due_date_is_compared_with_the_date_of_the_check() -> None:
    text = "requires: {within: {from: registered_on, to: filed_on, days: 5}}"
    rule = lower(rule_of(text), NURSERY, AS_OF)
    assert rule
    due: Expression = Deadline(Fact("registered_on"), rule.readings[0].due.counting)  # type: ignore[union-attr]
    assert comparisons([rule], AS_OF)[Compare("<", due, Constant(AS_OF))] == ("registered_on",)
