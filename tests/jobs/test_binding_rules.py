"""Why a rule binds: the tier that counts, the reading that decides, the facts that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from compliance.base.outcome import Outcome, Reason
from compliance.jobs.binding_rules import NOT_COVERED, BindingRule, binding_rule
from compliance.logic.expression import Value
from compliance.logic.interpreter import evaluate
from compliance.packs.precedence import layered
from compliance.packs.ready import ready
from tests.conftest import LIBRARY

AS_OF = date(2026, 11, 21)
PACKS, VOCABULARY = ready(LIBRARY, "huyi", "facility")
RULES = {rule.entry.id: rule for rule in layered(PACKS, "facility", VOCABULARY, AS_OF)}


def site(slots: int, area: int | None) -> dict[str, Value]:
    known: dict[str, Value] = {"stage": "proposed", "slots": Fraction(slots)}
    return known if area is None else {**known, "building_area": Fraction(area)}


def bound(facts: Mapping[str, Value], beside: Mapping[str, Value] | None = None) -> BindingRule:
    """The area rule for some facts, and for better ones next to them."""
    rule = RULES["huyi/area-per-slot"]
    better = None if beside is None else evaluate(rule.lowered, beside, AS_OF)
    return binding_rule(rule, evaluate(rule.lowered, facts, AS_OF), better, facts, VOCABULARY, AS_OF)


@pytest.mark.parametrize(
    ("slots", "tier"),
    [(30, "up to 30: 9 m²"), (31, "31–60: 11 m²"), (59, "31–60: 11 m²"), (61, "60–90: 13 m²"), (91, "91–150: 12 m²")],
)
def test_of_a_rule_with_tiers_the_one_that_counts_is_named(slots: int, tier: str) -> None:
    binding = bound(site(slots, 1))
    assert (binding.rule, binding.outcome, binding.reason) == ("huyi/area-per-slot", Outcome.FAIL, None)
    assert binding.words.en == f"the tier {tier}"


def test_what_is_missing_is_named() -> None:
    binding = bound(site(30, None))
    assert (binding.outcome, binding.reason, binding.missing) == (
        Outcome.UNDETERMINED,
        Reason.MISSING_FACTS,
        ("building_area",),
    )
    assert binding.words.en == "for want of: building area"


def test_what_the_document_does_not_cover_is_said() -> None:
    assert bound(site(151, 700)).words == NOT_COVERED


def test_where_readings_differ_the_one_that_does_not_pass_is_named() -> None:
    binding = bound(site(60, 700))
    assert binding.reason is Reason.AMBIGUOUS_SOURCE
    assert binding.words.zh == "60 按“60–90：13 ㎡”一档"


def test_beside_a_better_value_the_reading_that_changes_is_named() -> None:
    assert bound(site(60, 659), site(60, 660)).words.zh == "60 按“31–60：11 ㎡”一档"
    assert bound(site(60, 779), site(60, 780)).words.zh == "60 按“60–90：13 ㎡”一档"


def test_a_rule_without_tiers_gives_its_requirement() -> None:
    rule = RULES["national/lease-years"]
    facts: dict[str, Value] = {"stage": "proposed", "tenure": "leased", "lease_years": Fraction(1)}
    binding = binding_rule(rule, evaluate(rule.lowered, facts, AS_OF), None, facts, VOCABULARY, AS_OF)
    assert binding.outcome is Outcome.FAIL
    assert VOCABULARY.label_of("lease_years").en in binding.words.en
