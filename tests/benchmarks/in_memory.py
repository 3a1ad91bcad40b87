"""Judges a table that is in memory and prints the seconds: what the rivals of single rows are compared with.

`python -m tests.benchmarks.in_memory TABLE`
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import polars as pl

from compliance.columnar.result_columns import LISTS
from compliance.jobs.batch import Filings
from compliance.jobs.batch_polars import Inspection
from compliance.jobs.opened import Request
from compliance.packs.library import Library
from tests.benchmarks.agreement import PACK
from tests.benchmarks.rivals import AS_OF


def main(table: Path) -> None:
    """Rules and rows are read before the time begins; to plan the rules is in it, as are verdicts and lists."""
    folder = Path(__file__).parent
    filings = Filings(Library([str(folder)]), Request([str(table)], AS_OF, "en", jurisdiction=PACK))
    in_memory = filings.source._replace(frame=pl.read_parquet(table).lazy())
    records = Inspection(filings.book, in_memory, filings.columns).records().select("verdict", *LISTS, "errors")
    begun = time.perf_counter()
    records.collect(engine="streaming")
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
