"""Runs a rival of single rows on the first rows of a table and prints the seconds that judging took, without reading.

`python -m tests.benchmarks.rivals.row_by_row RIVAL TABLE ROWS`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.rivals import Judgement
from tests.benchmarks.rivals.whole_numbers import whole_numbers

WHOLE_NUMBERS_ONLY = ("zen", "cel")


def judged(rival: str, rows: list[dict[str, Any]]) -> Iterator[Judgement]:
    """What a rival says of the rows."""
    module = import_module(f"tests.benchmarks.rivals.{rival}")
    result: Iterator[Judgement] = module.judge(rows)
    return result


def rows_for(rival: str, table: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows as the rival takes them."""
    return whole_numbers(table) if rival in WHOLE_NUMBERS_ONLY else table.to_dicts()


def main(rival: str, table: Path, limit: int) -> None:
    """Judges the rows one after another, as a program would that has them already."""
    rows = rows_for(rival, pl.read_parquet(table, n_rows=limit))
    begun = time.perf_counter()
    for _ in judged(rival, rows):
        pass
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
