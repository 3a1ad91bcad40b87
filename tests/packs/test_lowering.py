"""When a rule is in force, and what a target comes to before and after its last day."""

from __future__ import annotations

import pytest

from tests.rules import evaluation, told

AREA = "requires: {minimum: {quantity: building_area, value: 9}}"
TARGET = "due: 2025-12-31\n" + AREA
PERIOD = "in_force: {from: 2019-06-01, to: 2025-12-31}\n" + AREA


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
    assert told(evaluation(PERIOD, "{building_area: 9}", as_of)) == result
