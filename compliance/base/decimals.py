"""Exact numbers: read from text, written as decimals, never through a binary float."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

DECIMALS = 6
MILLIONTHS: int = 10**DECIMALS
LONGEST = 12
MOST_DIGITS = 60
PLAIN_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def exact(text: str) -> Fraction | None:
    """The number that `text` writes out in plain digits (thousands commas are let pass), or None."""
    readable = len(text) <= MOST_DIGITS and PLAIN_NUMBER.fullmatch(text)
    return Fraction(text.replace(",", "")) if readable else None


class Series(NamedTuple):
    """Numbers from `start` on at equal steps, `length` of them."""

    start: Fraction
    step: Fraction
    length: int

    @property
    def end(self) -> Fraction:
        """The last number."""
        return self.start + (self.length - 1) * self.step

    def numbers(self) -> Iterator[Fraction]:
        """All of them, exact."""
        return (self.start + number * self.step for number in range(self.length))


def series_of(text: str) -> Series | None:
    """What `FROM..TO:STEP` or `FROM..TO` (by 1) writes, TO included where a step meets it; None where it is not so written."""
    start_text, _, rest = text.partition("..")
    end_text, _, step_text = rest.partition(":")
    start, end, step = (exact(part.strip()) for part in (start_text, end_text, step_text or "1"))
    if start is None or end is None or not step or step < 0 or start > end:
        return None
    return Series(start, step, int((end - start) / step) + 1)


def decimals_of(number: Fraction) -> int | None:
    """How many decimal places the number has; None where they do not end."""
    rest = number.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def decimal_text(number: Fraction) -> str | None:
    """The number as an exact decimal, or None where it has none of at most twelve places."""
    places = decimals_of(number)
    return None if places is None or places > LONGEST else with_places(number, places)


def cut_text(number: Fraction, upward: bool) -> str:
    """The number cut at six decimal places, to the next one above or below."""
    scaled = number * 10**DECIMALS
    whole = -(-scaled.numerator // scaled.denominator) if upward else scaled.numerator // scaled.denominator
    return with_places(Fraction(whole, 10**DECIMALS), DECIMALS)


def with_places(number: Fraction, places: int) -> str:
    """A number that has no more than `places` decimals, written out."""
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
