"""What the product's reference says of filings, and where a side of the benchmark says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from compliance.base.diagnostics import InputError
from compliance.base.outcome import Outcome
from compliance.facts.description import Entry, entries
from compliance.findings.check import check_entry
from compliance.findings.report import Report
from compliance.packs.library import Library
from tests.benchmarks.rivals import AS_OF, INVALID, Judgement

FOLDER = Path(__file__).parent
PACK = "ten"


class Row(NamedTuple):
    """What a table of results says of a row; of an invalid row, its verdict only."""

    verdict: str
    failed: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Expected(NamedTuple):
    """What the reference says of a row, as a table has it and as a rival of single rows has it."""

    row: Row
    judgement: Judgement


def reference(table: Path) -> list[Expected]:
    """What the product says of each row of a table, one description after another."""
    library = Library([str(FOLDER)])
    with duckdb.connect() as connection:
        found = connection.execute(f"select * from '{table}'")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    text = json.dumps({"facility": rows}, default=str)
    return [expected(library, entry) for entry in entries("filings.json", library.kinds, text.encode())]


def expected(library: Library, entry: Entry) -> Expected:
    """What the product says of one description."""
    try:
        report = check_entry(library, entry, AS_OF, PACK)
    except InputError:
        return Expected(Row("invalid"), INVALID)
    outcomes = tuple(finding.outcome.value for finding in report.findings)
    judgement = Judgement(report.verdict.value, outcomes, tuple(report.missing))
    row = Row(
        report.verdict.value, rules(report, Outcome.FAIL), rules(report, Outcome.UNDETERMINED), tuple(report.missing)
    )
    return Expected(row, judgement)


def rules(report: Report, outcome: Outcome) -> tuple[str, ...]:
    """The rules that come to an outcome."""
    return tuple(finding.rule for finding in report.findings if finding.outcome is outcome)


def rows_of(result: Path) -> list[Row]:
    """What a table of results says.

    The product judges a record with a bad cell by the rules that do not need it; its rivals give the record up as invalid.
    Of such records only that something is wrong with them is compared.
    """
    with duckdb.connect() as connection:
        columns = {row[0] for row in connection.execute(f"describe select * from '{result}'").fetchall()}
        wrong = "len(errors) > 0" if "errors" in columns else "verdict = 'invalid'"
        found = connection.execute(f"select {wrong}, verdict, failed, undetermined, missing from '{result}'").fetchall()
    return [
        Row("invalid") if is_wrong else Row(verdict, *(tuple(names or ()) for names in lists))
        for is_wrong, verdict, *lists in found
    ]


def unlike(mine: Iterable[Any], theirs: Sequence[Any]) -> list[int]:
    """The numbers of the rows of which two sides say different things."""
    return [number for number, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one != other]
