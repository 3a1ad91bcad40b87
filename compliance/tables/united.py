"""Several tables as one: a column for each fact, under the first of its headers, and one for each other header."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.facts.parsing import plain_form
from compliance.tables.cells import WHOLE_UP_TO
from compliance.tables.parquet import common_type, in_type
from compliance.tables.same_fact import merged
from compliance.tables.source import ERROR, Expected, ReadReport, Source

OTHER_FACTOR = Phrase(
    "表头“{header}”与“{other}”是同一个事实，单位却不同；请先统一单位",
    "the headers “{header}” and “{other}” are the same fact in different units; use one unit for both",
)
SEVERAL_KINDS = Phrase("各表不是同一种对象（{kinds}）", "the tables are of several kinds ({kinds})")


class Part(NamedTuple):
    """A table with its types, and the columns of the whole that each of its columns goes to, in their order."""

    source: Source
    schema: Mapping[str, pl.DataType]
    names: Mapping[str, str]


def united(table: str, sources: Sequence[Source], expected: Expected) -> Source:
    """The tables one under the other. Raises InputError where a fact stands in different units, or twice in a table."""
    if len(sources) == 1:
        return sources[0]
    settled = [one_column_a_fact(source.rescan() if source.rescan else source, expected) for source in sources]
    parts = parts_of(table, settled, expected)
    kinds = list(dict.fromkeys(part.source.kind for part in parts if part.source.kind))
    if len(kinds) > 1:
        raise refusal(table, SEVERAL_KINDS.format(kinds="、".join(kinds)))
    rows = [part.source.rows or 0 for part in parts]
    reports = [part.source.report for part in parts]
    report = ReadReport(
        tuple(read for one in reports for read in one.tables), tuple(note for one in reports for note in one.notes)
    )
    rechecks = [part.source.recheck for part in parts if part.source.recheck]

    def recheck() -> None:
        for check in rechecks:
            check()

    return Source(
        frame_of(parts), sum(rows), placing(parts, rows), next(iter(kinds), None), None, False, recheck, report
    )


def one_column_a_fact(source: Source, expected: Expected) -> Source:
    """A table with one column for each fact."""
    headers = [name for name in source.frame.collect_schema() if name != ERROR]
    facts = {header: fact for header in headers if (fact := expected.fact_of(header))}
    return merged(source, facts, expected.language)


def parts_of(table: str, sources: Sequence[Source], expected: Expected) -> list[Part]:
    """Each table with the columns of the whole. Raises InputError with the headers whose units differ."""
    first: dict[str, str] = {}
    parts, problems = [], []
    for source in sources:
        schema = dict(source.frame.collect_schema())
        names: dict[str, str] = {}
        for header in schema:
            fact = expected.fact_of(header) if header != ERROR else None
            key = f"fact {fact}" if fact else f"name {plain_form(header)}"
            key = f"header {header}" if first.get(key) in names.values() else key
            names[header] = name = first.setdefault(key, header)
            if fact and expected.factor_of(name) != expected.factor_of(header):
                message = OTHER_FACTOR.format(header=header, other=name)
                problems.append(Diagnostic(Location(source.place(1, list(schema).index(header))), None, message))
        parts.append(Part(source, schema, names))
    if problems:
        raise InputError(problems)
    return parts


def frame_of(parts: Sequence[Part]) -> pl.LazyFrame:
    """The records of all parts; a column that a part does not have is blank in it, one of several types is of texts."""
    types: dict[str, list[pl.DataType]] = {}
    for part in parts:
        for header, name in part.names.items():
            types.setdefault(name, []).append(part.schema[header])
    if ERROR in types:
        types[ERROR] = types.pop(ERROR)
    common = {name: common_type(several) for name, several in types.items()}
    for name, several in types.items():
        if set(several) - {pl.Null()} == {pl.Int64(), pl.Float64()} and all(are_floats(part, name) for part in parts):
            common[name] = pl.Float64()
    return pl.concat(part.source.frame.select(columns_of(part, common)) for part in parts)


def are_floats(part: Part, name: str) -> bool:
    """Whether binary floats tell all numbers of a column as they are."""
    headers = [header for header in part.names if part.names[header] == name and part.schema[header] == pl.Int64]
    exact = [(pl.col(header).abs() <= WHOLE_UP_TO).all() for header in headers]
    return not exact or bool(part.source.frame.select(exact).collect(engine="streaming").item())


def columns_of(part: Part, common: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    """The columns of a part as all parts have them."""
    own = {name: header for header, name in part.names.items()}
    return [
        in_type(own[name], part.schema[own[name]], dtype).alias(name)
        if name in own
        else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in common.items()
    ]


def placing(parts: Sequence[Part], rows: Sequence[int]) -> Callable[[int, int | None], str]:
    """Where records and cells of the whole stand."""
    ends = list(accumulate(rows))
    whole = list(dict.fromkeys(name for part in parts for name in part.names.values() if name != ERROR))
    columns = [{name: at for at, name in enumerate(part.names.values())} for part in parts]

    def place(row: int, column: int | None) -> str:
        at = bisect_right(ends, row - 1)
        own = columns[at].get(whole[column]) if column is not None and column < len(whole) else None
        return parts[at].source.place(row - (ends[at - 1] if at else 0), own)

    return place
