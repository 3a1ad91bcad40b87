"""Text fitted to columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from compliance.base import wrapping
from compliance.base.wrapping import clipped, wrapped

WORDS = st.text(alphabet="ab1 托育，。（）“”%≥", max_size=120)


@given(WORDS, st.integers(8, 80))
def test_lines_fit_and_nothing_is_lost(text: str, width: int) -> None:
    lines = list(wrapped(text, "□ ", width))
    assert all(wcswidth(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "□" + "".join(text.split())


def test_lines_break_between_chinese_characters_but_not_before_closing_marks() -> None:
    assert list(wrapped("每托位平均建筑面积，不低于九平方米。", width=18)) == [
        "每托位平均建筑面",
        "积，不低于九平方",
        "米。",
    ]
    assert list(wrapped("alpha beta gamma", "- ", 8)) == ["- alpha", "  beta", "  gamma"]


@given(WORDS, st.integers(2, 60))
def test_what_is_clipped_fits(text: str, width: int) -> None:
    cut = clipped(text, width)
    assert wcswidth(cut) <= width
    assert cut == text or text.startswith(cut[:-1])


@pytest.mark.parametrize("text", ["x" * 20_000, "托" * 20_000, "a b " * 5_000, "\x00" * 20_000, "e\u0301" * 10_000])
def test_each_character_is_measured_a_few_times_at_most(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def counted(character: str) -> int:
        measured.append(character)
        return wcwidth(character)

    monkeypatch.setattr(wrapping, "wcwidth", counted)
    assert sum(len(line.replace(" ", "")) for line in wrapped(text, width=20)) >= len(text.replace(" ", ""))
    assert len(measured) <= 14 * len(text)
    measured.clear()
    clipped(text, 20)
    assert len(measured) <= 200


def test_what_cannot_be_seen_shows_as_an_escape_and_breaks_no_line() -> None:
    assert list(wrapped("a\u202eb\nc\x1bd")) == [r"a\u202eb c\u001bd"]
    assert clipped("a\u202eb\nc", 20) == r"a\u202eb c"


def test_what_stands_in_no_column_is_cut_too() -> None:
    assert clipped("e" + "\u0301" * 10_000, 20).endswith("…")


@pytest.mark.parametrize("width", [1, 2])
def test_even_a_column_too_narrow_for_a_character_gets_it(width: int) -> None:
    assert list(wrapped("托育", width=width)) == ["托", "育"]
