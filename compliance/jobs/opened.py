"""Which tables are asked for, and what their headers must be: before anything is read of their records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase, listed
from compliance.columnar.evaluate import RulesByPlace
from compliance.jobs.record_places import SOURCE
from compliance.jobs.table_columns import check_names
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, Selection
from compliance.tables.result import ADDED
from compliance.tables.source import ERROR, Expected, Source, shortened

SHOWN = 5
ROW_OF_CELL = re.compile(r"\d+(?=(:\d+)?$)")

NO_FACT = Phrase(
    "没有一个表头是事实的代码或名称（读到的表头：{headers}）；应有如{names}等，全部见 compliance facts",
    "no header is the code or label of a fact (headers read: {headers}); expected such as {names}; compliance facts lists all",
)
TAKEN = Phrase(
    "结果要写入这个列名，请先改名或删去此列", "the results need a column of this name; rename or remove it first"
)


class Request(NamedTuple):
    """Which tables are to be judged, as one, and by what.

    `sheets` are the sheets of workbooks to read. `names` are headers with the fact that each means, `values` facts with the
    value that they have where the tables have none: facts by code, label or alias.
    """

    tables: Sequence[str]
    as_of: date
    language: Language
    kind: str | None = None
    sheets: Sequence[str] = ()
    jurisdiction: str | None = None
    selection: Selection = ALL
    names: Mapping[str, str] = {}
    values: Mapping[str, str] = {}


def expected(library: Library, books: Mapping[str, RulesByPlace], request: Request) -> Expected:
    """What readers are told of the tables."""

    @cache
    def fact_of(header: str) -> str | None:
        return next((f"{kind} {fact}" for kind, book in books.items() for fact in book.facts_of(header)), None)

    def factor_of(header: str) -> Fraction:
        return next((book.reading(header).factor for book in books.values() if book.facts_of(header)), Fraction(1))

    return Expected(fact_of, library.kinds, tuple(request.sheets), request.language, factor_of)


def books_of(library: Library, request: Request) -> dict[str, RulesByPlace]:
    """The books of the kinds of subject that the tables may be about."""
    asked = (request.as_of, request.language, request.selection, request.jurisdiction, request.names)
    return {kind: RulesByPlace(library, kind, *asked) for kind in ([request.kind] if request.kind else library.kinds)}


def headers_of(table: Source) -> list[str]:
    """The headers of a table as read."""
    return [name for name in table.frame.collect_schema().names() if name != ERROR]


def facts_and_units(book: RulesByPlace, headers: Sequence[str]) -> dict[str, str]:
    """What the headers of facts mean, with the unit where it converts: columns that are alike in this can be joined."""
    readings = [book.reading(header) for header in headers]
    return {one.header: f"{one.fact} {one.unit if one.factor != 1 else ''}" for one in readings if one.fact}


def header_cell(source: Source, headers: Sequence[str], header: str) -> str:
    """Where a header stands, as far as the reader tells."""
    index = headers.index(header)
    rows = [row for table in source.report.tables[:1] for row in table.header_rows[-1:]]
    return ROW_OF_CELL.sub(str(rows[0]), source.place(1, index), count=1) if rows else f"#{index + 1}"


def check_headers(table: str, book: RulesByPlace, headers: Sequence[str]) -> None:
    """Raises InputError where no header is a fact's, one is a name that the results need, or a person names no fact."""
    check_names(book)
    problems = [Diagnostic(Location(table), name, TAKEN) for name in headers if name in (SOURCE, *ADDED)]
    if headers and not book.columns(headers):
        facts = book.ready(NATIONAL).vocabulary.facts.items()
        names = listed(Phrase(fact.label.zh, code) for code, fact in list(facts)[:SHOWN])
        headers_shown = ", ".join(shortened(header) for header in headers[:SHOWN])
        problems.append(Diagnostic(Location(table), None, NO_FACT.format(headers=headers_shown, names=names)))
    if problems:
        raise InputError(problems)
