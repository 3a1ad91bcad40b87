"""Text fitted to columns, wide characters counted as two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from compliance.base.printable import printable
from compliance.base.width import wcswidth, wcwidth

WIDTH = 80
MOST_UNITS = 8  # characters looked at for each column: more than any that people write, marks above letters included
FIRST_WIDE = "\u2e80"
NOT_FIRST = "，。、；：？！）》」』”’…％,.;:?!)]}"
NOT_LAST = "（《「『“‘([{"


def wrapped(text: str, mark: str = "", width: int = WIDTH) -> Iterator[str]:
    """The text in lines of at most `width` columns, the first behind `mark`, the others as far in.

    A line breaks at a space or between Chinese characters, never before a closing mark or after an opening one. Control
    characters show as escapes. The time taken grows with the length of the text, whatever stands in it.
    """
    indent = " " * wcswidth(mark)
    line, room, start = printable(" ".join(text.split())), width - len(indent), 0
    while (end := line_end(line, start, room)) < len(line):
        yield (mark or indent) + line[start:end].rstrip()
        mark, start = "", end + line.startswith(" ", end)
    yield (mark or indent) + line[start:]


def line_end(text: str, start: int, room: int) -> int:
    """Where a line from `start` ends: at the last good break within `room` columns, or wherever there is one column no more."""
    used, best = 0, start
    for at in range(start, len(text)):
        if at > start and breaks(text[at - 1], text[at]):
            best = at
        used += max(wcwidth(text[at]), 0)
        if used > room:
            return best if best > start else max(at, start + 1)
    return len(text)


def breaks(before: str, after: str) -> bool:
    """Whether a line may end between these characters."""
    between = before == " " or after == " " or before >= FIRST_WIDE or after >= FIRST_WIDE
    return between and after not in NOT_FIRST and before not in NOT_LAST


def clipped(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` columns. Control characters show as escapes."""
    shown = printable(re.sub(r"\s", " ", text[: MOST_UNITS * width + 1]))
    used, end = 0, 0
    for at, character in enumerate(shown):
        used += max(wcwidth(character), 0)
        if used > width:
            return shown[:end] + "…"
        end = at + 1 if used < width else end
    return shown if len(text) <= MOST_UNITS * width else shown[:end] + "…"


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
