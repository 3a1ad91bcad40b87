"""What a person reads first: the verdict in one line, and the order of the findings."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.outcome import VERDICT_WORDS, Finding, Obligation, Outcome, Reason, Report, Verdict
from compliance.phrase import Phrase, listed

COMPLIANT = Phrase("适用的 {n} 条强制性规则和目标全部符合", "all {n} mandatory rules and targets that apply are met")
FAILED = Phrase("{n} 条不符合", "{n} not met")
CLEAN = Phrase("就已知情况未发现不符合", "nothing found against it in what is known")
NEEDED = Phrase("还需填写 {n} 项事实", "{n} fact(s) still needed")
AMBIGUOUS = Phrase(
    "{n} 条因文件本身有歧义而不能判定，须请主管部门明确",
    "{n} rule(s) where the document itself is ambiguous: ask the authority",
)
NOT_COVERED = Phrase("{n} 条文件未作规定", "{n} rule(s) where the document does not cover the case")
NOTHING = Phrase("没有强制性规则或目标适用", "no mandatory rule or target applied")
HEADLINE = Phrase("{verdict}：{details}", "{verdict}: {details}")


def headline(report: Report) -> Phrase:
    """The verdict, and what it rests on."""
    return HEADLINE.fill(verdict=VERDICT_WORDS[report.verdict], details=listed(details(report), "；", "; "))


def details(report: Report) -> list[Phrase]:
    """What the verdict rests on, most important first."""
    failed, passed = report.how_many(Outcome.FAIL), report.how_many(Outcome.PASS)
    ambiguous = report.how_many(Outcome.UNDETERMINED, Reason.AMBIGUOUS_SOURCE)
    not_covered = report.how_many(Outcome.UNDETERMINED, Reason.NOT_COVERED)
    if report.verdict is Verdict.COMPLIANT:
        return [COMPLIANT.fill(n=passed)]
    found = []
    if failed:
        found.append(FAILED.fill(n=failed))
    elif report.missing:
        found.append(CLEAN)
    if report.missing:
        found.append(NEEDED.fill(n=len(report.missing)))
    if ambiguous:
        found.append(AMBIGUOUS.fill(n=ambiguous))
    if not_covered:
        found.append(NOT_COVERED.fill(n=not_covered))
    return found or [NOTHING]


def rank(finding: Finding) -> tuple[int, str]:
    """Worst first: what decides the verdict before what does not."""
    order = {Outcome.FAIL: 0, Outcome.UNDETERMINED: 1, Outcome.PASS: 5, Outcome.NOT_APPLICABLE: 6}
    place = order[finding.outcome]
    if place < 2 and not finding.obligation.binding:
        place += 2
    return (4 if finding.reason is Reason.NOT_DUE else place, finding.rule)


def worst_first(report: Report) -> Sequence[Finding]:
    """The findings to show as duties: all but entitlements and rules that do not apply."""
    return sorted((f for f in report.findings if f.obligation is not Obligation.MAY and is_shown(f)), key=rank)


def entitlements(report: Report) -> Sequence[Finding]:
    """The support that the subject may claim."""
    return sorted((f for f in report.findings if f.obligation is Obligation.MAY and is_shown(f)), key=rank)


def is_shown(finding: Finding) -> bool:
    """Whether a finding says more than that the rule is not for this subject."""
    return finding.outcome is not Outcome.NOT_APPLICABLE or finding.reason is Reason.NOT_DUE


def left_out(report: Report) -> int:
    """How many rules do not apply to the subject."""
    return sum(not is_shown(f) for f in report.findings)
