"""`tiered_minimum`: tiers at both ends, what two of them share, what none covers."""

from datetime import date
from fractions import Fraction

import pytest

from compliance.packs.kinds.base import Context
from compliance.packs.kinds.tiered_minimum import SAME_TIER, TieredMinimum
from tests.conftest import LIBRARY
from tests.rules import changes, evaluation, in_words, problems, rule_of, told

TODAY = date(2026, 11, 21)
START = "requires: {tiered_minimum: {quantity: area_per_slot, by: slots, tiers: ["
TIERS = START + "{to: 30, minimum: 9}, {from: 31, minimum: 11}]}}"
WHY = "why: {zh: 两档, en: two tiers}}"
SHARED = START + "{to: 30, minimum: 9}, {from: 30, minimum: 11}], overlaps: [{from: 30, to: 30, " + WHY + "]}}"
RANGE = START + "{to: 30, minimum: 9}, {from: 20, minimum: 11}], overlaps: [{from: 20, to: 30, " + WHY + "]}}"


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (TIERS, "{slots: 30, building_area: 270}", "pass"),
        (TIERS, "{slots: 30, building_area: 269.9}", "fail"),
        (TIERS, "{slots: 31, building_area: 341}", "pass"),
        (TIERS, "{slots: 31, building_area: 340.9}", "fail"),
        (TIERS, "{building_area: 340.9}", "undetermined:slots"),
        (SHARED, "{slots: 30, building_area: 330}", "pass"),
        (SHARED, "{slots: 30, building_area: 329.9}", "undetermined:ambiguous_source"),
        (SHARED, "{slots: 30, building_area: 270}", "undetermined:ambiguous_source"),
        (SHARED, "{slots: 30, building_area: 269.9}", "fail"),
        (SHARED, "{slots: 29, building_area: 261}", "pass"),
        (SHARED, "{slots: 31, building_area: 340.9}", "fail"),
        (START + "{to: 30, minimum: 9}]}}", "{slots: 31, building_area: 999}", "undetermined:not_covered"),
    ],
)
def test_what_it_means(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


@pytest.mark.parametrize(
    ("reading", "area", "result"), [("first", 270, "pass"), ("first", 269, "fail"), ("second", 329, "fail")]
)
def test_an_adopted_reading_decides(reading: str, area: int, result: str) -> None:
    adopted = f"adopted: {{reading: {reading}, by: {{zh: 某局, en: bureau}}, why: {{zh: 函复, en: letter}}}}\n"
    assert told(evaluation(adopted + SHARED, f"{{slots: 30, building_area: {area}}}")) == result


def test_only_where_tiers_overlap_a_reading_can_be_adopted() -> None:
    assert rule_of(TIERS).requires.adoptable() == []
    assert rule_of(SHARED).requires.adoptable() == ["first", "second"]
    assert [why.en for why in rule_of(SHARED).requires.ambiguities()] == ["two tiers"]


def test_its_words() -> None:
    assert in_words(TIERS) == (
        "每托位平均建筑面积按托位数分档，不低于：30 及以下：9 ㎡；31 及以上：11 ㎡",
        "building area per slot by slots, of at least: up to 30: 9 m²; 31 or more: 11 m²",
    )


@pytest.mark.parametrize(
    ("rule", "labels"),
    [
        (SHARED, ["30 in the tier up to 30: 9 m²", "30 in the tier 30 or more: 11 m²"]),
        (RANGE, ["20–30 in the tier up to 30: 9 m²", "20–30 in the tier 20 or more: 11 m²"]),
    ],
)
def test_a_reading_says_in_which_tier_it_puts_what_two_share(rule: str, labels: list[str]) -> None:
    readings = rule_of(rule).requires.lower(Context(LIBRARY.vocabulary("facility"), TODAY))
    assert [reading.label and reading.label.en for reading in readings] == labels


@pytest.mark.parametrize(
    ("slots", "limit", "words"),
    [
        (30, 9, "up to 30: 9 m²"),
        (30, 11, "30 or more: 11 m²"),
        (31, 11, "30 or more: 11 m²"),
        (31, 9, None),
        (None, 9, None),
    ],
)
def test_the_row_that_sets_a_limit(slots: int | None, limit: int, words: str | None) -> None:
    facts = {} if slots is None else {"slots": Fraction(slots)}
    context = Context(LIBRARY.vocabulary("facility"), TODAY)
    row = rule_of(SHARED).requires.row_words(facts, Fraction(limit), context)
    assert (row and row.en) == words


def test_a_tier_holds_its_ends() -> None:
    requires = rule_of(START + "{from: 10, to: 30, minimum: 9}]}}").requires
    assert isinstance(requires, TieredMinimum)
    assert [requires.tiers[0].holds(Fraction(n)) for n in (9, 10, 30, 31)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("tiers", "told_"),
    [
        ("{to: 30, minimum: 9}, {from: 31, minimum: 11}]}}", []),
        ("{to: 30, minimum: 9}, {from: 30, minimum: 11}]}}", ["tiers.1: two tiers overlap at 30; if"]),
        ("{to: 30, minimum: 9}, {from: 20, minimum: 11}]}}", ["tiers.1: two tiers overlap at 20–30; if"]),
        ("{minimum: 9}, {minimum: 11}]}}", ["tiers.1: two tiers overlap at all numbers; if"]),
        ("{to: 30, minimum: 9}, {from: 32, minimum: 11}]}}", ["tiers.1: nothing covers 31 between"]),
        ("{to: 30, minimum: 9}, {from: 33, minimum: 11}]}}", ["tiers.1: nothing covers 31–32 between"]),
        ("{from: 9, to: 9, minimum: 9}]}}", []),
        ("{from: 9, to: 8, minimum: 9}]}}", ["tiers.0: this tier begins after it ends"]),
        (
            "{to: 30, minimum: 9}, {from: 31, minimum: 11}], overlaps: [{from: 30, to: 31, " + WHY + "]}}",
            ["overlaps: 30–31 is declared in overlaps"],
        ),
    ],
)
def test_what_is_wrong_with_tiers(tiers: str, told_: list[str]) -> None:
    found = problems(START + tiers)
    assert len(found) == len(told_)
    assert all(text.startswith(start) for text, start in zip(found, told_, strict=True)), found


def test_between_tiers_of_a_decimal_nothing_may_lie() -> None:
    decimal = "requires: {tiered_minimum: {quantity: slots, by: building_area, tiers: ["
    assert problems(decimal + "{to: 30, minimum: 9}, {from: 31, minimum: 11}]}}")[0].startswith(
        "tiers.1: nothing covers 30–31 between"
    )


def test_its_changes() -> None:
    made = changes(TIERS)
    ends = ["to 30 → 29", "to 30 → 31", f"from 31 → 30 ({SAME_TIER})", "from 31 → 32"]
    assert [change for change in made if change.startswith(("to", "from"))] == ends
    assert [change for change in made if change not in ends] == [
        *("9 → 8.9", "9 → 9.1", "11 → 10.9", "11 → 11.1", "tier dropped", "tier dropped")
    ]


def test_where_tiers_overlap_both_readings_count() -> None:
    made = changes(SHARED)
    assert not [change for change in made if SAME_TIER in change]
    assert "overlap dropped" in made
