"""Tables as read: every cell as it is written, every record with its place, nothing lost, and plain words where it cannot be."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from xlsxwriter import Workbook

from compliance.base.diagnostics import InputError
from compliance.facts.parsing import plain_form
from compliance.tables.file_kind import READERS
from compliance.tables.read import read as read_table
from compliance.tables.source import ERROR, Expected, SchemaMismatch, Source
from tests.conftest import LIBRARY

CODES = LIBRARY.vocabulary("facility").codes
Row = list[Any]


def read(path: Path, sheet: str | None = None) -> Source:
    """The table as it is once settled; where it is as its beginning showed, the same has been read before."""
    sheets = () if sheet is None else (sheet,)
    expected = Expected(lambda header: CODES.get(plain_form(header)), LIBRARY.kinds, sheets, "en")
    found = read_table([path], expected)
    if found.rescan is None:
        return found
    settled = found.rescan()
    with suppress(SchemaMismatch):
        assert found.frame.collect().equals(settled.frame.collect())
    return settled


def rows_of(source: Source) -> list[dict[str, Any]]:
    rows = source.frame.collect().to_dicts()
    assert source.rows == len(rows)
    return rows


def error_of(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        rows_of(read(path, sheet))
    assert all(problem.message.zh != problem.message.en for problem in caught.value.problems)
    return str(caught.value)


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: sheets of rows, a date as such, None as an empty cell."""

    def write(name: str = "t.xlsx", **sheets: list[Row]) -> Path:
        path = tmp_path / name
        with Workbook(path) as workbook:
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for index, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, datetime | date):
                            sheet.write_datetime(index, column, cell, day)
                        elif isinstance(cell, tuple):
                            sheet.write_formula(index, column, cell[0], value=cell[1])
                        elif cell is not None:
                            sheet.write(index, column, cell)
        return path

    return write


# workbooks


def test_a_workbook_gives_native_columns_and_the_cell_of_each_value(book: Callable[..., Path]) -> None:
    path = book(Sheet1=[["name", "托位数", "building_area", "registered_on"], ["甲", 30, 270.5, date(2022, 10, 8)]])
    source = read(path)
    assert rows_of(source) == [{"name": "甲", "托位数": 30, "building_area": 270.5, "registered_on": date(2022, 10, 8)}]
    assert source.frame.collect_schema().dtypes() == [pl.String, pl.Int64, pl.Float64, pl.Date]
    assert source.place(1, 2) == f"{path}!Sheet1!C2"
    assert source.place(1, None) == f"{path}!Sheet1!2:2"


def test_mixed_columns_are_text_as_a_person_would_write_it(book: Callable[..., Path]) -> None:
    cells: Row = [30, 30.5, 1e-7, "三十", " 30 ", True, date(2022, 10, 8), datetime(2022, 10, 8, 12, 30), None]
    rows = rows_of(read(book(S=[["slots", "name"], *([cell, "x"] for cell in cells)])))
    expected = ["30", "30.5", "0.0000001", "三十", " 30 ", "yes", "2022-10-08", "2022-10-08 12:30:00", None]
    assert [row["slots"] for row in rows] == expected


def test_titles_above_the_header_blank_rows_and_blank_columns_are_no_data(book: Callable[..., Path]) -> None:
    path = book(
        S=[[None, "2026 年备案表"], [], [None, "name", "slots", " ", "备注"], [None, "甲", 30], [], [None, "乙", 40, 7]]
    )
    source = read(path)
    assert rows_of(source) == [
        {"name": "甲", "slots": 30, "列 D": None, "备注": None},
        {"name": "乙", "slots": 40, "列 D": 7, "备注": None},
    ]
    assert source.place(2, 1) == f"{path}!S!C6"
    assert source.place(2, 2) == f"{path}!S!D6"


