"""JSON text as the events of a YAML parser, read lazily: a composer of such events reads both languages alike.

Unlike a YAML parser this one takes all of JSON: a line break before a colon, keys of any length, U+2028 within a text, and
two escapes for one character beyond the first plane.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

import yaml

TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
    ("(?:[^"\\\t\r\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")
    |(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity)
    |([{}\[\],:]|\Z))""",
    re.X,
)
STRING, BARE, SIGN = 1, 2, 3


class NotJson(Exception):
    """Text that is not JSON, with the place (a `yaml.Mark`, from 0) where it stops being so."""

    def __init__(self, mark: yaml.Mark) -> None:
        self.mark = mark
        super().__init__(str(mark))


class JsonEvents:
    """The events of one JSON document. Numbers, true, false and null are plain scalars as they are written."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.token = ""

    def __iter__(self) -> Iterator[yaml.Event]:
        """The events. Raises NotJson where the text stops being JSON."""
        yield yaml.DocumentStartEvent()
        yield from self._value()
        if self._next() != SIGN or self.token:
            raise NotJson(self._mark())

    def _next(self) -> int:
        """Reads a token; returns its kind. The empty sign is the end of the text. Raises NotJson."""
        match = TOKEN.match(self.text, self.at)
        if match is None:
            start = re.compile(r"[ \t\r\n]*").match(self.text, self.at)
            raise NotJson(self._mark(start.end() if start else self.at))
        self.at = match.end()
        self.token = match[match.lastindex or SIGN]
        return match.lastindex or SIGN

    def _mark(self, at: int | None = None) -> yaml.Mark:
        """A place of the text, that of the token just read if none is given."""
        at = self.at - len(self.token) if at is None else at
        line = bisect_right(self.line_starts, at) - 1
        return yaml.Mark("", at, line, at - self.line_starts[line], None, 0)

    def _value(self) -> Iterator[yaml.Event]:
        kind = self._next()
        yield from self._value_of(kind)

    def _value_of(self, kind: int) -> Iterator[yaml.Event]:
        """The events of the value that begins with the token just read."""
        mark = self._mark()
        if kind == STRING:
            yield yaml.ScalarEvent(None, None, (False, True), json.loads(self.token), mark, style='"')
        elif kind == BARE:
            yield yaml.ScalarEvent(None, None, (True, False), self.token, mark, style="")
        elif self.token == "[":
            yield yaml.SequenceStartEvent(None, None, True, mark)
            yield from self._items()
            yield yaml.SequenceEndEvent()
        elif self.token == "{":
            yield yaml.MappingStartEvent(None, None, True, mark)
            yield from self._members()
            yield yaml.MappingEndEvent()
        else:
            raise NotJson(mark)

    def _items(self) -> Iterator[yaml.Event]:
        """The events of a list, after its bracket."""
        kind = self._next()
        if self.token == "]":
            return
        yield from self._value_of(kind)
        while self._another("]"):
            yield from self._value()

    def _members(self) -> Iterator[yaml.Event]:
        """The events of an object, after its brace."""
        kind = self._next()
        if self.token == "}":
            return
        yield from self._member(kind)
        while self._another("}"):
            yield from self._member(self._next())

    def _member(self, kind: int) -> Iterator[yaml.Event]:
        """The events of a key, which was just read, and of its value."""
        if kind != STRING:
            raise NotJson(self._mark())
        yield from self._value_of(kind)
        if self._next() != SIGN or self.token != ":":
            raise NotJson(self._mark())
        yield from self._value()

    def _another(self, end: str) -> bool:
        """Whether a comma follows; else `end` must."""
        if self._next() == SIGN and self.token in (",", end):
            return self.token == ","
        raise NotJson(self._mark())
