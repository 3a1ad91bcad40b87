"""The record of `batch`, as `compliance schema summary` publishes it."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.phrase import Language
from compliance.jobs.summary import Summary
from compliance.reports.envelope import Envelope, PackPart, envelope, pack_parts


class RuleCounts(TypedDict):
    """How many records do not meet a rule, and for how many it is open."""

    title: str
    failed: int
    undetermined: int


class FactCounts(TypedDict):
    """How many records wait for a fact, and how many of the open rules read it."""

    label: str
    records: int
    rules: int


class RecordPart(TypedDict):
    """A record, its number among those read from 1, and the rules that it does not meet."""

    row: int
    id: str | None
    name: str | None
    failed: list[str]


class SummaryDocument(Envelope):
    """Counts of records: by verdict (`invalid` among them), by rule, by fact still needed; the most frequent first.

    `doubts` are what puts the numbers in doubt. `worst` are up to ten records that fail most rules. `packs` are those that records may be judged by, each by those of its own jurisdiction.
    """

    doubts: list[str]
    packs: list[PackPart]
    rows: int
    verdicts: dict[str, int]
    rules: dict[str, RuleCounts]
    worst: list[RecordPart]
    missing: dict[str, FactCounts]
    notes: list[str]


def summary_document(summary: Summary, language: Language) -> SummaryDocument:
    """The counts in one language; nothing is left out."""
    return {
        **envelope(summary.as_of, language),
        "doubts": [doubt.text(language) for doubt in summary.doubts],
        "packs": pack_parts(summary.packs),
        "rows": summary.rows,
        "verdicts": summary.counts,
        "rules": {
            rule: RuleCounts(
                title=summary.titles[rule].text(language),
                failed=summary.failed[rule],
                undetermined=summary.undetermined[rule],
            )
            for rule in (*summary.failing, *summary.open)
        },
        "worst": [RecordPart(row=one.row, id=one.id, name=one.name, failed=list(one.failed)) for one in summary.worst],
        "missing": {
            fact: FactCounts(
                label=summary.labels[fact].text(language),
                records=summary.missing[fact],
                rules=summary.opens.get(fact, 0),
            )
            for fact in summary.wanted
        },
        "notes": [note.text(language) for note in summary.notes],
    }