def test_a_formula_counts_by_its_kept_value_and_an_error_stays_visible(book: Callable[..., Path]) -> None:
    path = book(A=[["x"]], S=[["t"], ["name", "slots"], [("=1&1", "甲"), ("=15*2", 30)], ["乙", ("=NA()", "#N/A")]])
    assert rows_of(read(path)) == [{"name": "甲", "slots": "30"}, {"name": "乙", "slots": "#N/A"}]


def test_the_sheet_is_the_one_named_or_the_first_with_known_names(book: Callable[..., Path]) -> None:
    path = book(说明=[["请填写第二张表"], ["谢谢"]], 数据=[["name", "slots"], ["甲", 30]], 其他=[["name"], ["乙"]])
    assert [row["name"] for row in rows_of(read(path))] == ["甲"]
    assert [row["name"] for row in rows_of(read(path, "其他"))] == ["乙"]
    assert "there is no sheet “没有”; there are 说明、数据、其他" in error_of(path, "没有")


def test_a_header_that_stands_twice_names_both_cells(book: Callable[..., Path]) -> None:
    path = book(S=[["name", "slots", "slots "], ["甲", 1, 2]])
    assert error_of(path) == f"{path}!S!C1: the header “slots” stands also at {path}!S!B1"


@pytest.mark.parametrize("rows", [[], [["name", "slots"]], [["name", "slots"], [None, None]]])
def test_a_sheet_without_records_is_refused(book: Callable[..., Path], rows: list[Row]) -> None:
    assert "the table is empty" in error_of(book(S=rows))


def test_more_columns_than_letters_are_read(book: Callable[..., Path]) -> None:
    path = book(S=[["name", *(f"c{n}" for n in range(40))], ["甲", *range(40)]])
    assert rows_of(read(path))[0]["c39"] == 39
    assert read(path).place(1, 40).endswith("!AO2")


def test_a_cell_at_the_end_of_the_sheet_does_not_fill_the_memory(book: Callable[..., Path]) -> None:
    path = book(S=[["name", "slots"], ["甲", 30]])
    with Workbook(path) as workbook:
        workbook.add_worksheet("S").write(1048575, 16383, "x")
    assert "reaches as far as XFD1048576" in error_of(path)


