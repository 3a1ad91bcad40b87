"""Text fitted to columns, wide characters counted as two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wcwidth import wcswidth

WIDTH = 80
WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
NOT_FIRST = "，。、；：？！）》」』”’…％,.;:?!)]}"
NOT_LAST = "（《「『“‘([{"
TOKEN = re.compile(
    f"[{re.escape(NOT_LAST)}]*(?:[{WIDE}]|[^\\s{WIDE}{re.escape(NOT_LAST)}]+)[{re.escape(NOT_FIRST)}]*|\\s+|."
)


def wrapped(text: str, mark: str = "", width: int = WIDTH) -> Iterator[str]:
    """The text in lines of at most `width` columns, the first behind `mark`, the others as far in.

    A line breaks at a space or between Chinese characters, never before a closing mark or after an opening one.
    """
    indent = " " * wcswidth(mark)
    line, used = mark, len(indent)
    for token in TOKEN.findall(" ".join(text.split())):
        for piece in pieces(token, width - len(indent)):
            size = wcswidth(piece)
            if used + size > width:
                yield line.rstrip()
                line, used, piece, size = indent, len(indent), piece.lstrip(), wcswidth(piece.lstrip())
            line, used = line + piece, used + size
    if line.strip():
        yield line.rstrip()


def pieces(token: str, width: int) -> Iterator[str]:
    """The token, cut where it is longer than a line."""
    while wcswidth(token) > width:
        cut = next(n for n in range(len(token), 0, -1) if wcswidth(token[:n]) <= width)
        yield token[:cut]
        token = token[cut:]
    yield token
