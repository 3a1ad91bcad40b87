"""`one_of`: a fact has one of several values."""

import pytest

from tests.rules import changes, evaluation, in_words, told

ONE_OF = "requires: {one_of: {fact: registrar, values: [civil_affairs, establishment]}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{registrar: civil_affairs}", "pass"),
        ("{registrar: establishment}", "pass"),
        ("{registrar: market_regulation}", "fail"),
        ("{}", "undetermined:registrar"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(ONE_OF, facts)) == result


def test_its_words() -> None:
    assert in_words(ONE_OF)[0] == "登记机关为“民政部门或机构编制部门”"


def test_its_changes() -> None:
    assert changes("requires: {one_of: {fact: nature, values: [for_profit, nonprofit]}}") == [
        *("for_profit dropped", "nonprofit dropped", "public_institution added")
    ]
