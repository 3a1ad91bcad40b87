"""Raw cells of a table: one by one as texts, and column by column as facts are read from them."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import polars as pl

from compliance.tables.source import as_text
from compliance.tables.write import in_words

WHOLE_UP_TO = 2**53
TEXTS = pl.List(pl.String)
WORDS = (pl.String, pl.Categorical, pl.Enum)
WIDE = (pl.UInt64, pl.Int128, pl.UInt128)
SHORT_FLOATS = (pl.Float16, pl.Float32)


def cell_text(cell: object) -> str | None:
    """A cell as a person writes it: a number as its shortest decimal without an exponent, yes or no, an ISO date and time.

    None for an empty text.
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= WHOLE_UP_TO:
        return str(int(cell))
    if isinstance(cell, float | Decimal):
        return format(Decimal(str(cell)), "f")
    if isinstance(cell, list):
        return as_text(map(cell_text, cell))
    return None if cell is None or cell == "" else str(cell)


def texts_of(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as texts, each as `cell_text` writes it."""

    def written(values: pl.Series) -> pl.Series:
        return pl.Series(values.name, map(cell_text, values.to_list()), dtype=pl.String)

    return column if dtype == pl.String else fact_cells(column, dtype).map_batches(written, return_dtype=pl.String)


def fact_cells(column: pl.Expr, dtype: pl.DataType, as_texts: bool = False) -> pl.Expr:
    """A column as facts are read from it: numbers, truths, days, texts and lists of texts; all else as text.

    A float of 16 or 32 bits is its shortest decimal, as it is shown, not the longer one that it is in 64 bits.
    """
    if isinstance(dtype, pl.Datetime):
        midnight = column.dt.time() == time()
        return pl.when(midnight).then(column.dt.date().cast(pl.String)).otherwise(column.cast(pl.String))
    if isinstance(dtype, pl.List | pl.Array) and not dtype.inner.is_nested() and not as_texts:
        inner = column.cast(pl.List(dtype.inner))
        return inner.cast(TEXTS) if dtype.inner in WORDS or dtype.inner.is_numeric() else as_words(column)
    if dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Time, pl.Object):
        return as_words(column)
    if dtype in SHORT_FLOATS:
        shortest = column.cast(pl.String)
        return shortest if as_texts else shortest.cast(pl.Float64)
    return column.cast(pl.String) if as_texts or dtype in (*WORDS, *WIDE) else column


def as_words(column: pl.Expr) -> pl.Expr:
    """Values that have no form of their own in a table of texts, as Python writes them."""
    return column.map_batches(in_words, return_dtype=pl.String)
