"""A typed value as exact text: decimals written out, quotients without an end cut on their own side."""

from __future__ import annotations

from fractions import Fraction

from compliance.base.decimals import cut_text, decimal_text
from compliance.logic.expression import Value


def figure(value: Value | None, other: Value | None = None) -> str | None:
    """A value as text: exact, or cut on its own side of `other`."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        upward = isinstance(other, Fraction) and value > other
        return decimal_text(value) or cut_text(value, upward)
    return ";".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def margin_text(margin: Fraction | None) -> str | None:
    """A margin, cut away from zero where its decimals do not end."""
    return None if margin is None else decimal_text(margin) or cut_text(margin, upward=margin > 0)
