"""Spark on this machine comes to what the interpreter comes to, for every case of every pack."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from compliance.agreement import disagreements
from compliance.cases import run as run_cases
from tests.conftest import LIBRARY
from tests.engines import on_spark, spark_rows

if TYPE_CHECKING:
    from compliance.cluster import Spark

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def engine() -> Iterator[Spark]:
    pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not on this machine")
    from compliance.cluster import Spark, session

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
