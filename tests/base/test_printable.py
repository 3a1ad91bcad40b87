"""What others write cannot forge, reorder or drown what the program says."""

from __future__ import annotations

import pytest

from compliance.base.printable import CONTROLS, LONGEST, printable, quotes_shortened, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x1b[31mred\x00", r"\u001b[31mred\u0000"),
        ("a\u202eb\u2066c\u200f", r"a\u202eb\u2066c\u200f"),
        ("a\u2028b\x85c", r"a\u2028b\u0085c"),
        ("鄠邑 m² 𠀀 é ．", "鄠邑 m² 𠀀 é ．"),
    ],
)
def test_what_cannot_be_seen_shows_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_mark_of_direction_and_every_line_break_is_among_them() -> None:
    marks = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
    breaks = [code for code in range(0x3000) if len(f"a{chr(code)}b".splitlines()) > 1]
    assert all(CONTROLS.fullmatch(chr(code)) for code in (*marks, *breaks))


def test_texts_are_cut_where_they_are_longer() -> None:
    assert shortened("x" * LONGEST) == "x" * LONGEST
    assert shortened("x" * (LONGEST + 1)) == "x" * LONGEST + "…"


def test_only_long_quotes_of_a_message_are_cut() -> None:
    long, fits = "托" * (LONGEST + 1), "托" * LONGEST
    assert quotes_shortened(f"“{long}”应为整数，不是“{fits}”") == f"“{fits}…”应为整数，不是“{fits}”"
    assert quotes_shortened("no quotes " * 50) == "no quotes " * 50
