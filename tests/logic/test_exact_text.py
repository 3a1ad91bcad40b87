"""Values as exact text: nothing is rounded across a limit, and what can be written out is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.logic.exact_text import exact_text, margin_text
from compliance.logic.expression import Value

SETS = frozenset({"b", "a", "c"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "yes"),
        (False, "no"),
        (Fraction(0), "0"),
        (Fraction(30), "30"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(1, 10**6), "0.000001"),
        (date(2026, 3, 1), "2026-03-01"),
        ("operating", "operating"),
        (frozenset(), ""),
        (SETS, "a;b;c"),
    ],
)
def test_each_type_has_one_form(value: Value | None, text: str | None) -> None:
    assert exact_text(value) == text


def test_a_set_stands_in_the_order_of_its_choices() -> None:
    assert exact_text(SETS, order=["c", "x", "a", "b"]) == "c;a;b"


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (Fraction(26, 3), Fraction(9), "8.666666"),
        (Fraction(28, 3), Fraction(9), "9.333334"),
        (Fraction(26, 3), None, "8.666666"),
        (Fraction(9) - Fraction(1, 3 * 10**7), Fraction(9), "8.999999"),
        (Fraction(9) + Fraction(1, 3 * 10**7), Fraction(9), "9.000001"),
    ],
)
def test_a_quotient_without_an_end_is_cut_away_from_the_limit(value: Fraction, limit: Fraction, text: str) -> None:
    assert exact_text(value, limit) == text


@pytest.mark.parametrize(
    ("margin", "text"),
    [
        (Fraction(-1, 3), "-0.333334"),
        (Fraction(1, 3), "0.333334"),
        (Fraction(-1, 3 * 10**7), "-0.000001"),
        (Fraction(1, 3 * 10**7), "0.000001"),
        (Fraction(0), "0"),
        (Fraction(-15), "-15"),
        (None, None),
    ],
)
def test_a_margin_is_cut_away_from_zero(margin: Fraction | None, text: str | None) -> None:
    assert margin_text(margin) == text


@given(st.fractions(max_denominator=10**9), st.fractions(max_denominator=10**4))
def test_the_text_lies_on_the_side_of_the_limit_on_which_the_number_does(value: Fraction, limit: Fraction) -> None:
    limit = Fraction(int(limit * 10**6), 10**6)
    text = Fraction(exact_text(value, limit))
    assert (text > limit, text < limit) == (value > limit, value < limit)
    assert abs(text - value) < Fraction(1, 10**6)
