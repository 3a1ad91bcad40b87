"""`compliance batch`: every kind of table comes to what `check` says of each of its records, and no record is lost."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from compliance.base.diagnostics import InputError
from compliance.base.outcome import Outcome
from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.findings.report import Report
from compliance.jobs.batch import Filings
from compliance.jobs.opened import Request
from compliance.jobs.summary import Summary
from compliance.packs.precedence import Selection
from tests.conftest import LIBRARY, ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
Facts = Mapping[str, Any]
AS_OF = date(2026, 11, 21)
DATED = ("--as-of", "2026-11-21", "--lang", "en")
ADDED = ["verdict", "failed", "undetermined", "missing", "errors"]
LISTS = ("failed", "undetermined", "missing")
FINDINGS = ["id", "row", "rule", "outcome", "reason", "actual", "required", "margin"]
LABELS = {code: fact.label.zh for code, fact in LIBRARY.vocabulary("facility").facts.items()}

RECORDS: list[dict[str, Any]] = [
    {
        "id": "HY-2026-014",
        "name": "鄠邑区小太阳托育中心",
        "jurisdiction": "鄠邑区",
        "stage": "拟办",
        "nature": "营利性",
        "slots": 30,
        "building_area": 269.9,
        "outdoor_area": Decimal("120.50"),
        "below_ground": False,
    },
    {
        "id": "HY-2026-015",
        "name": "鄠邑区甘亭街道小脚丫托育园",
        "jurisdiction": "huyi",
        "stage": "proposed",
        "slots": 30,
        "building_area": 270.0,
        "outdoor_area": Decimal("90.00"),
    },
    {
        "id": "YJ-01",
        "name": "雁江区妇幼保健院托育中心",
        "jurisdiction": "yanjiang",
        "stage": "运营中",
        "nature": "事业单位",
        "slots": 150,
        "building_area": 2258.05,
        "outdoor_area": Decimal("1320.75"),
        "below_ground": False,
        "registered_on": date(2026, 3, 2),
        "filed_on": date(2026, 3, 25),
        "materials": ["filing_form", "commitment", "legal_registration", "lease", "fire_certificate"],
        "video_zones": ["main_entrance", "living_area", "activity_area"],
    },
    {
        "id": "HEBQ-11",
        "name": "天津市河北区阳光宝贝亲子园",
        "jurisdiction": "hebei",
        "stage": "operating",
        "nature": "nonprofit",
        "slots": 45,
        "building_area": 1650.0,
        "filed": True,
        "registered_on": date(2023, 3, 15),
        "materials": [],
    },
    {
        "id": "SP-07",
        "name": "思明区滨海托育中心",
        "jurisdiction": "sipo",
        "stage": "operating",
        "slots": 60,
        "building_area": 720.25,
        "below_ground": True,
        "registered_on": date(2026, 11, 21),
        "video_zones": ["main_entrance"],
    },
    {
        "id": "XX-99",
        "name": "某县城关镇托育所",
        "stage": "registered",
        "nature": "for_profit",
        "slots": 1200,
        "building_area": 12345.5,
        "outdoor_area": Decimal("0.00"),
        "below_ground": True,
        "filed": False,
        "registered_on": date(2025, 12, 31),
    },
]
CODES = list(dict.fromkeys(code for record in RECORDS for code in record))
TYPES = {"outdoor_area": pl.Decimal(12, 2), "materials": pl.List(pl.String), "video_zones": pl.List(pl.String)}


def plain(record: Facts) -> dict[str, Any]:
    """The facts as JSON has them."""
    return {
        code: value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value
        for code, value in record.items()
    }


def described(record: Facts) -> str:
    """A description file; JSON is YAML as well."""
    yes_no = {code: ("no", "yes")[value] if isinstance(value, bool) else value for code, value in record.items()}
    return json.dumps({"facility": plain(yes_no)}, ensure_ascii=False)


def checked(record: Facts, **asked: Any) -> Report:
    """What `check` says of a record."""
    [report] = check_entries(LIBRARY, entries("f.yaml", LIBRARY.kinds, described(record).encode()), AS_OF, **asked)
    return report


def told(report: Report) -> dict[str, Any]:
    """A report as a row of results."""
    binding = [one for one in report.findings if one.obligation.binding]
    return {
        "verdict": report.verdict.value,
        "failed": sorted(one.rule for one in binding if one.outcome is Outcome.FAIL),
        "undetermined": sorted(one.rule for one in binding if one.outcome is Outcome.UNDETERMINED),
        "missing": sorted(report.missing),
        "errors": [],
    }


def findings_of(row: int, report: Report) -> list[dict[str, Any]]:
    """A report as rows of findings."""
    rows = []
    for one in report.findings:
        outcome = {"outcome": one.outcome.value, "reason": one.reason and one.reason.value}
        figures = {"actual": one.actual, "required": one.required, "margin": one.margin}
        rows.append({"id": report.id, "row": row, "rule": one.rule, **outcome, **figures})
    return rows


def results(path: Path) -> list[dict[str, Any]]:
    """What stands in Parquet results behind the table's own columns, lists sorted."""
    rows = pl.read_parquet(path).select(ADDED).to_dicts()
    return [{**row, **{name: sorted(row[name]) for name in LISTS}} for row in rows]


def judged(path: Path, target: Path | None, findings: Path | None = None, **asked: Any) -> Summary:
    """The table judged within this process."""
    request = Request([str(path)], AS_OF, "en", **{"kind": "facility", **asked})
    results, rows = (None if one is None else str(one) for one in (target, findings))
    return Filings(LIBRARY, request).judge(results, rows, lambda rows: None)


