"""A table of filings from file to file: read, judged, written, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Location
from compliance.base.outcome import Outcome
from compliance.base.phrase import Phrase, untranslated
from compliance.base.yaml_nodes import refusal
from compliance.facts.description import Entry
from compliance.findings.check import check_record
from compliance.findings.report import Report
from compliance.jobs.batch_doubts import filled, left_out, placeless, repeated, unread
from compliance.jobs.batch_polars import FINDING, Inspection, kind_of
from compliance.jobs.opened import Request, books_of, check_headers, expected, facts_and_units, header_cell, headers_of
from compliance.jobs.summary import Summary, labels_of, rules_of, summary_of
from compliance.jobs.table_columns import columns_of, doubts_of, given_values, unused
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL
from compliance.packs.ready import ONLY_SOME
from compliance.tables import source
from compliance.tables.cells import cell_text
from compliance.tables.read import read
from compliance.tables.result import Annotated, CellError
from compliance.tables.same_fact import merged
from compliance.tables.source import SchemaMismatch, Source
from compliance.tables.write import WRITTEN, check_target, flat, write

WORKBOOK = ".xlsx"
STANDS_AT = Phrase("来源", "source")

NOT_A_RECORD = Phrase("表中没有第 {row} 份记录", "the table has no record {row}")
MERGED = Phrase(
    "同一事实在各份记录中写法不一，已合并为一列；未单列的有：{names}",
    "the same fact under several names was read as one column; names that have no column of their own: {names}",
)


class Filings:
    """A table that is open for inspection. Raises InputError where it cannot be read."""

    def __init__(self, library: Library, request: Request) -> None:
        self.library, self.request = library, request
        self.books = books_of(library, request)
        self._open(read([Path(table) for table in request.tables], expected(library, self.books, request)))

    def _open(self, given: Source) -> None:
        """Settles what the columns of a table are taken for."""
        request, headers = self.request, headers_of(given)
        self.book = self.books[request.kind or given.kind or kind_of(self.books, headers)]
        check_headers(request.tables[0], self.book, headers)
        values = given_values(self.book, request.values)
        self.source = merged(given, facts_and_units(self.book, headers), request.language)
        kept = headers_of(self.source)
        self.merged = [header for header in headers if header not in kept]
        self.columns = columns_of(self.book, kept, values)
        self.inspection = Inspection(self.book, self.source, self.columns)

    def judge(self, target: str | None, target_of_findings: str | None, advance: Callable[[int], None]) -> Summary:
        """Judges all records, and writes what is asked for. Raises InputError where that cannot be written.

        `advance` is told how many more records are done; fewer than none where the table is not as its beginning showed, and
        all is begun anew: nothing has taken the place of a file yet.
        """
        results, findings = (Path(one) if one else None for one in (target, target_of_findings))
        if results:
            check_target(results, (WORKBOOK, *WRITTEN))
        if findings:
            check_target(findings, WRITTEN)
        try:
            return self._judge(results, findings, advance)
        except SchemaMismatch:
            advance(-self.inspection.tally.rows)
            self._rescan()
            return self._judge(results, findings, advance)
        except (PolarsError, PanicException):
            if self.source.recheck:
                self.source.recheck()
            raise

    def _rescan(self) -> None:
        """Opens the table anew, its columns as all of its records have them."""
        if self.source.rescan:
            self._open(self.source.rescan())

    def _judge(self, results: Path | None, findings: Path | None, advance: Callable[[int], None]) -> Summary:
        self.inspection.advance = advance
        records = self.inspection.records(with_source=results is not None)
        if results is None:
            records.select("verdict").sink_batches(lambda part: None, engine="streaming")
        else:
            self._write(records, results)
        if findings:
            write(self.inspection.findings(), findings)
        return summary_of(self.book, self.inspection.tally, self.doubts(), self.notes(), results is not None)

    def _write(self, records: pl.LazyFrame, target: Path) -> None:
        if target.suffix.lower() == WORKBOOK:
            self._write_workbook(flat(records).collect(engine="streaming"), target)
        else:
            write(records, target)

    def doubts(self) -> list[Phrase]:
        """What puts the numbers in doubt, once the records were read."""
        tally, source = self.inspection.tally, self.source
        return [
            *placeless(tally),
            *doubts_of(self.columns, self.book, partial(header_cell, source, self.inspection.headers)),
            *filled(tally, self.columns, self.book),
            *left_out(source.report),
            *unread(tally, self.book),
            *repeated(self.inspection, self.book),
        ]

    def notes(self) -> list[Phrase]:
        """What is to be said of the table as a whole besides."""
        chosen = [ONLY_SOME] if self.request.selection != ALL else []
        together = [MERGED.format(names=", ".join(self.merged))] if self.merged else []
        return [*chosen, *together, *unused(self.columns)]

    def _write_workbook(self, records: pl.DataFrame, target: Path) -> None:
        """The annotated workbook."""
        from compliance.tables.annotated import write as write_annotated

        open_ones = (Outcome.FAIL.value, Outcome.UNDETERMINED.value)
        found = self.inspection.findings().filter(pl.col("outcome").is_in(open_ones)).collect(engine="streaming")
        inspection, language = self.inspection, self.request.language
        annotated = Annotated(
            [*inspection.headers, STANDS_AT.text(language)],
            self.columns.facts,
            records,
            found.select(FINDING),
            rules_of(self.book),
            labels_of(self.book),
            [
                CellError(fault.row, fault.column, untranslated(fault.message))
                for fault in inspection.faults
                if fault.column is not None
            ],
            [*self.doubts(), *self.notes()],
            {code: fact.choices for code, fact in self.book.facts.items() if fact.choices},
        )
        write_annotated(target, annotated, language)

    def explain(self, row: int) -> Report:
        """The full report on one record, by the reference interpreter, judged as in the table. Raises InputError where it is invalid."""
        self._rescan()
        asked = self.request
        return check_record(self.library, self.entry(row), asked.as_of, asked.jurisdiction, asked.selection)

    def entry(self, row: int) -> Entry:
        """A record as a description is written. Raises InputError where the table has none of that number."""
        record = self._record(row)
        if source.ERROR in record.columns and (why := record[source.ERROR][0]):
            raise refusal(self.request.tables[0], untranslated(why))
        facts = self.book.ready(self.request.jurisdiction or self._place_of(record)).vocabulary.facts
        items: list[tuple[yaml_nodes.Scalar, yaml_nodes.Node]] = []
        for code in self.inspection.cells.facts:
            if code in facts:
                place = Location(self.source.place(row, self.inspection.index(code)))
                cells = record.select(self.inspection.cells.of(code))
                items.append((yaml_nodes.Scalar(code, False, place), node_of(cells.to_series().to_list()[0], place)))
        return Entry(self.book.kind, yaml_nodes.Mapping(items, Location(self.source.place(row, None))))

    def _record(self, row: int) -> pl.DataFrame:
        """The record of that number. Raises InputError."""
        rows = self.source.rows
        found = self.source.frame.slice(row - 1, 1).collect(engine="streaming") if rows is None or row <= rows else None
        if found is None or found.is_empty():
            raise refusal(self.request.tables[0], NOT_A_RECORD.format(row=row))
        return found

    def _place_of(self, record: pl.DataFrame) -> str:
        """The pack of a record's jurisdiction, as far as there is one."""
        text = record.select(self.inspection.cells.of("jurisdiction")).item()
        return self.library.find(str(text)) or NATIONAL if text else NATIONAL


def node_of(cell: object, place: Location) -> yaml_nodes.Node:
    """A cell as a value of a description."""
    if isinstance(cell, list):
        return yaml_nodes.Sequence([yaml_nodes.Scalar(str(item), False, place) for item in cell], place)
    text = (cell_text(cell) or "").strip()
    return yaml_nodes.Scalar(text, not text, place)
