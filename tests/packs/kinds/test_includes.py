"""`includes`: a set holds items, or one of several alternatives."""

import pytest

from tests.rules import changes, evaluation, in_words, told

INCLUDES = "requires: {includes: {fact: materials, items: [filing_form, {any_of: [title_deed, lease]}]}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{materials: [filing_form, lease]}", "pass"),
        ("{materials: [filing_form, title_deed]}", "pass"),
        ("{materials: [filing_form]}", "fail"),
        ("{materials: [title_deed, lease]}", "fail"),
        ("{materials: []}", "fail"),
        ("{}", "undetermined:materials"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(INCLUDES, facts)) == result


def test_its_words() -> None:
    assert in_words(INCLUDES) == (
        "已提交的备案材料应有：备案书、房屋产权证明或房屋租赁合同",
        "filing materials submitted including filing form, title deed or lease",
    )


def test_its_changes() -> None:
    assert changes(INCLUDES) == [
        *("filing_form dropped", "title_deed|lease dropped", "title_deed dropped", "lease dropped")
    ]
