"""What may be changed, in which order values are tried, and what contradicts what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import islice

import pytest

from compliance.facts.vocabulary import FactValue
from compliance.findings.candidates import Candidates, SearchContext
from compliance.logic.expression import Value
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.rules import rule_of

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")


def context(facts: Mapping[str, Value]) -> SearchContext:
    return SearchContext(facts, NURSERY, AS_OF)


def candidates(rule: str, facts: Mapping[str, Value]) -> Candidates:
    lowered = lower(rule_of(rule), NURSERY, AS_OF)
    assert lowered
    return Candidates([lowered], context(facts))


def values(rule: str, name: str, facts: Mapping[str, Value]) -> list[Value]:
    return list(islice(candidates(rule, facts).of(name, facts, lambda value: True), 4))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{minimum: {quantity: slots, value: 10}}", [10, 9, 1, 100000]),
        ("{maximum: {quantity: slots, value: 20}}", [20, 21, 1, 100000]),
        ("{minimum: {quantity: slots, above: 3}}", [3, 4, 1, 100000]),
        ("{maximum: {quantity: slots, below: 150}}", [150, 149, 1, 100000]),
    ],
)
def test_of_a_fact_not_given_the_limit_itself_comes_first(rule: str, expected: list[int]) -> None:
    assert values(f"requires: {rule}", "slots", {}) == expected


@pytest.mark.parametrize(("now", "expected"), [(25, [28, 20]), (15, [21, 28]), (40, [27, 20]), (24, [20, 28])])
def test_of_a_fact_given_the_nearest_value_of_each_other_interval_comes_first(now: int, expected: list[int]) -> None:
    rule = "requires: {any: [{maximum: {quantity: slots, value: 20}}, {minimum: {quantity: slots, value: 28}}]}"
    assert values(rule, "slots", {"slots": Fraction(now)}) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (date(2025, 11, 1), [date(2025, 11, 21)]),
        (date(2026, 11, 21), []),
        (date(2026, 12, 1), []),
    ],
)
def test_a_date_moves_only_forward_and_not_beyond_the_check(done: date, expected: list[date]) -> None:
    rule = "requires: {at_most_old: {fact: staff_trained_on, months: 12}}"
    assert values(rule, "staff_trained_on", {"staff_trained_on": done}) == expected


def test_a_day_from_which_a_period_runs_does_not_move() -> None:
    rule = "requires: {within: {from: registered_on, to: filed_on, days: 5}}"
    assert [candidates(rule, {}).may_change(name) for name in ("registered_on", "filed_on")] == [False, True]
    condition = "applies_when: {filed_on: {since: 2022-01-01}}\nrequires: {is: {fact: inclusive, value: yes}}"
    assert not candidates(condition, {}).may_change("filed_on")


@pytest.mark.parametrize(
    ("facts", "consistent"),
    [
        ({"registered_on": date(2026, 3, 2), "filed_on": date(2026, 3, 2)}, True),
        ({"registered_on": date(2026, 3, 2), "filed_on": date(2026, 3, 1)}, False),
        ({"filed_on": date(2026, 3, 1)}, True),
        ({"filed_on": date(2026, 3, 1), "filed": False}, False),
        ({"filed_on": date(2026, 3, 1), "filed": True}, True),
        ({"filed": False}, True),
    ],
)
def test_what_contradicts_what(facts: dict[str, FactValue], consistent: bool) -> None:
    for name in facts:
        assert context(facts).is_consistent(name, facts) is consistent
    assert context(facts).is_consistent("slots", facts)


def test_where_items_can_only_help_none_is_dropped() -> None:
    rule = "requires: {includes: {fact: materials, items: [commitment, lease]}}"
    now = frozenset({"filing_form", "lease"})
    assert values(rule, "materials", {"materials": now}) == [now | {"commitment"}]