def replaced(path: Path, part: str, content: bytes, declared: int | None = None) -> None:
    """Puts a part in place of a workbook's own, if wanted with another size than it has."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    if declared is not None:
        whole = path.read_bytes()
        sizes = struct.pack("<I", len(content)), struct.pack("<I", declared)
        path.write_bytes(whole.replace(*sizes))


def test_a_bomb_is_refused_by_what_it_says(book: Callable[..., Path]) -> None:
    path = book(S=[["name", "slots"], ["甲", 30]])
    replaced(path, "xl/sharedStrings.xml", b" " * (120 << 20))
    assert "for safety it is not read" in error_of(path)


def test_a_bomb_is_refused_by_what_it_is(book: Callable[..., Path]) -> None:
    path = book(S=[["name", "slots"], ["甲", 30]])
    replaced(path, "xl/sharedStrings.xml", b" " * (20 << 20), declared=1000)
    assert "for safety it is not read" in error_of(path)


def test_what_is_no_workbook_is_said_so(text: Callable[..., Path], book: Callable[..., Path]) -> None:
    assert "not an intact Excel file" in error_of(text(b"hello", "a.xlsx"))
    assert "not an intact Excel file" in error_of(text(b"", "b.xlsx"))
    whole = book(S=[["name", "slots"], ["甲", 30]]).read_bytes()
    assert "not an intact Excel file" in error_of(text(whole[:3000], "c.xlsx"))
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert "not an intact Excel file" in error_of(text(empty.getvalue(), "d.xlsx"))
    assert "not an intact Excel file" in error_of(text(b"hello", "e.xls"))


def test_a_workbook_with_a_password_is_said_to_have_one(text: Callable[..., Path]) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)
    assert "password" in error_of(text(ole + "EncryptedPackage".encode("utf-16-le") + bytes(1000), "a.xlsx"))
    assert "this is no workbook but perhaps a text" in error_of(text(ole, "b.xlsx"))
    assert "not an intact Excel file" in error_of(text(ole + "Workbook".encode("utf-16-le"), "c.xlsx"))


@pytest.mark.parametrize("byte", range(0, 5000, 97))
def test_a_damaged_workbook_is_never_a_crash(text: Callable[..., Path], book: Callable[..., Path], byte: int) -> None:
    whole = bytearray(book(S=[["name", "slots"], ["甲", 30]]).read_bytes())
    whole[byte % len(whole)] ^= 0x55
    with suppress(InputError):
        rows_of(read(text(bytes(whole), "damaged.xlsx")))


# text


def test_csv_is_text_and_has_lines_and_fields(text: Callable[..., Path]) -> None:
    path = text("name,slots,备注\n甲,017,\n乙,8.50\n")
    source = read(path)
    assert rows_of(source) == [
        {"name": "甲", "slots": "017", "备注": None},
        {"name": "乙", "slots": "8.50", "备注": None},
    ]
    assert source.place(2, 1) == f"{path}:3:2"
    assert source.place(2, None) == f"{path}:3"


CHINESE = "机构名称,托位数\n阳光托育中心,30\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_encoding_of_spreadsheet_programs_is_read(text: Callable[..., Path], encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert rows_of(read(text(mark + CHINESE.encode(encoding)))) == [{"机构名称": "阳光托育中心", "托位数": "30"}]


def test_damaged_text_is_not_taken_for_another_encoding(text: Callable[..., Path]) -> None:
    content = (CHINESE * 5).encode()
    assert f"byte {len(content) + 1} is neither UTF-8 nor GB18030" in error_of(text(content + b"\xff\xff,1\n"))
    assert f"byte {len(content) - 6} " in error_of(text(content[:-5] + b"\xe4\xb8,1\n"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_seen_in_the_header(text: Callable[..., Path], separator: str) -> None:
    lines = [["备案汇总；，,表"], [], ["name", "slots"], ["甲", "30"]]
    path = text("\n".join(separator.join(line) for line in lines), "t.txt")
    source = read(path)
    assert rows_of(source) == [{"name": "甲", "slots": "30"}]
    assert source.place(1, 0) == f"{path}:4:1"


def test_lines_are_right_under_quotes_blank_rows_and_windows_line_ends(text: Callable[..., Path]) -> None:
    path = text('name,slots\r\n"甲\r\n托育",30\r\n,\r\n\r\n"乙 ""好""",40\r\n丙 3"x,50\r\n')
    source = read(path)
    assert [row["name"] for row in rows_of(source)] == ["甲\r\n托育", '乙 "好"', '丙 3"x']
    assert [source.place(row, 0) for row in (1, 2, 3)] == [f"{path}:{line}:1" for line in (2, 6, 7)]


def test_a_field_too_many_makes_its_record_invalid(text: Callable[..., Path]) -> None:
    path = text("name,slots\n甲,1\n乙,1,2,3\n丙,3\n")
    good, bad, last = rows_of(read(path))
    assert good == {"name": "甲", "slots": "1", ERROR: None} and last["slots"] == "3"
    assert (bad["name"], bad["slots"]) == ("乙", "1")
    assert bad[ERROR].startswith(f"{path}:3:3: this line has 4 fields, the header 2") and bad[ERROR].endswith("2,3")
    assert len(rows_of(read(text("name,slots\n甲,1\n乙,2,,\n")))) == 2


