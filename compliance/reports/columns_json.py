"""The record of `columns`, as `compliance schema columns` publishes it."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.phrase import Language
from compliance.facts.headers import By
from compliance.jobs.columns import ColumnsRead


class RowPart(TypedDict):
    """A row that is no record, counted from 1 as the file counts, and why."""

    row: int
    why: str


class TablePart(TypedDict):
    """A table that would be read: `header_rows` count from 1, `records` are how many it has."""

    file: str
    sheet: str | None
    header_rows: list[int]
    records: int
    left_out: list[RowPart]


class ColumnPart(TypedDict):
    """A header: the code of the fact that it is read as and what it was recognised by, or the codes of facts it may mean."""

    header: str
    fact: str | None
    by: By | None
    suggestions: list[str]


class ColumnsDocument(TypedDict):
    """How tables would be read."""

    tables: list[TablePart]
    columns: list[ColumnPart]


def columns_document(read: ColumnsRead, language: Language) -> ColumnsDocument:
    """The record, its reasons in one language."""
    return {
        "tables": [
            TablePart(
                file=table.file,
                sheet=table.sheet,
                header_rows=list(table.header_rows),
                records=table.records,
                left_out=[RowPart(row=one.row, why=one.why.text(language)) for one in table.left_out],
            )
            for table in read.report.tables
        ],
        "columns": [
            ColumnPart(header=one.header, fact=one.fact, by=one.by, suggestions=list(one.suggestions))
            for one in read.columns
        ],
    }
