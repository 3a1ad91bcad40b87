"""The record of `compare`, as `compliance schema comparison` publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.outcome import Obligation, Outcome, Reason, Verdict
from compliance.base.phrase import Language
from compliance.jobs.compare import Compared, rules
from compliance.logic.exact_text import margin_text
from compliance.reports.envelope import Envelope, PackPart, SubjectPart, envelope, pack_parts, subject_part


class CellPart(TypedDict):
    """What a rule comes to for a variant. The margin is an exact decimal, cut at six places where it does not end."""

    outcome: Outcome
    reason: Reason | None
    actual: str | None
    required: str | None
    margin: str | None


class VariantPart(TypedDict):
    """A variant; `least_margin` is a share of what is required, in per cent."""

    name: str
    subject: SubjectPart
    jurisdiction: str
    packs: list[PackPart]
    verdict: Verdict
    failed: int
    undetermined: int
    least_margin: str | None
    facts: dict[str, Any]
    findings: dict[str, CellPart]


class RulePart(TypedDict):
    """A rule that is compared."""

    title: str
    obligation: Obligation
    unit: str | None
    differs: bool


class ComparisonDocument(Envelope):
    """The variants, best first, and the rules that they are compared by."""

    rules: dict[str, RulePart]
    variants: list[VariantPart]


def comparison_document(compared: Sequence[Compared], language: Language) -> ComparisonDocument:
    """The comparison with all its rules, in one language."""
    shown = {finding.rule for finding in rules(compared)}
    return {
        **envelope(compared[0].report.as_of, language),
        "rules": {
            one.rule: RulePart(
                title=one.title.text(language),
                obligation=one.obligation,
                unit=one.unit,
                differs=one.rule in shown,
            )
            for one in rules(compared, all_rules=True)
        },
        "variants": [variant_part(one, language) for one in compared],
    }


def variant_part(one: Compared, language: Language) -> VariantPart:
    """One variant in one language."""
    report = one.report
    return VariantPart(
        name=one.name.text(language),
        subject=subject_part(report),
        jurisdiction=report.jurisdiction,
        packs=pack_parts(report.packs),
        verdict=report.verdict,
        failed=report.how_many(Outcome.FAIL),
        undetermined=report.how_many(Outcome.UNDETERMINED),
        least_margin=None if one.least is None else margin_text(one.least * 100),
        facts=dict(report.facts),
        findings={
            rule: CellPart(outcome=f.outcome, reason=f.reason, actual=f.actual, required=f.required, margin=f.margin)
            for rule, f in one.findings.items()
        },
    )