@pytest.mark.parametrize(
    ("lines", "bad_line", "kept", "lost"),
    [
        (["甲,1", '乙,"2'], 3, ("乙", None), '"2'),
        (["甲,1", '"乙,2'], 3, (None, None), '"乙,2'),
        (["甲,1", '乙,"2', "丙,3"], 3, ("乙", None), '"2'),
        (["甲,1", '乙,"2', '"丙",3', '"丁","4"'], 3, ("乙", None), '"2'),
        (["甲,1", '乙,"2"x', "丙,3"], 3, ("乙", None), '"2"x'),
    ],
)
def test_an_unclosed_quotation_mark_makes_its_line_invalid_and_no_other(
    text: Callable[..., Path], lines: list[str], bad_line: int, kept: tuple[str | None, str | None], lost: str
) -> None:
    path = text("\n".join(["name,slots", *lines]) + "\n")
    source = read(path)
    rows = rows_of(source)
    assert len(rows) == len(lines)
    assert [bool(row[ERROR]) for row in rows] == [number == bad_line for number in range(2, len(lines) + 2)]
    bad = rows[bad_line - 2]
    assert (bad["name"], bad["slots"]) == kept
    assert bad[ERROR].startswith(f"{path}:{bad_line}:1: a quotation mark") and bad[ERROR].endswith(f": {lost}")
    assert source.place(len(lines), 0) == f"{path}:{len(lines) + 1}:1"


def test_a_long_cell_is_read(text: Callable[..., Path]) -> None:
    rows = rows_of(read(text(f"name,slots\n甲,1\n,\n{'乙' * 200_000},2\n")))
    assert [len(row["name"]) for row in rows] == [1, 200_000]


def test_a_column_without_a_header_is_kept_where_it_has_data(text: Callable[..., Path]) -> None:
    assert rows_of(read(text("name,slots,,\n甲,1,,x\n"))) == [{"name": "甲", "slots": "1", "列 D": "x"}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the table is empty"),
        ("\n\n", "the table is empty"),
        ("name,slots\n", "the table is empty"),
        ("name,slots\n,\n", "the table is empty"),
        ('name,slots\n"甲,1\n"乙,2\n', "t.csv:2:1: a quotation mark is not closed"),
        ("name,slots\n甲,1\n\0,2\n", "t.csv:3:1: null characters"),
        (b"name,slots\n" + b"x" * (17 << 20), "t.csv:2:1: a line longer than 16 MiB"),
        ("name,name\n甲,1\n", "t.csv:1:2: the header “name” stands also at"),
    ],
)
def test_what_cannot_be_a_table_is_refused(text: Callable[..., Path], content: str | bytes, words: str) -> None:
    assert words in error_of(text(content))


def test_a_large_table_in_another_encoding_keeps_every_row(text: Callable[..., Path]) -> None:
    lines = [f"阳光托育中心{n},{n}" for n in range(300_000)]
    source = read(text(("机构名称,托位数\n" + "\n".join(lines)).encode("gb18030")))
    frame = source.frame.collect()
    assert source.rows == frame.height == 300_000
    assert frame["托位数"].to_list() == [str(n) for n in range(300_000)]
    assert frame["机构名称"][-1] == "阳光托育中心299999"


# JSON lines


