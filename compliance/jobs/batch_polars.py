"""Inspects a whole table on the embedded engine: chunk by chunk, every record kept, and what was found counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from threading import Lock
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from compliance.base.outcome import INVALID
from compliance.base.printable import quotes_emptied
from compliance.columnar.compiled_rules import CompiledRules
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded
from compliance.columnar.evaluate import RulesByPlace, judged
from compliance.columnar.interned_lists import InternedLists
from compliance.columnar.result_columns import LISTS, VERDICT_CODES, bitmask_names
from compliance.facts.parsing import is_blank
from compliance.jobs.raw_cells import RawCells
from compliance.jobs.record_places import SOURCE, places
from compliance.jobs.table_columns import TableColumns
from compliance.jobs.tally import WORST, Tally, WorstRecord
from compliance.tables.cells import TEXTS
from compliance.tables.source import ERROR, RECORD, Source

ERRORS = "errors"
FINDING = ("id", "row", "rule", "outcome", "reason", "actual", "required", "margin")
CHUNK = 1_000_000
IDENTITIES = ("id", "credit_code", "name")
VERDICT = pl.Enum(VERDICT_CODES)
VERDICTS = pl.Series(VERDICT_CODES, dtype=VERDICT)


def kind_of(books: Mapping[str, RulesByPlace], headers: Sequence[str]) -> str:
    """The kind of subject that knows most of the headers; of those that know as many, the one with the most facts."""
    return max(books, key=lambda kind: (len(books[kind].columns(headers)), len(books[kind].facts)))


class CellFault(NamedTuple):
    """What is wrong with one cell of a record: the record's number from 1, the fact, its column's index from 0.

    `column` is None for a value that was given for the whole table.
    """

    row: int
    fact: str
    column: int | None
    message: str


class Inspection:
    """The inspection of one table. Its frames may be asked for more than once; the tally is of the records of `records`."""

    def __init__(self, book: RulesByPlace, source: Source, columns: TableColumns) -> None:
        self.book, self.source, self.columns = book, source, columns
        self.advance: Callable[[int], None] = lambda rows: None
        self.engine = Embedded()
        self.frame = source.frame.with_row_index(RECORD, 1)
        schema: dict[str, pl.DataType] = dict(source.frame.collect_schema())
        self.headers = [name for name in schema if name != ERROR]
        self.cells = RawCells(columns, schema)
        self.rules = pl.Enum(book.rules)
        self.schema = {
            **{name: schema[name] for name in self.headers},
            SOURCE: pl.String(),
            "verdict": VERDICT,
            "failed": pl.List(self.rules),
            "undetermined": pl.List(self.rules),
            "missing": pl.List(pl.Enum(list(book.facts))),
            ERRORS: TEXTS,
        }
        self.with_source = False
        self.tally = Tally()
        self.faults: list[CellFault] = []
        self.hashes: dict[str, list[pl.Series]] = {fact: [] for fact in IDENTITIES if columns.column(fact)}
        self.lock = Lock()
        self.shared = cache(self._shared)

    def records(self, with_source: bool = False) -> pl.LazyFrame:
        """The table's columns, then source (null unless asked for), verdict, failed, undetermined, missing and errors."""
        self.with_source = with_source
        return self.frame.map_batches(self._chunk, schema=self.schema, streamable=True, validate_output_schema=False)

    def _chunk(self, rows: pl.DataFrame) -> pl.DataFrame:
        found = [] if (good := readable(rows)).is_empty() and rows.height else [self._judged(good)]
        if good.height < rows.height:
            found.append(self._unread(rows.filter(pl.col(ERROR).is_not_null())))
        results = found[0] if len(found) == 1 else pl.concat(found).sort(ROW)
        worst, hashes = list(self._worst(rows, results)), self._hashes(good)
        with self.lock:
            self._count(rows, good, results)
            self.tally.rank(worst)
            for fact, values in hashes.items():
                self.hashes[fact].append(values)
        stands = places(rows[RECORD], self.source.place) if self.with_source else pl.lit(None, pl.String)
        own = rows.select(*self.headers, stands.alias(SOURCE))
        return pl.concat([own, results.drop(ROW)], how="horizontal")

    def _judged(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What the records come to."""
        found = []
        for one in judged(self.engine, self._raw(rows), self.book):
            result = one.results(self.engine)
            errors = self._errors(result, one.errors)
            with self.lock:
                for column in one.blanks:
                    self.tally.blanks[code_of(column)] += one.frame[column].count()
            lists = [self._list(result, name, parts) for name, parts in self.shared(one.compiled).items()]
            verdict = VERDICTS.gather(result["verdict"]).alias("verdict")
            found.append(pl.DataFrame([result[ROW], verdict, *lists, errors.alias(ERRORS)]))
        return found[0] if len(found) == 1 else pl.concat(found).sort(ROW)

    def _unread(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The results of records that could not be read."""
        verdict = pl.lit(INVALID, VERDICT).alias("verdict")
        none = (pl.lit([], dtype=self.schema[name]).alias(name) for name in LISTS)
        return rows.select(pl.col(RECORD).alias(ROW), verdict, *none, pl.concat_list(ERROR).alias(ERRORS))

    def _raw(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The cells of facts, under their names."""
        return rows.with_columns(pl.col(RECORD).alias(ROW), *self.cells.all()).select(
            ROW, *(f"raw {fact}" for fact in self.cells.facts)
        )

    def _list(self, result: pl.DataFrame, name: str, parts: Mapping[str, InternedLists]) -> pl.Series:
        """A list of each record, of the numbers that tell its parts; what is in it is counted."""
        columns = []
        for column, shared in parts.items():
            with self.lock:
                for number, times in result[column].value_counts().iter_rows():
                    self.tally.count(name, shared.names_of(number), times)
            columns.append(shared.of(result[column]).alias(name))
        return columns[0] if len(columns) == 1 else pl.select(pl.concat_list(columns).alias(name)).to_series()

    def _shared(self, compiled: CompiledRules) -> dict[str, dict[str, InternedLists]]:
        """The lists of the rules, by the columns of their bit masks."""
        return {
            name: {column: InternedLists(names, self.schema[name]) for column, names in masks.items()}
            for name, masks in bitmask_names(compiled).items()
        }

    def _errors(self, result: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
        """What is wrong with each record, cell by cell."""
        has_error = (pl.col(name).is_not_null() for name in columns)
        wrong = result.select(pl.any_horizontal(pl.col(ROW).is_null(), *has_error)).to_series()
        facts = [code_of(column) for column in columns]
        records = result.filter(wrong).select(ROW, *columns).iter_rows()
        faults = [
            CellFault(row, fact, self.index(fact), message)
            for row, *messages in records
            for fact, message in zip(facts, messages, strict=True)
            if message
        ]
        with self.lock:
            self.faults += faults
            self.tally.faults.update((fault.fact, quotes_emptied(fault.message)) for fault in faults)
        told = pl.DataFrame(
            {ROW: [one.row for one in faults], ERRORS: list(map(self._told, faults))},
            {ROW: pl.UInt32, ERRORS: pl.String},
        )
        lists = told.group_by(ROW, maintain_order=True).agg(ERRORS)[ERRORS]
        none = pl.Series(ERRORS, [[]], dtype=TEXTS)
        return pl.concat([none, lists], rechunk=True).gather(
            pl.select(pl.when(wrong).then(wrong.cum_sum()).otherwise(0)).to_series()
        )

    def _told(self, fault: CellFault) -> str:
        """What is wrong with a cell, and where."""
        if fault.column is None:
            return f"{self.source.place(fault.row, None)}: --set: {fault.message}"
        return f"{self.source.place(fault.row, fault.column)}: {self.headers[fault.column]}: {fault.message}"

    def _count(self, rows: pl.DataFrame, good: pl.DataFrame, results: pl.DataFrame) -> None:
        """Counts verdicts, and what was given for the whole table."""
        self.tally.rows += rows.height
        for verdict, number in results["verdict"].value_counts().iter_rows():
            self.tally.verdicts[verdict] += number
        if not self.book.jurisdiction:
            names = self._texts(good, self.cells.of("jurisdiction"))
            self.tally.placeless += sum(n for name, n in names.value_counts().iter_rows() if is_blank(name or ""))
        for fact in self.columns.given:
            self.tally.filled[fact] += int(self._texts(good, self.cells.filled(fact)).sum())
        self.advance(rows.height)

    def _hashes(self, good: pl.DataFrame) -> dict[str, pl.Series]:
        """Hashes of what records are known by, to find those that stand twice."""
        return {fact: self._texts(good, self.cells.texts(fact)).drop_nulls().hash() for fact in self.hashes}

    def _texts(self, rows: pl.DataFrame, cells: pl.Expr) -> pl.Series:
        """A value for each record."""
        return rows.with_columns(cells.alias("§cells"))["§cells"]

    def _worst(self, rows: pl.DataFrame, results: pl.DataFrame) -> Iterator[WorstRecord]:
        """Those of some records that fail most rules, as far as they may be among the worst of all."""
        known = self.tally.worst
        least = len(known[-1].failed) if len(known) == WORST else 1
        failed = results["failed"].list.len()
        at = (failed >= least).arg_true()
        counts = pl.DataFrame({ROW: results[ROW].gather(at), "§failed": failed.gather(at), "§at": at})
        most = counts.top_k(WORST, by=["§failed", ROW], reverse=[False, True])
        records = rows[most["§at"].to_list()].with_columns(
            self.cells.texts("id").alias("§id"), self.cells.texts("name").alias("§name")
        )
        for number, name, at in zip(records["§id"], records["§name"], most["§at"], strict=True):
            yield WorstRecord(results[ROW][at], number, name, tuple(results["failed"][at]))

    def index(self, code: str) -> int | None:
        """The index of a fact's column; None where there is none."""
        column = self.columns.column(code)
        return self.headers.index(column.header) if column else None

    def twice(self, fact: str) -> list[tuple[str, list[int]]]:
        """The values of a fact that more than one record has, and the rows of these records, after the records were read."""
        if not self.hashes.get(fact):
            return []
        every = pl.concat(self.hashes[fact]).sort()
        again = every.filter(every == every.shift(1)).unique()
        if again.is_empty():
            return []
        number = self.cells.texts(fact)
        suspects = self.frame.filter(number.hash().is_in(again.implode())).select(number.alias("id"), RECORD)
        rows = suspects.group_by("id").agg(RECORD).filter(pl.col(RECORD).list.len() > 1).collect(engine="streaming")
        return sorted((one, sorted(at)) for one, at in rows.iter_rows())

    def findings(self) -> pl.LazyFrame:
        """A row a record and rule, those of one record together in the order of its rules; none for invalid records."""
        schema = {name: pl.Int64 if name == "row" else pl.String for name in FINDING}

        def frames(
            columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
        ) -> Iterator[pl.DataFrame]:
            for chunk in self.frame.collect_batches(chunk_size=self._step, maintain_order=True):
                found = self._findings(chunk)
                found = found if predicate is None else found.filter(predicate)
                yield found if columns is None else found.select(columns)

        return register_io_source(frames, schema=schema)

    @property
    def _step(self) -> int:
        """How many records make a chunk of findings that memory holds well."""
        return max(1000, CHUNK // max(1, max(len(self.book.compiled(place).rules) for place in self.book.places)))

    def _findings(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The findings on some records."""
        rows = readable(rows)
        parts = [one.findings(self.engine, ROW) for one in judged(self.engine, self._raw(rows), self.book)]
        found = pl.concat(parts).sort(ROW, maintain_order=True)
        numbers = rows.with_columns(pl.col(RECORD).alias(ROW), self.cells.texts("id").alias("§id")).select(
            ROW, pl.col("§id").alias("id")
        )
        return found.join(numbers, on=ROW, how="left", maintain_order="left").select(
            pl.col(ROW).cast(pl.Int64).alias("row") if name == "row" else name for name in FINDING
        )


def code_of(column: str) -> str:
    """The fact that a column of errors is about."""
    name = column.partition(" ")[2]
    return "jurisdiction" if name.startswith("§") else name


def readable(rows: pl.DataFrame) -> pl.DataFrame:
    """The records that could be read."""
    return rows.filter(pl.col(ERROR).is_null()) if ERROR in rows.columns else rows
