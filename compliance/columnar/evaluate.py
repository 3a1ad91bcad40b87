"""Judges a table's records, each by the packs of its own jurisdiction. The same steps on every engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import Any, Generic, NamedTuple

import narwhals as nw

from compliance.base.phrase import Language
from compliance.base.workdays import deadline
from compliance.columnar.coercion import Cells, Implied, translated
from compliance.columnar.compiled_rules import FINDING, VERDICTS, Findings, Rulesheet
from compliance.columnar.engine import ROW, Engine, FrameT
from compliance.columnar.expressions import either, extended
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact as Declared
from compliance.facts.vocabulary import FactType
from compliance.logic.expression import Fact
from compliance.packs.library import NATIONAL, NO_PLACE, Library
from compliance.packs.precedence import ALL, Selection, layered
from compliance.packs.ready import Ready, ready

PLACE = "§place"
INVALID = "invalid"
VERDICT_WORDS = (*(verdict.value for verdict in VERDICTS), INVALID)
LISTS = ("failed", "undetermined", "missing")


class Book:
    """The rules for one kind of subject on a date, those of each place read and lowered once."""

    def __init__(
        self,
        library: Library,
        kind: str,
        as_of: date,
        language: Language,
        selection: Selection = ALL,
        jurisdiction: str | None = None,
    ) -> None:
        self.library, self.kind, self.as_of, self.language = library, kind, as_of, language
        self.selection, self.jurisdiction = selection, jurisdiction
        self.ready = cache(self._ready)
        self.sheet = cache(self._sheet)

    def _ready(self, place: str) -> Ready:
        return ready(self.library, place, self.kind)

    def _sheet(self, place: str) -> Rulesheet:
        packs, vocabulary = self.ready(place)
        return Rulesheet(layered(packs, self.kind, vocabulary, self.as_of, self.selection), vocabulary, self.as_of)

    @property
    def places(self) -> list[str]:
        """The places that records may name."""
        return [self.jurisdiction] if self.jurisdiction else list(self.library.folders)

    @property
    def rules(self) -> list[str]:
        """The rules of all places, each once."""
        return list(dict.fromkeys(one.entry.id for place in self.places for one in self.sheet(place).rules))

    def codes(self) -> Mapping[str, str]:
        """Every way to write a fact's name, with its code; those that only some places know among them."""
        return {k: v for place in self.places for k, v in self.library.spellings(self.kind, place).items()}

    def columns(self, headers: Sequence[str]) -> dict[str, str]:
        """The fact of each column that has one."""
        codes = self.codes()
        return {header: codes[plain_form(header)] for header in headers if plain_form(header) in codes}


class Results(NamedTuple):
    """What each record comes to: its verdict as a place among VERDICT_WORDS, its lists as numbers (see `Rulesheet.masks`). A `Step`."""

    sheet: Rulesheet
    errors: tuple[str, ...]
    kept: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((id(self.sheet), self.errors, self.kept))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The row, what is kept, the errors and the results; of a record with an error, only that it is invalid."""
        wrong = wrong_in(self.errors)
        verdict, masks = self.sheet.verdict(), dict(self.sheet.masks())
        if wrong is not None:
            verdict = nw.when(wrong).then(nw.lit(VERDICT_WORDS.index(INVALID))).otherwise(verdict)
            masks = {name: nw.when(wrong).then(0).otherwise(mask) for name, mask in masks.items()}
        kept = (nw.col(name) for name in (ROW, *self.kept, *self.errors))
        return frame.select(*kept, verdict.alias("verdict"), *(mask.alias(name) for name, mask in masks.items()))


def wrong_in(errors: tuple[str, ...]) -> nw.Expr | None:
    """Whether anything is wrong with a record; None where nothing is with any."""
    return either(~nw.col(name).is_null() for name in errors)


class States(NamedTuple):
    """What each rule comes to for each record. A `Step`."""

    sheet: Rulesheet

    def __hash__(self) -> int:
        return hash(id(self.sheet))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with the columns of truths and states."""
        return reduce(lambda before, stage: extended(before, *stage), self.sheet.stages, frame)


