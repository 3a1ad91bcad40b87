"""Whole numbers in columns, within bounds that are known, so that no sum and no product is ever too wide or rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import narwhals as nw

from compliance.base.decimals import decimals_of

WIDEST = 2**63 - 1


class TooWide(ValueError):
    """Numbers that a column of whole numbers cannot hold."""


class Number(NamedTuple):
    """A column of whole numbers within bounds, standing for themselves divided by ten to the power of `places`."""

    column: nw.Expr
    places: int
    low: int
    high: int

    def checked(self) -> Number:
        """The number, if its column holds it. Raises TooWide."""
        if max(-self.low, self.high) > WIDEST:
            raise TooWide
        return self

    def times(self, other: Number) -> Number:
        """The product."""
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Number(self.column * other.column, self.places + other.places, min(ends), max(ends)).checked()

    def plus(self, other: Number) -> Number:
        """The sum."""
        a, b = aligned(self, other)
        return Number(a.column + b.column, a.places, a.low + b.low, a.high + b.high).checked()

    def minus(self, other: Number) -> Number:
        """The difference."""
        return self.plus(other.times(whole(-1)))

    def at(self, places: int) -> Number:
        """The same number with more places."""
        more = 10 ** (places - self.places)
        return self if more == 1 else Number(self.column * more, places, self.low * more, self.high * more).checked()


def whole(number: int) -> Number:
    """A constant whole number."""
    return Number(nw.lit(number, dtype=nw.Int64), 0, number, number).checked()


def constant(number: Fraction) -> Number:
    """A constant. Raises TooWide where its decimals do not end."""
    places = decimals_of(number)
    if places is None:
        raise TooWide
    return whole(int(number * 10**places))._replace(places=places)


def aligned(a: Number, b: Number) -> tuple[Number, Number]:
    """Two numbers with the same places."""
    places = max(a.places, b.places)
    return a.at(places), b.at(places)


NO_NUMBER = Number(nw.lit(None, dtype=nw.Int64), 0, 0, 0)


def day_number(day: nw.Expr) -> Number:
    """Days from 0000-03-01 in the Gregorian calendar, by its own arithmetic: no engine's way to count days is another's."""
    year, month, number = (part.cast(nw.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day()))
    early = nw.when(month <= 2).then(1).otherwise(0)
    y, m = year - early, month + 12 * early - 3
    days = 365 * y + floor(y, 4) - floor(y, 100) + floor(y, 400) + floor(153 * m + 2, 5) + number - 1
    return Number(days, 0, 0, 10**7)


def floor(number: nw.Expr, by: int) -> nw.Expr:
    """A whole number, not negative, divided by another, the rest left out."""
    return ((number - number % by) / by).round().cast(nw.Int64)
