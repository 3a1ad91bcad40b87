"""Where the records of a table stand, for the column `source` of its results."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

SOURCE = "source"
FEW = 64
NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>\d+)")

Place = Callable[[int, int | None], str]


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
