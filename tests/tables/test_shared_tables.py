"""The workbooks that districts and nurseries sent in: each is read whole, and what is left out is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.reading import notes_of, rows_of, source_of

TABLES = Path(__file__).parents[2].parent / "shared" / "tables"
FILLED = ["B4:B6、B7:B9、B10:B12、B13:B15 已按合并范围逐行填入"]
# file: records, header rows, rows left out with a word of why, words of the notes
READ: dict[str, tuple[int, tuple[int, ...], dict[int, str], list[str]]] = {
    "00-clean.xlsx": (12, (1,), {}, []),
    "01-public-list.xlsx": (12, (3,), {16: "合计", 17: "备注", 18: "审核人"}, FILLED),
    "02-total-row.xlsx": (12, (3,), {19: "合计", 20: "填表人"}, []),
    "03-two-header-rows.xlsx": (12, (2, 3), {}, []),
    "04-untidy-values.xlsx": (12, (1,), {}, []),
    "06-hidden-sheet.xlsx": (12, (1,), {}, ["工作表“旧数据”是隐藏的，未读取"]),
    "08-gb18030.csv": (12, (2,), {}, []),
    "09-csv-named.xlsx": (12, (2,), {}, ["扩展名是 .xlsx，实际是“文本表格（CSV）”"]),
    "09-workbook-named.csv": (12, (1,), {}, ["扩展名是 .csv，实际是“Excel 工作簿”"]),
    "12-headers.csv": (1, (1,), {}, []),
    "13-bad-credit-codes.xlsx": (12, (1,), {}, []),
    "16-stored-doubles.xlsx": (12, (1,), {}, ["有 6 个小数因二进制存储而有尾差（例如 H3）"]),
    "17-dashes-for-blanks.xlsx": (12, (1,), {}, []),
    "19-web-export.xls": (12, (1,), {}, ["实际是“网页文件”"]),
    "20-form-down-the-page.xlsx": (1, (), {}, []),
    "28-statistics-first.xlsx": (3, (1,), {}, ["工作表“汇总”的表头与工作表“明细”不同"]),
}

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="needs ../shared, the workbooks; CI has it")


def test_every_workbook_has_its_line() -> None:
    assert {path.name for path in TABLES.iterdir() if path.suffix != ".yaml"} == set(READ)


@pytest.mark.parametrize("name", READ)
def test_a_workbook_is_read_whole(name: str) -> None:
    records, header, left_out, words = READ[name]
    source = source_of(TABLES / name)
    assert len(rows_of(source)) == records
    [table] = source.report.tables
    assert table.header_rows == header
    assert {row.row for row in table.left_out} == set(left_out)
    assert all(left_out[row.row] in row.why.zh for row in table.left_out)
    assert len(source.report.notes) == len(words)
    assert all(word in notes_of(source) for word in words)


@pytest.mark.parametrize("name", ["02-total-row.xlsx", "06-hidden-sheet.xlsx", "09-workbook-named.csv"])
def test_the_twelve_are_as_in_the_tidy_table(name: str) -> None:
    assert rows_of(source_of(TABLES / name)) == rows_of(source_of(TABLES / "00-clean.xlsx"))


def test_all_workbooks_of_the_twelve_are_one_table() -> None:
    names = [name for name, (records, *_) in READ.items() if records == 12]
    source = source_of(*(TABLES / name for name in names))
    assert len(rows_of(source)) == 12 * len(names)
    assert [table.file for table in source.report.tables] == [str(TABLES / name) for name in names]
    assert source.place(13, 1).startswith(f"{TABLES / names[1]}!")
