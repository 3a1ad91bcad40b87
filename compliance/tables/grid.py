"""The cells of one sheet, and the records that a table or a form in it holds."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase
from compliance.tables.cells import WHOLE_UP_TO, cell_text
from compliance.tables.layout import Area, FormCell, Layout, filled_down, over_header
from compliance.tables.source import (
    Expected,
    ReadReport,
    RowLeftOut,
    Source,
    TableRead,
    column_names,
    letters,
)

AT_ONCE = 500
DIGITS = 15

FILLED_DOWN = Phrase(
    "{sheet}的合并单元格 {areas} 已按合并范围逐行填入", "{sheet}: the merged cells {areas} were filled down"
)
OVER_HEADER = Phrase(
    "{sheet}的合并单元格 {areas} 同时盖住表头和数据，未按合并处理",
    "{sheet}: the merged cells {areas} hold the header and records at once, and were not filled down",
)
ROUNDED = Phrase(
    "{sheet}有 {n} 个小数因二进制存储而有尾差（例如 {cell}），已按 Excel 显示的 15 位有效数字取值",
    "{sheet}: {n} decimals with binary noise (such as {cell}) were taken at Excel's fifteen significant digits",
)
HAS_UNCALCULATED = Phrase(
    "{sheet}有 {n} 个公式没有保存计算结果（例如 {cell}），按错误处理；请用 Excel 打开并保存后再试",
    "{sheet}: {n} formula(s) without a stored result (such as {cell}) count as errors; open and save the file in Excel",
)
AREAS_SHOWN = 5
SHEET = Phrase("工作表“{name}”", "sheet “{name}”")
TABLE = Phrase("表格", "the table")
FORM_TWICE = Phrase(
    "“{label}”在表单中出现两次（另见 {other}）；一张工作表只能填一家，请分开或改为一行一家",
    "“{label}” stands twice in this form (also at {other}); a sheet holds one record: split it, or use a row a record",
)

Cell = object


class Grid(NamedTuple):
    """The cells of a sheet, blanks as "", all rows as long; where its first cell stands, from 0; its merged areas within,
    and the cells, by row and column, of formulas that were never calculated."""

    path: Path
    name: str | None
    rows: list[list[Cell]]
    top: int = 0
    left: int = 0
    merged: Sequence[Area] = ()
    uncalculated: Sequence[tuple[int, int]] = ()

    @property
    def where(self) -> str:
        """The file, and the sheet where it has a name."""
        return str(self.path) if self.name is None else f"{self.path}!{self.name}"

    @property
    def label(self) -> Phrase:
        """The sheet in a sentence."""
        return TABLE if self.name is None else SHEET.format(name=self.name)

    def cell(self, row: int, column: int) -> str:
        """A cell as a spreadsheet program calls it: C2."""
        return f"{letters(self.left + column)}{self.line(row)}"

    def line(self, row: int) -> int:
        """A row's number in the file, from 1."""
        return self.top + row + 1

    def area(self, area: Area) -> str:
        """A merged area: B4:B6."""
        return f"{self.cell(area.top, area.left)}:{self.cell(area.bottom, area.right)}"


def table_of(grid: Grid, layout: Layout) -> Source:
    """The records of a table. Columns of one type are Int64, Float64, Boolean, Date or String, mixed ones are String."""
    notes = area_notes(grid, FILLED_DOWN, filled_down(grid.rows, layout, grid.merged))
    notes += area_notes(grid, OVER_HEADER, over_header(layout, grid.merged))
    notes += uncalculated_notes(grid, layout)
    kept = layout.records
    whole = kept[-1] - kept[0] + 1 == len(kept)
    records = grid.rows[kept[0] : kept[-1] + 1] if whole else [grid.rows[at] for at in kept]
    both = [typed(values) for values in turned(records)]
    columns = [column for column, _ in both]
    noisy = [(kept[at], index) for index, (_, rounded) in enumerate(both) for at in rounded]
    notes += [ROUNDED.format(sheet=grid.label, n=len(noisy), cell=grid.cell(*min(noisy)))] if noisy else []
    names = column_names(
        layout.header.cells,
        [column.null_count() < len(column) for column in columns],
        lambda index: Location(f"{grid.where}!{grid.cell(layout.header.rows[-1], index)}"),
        grid.left,
    )
    numbers, lines = list(names), array("Q", (grid.line(at) for at in kept))

    def place(row: int, column: int | None) -> str:
        line = lines[row - 1]
        if column is None or column >= len(numbers):
            return f"{grid.where}!{line}:{line}"
        return f"{grid.where}!{letters(grid.left + numbers[column])}{line}"

    left_out = tuple(RowLeftOut(grid.line(row), why) for row, why in layout.left_out)
    header = tuple(grid.line(row) for row in layout.header.rows)
    read = TableRead(str(grid.path), grid.name, header, len(kept), left_out)
    frame = pl.DataFrame([columns[index].alias(name) for index, name in names.items()])
    return Source(frame.lazy(), len(kept), place, None, report=ReadReport((read,), tuple(notes)))


