"""A table of filings from file to file: read, judged, written, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars.exceptions import PanicException, PolarsError

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.outcome import Outcome, Responsible
from compliance.base.phrase import Language, Phrase, listed, untranslated
from compliance.base.yaml_nodes import refusal
from compliance.columnar.evaluate import RulesByPlace
from compliance.facts.description import Entry
from compliance.findings.check import check_record
from compliance.findings.report import PackUsed, Report
from compliance.jobs.batch_polars import FINDING, Inspection, Tally, kind_of
from compliance.jobs.summary import Summary
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, Selection
from compliance.packs.ready import NATIONAL_ONLY, ONLY_SOME
from compliance.tables import source
from compliance.tables.cells import cell_text, fact_cells
from compliance.tables.read import read
from compliance.tables.result import ADDED, Annotated, CellError, RuleInfo
from compliance.tables.same_fact import merged
from compliance.tables.source import SchemaMismatch, Source, shortened
from compliance.tables.write import WRITTEN, check_target, flat, write

WORKBOOK = ".xlsx"
SHOWN = 5

NOT_A_RECORD = Phrase("表中没有第 {row} 份记录", "the table has no record {row}")
TWICE = Phrase(
    "有 {n} 个编号重复出现，例如 {examples}；各份均已核对",
    "{n} record number(s) stand more than once, such as {examples}; all were checked",
)
AT_ROWS = Phrase("{id}（第 {rows} 份）", "{id} (records {rows})")
UNUSED = Phrase("以下各列不是规则用到的事实，原样保留：{names}", "columns that are no facts, kept as they are: {names}")
NO_FACT = Phrase(
    "没有一个表头是事实的代码或名称（读到的表头：{headers}）；应有如{names}等，全部见 compliance facts",
    "no header is the code or label of a fact (headers read: {headers}); expected such as {names}; compliance facts lists all",
)
MERGED = Phrase(
    "同一事实在各份记录中写法不一，已合并为一列；未单列的有：{names}",
    "the same fact under several names was read as one column; names that have no column of their own: {names}",
)
TAKEN = Phrase(
    "结果要写入这个列名，请先改名或删去此列", "the results need a column of this name; rename or remove it first"
)
PLACELESS = Phrase("{n} 份记录未指明辖区：{note}", "{n} record(s): {note}")


class Request(NamedTuple):
    """Which table is to be judged, by what."""

    table: str
    as_of: date
    language: Language
    kind: str | None = None
    sheet: str | None = None
    jurisdiction: str | None = None
    selection: Selection = ALL


class Filings:
    """A table that is open for inspection. Raises InputError where it cannot be read."""

    def __init__(self, library: Library, request: Request) -> None:
        self.library, self.request = library, request
        books = books_of(library, request)
        self.books = books
        codes = {code for book in books.values() for code in book.codes()}
        self._open(read(Path(request.table), codes, library.kinds, request.sheet, request.language))

    def _open(self, given: Source) -> None:
        table, headers = self.request.table, headers_of(given)
        self.book = self.books[self.request.kind or given.kind or kind_of(self.books, headers)]
        columns = self.book.columns(headers)
        check_headers(table, self.book, headers)
        self.source = merged(table, given, columns, self.request.language)
        self.merged = [header for header in columns if header not in headers_of(self.source)]
        self.inspection = Inspection(self.book, self.source)

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
        records = self.inspection.records()
        if results is None:
            records.select("verdict").sink_batches(lambda part: None, engine="streaming")
        elif results.suffix.lower() == WORKBOOK:
            self._write_workbook(flat(records).collect(engine="streaming"), results)
        else:
            write(records, results)
        if findings:
            write(self.inspection.findings(), findings)
        return summary_of(self.book, self.inspection.tally, self.notes())

    def notes(self) -> list[Phrase]:
        """What is to be said of the table as a whole, once its records were read."""
        inspection, notes = self.inspection, []
        if inspection.tally.placeless:
            notes.append(PLACELESS.format(n=inspection.tally.placeless, note=NATIONAL_ONLY))
        if twice := inspection.twice():
            examples = [AT_ROWS.format(id=one, rows=", ".join(map(str, rows[:SHOWN]))) for one, rows in twice[:SHOWN]]
            notes.append(TWICE.format(n=len(twice), examples=listed(examples)))
        if self.merged:
            notes.append(MERGED.format(names=", ".join(self.merged)))
        return [*notes, *notes_of(self.request, inspection.headers, inspection.columns)]

    def _write_workbook(self, records: pl.DataFrame, target: Path) -> None:
        """The annotated workbook."""
        from compliance.tables.annotated import write as write_annotated

        open_ones = (Outcome.FAIL.value, Outcome.UNDETERMINED.value)
        found = self.inspection.findings().filter(pl.col("outcome").is_in(open_ones)).collect(engine="streaming")
        inspection = self.inspection
        vocabularies = [self.book.ready(place).vocabulary for place in self.book.places]
        choices = {code: fact.choices for one in vocabularies for code, fact in one.facts.items() if fact.choices}
        annotated = Annotated(
            inspection.headers,
            inspection.columns,
            records,
            found.select(FINDING),
            rules_of(self.book),
            labels_of(self.book),
            [CellError(fault.row, fault.column, untranslated(fault.message)) for fault in inspection.faults],
            self.notes(),
            choices,
        )
        write_annotated(target, annotated, self.request.language)

    def explain(self, row: int) -> Report:
        """The full report on one record, by the reference interpreter, judged as in the table. Raises InputError where it is invalid."""
        self._rescan()
        asked = self.request
        return check_record(self.library, self.entry(row), asked.as_of, asked.jurisdiction, asked.selection)

    def entry(self, row: int) -> Entry:
        """A record as a description is written. Raises InputError where the table has none of that number."""
        record = self._record(row)
        if source.ERROR in record.columns and (why := record[source.ERROR][0]):
            raise refusal(self.request.table, untranslated(why))
        facts = self.book.ready(self.request.jurisdiction or self._place_of(record)).vocabulary.facts
        items: list[tuple[yaml_nodes.Scalar, yaml_nodes.Node]] = []
        for header, code in self.inspection.columns.items():
            if code in facts:
                place = Location(self.source.place(row, self.inspection.headers.index(header)))
                cells = record.select(fact_cells(pl.col(header), record.schema[header]))
                items.append((yaml_nodes.Scalar(code, False, place), node_of(cells.to_series().to_list()[0], place)))
        return Entry(self.book.kind, yaml_nodes.Mapping(items, Location(self.source.place(row, None))))

    def _record(self, row: int) -> pl.DataFrame:
        """The record of that number. Raises InputError."""
        rows = self.source.rows
        found = self.source.frame.slice(row - 1, 1).collect(engine="streaming") if rows is None or row <= rows else None
        if found is None or found.is_empty():
            raise refusal(self.request.table, NOT_A_RECORD.format(row=row))
        return found

    def _place_of(self, record: pl.DataFrame) -> str:
        """The pack of a record's jurisdiction, as far as there is one."""
        header = next((header for header, code in self.inspection.columns.items() if code == "jurisdiction"), None)
        text = record[header].to_list()[0] if header else None
        return self.library.find(str(text)) or NATIONAL if text else NATIONAL


