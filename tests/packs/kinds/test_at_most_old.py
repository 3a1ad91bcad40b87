"""`at_most_old`: a date at both ends of the time it may lie in."""

import pytest

from tests.rules import changes, evaluation, in_words, told

RECENT = "requires: {at_most_old: {fact: staff_trained_on, months: 12}}"
YEARLY = "requires: {at_most_old: {fact: staff_trained_on, calendar_years: 1}}"


@pytest.mark.parametrize(
    ("rule", "trained", "result"),
    [
        (RECENT, "2025-11-21", "pass"),
        (RECENT, "2025-11-20", "fail"),
        (RECENT, "2026-11-21", "pass"),
        (RECENT, "2026-11-22", "fail"),
        (YEARLY, "2025-01-01", "pass"),
        (YEARLY, "2024-12-31", "fail"),
        (YEARLY, "2026-11-21", "pass"),
        (YEARLY, "2026-11-22", "fail"),
    ],
)
def test_what_it_means(rule: str, trained: str, result: str) -> None:
    assert told(evaluation(rule, f"{{staff_trained_on: {trained}}}")) == result


def test_without_the_date_it_is_open() -> None:
    assert told(evaluation(RECENT, "{}")) == "undetermined:staff_trained_on"


def test_its_words() -> None:
    assert in_words(RECENT)[0] == "从业人员最近一次卫生保健培训日期距核对之日不超过 12 个月"
    assert in_words(YEARLY)[0] == "从业人员最近一次卫生保健培训日期：每 1 个自然年至少一次"


def test_its_changes() -> None:
    assert changes(RECENT) == ["months 12 → 11", "months 12 → 13"]
    assert changes(YEARLY) == ["calendar_years 1 → 2"]
