"""Text fitted to columns, wide characters counted as two."""

from __future__ import annotations

from collections.abc import Iterator

from wcwidth import wcswidth

WIDTH = 80
FIRST_WIDE = "\u2e80"
NOT_FIRST = "，。、；：？！）》」』”’…％,.;:?!)]}"
NOT_LAST = "（《「『“‘([{"


def wrapped(text: str, mark: str = "", width: int = WIDTH) -> Iterator[str]:
    """The text in lines of at most `width` columns, the first behind `mark`, the others as far in.

    A line breaks at a space or between Chinese characters, never before a closing mark or after an opening one.
    """
    indent = " " * wcswidth(mark)
    line, used = mark, len(indent)
    for token in tokens(" ".join(text.split())):
        for piece in pieces(token, width - len(indent)):
            size = wcswidth(piece)
            if used + size > width:
                yield line.rstrip()
                line, used, piece, size = indent, len(indent), piece.lstrip(), wcswidth(piece.lstrip())
            line, used = line + piece, used + size
    if line.strip():
        yield line.rstrip()


def tokens(text: str) -> Iterator[str]:
    """The runs of text between which a line may break."""
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        breaks = before == " " or after == " " or before >= FIRST_WIDE or after >= FIRST_WIDE
        if breaks and after not in NOT_FIRST and before not in NOT_LAST:
            yield text[start:at]
            start = at
    yield text[start:]


def pieces(token: str, width: int) -> Iterator[str]:
    """The token, cut where it is longer than a line."""
    while wcswidth(token) > width:
        cut = next(n for n in range(len(token), 0, -1) if wcswidth(token[:n]) <= width)
        yield token[:cut]
        token = token[cut:]
    yield token
