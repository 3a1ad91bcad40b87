"""A typed value as exact text: decimals written out, quotients without an end cut on their own side of a limit."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import overload

from compliance.base.decimals import cut_text, decimal_text
from compliance.logic.expression import Value


@overload
def exact_text(value: None, limit: Value | None = None, order: Iterable[str] | None = None) -> None: ...
@overload
def exact_text(value: Value, limit: Value | None = None, order: Iterable[str] | None = None) -> str: ...
@overload
def exact_text(value: Value | None, limit: Value | None = None, order: Iterable[str] | None = None) -> str | None: ...
def exact_text(value: Value | None, limit: Value | None = None, order: Iterable[str] | None = None) -> str | None:
    """A decimal, ISO date, code, `yes` or `no`, text, or the items of a set joined by semicolons; None of None.

    A number whose decimals do not end is cut at six places, away from `limit` (downward where it is not above any limit),
    so that the text lies on the same side of the limit as the number. The items of a set stand in the `order` of the
    choices, or in that of the alphabet.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return decimal_text(value) or cut_text(value, upward=isinstance(limit, Fraction) and value > limit)
    if isinstance(value, frozenset):
        return ";".join(sorted(value) if order is None else [item for item in order if item in value])
    return None if value is None else str(value)


def margin_text(margin: Fraction | None) -> str | None:
    """A margin, cut away from zero where its decimals do not end."""
    return exact_text(margin, Fraction(0))
