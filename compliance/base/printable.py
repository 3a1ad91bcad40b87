"""Texts of others within our own: nothing in them may forge a line, reorder it or drown it."""

from __future__ import annotations

import re

LONGEST = 80
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
QUOTED = re.compile(f"“([^”]{{{LONGEST}}})[^”]+”")
QUOTE = re.compile("“[^”]*”")
SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    """The text with control characters, line breaks and marks of writing direction shown as escapes."""
    return CONTROLS.sub(lambda found: SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def shortened(text: str, most: int = LONGEST) -> str:
    """The text, cut with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[:most] + "…"


def quotes_shortened(message: str) -> str:
    """A message with what it quotes (“…”) shortened."""
    return QUOTED.sub(r"“\1…”", message)


def quotes_emptied(message: str) -> str:
    """A message with an ellipsis for all that it quotes: the same for every value that is wrong in the same way."""
    return QUOTE.sub("“…”", message)
