"""Figures as columns of text are those that `logic.exact_text` writes of one value, to the last digit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.base.decimals import MILLIONTHS
from compliance.columnar.decimal_columns import DecimalColumns, Figures, Quotient
from compliance.columnar.engines.polars import typed_frame
from compliance.columnar.expressions import Columns
from compliance.columnar.scaled_integers import WIDEST, FixedPoint, OverflowRisk, whole
from compliance.columnar.stages import Staged
from compliance.logic import expression as tree
from compliance.logic.exact_text import exact_text, margin_text
from compliance.logic.expression import Expression, Fact
from compliance.logic.lowered import Measure, Reading
from tests.conftest import LIBRARY

FACILITY = LIBRARY.vocabulary("facility")
MOST_INTEGER = WIDEST // MILLIONTHS - 1


def texts(decimals: DecimalColumns, frame: pl.DataFrame, *columns: nw.Expr) -> list[tuple[Any, ...]]:
    """The rows of some columns, after all stages."""
    lazy = nw.from_native(frame.lazy())
    for stage in decimals.stages.stages:
        lazy = lazy.with_columns(*stage)
    return lazy.select(column.alias(str(at)) for at, column in enumerate(columns)).collect().rows()


def written(pairs: list[tuple[int, int]], upward: bool) -> list[str | None]:
    """Quotients of integers as columns write them."""
    decimals = DecimalColumns(Columns(FACILITY))
    overs, unders = zip(*pairs, strict=True)
    over = FixedPoint(nw.col("over"), 0, min(overs), max(overs))
    under = FixedPoint(nw.col("under"), 0, min(unders), max(unders))
    text = decimals.decimal(Quotient(over, under), Staged(nw.lit(upward)))
    frame = pl.DataFrame({"over": overs, "under": unders})
    return [row[0] for row in texts(decimals, frame, text)]


def exact(pairs: list[tuple[int, int]], upward: bool) -> list[str | None]:
    """The same quotients as one value is written; `figure` cuts upward above `other`."""
    values = [Fraction(over, under) for over, under in pairs]
    return [exact_text(value, value - 1 if upward else value + 1) for value in values]


PAIRS = [
    *((11, 10), (22, 5), (1, 10), (8_999_999, 1_000_000), (13, 1), (0, 7), (30, 10), (100, 1), (10, 4)),
    *((1, 3), (2, 3), (10, 3), (22, 7), (999_999, 7), (1, 999_983), (1, 3 * 10**7), (1, 3 * 10**6), (2, 3 * 10**6)),
    *((1, 2**12), (1, 2**13), (1, 5**12), (1, 5**13), (10**12 - 1, 10**12), (10**12 + 1, 10**12)),
    *((2_999_999, 3_000_000), (2_999_998, 3_000_001), (10**13, 10**6 + 1)),
]


@pytest.mark.parametrize("upward", [False, True])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_quotient_is_written_exactly_or_cut_toward_its_own_side(sign: int, upward: bool) -> None:
    pairs = [(sign * over, under) for over, under in PAIRS]
    for pair in pairs:
        assert written([pair, (0, 2)], upward)[0] == exact([pair], upward)[0], pair


@given(
    st.lists(
        st.tuples(st.integers(-(10**12), 10**12), st.integers(1, 10**6) | st.sampled_from([2**12, 10**6, 5**8])),
        min_size=1,
        max_size=50,
    ),
    st.booleans(),
)
def test_any_quotient_is_written_as_one_value_is(pairs: list[tuple[int, int]], upward: bool) -> None:
    assert written(pairs, upward) == exact(pairs, upward)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_integer_part_is_exact_and_the_next_is_refused(sign: int) -> None:
    decimals = DecimalColumns(Columns(FACILITY))
    under = FixedPoint(nw.col("under"), 0, 1, 2)
    for most, refused in ((MOST_INTEGER, False), (MOST_INTEGER + 1, True)):
        low, high = sorted((0, sign * most))
        quotient = Quotient(FixedPoint(nw.col("over"), 0, low, high), under)
        if refused:
            with pytest.raises(OverflowRisk):
                decimals.decimal(quotient, Staged(nw.lit(False)))
        else:
            text = decimals.decimal(quotient, Staged(nw.lit(False)))
            frame = pl.DataFrame({"over": [sign * most, sign * most], "under": [1, 2]})
            values = [Fraction(sign * most), Fraction(sign * most, 2)]
            assert [row[0] for row in texts(decimals, frame, text)] == list(map(exact_text, values))


def test_the_largest_denominator_is_exact_and_the_next_is_refused() -> None:
    most = WIDEST // MILLIONTHS
    pairs = [(most - 1, most), (1, most)]
    assert written(pairs, True) == exact(pairs, True)
    with pytest.raises(OverflowRisk):
        written([(1, most + 1), (1, most)], True)


def test_a_quotient_by_zero_or_of_the_unknown_is_null() -> None:
    decimals = DecimalColumns(Columns(FACILITY))
    text = decimals.text(tree.Divide(Fact("enrolled"), Fact("inclusive_slots")))
    frame = typed_frame(
        [
            {"enrolled": Fraction(3), "inclusive_slots": Fraction(0)},
            {"enrolled": Fraction(3)},
            {"inclusive_slots": Fraction(2)},
            {"enrolled": Fraction(3), "inclusive_slots": Fraction(2)},
        ],
        FACILITY,
    )
    assert texts(decimals, frame, text) == [(None,), (None,), (None,), ("1.5",)]


AREA_PER_SLOT = tree.Divide(Fact("building_area"), Fact("slots"))
ALARM = Fact("alarm_hours")


def figures_of(readings: tuple[Reading, ...], records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    decimals = DecimalColumns(Columns(FACILITY))
    shown: Figures = decimals.figures(readings)
    return texts(decimals, typed_frame(records, FACILITY), shown.actual, shown.required, shown.margin)


def at_least(actual: Expression, limit: str) -> Reading:
    return Reading(tree.TRUE, measure=Measure(actual, tree.Constant(Fraction(limit)), "minimum"))


def at_most(actual: Expression, limit: str) -> Reading:
    return Reading(tree.TRUE, measure=Measure(actual, tree.Constant(Fraction(limit)), "maximum"))


@pytest.mark.parametrize("limit", ["1.1", "4.4", "0.1", "8.999999", "13"])
@pytest.mark.parametrize("off", ["-0.000001", "0", "0.000001"])
def test_actual_and_margin_of_a_ratio_are_cut_away_from_the_limit(limit: str, off: str) -> None:
    slots = [Fraction(n) for n in (1, 2, 3, 6, 7, 9, 11, 30, 96, 97, 99_999, 100_000) if Fraction(limit) * n < 10**7]
    areas = [Fraction(limit) * n + Fraction(off) for n in slots]
    records = [{"slots": n, "building_area": area} for n, area in zip(slots, areas, strict=True)]
    minimum = figures_of((at_least(AREA_PER_SLOT, limit),), records)
    maximum = figures_of((at_most(AREA_PER_SLOT, limit),), records)
    for n, area, low, high in zip(slots, areas, minimum, maximum, strict=True):
        actual, required = area / n, Fraction(limit)
        assert low == (exact_text(actual, required), exact_text(required), margin_text(actual - required))
        assert high == (exact_text(actual, required), exact_text(required), margin_text(required - actual))


@pytest.mark.parametrize(("hours", "margin"), [("0", "-8"), ("7.999999", "-0.000001"), ("8", "0"), ("24", "16")])
def test_margins_are_negative_below_a_minimum(hours: str, margin: str) -> None:
    [(actual, required, short)] = figures_of((at_least(ALARM, "8"),), [{"alarm_hours": Fraction(hours)}])
    assert (actual, required, short) == (hours, "8", margin)


def test_of_several_readings_the_least_margin_is_shown_and_of_equal_ones_the_first() -> None:
    readings = (at_least(ALARM, "6"), at_least(ALARM, "8"), at_most(ALARM, "10"), Reading(tree.TRUE))
    hours = [Fraction(n) for n in (0, 7, 9, 12)]
    rows = figures_of(readings, [{"alarm_hours": number} for number in hours])
    assert [row[1:] for row in rows] == [("8", "-8"), ("8", "-1"), ("8", "1"), ("10", "-2")]
    beds = Reading(tree.TRUE, measure=Measure(Fact("beds"), tree.Constant(Fraction(3)), "minimum"))
    assert figures_of((beds, at_least(ALARM, "6")), [{"alarm_hours": Fraction(7)}]) == [("7", "6", "1")]
    assert figures_of((at_least(ALARM, "6"), beds), [{"alarm_hours": Fraction(7)}]) == [("7", "6", "1")]
    assert figures_of(readings, [{}]) == [(None, "6", None)]
    assert figures_of((Reading(tree.TRUE), at_least(ALARM, "6")), [{"alarm_hours": Fraction(7)}])[0][2] == "1"


@given(
    st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**6)),
    st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**6)),
)
def test_quotients_are_compared_exactly(first: tuple[int, int], second: tuple[int, int]) -> None:
    def quotient(name: str) -> Quotient:
        over = FixedPoint(nw.col(f"{name} over"), 0, -(10**9), 10**9)
        return Quotient(over, FixedPoint(nw.col(f"{name} under"), 0, 1, 10**6))

    frame = pl.DataFrame({"a over": [first[0]], "a under": [first[1]], "b over": [second[0]], "b under": [second[1]]})
    below = quotient("a").is_below(quotient("b"))
    [row] = nw.from_native(frame.lazy()).select(below.alias("below")).collect().rows()
    assert row == (Fraction(*first) < Fraction(*second),)


def test_quotients_that_cannot_be_compared_exactly_are_refused() -> None:
    def quotient(over: int, under: int) -> Quotient:
        return Quotient(FixedPoint(nw.col("x"), 0, 0, over), FixedPoint(nw.col("y"), 0, 1, under))

    quotient(10**15, 2**31).is_below(quotient(10**15, 2**31))
    for a, b in (
        (quotient(10**15 + 1, 1), quotient(1, 1)),
        (quotient(1, 1), quotient(10**15 + 1, 1)),
        (quotient(1, 2**32), quotient(1, 2**31)),
    ):
        with pytest.raises(OverflowRisk):
            a.is_below(b)


def test_an_integer_is_written_as_it_is_up_to_the_widest() -> None:
    decimals = DecimalColumns(Columns(FACILITY))
    text = decimals.decimal(Quotient(FixedPoint(nw.col("x"), 0, -WIDEST, WIDEST), whole(1)), Staged(nw.lit(False)))
    assert texts(decimals, pl.DataFrame({"x": [-WIDEST, 0, WIDEST]}), text) == [(str(-WIDEST),), ("0",), (str(WIDEST),)]
