"""Tables of filings as they are read, before the vocabulary types anything: what the kinds of file have in common."""

from __future__ import annotations

import atexit
import shutil
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import polars as pl

from compliance.phrase import Language, Phrase
from compliance.problem import InputError, Place, Problem
from compliance.value import plain_form
from compliance.yamltext import NOT_FOUND, UNREADABLE, refusal

ERROR = "§error"
HEADER_WITHIN = 30
NO_ITEMS = "none"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt")
LINES = (".jsonl", ".ndjson")
PARQUET = ".parquet"

UNKNOWN_KIND = Phrase(
    "不支持这种文件；应为 .xlsx、.csv、.jsonl、.parquet，或存放 YAML、JSON 描述文件的文件夹",
    "this kind of file cannot be read; expected .xlsx, .csv, .jsonl, .parquet or a folder of YAML or JSON descriptions",
)
NO_SHEETS = Phrase("只有 Excel 工作簿才能指定工作表", "only an Excel workbook has sheets to choose from")
NO_RECORDS = Phrase(
    "表格是空的：应有一行表头，其下至少有一行数据", "the table is empty; a header row and rows under it are needed"
)
HEADER_TWICE = Phrase("表头“{name}”与 {other} 重复", "the header “{name}” stands also at {other}")
NOT_PARQUET = Phrase("不是完好的 Parquet 文件", "not an intact Parquet file")


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


def read(
    path: Path,
    codes: Collection[str],
    kinds: Mapping[str, Phrase],
    sheet: str | None = None,
    language: Language = "zh",
) -> Source:
    """The records of a table.

    `codes` are all known spellings of facts' names, in plain form; `kinds` the subjects there are, with their labels.
    `sheet` names a workbook's sheet. `language` is that of the texts in the column ERROR. Files that are made on the way
    lie in a temporary folder, which is removed when the program ends. Raises InputError where the table cannot be used.
    """
    suffix = path.suffix.lower()
    check_readable(path)
    if sheet is not None and suffix not in WORKBOOKS:
        raise refusal(str(path), NO_SHEETS)
    if path.is_dir():
        from compliance.tables import folder

        return folder.read(path, kinds, language)
    if suffix in WORKBOOKS:
        from compliance.tables import spreadsheet

        return spreadsheet.read(path, codes, sheet)
    if suffix in TEXTS:
        from compliance.tables import texts

        return texts.read(path, codes)
    if suffix in LINES:
        from compliance.tables import jsonlines

        return jsonlines.read(path, kinds, language)
    if suffix == PARQUET:
        return parquet([path])
    raise refusal(str(path), UNKNOWN_KIND)


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
        raise refusal(str(path), UNREADABLE.fill(why=getattr(error, "strerror", None) or error)) from None


def parquet(files: Sequence[Path]) -> Source:
    """The records of a Parquet file, or of the parts of one in their order. Raises InputError."""
    counts = []
    for file in files:
        try:
            counts.append(int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item()))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            raise refusal(str(file), NOT_PARQUET) from None
    if not sum(counts):
        raise refusal(str(files[0]), NO_RECORDS)
    frame = pl.scan_parquet(list(files), glob=False)
    try:
        names = frame.collect_schema().names()
    except pl.exceptions.PolarsError:
        raise refusal(str(files[0]), NOT_PARQUET) from None
    ends = list(accumulate(counts))

    def place(row: int, column: int | None) -> str:
        part = bisect_right(ends, row - 1)
        return f"{files[part]} row {row - (ends[part - 1] if part else 0)}"

    return Source(frame.rename({name: name.strip() for name in names}), ends[-1], place, None)


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
    place: Callable[[int], Place],
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
                problems.append(Problem(place(index), None, HEADER_TWICE.fill(name=name, other=place(other))))
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
