"""Ranges with their ends: whether anything lies in them, what two of them share, how they are written."""

from __future__ import annotations

from fractions import Fraction

from compliance.packs.kinds import Tier
from compliance.packs.rules import Bounds


def never(wanted: Bounds, whole: bool) -> bool:
    """Whether no number lies within the bounds; between 10 and 11 there is no whole one."""
    step = Fraction(int(whole))
    lows = [one for one in (wanted.minimum, None if wanted.above is None else wanted.above + step) if one is not None]
    highs = [one for one in (wanted.maximum, None if wanted.below is None else wanted.below - step) if one is not None]
    if not lows or not highs:
        return False
    open_ends = not whole and (wanted.above is not None or wanted.below is not None)
    return max(lows) > min(highs) or (open_ends and max(lows) == min(highs))


def in_both(one: Tier, other: Tier) -> tuple[Fraction | None, Fraction | None] | None:
    """The range that two tiers share, if they share one."""
    start = max((t.start for t in (one, other) if t.start is not None), default=None)
    end = min((t.end for t in (one, other) if t.end is not None), default=None)
    return None if start is not None and end is not None and start > end else (start, end)


def span(start: Fraction | None, end: Fraction | None) -> str:
    """A range for messages."""
    return str(start) if start == end else f"{'' if start is None else start}–{'' if end is None else end}"