def lines_of(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_json_lines_have_native_types_and_lists(text: Callable[..., Path]) -> None:
    record = {"name": '甲"\n\\', "slots": 30, "building_area": 8.9999, "filed": False, "materials": ["lease", "备案书"]}
    dated = {**record, "registered_on": "2022-10-08", "id": "91350100M000100Y43"}
    source = read(text(lines_of(dated, dated), "t.jsonl"))
    assert rows_of(source)[1] == {**dated, "registered_on": date(2022, 10, 8)}
    assert source.place(2, 1).endswith("t.jsonl:2")


def test_decimals_are_never_rounded(text: Callable[..., Path]) -> None:
    rows = rows_of(read(text('{"building_area": 8.99999999999999999999}\n{"building_area": 9.5}\n', "t.jsonl")))
    assert [row["building_area"] for row in rows] == ["8.99999999999999999999", "9.5"]


@pytest.mark.parametrize(
    ("first", "last", "as_read"),
    [
        (30, "三十", "三十"),
        (30, 30.5, "30.5"),
        (30, "２０", "２０"),
        (30, True, "true"),
        (8.5, "nan", "nan"),
        (True, "yes", "yes"),
        (True, 1, "1"),
        ("2022-10-08", "2022/10/8", "2022/10/8"),
        ("2022-10-08", "03-04-2022", "03-04-2022"),
        ("2022-10-08", "2022-10-8 ", "2022-10-8 "),
        ("2022-10-08", "-202-10-08", "-202-10-08"),
        (8.5, 12345678901234567890, "12345678901234567890"),
        (8.5, True, "true"),
        ("2022-10-08", None, None),
        (30, 12345678901234567890123, "12345678901234567890123"),
        (30, ["a", "b"], "a、b"),
        ("a", ["a", "b"], "a、b"),
        (["a", "b"], "c", "c"),
        (["a"], [], []),
        (30, {"x": [1]}, '{"x":[1]}'),
    ],
)
def test_a_late_value_of_another_type_is_kept_as_written(
    text: Callable[..., Path], first: object, last: object, as_read: object
) -> None:
    path = text(lines_of({"v": first, "n": 1}) * 29_999 + lines_of({"v": last, "n": 2}), "t.jsonl")
    source = read(path)
    rows = rows_of(source)
    assert len(rows) == 30_000
    assert rows[-1] == {"v": as_read, "n": 2}
    assert ERROR not in rows[0]


@pytest.mark.parametrize("first", [1, "x", ["x"]])
@pytest.mark.parametrize(
    ("last", "why"), [("[" * 100_000 + "]" * 100_000, "nested too deep"), ('"\\ud800"', "surrogate")]
)
def test_a_late_value_that_cannot_be_read_is_kept_with_its_error(
    text: Callable[..., Path], first: object, last: str, why: str
) -> None:
    source = read(text(lines_of({"v": first}) * 29_999 + f'{{"v": {last}}}', "t.jsonl"))
    rows = rows_of(source)
    assert len(rows) == 30_000 and rows[0][ERROR] is None
    assert "t.jsonl:30000:1" in rows[-1][ERROR] and why in rows[-1][ERROR]


def test_a_fine_number_leaves_all_other_columns_as_they_are(text: Callable[..., Path]) -> None:
    lines = '{"a": 1, "b": "v1.12345678", "c": 8.5}\n\n{"a": 2, "b": "\\n", "c": 1.12345678e3, "n": [1.12345678]}\n'
    source = read(text(lines + '{"a": 3}', "t.jsonl"))
    first, fine, last = rows_of(source)
    assert first == {"a": 1, "b": "v1.12345678", "c": "8.5", "n": None}
    assert fine == {"a": 2, "b": "\n", "c": "1123.45678", "n": ["1.12345678"]}
    assert last == {"a": 3, "b": None, "c": None, "n": None}
    assert source.place(2, 0).endswith("t.jsonl:3")


def test_a_fine_number_in_a_line_that_cannot_be_read(text: Callable[..., Path]) -> None:
    for bad in ('{"a": 1.12345678, "a": 2}', '{"a": 1.12345678', '{"a": 1.12345678, "b": NaN}'):
        rows = rows_of(read(text(f'{{"a": 1}}\n{bad}\n', "t.jsonl")))
        assert rows[0]["a"] == "1"
        assert rows[1].get(ERROR) or rows[1] == {"a": "1.12345678", "b": "NaN"}


def test_parts_of_json_lines_may_be_asked_for(text: Callable[..., Path]) -> None:
    frame = read(text(lines_of({"a": 1, "b": ["x"]}, {"a": 2}, {"b": []}), "t.jsonl")).frame
    assert frame.select(pl.len()).collect().item() == 3
    assert frame.slice(1, 1).collect().to_dicts() == [{"a": 2, "b": None}]
    assert frame.filter(pl.col("a") > 1).select("b").collect().to_dicts() == [{"b": None}]


def test_a_key_that_comes_late_is_not_lost(text: Callable[..., Path]) -> None:
    rows = rows_of(read(text(lines_of({"slots": 1}) * 30_000 + lines_of({"slots": 2, "name": "x"}), "t.jsonl")))
    assert rows[0] == {"slots": 1, "name": None}
    assert rows[-1] == {"slots": 2, "name": "x"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"name": "x", "name": "y"}', "“name” stands twice"),
        ('{"name": "x"', "this is not JSON"),
        ("[1]", "each line must be one JSON object"),
        ('{"name": "\\ud800"}', "surrogate"),
        ("[" * 100_000, "this is not JSON|nested too deep"),
    ],
)
def test_a_line_that_cannot_be_read_is_kept_with_its_error(text: Callable[..., Path], line: str, words: str) -> None:
    path = text(f'{{"name": "a", "Name": "b"}}\n\n{line}\n{{"name": "c", "l": ["d"]}}\n', "t.jsonl")
    source = read(path)
    good, bad, last = rows_of(source)
    assert (good["name"], good["Name"], good[ERROR]) == ("a", "b", None)
    assert bad["name"] is None and bad[ERROR].startswith(f"{path}:3:1: ")
    assert any(word in bad[ERROR] for word in words.split("|"))
    assert last == {"name": "c", "Name": None, "l": ["d"], ERROR: None}
    assert source.place(3, 0) == f"{path}:4"