def written_by_hand(code: str, value: object) -> str:
    """A cell of a CSV file as people in an office write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        choices = LIBRARY.vocabulary("facility").facts[code].choices
        return "、".join(choices[one].zh for one in value) or "无"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


def csv_of(rows: Sequence[Sequence[str]]) -> str:
    return "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\r\n" for row in rows)


def as_csv(folder: Path) -> Path:
    path = folder / "filings.csv"
    rows = [[written_by_hand(code, record.get(code)) for code in CODES] for record in RECORDS]
    path.write_bytes(csv_of([[LABELS[code] for code in CODES], *rows]).encode("utf-8-sig"))
    return path


def book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for index, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(index, column, datetime(cell.year, cell.month, cell.day), day)
                    elif isinstance(cell, list):
                        sheet.write(index, column, ", ".join(cell) or "none")
                    elif cell is not None:
                        sheet.write(index, column, cell)
    return path


def as_xlsx(folder: Path) -> Path:
    rows = [[record.get(code) for code in CODES] for record in RECORDS]
    return book(folder / "filings.xlsx", 说明=[["请填写备案表"]], 备案表=[[LABELS[code] for code in CODES], *rows])


def as_jsonl(folder: Path) -> Path:
    path = folder / "filings.jsonl"
    path.write_text("".join(json.dumps(plain(one), ensure_ascii=False) + "\n" for one in RECORDS), encoding="utf-8")
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "filings.parquet"
    columns = {code: [record.get(code) for record in RECORDS] for code in CODES}
    pl.DataFrame(columns, schema_overrides=TYPES).write_parquet(path)
    return path


def as_folder(folder: Path) -> Path:
    path = folder / "filings"
    path.mkdir()
    for number, record in enumerate(RECORDS):
        (path / f"{number}.yaml").write_text(described(record), encoding="utf-8")
    return path


def table(folder: Path, columns: Mapping[str, Any], name: str = "t.parquet", **types: Any) -> Path:
    path = folder / name
    pl.DataFrame(columns, schema_overrides=types).write_parquet(path)
    return path


# the same records in every kind of table


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    return [told(checked(record)) for record in RECORDS]


@pytest.mark.parametrize("make", [as_csv, as_xlsx, as_jsonl, as_parquet, as_folder], ids=lambda make: make.__name__)
def test_every_kind_of_table_comes_to_what_check_says(
    tmp_path: Path, make: Callable[[Path], Path], expected: list[dict[str, Any]]
) -> None:
    found = judged(make(tmp_path), tmp_path / "out.parquet")
    assert results(tmp_path / "out.parquet") == expected
    assert {"compliant", "non_compliant", "undetermined"} & found.verdicts.keys() == {
        one["verdict"] for one in expected
    }
    assert found.rows == sum(found.verdicts.values()) == len(RECORDS)


def test_the_table_of_parquet_has_native_columns(tmp_path: Path) -> None:
    schema = pl.read_parquet_schema(as_parquet(tmp_path))
    assert schema["building_area"] == pl.Float64
    assert schema["outdoor_area"] == pl.Decimal(12, 2)
    assert schema["registered_on"] == pl.Date
    assert schema["below_ground"] == pl.Boolean
    assert schema["materials"] == pl.List(pl.String)


AS_GIVEN: dict[Any, Callable[[str], object]] = {pl.Float64: float, pl.String: str}


@pytest.mark.parametrize("dtype", [pl.Float64, pl.Decimal(20, 6), pl.Decimal(10, 2), pl.String, pl.Decimal(38, 10)])
def test_numbers_are_exact_whatever_their_column(tmp_path: Path, dtype: Any) -> None:
    areas = ["269.9", "269.99", "270.0", "270.01", "2258.05", "0.1"]
    cells: list[Any] = [AS_GIVEN.get(dtype, Decimal)(one) for one in areas]
    slots = [30] * len(areas)
    path = table(tmp_path, {"jurisdiction": ["huyi"] * 6, "slots": slots, "building_area": cells}, building_area=dtype)
    judged(path, None, tmp_path / "f.parquet", jurisdiction="huyi")
    found = pl.read_parquet(tmp_path / "f.parquet").filter(pl.col("rule") == "huyi/area-per-slot")
    assert found["outcome"].to_list() == ["fail", "fail", "pass", "pass", "pass", "fail"]
    for area, row in zip(areas, found.to_dicts(), strict=True):
        report = checked({"jurisdiction": "huyi", "slots": "30", "building_area": area})
        one = next(one for one in report.findings if one.rule == "huyi/area-per-slot")
        assert (row["actual"], row["required"], row["margin"]) == (one.actual, one.required, one.margin)


# nothing is lost


BAD = [
    ["编号", "备注", "所在辖区", "托位数", "建筑面积", "核准登记日期", "是否已备案"],
    ["A-1", "材料齐", "鄠邑区", "30", "270", "2026-03-02", "是"],
    ["A-2", "", "鄠邑区", "三十", "2,258.05", "2026年2月30日", "大概"],
    ["A-3", "=1+1", "火星区", "30", "270", "", ""],
    ["A-4", "无辖区", "", "30", "270", "", "否"],
    ["A-1", "重复", " 鄠邑区 ", "30.5", "269.9", "", ""],
    ["A-6", "", "鄠邑区", "-1", "270亩", "2026/3/2", ""],
]


def test_bad_cells_are_unknown_and_only_a_record_of_an_unknown_place_is_invalid(tmp_path: Path, run: Run) -> None:
    path, target = tmp_path / "t.csv", tmp_path / "out.csv"
    path.write_text(csv_of(BAD), encoding="utf-8")
    done = run("batch", path, "-o", target, *DATED, "--subject", "facility")
    rows = pl.read_csv(target, infer_schema=False).fill_null("")
    assert rows.columns == [*BAD[0], "source", *ADDED]
    assert rows["source"].to_list() == [f"{path}:{line}" for line in range(2, 8)]
    assert [list(row) for row in rows.select(BAD[0]).rows()] == BAD[1:]
    invalid = [row["verdict"] == "invalid" for row in rows.to_dicts()]
    assert invalid == [False, False, True, False, False, False]
    errors = rows["errors"].to_list()
    places = [re.findall(r"t\.csv:(\d+:\d+)", one) for one in errors]
    assert places == [[], ["3:4", "3:6", "3:7"], ["4:3"], [], ["6:4"], ["7:4", "7:5"]]
    assert "托位数: “三十” is not a number" in errors[1]
    assert "火星区" in errors[2] and "huyi" in errors[2]
    assert all(not row[name] for row, bad in zip(rows.to_dicts(), invalid, strict=True) if bad for name in LISTS)
    counts = Counter(rows["verdict"].to_list())
    assert "6 record(s)" in done.stdout
    assert re.search(r"Invalid +1 ", done.stdout)
    assert sum(int(one) for one in re.findall(r"^(?:[A-Z][a-z-]+) +(\d+) +[\d.]+%", done.stdout, re.M)) == 6
    assert counts["invalid"] == 1
    words = " ".join(done.stdout.split())
    assert "1 record number(s) stand more than once, such as A-1 (records 1, 5)" in words
    assert "No jurisdiction given" in words and "备注" in words
    assert done.stderr == ""


def test_bad_cells_of_a_workbook_are_told_by_their_cells(tmp_path: Path) -> None:
    header: list[object] = ["编号", "所在辖区", "托位数", "建筑面积"]
    rows: list[list[object]] = [
        ["A-1", "鄠邑区", 30, 270],
        ["A-2", "鄠邑区", 30.5, 270],
        ["A-3", "鄠邑区", "许多", "270亩"],
    ]
    path = book(tmp_path / "file.xlsx", Sheet1=[header, *rows])
    found = judged(path, tmp_path / "out.parquet")
    errors = pl.read_parquet(tmp_path / "out.parquet")["errors"].to_list()
    places = [[re.sub(r"^.*/", "", one).partition(": ")[0] for one in some] for some in errors]
    assert places == [[], ["file.xlsx!Sheet1!C3"], ["file.xlsx!Sheet1!C4", "file.xlsx!Sheet1!D4"]]
    assert found.rows == 3 and not found.verdicts["invalid"]
    known: list[Facts] = [{"slots": 30, "building_area": 270}, {"building_area": 270}, {}]
    expected = [told(checked({"jurisdiction": "huyi", **facts})) for facts in known]
    assert [{**row, "errors": []} for row in results(tmp_path / "out.parquet")] == expected
    assert pl.read_parquet(tmp_path / "out.parquet")["errors"].list.len().to_list() == [0, 1, 2]


def test_contradicting_facts_are_both_unknown(tmp_path: Path) -> None:
    columns = {"slots": [30, 30], "filed": [False, True], "filed_on": [date(2026, 3, 2)] * 2}
    judged(table(tmp_path, columns), tmp_path / "out.parquet")
    rows = results(tmp_path / "out.parquet")
    assert [len(row["errors"]) for row in rows] == [1, 0]
    assert {**rows[0], "errors": []} == told(checked({"slots": 30}))
    assert rows[1] == told(checked({"slots": 30, "filed": True, "filed_on": date(2026, 3, 2)}))
    with pytest.raises(InputError):
        checked({"slots": 30, "filed": False, "filed_on": date(2026, 3, 2)})


def test_lines_that_cannot_be_read_are_kept_and_counted_for_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    good = {"id": "A-1", "jurisdiction": "huyi", "slots": 30, "building_area": 269.9}
    path.write_text(json.dumps(good) + '\n{"id": \n' + json.dumps({**good, "id": "A-3"}) + "\n", encoding="utf-8")
    found = judged(path, tmp_path / "out.parquet", tmp_path / "f.parquet")
    rows = results(tmp_path / "out.parquet")
    assert [row["verdict"] for row in rows] == ["non_compliant", "invalid", "non_compliant"]
    assert "t.jsonl:2:1" in rows[1]["errors"][0]
    assert (found.rows, found.verdicts["invalid"]) == (3, 1)
    for name in LISTS:
        assert getattr(found, name) == Counter(one for row in rows for one in row[name]), name
    assert not any("jurisdiction" in note.en for note in found.notes)
    assert set(pl.read_parquet(tmp_path / "f.parquet")["row"]) == {1, 3}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        ({"slots": "三十"}, "undetermined"),
        ({"slots": 30, "district": 1}, "undetermined"),
        ({"slots": 30, "building_area": 270.0000001}, "undetermined"),
    ],
)
def test_lines_unlike_those_before_are_judged_as_they_are(tmp_path: Path, last: dict[str, Any], verdict: str) -> None:
    path, rows = tmp_path / "t.jsonl", 300_000
    path.write_text('{"slots": 30, "building_area": 269.9}\n' * (rows - 1) + json.dumps(last), encoding="utf-8")
    told: list[int] = []
    request = Request([str(path)], AS_OF, "en", kind="facility", jurisdiction="huyi")
    found = Filings(LIBRARY, request).judge(str(tmp_path / "out.parquet"), None, told.append)
    verdicts = pl.read_parquet(tmp_path / "out.parquet")["verdict"].to_list()
    assert verdicts[0] == "non_compliant" and verdicts[-1] == verdict
    assert sum(told) == found.rows == len(verdicts) == rows
    assert found.verdicts == {"non_compliant": rows - 1, verdict: 1}
    assert [one.name for one in tmp_path.iterdir() if one not in (path, tmp_path / "out.parquet")] == []


def test_a_list_is_no_text_even_where_no_rule_reads_the_fact(tmp_path: Path) -> None:
    given = {"jurisdiction": ["yanjiang"] * 2, "name": [["某小区", "某家园"], None], "population": [26400, 26400]}
    judged(table(tmp_path, given), tmp_path / "out.parquet", kind="neighborhood")
    assert [len(row["errors"]) for row in results(tmp_path / "out.parquet")] == [1, 0]


def test_a_file_of_a_folder_that_cannot_be_read_is_kept(tmp_path: Path) -> None:
    path = as_folder(tmp_path)
    (path / "2.yaml").write_text("facility:\n  slots: 30\n   slots: [", encoding="utf-8")
    found = judged(path, tmp_path / "out.parquet")
    rows = results(tmp_path / "out.parquet")
    assert [row["verdict"] == "invalid" for row in rows] == [False, False, True, False, False, False]
    assert "2.yaml:" in rows[2]["errors"][0]
    assert found.rows == 6


def test_records_stay_in_order_over_many_chunks(tmp_path: Path) -> None:
    n = 60_000
    columns = {"id": [f"R{i}" for i in range(n)], "jurisdiction": ["huyi", "sipo", None, "nowhere"] * (n // 4)}
    path = table(tmp_path, {**columns, "slots": [30] * n, "building_area": [269.0 + i % 3 for i in range(n)]})
    found = judged(path, tmp_path / "out.parquet")
    rows = pl.read_parquet(tmp_path / "out.parquet")
    assert rows["id"].to_list() == columns["id"]
    assert rows.columns == ["id", "jurisdiction", "slots", "building_area", "source", *ADDED]
    assert rows["source"].to_list() == [f"{path} row {number}" for number in range(1, n + 1)]
    assert found.rows == sum(found.verdicts.values()) == n
    assert found.verdicts["invalid"] == n // 4
    assert rows.filter(pl.col("jurisdiction") == "nowhere")["verdict"].unique().to_list() == ["invalid"]
    huyi = rows.filter(pl.col("jurisdiction") == "huyi")
    short = huyi.select(pl.col("failed").cast(pl.List(pl.String)).list.contains("huyi/area-per-slot")).to_series()
    assert short.to_list() == (huyi["building_area"] < 270).to_list()


# jurisdictions


MIXED: list[dict[str, Any]] = [
    {"jurisdiction": "huyi", "slots": 60, "building_area": 700, "lease_years": 5},
    {"jurisdiction": "hebei", "slots": 60, "building_area": 700, "lease_years": 2},
    {"jurisdiction": "鄠邑区", "slots": 30, "building_area": 200},
    {"slots": 60, "building_area": 700, "lease_years": 2},
    {"jurisdiction": "hanbin", "slots": 45, "building_area": 300, "lease_years": 5},
]


def test_each_record_is_judged_by_its_own_packs(tmp_path: Path) -> None:
    names = dict.fromkeys(name for one in MIXED for name in one)
    path = table(tmp_path, {name: [one.get(name) for one in MIXED] for name in names})
    found = judged(path, tmp_path / "out.parquet", tmp_path / "f.parquet")
    reports = [checked(one) for one in MIXED]
    assert results(tmp_path / "out.parquet") == [told(one) for one in reports]
    findings = pl.read_parquet(tmp_path / "f.parquet")
    assert findings.to_dicts() == [row for number, one in enumerate(reports, 1) for row in findings_of(number, one)]
    assert [note.en for note in found.doubts if note.en.startswith("1 record(s): No jurisdiction")]


def test_a_fact_of_another_pack_is_ignored_for_a_record(tmp_path: Path) -> None:
    own = {"jurisdiction": "yanjiang", "slots": 60, "local_support": "rubbish"}
    assert "local_support" in LIBRARY.vocabulary_of("facility", "huyi").facts
    assert "local_support" not in LIBRARY.vocabulary_of("facility", "yanjiang").facts
    rows = [own, {**own, "jurisdiction": "huyi"}, {**own, "jurisdiction": "huyi", "local_support": "财政补贴"}]
    path = table(tmp_path, {name: [str(one[name]) for one in rows] for name in own})
    judged(path, tmp_path / "out.parquet")
    found = results(tmp_path / "out.parquet")
    assert found[0] == told(checked({"jurisdiction": "yanjiang", "slots": 60}))
    assert [found[1]["verdict"], len(found[1]["errors"])] == ["undetermined", 1] and "local_support" in found[1][
        "errors"
    ][0]
    assert found[2] == told(checked({**rows[2], "local_support": ["fiscal_subsidy"]}))


def test_the_jurisdiction_option_overrides_that_of_the_records(tmp_path: Path) -> None:
    path = table(tmp_path, {"jurisdiction": ["sipo", "nowhere", None], "slots": [30] * 3, "building_area": [269.9] * 3})
    found = judged(path, tmp_path / "out.parquet", jurisdiction="huyi")
    report = told(checked({"slots": 30, "building_area": 269.9}, jurisdiction="huyi"))
    assert results(tmp_path / "out.parquet") == [report] * 3
    assert not any("jurisdiction" in note.en for note in found.notes)


@pytest.mark.parametrize("code", [610118, "610118", "６１０１１８"])
def test_division_codes_may_be_numbers(tmp_path: Path, code: object) -> None:
    path = table(tmp_path, {"jurisdiction": [code], "slots": [30], "building_area": [269.9]})
    judged(path, tmp_path / "out.parquet")
    report = told(checked({"jurisdiction": "610118", "slots": 30, "building_area": 269.9}))
    assert "huyi/area-per-slot" in report["failed"]
    assert results(tmp_path / "out.parquet") == [report]


# outputs


CHOSEN = Selection(("huyi/area-per-slot", "sipo/*", "national/lease-years", "national/filing-materials"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table whose second record has a cell that cannot be read, and its results in every kind of file."""
    folder = tmp_path_factory.mktemp("outputs")
    columns = {
        "编号": ["A-1", "A-2", "A-3"],
        "jurisdiction": ["huyi", "huyi", "sipo"],
        "slots": ["30", "三十", "60"],
        "building_area": [269.9, 270.0, 720.25],
        "备注": ["甲;乙", None, "丙"],
    }
    path = table(folder, columns)
    for suffix in ("parquet", "csv", "jsonl", "xlsx"):
        findings = None if suffix == "xlsx" else folder / f"f.{suffix}"
        judged(path, folder / f"out.{suffix}", findings, selection=CHOSEN)
    return folder


