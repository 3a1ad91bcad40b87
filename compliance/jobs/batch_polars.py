"""Inspects a whole table on the embedded engine: chunk by chunk, every record kept, and what was found counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from compliance.tables.cells import TEXTS, fact_cells
from compliance.tables.source import ERROR, RECORD, Source

ERRORS = "errors"
FINDING = ("id", "row", "rule", "outcome", "reason", "actual", "required", "margin")
CHUNK = 1_000_000
TEXT_FACTS = ("id", "jurisdiction")
VERDICT = pl.Enum(VERDICT_CODES)
VERDICTS = pl.Series(VERDICT_CODES, dtype=VERDICT)


def kind_of(books: Mapping[str, RulesByPlace], headers: Sequence[str]) -> str:
    """The kind of subject that knows most of the headers; of those that know as many, the one with the most facts."""
    return max(books, key=lambda kind: (len(books[kind].columns(headers)), len(books[kind].codes())))


class CellFault(NamedTuple):
    """What is wrong with one cell of a record: the record's number from 1, its column's index from 0."""

    row: int
    column: int
    message: str


@dataclass
class Tally:
    """What was counted over the records of a table.

    `blanks` are cells that say no more than that nothing is known (“—”, 不详), by fact; `faults` are cells that cannot be read,
    by fact and what is wrong with them (see `quotes_emptied`).
    """

    rows: int = 0
    placeless: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    undetermined: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    blanks: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, listed: str, names: Iterable[str], times: int) -> None:
        """Adds what a list of that many records says."""
        counter: Counter[str] = getattr(self, listed)
        for name in names:
            counter[name] += times


class Inspection:
    """The inspection of one table. Its frames may be asked for more than once; the tally is of the records of `records`."""

    def __init__(self, book: RulesByPlace, source: Source) -> None:
        self.book, self.source = book, source
        self.advance: Callable[[int], None] = lambda rows: None
        self.engine = Embedded()
        self.frame = source.frame.with_row_index(RECORD, 1)
        schema: dict[str, pl.DataType] = dict(source.frame.collect_schema())
        self.headers = [name for name in schema if name != ERROR]
        self.columns = book.columns(self.headers)
        self.rules = pl.Enum(book.rules)
        self.schema = {
            **{name: schema[name] for name in self.headers},
            "verdict": VERDICT,
            "failed": pl.List(self.rules),
            "undetermined": pl.List(self.rules),
            "missing": pl.List(pl.Enum(list(dict.fromkeys(book.codes().values())))),
            ERRORS: TEXTS,
        }
        self.tally = Tally()
        self.faults: list[CellFault] = []
        self.hashes: list[pl.Series] = []
        self.lock = Lock()
        self.shared = cache(self._shared)

    def records(self) -> pl.LazyFrame:
        """The table's columns, then verdict, failed, undetermined, missing and errors."""
        return self.frame.map_batches(self._chunk, schema=self.schema, streamable=True, validate_output_schema=False)

    def _chunk(self, rows: pl.DataFrame) -> pl.DataFrame:
        found = [] if (good := readable(rows)).is_empty() and rows.height else [self._judged(good)]
        if good.height < rows.height:
            found.append(self._unread(rows.filter(pl.col(ERROR).is_not_null())))
        results = found[0] if len(found) == 1 else pl.concat(found).sort(ROW)
        with self.lock:
            self._count(rows, good, results)
        return pl.concat([rows.select(self.headers), results.drop(ROW)], how="horizontal")

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
        facts = self.columns.items()
        return rows.select(
            pl.col(RECORD).alias(ROW),
            *(self._cells(header, code in TEXT_FACTS).alias(f"raw {code}") for header, code in facts),
        )

    def _cells(self, header: str, as_texts: bool) -> pl.Expr:
        """A column as facts are read from it."""
        return fact_cells(pl.col(header), self.schema[header], as_texts)

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
        places = [self.headers.index(self._header(code_of(column)) or "") for column in columns]
        records = result.filter(wrong).select(ROW, *columns).iter_rows()
        faults = [
            CellFault(row, at, message)
            for row, *messages in records
            for at, message in zip(places, messages, strict=True)
            if message
        ]
        with self.lock:
            self.faults += faults
            self.tally.faults.update(
                (self.columns[self.headers[fault.column]], quotes_emptied(fault.message)) for fault in faults
            )
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
        return f"{self.source.place(fault.row, fault.column)}: {self.headers[fault.column]}: {fault.message}"

    def _count(self, rows: pl.DataFrame, good: pl.DataFrame, results: pl.DataFrame) -> None:
        """Counts verdicts, and notes the records' numbers."""
        self.tally.rows += rows.height
        for verdict, number in results["verdict"].value_counts().iter_rows():
            self.tally.verdicts[verdict] += number
        place = self._header("jurisdiction")
        if place is None or self.book.jurisdiction:
            self.tally.placeless += 0 if self.book.jurisdiction else good.height
        else:
            names = good.select(self._cells(place, as_texts=True)).to_series()
            self.tally.placeless += sum(n for name, n in names.value_counts().iter_rows() if is_blank(name or ""))
        if header := self._header("id"):
            numbers = good.select(self._cells(header, as_texts=True)).to_series()
            self.hashes.append(numbers.drop_nulls().hash())
        self.advance(rows.height)

    def _header(self, code: str) -> str | None:
        """The header of a fact's column."""
        return next((header for header, one in self.columns.items() if one == code), None)

    def twice(self) -> list[tuple[str, list[int]]]:
        """The numbers that stand in more than one record, and the rows of these records, after the records were read."""
        header = self._header("id")
        if header is None or not self.hashes:
            return []
        every = pl.concat(self.hashes).sort()
        again = every.filter(every == every.shift(1)).unique()
        if again.is_empty():
            return []
        number = self._cells(header, as_texts=True)
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
        header = self._header("id")
        number = pl.lit(None, dtype=pl.String) if header is None else self._cells(header, as_texts=True)
        numbers = rows.select(pl.col(RECORD).alias(ROW), number.alias("id"))
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
