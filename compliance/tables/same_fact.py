"""Columns of a table that hold the same fact under two names, as records do that name their values themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from compliance.base.diagnostics import Diagnostic, Location
from compliance.base.phrase import Language, Phrase
from compliance.tables.cells import texts_of
from compliance.tables.source import ERROR, RECORD, Source

GIVEN_TWICE = Phrase("与“{other}”是同一个事实，却都填写了", "the same fact as “{other}”, and both are given")


def merged(source: Source, columns: Mapping[str, str], language: Language) -> Source:
    """The table with one column a fact, under the first of its names. `columns` are the facts that headers mean.

    A record that gives a fact under two names has an error. A table that has its names from a header stays as it is.
    """
    groups: dict[str, list[str]] = {}
    for header, code in columns.items():
        groups.setdefault(code, []).append(header)
    doubled = [headers for headers in groups.values() if len(headers) > 1]
    if not doubled or not source.keyed:
        return source
    return source._replace(frame=merged_frame(source, doubled, language), place=placing(source, doubled))


def merged_frame(source: Source, doubled: Sequence[Sequence[str]], language: Language) -> pl.LazyFrame:
    """The frame with a column for each group, and the errors of the records that fill more than one of a group."""
    schema = source.frame.collect_schema()
    ones, errors = [], [pl.col(ERROR)] if ERROR in schema else []
    for headers in doubled:
        types = {schema[header] for header in headers if schema[header] != pl.Null}
        cells = [pl.col(one) if len(types) <= 1 else texts_of(pl.col(one), schema[one]) for one in headers]
        ones.append(pl.coalesce(cells).alias(headers[0]))
        first, *others = headers
        for other in others:
            both = pl.col(first).is_not_null() & pl.col(other).is_not_null()
            errors.append(
                pl.when(both).then(pl.col(RECORD)).map_batches(Told(source, first, other, language), pl.String)
            )
    gone = [header for headers in doubled for header in headers[1:]]
    frame = source.frame.with_row_index(RECORD, 1)
    return frame.with_columns(*ones, pl.coalesce(errors).alias(ERROR)).drop(RECORD, *gone)


class Told:
    """What is said of records that give a fact under two names."""

    def __init__(self, source: Source, first: str, other: str, language: Language) -> None:
        self.source, self.language = source, language
        self.other, self.message = other, GIVEN_TWICE.format(other=first)

    def __call__(self, records: pl.Series) -> pl.Series:
        """The error of each of the records with these numbers; none where there is no number."""
        return pl.Series([None if row is None else self.told(row) for row in records], dtype=pl.String)

    def told(self, row: int) -> str:
        place = Location(self.source.place(row, None))
        return Diagnostic(place, self.other, self.message).text(self.language)


def placing(source: Source, doubled: Sequence[Sequence[str]]) -> Callable[[int, int | None], str]:
    """Where records and cells of the merged table stand."""
    before = [name for name in source.frame.collect_schema().names() if name != ERROR]
    groups = {headers[0]: headers for headers in doubled}
    gone = {header for headers in doubled for header in headers[1:]}
    after = [name for name in before if name not in gone]

    def place(row: int, column: int | None) -> str:
        whole = source.place(row, None)
        if column is None or column >= len(after):
            return whole
        names = groups.get(after[column], [after[column]])
        return next((one for name in names if (one := source.place(row, before.index(name))) != whole), whole)

    return place