def test_results_are_the_same_in_every_kind_of_file(tables: Path) -> None:
    frame = pl.read_parquet(tables / "out.parquet")
    assert frame.columns == ["编号", "jurisdiction", "slots", "building_area", "备注", "source", *ADDED]
    assert all(isinstance(frame.schema[name], pl.List) for name in ADDED[1:])
    assert frame["building_area"].to_list() == [269.9, 270.0, 720.25]
    rows = frame.to_dicts()
    assert rows[0]["verdict"] == "non_compliant" and rows[1]["verdict"] == "undetermined"
    assert [bool(row["errors"]) for row in rows] == [False, True, False]
    lines = (tables / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert (tables / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    csv = pl.read_csv(tables / "out.csv", infer_schema=False).fill_null("")
    assert csv.columns == frame.columns
    for one, row in zip(csv.to_dicts(), rows, strict=True):
        assert all(one[name] == ";".join(row[name]) for name in ADDED[1:])
        assert (one["编号"], one["备注"]) == (row["编号"], row["备注"] or "")


def test_the_workbook_opens_and_has_its_sheets(tables: Path) -> None:
    opened = CalamineWorkbook.from_path(tables / "out.xlsx")
    assert opened.sheet_names == ["Summary", "Findings", "Data"]
    rows = opened.get_sheet_by_name("Data").to_python()
    assert [str(row[0]) for row in rows if str(row[0]).startswith("A-")] == ["A-1", "A-2", "A-3"]
    findings = opened.get_sheet_by_name("Findings").to_python()
    assert any("huyi/area-per-slot" in map(str, row) for row in findings)


def test_findings_are_those_of_check(tables: Path) -> None:
    found = pl.read_parquet(tables / "f.parquet")
    assert found.columns == FINDINGS
    assert found["row"].unique(maintain_order=True).to_list() == [1, 2, 3]
    without = checked({"id": "A-2", "jurisdiction": "huyi", "building_area": "270"}, selection=CHOSEN)
    unknown = findings_of(2, without)
    for finding, one in zip(unknown, without.findings, strict=True):
        finding["reason"] = "unreadable_value" if "slots" in one.missing else finding["reason"]
    assert found.filter(pl.col("row") == 2).to_dicts() == unknown
    assert "unreadable_value" in found["reason"]
    own: list[tuple[int, dict[str, Any]]] = [
        (1, {"id": "A-1", "jurisdiction": "huyi", "slots": "30", "building_area": "269.9"}),
        (3, {"id": "A-3", "jurisdiction": "sipo", "slots": "60", "building_area": "720.25"}),
    ]
    for row, facts in own:
        expected = findings_of(row, checked(facts, selection=CHOSEN))
        assert found.filter(pl.col("row") == row).to_dicts() == expected
    assert [json.loads(line) for line in (tables / "f.jsonl").read_text("utf-8").splitlines()] == found.to_dicts()
    csv = pl.read_csv(tables / "f.csv", infer_schema=False)
    assert csv.columns == FINDINGS and csv.height == found.height


@pytest.mark.parametrize("kind", ["neighborhood", "district"])
def test_findings_where_no_rule_is_for_a_record(tmp_path: Path, kind: str) -> None:
    path = table(tmp_path, {"id": ["A-1"], "population": [26_400], "slots": [100]})
    found = judged(path, None, tmp_path / "f.parquet", kind=kind)
    assert found.verdicts == {"undetermined": 1}
    frame = pl.read_parquet(tmp_path / "f.parquet")
    assert frame.columns == FINDINGS and frame.is_empty()


@pytest.mark.parametrize("option", ["-o", "--findings"])
def test_an_unknown_kind_of_file_is_refused(tmp_path: Path, run: Run, option: str) -> None:
    path = table(tmp_path, {"slots": [30], "building_area": [270.0]})
    done = run("batch", path, option, tmp_path / "out.docx", *DATED)
    assert (done.returncode, done.stdout) == (2, "")
    assert "out.docx: this kind of file cannot be written; expected" in done.stderr
    assert ".parquet" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "out.jsonl", "out.xlsx"])
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, name: str) -> None:
    path = table(tmp_path, {"slots": [30], "building_area": [270.0]})
    (tmp_path / "taken").write_text("a file where a folder is wanted")
    for folder in ("nowhere", "taken"):
        with pytest.raises(InputError) as caught:
            judged(path, tmp_path / folder / name)
        [problem] = caught.value.problems
        assert "cannot be written" in problem.text("en") and name in problem.text("en")
    assert {one.name for one in tmp_path.iterdir()} == {"t.parquet", "taken"}


