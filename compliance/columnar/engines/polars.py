"""The embedded engine: Polars, a chunk of a table at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from threading import Lock, local
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from compliance.columnar.coercion import columns_of, dtype_of, in_columns
from compliance.columnar.engine import ROW, SEPARATOR, Step
from compliance.facts.vocabulary import FactValue, Vocabulary

DTYPES: dict[nw.dtypes.DType, Any] = {
    nw.String(): pl.String,
    nw.Int64(): pl.Int64,
    nw.Boolean(): pl.Boolean,
    nw.Date(): pl.Date,
    nw.List(nw.String()): pl.List(pl.String),
}


BITS, NEAR = 60, 100_000
SHARED_ONLY = pl.QueryOptFlags.none(comm_subexpr_elim=True)


class Plan:
    """A step made ready once and run over one frame after another, by several threads at the same time if need be.

    Turning narwhals' expressions into the engine's takes as long as evaluating them over a chunk; so the plan reads from a
    source that hands it the frame of the thread that runs it.
    """

    def __init__(self, step: Step, schema: pl.Schema) -> None:
        self.own = local()
        source = nw.from_native(register_io_source(self._frames, schema=schema))
        self.plan: pl.LazyFrame = step(source).to_native()

    def _frames(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        frame = self.own.__dict__.pop("frame")
        frame = frame if columns is None else frame.select(columns)
        frame = frame if predicate is None else frame.filter(predicate)
        yield frame if rows is None else frame.head(rows)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The step done to the frame."""
        self.own.frame = frame
        result = self.plan.collect(engine="in-memory", optimizations=SHARED_ONLY)
        if hasattr(self.own, "frame"):
            raise RuntimeError("another thread has read what this one was to read")
        return result


class Embedded:
    """Frames are Polars' own, of a size that memory holds."""

    def __init__(self) -> None:
        self.plans: dict[object, Plan] = {}
        self.lock = Lock()

    def run(self, step: Step, frame: pl.DataFrame) -> pl.DataFrame:
        """A step done."""
        key = (type(step), step, *frame.schema.items())
        with self.lock:
            plan = self.plans.get(key) or self.plans.setdefault(key, Plan(step, frame.schema))
        return plan.run(frame)

    def schema(self, frame: pl.DataFrame) -> Mapping[str, nw.dtypes.DType]:
        """The columns and their types."""
        return nw.from_native(frame).schema

    def short(self, frame: pl.DataFrame, columns: Mapping[str, str]) -> list[str]:
        """Those columns that have a value where the one told beside them has none."""
        return [name for name, other in columns.items() if frame[name].null_count() < frame[other].null_count()]

    def distinct(self, frame: pl.DataFrame, columns: list[str]) -> dict[str, list[Any]]:
        """The different values of each column, nulls left out."""
        return {
            name: [] if (column := frame[name]).null_count() == frame.height else column.drop_nulls().unique().to_list()
            for name in columns
        }

    def flat(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """The frame with a column of lists as texts, its items between SEPARATORs."""
        return frame.with_columns(pl.col(column).list.join(SEPARATOR).cast(pl.Categorical))

    def looked_up(
        self,
        frame: pl.DataFrame,
        column: str,
        table: Mapping[str, list[Any]],
        types: Mapping[str, nw.dtypes.DType],
    ) -> pl.DataFrame:
        """The frame with what a table says beside each value of its first column."""
        known = pl.DataFrame(table, schema={name: DTYPES[dtype] for name, dtype in types.items()})
        places, beside = places_in(frame[column], known[column]), known.drop(column)
        truths = [one for one in beside if one.dtype == pl.Boolean]
        others = [one.gather(places) for one in beside if one.dtype != pl.Boolean]
        packed = (told_together(truths[at : at + BITS], places) for at in range(0, len(truths), BITS))
        return frame.with_columns(*others, *chain.from_iterable(packed))

    def stacked(
        self, frame: pl.DataFrame, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]
    ) -> pl.DataFrame:
        """The columns of each rule, which end in its number, under one another: a row a record and rule."""
        if not rules:
            nothing = (pl.lit(None, dtype=pl.String).alias(name) for name in ("rule", *columns))
            return frame.select(*kept, *nothing).clear()
        return pl.concat(
            frame.select(
                *kept, pl.lit(rule).alias("rule"), *(pl.col(f"{name} {number}").alias(name) for name in columns)
            )
            for number, rule in enumerate(rules)
        )


def places_in(column: pl.Series, values: pl.Series) -> pl.Series:
    """Where each value of a column stands among different ones, of which it is one; null where there is none."""
    if column.dtype in (pl.String, pl.Categorical):
        return column.cast(pl.Enum(values)).cat.physical()
    wanted: list[int] = values.to_physical().to_list()
    first, last = min(wanted, default=0), max(wanted, default=0)
    if last - first > NEAR:
        return column.replace_strict(values, range(len(values)), return_dtype=pl.UInt32)
    places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, last - first + 1)
    places = places.scatter([one - first for one in wanted], range(len(wanted)))
    return places.gather(column.to_physical() - first)


def told_together(truths: Sequence[pl.Series], places: pl.Series) -> Iterator[pl.Series]:
    """The truths at some places, which are known all together or not at all: looked up at once, as the bits of a number."""
    rows = zip(*truths, strict=True)
    bits = [None if None in row else sum(truth << at for at, truth in enumerate(row)) for row in rows]
    found = pl.Series(bits, dtype=pl.Int64).gather(places)
    yield from (((found & (1 << at)) != 0).alias(one.name) for at, one in enumerate(truths))


def typed_frame(records: Sequence[Mapping[str, FactValue]], vocabulary: Vocabulary) -> pl.DataFrame:
    """Typed facts as the columns that rules are evaluated over, numbered from 1; what is not given is null."""
    columns: dict[str, pl.Series] = {ROW: pl.Series(range(1, len(records) + 1), dtype=pl.Int64)}
    for name, fact in vocabulary.facts.items():
        names = columns_of(name, fact)
        nothing = [None] * len(names)
        values = [in_columns(fact, one[name]) if name in one else nothing for one in records]
        for column, cells in zip(names, zip(*values, strict=True) if values else [()] * len(names), strict=True):
            columns[column] = pl.Series(cells, dtype=DTYPES[dtype_of(fact)])
    return pl.DataFrame(columns)
