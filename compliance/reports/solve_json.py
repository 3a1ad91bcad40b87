"""The record of `solve`, as `compliance schema solution` publishes it."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.outcome import Outcome, Reason
from compliance.base.phrase import Language
from compliance.jobs.binding_rules import BindingRule
from compliance.jobs.solve import Range, Solution
from compliance.logic.exact_text import exact_text
from compliance.reports.envelope import Envelope, PackPart, SubjectPart, envelope, pack_parts, subject_part
from compliance.reports.solution_words import against, missing


class BindPart(TypedDict):
    """A rule that binds: in which tier, by which reading or for want of what, in words."""

    rule: str
    title: str
    outcome: Outcome
    reason: Reason | None
    words: str
    missing: list[str]


Ends = TypedDict("Ends", {"from": str, "to": str})


class RangePart(Ends):
    """Values with one verdict, ends included; `invalid` where they contradict other facts.

    `binds`: for a compliant range the rules that fail or are open just beyond its ends, for others those that fail or are
    open in it. `from_binds`, `to_binds`: the rules at each end; none at the ends of what the fact can be.
    """

    verdict: str
    binds: list[str]
    from_binds: list[BindPart]
    to_binds: list[BindPart]
    reasons: list[Reason]
    missing: list[str]


class SolutionDocument(Envelope):
    """All values of one fact. Numbers are exact decimals as text, dates ISO, choices codes; `now` is the value given."""

    subject: SubjectPart
    jurisdiction: str
    packs: list[PackPart]
    notes: list[str]
    fact: str
    label: str
    unit: str | None
    now: str | None
    ranges: list[RangePart]


def solution_document(solution: Solution, language: Language) -> SolutionDocument:
    """The solution in one language."""
    report, now = solution.report, solution.now
    return {
        **envelope(report.as_of, language),
        "subject": subject_part(report),
        "jurisdiction": report.jurisdiction,
        "packs": pack_parts(report.packs),
        "notes": [note.text(language) for note in report.notes],
        "fact": solution.name,
        "label": solution.fact.label.text(language),
        "unit": solution.fact.unit,
        "now": None if now is None else exact_text(now),
        "ranges": [range_part(one, language) for one in solution.ranges],
    }


def range_part(one: Range, language: Language) -> RangePart:
    """One range in one language."""
    return {
        "from": str(exact_text(one.start)),
        "to": str(exact_text(one.end)),
        "verdict": one.verdict,
        "binds": [bind.rule for bind in one.binds],
        "from_binds": [bind_part(bind, language) for bind in one.start_binds],
        "to_binds": [bind_part(bind, language) for bind in one.end_binds],
        "reasons": list(dict.fromkeys(bind.reason for bind in against(one) if bind.reason)),
        "missing": missing([one]),
    }


def bind_part(bind: BindingRule, language: Language) -> BindPart:
    """One rule that binds, in one language."""
    return BindPart(
        rule=bind.rule,
        title=bind.title.text(language),
        outcome=bind.outcome,
        reason=bind.reason,
        words=bind.words.text(language),
        missing=list(bind.missing),
    )