def test_a_file_of_nothing_but_bad_lines_is_refused(text: Callable[..., Path]) -> None:
    assert "t.jsonl:1:1: this is not JSON" in error_of(text('{\n"name": "x"\n}\n', "t.jsonl"))
    assert "the table is empty" in error_of(text("\n \n", "t.jsonl"))
    assert "the table is empty" in error_of(text("", "t.jsonl"))


def test_the_two_ways_to_read_lines_agree(text: Callable[..., Path]) -> None:
    record = {"a": 1e3, "b": 30, "c": [], "d": "x", "e": None, "f": True, "g": ["x", "y"], "h": 1e-5}
    other = {**record, "c": "z", "e": "w"}
    quick = rows_of(read(text(lines_of(record, other), "q.jsonl")))
    exact = rows_of(read(text(lines_of(record, other, {"i": 1}) + "{\n", "e.jsonl")))[:2]
    assert [row["c"] for row in quick] == [row["c"] for row in exact] == ["none", "z"]
    assert [float(row["a"]) for row in exact] == [row["a"] for row in quick] == [1000, 1000]
    assert [float(row["h"]) for row in [*exact, *quick]] == [1e-5] * 4
    assert exact[0] == {
        "a": "1000.0", "b": "30", "c": "none", "d": "x", "e": None, "f": "true", "g": ["x", "y"], "h": "0.00001", "i": None, ERROR: None
    }  # fmt: skip


def test_lines_may_name_their_subject(text: Callable[..., Path]) -> None:
    source = read(text(lines_of({"facility": {"slots": 30}}, {"托育机构": {"slots": 40}}), "t.jsonl"))
    assert source.kind == "facility"
    assert [row["slots"] for row in rows_of(source)] == ["30", "40"]
    rows = rows_of(read(text(lines_of({"facility": {"slots": 30}}, {"district": {"slots": 40}}), "t.jsonl")))
    assert "this is a district" in rows[1][ERROR]


def test_json_lines_in_another_encoding_and_with_an_odd_name(text: Callable[..., Path]) -> None:
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        path = text(lines_of({"name": "阳光托育中心"}).encode(encoding), "a[1]*'.jsonl")
        assert rows_of(read(path))[0]["name"] == "阳光托育中心"


def test_a_line_with_bad_bytes_or_null_characters_is_kept_with_its_error(text: Callable[..., Path]) -> None:
    for bad, words in ((b'{"name": "\xff\xfe"}', "not UTF-8"), (b'{"name": "\0"}', "(U+0000)")):
        path = text(
            lines_of({"name": "阳光托育中心" * 3}).encode() + bad + b"\n" + lines_of({"name": "乙"}).encode(), "t.jsonl"
        )
        good, wrong, last = rows_of(read(path))
        assert (good[ERROR], last["name"]) == (None, "乙")
        assert wrong[ERROR].startswith(f"{path}:2:1: ") and words in wrong[ERROR]


