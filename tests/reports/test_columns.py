"""The report of `columns` in every format."""

from __future__ import annotations

import json

import pytest

from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.facts.headers import HeaderReading
from compliance.jobs.columns import ColumnsRead
from compliance.reports.columns import columns_result
from compliance.reports.formats import FORMATS, rendered
from compliance.tables.source import ReadReport, RowLeftOut, TableRead

READ = ColumnsRead(
    Phrase("托育机构", "nursery"),
    ReadReport(
        (TableRead("a.xlsx", "台账", (2, 3), 12, (RowLeftOut(16, Phrase("合计行", "a row of totals")),)),),
        (Phrase("工作表“旧”未读取", "the sheet “旧” was not read"),),
    ),
    [HeaderReading("托位数（个）", "slots", "unit"), HeaderReading("面积", suggestions=("building_area",))],
    {"slots": Phrase("托位数（slots）", "slots (slots)"), "building_area": Phrase("建筑面积", "building area")},
    [Phrase("“面积”未读取", "“面积” was not read")],
)


def test_the_record_has_exactly_what_is_published() -> None:
    record = json.loads(rendered(columns_result(READ, "en"), "json", "en"))
    assert record == {
        "tables": [
            {
                "file": "a.xlsx",
                "sheet": "台账",
                "header_rows": [2, 3],
                "records": 12,
                "left_out": [{"row": 16, "why": "a row of totals"}],
            }
        ],
        "columns": [
            {"header": "托位数（个）", "fact": "slots", "by": "unit", "suggestions": []},
            {"header": "面积", "fact": None, "by": None, "suggestions": ["building_area"]},
        ],
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_people_are_told_first_what_is_unclear(form: str, language: Language) -> None:
    text = rendered(columns_result(READ, language), form, language)
    words = [*READ.doubts, *READ.report.notes, READ.report.tables[0].left_out[0].why]
    places = [text.index(one.text(language)) for one in words]
    assert places == sorted(places)
    assert text.index("台账") < text.rindex("托位数（个）") < text.rindex("面积")
    nothing = READ._replace(columns=[HeaderReading("甲")])
    said = "没有一列读作事实" if language == "zh" else "no column is read as a fact"
    assert said in rendered(columns_result(nothing, language), form, language)
    assert said not in text
