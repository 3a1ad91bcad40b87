"""Parquet files, one or the parts of one table in a folder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import polars as pl

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.source import NO_RECORDS, Source

NOT_PARQUET = Phrase("不是完好的 Parquet 文件", "not an intact Parquet file")


def read(files: Sequence[Path]) -> Source:
    """The records of a Parquet file, or of the parts of one in their order. Raises InputError."""
    counts = []
    for file in files:
        try:
            counts.append(int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item()))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            raise refusal(str(file), NOT_PARQUET) from None
    if not sum(counts):
        raise refusal(str(files[0]), NO_RECORDS)
    frame = pl.scan_parquet(list(files), glob=False)
    try:
        names = frame.collect_schema().names()
    except pl.exceptions.PolarsError:
        raise refusal(str(files[0]), NOT_PARQUET) from None
    ends = list(accumulate(counts))

    def place(row: int, column: int | None) -> str:
        part = bisect_right(ends, row - 1)
        return f"{files[part]} row {row - (ends[part - 1] if part else 0)}"

    return Source(frame.rename({name: name.strip() for name in names}), ends[-1], place, None)
