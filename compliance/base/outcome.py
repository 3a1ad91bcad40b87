"""What a check comes to: outcomes of rules, findings, verdicts, reports."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from compliance.base.phrase import Phrase


class Outcome(StrEnum):
    """What one rule comes to for one subject."""

    PASS = "pass"
    FAIL = "fail"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What a whole report comes to."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non_compliant"
    UNDETERMINED = "undetermined"


INVALID = "invalid"
"""In the place of a verdict, where a record cannot be read at all or names a place that is not known."""


def verdict_of(binding: Iterable[Outcome]) -> Verdict:
    """What the outcomes of binding rules come to: failing ones first, then undetermined ones; nothing that applies is no proof."""
    outcomes = set(binding)
    if Outcome.FAIL in outcomes:
        return Verdict.NON_COMPLIANT
    if Outcome.UNDETERMINED in outcomes or Outcome.PASS not in outcomes:
        return Verdict.UNDETERMINED
    return Verdict.COMPLIANT


class Obligation(StrEnum):
    """How binding a rule is."""

    MUST = "must"
    SHOULD = "should"
    TARGET = "target"
    MAY = "may"

    @property
    def binding(self) -> bool:
        """Whether it can change a verdict."""
        return self in (Obligation.MUST, Obligation.TARGET)


class Reason(StrEnum):
    """Why a rule is undetermined or not applicable."""

    UNREADABLE_VALUE = "unreadable_value"
    MISSING_FACTS = "missing_facts"
    AMBIGUOUS_SOURCE = "ambiguous_source"
    NOT_COVERED = "not_covered"
    CONDITION_NOT_MET = "condition_not_met"
    NOT_DUE = "not_due"
    NOT_IN_FORCE = "not_in_force"
    REPLACED = "replaced"

    @property
    def wants_facts(self) -> bool:
        """Whether the rule waits for facts that are missing or cannot be read."""
        return self in (Reason.UNREADABLE_VALUE, Reason.MISSING_FACTS)


OUTCOME_WORDS = {
    Outcome.PASS: Phrase("符合", "met"),
    Outcome.FAIL: Phrase("不符合", "not met"),
    Outcome.UNDETERMINED: Phrase("无法判定", "undetermined"),
    Outcome.NOT_APPLICABLE: Phrase("不适用", "not applicable"),
}
ENTITLEMENT_WORDS = {
    **OUTCOME_WORDS,
    Outcome.PASS: Phrase("可以享受", "claimable"),
    Outcome.FAIL: Phrase("尚未享受", "lacking"),
}
OPEN_WORDS: dict[Reason | None, Phrase] = {
    Reason.UNREADABLE_VALUE: Phrase("填写有误无法读取", "unreadable"),
    Reason.MISSING_FACTS: Phrase("待补填", "facts missing"),
    Reason.AMBIGUOUS_SOURCE: Phrase("文件不明", "unclear law"),
    Reason.NOT_COVERED: Phrase("文件未规定", "not covered"),
    Reason.NOT_DUE: Phrase("尚未到期", "not due"),
}
VERDICT_WORDS = {
    Verdict.COMPLIANT: Phrase("合规", "Compliant"),
    Verdict.NON_COMPLIANT: Phrase("不合规", "Non-compliant"),
    Verdict.UNDETERMINED: Phrase("尚不能判定", "Undetermined"),
}
OBLIGATION_WORDS = {
    Obligation.MUST: Phrase("必须", "must"),
    Obligation.SHOULD: Phrase("宜", "should"),
    Obligation.TARGET: Phrase("目标", "target"),
    Obligation.MAY: Phrase("可享受", "may"),
}


class Responsible(NamedTuple):
    """The units that the document names. `units` where it does not tell who leads."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
