"""`readings`: the ways to read an ambiguous document, which decide where they agree."""

import pytest

from tests.rules import changes, evaluation, in_words, rule_of, told

ONE = "{label: {zh: 一, en: one}, requires: {minimum: {quantity: slots, value: 1}}}"
TWO = "{label: {zh: 二, en: two}, requires: {minimum: {quantity: slots, value: 20}}}"
READINGS = f"{{readings: {{one: {ONE}, two: {TWO}}}}}"
READ = f"requires: {READINGS}"
DUE = "{label: {zh: 甲, en: a}, requires: {is: {fact: filed, value: yes}}, due: 2025-12-31}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{slots: 20}", "pass"),
        ("{slots: 19}", "undetermined:ambiguous_source"),
        ("{}", "undetermined:slots"),
    ],
)
def test_what_they_mean(facts: str, result: str) -> None:
    assert told(evaluation(READ, facts)) == result


def test_where_all_fail_they_agree() -> None:
    strict = READ.replace("value: 1}", "value: 10}")
    assert told(evaluation(strict, "{slots: 10}")) == "undetermined:ambiguous_source"
    assert told(evaluation(strict, "{slots: 9}")) == "fail"


def test_an_adopted_reading_decides() -> None:
    adopted = "adopted: {reading: two, by: {zh: 某局, en: bureau}, why: {zh: 函复, en: letter}}\n" + READ
    assert told(evaluation(adopted, "{slots: 19}")) == "fail"
    assert rule_of(READ).requires.adoptable() == ["one", "two"]


@pytest.mark.parametrize(
    ("as_of", "result"), [("2025-12-31", "not_applicable:not_due"), ("2026-01-01", "undetermined:ambiguous_source")]
)
def test_a_reading_may_have_a_due_date_of_its_own(as_of: str, result: str) -> None:
    later = DUE.replace("2025", "2027")
    assert told(evaluation(f"requires: {{readings: {{one: {DUE}, two: {later}}}}}", "{filed: no}", as_of)) == result


def test_their_words() -> None:
    assert in_words(READ) == ("一，或读作：二", "one, or read as: two")


def test_their_changes() -> None:
    assert changes(f"requires: {{readings: {{one: {DUE}, two: {DUE}}}}}") == [
        *("reading one dropped", "reading two dropped"),
        *("due 2025-12-31 → 2025-12-30", "due 2025-12-31 → 2026-01-01") * 2,
        *("yes → no", "yes → no"),
    ]
