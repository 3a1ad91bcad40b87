"""Errors as people read them."""

from __future__ import annotations

import pytest

from compliance.base.diagnostics import Diagnostic, InputError, Location, all_of, did_you_mean
from compliance.base.phrase import LANGUAGES, Phrase

WRONG = Phrase("“{text}”应为整数", "“{text}” must be a whole number")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_cannot_forge_a_line(language: str) -> None:
    problem = Diagnostic(Location("f.yaml", 2, 3), "slots\ng.yaml:1:1: fine", WRONG.format(text="3\u202e\r\n"))
    text = problem.text("zh" if language == "zh" else "en")
    assert text.splitlines() == [text]
    assert text.startswith(r"f.yaml:2:3: slots\ng.yaml:1:1: fine: “3\u202e\r\n”")


def test_long_values_and_keys_are_cut() -> None:
    text = Diagnostic(Location("f.yaml", 1, 1), "k" * 10**6, WRONG.format(text="x" * 10**6)).text("en")
    assert text == f"f.yaml:1:1: {'k' * 80}…: “{'x' * 80}…” must be a whole number"


def test_an_input_error_tells_its_problems_in_the_order_of_their_places() -> None:
    error = InputError(Diagnostic(Location("f", line), None, Phrase("错", "wrong")) for line in (2, 1))
    assert str(error) == "f:1:0: wrong\nf:2:0: wrong"


def test_the_problems_of_all_items_are_told_together() -> None:
    def half(number: int) -> int:
        if number % 2:
            raise InputError([Diagnostic(Location("f", number), None, Phrase("奇数", "odd"))])
        return number // 2

    assert all_of([2, 4], half) == [1, 2]
    with pytest.raises(InputError) as raised:
        all_of([1, 2, 3], half)
    assert [problem.place.line for problem in raised.value.problems] == [1, 3]


def test_a_near_word_is_offered_but_none_for_a_long_one() -> None:
    assert did_you_mean("slotz", ["slots", "name"]).en == "; did you mean slots?"
    assert did_you_mean("s" * 81, ["s" * 80]) == Phrase("", "")
