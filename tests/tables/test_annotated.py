"""The annotated workbook of a batch, read back: what it counts, what it marks, and that it keeps the input as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from compliance.base.diagnostics import InputError
from compliance.base.outcome import Obligation, Responsible
from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.tables import annotated, annotated_data, annotated_summary
from compliance.tables.annotated import Annotated, CellError, RuleInfo, write
from compliance.tables.workbook import AMBER, GREEN, GREY, RED, clipped, lines_of, width_of

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AREA, FLOOR, SUPPORT = "huyi/area-per-slot", "national/low-floors", "huyi/inclusive-support"
RULES = {
    AREA: RuleInfo(
        Phrase("每托位平均建筑面积", "Building area per slot"),
        Responsible(lead=("区资源规划分局", "区住建局"), support=("区政府指定单位",)),
        ("building_area", "slots"),
    ),
    FLOOR: RuleInfo(Phrase("婴幼儿用房楼层", "Floor"), Responsible(units=("区卫健局",)), ("floor",), Obligation.SHOULD),
    SUPPORT: RuleInfo(Phrase("普惠支持", "Support"), Responsible(), ("slots",), Obligation.MAY),
}
LABELS = {
    "id": Phrase("编号", "record number"),
    "name": Phrase("机构名称", "name"),
    "slots": Phrase("托位数", "slots"),
    "building_area": Phrase("建筑面积", "building area"),
    "floor": Phrase("最高楼层", "highest floor"),
    "stage": Phrase("办理阶段", "stage"),
}
FINDINGS = {
    "id": pl.String, "row": pl.Int64, "rule": pl.String, "outcome": pl.String,
    "reason": pl.String, "actual": pl.String, "required": pl.String, "margin": pl.String,
}  # fmt: skip
Finding = tuple[str, int, str, str, str | None, str | None, str | None, str | None]
BATCH: list[Finding] = [
    ("C", 3, FLOOR, "fail", None, "4", "3", "-1"),
    ("A", 1, AREA, "fail", None, "8.5", "9", "-0.5"),
    ("A", 1, SUPPORT, "fail", None, "no", "yes", None),
    ("C", 3, AREA, "undetermined", "missing_facts", None, "9", None),
    ("D", 4, AREA, "fail", None, "8", "9", "-1"),
]
FOUND: Mapping[str, Sequence[str | None]] = {
    "verdict": ["non_compliant", "invalid", "undetermined", "non_compliant", "compliant"],
    "failed": [AREA, None, FLOOR, AREA, None],
    "undetermined": [None, None, AREA, None, None],
    "missing": [None, None, "building_area;stage", "stage", None],
    "errors": [None, "托位数：“三十”应只写数字", None, None, None],
}
INPUT: Mapping[str, Sequence[object]] = {
    "编号": ["A", "B", "C", "D", "E"],
    "机构名称": ["=1+1", "+86", "@x", "-2", "https://example.org"],
    "托位数": [30, None, 30, 30, 30],
    "建筑面积": [Decimal("255.5"), Decimal("300"), None, Decimal("240"), Decimal("300")],
    "最高楼层": [1, 1, 4, 1, 1],
}
CODES = {"编号": "id", "机构名称": "name", "托位数": "slots", "建筑面积": "building_area", "最高楼层": "floor"}
NOT_A_NUMBER = Phrase("“三十”应只写数字", "“三十” is not a number")


def batch(
    columns: Mapping[str, Sequence[object]] = INPUT,
    found: Mapping[str, Sequence[object]] = FOUND,
    findings: Sequence[Finding] = BATCH,
    errors: Sequence[CellError] = (CellError(2, 2, NOT_A_NUMBER),),
) -> Annotated:
    """A batch of five records, or of others."""
    frame = pl.DataFrame({**columns, **found}, strict=False)
    frame = frame.with_columns(pl.col(name).cast(pl.String) for name in found)
    rows = pl.DataFrame(findings, schema=FINDINGS, orient="row")
    notes = [Phrase("编号 A 出现两次。", "Id A stands twice.")]
    return Annotated(list(columns), CODES, frame, rows, RULES, LABELS, errors, notes)


def unannotated(column: Sequence[object], name: str = "x") -> Annotated:
    """A batch of one column of which nothing is found."""
    found = {one: [None] * len(column) for one in FOUND}
    frame = pl.DataFrame({name: column, **found}, strict=False)
    frame = frame.with_columns(pl.col(list(found)).cast(pl.String))
    return Annotated([name], {}, frame, pl.DataFrame(schema=FINDINGS), {}, {}, [], [])


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def book(one: Annotated | None = None, language: Language = "zh") -> Path:
        path = tmp_path / "out.xlsx"
        write(path, one or batch(), language)
        return path

    return book


Written = Callable[..., Path]


def rows_of(path: Path, name: str) -> list[list[object]]:
    """The rows of a sheet."""
    return [
        list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
    ]


def table(path: Path, title: str) -> dict[object, list[object]]:
    """A table of the summary: first cells with those beside them."""
    rows = rows_of(path, "汇总")
    start = next(n for n, row in enumerate(rows) if row[0] == title) + 2
    end = next((n for n in range(start, len(rows)) if rows[n][0] == ""), len(rows))
    return {row[0]: row[1:] for row in rows[start:end]}


def xml(path: Path, name: str) -> ElementTree.Element:
    with ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read(f"xl/{name}.xml"))


def sheet_number(path: Path, name: str) -> int:
    return CalamineWorkbook.from_path(path).sheet_names.index(name) + 1


def colours(path: Path, sheet: str = "数据") -> dict[str, str]:
    """The cells that have a colour, but for the header's."""
    styles = xml(path, "styles")
    fills = [next(fill.iter(f"{X}fgColor"), None) for fill in next(styles.iter(f"{X}fills"))]
    used = [int(xf.attrib["fillId"]) for xf in next(styles.iter(f"{X}cellXfs"))]
    found = {}
    for cell in xml(path, f"worksheets/sheet{sheet_number(path, sheet)}").iter(f"{X}c"):
        colour = fills[used[int(cell.attrib.get("s", "0"))]]
        if colour is not None and not re.fullmatch("[A-Z]+1", cell.attrib["r"]):
            found[cell.attrib["r"]] = "#" + colour.attrib["rgb"][2:]
    return found