@pytest.mark.parametrize("before", [1, 30_000])
def test_a_key_with_a_null_character_makes_its_record_invalid(text: Callable[..., Path], before: int) -> None:
    rows = rows_of(read(text(lines_of({"slots": 1}) * before + '{"编\\u0000号": "x", "slots": 2}\n', "t.jsonl")))
    assert rows[0][ERROR] is None and "(U+0000)" in rows[-1][ERROR] and len(rows) == before + 1


# Parquet


def test_parquet_is_read_as_it_is(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["甲", "乙"], " slots": [30, None], "materials": [["lease"], []]})
    frame.write_parquet(tmp_path / "t.parquet")
    source = read(tmp_path / "t.parquet")
    assert rows_of(source) == frame.rename({" slots": "slots"}).to_dicts()
    assert source.place(2, 1) == f"{tmp_path / 't.parquet'} row 2"


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    for part in range(3):
        pl.DataFrame({"slots": [part, part]}).write_parquet(tmp_path / f"part-{part}.snappy.parquet")
    (tmp_path / "_SUCCESS").touch()
    source = read(tmp_path)
    assert [row["slots"] for row in rows_of(source)] == [0, 0, 1, 1, 2, 2]
    assert source.place(5, 0).endswith("part-2.snappy.parquet row 1")


@pytest.mark.parametrize("content", [b"", b"hello", b"PAR1" + b"\xff" * 200 + b"PAR1"])
def test_damaged_parquet_is_refused(text: Callable[..., Path], content: bytes) -> None:
    assert "not an intact Parquet file" in error_of(text(content, "t.parquet"))


def test_parquet_without_rows_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"slots": []}).write_parquet(tmp_path / "t.parquet")
    assert "the table is empty" in error_of(tmp_path / "t.parquet")


def test_parts_unlike_each_other_are_one_table(tmp_path: Path) -> None:
    parts: list[dict[str, list[Any]]] = [
        {"slots": [30], "a": [0.1]},
        {"slots": ["三十"]},
        {"slots": [1e-7], "b": ["x"]},
    ]
    for number, columns in enumerate(parts):
        pl.DataFrame(columns).write_parquet(tmp_path / f"{number}.parquet")
    rows = rows_of(read(tmp_path))
    assert [row["slots"] for row in rows] == ["30", "三十", "0.0000001"]
    assert [row["a"] for row in rows] == [0.1, None, None] and rows[2]["b"] == "x"


def test_headers_that_differ_in_spaces_only_are_both_kept(tmp_path: Path) -> None:
    pl.DataFrame({" slots ": [1], "slots": [2], " name": ["x"]}).write_parquet(tmp_path / "t.parquet")
    assert rows_of(read(tmp_path / "t.parquet")) == [{" slots ": 1, "slots": 2, "name": "x"}]


# folders of descriptions


def test_a_folder_of_descriptions_keeps_every_file(text: Callable[..., Path], tmp_path: Path) -> None:
    text("facility:\n  - slots: 017\n    materials: [lease, 备案书]\n  - name: 乙\n    slots:\n", "b.yaml")
    text('{"facility": {"slots": 8.50, "materials": []}}', "a.json")
    text("facility: [", "c.yml")
    text("ignored", "notes.md")
    source = read(tmp_path)
    first, second, third, bad = rows_of(source)
    assert first == {"slots": "8.50", "materials": [], "name": None, ERROR: None}
    assert second["slots"] == "017" and second["materials"] == ["lease", "备案书"]
    assert third == {"slots": None, "materials": None, "name": "乙", ERROR: None}
    assert "c.yml:2:1: " in bad[ERROR] and "this is not YAML" in bad[ERROR]
    assert source.kind == "facility"
    assert source.place(2, 0) == f"{tmp_path / 'b.yaml'}:2:5"
    assert source.place(3, 2) == f"{tmp_path / 'b.yaml'}:4:5"
    assert source.place(4, None).startswith(str(tmp_path / "c.yml"))


