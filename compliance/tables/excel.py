"""Excel workbooks as tables.

Numbers in a workbook are binary floats, and are taken by their shortest decimal. Errors such as #N/A, formulas that were never
calculated and percentages, which the reader gives as blanks and shares of 1, are put in from what `excel_scan` says of the
workbook; in the old format, .xls, they stay as the reader gives them.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.excel_scan import NOT_A_WORKBOOK, MarkedCell, scanned
from compliance.tables.file_kind import OLD_FORMAT, OLE, PASSWORD
from compliance.tables.grid import Cell, Grid
from compliance.tables.layout import Area
from compliance.tables.sheets import records_of
from compliance.tables.source import Expected, ReadReport, Source, scratch_file

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NEW_FORMAT = ".xlsx"

NO_SUCH_SHEET = Phrase("没有名为“{name}”的工作表；现有：{names}", "there is no sheet “{name}”; there are {names}")
NO_SHEET = Phrase("没有工作表", "there is no sheet")
HIDDEN = Phrase("工作表“{name}”是隐藏的，未读取", "the sheet “{name}” is hidden and was not read")
UNCALCULATED = Phrase("#公式未计算", "#NOT CALCULATED")


def read(path: Path, expected: Expected) -> Source:
    """The records of the visible sheets with the same headers, or of those that were asked for. Raises InputError."""
    with path.open("rb") as stream:
        old = stream.read(len(OLE)) == OLE
    marked = {} if old else scanned(path)
    try:
        with CalamineWorkbook.from_path(named_as(path, OLD_FORMAT if old else NEW_FORMAT)) as workbook:
            names, notes = sheets_to_read(workbook.sheets_metadata, path, expected.sheets)
            parts = parts_of(path) if marked else {}
            grids = [grid_of(path, workbook.get_sheet_by_name(name)) for name in names]
    except PasswordError:
        raise refusal(str(path), PASSWORD) from None
    except (CalamineError, OSError, ValueError, KeyError, ElementTree.ParseError):
        raise refusal(str(path), NOT_A_WORKBOOK) from None
    shown = [with_marks(grid, marked.get(parts.get(str(grid.name), ""), ()), expected) for grid in grids]
    source = records_of(path, shown, expected)
    return source._replace(report=ReadReport(source.report.tables, (*notes, *source.report.notes)))


def named_as(path: Path, suffix: str) -> Path:
    """The file, or a copy of it with this suffix, by which the reader tells the format."""
    if path.suffix.lower() == suffix or (suffix == NEW_FORMAT and path.suffix.lower() == ".xlsm"):
        return path
    copy = scratch_file(f"workbook{suffix}")
    shutil.copyfile(path, copy)
    return copy


def sheets_to_read(
    sheets: Sequence[SheetMetadata], path: Path, asked: Sequence[str]
) -> tuple[Sequence[str], list[Phrase]]:
    """The names of the visible sheets, or of those asked for, and what is said of hidden ones. Raises InputError."""
    tables = {one.name: one.visible for one in sheets if one.typ == SheetTypeEnum.WorkSheet}
    for name in asked:
        if name not in tables:
            raise refusal(str(path), NO_SUCH_SHEET.format(name=name, names="、".join(tables)))
    if not tables:
        raise refusal(str(path), NO_SHEET)
    if asked:
        return list(dict.fromkeys(asked)), []
    hidden = [name for name, visible in tables.items() if visible != SheetVisibleEnum.Visible]
    return [name for name in tables if name not in hidden], [HIDDEN.format(name=name) for name in hidden]


def grid_of(path: Path, sheet: CalamineSheet) -> Grid:
    """The cells of a sheet, from its first filled one on."""
    top, left = sheet.start or (0, 0)
    rows = cast("list[list[Cell]]", sheet.to_python())
    merged = [
        Area(max(first[0] - top, 0), max(first[1] - left, 0), last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or []
        if first != last and last[0] >= top and last[1] >= left
    ]
    return Grid(path, sheet.name, rows, top, left, sorted(merged))


def with_marks(grid: Grid, marked: Sequence[MarkedCell], expected: Expected) -> Grid:
    """The sheet with its marked cells as they are to be read."""
    if not marked:
        return grid
    grid = reaching(grid, marked)
    for cell in marked:
        text = UNCALCULATED.text(expected.language) if cell.text is None else cell.text
        grid.rows[cell.row - grid.top][cell.column - grid.left] = text
    blank = [(cell.row - grid.top, cell.column - grid.left) for cell in marked if cell.text is None]
    return grid._replace(uncalculated=blank)


def reaching(grid: Grid, marked: Sequence[MarkedCell]) -> Grid:
    """A sheet that holds all marked cells, of which the reader may have left out those at its edges, as blanks."""
    rows = grid.rows
    if not rows:
        grid = grid._replace(top=min(cell.row for cell in marked), left=min(cell.column for cell in marked))
    above = max(0, grid.top - min(cell.row for cell in marked))
    before = max(0, grid.left - min(cell.column for cell in marked))
    top, left = grid.top - above, grid.left - before
    height = max(above + len(rows), max(cell.row for cell in marked) - top + 1)
    width = max(before + (len(rows[0]) if rows else 0), max(cell.column for cell in marked) - left + 1)
    if (height, width) == (len(rows), len(rows[0]) if rows else 0):
        return grid
    wide = [[""] * before + row + [""] * (width - before - len(row)) for row in rows]
    over: list[list[Cell]] = [[""] * width for _ in range(above)]
    under: list[list[Cell]] = [[""] * width for _ in range(height - above - len(rows))]
    merged = [Area(a.top + above, a.left + before, a.bottom + above, a.right + before) for a in grid.merged]
    return grid._replace(rows=[*over, *wide, *under], top=top, left=left, merged=merged)


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
