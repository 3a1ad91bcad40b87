"""Characters beyond the first plane written as two escapes, as JSON has them, in YAML text."""

from __future__ import annotations

import re

import yaml

SURROGATE_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


class SurrogatePairs:
    """YAML text in which pairs of escaped surrogates, as JSON writes a character beyond the first plane, are hidden.

    YAML does not know them, and only in double quotes they are escapes: there `shown` joins them, elsewhere it gives them
    back as they are written. A character that is nowhere else in the text hides their backslashes.
    """

    def __init__(self, text: str) -> None:
        self.sign = ""
        self.hidden = text
        if SURROGATE_PAIR.search(text):
            self.sign = next(sign for sign in map(chr, range(0xF0000, 0x10FFFE)) if sign not in text)
            self.hidden = SURROGATE_PAIR.sub(lambda pair: pair[0].replace("\\", self.sign), text)

    def shown(self, event: yaml.ScalarEvent) -> str:
        """The text of a scalar."""
        written = str(event.value)
        if not self.sign or self.sign not in written:
            return written
        written = written.replace(self.sign, "\\")
        return SURROGATE_PAIR.sub(joined, written) if event.style == '"' else written


def joined(pair: re.Match[str]) -> str:
    """The character that two escaped surrogates stand for."""
    high, low = (int(escape, 16) for escape in pair[0].split("\\u")[1:])
    return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)
