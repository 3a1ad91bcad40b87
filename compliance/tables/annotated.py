"""The annotated workbook of a batch: a summary with charts, the findings, and the input with its cells marked."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from compliance.base.phrase import Language, Phrase
from compliance.tables.annotated_data import DataSheets
from compliance.tables.annotated_findings import FindingSheets
from compliance.tables.annotated_summary import SummarySheet
from compliance.tables.result import Annotated, CellError, RuleInfo, sheets_of
from compliance.tables.workbook import Book, new_book

__all__ = ["Annotated", "CellError", "RuleInfo", "write"]

SUMMARY = Phrase("汇总", "Summary")
FINDINGS = Phrase("发现", "Findings")
DATA = Phrase("数据", "Data")
MOST_ROWS = 1_048_575


def write(path: Path, one: Annotated, language: Language) -> None:
    """Writes the workbook; what was at `path` stays there until it is whole. Raises InputError where it cannot be written."""
    with new_book(path, cells=one.records.height * one.records.width) as book:
        summary = book.sheet(SUMMARY.text(language))
        findings = numbered(book, FINDINGS.text(language), sheets_of(one.findings.height, MOST_ROWS))
        data = numbered(book, DATA.text(language), sheets_of(one.records.height, MOST_ROWS))
        FindingSheets(book, one, language).write(findings, MOST_ROWS)
        left_out = DataSheets(book, one, language).write(data, MOST_ROWS)
        SummarySheet(book, summary, one, language).write(left_out)


def numbered(book: Book, name: str, count: int) -> list[Worksheet]:
    """Sheets of this name, from the second on with their number."""
    return [book.sheet(f"{name} {number}" if number > 1 else name) for number in range(1, count + 1)]