def test_a_folder_that_cannot_be_written_to_exits_with_2(tmp_path: Path, run: Run) -> None:
    path = table(tmp_path, {"slots": [30], "building_area": [270.0]})
    done = run("batch", path, "-o", tmp_path / "nowhere" / "out.parquet", *DATED)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr and "failed and could not finish" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_may_be_replaced_by_its_own_results(tmp_path: Path) -> None:
    path = table(tmp_path, {"jurisdiction": ["huyi"], "slots": [30], "building_area": [269.9]})
    judged(path, path)
    assert results(path)[0]["verdict"] == "non_compliant"
    assert [one.name for one in tmp_path.iterdir()] == ["t.parquet"]


def test_results_may_be_judged_again_or_are_refused_plainly(tmp_path: Path) -> None:
    path = table(tmp_path, {"jurisdiction": ["huyi"], "slots": [30], "building_area": [269.9]})
    judged(path, tmp_path / "once.parquet")
    refused = None
    try:
        judged(tmp_path / "once.parquet", tmp_path / "twice.parquet")
    except InputError as error:
        refused = str(error)
    if refused is None:
        assert pl.read_parquet(tmp_path / "twice.parquet").columns[:3] == ["jurisdiction", "slots", "building_area"]
    else:
        assert "verdict" in refused


