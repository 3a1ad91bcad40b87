"""Spark as an engine: frames are lazy, evaluated on a cluster when they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from compliance.columnar.engine import ITEM_SEPARATOR, Step

TYPES: dict[nw.dtypes.DType, str] = {
    nw.String(): "string",
    nw.Int64(): "bigint",
    nw.Boolean(): "boolean",
    nw.Date(): "date",
}


# The plan of hundreds of rules is long: the driver needs room for it, and nobody reads it as text.
SETTINGS = {
    "spark.driver.memory": "4g",
    "spark.sql.maxPlanStringLength": "4096",
    "spark.ui.showConsoleProgress": "false",
}


class Spark:
    """The engine of one session."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def run(self, step: Step, frame: DataFrame) -> DataFrame:
        """The frame that the step makes of `frame`, not yet evaluated."""
        return step(nw.from_native(frame)).to_native()

    def schema(self, frame: DataFrame) -> Mapping[str, nw.dtypes.DType]:
        """The names and types of the columns."""
        schema: Mapping[str, nw.dtypes.DType] = nw.from_native(frame).collect_schema()
        return schema

    def unparsed_columns(self, frame: DataFrame, typed: Mapping[str, str]) -> list[str]:
        """All raw columns: counting nulls takes a pass over the data, longer than parsing what may be left."""
        return list(typed)

    def distinct(self, frame: DataFrame, columns: list[str]) -> dict[str, list[Any]]:
        """The distinct values of each column, in no order, without null; all columns in one pass."""
        if not columns:
            return {}
        values: dict[str, list[Any]] = (
            frame.select(*(f.collect_set(f.col(name)).alias(name) for name in columns)).collect()[0].asDict()
        )
        return values

    def join_lists(self, frame: DataFrame, column: str) -> DataFrame:
        """The frame with a column of lists turned to texts, items between ITEM_SEPARATORs; null stays null."""
        text = f.when(f.col(column).isNotNull(), f.concat_ws(ITEM_SEPARATOR, f.col(column)))
        return frame.withColumn(column, text)

    def lookup_join(
        self, frame: DataFrame, column: str, table: Mapping[str, list[Any]], types: Mapping[str, nw.dtypes.DType]
    ) -> DataFrame:
        """Left join with a small table, broadcast to the workers; its first column is `column`."""
        schema = ", ".join(f"`{name}` {TYPES[dtype]}" for name, dtype in types.items())
        small = self.session.createDataFrame(list(zip(*table.values(), strict=True)), schema)
        return frame.join(f.broadcast(small), on=column, how="left")

    def unpivot(self, frame: DataFrame, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]) -> DataFrame:
        """From wide to long: a row for each record and rule, with `kept`, `rule` and `columns`."""
        own = [f.col(f"`{name}`") for name in kept]
        if not rules:
            empty = (f.lit(None).cast("string").alias(name) for name in ("rule", *columns))
            return frame.select(*own, *empty).limit(0)
        findings = [
            f.struct(f.lit(rule).alias("rule"), *(f.col(f"`{name} {number}`").alias(name) for name in columns))
            for number, rule in enumerate(rules)
        ]
        return frame.select(*own, f.explode_outer(f.array(*findings)).alias("finding")).select(*own, "finding.*")


def session(master: str | None) -> SparkSession:
    """A session on the master of that address; without one, on the master that Spark's own configuration names."""
    builder = SparkSession.builder.appName("compliance").config("spark.ui.enabled", "false")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    started = (builder.master(master) if master else builder).getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started
