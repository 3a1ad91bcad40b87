"""Workbooks of several sheets, forms and odd layouts: every sheet and row is read, or told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from compliance.base.diagnostics import InputError
from tests.tables.reading import Row, notes_of, rows_of, source_of

HEADER = ["编号", "机构名称", "托位数", "建筑面积"]
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a workbook of sheets of rows; `then` may do more to each sheet."""

    def write(
        sheets: Mapping[str, Sequence[Row]],
        then: Callable[[Workbook, Worksheet], object] | None = None,
        name: str = "t.xlsx",
    ) -> Path:
        path = tmp_path / name
        with Workbook(path) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for index, row in enumerate(rows):
                    sheet.write_row(index, 0, row)
                if then:
                    then(workbook, sheet)
        return path

    return write


def nursery(number: int) -> Row:
    return [f"HY-{number}", f"托育{number}", 30 + number, 300.5]


def refused(*paths: Path) -> str:
    with pytest.raises(InputError) as caught:
        rows_of(source_of(*paths))
    assert all(problem.message.zh != problem.message.en for problem in caught.value.problems)
    return "\n".join(problem.text("zh") for problem in caught.value.problems)


def test_a_sheet_a_street_is_one_table_and_the_explanation_is_told(book: Book) -> None:
    streets = {f"街道{n}": [HEADER, nursery(2 * n), nursery(2 * n + 1)] for n in range(4)}
    source = source_of(path := book({"填表说明": [["请逐行填写"], ["谢谢"]], **streets}))
    assert [row["编号"] for row in rows_of(source)] == [f"HY-{n}" for n in range(8)]
    assert [table.sheet for table in source.report.tables] == list(streets)
    assert notes_of(source) == "工作表“填表说明”没有可识别的表头，未读取"
    assert source.place(3, 2) == f"{path}!街道1!C2" and source.place(8, None) == f"{path}!街道3!3:3"


def test_a_fact_under_another_header_and_place_is_the_same_column(book: Book) -> None:
    other = ["备注", "建筑面积（㎡）", "机构注册登记名称", "编号", "托位数（个）"]
    source = source_of(
        path := book({"甲": [HEADER, nursery(1)], "乙": [["标题"], other, ["x", 500, "托育2", "HY-2", 9]]})
    )
    assert rows_of(source) == [
        {**dict(zip(HEADER, nursery(1), strict=True)), "备注": None},
        {"编号": "HY-2", "机构名称": "托育2", "托位数": 9, "建筑面积": 500.0, "备注": "x"},
    ]
    assert source.place(2, 2) == f"{path}!乙!E3" and source.place(2, 4) == f"{path}!乙!A3"
    assert source.place(1, 4) == f"{path}!甲!2:2"


def test_one_fact_in_two_units_is_refused_with_both_headers(book: Book) -> None:
    rows = {"甲": [["区域名称", "常住人口"], ["甲区", 1000]], "乙": [["区域名称", "常住人口（万人）"], ["乙区", 1]]}
    message = refused(book(rows))
    assert "乙!B2" in message and "“常住人口（万人）”与“常住人口”是同一个事实，单位却不同" in message


def test_hidden_sheets_are_read_only_if_asked_for(book: Book) -> None:
    def hide(workbook: Workbook, sheet: Worksheet) -> None:
        if sheet.name == "旧":
            sheet.hide()
        elif sheet.name == "更旧":
            sheet.very_hidden()
        elif sheet.name == "新":
            sheet.activate()
            sheet.set_first_sheet()

    path = book({"旧": [HEADER, nursery(1)], "更旧": [HEADER, nursery(2)], "新": [HEADER, nursery(3)]}, hide)
    source = source_of(path)
    assert [row["编号"] for row in rows_of(source)] == ["HY-3"]
    assert notes_of(source) == "工作表“旧”是隐藏的，未读取\n工作表“更旧”是隐藏的，未读取"
    asked = source_of(path, sheets=("更旧", "旧"))
    assert [row["编号"] for row in rows_of(asked)] == ["HY-2", "HY-1"] and not asked.report.notes


