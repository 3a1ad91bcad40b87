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
    """How many records wait for a fact."""

    label: str
    records: int


class SummaryDocument(Envelope):
    """Counts of records: by verdict (`invalid` among them), by rule, by fact still needed; the most frequent first.

    `packs` are those that records may be judged by, each by those of its own jurisdiction.
    """

    packs: list[PackPart]
    rows: int
    verdicts: dict[str, int]
    rules: dict[str, RuleCounts]
    missing: dict[str, FactCounts]
    notes: list[str]


def summary_document(summary: Summary, language: Language) -> SummaryDocument:
    """The counts in one language; nothing is left out."""
    return {
        **envelope(summary.as_of, language),
        "packs": pack_parts(summary.packs),
        "rows": summary.rows,
        "verdicts": summary.counts,
        "rules": {
            rule: RuleCounts(
                title=summary.titles[rule].text(language),
                failed=summary.failed[rule],
                undetermined=summary.undetermined[rule],
            )
            for rule in summary.rules
        },
        "missing": {
            fact: FactCounts(label=summary.labels[fact].text(language), records=number)
            for fact, number in summary.missing.most_common()
        },
        "notes": [note.text(language) for note in summary.notes],
    }
