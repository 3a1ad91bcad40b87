"""A table of filings from file to file: read, judged, written, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.outcome import Outcome, Responsible
from compliance.base.phrase import Language, Phrase, listed, untranslated
from compliance.base.yaml_nodes import refusal
from compliance.columnar.evaluate import Book
from compliance.facts.description import Entry
from compliance.findings.check import check_entry
from compliance.findings.report import Report
from compliance.jobs.batch_polars import FINDING, Inspection, Tally, kind_of
from compliance.jobs.summary import Summary
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, Selection
from compliance.packs.ready import NATIONAL_ONLY, ONLY_SOME
from compliance.tables import source
from compliance.tables.read import read
from compliance.tables.result import ADDED, Annotated, CellError, RuleInfo
from compliance.tables.write import CANNOT_WRITE, WRITTEN, check_target, flat, write

WORKBOOK = ".xlsx"
SHOWN = 5

NOT_A_RECORD = Phrase("表中没有第 {row} 份记录", "the table has no record {row}")
TWICE = Phrase(
    "有 {n} 个编号重复出现，例如 {examples}；各份均已核对",
    "{n} record number(s) stand more than once, such as {examples}; all were checked",
)
AT_ROWS = Phrase("{id}（第 {rows} 份）", "{id} (records {rows})")
UNUSED = Phrase("以下各列不是规则用到的事实，原样保留：{names}", "columns that are no facts, kept as they are: {names}")
SAME_FACT = Phrase("与“{other}”列是同一个事实", "the same fact as the column “{other}”")
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

    def _open(self, found: source.Source) -> None:
        headers = found.frame.collect_schema().names()
        self.source = found
        self.book = self.books[self.request.kind or found.kind or kind_of(self.books, headers)]
        check_headers(self.request.table, self.book, headers)
        self.inspection = Inspection(self.book, found)

    def judge(self, target: str | None, target_of_findings: str | None, advance: Callable[[int], None]) -> Summary:
        """Judges all records, and writes what is asked for. Raises InputError where that cannot be written.

        `advance` is told how many more records are done. Where the table is not as its beginning showed, all is begun anew:
        nothing has taken the place of a file yet.
        """
        results, findings = (Path(one) if one else None for one in (target, target_of_findings))
        if results:
            check_target(results, (WORKBOOK, *WRITTEN))
        if findings:
            check_target(findings, WRITTEN)
        try:
            return self._judge(results, findings, advance)
        except source.Unlike:
            advance(-self.inspection.tally.rows)
            self._settle()
            return self._judge(results, findings, advance)

    def _settle(self) -> None:
        if self.source.settle:
            self._open(self.source.settle())

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
        try:
            write_annotated(target, annotated, self.request.language)
        except OSError as error:
            raise refusal(str(target), CANNOT_WRITE.format(why=error.strerror or error)) from None

    def explain(self, row: int) -> Report:
        """The full report on one record, by the reference interpreter. Raises InputError."""
        self._settle()
        asked = self.request
        return check_entry(self.library, self.entry(row), asked.as_of, asked.jurisdiction, asked.selection)

    def entry(self, row: int) -> Entry:
        """A record as a description is written. Raises InputError where the table has none of that number."""
        inspection = self.inspection
        found = self.source.frame.slice(row - 1, 1).collect(engine="streaming")
        if found.is_empty():
            raise refusal(self.request.table, NOT_A_RECORD.format(row=row))
        if source.ERROR in found.columns and (why := found[source.ERROR][0]):
            raise refusal(self.request.table, untranslated(why))
        facts = self.book.ready(self.request.jurisdiction or self._place_of(found)).vocabulary.facts
        items: list[tuple[yaml_nodes.Scalar, yaml_nodes.Node]] = []
        for header, code in inspection.columns.items():
            if code in facts:
                place = Location(self.source.place(row, inspection.headers.index(header)))
                items.append((yaml_nodes.Scalar(code, False, place), node_of(found[header].to_list()[0], place)))
        return Entry(self.book.kind, yaml_nodes.Mapping(items, Location(self.source.place(row, None))))

    def _place_of(self, record: pl.DataFrame) -> str:
        """The pack of a record's jurisdiction, as far as there is one."""
        header = next((header for header, code in self.inspection.columns.items() if code == "jurisdiction"), None)
        text = record[header].to_list()[0] if header else None
        return self.library.find(str(text)) or NATIONAL if text else NATIONAL


def check_headers(table: str, book: Book, headers: Sequence[str]) -> None:
    """Raises InputError where a fact stands under two headers, or a header is one that the results need."""
    seen: dict[str, str] = {}
    problems = [Diagnostic(Location(table), name, TAKEN) for name in headers if name in ADDED]
    for header, code in book.columns(headers).items():
        if code in seen:
            problems.append(Diagnostic(Location(table), header, SAME_FACT.format(other=seen[code])))
        seen.setdefault(code, header)
    if problems:
        raise InputError(problems)


def books_of(library: Library, request: Request) -> dict[str, Book]:
    """The books of the kinds of subject that the table may be about."""
    asked = (request.as_of, request.language, request.selection, request.jurisdiction)
    return {kind: Book(library, kind, *asked) for kind in ([request.kind] if request.kind else library.kinds)}


def rules_of(book: Book) -> Mapping[str, RuleInfo]:
    """The rules of all places."""
    found: dict[str, RuleInfo] = {}
    for place in book.places:
        sheet = book.sheet(place)
        for number, one in enumerate(sheet.rules):
            rule, units = one.entry.rule, one.entry.rule.responsible
            named = Responsible(tuple(units.lead), tuple(units.support), tuple(units.units))
            found[one.entry.id] = RuleInfo(rule.title, named, sheet.facts_of(number), rule.obligation)
    return found


def labels_of(book: Book) -> Mapping[str, Phrase]:
    """What the facts of all places are called."""
    vocabularies = (book.ready(place).vocabulary for place in book.places)
    return {code: fact.label for vocabulary in vocabularies for code, fact in vocabulary.facts.items()}


def summary_of(book: Book, tally: Tally, notes: Sequence[Phrase]) -> Summary:
    """What the records came to."""
    titles = {rule: info.title for rule, info in rules_of(book).items()}
    counts = (tally.rows, tally.verdicts, tally.failed, tally.undetermined, tally.missing)
    return Summary(*counts, titles, labels_of(book), notes)


def notes_of(request: Request, headers: Sequence[str], columns: Mapping[str, str]) -> list[Phrase]:
    """What is to be said of a table before its records are read."""
    unused = [header for header in headers if header not in columns]
    chosen = [ONLY_SOME] if request.selection != ALL else []
    return [*chosen, UNUSED.format(names=", ".join(unused))] if unused else chosen


def node_of(cell: object, place: Location) -> yaml_nodes.Node:
    """A cell as a value of a description."""
    if isinstance(cell, list):
        return yaml_nodes.Sequence([yaml_nodes.Scalar(str(item), False, place) for item in cell], place)
    text = "" if cell is None else cell_text(cell).strip()
    return yaml_nodes.Scalar(text, not text, place)


def cell_text(cell: object) -> str:
    """A cell's value as a person writes it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | Decimal):
        return format(Decimal(str(cell)), "f")
    return str(cell)
