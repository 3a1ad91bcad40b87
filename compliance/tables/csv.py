"""Tables as text: CSV with commas, semicolons or tabs, in the encodings that spreadsheet programs write."""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.csv_records import Layout, Record, records_of
from compliance.tables.encoding import MOST_MIB, in_utf8, line_count
from compliance.tables.layout import HEADER_WITHIN, NO_RECORD, TOTAL, NotARecord, header_in, serial_column
from compliance.tables.source import (
    ERROR,
    NO_RECORDS,
    Expected,
    ReadReport,
    RowLeftOut,
    Source,
    TableRead,
    column_names,
    scratch_file,
    shortened,
)

SEPARATORS = ",;\t"
ROWS, BLANK, DOUBTFUL = "§rows", "§blank", "§doubtful"

csv.field_size_limit(MOST_MIB << 20)

TOO_MANY = Phrase(
    "此行有 {found} 个字段，表头只有 {expected} 个；含分隔符的内容应加引号；多出而未读入的是：{lost}",
    "this line has {found} fields, the header {expected}; quote what has the separator in it. Not read: {lost}",
)


class Rows(NamedTuple):
    """The rows of a table that are records, what was counted of them, their lines, and the rows left out."""

    frame: pl.LazyFrame
    counts: dict[str, int]
    line_of: Callable[[int], int]
    left_out: Sequence[RowLeftOut]


def read(path: Path, expected: Expected) -> Source:
    """The records of a text table, all cells text; rows without any are left out.

    A row shorter than the header has unknowns at its end; one that is longer, or whose quotation marks are not in pairs, is
    kept with its error and the cells before it. Raises InputError where no row can be read.
    """
    text = in_utf8(path)
    layout = layout_of(text, expected.knows)
    if layout is None:
        raise refusal(str(path), NO_RECORDS)
    rows = regular_rows(text, layout) or irregular_rows(text, path, layout, expected.language)
    counts, wide = rows.counts, len(layout.header.cells)
    if not counts.get(ROWS):
        raise refusal(str(path), NO_RECORDS)
    filled = [counts[str(index)] > 0 for index in range(wide)]
    names = column_names(layout.header.cells, filled, lambda index: Location(str(path), layout.last, index + 1))
    numbers = list(names)

    def place(row: int, column: int | None) -> str:
        line = rows.line_of(row)
        return f"{path}:{line}" + (f":{numbers[column] + 1}" if column is not None and column < len(numbers) else "")

    columns = [pl.col(str(index)).alias(name) for index, name in names.items()]
    errors = [pl.col(str(wide)).alias(ERROR)] if counts.get(str(wide)) else []
    table = TableRead(str(path), None, (layout.last,), counts[ROWS], tuple(rows.left_out))
    return Source(rows.frame.select(*columns, *errors), counts[ROWS], place, None, report=ReadReport((table,)))


def regular_rows(text: Path, layout: Layout) -> Rows | None:
    """The rows of a table with a line for each, none of them blank; None where it is not such a table."""
    frame = as_written(text, layout)
    counts = counted(frame, len(layout.header.cells), doubtful(layout.header.cells))
    regular = counts and counts[ROWS] and not counts[BLANK] and counts[ROWS] == line_count(text) - layout.last
    if not regular or ends_within_quotes(text):
        return None
    left_out = left_out_of(frame, layout) if counts[DOUBTFUL] else []
    frame = without(frame, [row.row - layout.last for row in left_out])
    counts[ROWS] -= len(left_out)
    return Rows(frame, counts, lines_of(layout.last, left_out), left_out)


def irregular_rows(text: Path, shown: Path, layout: Layout, language: Language) -> Rows:
    """The rows of any other table, by a regular copy with their errors. Raises InputError where no row can be read."""
    copy, lines, left_out = rewritten(text, shown, layout, language)
    frame = as_written(copy, layout._replace(separator=",", above=0))
    counts = counted(frame, len(layout.header.cells) + 1)
    return Rows(frame, counts, lambda record: lines[record - 1], left_out)


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
    header = header_in(rows, (), knows)
    if header is None:
        return None
    return Layout(separator, ends[header.rows[0]], ends[header.rows[0] + 1], header)


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


def counted(frame: pl.LazyFrame, wide: int, doubt: pl.Expr | None = None) -> dict[str, int]:
    """How many rows, blank rows and doubtful rows there are, and the filled cells of each column; nothing if it is irregular."""
    blank = pl.all_horizontal(pl.all().is_null()).sum()
    doubts = [] if doubt is None else [doubt.sum().alias(DOUBTFUL)]
    try:
        asked = frame.select(pl.len().alias(ROWS), blank.alias(BLANK), *doubts, pl.all().count())
        counts = asked.collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return {}
    expected = wide + 2 + len(doubts)
    return {name: int(counts[name].item()) for name in counts.columns} if counts.width == expected else {}


