"""Generated filings for the benchmarks: the same rows for the same number each time, around the limits of the ten rules.

DuckDB makes them, so that ten million rows need neither much time nor much memory; a row depends on its number only.
`python -m tests.benchmarks.filings ROWS OUT.parquet` writes a table to try things on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from compliance.facts.vocabulary import Fact, FactType
from compliance.packs.library import Library

MATERIALS = (
    "filing_form",
    "commitment",
    "legal_registration",
    "lease",
    "staff_qualifications",
    "staff_health_certificates",
    "hygiene_report",
    "fire_certificate",
    "food_permit",
)
ZONES = ("main_entrance", "living_area", "activity_area")
FIRST_DAY = "date '2022-09-01'"
PLACES = ("huyi", "yanjiang", "hanbin", "hebei", "sipo")
MIXED = (
    *("stage", "nature", "slots", "building_area", "outdoor_area", "tenure", "lease_years", "highest_floor"),
    *("below_ground", "inclusive", "inclusive_slots", "enrolled", "infant_largest_class", "junior_largest_class"),
    *("senior_largest_class", "mixed_largest_class", "infant_children", "infant_caregivers", "junior_children"),
    *("junior_caregivers", "staff_roles", "health_workers", "staff_qualified", "staff_with_abuse_record"),
    *("staff_health_checked_on", "staff_trained_on", "alarm_hours", "video_zones", "video_retention_days"),
    *("safety_system", "registrar", "registered_on", "business_scope", "registration_shared_on", "filed_on"),
    *("filed_with", "materials", "serves_meals", "electricity_price", "furnishings_checked", "emergency_plans"),
)
NEAR, MOST = 30, 400


def draw(name: str, below: int) -> str:
    """A whole number from 0 that depends on the row and on this name only."""
    return f"(hash(i, '{name}') % {below})::int"


def known(name: str, value: str, per_mille: int = 30) -> str:
    """The value, and now and then none."""
    return f"case when {draw('no ' + name, 1000)} < {per_mille} then null else {value} end"


def chosen(name: str, shares: dict[str, int]) -> str:
    """One of several values by their shares in a thousand; the last one takes the rest."""
    *rest, last = shares
    limit, branches = 0, ""
    for value in rest:
        limit += shares[value]
        branches += f" when {draw(name, 1000)} < {limit} then {value}"
    return f"case{branches} else {last} end"


def texts(values: Iterable[str]) -> str:
    """A list of texts in SQL."""
    return "[" + ", ".join(f"'{value}'" for value in values) + "]"


def filing_columns(wrong: int) -> dict[str, str]:
    """The columns of the ten rules' filings; of each that can be wrong, so many of a thousand are.

    `capacity`, `area`, `day` and `is_filed` are what the others hang on.
    """
    one_lacking = f"list_filter({texts(MATERIALS)}, lambda m: m <> {texts(MATERIALS)}[1 + {draw('lacking', 9)}])"
    deed = ["title_deed" if one == "lease" else one for one in MATERIALS[:-1]]
    materials = {
        texts(MATERIALS): 500,
        texts(deed): 250,
        one_lacking: 180,
        "['filing_form', 'lease']": 50,
        "['filing_form', 'no_such_paper']": wrong,
        "[]::text[]": 20 - wrong,
    }
    days = chosen("day is wrong", {"-1": wrong, draw("days to file", 13): 1000 - wrong})
    return {
        "id": "'F' || lpad(i::text, 8, '0')",
        "name": known("name", chosen("name", {"'阳光之家'": 40, "'某某托育中心' || (i % 1000)": 960})),
        "stage": known("stage", chosen("stage", {"'proposed'": 80, "'registered'": 220, "'operating'": 700})),
        "nature": known(
            "nature", chosen("nature", {"'public_institution'": 200, "'nonprofit'": 300, "'for_profit'": 500})
        ),
        "slots": known("slots", chosen("slot", {"0": wrong, "capacity": 1000 - wrong}) + "::bigint"),
        "enrolled": known("enrolled", f"greatest(0, capacity - {draw('free', 40)} + 2)::bigint"),
        "building_area": known("building_area", "area"),
        "registered_on": known("registered_on", "day"),
        "filed": known("filed", chosen("filed is wrong", {"not is_filed": wrong, "is_filed": 1000 - wrong})),
        "filed_on": known("filed_on", f"case when is_filed then day + {days} end"),
        "materials": known("materials", chosen("materials", materials)),
        "serves_meals": known("serves_meals", f"{draw('meals', 10)} < 6", 40),
        "registrar": known(
            "registrar",
            chosen(
                "registrar",
                {
                    "'establishment'": 20,
                    "'civil_affairs'": 20,
                    "'government_services'": 20,
                    "'no_such_office'": wrong,
                    "case nature when 'public_institution' then 'establishment' when 'nonprofit' then 'civil_affairs' "
                    "else 'market_regulation' end": 940 - wrong,
                },
            ),
        ),
        "business_scope": known(
            "business_scope", chosen("scope", {"'教育咨询'": 70, "'托育服务'": 300, "'托育服务；教育咨询'": 630}), 40
        ),
        "alarm_hours": known(
            "alarm_hours",
            chosen("alarm", {"24": 850, "23.9": 50, f"{draw('alarm hours', 241)} / 10.0": 100}) + "::decimal(4, 1)",
        ),
        "video_zones": known(
            "video_zones", chosen("zones", {texts(ZONES): 800, texts(ZONES[1:]): 150, "[]::text[]": 50})
        ),
    }


def filings(rows: int, wrong: int = 1) -> str:
    """The query that makes the ten rules' filings. One in ten areas lies at the limit of its tier or a cent below."""
    tier = "case when capacity <= 30 then 9 when capacity < 60 then 11 when capacity <= 90 then 13 else 12 end"
    spread = f"capacity * (800 + {draw('area', 900)}) / 100"
    area = chosen("exact area", {f"capacity * ({tier})": 60, f"capacity * ({tier}) - 0.01": 40, spread: 900})
    return f"""
        select {listed(filing_columns(wrong))}
        from (
            select *, ({area})::decimal(12, 2) as area
            from (
                select
                    i,
                    {chosen("round", {f"30 * (1 + {draw('tier', 5)})": 60, f"1 + {draw('capacity', 165)}": 940})}
                        as capacity,
                    {FIRST_DAY} + {draw("day", 1550)} as day,
                    {draw("filed", 100)} < 90 as is_filed
                from range({rows}) as numbers(i)
            )
        )"""


