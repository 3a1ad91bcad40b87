"""Fixed-point numbers in columns: integers scaled by a power of ten, with interval bounds known before any row is read.

Interval arithmetic over the bounds proves that no sum and no product leaves 64 bits; what cannot be proved is refused with
`OverflowRisk`, never rounded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import narwhals as nw

from compliance.base.decimals import decimals_of

WIDEST = 2**63 - 1


class OverflowRisk(ValueError):
    """By its bounds, a number may not fit a column of 64-bit integers, or has no finite decimal form."""


class FixedPoint(NamedTuple):
    """A column of integers that stand for `column / 10**places`; every integer lies in `low..high`, both included.

    Null in the column is an unknown number. Operations raise OverflowRisk where the bounds of the result exceed 64 bits.
    """

    column: nw.Expr
    places: int
    low: int
    high: int

    def checked(self) -> FixedPoint:
        """The number itself. Raises OverflowRisk where its bounds exceed 64 bits."""
        if max(-self.low, self.high) > WIDEST:
            raise OverflowRisk
        return self

    def times(self, other: FixedPoint) -> FixedPoint:
        """The product; its places are the sum of both."""
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return FixedPoint(self.column * other.column, self.places + other.places, min(ends), max(ends)).checked()

    def plus(self, other: FixedPoint) -> FixedPoint:
        """The sum, at the greater of both places."""
        a, b = aligned(self, other)
        return FixedPoint(a.column + b.column, a.places, a.low + b.low, a.high + b.high).checked()

    def minus(self, other: FixedPoint) -> FixedPoint:
        """The difference, at the greater of both places."""
        return self.plus(other.times(whole(-1)))

    def rescale(self, places: int) -> FixedPoint:
        """The same number with `places` decimals, of which it must not have more already."""
        factor = 10 ** (places - self.places)
        if factor == 1:
            return self
        return FixedPoint(self.column * factor, places, self.low * factor, self.high * factor).checked()


def whole(number: int) -> FixedPoint:
    """A constant integer. Raises OverflowRisk."""
    return FixedPoint(nw.lit(number, dtype=nw.Int64), 0, number, number).checked()


def constant(number: Fraction) -> FixedPoint:
    """A constant. Raises OverflowRisk where its decimals do not end or it is too large."""
    places = decimals_of(number)
    if places is None:
        raise OverflowRisk
    return whole(int(number * 10**places))._replace(places=places)


def aligned(a: FixedPoint, b: FixedPoint) -> tuple[FixedPoint, FixedPoint]:
    """Two numbers with the same places, so that their integers can be compared and added. Raises OverflowRisk."""
    places = max(a.places, b.places)
    return a.rescale(places), b.rescale(places)


NO_NUMBER = FixedPoint(nw.lit(None, dtype=nw.Int64), 0, 0, 0)
"""A number that is unknown in every row."""


def day_number(day: nw.Expr) -> FixedPoint:
    """Days since 0000-03-01 in the proleptic Gregorian calendar, by integer arithmetic: engines count days differently."""
    year, month, number = (part.cast(nw.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day()))
    early = nw.when(month <= 2).then(1).otherwise(0)
    y, m = year - early, month + 12 * early - 3
    days = 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) + floor_div(153 * m + 2, 5) + number - 1
    return FixedPoint(days, 0, 0, 10**7)


def floor_div(number: nw.Expr, by: int) -> nw.Expr:
    """Integer division of a number that is not negative; exact on every engine, as a multiple of `by` is divided."""
    return ((number - number % by) / by).round().cast(nw.Int64)
