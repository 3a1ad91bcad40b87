"""The sides of the batch benchmark agree with the reference, or their figures would mean nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compliance.authoring.lint import lint
from compliance.packs.library import Library
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.benchmarks.agreement import Expected

ROWS = 300
PACKAGES = {"polars_by_hand": "polars", "duckdb_by_hand": "duckdb", "zen": "zen", "cel": "cel"}


def needs(*packages: str) -> None:
    """Skips the test where a package is not installed, and says which."""
    for package in packages:
        pytest.importorskip(package, reason=f"the benchmarks need the package {package}, which is not installed")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some filings."""
    needs("duckdb", "polars", "xlsxwriter")
    from tests.benchmarks import filings

    path = tmp_path_factory.mktemp("filings") / "filings.parquet"
    filings.write(filings.filings(ROWS, wrong=10), path)
    return path


@pytest.fixture(scope="module")
def wanted(table: Path) -> list[Expected]:
    """What the reference says of them."""
    from tests.benchmarks.agreement import reference

    return reference(table)


def test_the_ten_rules_lint_clean() -> None:
    assert lint(Library([str(ROOT / "tests" / "benchmarks")]), "ten") == []


def test_the_filings_come_to_every_verdict(wanted: list[Expected]) -> None:
    assert {one.row.verdict for one in wanted} == {"compliant", "non_compliant", "undetermined", "invalid"}


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
@pytest.mark.parametrize("rival", ["polars_by_hand", "duckdb_by_hand"])
def test_a_rival_of_whole_tables_agrees(rival: str, suffix: str, table: Path, wanted: list[Expected]) -> None:
    needs(PACKAGES[rival])
    from tests.benchmarks import filings
    from tests.benchmarks.agreement import rows_of

    source = table.with_suffix(f".{suffix}")
    if not source.exists():
        filings.write_jsonl(table, source)
    result = table.with_name(f"{rival}-{suffix}.parquet")
    import_module(f"tests.benchmarks.rivals.{rival}").run(source, result)
    assert rows_of(result) == [one.row for one in wanted]


@pytest.mark.parametrize("rival", ["plain_python", "pydantic_python", "zen", "cel"])
def test_a_rival_of_single_rows_agrees(rival: str, table: Path, wanted: list[Expected]) -> None:
    needs(PACKAGES.get(rival, "polars"))
    import polars as pl

    from tests.benchmarks.rivals.row_by_row import judged, rows_for

    assert list(judged(rival, rows_for(rival, pl.read_parquet(table)))) == [one.judgement for one in wanted]