def headers_of(table: Source) -> list[str]:
    """The headers of a table as read."""
    return [name for name in table.frame.collect_schema().names() if name != source.ERROR]


def check_headers(table: str, book: RulesByPlace, headers: Sequence[str]) -> None:
    """Raises InputError where no header is a fact's, or one is a name that the results need."""
    problems = [Diagnostic(Location(table), name, TAKEN) for name in headers if name in ADDED]
    if headers and not book.columns(headers):
        facts = book.ready(NATIONAL).vocabulary.facts.items()
        names = listed(Phrase(fact.label.zh, code) for code, fact in list(facts)[:SHOWN])
        headers_shown = ", ".join(shortened(header) for header in headers[:SHOWN])
        problems.append(Diagnostic(Location(table), None, NO_FACT.format(headers=headers_shown, names=names)))
    if problems:
        raise InputError(problems)


def books_of(library: Library, request: Request) -> dict[str, RulesByPlace]:
    """The books of the kinds of subject that the table may be about."""
    asked = (request.as_of, request.language, request.selection, request.jurisdiction)
    return {kind: RulesByPlace(library, kind, *asked) for kind in ([request.kind] if request.kind else library.kinds)}


def rules_of(book: RulesByPlace) -> Mapping[str, RuleInfo]:
    """The rules of all places."""
    found: dict[str, RuleInfo] = {}
    for place in book.places:
        sheet = book.compiled(place)
        for number, one in enumerate(sheet.rules):
            rule, units = one.entry.rule, one.entry.rule.responsible
            named = Responsible(tuple(units.lead), tuple(units.support), tuple(units.units))
            found[one.entry.id] = RuleInfo(rule.title, named, sheet.facts_of(number), rule.obligation)
    return found


def labels_of(book: RulesByPlace) -> Mapping[str, Phrase]:
    """What the facts of all places are called."""
    vocabularies = (book.ready(place).vocabulary for place in book.places)
    return {code: fact.label for vocabulary in vocabularies for code, fact in vocabulary.facts.items()}


def summary_of(book: RulesByPlace, tally: Tally, notes: Sequence[Phrase]) -> Summary:
    """What the records came to."""
    titles = {rule: info.title for rule, info in rules_of(book).items()}
    counts = (tally.rows, tally.verdicts, tally.failed, tally.undetermined, tally.missing)
    return Summary(book.as_of, packs_of(book), *counts, titles, labels_of(book), notes)


def packs_of(book: RulesByPlace) -> list[PackUsed]:
    """The packs of all places, each once."""
    packs = {pack.name: pack for place in book.places for pack in book.ready(place).packs}
    return [PackUsed(pack.name, pack.head.title, pack.sha256) for pack in packs.values()]


def notes_of(request: Request, headers: Sequence[str], columns: Mapping[str, str]) -> list[Phrase]:
    """What is to be said of a table before its records are read."""
    unused = [header for header in headers if header not in columns]
    chosen = [ONLY_SOME] if request.selection != ALL else []
    return [*chosen, UNUSED.format(names=", ".join(unused))] if unused else chosen


def node_of(cell: object, place: Location) -> yaml_nodes.Node:
    """A cell as a value of a description."""
    if isinstance(cell, list):
        return yaml_nodes.Sequence([yaml_nodes.Scalar(str(item), False, place) for item in cell], place)
    text = (cell_text(cell) or "").strip()
    return yaml_nodes.Scalar(text, not text, place)
