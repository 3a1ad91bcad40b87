"""Tables with a JSON object a line: by DuckDB where nothing is lost by it, else line by line.

DuckDB finds the values, and hands each on as it is written in JSON. A column is of the type that its first values had, as
long as every value is written as that type writes it; else it is of texts. The records are streamed from the file whenever
they are asked for, and what their beginning showed is believed until something is unlike it (`SchemaMismatch`): then the file is
looked through once, and after that nothing in it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, partial
from glob import escape
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl
from arro3.core import RecordBatchReader
from polars.io.plugins import register_io_source

from compliance.base.yaml_nodes import refusal
from compliance.facts.choices import Label
from compliance.tables import jsonl_values
from compliance.tables.encoding import lines_in_utf8
from compliance.tables.jsonl_by_line import TOO_FINE, LineReader, found_in, places, subject_names, with_fine_as_text
from compliance.tables.source import NO_RECORDS, Expected, SchemaMismatch, Source

RENAMED = re.compile(r"_\d+$")
FIRST, EVERY = 20_480, -1
AT_ONCE = 4
BEGINNING = 1 << 20
UNREADABLE = (duckdb.Error, ValueError, RecursionError)
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def read(path: Path, expected: Expected) -> Source:
    """The records of a JSON Lines file, blank lines left out.

    A line that cannot be read is kept as a record with its error. A line may also hold its facts under the subject's name.
    Raises InputError where no line can be read.
    """
    lines = lines_of(path, FIRST, expected.kinds)
    if lines is None:
        return rescanned(path, expected)
    rescan = partial(rescanned, path, expected)
    return Source(lines.frame(trusting=True), about(path), places(path, path), None, rescan, keyed=True)


def rescanned(path: Path, expected: Expected) -> Source:
    """The records, the types of their columns taken from all of them."""
    kinds = expected.kinds
    scanned = looked_through(path, path, kinds)
    if scanned is None:
        text = lines_in_utf8(path)
        scanned = looked_through(text, path, kinds) if text != path else None
        scanned = scanned or LineReader(text, path, kinds, expected.language).source()
    if not scanned.rows:
        raise refusal(str(path), NO_RECORDS)
    return scanned


def looked_through(path: Path, shown: Path, kinds: Mapping[str, Label]) -> Source | None:
    """The records as DuckDB reads them, None where that is not exact or not possible."""
    exact = with_fine_as_text(path) if path.stat().st_size else None
    for sample in (FIRST, EVERY):
        lines = exact and lines_of(exact, sample, kinds)
        if not lines:
            return None
        try:
            rows = lines.look_through()
            return Source(lines.frame(), rows, places(path, shown), None, keyed=True)
        except UNREADABLE as error:
            if "unknown key" not in str(error):
                return None
    return None


def lines_of(path: Path, sample: int, kinds: Mapping[str, Label]) -> Lines | None:
    """The file as DuckDB reads it; None where it does not, or the lines are no flat records."""
    try:
        lines = Lines(path, sample) if path.stat().st_size else None
    except duckdb.Error:
        return None
    return lines if lines and plain_columns(lines.types, kinds) else None


def about(path: Path) -> int:
    """How many lines a file has, by its beginning."""
    with path.open("rb") as stream:
        beginning = stream.read(BEGINNING)
    return max(1, beginning.count(b"\n") * path.stat().st_size // len(beginning))


class Lines:
    """A file as DuckDB reads it, its columns typed by a sample of so many records. Raises duckdb.Error."""

    def __init__(self, path: Path, sample: int) -> None:
        self.path = path
        self.connection = duckdb.connect(config=SETTINGS)
        detecting = f"format = 'newline_delimited', map_inference_threshold = -1, sample_size = {sample}"
        self.source = f"read_json({quoted(escape(str(path)))}, {detecting}"
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {self.source})").fetchall()
        self.types = {str(row[0]): jsonl_values.type_of(str(row[1])) for row in described}

    def look_through(self) -> int:
        """Has every column with a value unlike its type mixed, and tells how many records there are. Raises UNREADABLE."""
        rows = 0
        for piece in self.pieces(list(self.types)):
            rows += piece.height
            for raw in piece:
                if jsonl_values.typed(raw, self.types[raw.name]) is None:
                    self.types[raw.name] = jsonl_values.MIXED
                    jsonl_values.typed(raw, jsonl_values.MIXED)
        return rows

    def frame(self, trusting: bool = False) -> pl.LazyFrame:
        """The records, read anew each time that they are asked for. Raises SchemaMismatch where they were trusted and should not be."""

        def frames(
            columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
        ) -> Iterator[pl.DataFrame]:
            names = list(self.types) if columns is None else columns or list(self.types)[:1]
            for frame in self.trusted(rows) if trusting else self.known(names, rows):
                wanted = frame.select(names)
                yield wanted if predicate is None else wanted.filter(predicate)

        return register_io_source(frames, schema={name: jsonl_values.POLARS[one] for name, one in self.types.items()})

    def trusted(self, rows: int | None) -> Iterator[pl.DataFrame]:
        """All columns of the records: DuckDB notices a key that the sample did not show only where it reads them all."""
        exact = self.exact
        try:
            yield from self.known(list(self.types), rows)
        except UNREADABLE:
            raise SchemaMismatch from None
        if rows is None and not exact.result():
            raise SchemaMismatch

    @cached_property
    def exact(self) -> Future[bool]:
        """Whether no number has more decimals than there may be; found out while the records are read."""
        return ThreadPoolExecutor(1).submit(lambda: not found_in(self.path, TOO_FINE))

    def known(self, names: Sequence[str], rows: int | None) -> Iterator[pl.DataFrame]:
        """Some columns of the records. Raises SchemaMismatch and UNREADABLE."""
        for piece in self.pieces(names, rows):
            columns = [read for raw in piece if (read := jsonl_values.typed(raw, self.types[raw.name])) is not None]
            if len(columns) < piece.width:
                raise SchemaMismatch
            yield pl.DataFrame(columns)

    def pieces(self, names: Sequence[str], rows: int | None = None) -> Iterator[pl.DataFrame]:
        """The values of some columns as they are written in JSON, some of DuckDB's pieces at once. Raises duckdb.Error."""
        values = ", ".join(f"CAST({identifier(name)} AS VARCHAR) AS {identifier(name)}" for name in names)
        limit = "" if rows is None else f" LIMIT {rows}"
        with self.connection.cursor() as cursor:
            found = cursor.sql(f"SELECT {values} FROM {self.source}, maximum_depth = 1){limit}")
            pieces = map(pl.DataFrame, RecordBatchReader.from_stream(found))
            while several := gathered(pieces):
                yield pl.concat(several, rechunk=True)


def gathered(pieces: Iterator[pl.DataFrame]) -> list[pl.DataFrame]:
    """Some pieces. Raises duckdb.Error, which comes through Arrow as an exception without a kind."""
    try:
        return list(islice(pieces, AT_ONCE))
    except Exception as error:
        raise duckdb.Error(str(error)) from None


def plain_columns(types: Mapping[str, str], kinds: Mapping[str, Label]) -> bool:
    """Whether the lines are flat records, and each column is called as its key.

    DuckDB takes `a` and `A` for one name and renames one of them, and cannot ask for a name with a null character; lines that
    are not all objects become a column `json`.
    """
    lower = {name.lower() for name in types}
    renamed = any(RENAMED.search(name) and RENAMED.sub("", name).lower() in lower for name in types)
    wrapped = set(types) <= set(subject_names(kinds))
    unnameable = any("\0" in name for name in types)
    return not renamed and not wrapped and not unnameable and "json" not in types


def identifier(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