def comments(path: Path) -> dict[str, str]:
    """The comments on cells."""
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/comments\d+\.xml", name)]
        roots = [ElementTree.fromstring(archive.read(name)) for name in names]
    return {one.attrib["ref"]: "".join(one.itertext()) for root in roots for one in root.iter(f"{X}comment")}


def test_the_verdicts_add_up_to_the_records_read(written: Written) -> None:
    counts = {verdict: row[0] for verdict, row in table(written(), "各结论的记录数").items()}
    assert counts == {"合规": 1, "不合规": 2, "尚不能判定": 1, "填写有误": 1, "合计": 5}


def test_rules_are_counted_the_worst_first_and_mere_support_last(written: Written) -> None:
    rules = table(written(), "各规则的不符合数和未能判定数")
    assert list(rules.items()) == [
        ("每托位平均建筑面积", [2, 1, "必须", AREA]),
        ("婴幼儿用房楼层", [1, 0, "宜", FLOOR]),
        ("普惠支持", [1, 0, "可享受", SUPPORT]),
    ]


def test_findings_fall_to_the_units_that_lead_and_support_to_none(written: Written) -> None:
    units = table(written(), "各牵头（责任）单位的不符合项数")
    counts = {unit: row[0] for unit, row in units.items() if row[0] != ""}
    assert counts == {"区住建局": 2, "区资源规划分局": 2, "区卫健局": 1}


