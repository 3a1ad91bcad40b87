"""`maximum`: an upper limit, included or excluded."""

import pytest

from tests.rules import changes, evaluation, in_words, told

AT_MOST = "requires: {maximum: {quantity: infant_largest_class, value: 10}}"
BELOW = "requires: {maximum: {quantity: infant_largest_class, below: 10}}"
CARE = "requires: {maximum: {quantity: infant_children_per_caregiver, value: 3}}"


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (AT_MOST, "{infant_largest_class: 10}", "pass"),
        (AT_MOST, "{infant_largest_class: 11}", "fail"),
        (AT_MOST, "{}", "undetermined:infant_largest_class"),
        (BELOW, "{infant_largest_class: 10}", "fail"),
        (BELOW, "{infant_largest_class: 9}", "pass"),
        (CARE, "{infant_children: 9, infant_caregivers: 3}", "pass"),
        (CARE, "{infant_children: 10, infant_caregivers: 3}", "fail"),
        (CARE, "{infant_children: 1, infant_caregivers: 0}", "fail"),
    ],
)
def test_what_it_means(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AT_MOST, ("乳儿班最大班额不超过 10 人", "largest infant class of at most 10 children")),
        (BELOW, ("乳儿班最大班额低于 10 人（不含本数）", "largest infant class of less than 10 children")),
    ],
)
def test_its_words(rule: str, words: tuple[str, str]) -> None:
    assert in_words(rule) == words


def test_its_changes() -> None:
    assert changes(BELOW) == ["10 → 9", "10 → 11", "below → value"]
    assert changes("requires: {maximum: {quantity: slots, below: 0}}") == ["0 → -1", "0 → 1", "below → value"]