def test_a_cover_of_keys_and_values_is_told_and_passed_over(book: Book) -> None:
    cover: list[Row] = [["机构名称", "某区汇总"], ["所在辖区", "鄠邑区"], ["联系电话", "029"], ["托位数", 100]]
    wide = [*HEADER, "所在辖区", "办理阶段"]
    source = source_of(book({"封面": cover, "明细": [wide, [*nursery(1), "鄠邑区", "运营中"]]}))
    assert [row["编号"] for row in rows_of(source)] == ["HY-1"]
    assert "工作表“封面”" in notes_of(source) and "未读取" in notes_of(source)


def test_a_sheet_with_a_header_only_is_told(book: Book) -> None:
    source = source_of(book({"甲": [HEADER, nursery(1)], "乙": [HEADER]}))
    assert len(rows_of(source)) == 1 and notes_of(source) == "工作表“乙”只有表头，没有记录"


def test_titles_totals_notes_and_repeated_headers_are_left_out_by_their_rows(book: Book) -> None:
    rows: list[Row] = [
        ["2026年台账"],
        [],
        HEADER,
        nursery(1),
        HEADER,
        nursery(2),
        ["小计", "", 63],
        [],
        ["注：以实际为准"],
    ]
    source = source_of(book({"S": [*rows, ["填表人：王芳", "", "审核人：李强"]]}))
    assert [row["编号"] for row in rows_of(source)] == ["HY-1", "HY-2"]
    [table] = source.report.tables
    assert table.header_rows == (3,)
    assert [row.row for row in table.left_out] == [5, 7, 9, 10]
    assert table.left_out[0].why.zh == "与表头相同" and table.left_out[1].why.zh == "合计行（小计）"


@pytest.mark.parametrize("name", ["合计托育中心", "注册托育园", "说明书托育中心", "附件二幼托育"])
def test_a_name_that_begins_like_a_total_or_a_note_is_a_record(book: Book, name: str) -> None:
    source = source_of(book({"S": [HEADER[1:], [name, 30, 300]]}))
    assert [row["机构名称"] for row in rows_of(source)] == [name] and not source.report.tables[0].left_out


