"""The columnar engine gives every pack's cases what the interpreter gives, and one that does not is noticed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from compliance.authoring.cases import run as run_cases
from compliance.authoring.conformance import Outcomes, disagreements
from compliance.columnar.engines.polars import Embedded, typed_frame
from tests.conftest import LIBRARY

ENGINE = Embedded()


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_every_case_comes_out_by_columns_as_in_the_interpreter(pack: str) -> None:
    one = LIBRARY.pack(pack)
    results, _, problems = run_cases(LIBRARY, one)
    assert not problems
    assert list(disagreements(LIBRARY, one, results, ENGINE, typed_frame, lambda f: f.rows(named=True))) == []


def test_an_engine_that_differs_is_noticed() -> None:
    class Wrong(Embedded):
        def run(self, step: Any, frame: pl.DataFrame) -> pl.DataFrame:
            done = super().run(step, frame)
            if isinstance(step, Outcomes):
                return done.with_columns(
                    pl.when(pl.col("is 0") == "pass").then(pl.lit("fail")).otherwise("is 0").alias("is 0")
                )
            return done

    pack = LIBRARY.pack("sipo")
    results = run_cases(LIBRARY, pack)[0]
    assert list(disagreements(LIBRARY, pack, results, Wrong(), typed_frame, lambda f: f.rows(named=True)))
