"""A cell is worth what the vocabulary's parser makes of its text, whatever the type of its column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase
from compliance.columnar.coercion import Cast, columns_of, in_columns, parse_rest
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded
from compliance.facts.choices import Label
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR, is_blank
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from tests.conftest import LIBRARY

ENGINE = Embedded()
FACILITY = LIBRARY.vocabulary("facility")
HALVES = Fact(
    label=Phrase("半", "halves"), type=FactType.DECIMAL, unit="year", minimum=Fraction("0.5"), maximum=Fraction("2.5")
)
WHOLES = Fact(
    label=Phrase("整", "wholes"), type=FactType.WHOLE, unit="year", minimum=Fraction("0.5"), maximum=Fraction("2.5")
)
OWN = Vocabulary("own", Label("自", "own"), {"halves": HALVES, "wholes": WHOLES}, {}, {})


def cast_alone(vocabulary: Vocabulary, name: str, column: pl.Series) -> pl.DataFrame:
    """What the cast of a whole column makes of its cells."""
    frame = pl.DataFrame([pl.Series(ROW, range(len(column)), dtype=pl.Int64), column.alias(f"raw {name}")])
    types = ((name, ENGINE.schema(frame)[f"raw {name}"]),)
    return ENGINE.run(Cast(vocabulary, types, frozenset()), frame)


def coerced(vocabulary: Vocabulary, name: str, column: pl.Series) -> list[tuple[Any, ...]]:
    """The cells of a fact's typed columns, and what is wrong, row by row."""
    frame = cast_alone(vocabulary, name, column)
    cast = Cast(vocabulary, ((name, ENGINE.schema(frame)[f"raw {name}"]),), frozenset())
    frame = parse_rest(ENGINE, frame, cast, "en")
    error = f"error {name}"
    frame = frame if error in frame.columns else frame.with_columns(pl.lit(None, dtype=pl.String).alias(error))
    return frame.select(*columns_of(name, vocabulary.facts[name]), error).rows()


def parsed(vocabulary: Vocabulary, name: str, text: str | None) -> tuple[Any, ...]:
    """What the parser makes of a text, as the same columns hold it."""
    fact = vocabulary.facts[name]
    nulls = [None] * len(columns_of(name, fact))
    if text is None or is_blank(text):
        return (*nulls, None)
    try:
        return (*in_columns(fact, fact.parse(text)), None)
    except Misfit as misfit:
        return (*nulls, misfit.phrase.text("en"))


TEXTS = {
    "slots": [
        "1",
        "100000",
        "0",
        "100001",
        "30",
        " 30 ",
        "３０",
        "30.0",
        "30.5",
        "1,000",
        "-1",
        "007",
        "x",
        "",
        " ",
        None,
    ],
    "highest_floor": ["-5", "-6", "200", "201", "0", "-0", "+3", None],
    "building_area": [
        *("0", "10000000", "10000000.000001", "269.999999", "269.9999999", "0.1", ".5", "5.", "1e3", "00.5", "-0.1"),
        *("1,234.5", "２６９．９", "270 m2", "nan", "99999999999999999999", None),
    ],
    "filed": ["yes", "no", "是", "否", "YES", "maybe", "", None],
    "filed_on": ["2026-01-02", "1000-01-01", "9999-12-31", "0999-12-31", "2026-02-29", "2026年1月2日", "", None],
    "registrar": [next(iter(FACILITY.facts["registrar"].choices)), "nobody", "", None],
    "business_scope": ["托育服务", "  托育  ", "", " ", None],
    "credit_code": ["91350100M000100Y43", "91350100M000100Y44", None],
    "materials": ["lease", "lease、food_permit", "无", "nothing", "lease;lease", "", None],
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_as_the_parser_reads_it(name: str) -> None:
    column = pl.Series(TEXTS[name], dtype=pl.String)
    assert coerced(FACILITY, name, column) == [parsed(FACILITY, name, text) for text in TEXTS[name]]


FLOATS = [0.0, 0.1, 0.3, 269.9, 269.999999, 8.999999, 4.4, 1.1, 10_000_000.0, 9_999_999.999999]
NOT_DECIMALS = [0.1 + 0.2, 1 / 3, 269.9999999, 10_000_000.000001, -0.1, 1e300, float("inf"), float("nan")]


def test_a_float_is_the_decimal_that_it_is_nearest_to_or_no_number_at_all() -> None:
    taken = coerced(FACILITY, "building_area", pl.Series([*FLOATS, None], dtype=pl.Float64))
    assert taken == [*((int(Fraction(str(value)) * 10**6), None) for value in FLOATS), (None, None)]
    for value, (cell, error) in zip(
        NOT_DECIMALS, coerced(FACILITY, "building_area", pl.Series(NOT_DECIMALS)), strict=True
    ):
        assert cell is None, value
        assert error, value


def test_a_float_is_a_whole_number_only_where_it_is_one() -> None:
    column = pl.Series([1.0, 30.0, 100_000.0, 30.5, 0.0, 100_001.0])
    cells = cast_alone(FACILITY, "slots", column)["slots"].to_list()
    assert cells == [1, 30, 100_000, None, None, None]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32])
