"""Tables with a JSON object a line: by DuckDB where nothing is lost by it, else line by line.

DuckDB reads numbers as binary floats and is lenient with values of another type than the first ones had. So one pass over
the file finds out which columns have the type that their first values had, before a single record is handed on; the others
become text. Numbers of more than six decimals are made texts in a copy first. The records themselves are streamed from the
file whenever they are asked for: that is faster than to keep what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from glob import escape
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl
from arro3.core import RecordBatchReader
from polars.io.plugins import register_io_source

from compliance.phrase import Language, Phrase
from compliance.tables.linewise import LineReader, places, subject_names, with_fine_as_text
from compliance.tables.source import NO_ITEMS, NO_RECORDS, Source
from compliance.tables.texts import in_utf8
from compliance.yamltext import refusal

RENAMED = re.compile(r"_\d+$")
SAMPLES = (20_480, -1)
SURE_DIGITS = 15
AT_ONCE = 4
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
LISTS, TEXT, MIXED = "VARCHAR[]", "VARCHAR", "JSON"
POLARS = {
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    LISTS: pl.List(pl.String()),
    TEXT: pl.String(),
    MIXED: pl.String(),
}
AS_WRITTEN = {
    "BIGINT": "TRY_CAST({json} AS BIGINT) IS NOT NULL AND NOT contains({json}, '.')",
    "DOUBLE": f"""CASE WHEN length({{json}}) <= {SURE_DIGITS} THEN isfinite(TRY_CAST({{json}} AS DOUBLE))
        ELSE CAST(TRY_CAST({{json}} AS DOUBLE) AS VARCHAR) IN ({{json}}, {{json}} || '.0') END""",
    "BOOLEAN": "{json} IN ('true', 'false')",
    "DATE": """{json} LIKE '"____-__-__"' AND NOT contains({json}, ' ')
        AND TRY_CAST(({json})[2:11] AS DATE) >= DATE '1000-01-01'""",
    LISTS: "starts_with({json}, '[')",
    TEXT: "NOT starts_with({json}, '[')",
}


def read(path: Path, kinds: Mapping[str, Phrase], language: Language) -> Source:
    """The records of a JSON Lines file, blank lines left out.

    A line that cannot be read is kept as a record with its error. A line may also hold its facts under the subject's name.
    Raises InputError where no line can be read.
    """
    found = quickly(path, path, kinds)
    if found is None:
        text = in_utf8(path)
        found = quickly(text, path, kinds) if text != path else None
        found = found or LineReader(text, path, kinds, language).source()
    if not found.rows:
        raise refusal(str(path), NO_RECORDS)
    return found


def quickly(path: Path, shown: Path, kinds: Mapping[str, Phrase]) -> Source | None:
    """The records as DuckDB reads them, None where that is not exact or not possible."""
    if path.stat().st_size == 0:
        return None
    exact = with_fine_as_text(path)
    if exact is None:
        return None
    connection = duckdb.connect(config=SETTINGS)
    source = f"read_json({quoted(escape(str(exact)))}, format = 'newline_delimited'"
    for sample in SAMPLES:
        try:
            found = checked(connection, source, sample, kinds)
        except duckdb.Error as error:
            if "unknown key" not in str(error):
                return None
        else:
            return found and Source(
                streamed(connection, source, found[1]), found[0], places(path, shown, found[0]), None
            )
    return None


def checked(
    connection: duckdb.DuckDBPyConnection, source: str, sample: int, kinds: Mapping[str, Phrase]
) -> tuple[int, dict[str, str]] | None:
    """How many records there are, and the type that all values of each column have; None where these are not plain ones.

    A column some value of which would not read back as it was written is MIXED. Raises duckdb.Error, also at a key that
    the sample did not show.
    """
    detecting = f"{source}, map_inference_threshold = -1, sample_size = {sample}"
    described = connection.execute(f"DESCRIBE SELECT * FROM {detecting})").fetchall()
    types = {str(row[0]): taken_as(str(row[1])) for row in described}
    if not plain_columns(types, kinds):
        return None
    misfits = ", ".join(f"count_if({misfit(name, dtype)})" for name, dtype in types.items())
    [found] = connection.execute(f"SELECT count(*), {misfits} FROM {detecting}, maximum_depth = 1)").fetchall()
    wrong = dict(zip(types, found[1:], strict=True))
    return int(found[0]), {name: MIXED if wrong[name] else dtype for name, dtype in types.items()}


def streamed(connection: duckdb.DuckDBPyConnection, source: str, types: Mapping[str, str]) -> pl.LazyFrame:
    """The records, read anew each time that they are asked for, some of DuckDB's pieces at once."""

    def frames(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        query = selection(source, types, list(types) if columns is None else columns or list(types)[:1], rows)
        with connection.cursor() as cursor:
            pieces = map(pl.DataFrame, RecordBatchReader.from_stream(cursor.sql(query)))
            while several := list(islice(pieces, AT_ONCE)):
                frame = pl.concat(several)
                yield frame if predicate is None else frame.filter(predicate)

    return register_io_source(frames, schema={name: POLARS[dtype] for name, dtype in types.items()})


def selection(source: str, types: Mapping[str, str], wanted: list[str], rows: int | None) -> str:
    """The query for some columns, and for the first rows where these will do."""
    columns = ", ".join(f"{quoted(name)}: {quoted(dtype)}" for name, dtype in types.items())
    values = ", ".join(f"{value(name, types[name])} AS {identifier(name)}" for name in wanted)
    limit = "" if rows is None else f" LIMIT {rows}"
    return f"SELECT {values} FROM {source}, columns = {{{columns}}}){limit}"


def plain_columns(types: Mapping[str, str], kinds: Mapping[str, Phrase]) -> bool:
    """Whether the lines are flat records, and each column is called as its key.

    DuckDB takes `a` and `A` for one name and renames one of them; lines that are not all objects become a column `json`.
    """
    lower = {name.lower() for name in types}
    renamed = any(RENAMED.search(name) and RENAMED.sub("", name).lower() in lower for name in types)
    wrapped = set(types) <= set(subject_names(kinds))
    return not renamed and not wrapped and "json" not in types


def taken_as(dtype: str) -> str:
    """The type that a column is to have, if all its values are as written in it."""
    return LISTS if dtype.endswith("[]") else dtype if dtype in AS_WRITTEN else TEXT


def misfit(name: str, dtype: str) -> str:
    """In SQL, whether a value in JSON is not of a type, or not written as that type writes it."""
    raw = identifier(name)
    return f"{raw} IS NOT NULL AND NOT coalesce({AS_WRITTEN[dtype].format(json=f'CAST({raw} AS VARCHAR)')}, false)"


def value(name: str, dtype: str) -> str:
    """A column in SQL; where lists and single values stand in it, all as text."""
    raw = identifier(name)
    if dtype != MIXED:
        return raw
    joined = f"coalesce(nullif(array_to_string(CAST({raw} AS VARCHAR[]), '、'), ''), '{NO_ITEMS}')"
    return f"CASE WHEN starts_with(CAST({raw} AS VARCHAR), '[') THEN {joined} ELSE {raw} ->> '$' END"


def identifier(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
