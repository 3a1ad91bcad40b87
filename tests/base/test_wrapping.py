"""Text fitted to columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

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