def test_a_fact_that_stands_in_two_columns_is_unknown_and_both_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("jurisdiction,slots,托位数,building_area,outdoor_area\nhuyi,30,31,270,90\n", encoding="utf-8")
    found = judged(path, tmp_path / "out.parquet")
    [row] = results(tmp_path / "out.parquet")
    assert row == told(checked({"jurisdiction": "huyi", "building_area": 270, "outdoor_area": 90}))
    assert "slots" in row["missing"]
    [doubt] = [doubt.en for doubt in found.doubts if "several headers" in doubt.en]
    assert f"“slots” ({path}:1:2), “托位数” ({path}:1:3)" in doubt


def test_the_column_that_a_person_names_is_read_and_the_other_told(tmp_path: Path) -> None:
    path = table(tmp_path, {"jurisdiction": ["huyi"], "slots": [30], "托位数": [31], "building_area": [270.0]})
    found = judged(path, tmp_path / "out.parquet", names={"托位数": "托位数"})
    assert results(tmp_path / "out.parquet") == [
        told(checked({"jurisdiction": "huyi", "slots": 31, "building_area": 270}))
    ]
    [doubt] = found.doubts
    assert doubt.en.startswith("“slots” is ") and doubt.en.endswith("was not read: --column names “托位数”")


# columns of every type