class Judged(NamedTuple, Generic[FrameT]):
    """The records of one place, with what each of its rules comes to."""

    place: str
    sheet: Rulesheet
    frame: FrameT
    errors: tuple[str, ...]

    def results(self, engine: Engine[FrameT], *kept: str) -> FrameT:
        """What each record comes to, with the columns kept of it."""
        return engine.run(Results(self.sheet, self.errors, kept), self.frame)

    def findings(self, engine: Engine[FrameT], *kept: str) -> FrameT:
        """A row a record without an error and rule, with the columns kept of the record."""
        found = engine.run(Findings(self.sheet, kept), engine.run(Right(self.errors), self.frame))
        return engine.stacked(found, kept, FINDING, [one.entry.id for one in self.sheet.rules])


class Right(NamedTuple):
    """The records with which nothing is wrong. A `Step`."""

    errors: tuple[str, ...]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Those records."""
        wrong = wrong_in(self.errors)
        return frame if wrong is None else frame.filter(~wrong)


def judged(engine: Engine[FrameT], frame: FrameT, book: Book) -> Iterator[Judged[FrameT]]:
    """The records of each place judged by its rules. The frame has ROW and the facts as `raw FACT`."""
    if book.jurisdiction or "raw jurisdiction" not in engine.schema(frame):
        yield judged_by(engine, frame, book, book.jurisdiction or NATIONAL)
        return
    frame = placed(engine, frame, book)
    for place in engine.distinct(frame, [PLACE])[PLACE]:
        yield judged_by(engine, engine.run(At(place), frame), book, place)


def placed(engine: Engine[FrameT], frame: FrameT, book: Book) -> FrameT:
    """The frame with the pack of each record's jurisdiction; what no pack is for, is judged by national rules as invalid."""
    column = "raw jurisdiction"
    texts = [str(one) for one in engine.distinct(frame, [column])[column]]
    found = [book.library.find(plain_form(text)) if text.strip() else NATIONAL for text in texts]
    messages = [
        None if name else NO_PLACE.format(name=text, names=book.library.choices()).text(book.language)
        for text, name in zip(texts, found, strict=True)
    ]
    table: dict[str, list[Any]] = {
        column: texts,
        PLACE: [name or NATIONAL for name in found],
        f"error {PLACE}": messages,
    }
    types = {name: nw.String() for name in table}
    return engine.run(Placed(), engine.looked_up(frame, column, table, types))


class Placed(NamedTuple):
    """A record without a jurisdiction is judged by the national rules alone. A `Step`."""

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with a place for each record."""
        return frame.with_columns(nw.col(PLACE).fill_null(NATIONAL))


class At(NamedTuple):
    """The records of one place. A `Step`."""

    place: str

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Those records."""
        return frame.filter(nw.col(PLACE) == self.place)


def judged_by(engine: Engine[FrameT], frame: FrameT, book: Book, place: str) -> Judged[FrameT]:
    """The records judged by the rules of one place."""
    vocabulary, sheet = book.ready(place).vocabulary, book.sheet(place)
    given = {name.removeprefix("raw "): dtype for name, dtype in engine.schema(frame).items() if name[:4] == "raw "}
    wanted = {*sheet.facts, *(name for name, fact in vocabulary.facts.items() if fact.implied_by in given)}
    known = (one for one in given.items() if one[0] in vocabulary.facts)
    read = tuple(
        (name, dtype) for name, dtype in known if name in wanted or not any_text(vocabulary.facts[name], dtype)
    )
    cells = Cells(vocabulary, read, frozenset(wanted))
    implied = Implied(vocabulary, book.language, frozenset(given))
    frame = engine.run(implied, translated(engine, engine.run(cells, frame), cells, book.language))
    frame = evaluated(engine, frame, sheet)
    wrong = [f"error {name}" for name in (PLACE, *given)] + [f"clash {name}" for name in implied.names]
    there = engine.schema(frame)
    return Judged(place, sheet, frame, tuple(name for name in wrong if name in there))


def any_text(fact: Declared, dtype: nw.dtypes.DType) -> bool:
    """Whether nothing that stands in a fact's column can be wrong, so that no one need read what no rule does."""
    return fact.type is FactType.TEXT and dtype == nw.String


def evaluated(engine: Engine[FrameT], frame: FrameT, sheet: Rulesheet) -> FrameT:
    """Typed facts with what each rule comes to."""
    for node, column in sheet.deadlines.items():
        assert isinstance(node.start, Fact)
        days = engine.distinct(frame, [node.start.name])[node.start.name]
        table: dict[str, list[Any]] = {node.start.name: days, column: [last_day(day, node.counting) for day in days]}
        frame = engine.looked_up(frame, node.start.name, table, {name: nw.Date() for name in table})
    return engine.run(States(sheet), frame)


last_day = cache(deadline)
