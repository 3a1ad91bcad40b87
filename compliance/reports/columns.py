"""The report of `columns`: how tables would be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.base.phrase import Language, Phrase, listed, untranslated
from compliance.facts.headers import HeaderReading
from compliance.jobs.columns import ColumnsRead
from compliance.reports.blocks import Block, Heading, Note, Paragraph, Result, Table, Title
from compliance.tables.source import TableRead

READ_AS = Phrase("读作：{subject}", "Read as: {subject}")
TABLES = Phrase("读取的表", "Tables read")
TABLE = (Phrase("文件", "File"), Phrase("工作表", "Sheet"), Phrase("表头行", "Header rows"), Phrase("记录", "Records"))
LEFT_OUT = Phrase("不作为记录读取的行", "Rows that are no records")
ROW = (Phrase("表", "Table"), Phrase("行", "Row"), Phrase("原因", "Why"))
COLUMNS = Phrase("各列", "Columns")
COLUMN = (Phrase("表头", "Header"), Phrase("事实", "Fact"), Phrase("依据", "By"), Phrase("可能是", "May be"))
NONE_READ = Phrase("没有一列读作事实", "no column is read as a fact")
BY = {
    "code": Phrase("代码", "code"),
    "label": Phrase("名称", "label"),
    "alias": Phrase("常用写法", "alias"),
    "unit": Phrase("名称带单位或提示", "with a unit or hint"),
    "column": Phrase("--column", "--column"),
}
TABLE_WIDTHS: dict[Language, list[int]] = {"zh": [36, 16, 8, 8], "en": [34, 14, 12, 8]}
ROW_WIDTHS: dict[Language, list[int]] = {"zh": [40, 6, 26], "en": [40, 6, 26]}
COLUMN_WIDTHS: dict[Language, list[int]] = {"zh": [22, 28, 10, 14], "en": [22, 28, 10, 14]}
NOTHING = untranslated("")


def columns_result(read: ColumnsRead, language: Language) -> Result:
    """How tables would be read."""

    def record() -> Mapping[str, object]:
        from compliance.reports.columns_json import columns_document

        return columns_document(read, language)

    return Result(lambda: columns_blocks(read), record)


def columns_blocks(read: ColumnsRead) -> Iterator[Block]:
    """What is unclear, the tables, the rows left out, and what each header is taken for."""
    yield Title(READ_AS.format(subject=read.subject))
    yield from map(Note, [*read.doubts, *read.report.notes])
    if not any(one.fact for one in read.columns):
        yield Paragraph(NONE_READ)
    if read.report.tables:
        yield Heading(TABLES)
        yield Table(TABLE, [table_row(table) for table in read.report.tables], TABLE_WIDTHS)
    rows = [
        [untranslated(name_of(table)), untranslated(one.row), one.why]
        for table in read.report.tables
        for one in table.left_out
    ]
    if rows:
        yield Heading(LEFT_OUT)
        yield Table(ROW, rows, ROW_WIDTHS)
    yield Heading(COLUMNS)
    yield Table(COLUMN, [column_row(one, read) for one in read.columns], COLUMN_WIDTHS)


def table_row(table: TableRead) -> list[Phrase]:
    """A file or sheet, its header rows and how many records it has."""
    rows = ", ".join(map(str, table.header_rows))
    return [*map(untranslated, (table.file, table.sheet or "", rows, table.records))]


def name_of(table: TableRead) -> str:
    """A table's file with its sheet."""
    return f"{table.file}!{table.sheet}" if table.sheet else table.file


def column_row(reading: HeaderReading, read: ColumnsRead) -> list[Phrase]:
    """A header, its fact, what it was recognised by, and what it may mean."""
    fact = read.facts[reading.fact] if reading.fact else NOTHING
    suggestions = listed(read.facts[code] for code in reading.suggestions)
    return [untranslated(reading.header), fact, BY[reading.by] if reading.by else NOTHING, suggestions]