ODD_COLUMNS: dict[str, pl.Series] = {
    "structs": pl.Series([{"甲": 1}, {"甲": 2}]),
    "lists of structs": pl.Series([[{"甲": 1}], []]),
    "lists of lists": pl.Series([[["甲"]], [[]]]),
    "lists of numbers": pl.Series([[1], [2]]),
    "lists of texts": pl.Series([["甲"], None]),
    "arrays": pl.Series([["甲"], ["乙"]], dtype=pl.Array(pl.String, 1)),
    "nulls": pl.Series([None, None]),
    "bytes": pl.Series([b"\xff\xfe", None]),
    "durations": pl.Series([1, None]).cast(pl.Duration("us")),
    "times": pl.Series([datetime(2026, 11, 21, 8, 30), None]).cast(pl.Time),
    "datetimes": pl.Series([datetime(2026, 11, 21, 8, 30), None]),
    "categories": pl.Series(["甲", "乙"], dtype=pl.Categorical),
}


def beside(path: Path, **odd: pl.Series) -> Path:
    """A table of one record that fails and one that is open, with further columns."""
    frame = pl.DataFrame({"slots": [30] * 2, "building_area": [269.9, 270.0], "stage": ["proposed"] * 2})
    frame.with_columns(**odd).write_parquet(path)
    return path


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl", "xlsx"])
def test_further_columns_of_any_type_are_kept(tmp_path: Path, suffix: str) -> None:
    refused = {}
    for odd, values in ODD_COLUMNS.items():
        path, target = beside(tmp_path / "t.parquet", 另附=values), tmp_path / f"out.{suffix}"
        try:
            found = judged(path, target, jurisdiction="huyi", selection=Selection(("huyi/area-per-slot",)))
        except BaseException as error:  # a panic of Polars is no Exception
            refused[odd] = str(error)
        else:
            assert found.verdicts == {"non_compliant": 1, "compliant": 1}
            if suffix == "parquet":
                assert pl.read_parquet(target)["另附"].to_list() == values.to_list()
    assert refused == {}


@pytest.mark.parametrize("fact", ["slots", "materials", "registered_on", "id"])
def test_facts_in_columns_of_any_type_are_read_or_told(tmp_path: Path, fact: str) -> None:
    refused, rows = {}, {}
    for odd, values in ODD_COLUMNS.items():
        path, target = beside(tmp_path / "t.parquet", **{fact: values}), tmp_path / "out.parquet"
        try:
            judged(path, target, jurisdiction="huyi", selection=Selection(("huyi/area-per-slot",)))
        except Exception as error:
            refused[odd] = f"{type(error).__name__}: {error}"
        else:
            rows[odd] = results(target)
    assert refused == {}
    assert [row["errors"] for row in rows["nulls"]] == [[], []]
    assert "invalid" not in {row["verdict"] for found in rows.values() for row in found}
    assert fact == "id" or any(row["errors"] for found in rows.values() for row in found)


def test_jurisdictions_in_columns_of_any_type_are_read_or_invalid(tmp_path: Path) -> None:
    refused, rows = {}, {}
    for odd, values in {**ODD_COLUMNS, "known categories": pl.Series(["huyi"] * 2, dtype=pl.Categorical)}.items():
        path, target = beside(tmp_path / "t.parquet", jurisdiction=values), tmp_path / "out.parquet"
        try:
            judged(path, target, selection=Selection(("huyi/area-per-slot", "national/lease-years")))
        except Exception as error:
            refused[odd] = f"{type(error).__name__}: {error}"
        else:
            rows[odd] = [row["verdict"] for row in results(target)]
    assert refused == {}
    assert "invalid" not in rows["nulls"]
    assert rows["known categories"] == ["non_compliant", "undetermined"]
    assert rows["categories"] == ["invalid", "invalid"]


def test_days_with_a_time_are_dates(tmp_path: Path) -> None:
    path = table(tmp_path, {"slots": [30, 30], "registered_on": [datetime(2026, 3, 2), datetime(2026, 3, 2, 8, 30)]})
    judged(path, tmp_path / "out.parquet")
    rows = results(tmp_path / "out.parquet")
    assert rows == [told(checked({"slots": 30, "registered_on": date(2026, 3, 2)}))] * 2


def test_numbers_that_are_none_are_unknown(tmp_path: Path) -> None:
    areas = [float("nan"), float("inf"), -1.0, 0.1234567, None]
    judged(table(tmp_path, {"slots": [30] * 5, "building_area": areas}), tmp_path / "out.parquet")
    rows = results(tmp_path / "out.parquet")
    assert [len(row["errors"]) for row in rows] == [1, 1, 1, 1, 0]
    assert [{**row, "errors": []} for row in rows] == [told(checked({"slots": 30}))] * 5


def test_an_empty_part_of_a_table_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    columns: dict[str, list[Any]] = {"jurisdiction": ["huyi"], "slots": [30], "building_area": [269.9]}
    frame = pl.DataFrame(columns)
    for number, part in enumerate([frame, frame.clear(), frame]):
        part.write_parquet(folder / f"part-{number}.parquet")
    found = judged(folder, tmp_path / "out.parquet", tmp_path / "f.parquet")
    assert found.verdicts == {"non_compliant": 2}
    assert set(pl.read_parquet(tmp_path / "f.parquet")["row"]) == {1, 2}


# the same as check


@pytest.mark.parametrize("given", ["ｈｕｙｉ", " 鄠邑区　", " ", "　", ""])
def test_a_jurisdiction_means_the_same_in_check_batch_and_explain(tmp_path: Path, given: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f'辖区码,jurisdiction,slots,building_area\nx,"{given}",30,269.9\n', encoding="utf-8")
    report = checked({"jurisdiction": given, "slots": 30, "building_area": 269.9})
    found = judged(path, tmp_path / "out.parquet")
    assert results(tmp_path / "out.parquet") == [told(report)]
    explained = Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility")).explain(1)
    assert explained.findings == report.findings and explained.notes == report.notes
    assert any("No jurisdiction given" in doubt.en for doubt in found.doubts) == (not given.strip())


