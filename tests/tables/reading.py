"""Reading tables in tests, headers understood as `compliance batch` understands them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from compliance.facts.headers import HeaderReading, Headers
from compliance.tables.read import read
from compliance.tables.source import Expected, Source
from tests.conftest import LIBRARY

Row = list[Any]


HEADERS = {kind: Headers(LIBRARY.vocabulary(kind)) for kind in ("facility", "district")}


@cache
def meaning(header: str) -> HeaderReading:
    """What a header of a table of facilities or districts means; the fact with its kind."""
    readings = [(kind, headers.read(header)) for kind, headers in HEADERS.items()]
    return next((one._replace(fact=f"{kind} {one.fact}") for kind, one in readings if one.fact), readings[0][1])


def expected(*sheets: str) -> Expected:
    """What is expected of a table in these tests."""
    return Expected(lambda h: meaning(h).fact, LIBRARY.kinds, sheets, "zh", lambda h: meaning(h).factor)


def source_of(*paths: Path, sheets: tuple[str, ...] = ()) -> Source:
    """Tables as read."""
    return read(paths, expected(*sheets))


def rows_of(source: Source) -> list[dict[str, Any]]:
    """The records, as many as the report tells."""
    rows = source.frame.collect().to_dicts()
    assert source.rows == len(rows) == sum(table.records for table in source.report.tables)
    return rows


def notes_of(source: Source) -> str:
    """All that is said of the tables, in Chinese; English is there too."""
    assert all(note.zh != note.en for note in source.report.notes)
    return "\n".join(note.zh for note in source.report.notes)
