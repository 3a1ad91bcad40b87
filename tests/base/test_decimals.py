"""Exact numbers, in and out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.base.decimals import cut_text, decimal_text, exact

DECIMAL = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15)


@given(DECIMAL)
def test_what_is_written_is_what_is_read(number: object) -> None:
    text = f"{number:f}"
    value = exact(text)
    assert value is not None
    assert value == Fraction(text)
    assert exact(decimal_text(value) or "") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("017", 17), ("1,234", 1234), ("-0.5", Fraction(-1, 2)), ("+3", 3), ("8.9999", Fraction(89999, 10000))],
)
def test_plain_digits_are_numbers(text: str, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", ".nan", "inf", "-.inf", "1e400", "1E3", "0x10", "12:30:45", "1,23", "1_000", "５.", ".5", "5㎡"]
)
def test_anything_else_is_not(text: str) -> None:
    assert exact(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(17, 2), "8.5"),
        (Fraction(270), "270"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), None),
        (Fraction(0), "0"),
    ],
)
def test_decimals_are_exact_or_none(number: Fraction, text: str | None) -> None:
    assert decimal_text(number) == text


@given(st.fractions(), st.booleans())
def test_a_cut_number_lies_on_the_side_asked_for_within_a_millionth(number: Fraction, upward: bool) -> None:
    cut = exact(cut_text(number, upward))
    assert cut is not None
    assert 0 <= (cut - number if upward else number - cut) < Fraction(1, 10**6)
