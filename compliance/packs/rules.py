"""The models of a pack's files: its head, rules, clauses and cases."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Any, Literal

from compliance.base.diagnostics import Misfit
from compliance.base.outcome import Obligation, Outcome, Reason
from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model, model
from compliance.packs.annotations import exactly_one
from compliance.packs.conditions import Condition
from compliance.packs.kinds.base import Requirement

LONGEST_ANCHOR = 24
ANCHOR = Phrase("原文短语应为 1 至 {n} 个字", "the anchor must have 1 to {n} characters")
END_BEFORE_START = Phrase("失效日期早于生效日期", "it ends before it begins")


@model
class Source(Model):
    """Where the requirement stands: a short phrase that bears the figure, in a section of one of the pack's documents."""

    document: str
    section: str
    anchor: str
    confidence: Literal["confirmed", "restated"] = "confirmed"

    def __post_init__(self) -> None:
        if not 1 <= len(self.anchor) <= LONGEST_ANCHOR:
            raise Misfit(ANCHOR.format(n=LONGEST_ANCHOR))


@model
class Units(Model):
    """The responsible units as the document prints them; `units` where it does not tell who leads."""

    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@model
class InForce(Model):
    """The period in which a rule is in force, both days included; open where a day is not given."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise Misfit(END_BEFORE_START)

    def holds(self, as_of: date) -> bool:
        """Whether the date lies in the period."""
        return (self.start is None or self.start <= as_of) and (self.end is None or as_of <= self.end)


@model
class Relation(Model):
    """How a local rule stands to one of an included pack: both are checked, or this one takes the other's place."""

    tightens: str | None = None
    replaces: str | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "tightens", "replaces")


@model
class Adopted(Model):
    """The reading that the pack takes, who decided it and why. Tiers' readings are `first` and `second`."""

    reading: str
    by: Phrase
    why: Phrase


@model
class Rule(Model):
    """One requirement on one kind of subject. `due` is the last day to meet a target: before it, unmet is not due.

    `bearer` says whose duty it is, where it is not the subject's own.
    """

    title: Phrase
    subject: Literal["facility", "neighborhood", "district"]
    obligation: Obligation
    applies_when: dict[str, Condition] = field(default_factory=dict)
    requires: Requirement
    due: date | None = None
    in_force: InForce | None = None
    source: Source
    bearer: Phrase | None = None
    responsible: Units = field(default_factory=lambda: Units())
    advice: Phrase
    assumptions: list[Phrase] = field(default_factory=list)
    relation: Relation | None = None
    adopted: Adopted | None = None


@model
class Document(Model):
    """A government document: its own title and number, and the day from which its rules apply."""

    title: str
    number: str | None = None
    issued: date | None = None
    file: str | None = None
    sha256: str | None = None


@model
class PackHead(Model):
    """`pack.yaml`: what the pack is for, what it includes, and its documents.

    `names` are further names of the place, `divisions` codes of GB/T 2260.
    """

    pack: str
    title: Phrase
    names: list[str] = field(default_factory=list)
    divisions: list[str] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    documents: dict[str, Document]


@model
class Clause(Model):
    """A clause of a document and what became of it: the rules that check it, or why it cannot be checked."""

    document: str
    section: str
    rules: list[str] | None = None
    why: Phrase | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "rules", "why")


@model
class Case(Model):
    """A description and the outcome that it must come to."""

    with_: dict[str, Any] = field(default_factory=dict)
    as_of: date | None = None
    then: Outcome
    reason: Reason | None = None
    missing: list[str] | None = None
    readings: list[Outcome] | None = None


@model
class RuleCases(Model):
    """The cases of one rule, with the date and the facts that they share."""

    as_of: date
    given: dict[str, Any] = field(default_factory=dict)
    cases: list[Case]
