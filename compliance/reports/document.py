"""A report as JSON: the models that write it are the ones that publish its schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from compliance import __version__
from compliance.outcome import Finding, Obligation, Outcome, Reason, Report, Verdict
from compliance.phrase import Language, Phrase


class Part(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid")


class SubjectPart(Part):
    """What was checked."""

    kind: str
    id: str | None
    name: str | None


class PackPart(Part):
    """A pack that was used."""

    pack: str
    sha256: str


class ReadingPart(Part):
    """What a rule comes to under one reading of its document."""

    reading: str
    outcome: Outcome
    required: str | None
    margin: str | None


class RemedyPart(Part):
    """One change that makes the rule pass."""

    fact: str
    to: str
    change: str | None


class SourcePart(Part):
    """Where the requirement stands."""

    document: str
    number: str | None
    section: str
    anchor: str


class ResponsiblePart(Part):
    """Responsible units; `units` where the document does not tell who leads."""

    lead: list[str]
    support: list[str]
    units: list[str]


class FindingPart(Part):
    """One rule's outcome."""

    rule: str
    title: str
    obligation: Obligation
    outcome: Outcome
    message: str
    actual: str | None = Field(
        description="Exact decimal, ISO date, code or codes; cut at six places where decimals do not end"
    )
    required: str | None
    unit: str | None
    margin: str | None = Field(description="Negative: what is short; of dates in days")
    exact: dict[str, str] = Field(description="Figures whose decimals do not end, as fractions")
    reason: Reason | None
    missing: list[str]
    readings: list[ReadingPart]
    due: str | None
    assumptions: list[str]
    remedies: list[RemedyPart]
    advice: str
    relation: str | None
    source: SourcePart
    responsible: ResponsiblePart
    waiver: None = None


class ReportPart(Part):
    """The report on one subject."""

    subject: SubjectPart
    jurisdiction: str
    verdict: Verdict
    missing: list[str]
    notes: list[str]
    packs: list[PackPart]
    facts: dict[str, Any]
    findings: list[FindingPart]


class Document(Part):
    """All reports of one run."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    as_of: str
    engine: str
    language: Language
    reports: list[ReportPart]


def document(reports: Sequence[Report], as_of: str, language: Language) -> str:
    """The reports as indented JSON, ending with a line break."""
    parts = [report_part(report, language) for report in reports]
    whole = Document(as_of=as_of, engine=__version__, language=language, reports=parts)
    return whole.model_dump_json(indent=2, by_alias=True) + "\n"


def report_part(report: Report, language: Language) -> ReportPart:
    """One report in one language."""
    return ReportPart(
        subject=SubjectPart(kind=report.kind, id=report.id, name=report.name),
        jurisdiction=report.jurisdiction,
        verdict=report.verdict,
        missing=list(report.missing),
        notes=[note.tell(language) for note in report.notes],
        packs=[PackPart(pack=pack.name, sha256=pack.sha256) for pack in report.packs],
        facts=dict(report.facts),
        findings=[finding_part(finding, language) for finding in report.findings],
    )


def finding_part(finding: Finding, language: Language) -> FindingPart:
    """One finding in one language."""

    def tell(phrase: Phrase) -> str:
        return phrase.tell(language)

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
        exact=dict(finding.exact),
        reason=finding.reason,
        missing=list(finding.missing),
        readings=[
            ReadingPart(reading=tell(r.label), outcome=r.outcome, required=r.required, margin=r.margin)
            for r in finding.readings
        ],
        due=finding.due.isoformat() if finding.due else None,
        assumptions=[tell(one) for one in finding.assumptions],
        remedies=[RemedyPart(fact=r.fact, to=r.to, change=r.change) for r in finding.remedies],
        advice=tell(finding.advice),
        relation=tell(finding.relation) if finding.relation else None,
        source=SourcePart(document=source.title, number=source.number, section=source.section, anchor=source.anchor),
        responsible=ResponsiblePart(lead=list(units.lead), support=list(units.support), units=list(units.units)),
    )