def test_a_header_in_two_rows_is_joined_by_its_merged_cells(book: Book) -> None:
    def merge(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:A2", "编号")
        sheet.merge_range("B1:C1", "托小班")
        sheet.merge_range("D1:E1", "托大班")

    lower = ["", "人数", "保育人员", "人数", "保育人员"]
    path = book({"S": [["编号"], lower, ["HY-1", 14, 2, 18, 2], ["", "人数", "保育人员", "人数", "保育人员"]]}, merge)
    source = source_of(path)
    [row] = rows_of(source)
    assert list(row) == ["编号", "托小班·人数", "托小班·保育人员", "托大班·人数", "托大班·保育人员"]
    assert list(row.values()) == ["HY-1", 14, 2, 18, 2]
    [table] = source.report.tables
    assert table.header_rows == (1, 2) and [one.row for one in table.left_out] == [4]


def test_merged_cells_are_filled_down_within_their_area_only(book: Book) -> None:
    def merge(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("E2:E3", "甘亭街道")

    rows: list[Row] = [[*HEADER, "街道"], nursery(1), nursery(2), nursery(3)]
    source = source_of(book({"S": rows}, merge))
    assert [row["街道"] for row in rows_of(source)] == ["甘亭街道", "甘亭街道", None]
    assert notes_of(source) == "工作表“S”的合并单元格 E2:E3 已按合并范围逐行填入"


def test_a_merged_area_over_everything_is_told_and_the_rest_read(book: Book) -> None:
    def merge(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:D3", "")
        for index, row in enumerate([HEADER, nursery(1), nursery(2)]):
            sheet.write_row(index, 0, row)

    source = source_of(book({"S": []}, merge))
    assert [row["编号"] for row in rows_of(source)] == ["HY-1", "HY-2"]
    assert "合并单元格 A1:D3 同时盖住表头和数据" in notes_of(source)


def test_two_thousand_columns_are_read(book: Book) -> None:
    extra = [f"自定义{n}" for n in range(2000)]
    [row] = rows_of(source_of(book({"S": [[*HEADER, *extra], [*nursery(1), *range(2000)]]})))
    assert row["自定义1999"] == 1999


def test_percentages_are_read_with_their_sign(book: Book) -> None:
    def write(workbook: Workbook, sheet: Worksheet) -> None:
        for row, (value, shown) in enumerate([(0.95, "0%"), (0.1234, "0.00%"), (1, "0.0%"), (0.07, '"约"0%')], 1):
            sheet.write_number(row, 4, value, workbook.add_format({"num_format": shown}))
        sheet.write_number(5, 4, 0.5, workbook.add_format({"num_format": '0.0"%"'}))

    rows: list[Row] = [[*HEADER, "比例"], *(nursery(n) for n in range(5))]
    shares = [row["比例"] for row in rows_of(source_of(book({"S": rows}, write)))]
    assert shares == ["95%", "12.34%", "100%", "7%", "0.5"]


def test_binary_noise_is_rounded_and_counted_but_never_a_code(book: Book) -> None:
    areas = [330.29999999999995, 363.000000000001, 0.1 + 0.2, 330.3]
    rows: list[Row] = [HEADER, *([f"HY-{n}", 9161011800000000.0 + n * 2, 30] for n in range(4))]

    def write(workbook: Workbook, sheet: Worksheet) -> None:
        for row, area in enumerate(areas, 1):
            sheet.write_formula(row, 3, "=1+1", None, area)

    source = source_of(book({"S": rows}, write))
    assert [row["建筑面积"] for row in rows_of(source)] == [330.3, 363.000000000001, 0.3, 330.3]
    assert rows_of(source)[1]["机构名称"] == 9161011800000002
    assert notes_of(source).startswith("工作表“S”有 2 个小数因二进制存储而有尾差（例如 D2）")
    mixed = source_of(book({"S": [*rows, ["HY-9", "x", 30, "约300"]]}, write))
    assert rows_of(mixed)[0]["建筑面积"] == "330.3" and "有 2 个小数" in notes_of(mixed)


def patched(path: Path, old: str, new: str) -> Path:
    """A workbook with another text in its first sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    part = "xl/worksheets/sheet1.xml"
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2"><f>SUM(1,2)</f></c>',
        '<c r="D2"><f>SUM(1,2)</f><v></v></c>',
        '<c r="D2"><f>SUM(1,2)</f><v/></c>',
        '<c r="D2"><f t="shared" si="0"/></c>',
        '<c r="D2" t="str"><f>SUM(1,2)</f></c>',
        "<c r='D2'><f>SUM(1,2)</f></c>",
        "<c r='D2'>\n<f>SUM(1,2)</f>\n</c>",
        "<c><f>SUM(1,2)</f></c>",
    ],
)
def test_a_formula_without_a_value_is_an_error_not_a_blank(book: Book, cell: str) -> None:
    path = book({"S": [HEADER, nursery(1)]}, lambda _, sheet: sheet.write_formula("D2", "=SUM(1,2)", None, 77))
    source = source_of(patched(path, '<c r="D2"><f>SUM(1,2)</f><v>77</v></c>', cell))
    assert [row["建筑面积"] for row in rows_of(source)] == ["#公式未计算"]
    assert "有 1 个公式没有保存计算结果（例如 D2）" in notes_of(source)


def test_a_formula_that_gives_an_empty_text_is_a_blank(book: Book) -> None:
    path = book({"S": [HEADER, nursery(1)]}, lambda _, sheet: sheet.write_formula("D2", "=SUM(1,2)", None, 77))
    cell = '<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>'
    source = source_of(patched(path, '<c r="D2"><f>SUM(1,2)</f><v>77</v></c>', cell))
    assert rows_of(source)[0]["建筑面积"] is None and not source.report.notes


def form(number: int) -> list[Row]:
    name, places = f"托育{number}", 30 + number
    return [
        ["托育机构备案书"],
        ["机构名称", name, "编号", f"HY-{number}"],
        ["托位数", places],
        ["自定义", "x"],
        ["建筑面积", 300],
    ]


def test_a_form_a_sheet_is_a_record_a_sheet(book: Book) -> None:
    source = source_of(path := book({"甲": form(1), "乙": form(2)}))
    assert [(row["编号"], row["机构名称"], row["托位数"], row["自定义"]) for row in rows_of(source)] == [
        ("HY-1", "托育1", 31, "x"),
        ("HY-2", "托育2", 32, "x"),
    ]
    assert source.place(2, 1) == f"{path}!乙!D2"


def test_a_form_with_two_records_is_refused_with_its_cells(book: Book) -> None:
    message = refused(book({"S": [*form(1), *form(2)]}))
    assert "S!B7" in message and "“机构名称”在表单中出现两次（另见" in message and "S!B2" in message


def test_a_header_down_the_page_is_refused(book: Book) -> None:
    rows: list[Row] = [[name, *values] for name, *values in zip(HEADER, nursery(1), nursery(2), strict=True)]
    assert "请转置为一行一家" in refused(book({"S": rows}))


def test_a_folder_of_workbooks_and_text_is_one_table_and_other_files_are_told(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    book({"S": [HEADER, nursery(1)]}, name="表/a.xlsx")
    (folder / "b.csv").write_text(
        "编号,机构名称,托位数（个）,建筑面积\nHY-2,托育2,40,500\n合计,,40,500\n", encoding="gb18030"
    )
    (folder / "c.yaml").write_text("facility: {编号: HY-3, slots: 50}\n", encoding="utf-8")
    (folder / "说明.docx").touch()
    (folder / "~$a.xlsx").touch()
    source = source_of(folder)
    assert {row["编号"]: str(row.get("托位数") or row.get("slots")) for row in rows_of(source)} == {
        "HY-1": "31",
        "HY-2": "40",
        "HY-3": "50",
    }
    assert notes_of(source) == "文件夹中有 1 项不是描述文件或表格，未读取：说明.docx"
    by_file = {Path(table.file).name: table for table in source.report.tables}
    assert [row.row for row in by_file["b.csv"].left_out] == [3]


def test_the_lines_of_text_are_right_where_rows_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [
        "标题,,",
        "序号,机构名称,托位数",
        "1,甲,30",
        ",小计,30",
        "2,乙,31",
        "3,,",
        "序号,机构名称,托位数",
        "4,丁,32",
        "备注：无,,",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    source = source_of(path)
    assert [(row["机构名称"], source.place(at, 1)) for at, row in enumerate(rows_of(source), 1)] == [
        ("甲", f"{path}:3:2"),
        ("乙", f"{path}:5:2"),
        ("丁", f"{path}:8:2"),
    ]
    assert [row.row for row in source.report.tables[0].left_out] == [4, 6, 7, 9]


WEB = '<html><table border="1"><tr><th rowspan=2>编号</th><th colspan=2>班级</th></tr>'


def web(tmp_path: Path, content: str, name: str = "t.xls") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="gb18030")
    return path


def test_a_web_page_has_merged_cells_too(tmp_path: Path) -> None:
    rows = "<tr><td>机构名称<td>托位数<tr><td>HY-1<td>甲&amp;乙<td>30<script>x</script></table>"
    source = source_of(path := web(tmp_path, WEB + rows))
    assert rows_of(source) == [{"编号": "HY-1", "机构名称": "甲&乙", "托位数": "30"}]
    assert source.place(1, 1) == f"{path}!B3" and "实际是“网页文件”" in notes_of(source)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body>请登录</body></html>", "这是网页文件，其中没有可直接读取的表格；请用 Excel 打开后另存为 .xlsx"),
        ("<html><table><tr><td><table><tr><td>x</table></table>", "没有可直接读取的表格"),
        ("<table><tr>" + "<td rowspan=1000 colspan=1000>x" * 30 + "</table>", "没有可直接读取的表格"),
        ('<?xml version="1.0"?><Workbook/>', "另存为 .xlsx"),
        ("MIME-Version: 1.0\n", "另存为 .xlsx"),
    ],
)
def test_what_only_excel_can_open_is_told(tmp_path: Path, content: str, words: str) -> None:
    assert words in refused(web(tmp_path, content))


def test_a_workbook_of_wps_is_read_as_what_it_is(book: Book) -> None:
    source = source_of(book({"S": [HEADER, nursery(1)]}, name="t.et"))
    assert rows_of(source)[0]["编号"] == "HY-1"


def test_a_table_in_sheets_or_in_one_is_the_same(book: Book) -> None:
    rows = [nursery(n) for n in range(6)]
    whole: list[dict[str, Any]] = rows_of(source_of(book({"S": [HEADER, *rows]})))
    halves = book({"A": [HEADER, *rows[:3]], "B": [HEADER, *rows[3:]]}, name="h.xlsx")
    assert rows_of(source_of(halves)) == whole
    files = [book({"S": [HEADER, row]}, name=f"{n}.xlsx") for n, row in enumerate(rows)]
    assert rows_of(source_of(*files)) == whole
