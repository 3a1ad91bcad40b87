"""`within`: a deadline before, on and after its last day."""

import pytest

from compliance.packs.kinds.within import ENDS_ON_WORKING_DAY
from tests.rules import changes, evaluation, in_words, rule_of, told

WITHIN = "requires: {within: {from: registered_on, to: filed_on, done: filed, days: 15}}"
WORKING = "requires: {within: {from: registered_on, to: filed_on, done: filed, working_days: 1}}"


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
def test_what_it_means(facts: str, as_of: str, result: str) -> None:
    assert told(evaluation(WITHIN, facts, as_of)) == result


@pytest.mark.parametrize(
    ("rule", "filed_on", "result"),
    [
        (WITHIN.replace("15}", "15, last_day: as_it_falls}"), "2022-10-23", "pass"),  # a Sunday
        (WITHIN.replace("15}", "15, last_day: as_it_falls}"), "2022-10-24", "fail"),
        (WITHIN.replace("15}", "17, first_day: included}"), "2022-10-24", "pass"),
        (WITHIN.replace("15}", "17, first_day: included}"), "2022-10-25", "fail"),
        (WORKING, "2022-10-09", "pass"),  # a Sunday that is worked
        (WORKING, "2022-10-10", "fail"),
    ],
)
def test_how_days_are_counted(rule: str, filed_on: str, result: str) -> None:
    assert told(evaluation(rule, f"{{registered_on: 2022-10-08, filed_on: {filed_on}}}")) == result


def test_its_words_and_how_it_counts() -> None:
    assert in_words(WITHIN) == (
        "备案日期在核准登记日期之后 15 日内",
        "date of filing within 15 days of date of registration",
    )
    assert in_words(WORKING)[0] == "备案日期在核准登记日期之后 1 个工作日内"
    assert [words.zh for words in rule_of(WITHIN).requires.counting_words()] == [
        *("“日”按日历日计算", "起算当日不计入", "最后一日遇周末或法定休假日的，顺延至下一个工作日")
    ]


def test_its_changes() -> None:
    assert changes(WORKING) == [
        *("working_days 1 → 2", "working_days → days", "first_day switched"),
        *(f"last_day switched ({ENDS_ON_WORKING_DAY})", "done dropped"),
    ]
    assert changes(WITHIN)[-2:] == ["last_day switched", "done dropped"]
