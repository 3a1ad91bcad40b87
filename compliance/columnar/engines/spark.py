"""The engine of a cluster: Spark. Frames are evaluated when they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from compliance.columnar.engine import SEPARATOR, Step

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
    """Frames are Spark's own, evaluated when they are written."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def run(self, step: Step, frame: DataFrame) -> DataFrame:
        """A step done."""
        done: DataFrame = step(nw.from_native(frame)).to_native()
        return done

    def schema(self, frame: DataFrame) -> Mapping[str, nw.dtypes.DType]:
        """The columns and their types."""
        return nw.from_native(frame).collect_schema()

    def short(self, frame: DataFrame, columns: Mapping[str, str]) -> list[str]:
        """All of the columns: to count what is in them takes longer than to look."""
        return list(columns)

    def distinct(self, frame: DataFrame, columns: list[str]) -> dict[str, list[Any]]:
        """The different values of each column, nulls left out."""
        found = frame.select(*(f.collect_set(f.col(name)).alias(name) for name in columns)).first() if columns else None
        return found.asDict() if found else {}

    def flat(self, frame: DataFrame, column: str) -> DataFrame:
        """The frame with a column of lists as texts, its items between SEPARATORs."""
        return frame.withColumn(column, f.when(f.col(column).isNotNull(), f.concat_ws(SEPARATOR, f.col(column))))

    def looked_up(
        self, frame: DataFrame, column: str, table: Mapping[str, list[Any]], types: Mapping[str, nw.dtypes.DType]
    ) -> DataFrame:
        """The frame with what a table says beside each value of its first column."""
        schema = ", ".join(f"`{name}` {TYPES[dtype]}" for name, dtype in types.items())
        known = self.session.createDataFrame(list(zip(*table.values(), strict=True)), schema)
        return frame.join(f.broadcast(known), on=column, how="left")

    def stacked(self, frame: DataFrame, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]) -> DataFrame:
        """The columns of each rule, which end in its number, under one another: a row a record and rule."""
        found = [
            f.struct(f.lit(rule).alias("rule"), *(f.col(f"`{name} {number}`").alias(name) for name in columns))
            for number, rule in enumerate(rules)
        ]
        if not rules:
            nothing = (f.lit(None).cast("string").alias(name) for name in ("rule", *columns))
            return frame.select(*(f.col(f"`{name}`") for name in kept), *nothing).limit(0)
        one_each = frame.select(
            *(f.col(f"`{name}`") for name in kept), f.explode_outer(f.array(*found)).alias("finding")
        )
        return one_each.select(*(f.col(f"`{name}`") for name in kept), "finding.*")


def session(master: str | None) -> SparkSession:
    """The session on a master; on the one that the surroundings name, where none is given."""
    builder = SparkSession.builder.appName("compliance").config("spark.ui.enabled", "false")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    found = (builder.master(master) if master else builder).getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found
