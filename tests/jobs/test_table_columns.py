"""Headers, units and values for a whole table, as a batch takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from compliance.base.diagnostics import InputError
from compliance.jobs.batch import Filings
from compliance.jobs.columns import columns_read
from compliance.jobs.opened import Request
from compliance.jobs.summary import Summary
from tests.conftest import LIBRARY

AS_OF = date(2026, 11, 21)


def asked(tables: Sequence[Path], **more: Any) -> Request:
    return Request([str(table) for table in tables], AS_OF, "en", **{"jurisdiction": "huyi", **more})


def judged(table: Path, target: Path | None = None, **more: Any) -> Summary:
    return Filings(LIBRARY, asked([table], **more)).judge(str(target) if target else None, None, lambda rows: None)


def csv(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def facts_of(table: Path, row: int, **more: Any) -> Mapping[str, str]:
    """The facts of a record as the table gives them, as its description is written."""
    entry = Filings(LIBRARY, asked([table], **more)).entry(row)
    return {key.text: getattr(value, "text", "") for key, value in entry.record.items}


def test_a_column_in_a_unit_that_converts_is_multiplied_exactly_and_told(tmp_path: Path) -> None:
    path = csv(
        tmp_path, 'jurisdiction,常住人口（万人）\nyanjiang,26.4\nyanjiang,"1,000.0001"\nyanjiang,3 万人\nyanjiang,\n'
    )
    filings = Filings(LIBRARY, asked([path], kind="district", jurisdiction="yanjiang"))
    assert [dict(facts_of(path, row, kind="district"))["population"] for row in (1, 3)] == ["26.4万人", "3 万人"]
    summary = filings.judge(None, None, lambda rows: None)
    assert [doubt.zh for doubt in summary.doubts] == ["“常住人口（万人）”已按 1万人＝10000人换算为人口"]
    assert filings.inspection.faults == []


@pytest.mark.parametrize(("cell", "people"), [("26.4", 264_000), ("0.0001", 1), ("1,000.5", 10_005_000)])
def test_a_converted_number_is_that_of_the_unit_written_in_full(tmp_path: Path, cell: str, people: int) -> None:
    options = {"kind": "district", "jurisdiction": "yanjiang"}
    by_unit = csv(tmp_path, f'托位数,常住人口（万人）\n300,"{cell}"\n', "unit.csv")
    plain = csv(tmp_path, f"托位数,常住人口\n300,{people}\n", "plain.csv")
    columns = ["verdict", "failed", "undetermined", "missing", "errors"]
    frames = []
    for path in (by_unit, plain):
        judged(path, path.with_suffix(".parquet"), **options)
        frames.append(pl.read_parquet(path.with_suffix(".parquet")).select(columns).to_dicts())
    assert frames[0] == frames[1]


def test_a_unit_of_something_else_is_not_read_and_told_loudly(tmp_path: Path) -> None:
    summary = judged(csv(tmp_path, "托位数,建筑面积（亩）\n30,3\n"))
    assert "“建筑面积（亩）” was not read" in summary.doubts[0].en
    assert "建筑面积（亩）" in summary.doubts[0].zh and "请换算" in summary.doubts[0].zh
    assert summary.missing["building_area"] == 1


def test_an_unclear_header_is_suggested_first_and_never_taken(tmp_path: Path) -> None:
    path = csv(tmp_path, "托位数,面积,经办人\n30,200,王\n")
    summary = judged(path)
    assert summary.doubts[0].zh.startswith("“面积”未读取：是否指 ")
    assert "建筑面积（building_area）" in summary.doubts[0].zh and "--column 面积=" in summary.doubts[0].zh
    assert "huyi/area-per-slot" not in summary.failed
    assert any("经办人" in note.zh for note in summary.notes)
    assert judged(path, names={"面积": "建筑面积"}).failed["huyi/area-per-slot"] == 1


@pytest.mark.parametrize("name", ["building_area", "建筑面积", "建筑总面积"])
def test_a_person_names_a_fact_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    path = csv(tmp_path, "托位数,面积\n30,200\n")
    assert facts_of(path, 1, names={"面积": name}).get("building_area") == "200"


def test_names_of_no_fact_are_refused_with_the_option(tmp_path: Path) -> None:
    path = csv(tmp_path, "托位数,面积\n30,200\n")
    with pytest.raises(InputError, match=r"--column: 建筑面: there is no fact called .*did you mean 建筑面积"):
        judged(path, names={"面积": "建筑面"})
    with pytest.raises(InputError, match=r"--set: 办理阶: there is no fact"):
        judged(path, values={"办理阶": "运营中"})
    with pytest.raises(InputError, match=r"--set: 办理阶段: “开业了”"):
        judged(path, values={"办理阶段": "开业了"})


def test_a_header_named_that_is_not_there_is_told(tmp_path: Path) -> None:
    summary = judged(csv(tmp_path, "托位数\n30\n"), names={"面积": "建筑面积"})
    assert [doubt.en for doubt in summary.doubts] == ["the table has no header “面积”, which --column names"]


def test_a_value_for_the_table_fills_what_it_leaves_blank(tmp_path: Path) -> None:
    path = csv(tmp_path, "托位数,办理阶段\n30,拟办\n30,\n30,—\n30,不详\n")
    assert [facts_of(path, row, values={"办理阶段": "运营中"})["stage"] for row in (1, 2, 3, 4)] == [
        "拟办",
        "运营中",
        "运营中",
        "运营中",
    ]
    summary = judged(path, values={"stage": "运营中"})
    assert "is “运营中” by --set in 3 record(s)" in summary.doubts[-1].en
    assert not summary.missing["stage"]


def test_a_value_for_the_table_stands_for_a_column_that_it_has_not(tmp_path: Path) -> None:
    path = csv(tmp_path, "托位数\n30\n31\n")
    with_column = csv(tmp_path, "托位数,办理阶段,备案材料\n30,运营中,租赁合同\n31,运营中,租赁合同\n", "column.csv")
    one = judged(path, values={"办理阶段": "运营中", "materials": "lease"})
    other = judged(with_column)
    assert (one.verdicts, one.failed, one.undetermined, one.missing) == (
        other.verdicts,
        other.failed,
        other.undetermined,
        other.missing,
    )
    assert any("in 2 record(s)" in doubt.en for doubt in one.doubts)


def test_a_place_for_the_table_fills_only_where_none_is_given(tmp_path: Path) -> None:
    path = csv(tmp_path, "托位数,所在辖区,建筑面积\n30,雁江区,200\n30,,200\n")
    summary = judged(path, jurisdiction=None, values={"所在辖区": "鄠邑区"})
    assert summary.failed["huyi/area-per-slot"] == 1
    assert not any("No jurisdiction" in doubt.en for doubt in summary.doubts)


def test_a_contradiction_of_a_value_for_the_table_is_told(tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    judged(csv(tmp_path, "托位数,备案日期\n30,2026-03-25\n"), target, values={"是否已备案": "否"})
    assert "备案日期" in str(pl.read_parquet(target)["errors"].to_list()) or "filed_on" in str(
        pl.read_parquet(target)["errors"].to_list()
    )


def test_several_tables_are_judged_as_one_and_the_source_tells_which(tmp_path: Path) -> None:
    first = csv(tmp_path, "托位数,建筑面积\n30,200\n30,300\n", "a.csv")
    second = csv(tmp_path, "建筑面积（㎡）,托位数\n200,30\n", "b.csv")
    target = tmp_path / "out.parquet"
    summary = Filings(LIBRARY, asked([first, second])).judge(str(target), None, lambda rows: None)
    assert (summary.rows, summary.failed["huyi/area-per-slot"]) == (3, 2)
    assert pl.read_parquet(target)["source"].to_list() == [f"{first}:2", f"{first}:3", f"{second}:2"]


def test_records_that_stand_twice_are_told_by_number_credit_code_and_name(tmp_path: Path) -> None:
    text = "编号,机构名称,统一社会信用代码,托位数\nA,甲,91610125MA6U0EXA55,30\nA,乙,,30\nB,甲,91610125MA6U0EXA55,30\nC,,,30\n"
    doubts = [doubt.en for doubt in judged(csv(tmp_path, text)).doubts]
    told = [doubt.partition(", such as ")[2].partition(";")[0] for doubt in doubts]
    assert [one for one in told if one] == [
        "A (records 1, 2)",
        "91610125MA6U0EXA55 (records 1, 3)",
        "甲 (records 1, 3)",
    ]


def test_the_worst_records_come_by_name(tmp_path: Path) -> None:
    rows = "".join(f"N-{n},园{n},30,{200 if n % 2 else 300},{20 if n % 4 == 1 else 90}\n" for n in range(30))
    path = csv(tmp_path, f"编号,机构名称,托位数,建筑面积,监控录像保存天数\n{rows}")
    summary = judged(path, values={"办理阶段": "运营中"})
    assert [one.name for one in summary.worst] == [f"园{n}" for n in (*range(1, 30, 4), 3, 7)]
    assert [len(one.failed) for one in summary.worst] == [2] * 8 + [1] * 2
    assert summary.worst[-1].failed == ("huyi/area-per-slot",)


def test_columns_tells_what_each_header_is_taken_for(tmp_path: Path) -> None:
    text = "slots,建筑面积（㎡）,机构全称,面积,占地,经办人,托班数,建筑面积（亩）\n30,270,甲,1,2,王,3,4\n"
    read = columns_read(LIBRARY, asked([csv(tmp_path, text)], names={"占地": "室外活动场地面积"}))
    shown = {one.header: (one.fact, one.by) for one in read.columns}
    assert shown["slots"] == ("slots", "code")
    assert shown["建筑面积（㎡）"] == ("building_area", "unit")
    assert shown["机构全称"] == ("name", "alias")
    assert shown["占地"] == ("outdoor_area", "column")
    assert shown["面积"] == shown["经办人"] == shown["建筑面积（亩）"] == (None, None)
    suggestions = {one.header: one.suggestions for one in read.columns}
    assert "building_area" in suggestions["面积"] and suggestions["经办人"] == ()
    assert suggestions["建筑面积（亩）"] == ("building_area",)


def test_of_two_headers_for_one_fact_neither_counts_as_read(tmp_path: Path) -> None:
    read = columns_read(LIBRARY, asked([csv(tmp_path, "slots,托位数,建筑面积\n30,31,270\n")]))
    assert [(one.fact, one.suggestions) for one in read.columns] == [
        (None, ("slots",)),
        (None, ("slots",)),
        ("building_area", ()),
    ]