def listed(columns: dict[str, str]) -> str:
    """The columns in SQL, each under its name."""
    return ", ".join(f"{value} as {name}" for name, value in columns.items())


def plausible(name: str, fact: Fact) -> str:
    """A value of a fact, by its declaration; numbers are small, as those of a nursery are."""
    match fact.type:
        case FactType.WHOLE:
            return f"({draw(name, NEAR)} + {max(0, int(fact.minimum or 0))})::bigint"
        case FactType.DECIMAL:
            return f"({draw(name, int(min(fact.maximum or 0, MOST)))} + 0.5)::decimal(12, 2)"
        case FactType.YES_NO:
            return f"{draw(name, 10)} < 8"
        case FactType.DATE:
            return f"{FIRST_DAY} + {draw('day', 1500)}" + ("" if name == "registered_on" else f" + {draw(name, 40)}")
        case FactType.CHOICE:
            return f"{texts(fact.choices)}[1 + {draw(name, len(fact.choices))}]"
        case FactType.SET:
            return f"{texts(fact.choices)}[:{draw(name, len(fact.choices) + 1)}]"
        case _:
            return f"{texts(['托育服务', '教育咨询'])}[1 + {draw(name, 2)}]"


def mixed(rows: int) -> str:
    """The query that makes filings of all jurisdictions, blank ones too, with some forty facts of the vocabulary."""
    facts = Library().vocabulary("facility").facts
    columns = {
        "id": "'M' || lpad(i::text, 8, '0')",
        "name": "'某某托育中心' || (i % 1000)",
        "jurisdiction": f"{texts(PLACES)}[1 + {draw('place', len(PLACES) + 1)}]",
    }
    columns |= {name: known(name, plausible(name, facts[name])) for name in MIXED}
    return f"select {listed(columns)} from range({rows}) as numbers(i)"


def write(query: str, path: Path) -> None:
    """The rows that a query makes, as Parquet or, by the suffix, as JSON lines."""
    form = "parquet" if path.suffix == ".parquet" else "json"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{path}' (format {form})")


def write_jsonl(table: Path, path: Path) -> None:
    """A Parquet table as JSON lines."""
    write(f"select * from '{table}'", path)


def write_xlsx(table: Path, path: Path) -> None:
    """A Parquet table as a workbook with one sheet, as an office would fill it in."""
    with duckdb.connect() as connection, xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        rows = connection.execute(f"select * from '{table}'")
        sheet = book.add_worksheet("filings")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [column[0] for column in rows.description])
        for number, row in enumerate(rows.fetchall(), start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, cell(value), *([day] if hasattr(value, "year") else []))


def cell(value: Any) -> Any:
    """A value as it is typed into a cell."""
    if isinstance(value, list):
        return "、".join(value)
    return ("否", "是")[value] if isinstance(value, bool) else value


if __name__ == "__main__":
    write(filings(int(sys.argv[1])), Path(sys.argv[2]))
