"""The building area that a planned facility needs by the area rules of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.base.phrase import Phrase, listed
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.check import finding_of
from compliance.findings.report import Finding
from compliance.jobs.least_passing import LeastPassing, asks_at_least
from compliance.logic.exact_text import exact_text
from compliance.logic.expression import Value
from compliance.logic.interpreter import Evaluator
from compliance.packs.library import Library
from compliance.packs.precedence import RuleInContext, layered
from compliance.packs.ready import ready

SLOTS, AREA, STAGE, PROPOSED = "slots", "building_area", "stage", "proposed"

OPEN_SIZE = Phrase(
    "{slots} 个托位的面积要求文件有不同理解（{readings}），按都能符合的 {area} m² 计算",
    "For {slots} slots the document can be read in different ways ({readings}); {area} m² suit all of them and are used",
)
READING = Phrase("{label}，为 {area} m²", "{label}, so {area} m²")


class AreaRules(NamedTuple):
    """The area rules that mixes keep, the place whose rules they are, and the least area in m² of each size covered."""

    pack: str
    place: Phrase
    rules: tuple[Finding, ...]
    areas: Mapping[int, Fraction]


class PlannedFacility:
    """A facility that is being planned, of any size, and the area rules for it."""

    def __init__(self, rules: Sequence[RuleInContext], vocabulary: Vocabulary, as_of: date) -> None:
        self.rules, self.vocabulary, self.as_of = rules, vocabulary, as_of
        lowered = [rule.lowered for rule in rules if rule.lowered]
        self.least = [(rule.applies, LeastPassing(rule, AREA, vocabulary.facts[AREA], as_of)) for rule in lowered]

    def facts(self, slots: int) -> dict[str, Value]:
        """What is known of a facility with so many slots."""
        return {STAGE: PROPOSED, SLOTS: Fraction(slots)}

    def least_area(self, slots: int) -> Fraction | None:
        """The least building area in m² with which each rule passes; None where one does not cover it, or none applies."""
        facts = self.facts(slots)
        areas = [least(facts) for applies, least in self.least if Evaluator(facts)(applies) is not False]
        known = [area for area in areas if area is not None]
        return max(known) if known and len(known) == len(areas) else None

    def least_areas(self, sizes: Iterable[int]) -> dict[int, Fraction]:
        """The least building area in m² of each size, in slots, that the rules cover."""
        return {size: area for size in sizes if (area := self.least_area(size)) is not None}

    def findings(self) -> tuple[Finding, ...]:
        """The area rules, each as a finding on a facility of which no size is known."""
        facts: dict[str, Value] = {STAGE: PROPOSED}
        return tuple(finding_of(rule, facts, self.vocabulary, self.as_of) for rule in self.rules)

    def open_readings(self, slots: int, area: Fraction) -> Iterator[Phrase]:
        """What is to be said where a document can be read in different ways for so many slots."""
        for rule in self.rules:
            finding = finding_of(rule, {**self.facts(slots), AREA: area}, self.vocabulary, self.as_of)
            totals = [(reading.label, reading.total.required) for reading in finding.readings if reading.total]
            if totals:
                words = listed((READING.format(label=label, area=total) for label, total in totals), "；", "; ")
                yield OPEN_SIZE.format(slots=slots, readings=words, area=exact_text(area))


def area_rules(library: Library, pack: str, as_of: date) -> list[RuleInContext]:
    """The binding rules of a pack that ask a facility for building area by its slots. Raises InputError."""
    packs, vocabulary = ready(library, pack, "facility")
    return [
        rule
        for rule in layered(packs, "facility", vocabulary, as_of)
        if rule.lowered and rule.entry.rule.obligation.binding and asks_at_least(rule.lowered, AREA)
    ]
