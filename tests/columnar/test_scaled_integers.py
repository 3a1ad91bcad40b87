"""Fixed-point numbers are exact up to the last integer that 64 bits hold, and refused beyond it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import narwhals as nw
import polars as pl
import pytest

from compliance.columnar.scaled_integers import (
    WIDEST,
    FixedPoint,
    OverflowRisk,
    aligned,
    constant,
    day_number,
    floor_div,
    whole,
)


def values(column: nw.Expr, **columns: list[object]) -> list[object]:
    frame = nw.from_native(pl.DataFrame(columns or {"x": [0]}).lazy())
    return frame.select(column.alias("value")).collect()["value"].to_list()


def between(low: int, high: int, places: int = 0) -> FixedPoint:
    return FixedPoint(nw.col("x"), places, low, high)


@pytest.mark.parametrize("number", [WIDEST, -WIDEST])
def test_the_widest_integers_are_held_and_the_next_are_refused(number: int) -> None:
    assert values(whole(number).column) == [number]
    assert constant(Fraction(number))[1:] == (0, number, number)
    beyond = number + (1 if number > 0 else -1)
    with pytest.raises(OverflowRisk):
        whole(beyond)
    with pytest.raises(OverflowRisk):
        constant(Fraction(beyond))


HALF = WIDEST // 2


@pytest.mark.parametrize(
    ("operation", "fits", "too_wide"),
    [
        (lambda high: between(0, high).plus(between(0, HALF)), HALF + 1, HALF + 2),
        (lambda high: between(-high, 0).plus(between(-HALF, 0)), HALF + 1, HALF + 2),
        (lambda high: between(0, high).minus(between(-HALF, 0)), HALF + 1, HALF + 2),
        (lambda high: between(-high, 0).minus(between(0, HALF)), HALF + 1, HALF + 2),
        (lambda high: between(0, high).times(between(0, 2)), HALF, HALF + 1),
        (lambda high: between(-high, 0).times(between(0, 2)), HALF, HALF + 1),
        (lambda high: between(-high, 0).times(between(-2, 0)), HALF, HALF + 1),
        (lambda high: between(0, high).times(between(-2, 0)), HALF, HALF + 1),
        (lambda high: between(0, high).rescale(6), WIDEST // 10**6, WIDEST // 10**6 + 1),
        (lambda high: between(-high, 0).rescale(6), WIDEST // 10**6, WIDEST // 10**6 + 1),
        (lambda high: aligned(between(0, high), between(0, 1, 6))[0], WIDEST // 10**6, WIDEST // 10**6 + 1),
        (lambda high: aligned(between(0, 1, 6), between(-high, 0))[1], WIDEST // 10**6, WIDEST // 10**6 + 1),
    ],
)
def test_bounds_that_fit_are_computed_and_the_next_are_refused(
    operation: Callable[[int], FixedPoint], fits: int, too_wide: int
) -> None:
    result = operation(fits)
    assert max(-result.low, result.high) <= WIDEST
    with pytest.raises(OverflowRisk):
        operation(too_wide)


@pytest.mark.parametrize(
    ("low", "high", "other_low", "other_high"), [(-3, 5, -7, 2), (2, 5, 3, 7), (-5, -2, 3, 7), (-5, -2, -7, -3)]
)
def test_bounds_are_the_least_and_greatest_that_can_come_out(
    low: int, high: int, other_low: int, other_high: int
) -> None:
    a, b = between(low, high), between(other_low, other_high)
    every = [(x, y) for x in range(low, high + 1) for y in range(other_low, other_high + 1)]
    for result, outcomes in (
        (a.times(b), [x * y for x, y in every]),
        (a.plus(b), [x + y for x, y in every]),
        (a.minus(b), [x - y for x, y in every]),
    ):
        assert (result.low, result.high) == (min(outcomes), max(outcomes))


def test_operations_keep_the_value_whatever_the_places() -> None:
    a, b = FixedPoint(nw.col("x"), 1, 0, 100), FixedPoint(nw.col("y"), 3, 0, 100_000)
    x, y = Fraction("1.2"), Fraction("1.501")
    for result, outcome in ((a.plus(b), x + y), (a.minus(b), x - y), (a.times(b), x * y), (a.rescale(4), x)):
        [value] = values(result.column, x=[12], y=[1501])
        assert Fraction(int(str(value)), 10**result.places) == outcome


@pytest.mark.parametrize("text", ["1.1", "4.4", "0.1", "8.999999", "-0.000001", "13"])
def test_a_constant_has_all_of_its_decimals(text: str) -> None:
    number = constant(Fraction(text))
    assert Fraction(int(str(values(number.column)[0])), 10**number.places) == Fraction(text)
    assert Fraction(number.low, 10**number.places) == Fraction(number.high, 10**number.places) == Fraction(text)


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(-2, 7)])
def test_a_constant_whose_decimals_do_not_end_is_refused(number: Fraction) -> None:
    with pytest.raises(OverflowRisk):
        constant(number)


FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def test_days_are_counted_as_the_calendar_counts_them() -> None:
    around = [date(year, 2, 28) + timedelta(n) for year in (4, 100, 400, 1900, 2000, 2024, 2100) for n in range(3)]
    days = [FIRST, *around, date(2024, 12, 31), date(2025, 1, 1), LAST]
    number = day_number(nw.col("day"))
    counted = values(number.column, day=list(days))
    assert counted == [day.toordinal() + 305 for day in days]
    assert number.low <= min(map(int, map(str, counted))) <= max(map(int, map(str, counted))) <= number.high


@pytest.mark.parametrize("by", [4, 5, 10**6])
def test_integer_division_leaves_out_the_rest(by: int) -> None:
    numbers = [0, 1, by - 1, by, by + 1, 10**15 - 1, 10**15]
    assert values(floor_div(nw.col("x"), by), x=list(numbers)) == [number // by for number in numbers]
