"""The result of a check: findings, and the report on one subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from compliance.base.outcome import (
    ENTITLEMENT_WORDS,
    OPEN_WORDS,
    OUTCOME_WORDS,
    Obligation,
    Outcome,
    Reason,
    Responsible,
    Verdict,
    verdict_of,
)
from compliance.base.phrase import Phrase


class ReadingResult(NamedTuple):
    """What a rule comes to under one reading of its document."""

    label: Phrase
    outcome: Outcome
    required: str | None
    margin: str | None
    total: TotalRequired | None


class TotalRequired(NamedTuple):
    """What a limit on a ratio comes to in whole, as an exact decimal, for one of the facts of the ratio."""

    fact: str
    required: str
    unit: str | None


class Remedy(NamedTuple):
    """One change to one fact that makes a rule pass. `to` and `change` are exact decimal texts, dates or codes."""

    fact: str
    to: str
    change: str | None
    words: Phrase


class Mending(NamedTuple):
    """The least changes after which a verdict is compliant; facts not given before have no `change` in theirs.

    `possible` is None where that is not determined: because facts that are not the subject's to change (`given`) have to be
    known first, or because there are too many combinations. `blocked_by` are the rules that no change meets.
    """

    possible: bool | None
    changes: tuple[Remedy, ...]
    given: tuple[str, ...]
    blocked_by: tuple[str, ...]


class Citation(NamedTuple):
    """Where the requirement stands. `quoted` where the anchor is the document's own wording."""

    document: str
    title: str
    number: str | None
    section: str
    anchor: str
    quoted: bool


class Finding(NamedTuple):
    """One rule's outcome for one subject, with what a person needs to act on it.

    `actual`, `required` and `margin` are exact decimal texts in `unit`, ISO dates (the margin in days) or codes; a negative
    margin is what is short. A quotient without an end in decimals is cut at six places, never across the threshold, and
    stands whole in `exact` as a fraction. `together` is a least combination of changes where no single one of `remedies`
    does. `actual_words` and `required_words` are for people.
    """

    rule: str
    title: Phrase
    obligation: Obligation
    outcome: Outcome
    message: Phrase
    actual: str | None
    required: str | None
    actual_words: Phrase
    required_words: Phrase
    unit: str | None
    margin: str | None
    total: TotalRequired | None
    exact: Mapping[str, str]
    reason: Reason | None
    missing: tuple[str, ...]
    readings: tuple[ReadingResult, ...]
    due: date | None
    assumptions: tuple[Phrase, ...]
    remedies: tuple[Remedy, ...]
    together: tuple[Remedy, ...]
    advice: Phrase
    relation: Phrase | None
    bearer: Phrase | None
    source: Citation
    responsible: Responsible

    @property
    def outcome_words(self) -> Phrase:
        """The outcome, as people say it of a duty or of an entitlement; an open one says why it is open."""
        if self.reason in OPEN_WORDS:
            return OPEN_WORDS[self.reason]
        return (ENTITLEMENT_WORDS if self.obligation is Obligation.MAY else OUTCOME_WORDS)[self.outcome]


class PackUsed(NamedTuple):
    """A pack that a report was made with, and the hash of its files."""

    name: str
    title: Phrase
    sha256: str


class Asked(NamedTuple):
    """A fact that is asked for: what it is called, what proves it, how to answer."""

    label: Phrase
    proof: Phrase | None
    note: Phrase | None


class Report(NamedTuple):
    """The findings for one subject. Its verdict is worked out, never stored.

    `facts` are as given: whole numbers as int, other numbers as exact decimal text, dates as ISO text, sets as lists.
    `asked` says what each missing fact is called and what proves it. `mending` is None where nothing but missing facts
    stands against the subject.
    """

    kind: str
    id: str | None
    name: str | None
    jurisdiction: str
    as_of: date
    packs: tuple[PackUsed, ...]
    facts: Mapping[str, object]
    findings: tuple[Finding, ...]
    asked: Mapping[str, Asked]
    notes: tuple[Phrase, ...]
    mending: Mending | None = None

    @property
    def verdict(self) -> Verdict:
        """What its binding findings come to."""
        return verdict_of(f.outcome for f in self.findings if f.obligation.binding)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts still needed for a verdict, each once, in the order in which the rules ask for them."""
        wanted = [m for f in self.findings if f.obligation.binding for m in f.missing]
        return tuple(dict.fromkeys(wanted))

    def how_many(self, outcome: Outcome, *reasons: Reason) -> int:
        """How many binding rules come to an outcome (for one of these reasons, where any are given)."""
        return sum(
            f.obligation.binding and f.outcome is outcome and (not reasons or f.reason in reasons)
            for f in self.findings
        )
