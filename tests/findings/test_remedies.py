"""What mends a failing rule by one fact alone: the nearest value in every type, exact, and nothing that is not to change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base import yaml_nodes
from compliance.base.outcome import Outcome
from compliance.facts.description import Entry, subject_of
from compliance.facts.vocabulary import FactType, FactValue, Vocabulary
from compliance.findings.remedies import remedies
from compliance.findings.report import Remedy
from compliance.logic.interpreter import evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.rules import rule_of
from tests.support.subjects import DATES, SUBJECTS, described, report

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")


def found(rule: str, facts: str) -> list[Remedy]:
    """The remedies of the rule that the text writes, for these facts (one YAML mapping in braces)."""
    [record] = yaml_nodes.read_documents("f.yaml", facts.encode())
    assert isinstance(record, yaml_nodes.Mapping)
    known = NURSERY.implied(dict(subject_of(Entry("facility", record), NURSERY).facts))
    lowered = lower(rule_of(rule), NURSERY, AS_OF)
    assert lowered is not None
    return list(remedies(lowered, known, NURSERY, AS_OF))


def brief(rule: str, facts: str) -> list[tuple[str, str, str | None]]:
    return [(one.fact, one.to, one.change) for one in found(rule, facts)]


AREA = "requires: {minimum: {quantity: area_per_slot, value: 9}}"
TIERS = (
    "requires: {tiered_minimum: {quantity: area_per_slot, by: slots,"
    " tiers: [{to: 30, minimum: 13}, {from: 31, to: 60, minimum: 9}]}}"
)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (AREA, "{slots: 30, building_area: 255}", [("building_area", "270", "+15"), ("slots", "28", "-2")]),
        (
            AREA,
            "{slots: 30, building_area: 269.999999}",
            [("building_area", "270", "+0.000001"), ("slots", "29", "-1")],
        ),
        (TIERS, "{slots: 30, building_area: 300}", [("building_area", "390", "+90"), ("slots", "31", "+1")]),
        (TIERS, "{slots: 24, building_area: 300}", [("building_area", "312", "+12"), ("slots", "23", "-1")]),
        ("requires: {maximum: {quantity: slots, below: 150}}", "{slots: 150}", [("slots", "149", "-1")]),
        (
            "requires: {minimum: {quantity: lease_years, above: 3}}",
            "{lease_years: 3}",
            [("lease_years", "3.000001", "+0.000001")],
        ),
        (
            "requires: {any: [{maximum: {quantity: slots, value: 20}}, {minimum: {quantity: slots, value: 28}}]}",
            "{slots: 25}",
            [("slots", "28", "+3")],
        ),
        ("requires: {is: {fact: filed, value: yes}}", "{filed: no}", [("filed", "yes", None)]),
        ("requires: {is: {fact: below_ground, value: no}}", "{below_ground: yes}", [("below_ground", "no", None)]),
        ("requires: {is: {fact: tenure, value: owned}}", "{tenure: leased}", [("tenure", "owned", None)]),
        (
            "requires: {one_of: {fact: fire_resistance_class, values: [first, second]}}",
            "{fire_resistance_class: fourth}",
            [("fire_resistance_class", "first", None), ("fire_resistance_class", "second", None)],
        ),
        (
            "requires: {includes: {fact: materials, items: [commitment, {any_of: [title_deed, lease]}]}}",
            "{materials: [filing_form]}",
            [("materials", "filing_form;commitment;title_deed", "+commitment;title_deed")],
        ),
        (
            "requires: {not: {includes: {fact: class_types, items: [mixed]}}}",
            "{class_types: [junior, mixed]}",
            [("class_types", "junior", "-mixed")],
        ),
        (
            "requires: {at_most_old: {fact: staff_trained_on, months: 12}}",
            "{staff_trained_on: 2025-11-01}",
            [("staff_trained_on", "2025-11-21", "+20")],
        ),
    ],
)
def test_the_nearest_value_that_mends(rule: str, facts: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert sorted(brief(rule, facts)) == sorted(expected)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("requires: {maximum: {quantity: staff_with_abuse_record, value: 0}}", "{staff_with_abuse_record: 1}"),
        ("requires: {one_of: {fact: registrar, values: [civil_affairs]}}", "{registrar: establishment}"),
        ("requires: {contains: {fact: name, any_of: [托育]}}", "{name: 亲子园}"),
        ("requires: {contains: {fact: business_scope, any_of: [托育]}}", "{business_scope: 玩具}"),
        (
            "requires: {within: {from: registered_on, to: filed_on, days: 5}}",
            "{registered_on: 2026-01-05, filed_on: 2026-03-01}",
        ),
        ("requires: {is: {fact: filed, value: no}}", "{filed_on: 2026-03-01}"),
        ("requires: {minimum: {quantity: alarm_hours, above: 24}}", "{alarm_hours: 24}"),
        (
            "requires: {all: [{is: {fact: filed, value: yes}}, {is: {fact: inclusive, value: yes}}]}",
            "{filed: no, inclusive: no}",
        ),
    ],
)
def test_nothing_is_proposed_that_is_not_the_subjects_to_change_or_does_not_mend(rule: str, facts: str) -> None:
    assert brief(rule, facts) == []


def test_a_change_is_told_in_words() -> None:
    [one] = found("requires: {at_most_old: {fact: staff_trained_on, months: 12}}", "{staff_trained_on: 2025-11-01}")
    assert one.words.zh == "从业人员最近一次卫生保健培训日期改为 2025-11-21（+20 日）"
    [one] = found("requires: {not: {includes: {fact: class_types, items: [mixed]}}}", "{class_types: [mixed]}")
    assert one.words.en == "kinds of classes run or planned: drop mixed-age class"


def nearer(fact_type: FactType, value: FactValue, now: FactValue) -> list[FactValue]:
    """The value one unit less far from the present one."""
    if isinstance(value, Fraction) and isinstance(now, Fraction):
        step = Fraction(1) if fact_type is FactType.WHOLE else Fraction(1, 10**6)
        return [value + (step if value < now else -step)]
    if isinstance(value, date):
        return [value - timedelta(days=1)]
    if isinstance(value, frozenset) and isinstance(now, frozenset):
        return [value ^ {code} for code in value ^ now]
    return []


def check_one(
    lowered: LoweredRule, one: Remedy, facts: Mapping[str, FactValue], vocabulary: Vocabulary, as_of: date
) -> None:
    fact = vocabulary.facts[one.fact]
    value = fact.parse(one.to or "none")
    assert not fact.circumstance
    assert value != facts[one.fact]
    assert evaluate(lowered, {**facts, one.fact: value}, as_of).outcome is Outcome.PASS
    for less in nearer(fact.type, value, facts[one.fact]):
        assert evaluate(lowered, {**facts, one.fact: less}, as_of).outcome is not Outcome.PASS


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=25)
@given(data=st.data(), as_of=DATES)
def test_each_remedy_mends_and_one_unit_less_does_not(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    packs = LIBRARY.packs_for(pack)
    vocabulary = LIBRARY.vocabulary(kind, packs)
    facts = described(pack, kind, data)
    rules = {rule: one.rule for each in packs for rule, one in each.rules.items()}
    for finding in report(pack, kind, facts, as_of).findings:
        if finding.remedies:
            lowered = lower(rules[finding.rule], vocabulary, as_of)
            assert lowered is not None
            for one in finding.remedies:
                check_one(lowered, one, vocabulary.implied(facts), vocabulary, as_of)
        assert not (finding.remedies and finding.together)


@settings(max_examples=60)
@given(
    low=st.integers(0, 40),
    high=st.integers(0, 40),
    per=st.integers(1, 12),
    slots=st.integers(1, 45),
    area=st.integers(0, 400),
)
def test_the_nearest_number_is_the_nearest_of_all(low: int, high: int, per: int, slots: int, area: int) -> None:
    rule = (
        f"requires: {{all: [{{minimum: {{quantity: area_per_slot, value: {per}}}}}, "
        f"{{any: [{{maximum: {{quantity: slots, value: {low}}}}}, {{minimum: {{quantity: slots, value: {high}}}}}]}}]}}"
    )
    lowered = lower(rule_of(rule), NURSERY, AS_OF)
    assert lowered is not None
    facts = {"slots": Fraction(slots), "building_area": Fraction(area)}

    def passes(number: int) -> bool:
        return evaluate(lowered, {**facts, "slots": Fraction(number)}, AS_OF).outcome is Outcome.PASS

    if passes(slots):
        return
    best = min((abs(n - slots) for n in range(1, 500) if passes(n)), default=None)
    told = [one for one in remedies(lowered, facts, NURSERY, AS_OF) if one.fact == "slots"]
    assert [abs(int(one.to) - slots) for one in told] == ([] if best is None else [best])
