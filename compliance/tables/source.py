"""Tables of filings as they are read, before the vocabulary types anything: what the kinds of file have in common."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import NOT_FOUND, UNREADABLE, refusal
from compliance.facts.parsing import plain_form

ERROR = "§error"
PARQUET = ".parquet"
HEADER_WITHIN = 30
NO_ITEMS = "none"

NO_RECORDS = Phrase(
    "表格是空的：应有一行表头，其下至少有一行数据", "the table is empty; a header row and rows under it are needed"
)
HEADER_TWICE = Phrase("表头“{name}”与 {other} 重复", "the header “{name}” stands also at {other}")


class Source(NamedTuple):
    """A table of records as read, nothing typed by the vocabulary yet.

    `frame` has a column for each column of the table, named as its header writes it. Where records could not be read, it
    has a column ERROR as well, which says why; those records have nothing else. `rows` is the number of records, or about
    that many where there is `settle`: then the frame may raise Unlike, and `settle` reads a table whose frame does not.
    `place(row, column)` tells where record `row` (from 1) stands, and its cell in column `column` (from 0). `kind` is the
    subject, where the table tells it.
    """

    frame: pl.LazyFrame
    rows: int | None
    place: Callable[[int, int | None], str]
    kind: str | None
    settle: Callable[[], Source] | None = None


class Unlike(Exception):
    """A table is not as its beginning showed."""


class Header(NamedTuple):
    """A header: its row among the rows from 0, how many known names it has, and its cells, stripped."""

    row: int
    known: int
    cells: list[str]


def check_readable(path: Path) -> None:
    """Raises InputError where there is no such file or folder, or it may not be read."""
    try:
        if path.is_dir():
            next(path.iterdir(), None)
        else:
            path.open("rb").close()
    except FileNotFoundError:
        raise refusal(str(path), NOT_FOUND) from None
    except (OSError, ValueError) as error:
        raise refusal(str(path), UNREADABLE.format(why=getattr(error, "strerror", None) or error)) from None


def header_of(rows: Iterable[Sequence[object]], codes: Collection[str]) -> Header | None:
    """The row with the most known names of facts, of those where they are two or half of the cells; else the first row."""
    first = best = None
    for index, row in enumerate(rows):
        cells = [str(cell).strip() for cell in row]
        filled = [cell for cell in cells if cell]
        known = sum(plain_form(cell) in codes for cell in filled)
        if filled and first is None:
            first = Header(index, 0, cells)
        if known > (best.known if best else 0) and (known >= 2 or 2 * known >= len(filled)):
            best = Header(index, known, cells)
    return best or first


def column_names(
    header: Sequence[str],
    filled: Sequence[bool],
    place: Callable[[int], Location],
    label: Callable[[int], str] | None = None,
) -> dict[int, str]:
    """The columns to keep, by their index, with their names.

    A column without a header is kept where it is filled, named by its letter. Raises InputError where a name stands twice.
    """
    names: dict[int, str] = {}
    first: dict[str, int] = {}
    problems = []
    for index, has_data in enumerate(filled):
        name = header[index] if index < len(header) else ""
        if name:
            names[index] = name
            other = first.setdefault(plain_form(name), index)
            if other != index:
                problems.append(Diagnostic(place(index), None, HEADER_TWICE.format(name=name, other=place(other))))
        elif has_data:
            names[index] = f"列 {label(index) if label else letters(index)}"
    if problems:
        raise InputError(problems)
    return names


def letters(index: int) -> str:
    """A spreadsheet column's letters: A for 0, AA for 26."""
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


Value = str | list[str | None] | None


def column(name: str, values: Sequence[Value]) -> pl.Series:
    """A column of texts or of lists of texts; where both stand in it, the lists are written as text."""
    if all(value is None for value in values):
        return pl.Series(name, values, pl.Null)
    if not any(isinstance(value, str) for value in values):
        return pl.Series(name, values, pl.List(pl.String))
    return pl.Series(name, [as_text(value) if isinstance(value, list) else value for value in values], pl.String)


def as_text(items: Iterable[str | None]) -> str:
    """A list as one text, as a set of choices may be written."""
    return "、".join(item for item in items if item is not None) or NO_ITEMS


@cache
def scratch() -> Path:
    """The program's temporary folder, removed when it ends."""
    folder = Path(mkdtemp(prefix="compliance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def scratch_file(name: str) -> Path:
    """A new file of that name in the temporary folder."""
    return Path(mkdtemp(dir=scratch())) / name
