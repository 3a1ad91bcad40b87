"""The scale of a fact: every value has a number, in order and without gaps."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.facts.scale import scale_of
from compliance.facts.vocabulary import FactValue
from tests.conftest import LIBRARY

FACTS = LIBRARY.vocabulary("facility").facts


@pytest.mark.parametrize(
    ("name", "first", "second", "last"),
    [
        ("slots", Fraction(1), Fraction(2), Fraction(100000)),
        ("building_area", Fraction(0), Fraction(1, 10**6), Fraction(10**7)),
        ("registered_on", date(1949, 1, 1), date(1949, 1, 2), date(2199, 12, 31)),
        ("stage", "proposed", "registered", "operating"),
        ("filed", False, True, True),
    ],
)
def test_a_scale_goes_from_the_least_to_the_greatest_value(
    name: str, first: FactValue, second: FactValue, last: FactValue
) -> None:
    scale = scale_of(FACTS[name])
    assert scale
    assert [scale.value(n) for n in (scale.first, scale.first + 1, scale.last)] == [first, second, last]
    assert scale.listed is (name in ("stage", "filed"))


@pytest.mark.parametrize("name", ["name", "credit_code", "materials"])
def test_texts_and_sets_have_no_scale(name: str) -> None:
    assert scale_of(FACTS[name]) is None


@given(st.sampled_from(["slots", "building_area", "registered_on", "stage", "filed"]), st.data())
def test_a_scale_numbers_each_value_and_finds_it_again(name: str, data: st.DataObject) -> None:
    scale = scale_of(FACTS[name])
    assert scale
    number = data.draw(st.integers(scale.first, scale.last))
    assert scale.number(scale.value(number)) == number
