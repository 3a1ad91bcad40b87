"""The engines as the tests use them: typed facts in, rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from compliance.columnar.coercion import columns_of, dtype_of, in_columns
from compliance.columnar.engine import ROW
from compliance.facts.vocabulary import FactValue, Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from compliance.columnar.engines.spark import Spark

NAMES: dict[nw.dtypes.DType, str] = {
    nw.String(): "string",
    nw.Int64(): "bigint",
    nw.Boolean(): "boolean",
    nw.Date(): "date",
}


def on_spark(engine: Spark, records: Sequence[Mapping[str, FactValue]], vocabulary: Vocabulary) -> DataFrame:
    """Typed facts as a frame on the cluster."""
    columns = [(column, NAMES[dtype_of(f)]) for name, f in vocabulary.facts.items() for column in columns_of(name, f)]
    rows = []
    for number, record in enumerate(records, start=1):
        row: list[object] = [number]
        for name, fact in vocabulary.facts.items():
            row += in_columns(fact, record[name]) if name in record else [None] * len(columns_of(name, fact))
        rows.append(tuple(row))
    schema = ", ".join(f"`{name}` {dtype}" for name, dtype in [(ROW, "bigint"), *columns])
    return engine.session.createDataFrame(rows, schema)


def spark_rows(frame: DataFrame) -> list[dict[str, Any]]:
    """A cluster's frame as rows."""
    return [row.asDict() for row in frame.collect()]
