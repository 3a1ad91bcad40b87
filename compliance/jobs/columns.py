"""How tables would be read, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from compliance.base.phrase import Phrase
from compliance.facts.headers import HeaderReading
from compliance.jobs.batch_polars import kind_of
from compliance.jobs.opened import Request, books_of, expected, header_cell, headers_of
from compliance.jobs.table_columns import check_names, columns_of, doubts_of, given_values, named
from compliance.packs.library import Library
from compliance.tables.read import read
from compliance.tables.source import ReadReport


class ColumnsRead(NamedTuple):
    """How tables would be read: files and sheets, what each header is taken for, and what is to be said of them.

    `subject` is what the kind of subject is called; `facts` are the facts that headers mean or may mean, with their codes.
    """

    subject: Phrase
    report: ReadReport
    columns: Sequence[HeaderReading]
    facts: dict[str, Phrase]
    doubts: Sequence[Phrase]


def columns_read(library: Library, request: Request) -> ColumnsRead:
    """How tables would be read. Raises InputError where they cannot be, or a person names a fact that there is not."""
    books = books_of(library, request)
    source = read([Path(table) for table in request.tables], expected(library, books, request))
    source = source.rescan() if source.rescan else source
    headers = headers_of(source)
    book = books[request.kind or source.kind or kind_of(books, headers)]
    check_names(book)
    columns = columns_of(book, headers, given_values(book, request.values))
    if source.keyed:  # each record names its own values, so that the columns of one fact are joined
        columns = columns._replace(
            doubled=(), read=[one for header in headers for one in columns_of(book, [header], {}).read]
        )
    readings = [
        one if one.fact is None or one.header in columns.facts else HeaderReading(one.header, suggestions=(one.fact,))
        for one in columns.readings
    ]
    codes = [code for one in readings for code in filter(None, (one.fact, *one.suggestions))]
    doubts = doubts_of(columns, book, partial(header_cell, source, headers))
    return ColumnsRead(
        library.kinds[book.kind], source.report, readings, {code: named(code, book) for code in codes}, list(doubts)
    )
