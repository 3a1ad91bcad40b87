"""The scale of a fact: all values that it can have, numbered without gaps in their order.

Whole numbers are numbered by ones, other numbers by millionths (the finest that a description may write), days by their
proleptic Gregorian ordinal, choices and yes or no by their place in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.base.decimals import MILLIONTHS
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR
from compliance.facts.vocabulary import Fact, FactType, FactValue


class Scale(NamedTuple):
    """The values of a fact by their numbers, `first` to `last`, both included.

    `value` gives the value of a number, `number` that of a value. `listed` where values have no more and less: choices.
    """

    first: int
    last: int
    value: Callable[[int], FactValue]
    number: Callable[[Any], int]
    listed: bool = False


def scale_of(fact: Fact) -> Scale | None:
    """The scale of a fact; None of texts and sets, whose values cannot be numbered."""
    if fact.type.is_number:
        return number_scale(fact)
    if fact.type is FactType.DATE:
        first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
        return Scale(first.toordinal(), last.toordinal(), date.fromordinal, date.toordinal)
    if fact.type in (FactType.CHOICE, FactType.YES_NO):
        values: tuple[FactValue, ...] = tuple(fact.choices) or (False, True)
        return Scale(0, len(values) - 1, values.__getitem__, values.index, True)
    return None


def number_scale(fact: Fact) -> Scale:
    """The scale of a number, by ones or by millionths of its unit."""
    parts = 1 if fact.type is FactType.WHOLE else MILLIONTHS
    assert fact.minimum is not None and fact.maximum is not None
    first, last = -(-fact.minimum * parts // 1), fact.maximum * parts // 1
    return Scale(int(first), int(last), lambda n: Fraction(n, parts), lambda value: int(value * parts))