@pytest.mark.parametrize("area", ["270.1", "2258.05", "0.1", "16777.217", "99999.9"])
def test_a_float_of_32_bits_is_its_shortest_decimal(tmp_path: Path, area: str) -> None:
    shortest = str(pl.Series([float(area)], dtype=pl.Float32).cast(pl.String)[0])
    columns = {"jurisdiction": ["huyi"], "slots": [30], "building_area": [float(area)]}
    path = table(tmp_path, columns, building_area=pl.Float32)
    judged(path, None, tmp_path / "f.parquet", kind="facility")
    report = checked({"jurisdiction": "huyi", "slots": 30, "building_area": shortest})
    assert pl.read_parquet(tmp_path / "f.parquet").to_dicts() == findings_of(1, report)
    assert Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility")).explain(1).facts == report.facts


TWO_WAYS = [
    {"id": "A", "jurisdiction": "huyi", "slots": 30, "building_area": 269.9},
    {"编号": "B", "所在辖区": "鄠邑区", "托位数": "30", "建筑面积": 270},
    {"id": "C", "编号": "D", "slots": 30},
]


@pytest.mark.parametrize("as_lines", [True, False])
def test_codes_and_labels_of_a_fact_are_one_column(tmp_path: Path, as_lines: bool) -> None:
    path = tmp_path / ("t.jsonl" if as_lines else "t")
    if as_lines:
        path.write_text("\n".join(json.dumps(record) for record in TWO_WAYS), encoding="utf-8")
    else:
        path.mkdir()
        for number, record in enumerate(TWO_WAYS):
            (path / f"{number}.yaml").write_text(described(record), encoding="utf-8")
    found = judged(path, tmp_path / "out.parquet")
    rows = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    assert [row["id"] for row in rows[:2]] == ["A", "B"] and "编号" not in rows[0]
    assert [row["verdict"] for row in rows] == ["non_compliant", "undetermined", "invalid"]
    assert "编号: the same fact as “id”, and both are given" in rows[2]["errors"][0]
    assert any("编号" in note.en and "one column" in note.en for note in found.notes)
    filings = Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility"))
    assert filings.explain(2) == checked(TWO_WAYS[1])
    with pytest.raises(InputError, match="both are given"):
        filings.explain(3)


@pytest.mark.parametrize("content", ["R0,鄠邑区,30\nR1,鄠邑区,30\n", "id|slots\nR1|30\n"])
def test_a_table_without_a_known_header_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"no header is the code or label of a fact \(headers read: .*expected such as id"
    ):
        judged(tmp_path / "t.csv", None)


def test_headers_of_internal_names_are_kept_as_they_are(tmp_path: Path) -> None:
    columns = {"slots": [30], "building_area": [269.9], "§row": [7], "§error": ["x"], "raw slots": [1], "row": [2]}
    judged(table(tmp_path, columns), tmp_path / "out.parquet", tmp_path / "f.parquet", jurisdiction="huyi")
    assert pl.read_parquet(tmp_path / "out.parquet").select(list(columns)).to_dict(as_series=False) == columns
    assert results(tmp_path / "out.parquet")[0]["verdict"] == "non_compliant"


def test_a_damaged_page_is_told_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in ("a.parquet", "b.parquet"):
        table(folder, {"slots": list(range(5000)), "building_area": [270.5 + n for n in range(5000)]}, name)
    content = bytearray((folder / "b.parquet").read_bytes())
    content[60:400] = bytes(byte ^ 0x55 for byte in content[60:400])
    (folder / "b.parquet").write_bytes(content)
    with pytest.raises(InputError, match=r"b\.parquet: not an intact Parquet file"):
        judged(folder, None, jurisdiction="huyi")


def test_a_record_of_an_absurd_number_is_not_there(tmp_path: Path) -> None:
    path = table(tmp_path, {"slots": [30]})
    with pytest.raises(InputError, match="the table has no record 99999999999999999999"):
        Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility")).explain(99999999999999999999)


# options and exit statuses


GOOD_RULE = ("--select", "huyi/area-per-slot")


