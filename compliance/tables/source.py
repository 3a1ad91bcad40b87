"""Tables of filings as they are read, before the vocabulary types anything: what the kinds of file have in common."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import NOT_FOUND, UNREADABLE, check_regular, refusal
from compliance.facts.parsing import plain_form

ERROR, RECORD = "\0error", "\0record"
PARQUET = ".parquet"
NO_ITEMS = "none"
LONGEST_SHOWN = 60

NO_RECORDS = Phrase(
    "表格是空的：应有一行表头，其下至少有一行数据", "the table is empty; a header row and rows under it are needed"
)
HEADER_TWICE = Phrase("表头“{name}”与 {other} 重复", "the header “{name}” stands also at {other}")


class Expected(NamedTuple):
    """What is known of a table before it is read.

    `fact_of` names the fact that a header means, facts of two kinds by two names, None for a header of no fact; `kinds` the subjects there are, with
    their labels. `sheets` are the sheets of workbooks to read; none for those with the same headers. `language` is that of the
    texts in the column ERROR. `factor_of` gives what one of the unit in a header comes to in the fact's own unit.
    """

    fact_of: Callable[[str], str | None]
    kinds: Mapping[str, Phrase]
    sheets: tuple[str, ...] = ()
    language: Language = "zh"
    factor_of: Callable[[str], Fraction] = lambda header: Fraction(1)

    def knows(self, header: str) -> bool:
        """Whether a header means a fact."""
        return self.fact_of(header) is not None


class RowLeftOut(NamedTuple):
    """A row of a table that is no record, counted from 1 as the file counts, and why."""

    row: int
    why: Phrase


class TableRead(NamedTuple):
    """A table that was read: a file, or a sheet of one; the rows of its header, from 1, and its number of records."""

    file: str
    sheet: str | None
    header_rows: tuple[int, ...]
    records: int
    left_out: tuple[RowLeftOut, ...] = ()


class ReadReport(NamedTuple):
    """What was read of files, and what is to be said of it: sheets and files left out, cells filled or rounded."""

    tables: tuple[TableRead, ...] = ()
    notes: tuple[Phrase, ...] = ()


class Source(NamedTuple):
    """A table of records as read, nothing typed by the vocabulary yet.

    `frame` has a column for each column of the table, named as its header writes it. Where records could not be read, it
    has a column ERROR as well, which says why; no other column of such a record counts. `rows` is the number of records, or
    about that many where there is `rescan`: the columns' types are then inferred from the table's beginning, and the frame
    raises SchemaMismatch at a record that is otherwise; whoever has handed on records begins anew with `rescan()`, whose
    frame never does. `place(row, column)` tells where record `row` (from 1) stands, and its cell in column `column` (from 0).
    `kind` is the subject, where the table tells it. `keyed` are records that name their values themselves, so that one may
    call a fact by its code and another by its label. `recheck` reads all of the table once more, and raises InputError with
    the part that is damaged. `report` tells which tables were read, and what was left out.
    """

    frame: pl.LazyFrame
    rows: int | None
    place: Callable[[int, int | None], str]
    kind: str | None
    rescan: Callable[[], Source] | None = None
    keyed: bool = False
    recheck: Callable[[], None] | None = None
    report: ReadReport = ReadReport()


class SchemaMismatch(Exception):
    """A record is not of the columns and types that were inferred from the table's beginning."""


def check_readable(path: Path) -> None:
    """Raises InputError where there is no such file or folder, it may not be read, or is no regular file."""
    try:
        if path.is_dir():
            next(path.iterdir(), None)
        else:
            check_regular(path)
            path.open("rb").close()
    except FileNotFoundError:
        raise refusal(str(path), NOT_FOUND) from None
    except (OSError, ValueError) as error:
        raise refusal(str(path), UNREADABLE.format(why=getattr(error, "strerror", None) or error)) from None


def column_names(
    header: Sequence[str],
    filled: Sequence[bool],
    place: Callable[[int], Location],
    first_column: int = 0,
) -> dict[int, str]:
    """The columns to keep, by their index, with their names.

    A column without a header is kept where it is filled, named by its letters, `first_column` those of the first. Raises InputError where a name stands twice.
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
            names[index] = f"列 {letters(first_column + index)}"
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


def shortened(text: str) -> str:
    """A text in a message."""
    text = text.strip()
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


@cache
def scratch() -> Path:
    """The program's temporary folder, removed when it ends."""
    folder = Path(mkdtemp(prefix="compliance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def scratch_file(name: str) -> Path:
    """A new file of that name in the temporary folder."""
    return Path(mkdtemp(dir=scratch())) / name
