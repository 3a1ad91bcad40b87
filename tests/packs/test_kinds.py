"""What each kind of requirement means, at both ends of every range."""

import pytest

from tests.rules import evaluation, told

AREA = "requires: {minimum: {quantity: building_area, value: 9}}"
RATIO = "requires: {minimum: {quantity: area_per_slot, value: 1.1}}"
ABOVE = "requires: {minimum: {quantity: alarm_hours, above: 12}}"
AT_MOST = "requires: {maximum: {quantity: infant_largest_class, value: 10}}"
BELOW = "requires: {maximum: {quantity: infant_largest_class, below: 10}}"
CARE = "requires: {maximum: {quantity: infant_children_per_caregiver, value: 3}}"
DATED = "requires: {minimum: {quantity: building_area, value: {2022-09-16: 4.0, 2025-12-31: 4.5}}}"
TIERS = "requires: {tiered_minimum: {quantity: area_per_slot, by: slots, tiers: [{to: 30, minimum: 9}, {from: 31, minimum: 11}]}}"
IS_NO = "requires: {is: {fact: below_ground, value: no}}"
ONE_OF = "requires: {one_of: {fact: registrar, values: [civil_affairs, establishment]}}"
INCLUDES = "requires: {includes: {fact: materials, items: [filing_form, {any_of: [title_deed, lease]}]}}"
CONTAINS = "requires: {contains: {fact: name, any_of: [托育, 托儿]}}"
WITHIN = "requires: {within: {from: registered_on, to: filed_on, done: filed, days: 15}}"
RECENT = "requires: {at_most_old: {fact: staff_trained_on, months: 12}}"
YEARLY = "requires: {at_most_old: {fact: staff_trained_on, calendar_years: 1}}"
TABLE = "requires: {table: {by: nature, fact: registrar, rows: {for_profit: market_regulation, nonprofit: [civil_affairs, government_services]}}}"
ALL = "requires: {all: [{is: {fact: filed, value: yes}}, {minimum: {quantity: slots, value: 10}}]}"
ANY = "requires: {any: [{is: {fact: filed, value: yes}}, {minimum: {quantity: slots, value: 10}}]}"
NOT = "requires: {not: {is: {fact: stage, value: proposed}}}"
ONE = "{label: {zh: 一, en: one}, requires: {minimum: {quantity: slots, value: 1}}}"
TWO = "{label: {zh: 二, en: two}, requires: {minimum: {quantity: slots, value: 20}}}"
READINGS = f"{{readings: {{one: {ONE}, two: {TWO}}}}}"
READ = f"requires: {READINGS}"
STAGED = "applies_when: {stage: operating, slots: {minimum: 10, below: 20}}\nrequires: {is: {fact: filed, value: yes}}"
SINCE = "applies_when: {registered_on: {since: 2022-09-16}}\n" + AREA
ALL_STAGES = "applies_when: {stage: [proposed, registered, operating]}\n" + AREA
TARGET = "due: 2025-12-31\n" + AREA


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (AREA, "{building_area: 9}", "pass"),
        (AREA, "{building_area: 8.999999}", "fail"),
        (AREA, "{}", "undetermined:building_area"),
        (RATIO, "{building_area: 3.3, slots: 3}", "pass"),  # 1.1 * 3 is more than 3.3 in floats
        (RATIO, "{building_area: 3.299999, slots: 3}", "fail"),
        (RATIO, "{building_area: 3.3}", "undetermined:slots"),
        (ABOVE, "{alarm_hours: 12}", "fail"),
        (ABOVE, "{alarm_hours: 12.000001}", "pass"),
        (AT_MOST, "{infant_largest_class: 10}", "pass"),
        (AT_MOST, "{infant_largest_class: 11}", "fail"),
        (BELOW, "{infant_largest_class: 10}", "fail"),
        (BELOW, "{infant_largest_class: 9}", "pass"),
        (CARE, "{infant_children: 9, infant_caregivers: 3}", "pass"),
        (CARE, "{infant_children: 10, infant_caregivers: 3}", "fail"),
        (CARE, "{infant_children: 1, infant_caregivers: 0}", "fail"),
        (TIERS, "{slots: 30, building_area: 270}", "pass"),
        (TIERS, "{slots: 31, building_area: 340.9}", "fail"),
        (TIERS, "{building_area: 340.9}", "undetermined:slots"),
        (IS_NO, "{below_ground: no}", "pass"),
        (IS_NO, "{below_ground: yes}", "fail"),
        (IS_NO, "{}", "undetermined:below_ground"),
        (ONE_OF, "{registrar: establishment}", "pass"),
        (ONE_OF, "{registrar: market_regulation}", "fail"),
        (INCLUDES, "{materials: [filing_form, lease]}", "pass"),
        (INCLUDES, "{materials: [filing_form, title_deed]}", "pass"),
        (INCLUDES, "{materials: [filing_form]}", "fail"),
        (INCLUDES, "{materials: []}", "fail"),
        (INCLUDES, "{}", "undetermined:materials"),
        (CONTAINS, "{name: 某某托育中心}", "pass"),
        (CONTAINS, "{name: 某某幼儿园}", "fail"),
        (CONTAINS, "{}", "undetermined:name"),
        (TABLE, "{nature: for_profit, registrar: market_regulation}", "pass"),
        (TABLE, "{nature: for_profit, registrar: civil_affairs}", "fail"),
        (TABLE, "{nature: nonprofit, registrar: government_services}", "pass"),
        (TABLE, "{nature: public_institution, registrar: establishment}", "undetermined:not_covered"),
        (TABLE, "{registrar: establishment}", "undetermined:nature"),
        (ALL, "{filed: yes, slots: 10}", "pass"),
        (ALL, "{filed: no}", "fail"),
        (ALL, "{filed: yes}", "undetermined:slots"),
        (ANY, "{filed: yes}", "pass"),
        (ANY, "{filed: no, slots: 9}", "fail"),
        (ANY, "{slots: 9}", "undetermined:filed"),
        (NOT, "{stage: registered}", "pass"),
        (NOT, "{stage: proposed}", "fail"),
        (NOT, "{}", "undetermined:stage"),
        (READ, "{slots: 20}", "pass"),
        (READ, "{slots: 19}", "undetermined:ambiguous_source"),
        (READ, "{}", "undetermined:slots"),
        (STAGED, "{stage: operating, slots: 10, filed: no}", "fail"),
        (STAGED, "{stage: operating, slots: 9}", "not_applicable:condition_not_met"),
        (STAGED, "{stage: operating, slots: 20}", "not_applicable:condition_not_met"),
        (STAGED, "{stage: operating, slots: 19}", "undetermined:filed"),
        (STAGED, "{slots: 19, filed: yes}", "undetermined:stage"),
        (STAGED, "{stage: proposed}", "not_applicable:condition_not_met"),
        (SINCE, "{registered_on: 2022-09-16, building_area: 8}", "fail"),
        (SINCE, "{registered_on: 2022-09-15, building_area: 8}", "not_applicable:condition_not_met"),
        (SINCE, "{building_area: 8}", "undetermined:registered_on"),
        (ALL_STAGES, "{building_area: 9}", "pass"),  # every stage there is: nothing to ask
    ],
)  # fmt: skip
def test_what_a_kind_means(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


@pytest.mark.parametrize(
    ("facts", "as_of", "result"),
    [
        ("{registered_on: 2022-10-08, filed_on: 2022-10-24}", "2026-11-21", "pass"),
        ("{registered_on: 2022-10-08, filed_on: 2022-10-25}", "2026-11-21", "fail"),
        ("{registered_on: 2022-10-08, filed: no}", "2022-10-19", "not_applicable:not_due"),
        ("{registered_on: 2022-10-08, filed: no}", "2022-10-24", "not_applicable:not_due"),
        ("{registered_on: 2022-10-08, filed: no}", "2022-10-25", "fail"),
        ("{registered_on: 2022-10-08}", "2022-10-19", "undetermined:filed,filed_on"),
        ("{registered_on: 2022-10-08, filed: yes}", "2026-11-21", "undetermined:filed_on"),
        ("{filed_on: 2022-10-24}", "2026-11-21", "undetermined:registered_on"),
        ("{filed: no}", "2026-11-21", "undetermined:registered_on"),
        # a filing that lies ahead has not been made
        ("{registered_on: 2022-10-08, filed_on: 2022-10-20}", "2022-10-19", "not_applicable:not_due"),
    ],
)
def test_a_deadline(facts: str, as_of: str, result: str) -> None:
    assert told(evaluation(WITHIN, facts, as_of)) == result


@pytest.mark.parametrize(
    ("rule", "trained", "result"),
    [
        (RECENT, "2025-11-21", "pass"),
        (RECENT, "2025-11-20", "fail"),
        (RECENT, "2026-11-21", "pass"),
        (RECENT, "2026-11-22", "fail"),
        (YEARLY, "2025-01-01", "pass"),
        (YEARLY, "2024-12-31", "fail"),
    ],
)
def test_how_old_a_date_may_be(rule: str, trained: str, result: str) -> None:
    assert told(evaluation(rule, f"{{staff_trained_on: {trained}}}")) == result


@pytest.mark.parametrize(
    ("as_of", "result"),
    [
        ("2022-09-15", "not_applicable:not_in_force"),
        ("2022-09-16", "pass"),
        ("2025-12-30", "pass"),
        ("2025-12-31", "fail"),
    ],
)
def test_a_dated_value_counts_from_its_day(as_of: str, result: str) -> None:
    assert told(evaluation(DATED, "{building_area: 4.2}", as_of)) == result


@pytest.mark.parametrize(
    ("facts", "as_of", "result"),
    [
        ("{building_area: 8}", "2025-12-31", "not_applicable:not_due"),
        ("{building_area: 8}", "2026-01-01", "fail"),
        ("{building_area: 9}", "2025-01-01", "pass"),
        ("{}", "2025-01-01", "undetermined:building_area"),
    ],
)
def test_a_target_is_due_after_its_last_day(facts: str, as_of: str, result: str) -> None:
    assert told(evaluation(TARGET, facts, as_of)) == result


@pytest.mark.parametrize(
    ("as_of", "result"),
    [
        ("2019-05-31", "not_applicable:not_in_force"),
        ("2019-06-01", "pass"),
        ("2025-12-31", "pass"),
        ("2026-01-01", "not_applicable:not_in_force"),
    ],
)
def test_a_rule_is_in_force_on_its_first_and_last_day(as_of: str, result: str) -> None:
    rule = "in_force: {from: 2019-06-01, to: 2025-12-31}\n" + AREA
    assert told(evaluation(rule, "{building_area: 9}", as_of)) == result


def test_an_adopted_reading_decides() -> None:
    adopted = "adopted: {reading: two, by: {zh: 某局, en: bureau}, why: {zh: 函复, en: letter}}\n" + READ
    assert told(evaluation(adopted, "{slots: 19}")) == "fail"


def test_readings_of_parts_are_combined() -> None:
    rule = f"requires: {{all: [{{is: {{fact: filed, value: yes}}}}, {READINGS}]}}"
    assert told(evaluation(rule, "{filed: yes, slots: 19}")) == "undetermined:ambiguous_source"
    assert told(evaluation(rule, "{filed: no, slots: 19}")) == "fail"
