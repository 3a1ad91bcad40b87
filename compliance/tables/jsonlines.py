"""Tables with a JSON object a line: by DuckDB where nothing is lost by it, else line by line.

DuckDB reads numbers as binary floats and is lenient with values of another type than the first ones had. So its types are
taken only where the text written back is the text that was read, and a file with a number of more than six decimals is read
line by line, each number as it is written. What was read is kept in a temporary Parquet file, as several passes follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from glob import escape
from pathlib import Path

import duckdb
import polars as pl

from compliance.phrase import Language, Phrase
from compliance.tables.linewise import LineReader, found_in, places, subject_names
from compliance.tables.source import NO_ITEMS, NO_RECORDS, Source, scratch_file
from compliance.tables.texts import in_utf8
from compliance.yamltext import refusal

TOO_FINE = re.compile(rb"\.\d{7}")
RENAMED = re.compile(r"_\d+$")
SAMPLES = (20_480, -1)
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
LISTS, TEXT, MIXED = "VARCHAR[]", "VARCHAR", "JSON"
AS_WRITTEN = {
    "BIGINT": "CAST(TRY_CAST({json} AS BIGINT) AS VARCHAR) = {json}",
    "DOUBLE": "CAST(TRY_CAST({json} AS DOUBLE) AS VARCHAR) IN ({json}, {json} || '.0')",
    "BOOLEAN": "{json} IN ('true', 'false')",
    "DATE": "'\"' || CAST(TRY_CAST(trim({json}, '\"') AS DATE) AS VARCHAR) || '\"' = {json}",
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
    if path.stat().st_size == 0 or found_in(path, TOO_FINE):
        return None
    target = scratch_file("records.parquet")
    with duckdb.connect(config=SETTINGS) as connection:
        for sample in SAMPLES:
            try:
                rows = copied(connection, path, sample, target, kinds)
            except duckdb.Error as error:
                if "unknown key" not in str(error):
                    return None
            else:
                return None if rows is None else Source(pl.scan_parquet(target), rows, places(path, shown), None)
    return None


def copied(
    connection: duckdb.DuckDBPyConnection, path: Path, sample: int, target: Path, kinds: Mapping[str, Phrase]
) -> int | None:
    """Writes the records to a Parquet file, and says how many they are; None where the columns are not plain ones.

    A column some value of which would not read back as it was written is taken as text. Raises duckdb.Error.
    """
    source = f"read_json({quoted(escape(str(path)))}, format = 'newline_delimited'"
    detecting = f"{source}, map_inference_threshold = -1, sample_size = {sample}"
    described = connection.execute(f"DESCRIBE SELECT * FROM {detecting})").fetchall()
    types = {str(row[0]): taken_as(str(row[1])) for row in described}
    if not plain_columns(types, kinds):
        return None
    misfits = ", ".join(f"count_if({misfit(name, dtype)})" for name, dtype in types.items())
    [found] = connection.execute(f"SELECT count(*), {misfits} FROM {detecting}, maximum_depth = 1)").fetchall()
    for name, wrong in zip(types, found[1:], strict=True):
        types[name] = MIXED if wrong else types[name]
    columns = ", ".join(f"{quoted(name)}: {quoted(dtype)}" for name, dtype in types.items())
    values = ", ".join(f"{value(name, dtype)} AS {identifier(name)}" for name, dtype in types.items())
    query = f"SELECT {values} FROM {source}, columns = {{{columns}}})"
    connection.execute(f"COPY ({query}) TO {quoted(str(target))} (FORMAT parquet)")
    return int(found[0])


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