def test_lists_and_single_values_of_a_fact_are_one_column_of_text(text: Callable[..., Path], tmp_path: Path) -> None:
    text("facility: {materials: [lease, commitment]}\n", "a.yaml")
    text("facility: {materials: lease}\n", "b.yaml")
    text("facility: {materials: []}\n", "c.yaml")
    text("facility: {}\n---\nfacility: {materials: {lease: 1}}\n", "d.yaml")
    rows = rows_of(read(tmp_path))
    assert [row["materials"] for row in rows] == ["lease、commitment", "lease", "none", None, '{"lease": "1"}']
    assert ERROR not in rows[0]


def test_a_folder_of_several_kinds_is_refused(text: Callable[..., Path], tmp_path: Path) -> None:
    text("facility: {slots: 1}\n", "a.yaml")
    path = text("district: {slots: 1}\n", "b.yaml")
    assert f"{path}:1:11: this is a district, but {tmp_path / 'a.yaml'}:1:11 is a facility" in error_of(tmp_path)


def test_names_that_look_like_internal_ones_are_columns_like_others(text: Callable[..., Path], tmp_path: Path) -> None:
    assert rows_of(read(text("slots,§row,§error\n1,2,3\n"))) == [{"slots": "1", "§row": "2", "§error": "3"}]


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.jsonl", "t.parquet"])
def test_what_is_no_regular_file_is_refused_before_it_is_opened(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "not a regular file" in error_of(tmp_path / name)
    (tmp_path / f"null-{name}").symlink_to(os.devnull)
    assert "not a regular file" in error_of(tmp_path / f"null-{name}")


def test_a_pipe_in_a_folder_is_a_record_with_its_error(text: Callable[..., Path], tmp_path: Path) -> None:
    text("facility: {slots: 1}\n", "a.yaml")
    os.mkfifo(tmp_path / "b.yaml")
    good, bad = rows_of(read(tmp_path))
    assert good["slots"] == "1" and "not a regular file" in bad[ERROR]


def as_workbook(path: Path) -> None:
    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["name", "slots"])
        sheet.write_row(1, 0, ["甲", "30"])


SMALL: dict[str, Callable[[Path], object]] = {
    "excel": as_workbook,
    "csv": lambda path: path.write_text("name,slots\n甲,30\n", encoding="utf-8"),
    "jsonl": lambda path: path.write_text('{"name": "甲", "slots": "30"}', encoding="utf-8"),
    "parquet": lambda path: pl.DataFrame({"name": ["甲"], "slots": ["30"]}).write_parquet(path),
}


@pytest.mark.parametrize("suffix", [suffix for suffix in READERS if suffix != ".xls"])
def test_every_suffix_has_its_reader(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix.upper()}"
    made = tmp_path / ("t.xlsx" if READERS[suffix] == "excel" else path.name)
    SMALL[READERS[suffix]](made)
    made.rename(path)
    assert rows_of(read(path)) == [{"name": "甲", "slots": "30"}]
    (tmp_path / "t.docx").touch()
    assert suffix in error_of(tmp_path / "t.docx")


def test_what_is_no_table_at_all_is_refused(text: Callable[..., Path], tmp_path: Path) -> None:
    assert "no such file" in error_of(tmp_path / "missing.csv")
    assert "this kind of file cannot be read" in error_of(text("x", "t.docx"))
    assert "only an Excel workbook has sheets" in error_of(text("name\n1\n"), "S")
    (tmp_path / "empty").mkdir()
    assert "the folder has no descriptions" in error_of(tmp_path / "empty")


def test_a_stored_part_is_read_too(book: Callable[..., Path]) -> None:
    path = book(S=[["name", "slots"], ["甲", 30]])
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert rows_of(read(path)) == [{"name": "甲", "slots": 30}]
