"""The records of a text table as strict CSV, each with the line on which it begins; a line with bad quotes is one by itself."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase
from compliance.tables.layout import Header
from compliance.tables.source import shortened

MOST_REREAD = 1_000_000

BAD_QUOTES = Phrase(
    "引号没有成对，或引号后还有内容；此行自引号起未读入：{lost}",
    "a quotation mark is not closed, or something follows it. Not read of this line: {lost}",
)
TOO_MANY_BAD_QUOTES = Phrase(
    "不成对的引号太多，无法确定各行的起止；请检查引号",
    "too many quotation marks are not closed to tell where lines begin",
)


class Layout(NamedTuple):
    """How a table is written: its separator, the lines above the header, the last line of the header, and the header."""

    separator: str
    above: int
    last: int
    header: Header


class Record(NamedTuple):
    """A record of a text table as it is written: the line where it begins, its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    error: Diagnostic | None = None


def records_of(path: Path, shown: Path, layout: Layout) -> Iterator[Record]:
    """The records as strict CSV. A line whose quotation marks are not in pairs is a record with an error, by itself."""
    number, reread = layout.above, 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = Lines(islice(stream, layout.above, None))
        reader = csv.reader(lines, delimiter=layout.separator, strict=True)
        while True:
            lines.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                reread += len(lines.taken) - 1
                place = Location(str(shown), number + 1, 1)
                if reread > MOST_REREAD:
                    raise InputError([Diagnostic(place, None, TOO_MANY_BAD_QUOTES)]) from None
                line, number = lines.give_back_all_but_first(), number + 1
                before, quote, after = line.partition('"')
                message = BAD_QUOTES.format(lost=shortened(quote + after))
                yield Record(number, before.split(layout.separator)[:-1], Diagnostic(place, None, message))
                reader = csv.reader(lines, delimiter=layout.separator, strict=True)
            else:
                yield Record(number + 1, cells)
                number += len(lines.taken)


class Lines:
    """Lines of a file for a reader that may take too many, and be made to give them back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.taken: list[str] = []
        self.again: deque[str] = deque()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.lines)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        """Has the lines taken read again but for the first of them, which is returned."""
        first, *rest = self.taken
        self.again.extendleft(reversed(rest))
        return first