def doubtful(header: Sequence[str]) -> pl.Expr:
    """Whether a row may be no record, by its first filled cell, and behind a serial number by the second."""
    first, *others = (pl.col(str(index)) for index in range(len(header)))
    filled = pl.coalesce(first, *others)
    doubt = filled.str.contains(rf"^\s*(?:{NO_RECORD.pattern})") | filled.is_in([name for name in header if name])
    if serial_column(header) == 0 and others:
        second = pl.coalesce(others)
        doubt |= second.is_null() | second.str.contains(rf"^\s*(?:{TOTAL.pattern})\s*$")
    return doubt


def left_out_of(frame: pl.LazyFrame, layout: Layout) -> list[RowLeftOut]:
    """The rows of a regular table that are no records, by their lines."""
    below = NotARecord([layout.header.cells], layout.header._replace(rows=(0,)))
    rows = frame.with_row_index(ROWS).filter(doubtful(layout.header.cells))
    left_out = []
    for index, *cells in rows.collect(engine="streaming").iter_rows():
        if why := why_left_out(below, cells):
            left_out.append(RowLeftOut(layout.last + index + 1, why))
    return left_out


def why_left_out(below: NotARecord, cells: Sequence[str | None]) -> Phrase | None:
    """Why a row is no record; None where it is one. A serial number counts as such only where it is a number."""
    row: list[object] = [cell or "" for cell in cells]
    serial = below.serial
    if serial is not None and serial < len(row) and str(row[serial]).strip().isdecimal():
        row[serial] = int(str(row[serial]))
    if not row or below.surely_record(0, row):
        return None
    filled = [column for column, cell in enumerate(row) if str(cell).strip()]
    return below.why(0, row, filled) if filled else None


def without(frame: pl.LazyFrame, rows: Sequence[int]) -> pl.LazyFrame:
    """A table without rows, counted from 1."""
    if not rows:
        return frame
    return frame.with_row_index(ROWS, 1).filter(~pl.col(ROWS).is_in(rows)).drop(ROWS)


def lines_of(header: int, left_out: Sequence[RowLeftOut]) -> Callable[[int], int]:
    """The line of each record, from 1, of a regular table: a line each below the header, some of them left out."""
    shifted = [row.row - header - before for before, row in enumerate(left_out)]
    return lambda record: header + record + bisect_right(shifted, record)


def ends_within_quotes(path: Path) -> bool:
    """Whether the last line has a quotation mark without its pair, which a quick reader lets pass."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - (MOST_MIB << 20) - 1))
        last = stream.read().rstrip(b"\r\n").rpartition(b"\n")[2]
    return last.count(b'"') % 2 == 1


def rewritten(
    path: Path, shown: Path, layout: Layout, language: Language
) -> tuple[Path, Sequence[int], list[RowLeftOut]]:
    """A regular copy of a table with its errors as last column, the line on which each record begins, and the rows left out.

    Raises InputError with the first error where no record can be read.
    """
    target = scratch_file("regular.csv")
    wide, lines, good, first = len(layout.header.cells), array("Q"), False, None
    below, left_out = NotARecord([layout.header.cells], layout.header._replace(rows=(0,))), []
    with target.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy)
        writer.writerow(range(wide + 1))
        for record in records_of(path, shown, layout):
            if record.line <= layout.last or not (record.error or any(record.cells)):
                continue
            if record.error is None and (why := why_left_out(below, record.cells)):
                left_out.append(RowLeftOut(record.line, why))
                continue
            cells, error = record.cells[:wide], record.error or too_many(record, shown, layout)
            first, good = first or error, good or error is None
            writer.writerow([*cells, *[""] * (wide - len(cells)), error.text(language) if error else ""])
            lines.append(record.line)
    if first and not good:
        raise InputError([first])
    return target, lines, left_out


def too_many(record: Record, shown: Path, layout: Layout) -> Diagnostic | None:
    """What is wrong with a record that has more cells than the header; None where it has not."""
    wide = len(layout.header.cells)
    if not any(record.cells[wide:]):
        return None
    lost = shortened(layout.separator.join(record.cells[wide:]))
    message = TOO_MANY.format(found=len(record.cells), expected=wide, lost=lost)
    return Diagnostic(Location(str(shown), record.line, wide + 1), None, message)
