"""What is wrong with an input, and where: the errors that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compliance.base.phrase import Language, Phrase


class Location(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(NamedTuple):
    """One thing that is wrong: where, in what (a fact or key as it was written), and what was expected instead."""

    place: Location
    what: str | None
    message: Phrase

    def text(self, language: Language) -> str:
        """`FILE:LINE:COLUMN: fact: what is wrong, what was expected`."""
        return ": ".join(filter(None, (str(self.place), self.what, self.message.text(language))))


class InputError(Exception):
    """An input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.problems: Sequence[Diagnostic] = sorted(problems, key=lambda p: p.place)
        super().__init__("\n".join(p.text("en") for p in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """A hint that names the known word nearest to `word`; empty where none is near."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Phrase("，是否应为 {near}？", "; did you mean {near}?").format(near=near[0]) if near else Phrase("", "")


class Misfit(ValueError):
    """A value that is not what was expected, with a phrase that says so."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        super().__init__(phrase.en)
