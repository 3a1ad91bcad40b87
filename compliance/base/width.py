"""How many columns a terminal gives a text: wcwidth's answers, its tables read only for characters that need them."""

from __future__ import annotations

from functools import cache

# The first and the last character of each range; which of them a text in Chinese or English uses
NARROW = (
    (" ", "~"),
    ("\u00a1", "\u00ac"),
    ("\u00ae", "\u00ff"),
    ("\u2010", "\u2027"),
    ("\u2190", "\u2265"),
    ("\u2500", "\u25a1"),
)
WIDE = (("\u3000", "\u3029"), ("\u3300", "\u33ff"), ("\u4e00", "\u9fff"), ("\uff01", "\uff60"))


@cache
def plain_width(character: str) -> int | None:
    """Columns of a character that is as wide in any surroundings; None of any other."""
    if any(first <= character <= last for first, last in NARROW):
        return 1
    return 2 if any(first <= character <= last for first, last in WIDE) else None


def wcwidth(character: str) -> int:
    """Columns of one character; -1 of a control character."""
    width = plain_width(character)
    if width is not None:
        return width
    from wcwidth import wcwidth as looked_up

    return looked_up(character)


def wcswidth(text: str) -> int:
    """Columns of a text; -1 where it has control characters."""
    widths = [plain_width(character) for character in text]
    if None not in widths:
        return sum(width for width in widths if width)
    from wcwidth import wcswidth as looked_up

    return looked_up(text)


def ljust(text: str, width: int, fill: str = " ") -> str:
    """The text with `fill`, which takes one column, behind it up to `width` columns."""
    return text + fill * (width - wcswidth(text))
