"""The facilities of a district from a table, as `compliance batch` reads it: what counts towards the district's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.columnar.coercion import Cast, parse_rest
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded
from compliance.columnar.evaluate import RulesByPlace
from compliance.jobs.facility_areas import SLOTS, STAGE
from compliance.jobs.opened import facts_and_units, header_cell, headers_of
from compliance.jobs.raw_cells import RawCells
from compliance.jobs.table_columns import columns_of, doubled
from compliance.jobs.targets import INCLUSIVE, Facility, FacilityTable
from compliance.packs.library import NATIONAL, Library
from compliance.tables.read import read
from compliance.tables.same_fact import merged
from compliance.tables.source import ERROR, RECORD, Expected, Source

FLAG = "inclusive"
READ = ("id", STAGE, SLOTS, FLAG, INCLUSIVE)

OTHER_KIND = Phrase(
    "表中不是托育机构，而是{kind}；--facilities 应为托育机构表",
    "these are not facilities but {kind}; --facilities takes a table of nurseries",
)
NO_SLOTS = Phrase(
    "没有“{label}”（slots）一列，不能合计；机构表的表头为事实的代码或中文名称",
    "there is no column of slots (slots or {label}), so nothing can be summed; headers are codes or labels of facts",
)


class Typed(NamedTuple):
    """A table's columns of the facts that count, typed, and the header of each."""

    frame: pl.DataFrame
    headers: Sequence[str]
    columns: Mapping[str, str]


def read_roster(
    library: Library, table: str, as_of: date, language: Language, place: str | None = None
) -> FacilityTable:
    """The facilities in a table; `place` is the pack whose vocabulary they are read by. Raises InputError."""
    book = RulesByPlace(library, "facility", as_of, language, jurisdiction=place or NATIONAL)
    expected = Expected(lambda header: next(iter(book.facts_of(header)), None), library.kinds, (), language)
    found = read([Path(table)], expected)
    found = found.rescan() if found.rescan else found
    found = merged(found, facts_and_units(book, headers_of(found)), language)
    if found.kind not in (None, "facility"):
        raise refusal(table, OTHER_KIND.format(kind=library.kinds[str(found.kind)]))
    typed = typed_cells(table, found, book, language)
    if SLOTS not in typed.columns:
        raise refusal(table, NO_SLOTS.format(label=book.ready(place or NATIONAL).vocabulary.label_of(SLOTS)))
    records = typed.frame.to_dicts()
    problems = [line for record in records for line in wrong_in(record, typed, found)]
    return FacilityTable(table, [nursery(record) for record in records], problems)


def typed_cells(table: str, found: Source, book: RulesByPlace, language: Language) -> Typed:
    """The columns that count, each cell in the right type or null, and what is wrong in `error FACT`."""
    schema = found.frame.collect_schema()
    columns = columns_of(book, headers_of(found), {})
    if problems := [
        doubled(headers, book, lambda header: header_cell(found, headers_of(found), header))
        for headers in columns.doubled
    ]:
        raise InputError(Diagnostic(Location(str(table)), None, problem) for problem in problems)
    kept = [ERROR] if ERROR in schema else []
    cells = RawCells(columns, schema)
    facts = [fact for fact in cells.facts if fact in READ]
    raw = found.frame.with_row_index(RECORD, 1).select(
        pl.col(RECORD).alias(ROW), *kept, *(cells.of(fact).alias(f"raw {fact}") for fact in facts)
    )
    frame, engine = raw.collect(engine="streaming"), Embedded()
    types = engine.schema(frame)
    [place] = book.places
    cast = Cast(book.ready(place).vocabulary, tuple((code, types[f"raw {code}"]) for code in facts))
    headers = {code: column.header for code in facts if (column := columns.column(code))}
    return Typed(parse_rest(engine, engine.run(cast, frame), cast, language), headers_of(found), headers)


def wrong_in(record: Mapping[str, object], typed: Typed, found: Source) -> list[str]:
    """What is wrong with a record: that it could not be read, or a line for each cell."""
    row = int(str(record[ROW]))
    if why := record.get(ERROR):
        return [str(why)]
    return [
        f"{found.place(row, typed.headers.index(header))}: {header}: {message}"
        for code, header in typed.columns.items()
        if (message := record.get(f"error {code}"))
    ]


def nursery(record: Mapping[str, object]) -> Facility:
    """What counts of a record."""

    def number(name: str) -> int | None:
        return None if record.get(name) is None else int(str(record[name]))

    def text(name: str) -> str | None:
        return None if record.get(name) is None else str(record[name])

    inclusive = 0 if record.get(FLAG) is False and record.get(INCLUSIVE) is None else number(INCLUSIVE)
    return Facility(text("id"), text(STAGE), {SLOTS: number(SLOTS), INCLUSIVE: inclusive})
