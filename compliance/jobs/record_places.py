"""Where the records of a table stand, for the column `source` of its results."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

SOURCE = "source"
FEW = 64
NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>\d+)")

Place = Callable[[int, int | None], str]


def with_source(records: pl.LazyFrame, place: Place, own: int) -> pl.LazyFrame:
    """Records in the order read, with the column `source` behind the `own` columns of the table."""
    names, number = records.collect_schema().names(), "\0number"
    source = pl.col(number).map_batches(lambda rows: places(rows, place), return_dtype=pl.String).alias(SOURCE)
    return records.with_row_index(number, 1).with_columns(source).select(*names[:own], SOURCE, *names[own:])


def places(rows: pl.Series, place: Place) -> pl.Series:
    """The places of records with consecutive numbers.

    Places go up with the records: where those of the first and the last differ by as much as their numbers, so do all between.
    """
    if rows.len() <= FEW:
        return pl.Series(SOURCE, [place(row, None) for row in rows], pl.String)
    first, last = (NUMBERED.fullmatch(place(rows[index], None)) for index in (0, -1))
    if first and last and first["before"] == last["before"]:
        begin, end = int(first["number"]), int(last["number"])
        if end - begin == rows.len() - 1:
            return pl.select(
                pl.lit(first["before"]) + pl.int_range(begin, end + 1, eager=True).cast(pl.String)
            ).to_series()
    half = rows.len() // 2
    return pl.concat([places(rows[:half], place), places(rows[half:], place)])
