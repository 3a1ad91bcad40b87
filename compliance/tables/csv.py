"""Tables as text: CSV with commas, semicolons or tabs, in the encodings that spreadsheet programs write."""

from __future__ import annotations

import csv
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.encoding import MOST_MIB, in_utf8, line_count
from compliance.tables.source import (
    ERROR,
    HEADER_WITHIN,
    NO_RECORDS,
    Expected,
    Header,
    Source,
    column_names,
    header_of,
    scratch_file,
    shortened,
)

SEPARATORS = ",;\t"
ROWS, BLANK = "§rows", "§blank"

MOST_REREAD = 1_000_000
csv.field_size_limit(MOST_MIB << 20)

TOO_MANY = Phrase(
    "此行有 {found} 个字段，表头只有 {expected} 个；含分隔符的内容应加引号；多出而未读入的是：{lost}",
    "this line has {found} fields, the header {expected}; quote what has the separator in it. Not read: {lost}",
)
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


def read(path: Path, expected: Expected) -> Source:
    """The records of a text table, all cells text; rows without any are left out.

    A row shorter than the header has unknowns at its end; one that is longer, or whose quotation marks are not in pairs, is
    kept with its error and the cells before it. Raises InputError where no row can be read.
    """
    text = in_utf8(path)
    layout = layout_of(text, expected.knows)
    if layout is None:
        raise refusal(str(path), NO_RECORDS)
    wide, lines, kept_errors = len(layout.header.cells), None, 0
    frame = as_written(text, layout)
    counts = counted(frame, wide)
    regular = counts and counts[ROWS] and not counts[BLANK] and counts[ROWS] == line_count(text) - layout.last
    if not regular or ends_within_quotes(text):
        text, lines = rewritten(text, path, layout, expected.language)
        frame = as_written(text, Layout(",", 0, 1, layout.header))
        counts = counted(frame, wide + 1)
        kept_errors = counts.get(str(wide), 0)
    if not counts.get(ROWS):
        raise refusal(str(path), NO_RECORDS)
    filled = [counts[str(index)] > 0 for index in range(wide)]
    names = column_names(layout.header.cells, filled, lambda index: Location(str(path), layout.last, index + 1))
    numbers = list(names)

    def place(row: int, column: int | None) -> str:
        line = lines[row - 1] if lines is not None else layout.last + row
        return f"{path}:{line}" + (f":{numbers[column] + 1}" if column is not None and column < len(numbers) else "")

    columns = [pl.col(str(index)).alias(name) for index, name in names.items()]
    errors = [pl.col(str(wide)).alias(ERROR)] if kept_errors else []
    return Source(frame.select(*columns, *errors), counts[ROWS], place, None)


def layout_of(path: Path, knows: Callable[[str], bool]) -> Layout | None:
    """How the table is written: with the separator by which its header has the most known names, or else columns."""
    found = [layout for separator in SEPARATORS if (layout := layout_by(path, knows, separator))]
    return max(found, key=lambda layout: (layout.header.known, len(layout.header.cells)), default=None)


def layout_by(path: Path, knows: Callable[[str], bool], separator: str) -> Layout | None:
    """How the table is written if this is its separator, None where it has no header."""
    rows: list[list[str]] = []
    ends = [0]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        try:
            for row in islice(reader, HEADER_WITHIN):
                rows.append(row)
                ends.append(reader.line_num)
        except csv.Error:
            pass
    header = header_of(rows, knows)
    if header is None:
        return None
    return Layout(separator, ends[header.row], ends[header.row + 1], header)


def as_written(path: Path, layout: Layout) -> pl.LazyFrame:
    """The table's cells in columns named 0, 1, 2 and so on; nothing is read yet."""
    return pl.scan_csv(
        path,
        separator=layout.separator,
        skip_lines=layout.above,
        infer_schema=False,
        glob=False,
        raise_if_empty=False,
        with_column_names=lambda names: [str(index) for index in range(len(names))],
    )


def counted(frame: pl.LazyFrame, wide: int) -> dict[str, int]:
    """How many rows and how many blank rows there are, and the filled cells of each column; nothing if it is irregular."""
    try:
        blank = pl.all_horizontal(pl.all().is_null()).sum()
        counts = frame.select(pl.len().alias(ROWS), blank.alias(BLANK), pl.all().count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return {}
    return {name: int(counts[name].item()) for name in counts.columns} if counts.width == wide + 2 else {}


def ends_within_quotes(path: Path) -> bool:
    """Whether the last line has a quotation mark without its pair, which a quick reader lets pass."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - (MOST_MIB << 20) - 1))
        last = stream.read().rstrip(b"\r\n").rpartition(b"\n")[2]
    return last.count(b'"') % 2 == 1


def rewritten(path: Path, shown: Path, layout: Layout, language: Language) -> tuple[Path, Sequence[int]]:
    """A regular copy of a table with its errors as last column, and the line on which each record begins.

    Raises InputError with the first error where no record can be read.
    """
    target = scratch_file("regular.csv")
    wide, lines, good, first = len(layout.header.cells), array("Q"), False, None
    with target.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy)
        writer.writerow(range(wide + 1))
        for record in records_of(path, shown, layout):
            if record.line <= layout.last or not (record.error or any(record.cells)):
                continue
            cells, error = record.cells[:wide], record.error
            if error is None and any(record.cells[wide:]):
                lost = shortened(layout.separator.join(record.cells[wide:]))
                message = TOO_MANY.format(found=len(record.cells), expected=wide, lost=lost)
                error = Diagnostic(Location(str(shown), record.line, wide + 1), None, message)
            first, good = first or error, good or error is None
            writer.writerow([*cells, *[""] * (wide - len(cells)), error.text(language) if error else ""])
            lines.append(record.line)
    if first and not good:
        raise InputError([first])
    return target, lines


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
