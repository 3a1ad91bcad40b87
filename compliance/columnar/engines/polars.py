"""Polars as an engine, in the same process: frames are eager, a chunk of a table at a time, on several threads at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from compliance.columnar.coercion import columns_of, dtype_of, in_columns
from compliance.columnar.engine import ITEM_SEPARATOR, ROW, Step
from compliance.facts.vocabulary import FactValue, Vocabulary

DTYPES: dict[nw.dtypes.DType, Any] = {
    nw.String(): pl.String,
    nw.Int64(): pl.Int64,
    nw.Boolean(): pl.Boolean,
    nw.Date(): pl.Date,
    nw.List(nw.String()): pl.List(pl.String),
}
BITS_PER_INTEGER = 60
"""How many truths are packed into one 64-bit integer, for one gather instead of many."""
WIDEST_TABLE = 100_000
"""The greatest span of integers (or days) for which a table with an entry for each is looked up instead of a hash map."""
ONLY_SHARED_SUBEXPRESSIONS = pl.QueryOptFlags.none(comm_subexpr_elim=True)
"""The one optimisation that pays: the others take longer to try than a chunk takes to evaluate."""


class CompiledStep:
    """A step as a Polars plan that reads whatever frame stands in `frame`, for frames of one schema.

    To compile narwhals' expressions takes as long as to evaluate them over a chunk. Not to be run by two threads at once.
    """

    def __init__(self, step: Step, schema: pl.Schema) -> None:
        self.empty = self.frame = pl.DataFrame(schema=schema)
        self.plan: pl.LazyFrame = step(nw.from_native(register_io_source(self._read, schema=schema))).to_native()

    def _read(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        """The source of the plan, as Polars calls it."""
        frame = self.frame if columns is None else self.frame.select(columns)
        frame = frame if predicate is None else frame.filter(predicate)
        yield frame if rows is None else frame.head(rows)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame that the step makes of `frame`, which is not kept."""
        self.frame = frame
        try:
            return self.plan.collect(engine="in-memory", optimizations=ONLY_SHARED_SUBEXPRESSIONS)
        finally:
            self.frame = self.empty


class Embedded:
    """The engine. Threads may share it: each borrows a compiled step from a pool, and compiles one where none is free."""

    def __init__(self) -> None:
        self.pools: defaultdict[Hashable, SimpleQueue[CompiledStep]] = defaultdict(SimpleQueue)
        self.compiling = Lock()

    def run(self, step: Step, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame that the step makes of `frame`."""
        with self.compiling:
            pool = self.pools[step, *frame.schema.items()]
        try:
            compiled = pool.get_nowait()
        except Empty:
            compiled = self._compile(pool, step, frame.schema)
        try:
            return compiled.run(frame)
        finally:
            pool.put(compiled)

    def _compile(self, pool: SimpleQueue[CompiledStep], step: Step, schema: pl.Schema) -> CompiledStep:
        """A compiled step: by one thread at a time, as one may have been given back while this one waited."""
        with self.compiling:
            try:
                return pool.get_nowait()
            except Empty:
                return CompiledStep(step, schema)

    def schema(self, frame: pl.DataFrame) -> Mapping[str, nw.dtypes.DType]:
        """The names and types of the columns."""
        return nw.from_native(frame).schema

    def unparsed_columns(self, frame: pl.DataFrame, typed: Mapping[str, str]) -> list[str]:
        """Of `typed` (raw column → typed column), the raw columns with fewer nulls than the typed one."""
        return [raw for raw, column in typed.items() if frame[raw].null_count() < frame[column].null_count()]

    def distinct(self, frame: pl.DataFrame, columns: list[str]) -> dict[str, list[Any]]:
        """The distinct values of each column, in no order, without null."""
        return {
            name: [] if (column := frame[name]).null_count() == frame.height else column.drop_nulls().unique().to_list()
            for name in columns
        }

    def join_lists(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """The frame with a column of lists turned to texts, items between ITEM_SEPARATORs; null stays null."""
        return frame.with_columns(pl.col(column).list.join(ITEM_SEPARATOR).cast(pl.Categorical))

    def lookup_join(
        self, frame: pl.DataFrame, column: str, table: Mapping[str, list[Any]], types: Mapping[str, nw.dtypes.DType]
    ) -> pl.DataFrame:
        """Left join with a small table whose first column is `column`: each row's index in it, then gathers."""
        small = pl.DataFrame(table, schema={name: DTYPES[dtype] for name, dtype in types.items()})
        codes, values = category_codes(frame[column], small[column]), small.drop(column)
        truths = [series for series in values if series.dtype == pl.Boolean]
        others = [series.gather(codes) for series in values if series.dtype != pl.Boolean]
        groups = (truths[start : start + BITS_PER_INTEGER] for start in range(0, len(truths), BITS_PER_INTEGER))
        return frame.with_columns(*others, *chain.from_iterable(gather_packed(group, codes) for group in groups))

    def unpivot(
        self, frame: pl.DataFrame, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]
    ) -> pl.DataFrame:
        """From wide to long: a row for each record and rule, with `kept`, `rule` and `columns`; rule by rule."""
        if not rules:
            empty = (pl.lit(None, dtype=pl.String).alias(name) for name in ("rule", *columns))
            return frame.select(*kept, *empty).clear()
        return pl.concat(
            frame.select(
                *kept, pl.lit(rule).alias("rule"), *(pl.col(f"{name} {number}").alias(name) for name in columns)
            )
            for number, rule in enumerate(rules)
        )


def category_codes(column: pl.Series, values: pl.Series) -> pl.Series:
    """The index in `values`, which are distinct, of each value of a column; null for null. Every value must be in `values`."""
    if column.dtype in (pl.String, pl.Categorical):
        return column.cast(pl.Enum(values)).cat.physical()
    wanted: list[int] = values.to_physical().to_list()
    first, last = min(wanted, default=0), max(wanted, default=0)
    if last - first > WIDEST_TABLE:
        return column.replace_strict(values, range(len(values)), return_dtype=pl.UInt32)
    codes = pl.Series([None], dtype=pl.UInt32).new_from_index(0, last - first + 1)
    codes = codes.scatter([value - first for value in wanted], range(len(wanted)))
    return codes.gather(column.to_physical() - first)


def gather_packed(truths: Sequence[pl.Series], codes: pl.Series) -> Iterator[pl.Series]:
    """At most BITS_PER_INTEGER columns of truths gathered at `codes` in one gather, as the bits of an integer.

    In each row of `truths` all are null or none is.
    """
    rows = zip(*truths, strict=True)
    packed = [None if None in row else sum(truth << bit for bit, truth in enumerate(row)) for row in rows]
    gathered = pl.Series(packed, dtype=pl.Int64).gather(codes)
    yield from (((gathered & (1 << bit)) != 0).alias(series.name) for bit, series in enumerate(truths))


def typed_frame(records: Sequence[Mapping[str, FactValue]], vocabulary: Vocabulary) -> pl.DataFrame:
    """Typed facts as the columns that rules are evaluated over, with ROW from 1; null where a record does not give a fact."""
    columns: dict[str, pl.Series] = {ROW: pl.Series(range(1, len(records) + 1), dtype=pl.Int64)}
    for name, fact in vocabulary.facts.items():
        names = columns_of(name, fact)
        nulls = [None] * len(names)
        values = [in_columns(fact, record[name]) if name in record else nulls for record in records]
        for column, cells in zip(names, zip(*values, strict=True) if values else [()] * len(names), strict=True):
            columns[column] = pl.Series(cells, dtype=DTYPES[dtype_of(fact)])
    return pl.DataFrame(columns)
