"""Tables of results written to Parquet, CSV and JSON lines."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from compliance.base.atomic import output
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal

PARQUET, CSV, LINES = (".parquet",), (".csv",), (".jsonl", ".ndjson")
WRITTEN = (*PARQUET, *CSV, *LINES)
UNKNOWN = Phrase("不支持写入这种文件；应为 {known}", "this kind of file cannot be written; expected {known}")
NO_FOLDER = Phrase("无法写入：所在的文件夹不存在", "cannot be written: there is no such folder")
SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")


@contextmanager
def system_errors() -> Iterator[None]:
    """Raises what the system refused to the engine as an OSError with its number, which the engine tells in words only."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        told = SYSTEM_ERROR.search(str(error))
        if not told:
            raise
        number = int(told[1])
        raise OSError(number, os.strerror(number), None, number) from None  # the last one counts on Windows


def check_target(path: Path, known: Sequence[str]) -> None:
    """Raises InputError where files of this kind are not written, or there is no folder for it."""
    if not path.parent.is_dir():
        raise refusal(str(path), NO_FOLDER)
    if path.suffix.lower() not in known:
        raise refusal(str(path), UNKNOWN.format(known=", ".join(known)))


def write(frame: pl.LazyFrame, path: Path) -> None:
    """Streams a table to Parquet, JSON lines or CSV, by the suffix. Raises InputError."""
    suffix, schema = path.suffix.lower(), frame.collect_schema()
    with output(path) as part, system_errors():
        if suffix in PARQUET:
            frame.sink_parquet(part, compression="snappy")
        elif suffix in LINES:
            frame.with_columns(
                text_of(name, pl.Binary()) for name, one in schema.items() if one == pl.Binary
            ).sink_ndjson(part)
        else:
            flat(frame).sink_csv(part, include_bom=True)


def flat(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The table with lists and other values that have no form of their own as texts."""
    return frame.with_columns(text_of(name, dtype) for name, dtype in frame.collect_schema().items() if is_odd(dtype))


def is_odd(dtype: pl.DataType) -> bool:
    """Whether values of this type are no single numbers, texts, truths or times."""
    return dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Object)


def text_of(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as texts: the items of a list with `;` between them, other values as Python writes them."""
    if isinstance(dtype, pl.List) and not dtype.inner.is_nested() and dtype.inner != pl.Binary:
        return pl.col(name).cast(pl.List(pl.String)).list.join(";")
    return pl.col(name).map_batches(in_words, return_dtype=pl.String)


def in_words(values: pl.Series) -> pl.Series:
    """The values as texts."""
    return pl.Series([None if value is None else str(value) for value in values.to_list()], dtype=pl.String)
