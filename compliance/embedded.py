"""The embedded engine: Polars, a chunk of a table at a time."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from compliance.cells import ROW, SEPARATOR, Step, columns_of, dtype_of, in_columns
from compliance.vocabulary import FactValue, Vocabulary

DTYPES: dict[nw.dtypes.DType, Any] = {
    nw.String(): pl.String,
    nw.Int64(): pl.Int64,
    nw.Boolean(): pl.Boolean,
    nw.Date(): pl.Date,
    nw.List(nw.String()): pl.List(pl.String),
}


class Plan:
    """A step made ready once and run over one frame after another.

    Turning narwhals' expressions into the engine's takes as long as evaluating them over a chunk; so the plan reads from a
    source that hands it whichever frame is to be run.
    """

    def __init__(self, step: Step, schema: pl.Schema) -> None:
        self.frame = self.nothing = pl.DataFrame(schema=schema)
        source = nw.from_native(register_io_source(self._frames, schema=schema))
        self.plan: pl.LazyFrame = step(source).to_native()

    def _frames(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        frame = self.frame if columns is None else self.frame.select(columns)
        frame = frame if predicate is None else frame.filter(predicate)
        yield frame if rows is None else frame.head(rows)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The step done to the frame."""
        self.frame = frame
        try:
            return self.plan.collect(engine="in-memory")
        finally:
            self.frame = self.nothing


class Embedded:
    """Frames are Polars' own, of a size that memory holds. Chunks may be run at the same time, each by plans of its own."""

    def __init__(self) -> None:
        self.plans: defaultdict[Any, deque[Plan]] = defaultdict(deque)

    def run(self, step: Step, frame: pl.DataFrame) -> pl.DataFrame:
        """A step done."""
        free = self.plans[type(step), step, tuple(frame.schema.items())]
        try:
            plan = free.pop()
        except IndexError:
            plan = Plan(step, frame.schema)
        result = plan.run(frame)
        free.append(plan)
        return result

    def schema(self, frame: pl.DataFrame) -> Mapping[str, nw.dtypes.DType]:
        """The columns and their types."""
        return nw.from_native(frame).schema

    def distinct(self, frame: pl.DataFrame, columns: list[str]) -> dict[str, list[Any]]:
        """The different values of each column, nulls left out."""
        return {
            name: [] if (column := frame[name]).null_count() == frame.height else column.drop_nulls().unique().to_list()
            for name in columns
        }

    def flat(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """The frame with a column of lists as texts, its items between SEPARATORs."""
        return frame.with_columns(pl.col(column).list.join(SEPARATOR))

    def looked_up(
        self,
        frame: pl.DataFrame,
        column: str,
        table: Mapping[str, list[Any]],
        types: Mapping[str, nw.dtypes.DType],
    ) -> pl.DataFrame:
        """The frame with what a table says beside each value of its first column."""
        known = pl.DataFrame(table, schema={name: DTYPES[dtype] for name, dtype in types.items()})
        return frame.join(known, on=column, how="left", maintain_order="left")

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
