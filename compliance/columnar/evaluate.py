"""Judges the records of a frame, each by the packs of its own jurisdiction: the same steps on every engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, reduce
from typing import Any, Generic, NamedTuple

import narwhals as nw

from compliance.base.phrase import Language
from compliance.base.workdays import deadline
from compliance.columnar.coercion import Cast, parse_rest, said_blank
from compliance.columnar.compiled_rules import CompiledRules
from compliance.columnar.contradictions import Implied
from compliance.columnar.engine import Engine, FrameT
from compliance.columnar.expressions import extend
from compliance.columnar.finding_columns import FINDING_COLUMNS, Findings
from compliance.columnar.result_columns import UNKNOWN_PLACE, Results
from compliance.facts.headers import SUGGESTIONS, HeaderReading, Headers
from compliance.facts.parsing import is_blank, plain_form
from compliance.facts.vocabulary import Fact, FactType
from compliance.logic import expression as tree
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, Selection, layered
from compliance.packs.ready import Ready, ready

PLACE = "§place"
"""The column of the pack by which a record is judged."""
BLANK_PLACE = "blank §place"
"""The column that is 1 where a record's jurisdiction only says that it is not known."""


class RulesByPlace:
    """The rules for one kind of subject on a date; those of each place (the name of a pack) are read and compiled once.

    `language` is that of errors. `jurisdiction` is the pack for all records, whatever they say themselves. `names` are headers
    with the fact that a person says they mean, by any of its names.
    """

    def __init__(
        self,
        library: Library,
        kind: str,
        as_of: date,
        language: Language,
        selection: Selection = ALL,
        jurisdiction: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.library, self.kind, self.as_of, self.language = library, kind, as_of, language
        self.selection, self.jurisdiction, self.names = selection, jurisdiction, names
        self.ready = cache(self._ready)
        self.compiled = cache(self._compiled)

    def _ready(self, place: str) -> Ready:
        return ready(self.library, place, self.kind)

    def _compiled(self, place: str) -> CompiledRules:
        packs, vocabulary = self.ready(place)
        rules = layered(packs, self.kind, vocabulary, self.as_of, self.selection)
        return CompiledRules(rules, vocabulary, self.as_of)

    @property
    def places(self) -> list[str]:
        """The places that records may name."""
        return [self.jurisdiction] if self.jurisdiction else list(self.library.folders)

    @property
    def rules(self) -> list[str]:
        """The ids of the rules of all places, each once."""
        return list(dict.fromkeys(rule.entry.id for place in self.places for rule in self.compiled(place).rules))

    @cached_property
    def headers(self) -> Sequence[Headers]:
        """The headers that each place knows; places that declare no facts of their own share theirs."""
        library = self.library
        own: dict[frozenset[str], str] = {}
        for place in self.places:
            packs = library.names(place)
            own.setdefault(frozenset(pack for pack in packs if library.declares(pack, self.kind)), place)
        return [Headers(library.vocabulary_of(self.kind, place), self.names) for place in own.values()]

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of all places by code."""
        return {code: fact for headers in self.headers for code, fact in headers.vocabulary.facts.items()}

    def fact_named(self, name: str) -> str | None:
        """The fact of that code, label or alias, at some place."""
        return next((code for headers in self.headers if (code := headers.fact_named(name))), None)

    def facts_of(self, header: str) -> list[str]:
        """The facts that a header is taken for: more than one where places take it for different ones."""
        return list(dict.fromkeys(code for headers in self.headers if (code := headers.taken(header).fact)))

    def columns(self, headers: Sequence[str]) -> dict[str, str]:
        """The fact of each column that has one."""
        return {header: facts[0] for header in headers if (facts := self.facts_of(header))}

    def reading(self, header: str) -> HeaderReading:
        """What a header is taken for at the first place that takes it for something; else what is suggested somewhere."""
        readings = [headers.taken(header) for headers in self.headers]
        if taken := next((reading for reading in readings if reading.fact), None):
            return taken
        readings = [headers.read(header) for headers in self.headers]
        suggestions = tuple(dict.fromkeys(code for reading in readings for code in reading.suggestions))[:SUGGESTIONS]
        return next((one for one in readings if one.problem), readings[0])._replace(suggestions=suggestions)


@dataclass(frozen=True)
class Evaluate:
    """A step that adds the columns of what each rule comes to, to a frame of typed facts with the columns of deadlines."""

    compiled: CompiledRules

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with the columns of truths, and the OutcomeColumns."""
        return reduce(lambda before, stage: extend(before, *stage), self.compiled.stages, frame)


@dataclass(frozen=True)
class Valid:
    """A step to the records that name no unknown place."""

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Those records."""
        return frame.filter(nw.col(UNKNOWN_PLACE).is_null())


@dataclass(frozen=True)
class FillPlace:
    """A step by which a record without a jurisdiction is judged by the national rules alone."""

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with a place for each record."""
        return frame.with_columns(nw.col(PLACE).fill_null(NATIONAL))


@dataclass(frozen=True)
class InPlace:
    """A step to the records of one place."""

    place: str

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Those records."""
        return frame.filter(nw.col(PLACE) == self.place)


class Judged(NamedTuple, Generic[FrameT]):
    """The records of one place, with the columns of what each of its rules comes to.

    `errors` and `blanks` are the names of the columns that say which cells cannot be read, and which were taken as blank.
    """

    place: str
    compiled: CompiledRules
    frame: FrameT
    errors: tuple[str, ...]
    blanks: tuple[str, ...]

    def results(self, engine: Engine[FrameT], *kept: str) -> FrameT:
        """A row for each record, with the columns `kept` of it (see `Results`)."""
        return engine.run(Results(self.compiled, self.errors, kept), self.frame)

    def findings(self, engine: Engine[FrameT], *kept: str) -> FrameT:
        """A row for each valid record and each rule: `kept`, `rule`, FINDING_COLUMNS."""
        valid = engine.run(Valid(), self.frame) if UNKNOWN_PLACE in self.errors else self.frame
        wide = engine.run(Findings(self.compiled, kept, self.errors), valid)
        return engine.unpivot(wide, kept, FINDING_COLUMNS, [rule.entry.id for rule in self.compiled.rules])


def judged(engine: Engine[FrameT], frame: FrameT, rules: RulesByPlace) -> Iterator[Judged[FrameT]]:
    """The records of each place judged by its rules. The frame has ROW and the facts as `raw FACT`."""
    if rules.jurisdiction or "raw jurisdiction" not in engine.schema(frame):
        yield judged_in(engine, frame, rules, rules.jurisdiction or NATIONAL)
        return
    frame = with_place(engine, frame, rules)
    for place in engine.distinct(frame, [PLACE])[PLACE]:
        yield judged_in(engine, engine.run(InPlace(place), frame), rules, place)


def with_place(engine: Engine[FrameT], frame: FrameT, rules: RulesByPlace) -> FrameT:
    """The frame with PLACE, the pack of each record's jurisdiction; where no pack is for it, national rules and UNKNOWN_PLACE."""
    column = "raw jurisdiction"
    texts = [str(value) for value in engine.distinct(frame, [column])[column]]
    packs = [rules.library.find(plain_form(text)) if not is_blank(text) else NATIONAL for text in texts]
    messages = [
        None if pack else rules.library.no_place(text).text(rules.language)
        for text, pack in zip(texts, packs, strict=True)
    ]
    table: dict[str, list[Any]] = {
        column: texts,
        PLACE: [pack or NATIONAL for pack in packs],
        UNKNOWN_PLACE: messages,
    }
    types: dict[str, nw.dtypes.DType] = {name: nw.String() for name in table}
    if any(map(said_blank, texts)):
        table[BLANK_PLACE], types[BLANK_PLACE] = [1 if said_blank(text) else None for text in texts], nw.Int64()
    return engine.run(FillPlace(), engine.lookup_join(frame, column, table, types))


def judged_in(engine: Engine[FrameT], frame: FrameT, rules: RulesByPlace, place: str) -> Judged[FrameT]:
    """The records judged by the rules of one place."""
    vocabulary, compiled = rules.ready(place).vocabulary, rules.compiled(place)
    given = {name.removeprefix("raw "): dtype for name, dtype in engine.schema(frame).items() if name[:4] == "raw "}
    wanted = {*compiled.facts, *(name for name, fact in vocabulary.facts.items() if fact.implied_by in given)}
    types = tuple(
        (name, dtype)
        for name, dtype in given.items()
        if name in vocabulary.facts and (name in wanted or not takes_any_text(vocabulary.facts[name], dtype))
    )
    cast = Cast(vocabulary, types, frozenset(wanted))
    implied = Implied(vocabulary, rules.language, frozenset(given))
    typed = parse_rest(engine, engine.run(cast, frame), cast, rules.language)
    frame = evaluated(engine, engine.run(implied, typed), compiled)
    possible = [UNKNOWN_PLACE, *(f"error {name}" for name in given), *(f"clash {name}" for name in implied.names)]
    columns = engine.schema(frame)
    errors, blanks = (
        tuple(name for name in names if name in columns)
        for names in (possible, [BLANK_PLACE, *(f"blank {name}" for name in given)])
    )
    return Judged(place, compiled, frame, errors, blanks)


def takes_any_text(fact: Fact, dtype: nw.dtypes.DType) -> bool:
    """Whether no cell of such a column can be wrong, so that it need not be read for errors where no rule reads it."""
    return fact.type is FactType.TEXT and dtype == nw.String


def evaluated(engine: Engine[FrameT], frame: FrameT, compiled: CompiledRules) -> FrameT:
    """A frame of typed facts with the columns of what each rule comes to."""
    for node, column in compiled.deadlines.items():
        assert isinstance(node.start, tree.Fact)
        start = node.start.name
        days = engine.distinct(frame, [start])[start]
        table: dict[str, list[Any]] = {start: days, column: [last_day(day, node.counting) for day in days]}
        frame = engine.lookup_join(frame, start, table, {name: nw.Date() for name in table})
    return engine.run(Evaluate(compiled), frame)


last_day = cache(deadline)
