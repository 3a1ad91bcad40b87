"""`not`: the opposite of a requirement."""

import pytest

from tests.rules import changes, evaluation, in_words, told

NOT = "requires: {not: {is: {fact: stage, value: proposed}}}"


@pytest.mark.parametrize(
    ("facts", "result"), [("{stage: registered}", "pass"), ("{stage: proposed}", "fail"), ("{}", "undetermined:stage")]
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(NOT, facts)) == result


def test_its_words() -> None:
    assert in_words(NOT) == ("并非“办理阶段为“拟办””", "not: stage: proposed")


def test_its_changes() -> None:
    rule = "requires: {not: {any: [{is: {fact: filed, value: yes}}, {is: {fact: inclusive, value: yes}}]}}"
    assert changes(rule) == ["not removed", "part 1 dropped", "part 2 dropped", "all ↔ any", "yes → no", "yes → no"]
