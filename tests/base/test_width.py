"""Columns of a text: everything said here is what wcwidth says."""

from __future__ import annotations

import subprocess
import sys

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from compliance.base import width

RANGES = [*width.NARROW, *width.WIDE]


@pytest.mark.parametrize("ends", RANGES)
def test_every_character_of_a_plain_range_is_as_wide_as_wcwidth_says(ends: tuple[str, str]) -> None:
    first, last = map(ord, ends)
    assert first < last
    for character in map(chr, range(first, last + 1)):
        assert width.wcwidth(character) == wcwidth.wcwidth(character), ascii(character)


@pytest.mark.parametrize("ends", RANGES)
def test_no_plain_character_is_of_another_width_in_the_company_of_others(ends: tuple[str, str]) -> None:
    for character in ends:
        assert width.wcswidth(f"a{character}托{character}") == wcwidth.wcswidth(f"a{character}托{character}")


@given(st.text() | st.text("a托，\u0301\u200d\ufe0f👩🏻\n\x1b–"))
def test_any_text_is_as_wide_as_wcwidth_says(text: str) -> None:
    assert width.wcswidth(text) == wcwidth.wcswidth(text)
    assert [width.wcwidth(character) for character in text] == [wcwidth.wcwidth(character) for character in text]


def test_the_tables_are_not_read_for_plain_text() -> None:
    program = "import sys; from compliance.base.width import wcswidth; wcswidth('托位 ≥ 50%'); sys.exit('wcwidth' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
