"""`contains`: a text has a phrase in it."""

import pytest

from compliance.packs.kinds.contains import STANDS_IN_IT
from tests.rules import changes, evaluation, in_words, told

CONTAINS = "requires: {contains: {fact: name, any_of: [托育, 托儿]}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{name: 某某托育中心}", "pass"),
        ("{name: 托儿}", "pass"),
        ("{name: 某某幼儿园}", "fail"),
        ("{}", "undetermined:name"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(CONTAINS, facts)) == result


def test_its_words() -> None:
    assert in_words(CONTAINS) == (
        "机构名称中写有“托育”或“托儿”",
        "name of the nursery that says “托育” or “托儿”",
    )


def test_its_changes() -> None:
    assert changes("requires: {contains: {fact: name, any_of: [托育, 托育服务]}}") == [
        *("托育 dropped", f"托育服务 dropped ({STANDS_IN_IT})")
    ]
