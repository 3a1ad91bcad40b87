"""Spark on this machine comes to what the interpreter comes to, for every case of every pack."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from compliance.authoring.cases import run as run_cases
from compliance.authoring.conformance import disagreements
from compliance.jobs.batch import Filings
from compliance.jobs.opened import Request
from compliance.packs.precedence import Selection
from tests.conftest import LIBRARY
from tests.engines import on_spark, spark_rows

if TYPE_CHECKING:
    from compliance.columnar.engines.spark import Spark

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def engine() -> Iterator[Spark]:
    pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not on this machine")
    from compliance.columnar.engines.spark import Spark, session

    started = session("local[2]")
    yield Spark(started)
    started.stop()


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_every_case_comes_out_on_spark_as_in_the_interpreter(engine: Spark, pack: str) -> None:
    one = LIBRARY.pack(pack)
    results, _, problems = run_cases(LIBRARY, one)
    assert results
    assert not problems
    found = disagreements(LIBRARY, one, results, engine, lambda r, v: on_spark(engine, r, v), spark_rows)
    assert [(case.place, difference.en) for case, difference in found] == []


def test_a_table_comes_back_from_spark_as_from_this_machine(engine: Spark, tmp_path: Path) -> None:
    from compliance.jobs.batch_spark import Cluster

    table = tmp_path / "filings.parquet"
    pl.DataFrame(
        {
            "编号": ["A", "B", "C", "D"],
            "所在辖区": ["huyi", "雁江区", None, "某地"],
            "托位数": [30, 60, 0, 30],
            "建筑面积": [269.9, 780.0, 300.0, 300.0],
            "登记机关": ["民政部门", "civil_affairs", None, None],
            "serves_meals": [True, None, False, None],
            "materials": [["备案书", "lease"], [], None, ["commitment"]],
            "经办.人": ["王", "李", "赵", "周"],
        }
    ).write_parquet(table)
    rules = Selection(("huyi/area-per-slot", "yanjiang/registrar", "national/food-permit", "national/filing-materials"))
    request = Request([str(table)], date(2026, 11, 21), "zh", "facility", selection=rules)
    there = Cluster(LIBRARY, request, "local[2]").judge(str(tmp_path / "s.parquet"), str(tmp_path / "sf.parquet"))
    here = Filings(LIBRARY, request).judge(str(tmp_path / "p.parquet"), str(tmp_path / "pf.parquet"), lambda rows: None)
    assert (there.rows, there.verdicts, there.failed) == (here.rows, here.verdicts, here.failed)
    assert (there.undetermined, there.missing) == (here.undetermined, here.missing)
    lists: dict[str, Any] = {name: pl.List(pl.String) for name in ("failed", "undetermined", "missing")}
    results = pl.read_parquet(tmp_path / "p.parquet").cast({"verdict": pl.String} | lists)
    assert_frame_equal(parts(tmp_path / "s.parquet").drop("errors"), results.drop("errors"))
    assert [len(errors) for errors in parts(tmp_path / "s.parquet")["errors"]] == [0, 0, 1, 1]
    order = ["row", "rule"]
    assert_frame_equal(parts(tmp_path / "sf.parquet").sort(order), pl.read_parquet(tmp_path / "pf.parquet").sort(order))


def parts(folder: Path) -> pl.DataFrame:
    return pl.concat(pl.read_parquet(part) for part in sorted(folder.glob("*.parquet")))
