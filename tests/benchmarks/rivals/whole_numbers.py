"""Rows for rule engines that know neither decimals nor dates: hundredths, tenths and days, so that nothing is rounded."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from polars import col

HUNDREDTHS, TENTHS = 100, 10
EPOCH = date(1970, 1, 1)


def day(value: date) -> int:
    """A date as its number of days."""
    return (value - EPOCH).days


def whole_numbers(table: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows with whole numbers in place of decimals and dates."""
    return table.with_columns(
        (col("building_area") * HUNDREDTHS).cast(pl.Int64),
        (col("alarm_hours") * TENTHS).cast(pl.Int64),
        col("registered_on", "filed_on").cast(pl.Int32),
    ).to_dicts()
