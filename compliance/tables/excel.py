"""Excel workbooks as tables.

Numbers in a workbook are binary floats, and are taken by their shortest decimal. Errors such as #N/A, which the reader gives
as blanks, are put back from what `excel_scan` says of the workbook; in the old format, .xls, they stay blanks.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from compliance.base.diagnostics import Location
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.cells import WHOLE_UP_TO, cell_text
from compliance.tables.excel_scan import NOT_A_WORKBOOK, PASSWORD, scanned
from compliance.tables.source import (
    HEADER_WITHIN,
    NO_RECORDS,
    Expected,
    Header,
    Source,
    column_names,
    header_of,
    letters,
)

AT_ONCE = 500
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

NO_SUCH_SHEET = Phrase("没有名为“{name}”的工作表；现有：{names}", "there is no sheet “{name}”; there are {names}")
NO_SHEET = Phrase("没有工作表", "there is no sheet")

Cell = object


class Chosen(NamedTuple):
    """A sheet, its header if it has one, and its rows."""

    sheet: CalamineSheet
    header: Header | None


def read(path: Path, expected: Expected) -> Source:
    """The records of one sheet, blank rows left out: that of this name, else the first with known names of facts.

    Columns of one type are Int64, Float64, Boolean, Date or String, mixed ones are String. Raises InputError.
    """
    errors = scanned(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            chosen = choose(workbook, path, expected.knows, next(iter(expected.sheets), None))
            rows = chosen.sheet.to_python()
    except PasswordError:
        raise refusal(str(path), PASSWORD) from None
    except (CalamineError, OSError, ValueError):
        raise refusal(str(path), NOT_A_WORKBOOK) from None
    name, header, (top, left) = chosen.sheet.name, chosen.header, chosen.sheet.start or (0, 0)
    if errors:
        for error in errors.get(parts_of(path).get(name, ""), []):
            if error.row >= top and error.column >= left:
                rows[error.row - top][error.column - left] = error.text
    records = rows[header.row + 1 :] if header else []
    kept = [index for index, row in enumerate(records) if any(row) or any(cell != "" for cell in row)]
    if header is None or not kept:
        raise refusal(f"{path}!{name}", NO_RECORDS)
    if len(kept) < len(records):
        records = [records[index] for index in kept]
    columns = [typed(values) for values in turned(records)]
    first = top + header.row + 2
    lines = array("Q", (first + index for index in kept))

    def cell(line: int, index: int) -> str:
        return f"{path}!{name}!{letters(left + index)}{line}"

    names = column_names(
        header.cells,
        [column.null_count() < len(column) for column in columns],
        lambda index: Location(cell(first - 1, index)),
        left,
    )
    numbers = list(names)

    def place(row: int, column: int | None) -> str:
        line = lines[row - 1]
        return (
            cell(line, numbers[column])
            if column is not None and column < len(numbers)
            else f"{path}!{name}!{line}:{line}"
        )

    frame = pl.DataFrame([columns[index].alias(name) for index, name in names.items()])
    return Source(frame.lazy(), len(lines), place, None)


def choose(workbook: CalamineWorkbook, path: Path, knows: Callable[[str], bool], name: str | None) -> Chosen:
    """The sheet of that name, else the first one with known names of facts, else the first. Raises InputError."""
    names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if name is not None and name not in names:
        raise refusal(str(path), NO_SUCH_SHEET.format(name=name, names="、".join(names)))
    if not names:
        raise refusal(str(path), NO_SHEET)
    first = None
    for one in names if name is None else [name]:
        sheet = workbook.get_sheet_by_name(one)
        found = Chosen(sheet, header_of(sheet.to_python(nrows=HEADER_WITHIN), knows))
        first = first or found
        if found.header and found.header.known:
            return found
    assert first
    return first


def turned(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The columns of the rows; a few rows at a time, which is quicker as they stay in the processor's cache."""
    columns: list[list[Cell]] = [[] for _ in rows[0]]
    for start in range(0, len(rows), AT_ONCE):
        for column, cells in zip(columns, zip(*rows[start : start + AT_ONCE], strict=True), strict=True):
            column.extend(cells)
    return columns


def typed(values: Sequence[Cell]) -> pl.Series:
    """A column in its own type where all cells are of one, else as text; blanks are null."""
    types = set(map(type, values))
    if types == {str}:
        texts = pl.Series(values, dtype=pl.String)
        return texts.set(texts == "", None)
    if str in types and not any(value for value in values if type(value) is str):
        types.remove(str)
        values = [None if value == "" else value for value in values]
    if types <= {int, float}:
        return numbers_of(pl.Series(values, dtype=pl.Float64))
    if types == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    if types == {date}:
        return pl.Series(values, dtype=pl.Date)
    return pl.Series(list(map(cell_text, values)), dtype=pl.String)


def numbers_of(values: pl.Series) -> pl.Series:
    """Whole numbers as such, if all are."""
    whole = ((values == values.floor()) & (values.abs() <= WHOLE_UP_TO)).all()
    return values.cast(pl.Int64) if whole else values


def parts_of(path: Path) -> Mapping[str, str]:
    """Each sheet's part of the workbook, by the sheet's name."""
    with ZipFile(path) as archive:
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    return {str(sheet.get("name")): part_of(targets.get(sheet.get(LINK), "")) for sheet in sheets}


def part_of(target: str) -> str:
    """The part of the archive that a link of the workbook leads to."""
    return target[1:] if target.startswith("/") else f"xl/{target.removeprefix('xl/')}"