def test_missing_facts_by_how_many_records_wait_for_them(written: Written) -> None:
    facts = table(written(), "待补填的信息")
    assert [(label, row[0], row[3]) for label, row in facts.items()] == [
        ("办理阶段", 2, "stage"),
        ("建筑面积", 1, "building_area"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notes_are_told_in_the_language_asked_for(language: Language, written: Written) -> None:
    path = written(language=language)
    names = {"zh": ["汇总", "发现", "数据"], "en": ["Summary", "Findings", "Data"]}[language]
    assert CalamineWorkbook.from_path(path).sheet_names == names
    text = "\n".join(str(row[0]) for row in rows_of(path, names[0]))
    assert {"zh": "编号 A 出现两次。", "en": "Id A stands twice."}[language] in text
    own = "\n".join(str(cell) for row in rows_of(path, names[0]) for cell in row)
    assert language == "zh" or not re.search("[\u4e00-\u9fff]", re.sub("区\\w+局", "", own))


def test_the_charts_show_the_verdicts_and_the_rules_not_met(written: Written) -> None:
    path = written()
    rows = rows_of(path, "汇总")
    with ZipFile(path) as archive:
        charts = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        sources = [re.findall(r"<c:f>(.+?)</c:f>", archive.read(name).decode()) for name in charts]
    assert len(sources) == 2
    shown = []
    for _, values in sources:
        first, last = map(int, re.findall(r"\$B\$(\d+)", values))
        shown.append([(row[0], row[1]) for row in rows[first - 1 : last]])
    assert shown[0] == [("合规", 1), ("不合规", 2), ("尚不能判定", 1), ("填写有误", 1)]
    assert shown[1] == [("每托位平均建筑面积", 2), ("婴幼儿用房楼层", 1)]


def test_a_finding_stands_in_words_with_its_numbers_and_units(written: Written) -> None:
    path = written()
    header, *rows = rows_of(path, "发现")
    assert len(rows) == len(BATCH)
    assert dict(zip(header, rows[1], strict=True)) == {
        "记录序号": 1,
        "编号": "A",
        "名称": "=1+1",
        "规则": "每托位平均建筑面积",
        "结论": "不符合",
        "约束力": "必须",
        "实际": 8.5,
        "要求": 9,
        "差额": -0.5,
        "牵头（责任）单位": "区资源规划分局、区住建局",
        "配合单位": "区政府指定单位",
        "规则代码": AREA,
    }
    assert [row[4] for row in rows] == ["不符合", "不符合", "尚未享受", "待补填", "不符合"]
    assert rows[2][6:8] == ["否", "是"]
    sheet = xml(path, "worksheets/sheet2")
    assert next(sheet.iter(f"{X}autoFilter")).attrib["ref"] == "A1:L6"
    assert next(sheet.iter(f"{X}pane")).attrib["topLeftCell"] == "A2"


def test_choices_are_told_by_their_labels() -> None:
    materials = {"lease": Phrase("租赁合同", "lease"), "form": Phrase("备案书", "filing form")}
    one = batch()._replace(choices={"materials": materials})
    rule = RuleInfo(Phrase("材料", "Materials"), Responsible(), ("materials",))
    assert one.spoken("form;lease|title_deed", rule, "zh") == "备案书、租赁合同或title_deed"
    assert one.spoken("form;lease|title_deed", rule, "en") == "filing form; lease or title_deed"
    assert one.spoken("form", RULES[AREA], "zh") == "form"
    assert one.spoken("8.5", rule, "zh") == "8.5"
    assert one.spoken(None, rule, "zh") is None


def test_the_input_stands_as_it_was_with_what_was_found_behind(written: Written) -> None:
    header, *rows = rows_of(written(), "数据")
    assert header == [*INPUT, "结论", "不符合的规则", "未能判定的规则", "待补填的信息", "填写错误"]
    assert [row[:5] for row in rows] == [
        ["A", "=1+1", 30, 255.5, 1],
        ["B", "+86", "", 300, 1],
        ["C", "@x", 30, "", 4],
        ["D", "-2", 30, 240, 1],
        ["E", "https://example.org", 30, 300, 1],
    ]
    assert rows[0][5:] == ["不合规", "每托位平均建筑面积", "", "", ""]
    assert rows[1][5:] == ["填写有误", "", "", "", "托位数：“三十”应只写数字"]
    assert rows[2][5:] == ["尚不能判定", "婴幼儿用房楼层", "每托位平均建筑面积", "建筑面积、办理阶段", ""]


def test_cells_are_coloured_and_say_why(written: Written) -> None:
    path = written()
    assert colours(path) == {
        "C2": AMBER, "D2": AMBER, "F2": AMBER,
        "C3": RED, "F3": RED,
        "E4": AMBER, "F4": GREY,
        "C5": AMBER, "D5": AMBER, "F5": AMBER,
        "F6": GREEN,
    }  # fmt: skip
    area = f"每托位平均建筑面积：不符合（实际 8.5，要求 9） [{AREA}]"
    assert comments(path) == {
        "C2": area,
        "D2": area,
        "C3": "“三十”应只写数字",
        "E4": f"婴幼儿用房楼层：不符合（实际 4，要求 3） [{FLOOR}]",
        "C5": area.replace("8.5", "8"),
        "D5": area.replace("8.5", "8"),
    }
    english = comments(written(language="en"))
    assert english["C2"] == f"Building area per slot: not met (actual 8.5, required 9) [{AREA}]"


def test_an_error_shows_before_a_failure_and_both_are_told(written: Written) -> None:
    path = written(batch(errors=[CellError(1, 2, NOT_A_NUMBER)]))
    assert colours(path)["C2"] == RED
    assert comments(path)["C2"].startswith("“三十”应只写数字\n每托位平均建筑面积：不符合")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula_or_a_link(text: str, written: Written) -> None:
    one = unannotated([text, "https://example.org", "mailto:a@b.c", "internal:A1"], f"={text}")
    path = written(one._replace(notes=[Phrase(text, text)], errors=[CellError(1, 0, Phrase(text, text))]))
    with ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert [row[0] for row in rows_of(path, "数据")][1:3] == [text, "https://example.org"]


VALUES: dict[str, tuple[Sequence[object], object]] = {
    "whole numbers": ([30], 30),
    "decimals": ([Decimal("0.000001")], 0.000001),
    "floats": ([0.1], 0.1),
    "fifteen digits": ([123456789012345], 123456789012345),
    "sixteen digits": ([1234567890123456], "1234567890123456"),
    "a long decimal": ([Decimal("1234567890.1234567")], "1234567890.1234567"),
    "no number": ([float("nan")], "nan"),
    "infinity": ([float("inf")], "inf"),
    "leading zeros": (["007"], "007"),
    "dates": ([date(2026, 11, 21)], date(2026, 11, 21)),
    "times": ([datetime(2026, 11, 21, 8, 30)], datetime(2026, 11, 21, 8, 30)),
    "a time with its zone": ([datetime(2026, 11, 21, tzinfo=UTC)], "2026-11-21 00:00:00+00:00"),
    "a date too old": ([date(1899, 5, 4)], "1899-05-04"),
    "yes and no": ([True], True),
    "lists": ([["甲", "乙"]], "甲、乙"),
    "an empty list": ([[]], ""),
    "nothing": ([None, "x"], ""),
    "a text too long": (["字" * 40000], "字" * 32766 + "…"),
    "a text with a control character": (["a\x01b"], "a\x01b"),
}


@pytest.mark.parametrize(("column", "expected"), VALUES.values(), ids=VALUES)
def test_values_stay_what_they_are(column: Sequence[object], expected: object, written: Written) -> None:
    _, row, *_ = rows_of(written(unannotated(column)), "数据")
    assert row[0] == expected and isinstance(row[0], type(expected) if not isinstance(expected, int) else float | bool)


def test_too_many_rows_go_on_over_further_sheets(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotated, "MOST_ROWS", 2)
    path = written()
    names = ["汇总", "发现", "发现 2", "发现 3", "数据", "数据 2", "数据 3"]
    assert CalamineWorkbook.from_path(path).sheet_names == names
    ids = [[row[0] for row in rows_of(path, name)[1:]] for name in names if name.startswith("数据")]
    assert ids == [["A", "B"], ["C", "D"], ["E"]]
    assert [len(rows_of(path, name)) - 1 for name in names if name.startswith("发现")] == [2, 2, 1]
    assert colours(path, "数据 2")["C3"] == AMBER
    assert table(path, "各结论的记录数")["合计"][0] == 5


def test_comments_beyond_the_most_are_left_out_and_it_is_said(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (annotated_data, annotated_summary):
        monkeypatch.setattr(module, "MOST_REMARKS", 2)
    path = written()
    assert list(comments(path)) == ["C2", "D2"]
    assert colours(path)["D5"] == AMBER
    assert any("前 2 个单元格有批注，其后 4 个只着色" in str(row[0]) for row in rows_of(path, "汇总"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_batch_of_nothing_is_summed_up_as_nothing(language: Language, written: Written) -> None:
    path = written(unannotated([]), language)
    assert [len(rows_of(path, name)) for name in CalamineWorkbook.from_path(path).sheet_names[1:]] == [1, 1]
    first = {"zh": "合计", "en": "Total"}[language]
    assert any(row[:2] == [first, 0] for row in rows_of(path, {"zh": "汇总", "en": "Summary"}[language]))


def test_a_rule_that_is_not_known_stands_by_its_id(written: Written) -> None:
    path = written(batch(findings=[("A", 1, "x/y", "fail", None, None, None, None)]))
    assert table(path, "各规则的不符合数和未能判定数") == {"x/y": [1, 0, "必须", "x/y"]}
    assert table(path, "各牵头（责任）单位的不符合项数")["文件未列责任单位"][0] == 1


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        write(tmp_path / "none" / "x.xlsx", batch(), "zh")
    path = tmp_path / "x.xlsx"
    path.write_text("before")
    monkeypatch.setattr(annotated_data.DataSheets, "write_found", None)
    with pytest.raises(TypeError):
        write(path, batch(), "zh")
    assert [one.name for one in tmp_path.iterdir()] == ["x.xlsx"]
    assert path.read_text() == "before"


def test_widths_count_chinese_characters_as_two() -> None:
    assert width_of("托位 slots\n托位") == 10
    assert lines_of("托位" * 10, 23) == 2
    assert clipped("𠮷" * 5, 10) == "𠮷" * 5
    assert clipped("𠮷" * 5, 9) == "𠮷" * 4 + "…"
