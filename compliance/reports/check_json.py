"""The record of `check`, as `compliance schema report` publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.outcome import Obligation, Outcome, Reason, Verdict
from compliance.base.phrase import Language, Phrase
from compliance.findings.report import Finding, Mending, Remedy, Report, TotalRequired
from compliance.reports.envelope import Envelope, PackPart, SubjectPart, envelope, pack_parts, subject_part


class ReadingPart(TypedDict):
    """What a rule comes to under one reading of its document."""

    reading: str
    outcome: Outcome
    required: str | None
    margin: str | None
    total: TotalPart | None


class TotalPart(TypedDict):
    """What a limit on a ratio comes to in whole, for one of its facts: 9 m² a slot are 270 m² for 30 slots."""

    fact: str
    required: str
    unit: str | None


class RemedyPart(TypedDict):
    """One change of one fact: to which value, and by how much."""

    fact: str
    to: str
    change: str | None


class MendingPart(TypedDict):
    """The least changes after which the verdict is compliant: the fewest facts changed, then the fewest newly stated.

    `possible` is null where that is not determined: because facts that are not the subject's to change (`given`) have to be known
    first, or, without `changes`, because there are too many combinations. `blocked_by` are the rules that no change meets.
    """

    possible: bool | None
    changes: list[RemedyPart]
    given: list[str]
    blocked_by: list[str]


class SourcePart(TypedDict):
    """Where the requirement stands."""

    document: str
    number: str | None
    section: str
    anchor: str


class ResponsiblePart(TypedDict):
    """Responsible units; `units` where the document does not tell who leads."""

    lead: list[str]
    support: list[str]
    units: list[str]


class FindingPart(TypedDict):
    """One rule's outcome.

    `actual`, `required`, `margin`: exact decimals as text, ISO dates or codes; cut at six places where decimals do not end,
    and then whole in `exact` as fractions. A negative margin is what is short; of dates it is in days. Each of `remedies` makes
    the rule pass; where none does, the changes `together` do.
    """

    rule: str
    title: str
    obligation: Obligation
    outcome: Outcome
    message: str
    actual: str | None
    required: str | None
    unit: str | None
    margin: str | None
    total: TotalPart | None
    exact: dict[str, str]
    reason: Reason | None
    missing: list[str]
    readings: list[ReadingPart]
    due: str | None
    assumptions: list[str]
    remedies: list[RemedyPart]
    together: list[RemedyPart]
    advice: str
    relation: str | None
    bearer: str | None
    source: SourcePart
    responsible: ResponsiblePart
    waiver: None


class ReportPart(TypedDict):
    """The report on one subject."""

    subject: SubjectPart
    jurisdiction: str
    verdict: Verdict
    missing: list[str]
    notes: list[str]
    packs: list[PackPart]
    facts: dict[str, Any]
    mending: MendingPart | None
    findings: list[FindingPart]


class Document(Envelope):
    """All reports of one run."""

    reports: list[ReportPart]


def check_document(reports: Sequence[Report], as_of: date, language: Language) -> Document:
    """The reports in one language."""
    return {**envelope(as_of, language), "reports": [report_part(report, language) for report in reports]}


def report_part(report: Report, language: Language) -> ReportPart:
    """One report in one language."""
    return ReportPart(
        subject=subject_part(report),
        jurisdiction=report.jurisdiction,
        verdict=report.verdict,
        missing=list(report.missing),
        notes=[note.text(language) for note in report.notes],
        packs=pack_parts(report.packs),
        facts=dict(report.facts),
        mending=mending_part(report.mending) if report.mending else None,
        findings=[finding_part(finding, language) for finding in report.findings],
    )


def finding_part(finding: Finding, language: Language) -> FindingPart:
    """One finding in one language."""

    def tell(phrase: Phrase) -> str:
        return phrase.text(language)

    source, units = finding.source, finding.responsible
    return FindingPart(
        rule=finding.rule,
        title=tell(finding.title),
        obligation=finding.obligation,
        outcome=finding.outcome,
        message=tell(finding.message),
        actual=finding.actual,
        required=finding.required,
        unit=finding.unit,
        margin=finding.margin,
        total=total_part(finding.total),
        exact=dict(finding.exact),
        reason=finding.reason,
        missing=list(finding.missing),
        readings=[
            ReadingPart(
                reading=tell(r.label),
                outcome=r.outcome,
                required=r.required,
                margin=r.margin,
                total=total_part(r.total),
            )
            for r in finding.readings
        ],
        due=finding.due.isoformat() if finding.due else None,
        assumptions=[tell(one) for one in finding.assumptions],
        remedies=remedy_parts(finding.remedies),
        together=remedy_parts(finding.together),
        advice=tell(finding.advice),
        relation=tell(finding.relation) if finding.relation else None,
        bearer=tell(finding.bearer) if finding.bearer else None,
        waiver=None,
        source=SourcePart(document=source.title, number=source.number, section=source.section, anchor=source.anchor),
        responsible=ResponsiblePart(lead=list(units.lead), support=list(units.support), units=list(units.units)),
    )


def mending_part(mending: Mending) -> MendingPart:
    """The least changes."""
    return MendingPart(
        possible=mending.possible,
        changes=remedy_parts(mending.changes),
        given=list(mending.given),
        blocked_by=list(mending.blocked_by),
    )


def remedy_parts(remedies: Sequence[Remedy]) -> list[RemedyPart]:
    """Changes of facts."""
    return [RemedyPart(fact=one.fact, to=one.to, change=one.change) for one in remedies]


def total_part(total: TotalRequired | None) -> TotalPart | None:
    """A whole amount."""
    return TotalPart(fact=total.fact, required=total.required, unit=total.unit) if total else None