@pytest.mark.parametrize(
    ("areas", "options", "status"),
    [
        (["270", "270.0"], GOOD_RULE, 0),
        (["270", "269.9"], GOOD_RULE, 1),
        (["270", "大"], GOOD_RULE, 3),
        (["", "270"], (*GOOD_RULE, "--fail-on", "undetermined"), 1),
        (["", "269.9"], (*GOOD_RULE, "--fail-on", "never"), 0),
        (["269.9", "270"], ("--select", "huyi/*", "--ignore", "huyi/area-per-slot", "--ignore", "*/a*"), 3),
    ],
)
def test_the_exit_status_is_that_of_the_worst_record(
    tmp_path: Path, run: Run, areas: list[str], options: tuple[str, ...], status: int
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("辖区,托位数,建筑面积\n" + "".join(f"huyi,30,{one}\n" for one in areas), encoding="utf-8")
    done = run("batch", path, "--jurisdiction", "huyi", "--subject", "托育机构", *options, *DATED)
    assert (done.returncode, done.stderr) == (status, "")
    assert "2 record(s)" in done.stdout
    assert "Only the rules selected were checked" in " ".join(done.stdout.split())


def test_selected_rules_are_all_that_is_written(tmp_path: Path, run: Run) -> None:
    path, target = as_parquet(tmp_path), tmp_path / "f.jsonl"
    options = ("--select", "huyi/*", "--select", "national/lease-years", "--ignore", "*/area-per-slot")
    done = run("batch", path, "--findings", target, *options, *DATED)
    assert done.returncode in (1, 3)
    rules = {json.loads(line)["rule"] for line in target.read_text(encoding="utf-8").splitlines()}
    assert "national/lease-years" in rules and "huyi/area-per-slot" not in rules
    assert all(rule.startswith("huyi/") or rule == "national/lease-years" for rule in rules)


@pytest.mark.parametrize("make", [as_csv, as_xlsx, as_jsonl, as_parquet, as_folder], ids=lambda make: make.__name__)
def test_a_record_is_explained_as_check_does(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    filings = Filings(LIBRARY, Request([str(make(tmp_path))], AS_OF, "en"))
    assert [filings.explain(number) for number in range(1, 7)] == [checked(record) for record in RECORDS]


@pytest.mark.parametrize("number", [1, 3])
def test_an_explanation_in_json_is_that_of_check(tmp_path: Path, run: Run, number: int) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(described(RECORDS[number - 1]), encoding="utf-8")
    one = run("check", path, "-f", "json", *DATED)
    batch = run("batch", as_csv(tmp_path), "--explain", str(number), "-f", "json", *DATED)
    assert (batch.returncode, batch.stderr) == (one.returncode, "")
    assert json.loads(batch.stdout) == json.loads(one.stdout)


def test_a_record_beyond_the_table_and_an_invalid_one_cannot_be_explained(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "t.csv"
    path.write_text(csv_of(BAD), encoding="utf-8")
    beyond = run("batch", path, "--explain", "7", *DATED)
    assert (beyond.returncode, beyond.stdout) == (2, "")
    assert "the table has no record 7" in beyond.stderr
    invalid = run("batch", path, "--explain", "3", *DATED, "--subject", "facility")
    assert (invalid.returncode, invalid.stdout) == (2, "")
    assert "t.csv:4:3" in invalid.stderr


@pytest.mark.parametrize("row", [2, 5, 6])
def test_a_record_with_errors_is_explained_as_the_table_judged_it(tmp_path: Path, row: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text(csv_of(BAD), encoding="utf-8")
    filings = Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility"))
    filings.judge(str(tmp_path / "out.parquet"), str(tmp_path / "f.parquet"), lambda rows: None)
    report = filings.explain(row)
    found = results(tmp_path / "out.parquet")[row - 1]
    assert {**found, "errors": []} == told(report)
    findings = pl.read_parquet(tmp_path / "f.parquet").filter(pl.col("row") == row).to_dicts()
    assert findings == findings_of(row, report)
    assert "unreadable_value" in {finding["reason"] for finding in findings}
    assert [note.en.partition(": ")[0] for note in report.notes][: len(found["errors"])] == [
        error.partition(": ")[0] for error in found["errors"]
    ]


def test_cells_taken_as_blank_and_kinds_of_errors_are_counted(tmp_path: Path) -> None:
    columns = {
        "jurisdiction": ["huyi", "—", "huyi", "火星区", ""],
        "slots": ["三十", "许多", "不详", "/", " "],
        "filed": ["暂无", "否", "否", None, None],
        "filed_on": ["-", "2026-03-02", "2026-03-03", None, None],
    }
    filings = Filings(LIBRARY, Request([str(table(tmp_path, columns))], AS_OF, "en", "facility"))
    found = filings.judge(str(tmp_path / "out.parquet"), None, lambda rows: None)
    assert found.verdicts["invalid"] == 1
    tally = filings.inspection.tally
    assert tally.blanks == {"jurisdiction": 1, "slots": 2, "filed": 1, "filed_on": 1}
    assert tally.placeless == 2
    assert {(fact, times) for (fact, _), times in tally.faults.items()} == {
        ("slots", 2),
        ("filed", 2),
        ("jurisdiction", 1),
    }
    assert max(tally.faults, key=tally.faults.__getitem__)[1].startswith("“…” is not a number")


def test_a_line_that_cannot_be_read_cannot_be_explained(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"slots": 30, "building_area": 269.9}\n{"slots": \n', encoding="utf-8")
    with pytest.raises(InputError):
        Filings(LIBRARY, Request([str(path)], AS_OF, "en", "facility")).explain(2)


def test_the_subject_is_the_one_asked_for(tmp_path: Path, run: Run) -> None:
    path = table(tmp_path, {"id": ["A-1"], "jurisdiction": ["yanjiang"], "population": [26_400], "slots": [100]})
    rules = {}
    for subject in ("居住区", "district"):
        run("batch", path, "--subject", subject, "--findings", tmp_path / "f.jsonl", "--select", "yanjiang/*", *DATED)
        lines = (tmp_path / "f.jsonl").read_text(encoding="utf-8").splitlines()
        rules[subject] = [json.loads(line)["rule"] for line in lines]
    assert "yanjiang/slots-per-thousand-new" in rules["居住区"]
    assert "yanjiang/slots-per-thousand-2025" in rules["district"]
    wrong = run("batch", path, "--subject", "school", *DATED)
    assert wrong.returncode == 2 and "district, facility, neighborhood" in wrong.stderr


def test_a_sheet_that_is_missing_is_told_with_those_there_are(tmp_path: Path, run: Run) -> None:
    path = as_xlsx(tmp_path)
    done = run("batch", path, "--sheet", "二月", "-o", tmp_path / "out.csv", *DATED)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no sheet “二月”; there are 说明、备案表" in done.stderr
    assert not (tmp_path / "out.csv").exists()
    assert Filings(LIBRARY, Request([str(path)], AS_OF, "en", sheets=("备案表",))).source.rows == len(RECORDS)


def test_what_is_no_table_exits_with_2(tmp_path: Path, run: Run) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nothing PAR1")
    for name in ("t.parquet", "none.csv"):
        done = run("batch", tmp_path / name, *DATED)
        assert (done.returncode, done.stdout) == (2, "")
        assert name in done.stderr and "Traceback" not in done.stderr


# killed in the middle


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that takes a while."""
    n = 400_000
    number = pl.int_range(n, eager=True)
    frame = pl.DataFrame({"id": "R" + number.cast(pl.String), "托位数": 20 + number % 130}).with_columns(
        pl.lit("huyi").alias("所在辖区"), (pl.col("托位数") * 9.5 + number % 7).alias("建筑面积")
    )
    path = tmp_path_factory.mktemp("big") / "big.parquet"
    frame.write_parquet(path)
    return path


def part_of(folder: Path) -> Iterator[Path]:
    return folder.glob("*.part")


@pytest.mark.parametrize(
    ("suffix", "old"), [("csv", b"old results\n"), ("parquet", b"old results\n"), ("parquet", None)]
)
def test_a_run_that_is_killed_leaves_the_old_results(tmp_path: Path, big: Path, suffix: str, old: bytes | None) -> None:
    target = tmp_path / f"out.{suffix}"
    if old is not None:
        target.write_bytes(old)
    command = [sys.executable, "-m", "compliance", "batch", str(big), "-o", str(target), *DATED]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until and not any(part_of(tmp_path)):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert any(part_of(tmp_path))
    assert (target.read_bytes() if target.exists() else None) == old
