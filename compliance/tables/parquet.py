"""Parquet files, one or the parts of one table in a folder."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path

import polars as pl

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import check_regular, refusal
from compliance.tables.cells import texts_of
from compliance.tables.source import NO_RECORDS, Expected, Source

NOT_PARQUET = Phrase("不是完好的 Parquet 文件", "not an intact Parquet file")
DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def read(path: Path, expected: Expected) -> Source:
    """The records of a Parquet file. Raises InputError."""
    return read_parts([path])


def read_parts(files: Sequence[Path]) -> Source:
    """The records of the parts of one table in their order; a column that a part does not have is blank in it.

    Raises InputError.
    """
    counts, schemas = [], []
    for file in files:
        check_regular(file)
        try:
            part = pl.scan_parquet(file, glob=False)
            schemas.append(part.collect_schema())
            counts.append(int(part.select(pl.len()).collect().item()))
        except DAMAGED:
            raise refusal(str(file), NOT_PARQUET) from None
    if not sum(counts):
        raise refusal(str(files[0]), NO_RECORDS)
    ends = list(accumulate(counts))

    def place(row: int, column: int | None) -> str:
        part = bisect_right(ends, row - 1)
        return f"{files[part]} row {row - (ends[part - 1] if part else 0)}"

    frame = stripped(one_table(files, schemas))
    return Source(frame, ends[-1], place, None, recheck=partial(check_intact, files))


def one_table(files: Sequence[Path], schemas: Sequence[pl.Schema]) -> pl.LazyFrame:
    """The parts under one another; a column of several types is of texts, or of whole numbers where all are whole."""
    if all(schema == schemas[0] for schema in schemas):
        return pl.scan_parquet(list(files), glob=False)
    types: dict[str, list[pl.DataType]] = {}
    for schema in schemas:
        for name, dtype in schema.items():
            types.setdefault(name, []).append(dtype)
    common = {name: common_type(found) for name, found in types.items()}
    return pl.concat(
        pl.scan_parquet(file, glob=False).select(
            in_type(name, schema.get(name), dtype).alias(name) for name, dtype in common.items()
        )
        for file, schema in zip(files, schemas, strict=True)
    )


def common_type(types: Sequence[pl.DataType]) -> pl.DataType:
    """The type that keeps every value of these types as it is."""
    known = [dtype for dtype in dict.fromkeys(types) if dtype != pl.Null]
    if len(known) <= 1:
        return known[0] if known else pl.Null()
    whole = all(dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128, pl.UInt128) for dtype in known)
    return pl.Int64() if whole else pl.String()


def in_type(name: str, dtype: pl.DataType | None, common: pl.DataType) -> pl.Expr:
    """A column of a part in the common type; nulls where the part does not have it."""
    if dtype is None or dtype == common:
        return pl.lit(None, dtype=common) if dtype is None else pl.col(name)
    if common == pl.String and dtype != pl.Null:
        return texts_of(pl.col(name), dtype)
    return pl.col(name).cast(common)


def stripped(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The table with spaces around headers removed, where no other header is the same without."""
    names = frame.collect_schema().names()
    times = Counter(name.strip() for name in names)
    return frame.rename({name: name.strip() for name in names if times[name.strip()] == 1})


def check_intact(files: Sequence[Path]) -> None:
    """Raises InputError with the first file of which a part cannot be read."""
    for file in files:
        try:
            pl.scan_parquet(file, glob=False).select(pl.all().null_count()).collect(engine="streaming")
        except DAMAGED:
            raise refusal(str(file), NOT_PARQUET) from None
