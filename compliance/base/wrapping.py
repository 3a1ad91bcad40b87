"""Text fitted to columns, wide characters counted as two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from compliance.base.width import wcswidth, wcwidth

WIDTH = 80
FIRST_WIDE = "\u2e80"
NOT_FIRST = "，。、；：？！）》」』”’…％,.;:?!)]}"
NOT_LAST = "（《「『“‘([{"


def wrapped(text: str, mark: str = "", width: int = WIDTH) -> Iterator[str]:
    """The text in lines of at most `width` columns, the first behind `mark`, the others as far in.

    A line breaks at a space or between Chinese characters, never before a closing mark or after an opening one.
    """
    indent = " " * wcswidth(mark)
    rest, room = " ".join(text.split()), width - len(indent)
    while wcswidth(rest) > room:
        cut = break_at(rest, room)
        yield (mark or indent) + rest[:cut].rstrip()
        mark, rest = "", rest[cut:].lstrip()
    yield (mark or indent) + rest


def break_at(text: str, room: int) -> int:
    """Where the first line ends: at the last good break within `room` columns, or wherever there is one column no more."""
    used, best = 0, 0
    for at, character in enumerate(text):
        if at and breaks(text[at - 1], character):
            best = at
        used += wcwidth(character)
        if used > room:
            return best or at
    return len(text)


def breaks(before: str, after: str) -> bool:
    """Whether a line may end between these characters."""
    between = before == " " or after == " " or before >= FIRST_WIDE or after >= FIRST_WIDE
    return between and after not in NOT_FIRST and before not in NOT_LAST


def clipped(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` columns."""
    if wcswidth(text) <= width:
        return text
    end = next((n for n in range(len(text), 0, -1) if wcswidth(text[:n]) < width), 0)
    return text[:end] + "…"


def table(rows: list[list[str]], headers: list[str], widths: list[int]) -> str:
    """The rows under their headers, each cell wrapped to its column's width."""
    cells = [[list(wrapped(cell, width=width)) for cell, width in zip(row, widths, strict=True)] for row in rows]
    columns = [
        max(wcswidth(line) for line in (f"{header}  ", *(line for row in cells for line in row[at])))
        for at, header in enumerate(headers)
    ]
    lines = [headers, ["-" * column for column in columns]]
    lines += [list(line) for row in cells for line in zip_longest(*row, fillvalue="")]
    return "\n".join("  ".join(map(padded, line, columns)).rstrip() for line in lines)


def padded(text: str, width: int) -> str:
    """The text, filled with spaces to so many columns."""
    return text + " " * (width - wcswidth(text))
