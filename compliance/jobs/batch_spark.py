"""The engine of a cluster: Spark. The same steps over frames that may not fit one machine, read and written as Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any

import narwhals as nw
from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import FloatType

from compliance.base.phrase import Phrase
from compliance.base.printable import quotes_emptied
from compliance.base.yaml_nodes import refusal
from compliance.columnar.engine import ROW
from compliance.columnar.engines.spark import Spark, session
from compliance.columnar.evaluate import Judged, judged
from compliance.columnar.result_columns import LISTS, VERDICT_CODES, bitmask_names
from compliance.facts.parsing import BLANKS, DASHES
from compliance.jobs.batch_doubts import filled, placeless, unread
from compliance.jobs.batch_polars import ERRORS, FINDING, code_of, kind_of
from compliance.jobs.opened import Request, books_of, check_headers
from compliance.jobs.raw_cells import ENDS_WITH_DIGIT, TEXT_FACTS
from compliance.jobs.summary import Summary, summary_of
from compliance.jobs.table_columns import Column as TableColumn
from compliance.jobs.table_columns import columns_of, doubts_of, given_values, unused
from compliance.jobs.tally import WORST, Tally, WorstRecord
from compliance.packs.library import Library
from compliance.packs.precedence import ALL
from compliance.packs.ready import ONLY_SOME

NOT_READ = Phrase(
    "集群读不到这张表；应为 Parquet 文件或文件夹", "the cluster cannot read it; a Parquet file or folder was expected"
)
WITHIN_PARTITION = 33
EDGES = f"^[{re.escape(DASHES)}]+|[{re.escape(DASHES)}]+$"


class Cluster:
    """A table of filings on a cluster. Raises InputError where it cannot be read there."""

    def __init__(self, library: Library, request: Request, master: str | None) -> None:
        self.request = request
        self.engine = Spark(session(master))
        try:
            self.table = self.engine.session.read.parquet(*request.tables)
        except AnalysisException:
            raise refusal(", ".join(request.tables), NOT_READ) from None
        self.headers = self.table.columns
        books = books_of(library, request)
        self.book = books[request.kind or kind_of(books, self.headers)]
        check_headers(request.tables[0], self.book, self.headers)
        self.columns = columns_of(self.book, self.headers, given_values(self.book, request.values))
        self.given = [f"given {number}" for number, _ in enumerate(self.headers)]

    def judge(self, results: str | None, findings: str | None) -> Summary:
        """Judges all records, and writes what is asked for: folders of Parquet, where the cluster sees them."""
        every = list(judged(self.engine, self.numbered(), self.book))
        judged_ones = [one.results(self.engine, *self.given, *one.blanks) for one in every]
        written = [self.named(one, frame) for one, frame in zip(every, judged_ones, strict=True)]
        if results:
            self.write(self.in_order(written).drop(ROW), results)
        if findings:
            self.write(self.findings(every), findings)
        tally = self.tally(every, judged_ones)
        tally.worst = self.worst(every, judged_ones)
        cells = doubts_of(self.columns, self.book, lambda header: f"#{self.headers.index(header) + 1}")
        doubts = [*placeless(tally), *cells, *filled(tally, self.columns, self.book), *unread(tally, self.book)]
        notes = [ONLY_SOME] if self.request.selection != ALL else []
        return summary_of(self.book, tally, doubts, [*notes, *unused(self.columns)], results is not None)

    def numbered(self) -> DataFrame:
        """The table's own columns, its facts as `raw FACT`, and the records' numbers, from 1 in the order of its files."""
        own = [f.col(f"`{header}`").alias(name) for header, name in zip(self.headers, self.given, strict=True)]
        facts = dict.fromkeys([*(column.fact for column in self.columns.read), *self.columns.given])
        raw = [self.cells(fact).alias(f"raw {fact}") for fact in facts]
        frame = self.table.select(f.monotonically_increasing_id().alias(ROW), *own, *raw)
        partition = f.shiftright(ROW, WITHIN_PARTITION)
        sizes = sorted(frame.groupBy(partition.alias("part")).count().collect())
        before = accumulate((size for _, size in sizes), initial=1)
        offsets = {"§part": [part for part, _ in sizes], "§before": list(before)[: len(sizes)]}
        placed = self.engine.lookup_join(
            frame.withColumn("§part", partition), "§part", offsets, {name: nw.Int64() for name in offsets}
        )
        within = f.col(ROW).bitwiseAND(f.lit((1 << WITHIN_PARTITION) - 1))
        return placed.withColumn(ROW, f.col("§before") + within).drop("§part", "§before")

    def cells(self, fact: str) -> Column:
        """The cells of a fact: those of its column, the value for the whole table where they are blank."""
        given, column = self.columns.given.get(fact), self.columns.column(fact)
        if column is None:
            return f.lit(given).cast("string")
        cells = self.read(column, fact in TEXT_FACTS or given is not None)
        return cells if given is None else f.when(blank(cells), f.lit(given)).otherwise(cells)

    def read(self, column: TableColumn, as_texts: bool) -> Column:
        """A column as a fact is read from it; a float of 32 bits is its shortest decimal; a number has its header's unit."""
        cells = f.col(f"`{column.header}`")
        if isinstance(self.table.schema[column.header].dataType, FloatType):
            cells = cells.cast("string").cast("double")
        if column.unit is not None:
            texts = cells.cast("string")
            return f.when(texts.rlike(ENDS_WITH_DIGIT), f.concat(texts, f.lit(column.unit))).otherwise(texts)
        return cells.cast("string") if as_texts else cells

    def named(self, one: Judged[DataFrame], frame: DataFrame) -> DataFrame:
        """Results under the table's own headers, with lists, and what is wrong with each record."""
        own = [f.col(f"`{name}`").alias(header) for header, name in zip(self.headers, self.given, strict=True)]
        lists = [
            texts([f.when(bit, f.lit(name)) for name, bit in bits(parts)]).alias(listed)
            for listed, parts in bitmask_names(one.compiled).items()
        ]
        errors = texts([self.told(name) for name in one.errors]).alias(ERRORS)
        verdict = f.element_at(f.array(*map(f.lit, VERDICT_CODES)), f.col("verdict") + 1).alias("verdict")
        source = f.concat(f.lit(f"{self.request.tables[0]} row "), f.col(ROW).cast("string")).alias("source")
        return frame.select(f.col(ROW), *own, source, verdict, *lists, errors)

    def told(self, column: str) -> Column:
        """What is wrong with a fact, under its header."""
        own = self.columns.column(code_of(column))
        header = own.header if own else "--set"
        return f.when(f.col(f"`{column}`").isNotNull(), f.concat(f.lit(f"{header}: "), f.col(f"`{column}`")))

    def in_order(self, frames: list[DataFrame]) -> DataFrame:
        """The records of all places in the order read."""
        return frames[0] if len(frames) == 1 else reduce(DataFrame.unionByName, frames).orderBy(ROW)

    def findings(self, every: list[Judged[DataFrame]]) -> DataFrame:
        """A row a record and rule, those of one record together."""
        number = self.given_name("id")
        parts = [one.findings(self.engine, ROW, *([number] if number else [])) for one in every]
        identity = f.col(f"`{number}`").cast("string") if number else f.lit(None).cast("string")
        row = f.col(ROW).alias("row")
        return (
            reduce(DataFrame.unionByName, parts)
            .select(identity.alias("id"), row, *(f.col(name) for name in FINDING[2:]))
            .orderBy("row", "rule")
        )

    def given_name(self, fact: str) -> str | None:
        """The name under which the own column of a fact is carried along."""
        column = self.columns.column(fact)
        return self.given[self.headers.index(column.header)] if column else None

    def worst(self, every: list[Judged[DataFrame]], frames: list[DataFrame]) -> list[WorstRecord]:
        """The records that fail most rules."""
        tally = Tally()
        for one, frame in zip(every, frames, strict=True):
            failed = texts([f.when(bit, f.lit(name)) for name, bit in bits(bitmask_names(one.compiled)["failed"])])
            names = [self.given_name("id"), self.given_name("name")]
            own = [f.col(f"`{name}`").cast("string") if name else f.lit(None).cast("string") for name in names]
            rows = frame.select(f.col(ROW), *own, failed.alias("§failed")).where(f.size("§failed") > 0)
            found = rows.orderBy(f.size("§failed").desc(), ROW).limit(WORST).collect()
            tally.rank(WorstRecord(row, number, name, tuple(rules)) for row, number, name, rules in found)
        return tally.worst

    def tally(self, every: list[Judged[DataFrame]], frames: list[DataFrame]) -> Tally:
        """What was counted."""
        tally = Tally()
        for fact in self.columns.given:
            own = self.columns.column(fact)
            filled_in = self.table.where(blank(self.read(own, as_texts=True))) if own else self.table
            tally.filled[fact] = filled_in.count()
        if not self.book.jurisdiction:
            tally.placeless = self.table.where(f.coalesce(f.trim(self.cells("jurisdiction")), f.lit("")) == "").count()
        for one, frame in zip(every, frames, strict=True):
            wrong: set[str] = set()
            named = [(listed, name, bit) for listed in LISTS for name, bit in bits(bitmask_names(one.compiled)[listed])]
            sums = [f.sum(bit.cast("bigint")).alias(str(number)) for number, (_, _, bit) in enumerate(named)]
            cells = [f.count(f"`{column}`").alias(column) for column in (*one.errors, *one.blanks)]
            for row in frame.groupBy("verdict").agg(f.count("*").alias("records"), *sums, *cells).collect():
                tally.verdicts[VERDICT_CODES[row["verdict"]]] += row["records"]
                tally.rows += row["records"]
                for number, (listed, name, _) in enumerate(named):
                    if row[str(number)]:
                        tally.count(listed, [name], row[str(number)])
                tally.blanks.update({code_of(column): row[column] for column in one.blanks})
                wrong.update(column for column in one.errors if row[column])
            for column in wrong:
                kinds = frame.groupBy(f.col(f"`{column}`").alias("message")).count().where("message is not null")
                for message, count in kinds.collect():
                    tally.faults[code_of(column), quotes_emptied(message)] += count
        return tally

    def write(self, frame: DataFrame, target: str) -> None:
        """Writes aside, then renames."""
        part = f"{target.rstrip('/')}.part"
        frame.write.mode("overwrite").parquet(part)
        session: Any = self.engine.session
        jvm, conf = session._jvm, session._jsc.hadoopConfiguration()
        old, new = (jvm.org.apache.hadoop.fs.Path(path) for path in (target, part))
        files = old.getFileSystem(conf)
        files.delete(old, True)
        files.rename(new, old)


def blank(texts: Column) -> Column:
    """Whether texts are null or say that nothing is known."""
    return texts.isNull() | f.lower(f.regexp_replace(texts, EDGES, "")).isin(*BLANKS)


def bits(masks: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Column]]:
    """Each name that the bit masks of a list cover, and whether its bit is set."""
    for column, names in masks.items():
        for bit, name in enumerate(names):
            yield name, f.col(f"`{column}`").bitwiseAND(f.lit(1 << bit)) != 0


def texts(items: list[Column]) -> Column:
    """A list of those items that are not null."""
    return f.filter(f.array(*items).cast("array<string>"), lambda item: item.isNotNull())
