"""What a person reads first: the verdict in one line, and the order of the findings."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.base.outcome import VERDICT_WORDS, Obligation, Outcome, Reason, Verdict
from compliance.base.phrase import Phrase, listed
from compliance.findings.report import Finding, Report

COMPLIANT = Phrase("适用的 {n} 条强制性规则和目标全部符合", "all {n} mandatory rules and targets that apply are met")
NOT_YET = Phrase("另有 {n} 条目前不适用", "{n} more do not apply as things stand")
FAILED = Phrase("{n} 条不符合", "{n} not met")
OTHERS = Phrase("其中 {n} 条不是该对象自身的义务", "{n} of them not its own duty")
CLEAN = Phrase("已填信息中未发现不符合", "nothing found against it in what is known")
UNREADABLE = Phrase(
    "有填写错误无法读取，{n} 条规则因此不能判定", "values that cannot be read leave {n} rule(s) undetermined"
)
NEEDED = Phrase("还需填写 {n} 项信息（涉及 {rules} 条规则）", "{n} fact(s) still needed, for {rules} rule(s)")
AMBIGUOUS = Phrase(
    "{n} 条因文件本身有歧义而不能判定，须请主管部门明确",
    "{n} rule(s) where the document itself is ambiguous: ask the authority",
)
NOT_COVERED = Phrase(
    "{n} 条文件未作规定，须请主管部门明确", "{n} rule(s) where the document does not cover the case: ask the authority"
)
NOTHING = Phrase("没有强制性规则或目标适用", "no mandatory rule or target applied")
HEADLINE = Phrase("{verdict}：{details}", "{verdict}: {details}")


def headline(report: Report) -> Phrase:
    """The verdict, and what it rests on."""
    return HEADLINE.format(verdict=VERDICT_WORDS[report.verdict], details=listed(details(report), "；", "; "))


def details(report: Report) -> list[Phrase]:
    """What the verdict rests on, most important first."""
    failed, passed = report.how_many(Outcome.FAIL), report.how_many(Outcome.PASS)
    ambiguous = report.how_many(Outcome.UNDETERMINED, Reason.AMBIGUOUS_SOURCE)
    unreadable = report.how_many(Outcome.UNDETERMINED, Reason.UNREADABLE_VALUE)
    waiting = report.how_many(Outcome.UNDETERMINED, Reason.MISSING_FACTS) + unreadable
    not_covered = report.how_many(Outcome.UNDETERMINED, Reason.NOT_COVERED)
    if report.verdict is Verdict.COMPLIANT:
        later = report.how_many(Outcome.NOT_APPLICABLE, Reason.CONDITION_NOT_MET, Reason.NOT_DUE)
        return [COMPLIANT.format(n=passed), *([NOT_YET.format(n=later)] if later else [])]
    found = []
    if failed:
        found.append(FAILED.format(n=failed))
        others = sum(
            f.outcome is Outcome.FAIL and f.obligation.binding and f.bearer is not None for f in report.findings
        )
        found += [OTHERS.format(n=others)] if others else []
    elif report.missing:
        found.append(CLEAN)
    if unreadable:
        found.append(UNREADABLE.format(n=unreadable))
    if report.missing:
        found.append(NEEDED.format(n=len(report.missing), rules=waiting))
    if ambiguous:
        found.append(AMBIGUOUS.format(n=ambiguous))
    if not_covered:
        found.append(NOT_COVERED.format(n=not_covered))
    return found or [NOTHING]


def rank(finding: Finding) -> tuple[int, str]:
    """Worst first: failures, then what the document leaves open, then what is not due; what binds before what does not."""
    order = {Outcome.FAIL: 0, Outcome.UNDETERMINED: 1, Outcome.NOT_APPLICABLE: 4, Outcome.PASS: 5}
    place = order[finding.outcome]
    return (place + 2 if place < 2 and not finding.obligation.binding else place, finding.rule)


def decided(report: Report) -> Sequence[Finding]:
    """The duties of which the facts given decide what can be said, worst first."""
    return sorted((f for f in report.findings if f.obligation is not Obligation.MAY and is_shown(f)), key=rank)


def entitlements(report: Report) -> Sequence[Finding]:
    """The support of which the facts given decide whether the subject may claim it."""
    return sorted((f for f in report.findings if f.obligation is Obligation.MAY and is_shown(f)), key=rank)


def is_shown(finding: Finding) -> bool:
    """Whether a finding says more than that facts are missing or that the rule is not for this subject."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return finding.reason is Reason.NOT_DUE
    return not (finding.reason and finding.reason.wants_facts)


def waiting_for(report: Report, fact: str) -> Sequence[Finding]:
    """The binding findings that a missing fact keeps open."""
    return [f for f in report.findings if f.obligation.binding and fact in f.missing]


def left_out(report: Report) -> int:
    """How many rules do not apply to the subject."""
    return sum(f.outcome is Outcome.NOT_APPLICABLE and not is_shown(f) for f in report.findings)


def left_open(report: Report) -> int:
    """How many encouragements and entitlements wait for facts."""
    return sum(bool(f.reason and f.reason.wants_facts) and not f.obligation.binding for f in report.findings)
