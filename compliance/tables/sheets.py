"""Which sheets of a workbook hold the records: all with the headers of the sheet with the most facts, each other one told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.grid import Grid, form_record, table_of
from compliance.tables.layout import FormCell, Layout, answered, beside_each_other, form_of, layout_of
from compliance.tables.source import NO_RECORDS, Expected, ReadReport, Source
from compliance.tables.united import united

FORM_ROWS = 300
SAME_HEADERS = 0.6
MUCH_MORE = 2

OTHER_HEADERS = Phrase(
    "{sheet}的表头与{pattern}不同（认出 {known} 列，后者 {most} 列），未读取",
    "{sheet} has other headers than {pattern} ({known} known against {most}) and was not read",
)
NO_HEADER = Phrase("{sheet}没有可识别的表头，未读取", "{sheet} has no known header and was not read")
ONLY_HEADER = Phrase("{sheet}只有表头，没有记录", "{sheet} has a header and no records")
NOT_A_FORM = Phrase("{sheet}不是一行一家的表格，未读取", "{sheet} is no table with a row a record and was not read")
NOT_A_TABLE = Phrase("{sheet}不是一张一家的表单，未读取", "{sheet} is no form with a record a sheet and was not read")
DOWN_THE_PAGE = Phrase(
    "表头竖排、一列一家，无法读取；请转置为一行一家后再试",
    "the header goes down the page, with a column a record; transpose it to a row a record first",
)


class Sheet(NamedTuple):
    """A sheet as it may be read: as a table, by its layout, or as a form; and the facts that it has."""

    grid: Grid
    layout: Layout
    form: Sequence[FormCell] | None
    facts: frozenset[str]


def records_of(path: Path, grids: Sequence[Grid], expected: Expected) -> Source:
    """The records of the sheets with the same headers, one sheet under the other. Raises InputError."""
    cached = expected._replace(fact_of=cache(expected.fact_of))
    sheets = [sheet for grid in grids if (sheet := sheet_of(grid, cached))]
    chosen, notes = (sheets, []) if expected.sheets else with_same_headers(sheets)
    if not any(sheet.form or sheet.layout.records for sheet in chosen):
        raise refusal(chosen[0].grid.where if chosen else str(path), NO_RECORDS)
    sources = [source_of(sheet, cached) for sheet in chosen if sheet.form or sheet.layout.records]
    empty = [ONLY_HEADER.format(sheet=sheet.grid.label) for sheet in chosen if not (sheet.form or sheet.layout.records)]
    whole = united(str(path), sources, cached)
    return whole._replace(report=ReadReport(whole.report.tables, (*whole.report.notes, *notes, *empty)))


def sheet_of(grid: Grid, expected: Expected) -> Sheet | None:
    """How a sheet may be read, None where it is blank."""
    layout = layout_of(grid.rows, grid.merged, expected.knows)
    if layout is None:
        return None
    form = form_of(grid.rows, expected.knows) if len(grid.rows) <= FORM_ROWS else None
    if form and answered(form, expected.knows) <= layout.header.known:
        form = None
    names = [entry.label for entry in form] if form else layout.header.cells
    return Sheet(grid, layout, form, frozenset(filter(None, map(expected.fact_of, filter(None, names)))))


def with_same_headers(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Phrase]]:
    """The sheets that belong together, and what is said of the others: tables, or forms where these tell far more."""
    tables = [sheet for sheet in sheets if not sheet.form]
    forms = [sheet for sheet in sheets if sheet.form]
    most, most_of_form = (max((len(sheet.facts) for sheet in of), default=0) for of in (tables, forms))
    if forms and most_of_form > MUCH_MORE * most:
        return forms, [NOT_A_TABLE.format(sheet=sheet.grid.label) for sheet in tables]
    notes = [NOT_A_FORM.format(sheet=sheet.grid.label) for sheet in forms]
    if not most:
        return tables[:1], [*notes, *(NO_HEADER.format(sheet=sheet.grid.label) for sheet in tables[1:])]
    pattern = max(tables, key=lambda sheet: (bool(sheet.layout.records) * len(sheet.facts), len(sheet.facts)))
    alike = [one for one in tables if len(one.facts & pattern.facts) >= SAME_HEADERS * len(pattern.facts)]
    return alike, [*notes, *(other_headers(one, pattern) for one in tables if one not in alike)]


def other_headers(sheet: Sheet, pattern: Sheet) -> Phrase:
    """What is said of a sheet that does not have the headers of the pattern."""
    names, known = {"sheet": sheet.grid.label, "pattern": pattern.grid.label}, len(sheet.facts)
    return OTHER_HEADERS.format(**names, known=known, most=len(pattern.facts)) if known else NO_HEADER.format(**names)


def source_of(sheet: Sheet, expected: Expected) -> Source:
    """The records of a sheet. Raises InputError."""
    if not sheet.form:
        return table_of(sheet.grid, sheet.layout)
    if beside_each_other(sheet.grid.rows, expected.knows):
        raise refusal(sheet.grid.where, DOWN_THE_PAGE)
    return form_record(sheet.grid, sheet.form, expected)
