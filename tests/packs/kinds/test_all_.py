"""`all`: each of several requirements."""

import pytest

from tests.packs.kinds.test_readings import READINGS
from tests.rules import changes, evaluation, in_words, told

FILED, SLOTS = "{is: {fact: filed, value: yes}}", "{minimum: {quantity: slots, value: 10}}"
ALL = f"requires: {{all: [{FILED}, {SLOTS}]}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{filed: yes, slots: 10}", "pass"),
        ("{filed: yes, slots: 9}", "fail"),
        ("{filed: no}", "fail"),
        ("{slots: 9}", "fail"),
        ("{filed: yes}", "undetermined:slots"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(ALL, facts)) == result


def test_readings_of_parts_are_combined() -> None:
    rule = f"requires: {{all: [{FILED}, {READINGS}]}}"
    assert told(evaluation(rule, "{filed: yes, slots: 19}")) == "undetermined:ambiguous_source"
    assert told(evaluation(rule, "{filed: no, slots: 19}")) == "fail"


def test_its_words() -> None:
    assert in_words(ALL) == ("是否已备案为“是”；托位数不低于 10 个", "filed: yes; and slots of at least 10 slots")


def test_its_changes() -> None:
    assert changes(ALL) == [
        *("part 1 dropped", "part 2 dropped", "all ↔ any", "yes → no", "10 → 9", "10 → 11", "value → above")
    ]
    assert changes(f"requires: {{all: [{FILED}]}}") == ["yes → no"]
