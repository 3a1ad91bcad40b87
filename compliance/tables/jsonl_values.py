"""Values as they are written in JSON, column by column, as values of one type, if all of them are of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from compliance.tables.jsonl_by_line import text_of
from compliance.tables.source import as_text

LISTS, TEXT, MIXED = "VARCHAR[]", "VARCHAR", "JSON"
POLARS: Mapping[str, pl.DataType] = {
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    LISTS: pl.List(pl.String()),
    TEXT: pl.String(),
    MIXED: pl.String(),
}
SURE_DIGITS = 15
DATE_LENGTH = len('"2026-11-21"')
FIRST_DAY = date(1000, 1, 1)
ESCAPE = "\\"


def type_of(dtype: str) -> str:
    """The type that a column of this type of DuckDB's is to have."""
    return LISTS if dtype.endswith("[]") else dtype if dtype in READERS else TEXT


def typed(raw: pl.Series, dtype: str) -> pl.Series | None:
    """The values of a column, None where one of them is not written as this type writes it. A JSON null is null already."""
    read = READERS[dtype](raw)
    return None if read is None or read.null_count() != raw.null_count() else read.alias(raw.name)


def whole_numbers(raw: pl.Series) -> pl.Series:
    """Whole numbers."""
    return raw.cast(pl.Int64, strict=False)


def decimals(raw: pl.Series) -> pl.Series | None:
    """Numbers that binary floats tell as they are written."""
    read = raw.cast(pl.Float64, strict=False)
    long = raw.filter(raw.str.len_bytes() > SURE_DIGITS)
    sure = read.is_finite().all() and all(is_told(text) for text in long)
    return read if sure else None


def is_told(text: str) -> bool:
    """Whether a binary float, written as short as it can be, is the number that is written here."""
    try:
        return Decimal(repr(float(text))) == Decimal(text)
    except (ValueError, ArithmeticError):
        return False


def truths(raw: pl.Series) -> pl.Series | None:
    """True and false."""
    read = raw == "true"
    return read if (read | (raw == "false")).all() else None


def days(raw: pl.Series) -> pl.Series | None:
    """Days as 2026-11-21."""
    if (raw.str.len_bytes() != DATE_LENGTH).any() or raw.str.contains(" ", literal=True).any():
        return None
    read = raw.str.to_date('"%Y-%m-%d"', strict=False)
    return read if (read >= FIRST_DAY).all() else None


def texts(raw: pl.Series) -> pl.Series | None:
    """Texts without their quotation marks, and single values of other types as they are written."""
    if raw.str.starts_with("[").any():
        return None
    plain, escaped = raw.str.strip_chars('"'), raw.str.contains(ESCAPE, literal=True)
    return plain.scatter(escaped.arg_true(), each(raw.filter(escaped), pl.String(), single)) if escaped.any() else plain


def lists(raw: pl.Series) -> pl.Series | None:
    """Lists of texts."""
    return each(raw, pl.List(pl.String()), items_of) if raw.str.starts_with("[").all() else None


def mixed(raw: pl.Series) -> pl.Series:
    """Texts; lists as one text each."""
    return each(raw, pl.String(), lambda text: as_text(items_of(text)) if text.startswith("[") else single(text))


def each(raw: pl.Series, dtype: pl.DataType, of: Callable[[str], object]) -> pl.Series:
    """What is made of each value. Each way of writing is read once."""
    different = raw.drop_nulls().unique()
    places = raw.cast(pl.Enum(different)).cat.physical()
    return pl.Series(raw.name, list(map(of, different)), dtype=dtype).gather(places)


def single(written: str) -> str:
    """A text, or another single value as it is written."""
    return str(json.loads(written)) if written.startswith('"') else written


def items_of(written: str) -> list[str | None]:
    """The items of a list as texts. Raises ValueError or RecursionError where they cannot be read."""
    return list(map(text_of, json.loads(written, parse_int=str, parse_float=str, parse_constant=str)))


READERS: Mapping[str, Callable[[pl.Series], pl.Series | None]] = {
    "BIGINT": whole_numbers,
    "DOUBLE": decimals,
    "BOOLEAN": truths,
    "DATE": days,
    LISTS: lists,
    TEXT: texts,
    MIXED: mixed,
}