def uncalculated_notes(grid: Grid, layout: Layout) -> list[Phrase]:
    """What is said of formulas in records that were never calculated, if there are any."""
    within = set(layout.records) if grid.uncalculated else ()
    cells = [cell for cell in grid.uncalculated if cell[0] in within]
    return [HAS_UNCALCULATED.format(sheet=grid.label, n=len(cells), cell=grid.cell(*min(cells)))] if cells else []


def area_notes(grid: Grid, message: Phrase, areas: Sequence[Area]) -> list[Phrase]:
    """What is said of merged areas, if there are any."""
    shown = "、".join(map(grid.area, areas[:AREAS_SHOWN])) + ("…" if len(areas) > AREAS_SHOWN else "")
    return [message.format(sheet=grid.label, areas=shown)] if areas else []


def form_record(grid: Grid, form: Sequence[FormCell], expected: Expected) -> Source:
    """The one record of a form down the page. Raises InputError where it holds two."""
    check_single(grid, form, expected)
    entries: dict[str, FormCell] = {}
    for entry in form:
        if entry.value != "":
            label = entry.label if entry.label not in entries else f"{entry.label} {grid.cell(entry.row, entry.column)}"
            entries[label] = entry
    cells = list(entries.values())

    def place(row: int, column: int | None) -> str:
        if column is None or column >= len(cells):
            return grid.where
        return f"{grid.where}!{grid.cell(cells[column].row, cells[column].column)}"

    frame = pl.DataFrame([typed([entry.value])[0].alias(label) for label, entry in entries.items()])
    report = ReadReport((TableRead(str(grid.path), grid.name, (), 1),))
    return Source(frame.lazy(), 1, place, None, report=report)


def check_single(grid: Grid, form: Sequence[FormCell], expected: Expected) -> None:
    """Raises InputError with the cells of labels that a form gives twice."""
    first: dict[str, str] = {}
    problems = []
    for entry in form:
        code = expected.fact_of(entry.label)
        cell = f"{grid.where}!{grid.cell(entry.row, entry.column)}"
        if code and (other := first.setdefault(code, cell)) != cell:
            problems.append(Diagnostic(Location(cell), None, FORM_TWICE.format(label=entry.label, other=other)))
    if problems:
        raise InputError(problems)


def turned(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The columns of the rows; a few rows at a time, which is quicker as they stay in the processor's cache."""
    columns: list[list[Cell]] = [[] for _ in rows[0]]
    for start in range(0, len(rows), AT_ONCE):
        for column, cells in zip(columns, zip(*rows[start : start + AT_ONCE], strict=True), strict=True):
            column.extend(cells)
    return columns


def typed(values: Sequence[Cell]) -> tuple[pl.Series, list[int]]:
    """A column in its own type where all cells are of one, else as text, and which of its numbers were rounded; blanks are null."""
    types = set(map(type, values))
    if types == {str}:
        texts = pl.Series(values, dtype=pl.String)
        return texts.set(texts == "", None), []
    if str in types and not any(value for value in values if type(value) is str):
        types.remove(str)
        values = [None if value == "" else value for value in values]
    if types <= {int, float}:
        return numbers_of(pl.Series(values, dtype=pl.Float64))
    if types == {bool}:
        return pl.Series(values, dtype=pl.Boolean), []
    if types == {date}:
        return pl.Series(values, dtype=pl.Date), []
    shown = [at_fifteen_digits(value) if type(value) is float else value for value in values]
    noisy = [at for at, (value, rounded) in enumerate(zip(values, shown, strict=True)) if value != rounded]
    return pl.Series(list(map(cell_text, shown)), dtype=pl.String), noisy


def numbers_of(values: pl.Series) -> tuple[pl.Series, list[int]]:
    """Whole numbers as such, if all are; else decimals, those with binary noise at Excel's fifteen digits, and which they were."""
    whole = ((values == values.floor()) & (values.abs() <= WHOLE_UP_TO)).all()
    if whole:
        return values.cast(pl.Int64), []
    # a decimal of 15 digits comes back as it is from a product and a quotient with the same power of ten; others may not
    suspects = (values.round_sig_figs(DIGITS) != values).arg_true().to_list()
    rounded = {at: at_fifteen_digits(values[at]) for at in suspects}
    noisy = [at for at, value in rounded.items() if value != values[at]]
    return (values.scatter(noisy, [rounded[at] for at in noisy]) if noisy else values), noisy


def at_fifteen_digits(value: float) -> float:
    """A decimal as Excel shows it, with fifteen significant digits; whole numbers stay as they are, which may be codes."""
    return value if value.is_integer() else float(f"{value:.{DIGITS}g}")
