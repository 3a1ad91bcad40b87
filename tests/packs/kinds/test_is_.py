"""`is`: a fact has a value."""

import pytest

from tests.rules import changes, evaluation, in_words, told

IS_NO = "requires: {is: {fact: below_ground, value: no}}"
HOLDS = "requires: {is: {fact: materials, value: lease}}"


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (IS_NO, "{below_ground: no}", "pass"),
        (IS_NO, "{below_ground: yes}", "fail"),
        (IS_NO, "{}", "undetermined:below_ground"),
        (HOLDS, "{materials: [lease, commitment]}", "pass"),
        (HOLDS, "{materials: [commitment]}", "fail"),
    ],
)
def test_what_it_means(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


def test_its_words() -> None:
    assert in_words(HOLDS) == ("已提交的备案材料为“房屋租赁合同”", "filing materials submitted: lease")


def test_its_changes() -> None:
    assert changes("requires: {is: {fact: below_ground, value: 否}}") == ["否 → yes"]