def test_an_integer_of_any_width_is_taken_in_range(dtype: Any) -> None:
    ends = pl.select(dtype.min(), b=dtype.max()).row(0)
    values = [value for value in (-6, -5, 0, 7, 100, 127, 200, 201, *ends) if ends[0] <= value <= ends[1]]
    cells = cast_alone(FACILITY, "highest_floor", pl.Series(values, dtype=dtype))["highest_floor"].to_list()
    assert cells == [value if -5 <= value <= 200 else None for value in values]
    areas = cast_alone(FACILITY, "building_area", pl.Series(values, dtype=dtype))["building_area"].to_list()
    assert areas == [value * 10**6 if 0 <= value <= 10**7 else None for value in values]


@pytest.mark.parametrize("scale", [0, 2, 6, 8, 11])
def test_an_exact_decimal_of_any_scale_is_taken_where_it_has_no_more_than_six_places(scale: int) -> None:
    unit = Decimal(1).scaleb(-scale)
    values = [Decimal(0), unit, 270 - unit, Decimal(270), Decimal(10**7) - unit, Decimal(10**7), Decimal(10**7) + unit]
    values += [-unit, Decimal("0.5").quantize(unit) if scale else Decimal(5)]
    column = pl.Series(values, dtype=pl.Decimal(30, scale))
    expected = [parsed(FACILITY, "building_area", format(value, "f")) for value in values]
    assert [row[0] for row in coerced(FACILITY, "building_area", column)] == [row[0] for row in expected]


@pytest.mark.parametrize("name", ["halves", "wholes"])
@pytest.mark.parametrize("dtype", [pl.String, pl.Float64, pl.Decimal(20, 6), pl.Int64])
def test_a_range_with_decimals_is_kept_at_both_ends(name: str, dtype: Any) -> None:
    texts = ["0", "0.499999", "0.5", "1", "2", "2.5", "2.500001", "3"]
    texts = [text for text in texts if "." not in text] if dtype == pl.Int64 else texts
    read: dict[Any, Callable[[str], object]] = {pl.String: str, pl.Float64: float, pl.Int64: int}
    values = [read.get(dtype, Decimal)(text) for text in texts]
    cells = [row[0] for row in coerced(OWN, name, pl.Series(values, dtype=dtype))]
    assert cells == [parsed(OWN, name, text)[0] for text in texts]


def test_what_is_typed_in_the_table_is_taken_as_it_is() -> None:
    days = [
        date(FIRST_YEAR - 1, 12, 31),
        date(FIRST_YEAR, 1, 1),
        date(LAST_YEAR, 12, 31),
        date(LAST_YEAR + 1, 1, 1),
        None,
    ]
    assert coerced(FACILITY, "filed_on", pl.Series(days)) == [
        parsed(FACILITY, "filed_on", None if day is None else day.isoformat()) for day in days
    ]
    assert coerced(FACILITY, "filed", pl.Series([True, False, None])) == [(True, None), (False, None), (None, None)]
    assert coerced(FACILITY, "business_scope", pl.Series([7, None])) == [("7", None), (None, None)]


def test_a_list_is_read_item_by_item() -> None:
    choices = list(FACILITY.facts["materials"].choices)
    lists = [choices[:2], [], None, ["nothing"], [choices[-1], choices[-1]]]
    rows = coerced(FACILITY, "materials", pl.Series(lists, dtype=pl.List(pl.String)))
    for items, row in zip(lists, rows, strict=True):
        known = items is not None and items != ["nothing"]
        assert row[:-1] == tuple((code in (items or [])) if known else None for code in choices)
        assert bool(row[-1]) == (items == ["nothing"])


def test_no_column_of_errors_stands_where_nothing_is_wrong() -> None:
    frame = cast_alone(FACILITY, "slots", pl.Series(["1", "３０"]))
    cast = Cast(FACILITY, (("slots", nw.String()),), frozenset())
    done = parse_rest(ENGINE, frame, cast, "zh")
    assert done["slots"].to_list() == [1, 30]
    assert not [name for name in done.columns if name.startswith("error")]


def test_equal_steps_are_equal_whenever_they_are_made_and_unequal_ones_are_not() -> None:
    types = (("slots", nw.String()),)
    assert Cast(FACILITY, types) == Cast(FACILITY, tuple(types))
    assert hash(Cast(FACILITY, types)) == hash(Cast(FACILITY, tuple(types)))
    assert len({Cast(FACILITY, types), Cast(OWN, types), Cast(FACILITY, ()), Cast(FACILITY, types, frozenset())}) == 4
