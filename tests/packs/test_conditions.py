"""The conditions of `applies_when`: where a rule applies, and bounds between which nothing lies."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compliance.packs import conditions
from compliance.packs.conditions import Bounds
from tests.conftest import LIBRARY
from tests.rules import evaluation, rule_of, told

AREA = "requires: {minimum: {quantity: building_area, value: 9}}"
STAGED = "applies_when: {stage: operating, slots: {minimum: 10, below: 20}}\nrequires: {is: {fact: filed, value: yes}}"
OPEN = "applies_when: {slots: {above: 10, maximum: 20}}\n" + AREA
SINCE = "applies_when: {registered_on: {since: 2022-09-16}}\n" + AREA
ALL_STAGES = "applies_when: {stage: [proposed, registered, operating]}\n" + AREA
NOT_MET = "not_applicable:condition_not_met"


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (STAGED, "{stage: operating, slots: 10, filed: no}", "fail"),
        (STAGED, "{stage: operating, slots: 9}", NOT_MET),
        (STAGED, "{stage: operating, slots: 20}", NOT_MET),
        (STAGED, "{stage: operating, slots: 19}", "undetermined:filed"),
        (STAGED, "{slots: 19, filed: yes}", "undetermined:stage"),
        (STAGED, "{stage: proposed}", NOT_MET),
        (OPEN, "{slots: 10, building_area: 9}", NOT_MET),
        (OPEN, "{slots: 11, building_area: 9}", "pass"),
        (OPEN, "{slots: 20, building_area: 9}", "pass"),
        (OPEN, "{slots: 21, building_area: 9}", NOT_MET),
        (SINCE, "{registered_on: 2022-09-16, building_area: 8}", "fail"),
        (SINCE, "{registered_on: 2022-09-15, building_area: 8}", NOT_MET),
        (SINCE, "{building_area: 8}", "undetermined:registered_on"),
        (ALL_STAGES, "{building_area: 9}", "pass"),  # every stage there is: nothing to ask
    ],
)
def test_where_a_rule_applies(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (STAGED, "办理阶段为“运营中”、托位数不低于 10 个、托位数低于 20 个（不含本数）", "stage: operating, slots of at least 10 slots, slots of less than 20 slots"),
        (SINCE, "核准登记日期在 2022-09-16 及以后", "date of registration on 2022-09-16 or later"),
    ],
)  # fmt: skip
def test_conditions_in_words(rule: str, zh: str, en: str) -> None:
    words = conditions.words(rule_of(rule).applies_when, LIBRARY.vocabulary("facility"))
    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("ends", "whole", "decimal"),
    [
        ({"minimum": 10, "maximum": 10}, False, False),
        ({"minimum": 11, "maximum": 10}, True, True),
        ({"above": 10, "below": 10}, True, True),
        ({"above": 10, "below": 11}, True, False),
        ({"above": 10, "below": 12}, False, False),
        ({"above": 10, "maximum": 10}, True, True),
        ({"minimum": 10, "below": 10}, True, True),
        ({"above": 9, "maximum": 10}, False, False),
        ({"minimum": 10, "maximum": 10, "above": 5}, False, False),  # 10 is within, the open end lies elsewhere
        ({"minimum": 10, "maximum": 10, "above": 10}, True, True),
        ({"above": 10}, False, False),
        ({"below": 10}, False, False),
        ({}, False, False),
    ],
)
def test_bounds_between_which_nothing_lies(ends: dict[str, int], whole: bool, decimal: bool) -> None:
    bounds = Bounds(**{name: Fraction(end) for name, end in ends.items()})
    assert (bounds.is_empty(whole=True), bounds.is_empty(whole=False)) == (whole, decimal)
