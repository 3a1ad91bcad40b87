"""What is wrong with an input, and where: the errors that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from compliance.base.phrase import Language, Phrase
from compliance.base.printable import LONGEST, printable, quotes_shortened, shortened

T = TypeVar("T")
R = TypeVar("R")


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
        """`FILE:LINE:COLUMN: fact: what is wrong, what was expected`, in one line; long values in it are shortened."""
        message = quotes_shortened(self.message.text(language))
        return printable(": ".join(filter(None, (str(self.place), shortened(self.what or ""), message))))


class InputError(Exception):
    """An input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.problems: Sequence[Diagnostic] = sorted(problems, key=lambda p: p.place)
        super().__init__()

    def __str__(self) -> str:
        return "\n".join(problem.text("en") for problem in self.problems)


def all_of(items: Iterable[T], work: Callable[[T], R]) -> list[R]:
    """What `work` makes of each item. Raises InputError with the problems of all items together."""
    made: list[R] = []
    problems: list[Diagnostic] = []
    for item in items:
        try:
            made.append(work(item))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return made


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """A hint that names the known word nearest to `word`; empty where none is near."""
    if len(word) > LONGEST:
        return Phrase("", "")
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Phrase("，是否应为 {near}？", "; did you mean {near}?").format(near=near[0]) if near else Phrase("", "")


class Misfit(ValueError):
    """A value that is not what was expected, with a phrase that says so."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        super().__init__(phrase.en)
