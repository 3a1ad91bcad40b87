"""`any`: one of several requirements."""

import pytest

from tests.rules import changes, evaluation, in_words, told

FILED, SLOTS = "{is: {fact: filed, value: yes}}", "{minimum: {quantity: slots, value: 10}}"
ANY = f"requires: {{any: [{FILED}, {SLOTS}]}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{filed: yes}", "pass"),
        ("{filed: no, slots: 10}", "pass"),
        ("{filed: no, slots: 9}", "fail"),
        ("{slots: 9}", "undetermined:filed"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(ANY, facts)) == result


def test_its_words_put_several_that_belong_together_in_brackets() -> None:
    assert in_words(ANY)[0] == "是否已备案为“是”，或者托位数不低于 10 个"
    together = f"requires: {{any: [{{all: [{FILED}, {SLOTS}]}}, {{all: [{FILED}]}}]}}"
    assert in_words(together)[0] == "（是否已备案为“是”；托位数不低于 10 个），或者是否已备案为“是”"


def test_its_changes() -> None:
    assert changes(ANY)[:3] == ["part 1 dropped", "part 2 dropped", "all ↔ any"]
