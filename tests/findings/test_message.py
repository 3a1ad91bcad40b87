"""The sentence of a finding: one for each outcome and reason, with what a person needs to act on it, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from compliance.base import yaml_nodes
from compliance.base.outcome import Obligation, Outcome, Reason
from compliance.base.phrase import Phrase
from compliance.facts.description import Entry, subject_of
from compliance.findings.message import LONGEST_TEXT, Message
from compliance.logic.interpreter import Evaluation, evaluate
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.rules import rule_of

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")
AREA = "requires: {minimum: {quantity: area_per_slot, value: 9}}"
TIERS = (
    "requires: {tiered_minimum: {quantity: area_per_slot, by: slots,"
    " tiers: [{to: 30, minimum: 9}, {from: 31, to: 60, minimum: 11}, {from: 60, to: 90, minimum: 13}],"
    " overlaps: [{from: 60, to: 60, why: {zh: 两档均含 60, en: both tiers have 60}}]}}"
)
WITHIN = "requires: {within: {from: registered_on, to: filed_on, days: 15}}"


def message(rule: str, facts: str, as_of: str = "2026-11-21") -> Phrase:
    """The sentence for a rule and a facility with these facts (one YAML mapping in braces)."""
    [record] = yaml_nodes.read_documents("f.yaml", facts.encode())
    assert isinstance(record, yaml_nodes.Mapping)
    known = NURSERY.implied(dict(subject_of(Entry("facility", record), NURSERY).facts))
    day, parsed = date.fromisoformat(as_of), rule_of(rule)
    return Message(parsed, evaluate(lower(parsed, NURSERY, day), known, day), known, NURSERY, day, None).sentence()


@pytest.mark.parametrize(
    ("rule", "facts", "zh", "en"),
    [
        (
            AREA,
            "{slots: 30, building_area: 270}",
            "符合。要求：每托位平均建筑面积不低于 9 ㎡（折合建筑面积 270 ㎡）；实际：9 ㎡。",
            "Met. Required: building area per slot of at least 9 m² (that is, building area: 270 m²); actual: 9 m².",
        ),
        (
            AREA,
            "{slots: 30, building_area: 255}",
            "不符合。要求：每托位平均建筑面积不低于 9 ㎡（折合建筑面积 270 ㎡）；实际：8.5 ㎡；相差 0.5 ㎡。",
            "Not met. Required: building area per slot of at least 9 m² (that is, building area: 270 m²);"
            " actual: 8.5 m²; off by 0.5 m².",
        ),
        (
            AREA,
            "{slots: 30}",
            "待补填：建筑面积。要求：每托位平均建筑面积不低于 9 ㎡（折合建筑面积 270 ㎡）。",
            "Cannot be determined without: building area."
            " Required: building area per slot of at least 9 m² (that is, building area: 270 m²).",
        ),
        (
            "requires: {contains: {fact: name, any_of: [托育]}}",
            "{name: 某某亲子园}",
            "不符合。要求：机构名称中写有“托育”；实际：“某某亲子园”。",
            "Not met. Required: name of the nursery that says “托育”; actual: “某某亲子园”.",
        ),
    ],
)
def test_what_is_required_and_what_there_is(rule: str, facts: str, zh: str, en: str) -> None:
    assert message(rule, facts) == Phrase(zh, en)


def test_of_tiers_only_the_one_that_counts_is_told() -> None:
    told = message(TIERS, "{slots: 31, building_area: 400}")
    assert "11 m²" in told.en and "9 m²" not in told.en and "13 m²" not in told.en


def test_where_readings_come_to_different_outcomes_each_is_told_with_its_own() -> None:
    told = message(TIERS, "{slots: 60, building_area: 700}")
    assert "building area: 660 m²): met;" in told.en and "building area: 780 m²): not met" in told.en
    assert "660 ㎡），结论为符合；" in told.zh and "780 ㎡），结论为不符合" in told.zh


def test_what_the_document_does_not_cover_is_told_with_the_facts_and_what_it_says() -> None:
    told = message(TIERS, "{slots: 91, building_area: 700}")
    assert told.en.startswith("Cannot be determined: the document does not cover this case (slots: 91 slots")
    assert "up to 30: 9 m²" in told.en


@pytest.mark.parametrize(
    ("facts", "as_of", "ending"),
    [
        ("{registered_on: 2022-09-22}", "2022-10-07", "due on 2022-10-08, 1 day(s) to go."),
        ("{registered_on: 2022-09-22}", "2022-10-08", "due on 2022-10-08, 0 day(s) to go."),
        (
            "{registered_on: 2022-09-22}",
            "2022-10-09",
            "due on 2022-10-08, not done by the date of the check, 1 day(s) late.",
        ),
        ("{registered_on: 2022-09-22, filed_on: 2022-10-09}", "2026-11-21", "due on 2022-10-08, 1 day(s) late."),
        ("{registered_on: 2022-09-22, filed_on: 2022-10-08}", "2026-11-21", "actual: “2022-10-08”."),
    ],
)
def test_days_are_counted_from_the_due_date(facts: str, as_of: str, ending: str) -> None:
    facts = facts if "filed_on" in facts else facts.replace("}", ", filed: no}")
    rule = WITHIN.replace("days: 15", "days: 15, done: filed")
    assert message(rule, facts, as_of).en.endswith(ending)


def test_of_several_things_only_those_that_are_lacking_are_told() -> None:
    rule = "requires: {includes: {fact: materials, items: [commitment, {any_of: [title_deed, lease]}]}}"
    told = message(rule, "{materials: [commitment]}")
    labels = NURSERY.facts["materials"].choices
    lacking = told.en.partition("lacking: ")[2]
    assert labels["lease"].en in lacking and labels["commitment"].en not in lacking
    both = "requires: {all: [{is: {fact: filed, value: yes}}, {is: {fact: inclusive, value: yes}}]}"
    unmet = message(both, "{filed: yes, inclusive: no}").en.partition("not met: ")[2]
    assert NURSERY.label_of("inclusive").en in unmet and NURSERY.label_of("filed").en not in unmet


@pytest.mark.parametrize(
    ("in_force", "as_of", "words"),
    [
        ("{from: 2022-09-16}", "2022-09-15", "in force from 2022-09-16."),
        ("{to: 2025-12-31}", "2026-01-01", "in force until 2025-12-31."),
    ],
)
def test_a_rule_that_is_not_in_force_says_when_it_is(in_force: str, as_of: str, words: str) -> None:
    assert message(f"in_force: {in_force}\n{AREA}", "{}", as_of).en == f"Does not apply: {words}"
    inside = "2022-09-16" if "from" in in_force else "2025-12-31"
    assert message(f"in_force: {in_force}\n{AREA}", "{}", inside).en.startswith("Cannot be determined without")


def test_a_rule_that_does_not_apply_says_where_it_does() -> None:
    told = message(f"applies_when: {{stage: operating}}\n{AREA}", "{stage: proposed}")
    assert told == Phrase("不适用：仅在办理阶段为“运营中”时适用。", "Does not apply: only where stage: operating.")


@pytest.mark.parametrize(
    ("area", "words"), [(270, "It may claim this. Condition: "), (269, "Not claimed or not yet claimable. Condition: ")]
)
def test_an_entitlement_is_claimed_or_lacks_something(area: int, words: str) -> None:
    facts = {"slots": Fraction(30), "building_area": Fraction(area)}
    rule = replace(rule_of(AREA), obligation=Obligation.MAY)
    evaluation = evaluate(lower(rule, NURSERY, AS_OF), facts, AS_OF)
    assert Message(rule, evaluation, facts, NURSERY, AS_OF, None).sentence().en.startswith(words)


def test_a_rule_in_whose_place_another_stands_names_it() -> None:
    replaced = Evaluation(Outcome.NOT_APPLICABLE, Reason.REPLACED)
    told = Message(rule_of(AREA), replaced, {}, NURSERY, AS_OF, "huyi/area").sentence()
    assert told == Phrase("不适用：由 huyi/area 代替。", "Does not apply: huyi/area takes its place.")


@pytest.mark.parametrize(("length", "cut"), [(LONGEST_TEXT, False), (LONGEST_TEXT + 1, True)])
def test_a_long_text_is_cut(length: int, cut: bool) -> None:
    told = message("requires: {contains: {fact: name, any_of: [托育]}}", f"{{name: {'园' * length}}}")
    assert ("园" * LONGEST_TEXT + "…" in told.zh) is cut
    assert "园" * (LONGEST_TEXT + 1) not in told.zh
