"""What facts say of one another: those that contradict each other are unknown, and what the others imply is filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from compliance.base.phrase import Language
from compliance.columnar.coercion import columns_of
from compliance.columnar.expressions import all_of, extend
from compliance.facts.description import CONTRADICTION, TOO_EARLY
from compliance.facts.vocabulary import Vocabulary

PLACEHOLDER = "\0"


@dataclass(frozen=True)
class Implied:
    """A step to what facts say of one another: implied facts filled in, and contradictions told in `clash FACT`.

    Facts that contradict each other are both unknown, and imply nothing. `given` are the facts that the table has.
    """

    vocabulary: Vocabulary
    language: Language
    given: frozenset[str]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with both. Contradictions are of facts as given, so they come first."""
        clashes = (message.alias(f"clash {name}") for name, message in self.clashes())
        return extend(extend(extend(frame, *clashes), *self.consistent()), *self.implied())

    def consistent(self) -> Iterator[nw.Expr]:
        """The columns of facts that another may contradict, null where it does."""
        clashes = causes(self.vocabulary, [f"clash {name}" for name in self.names])
        for name, columns in clashes.items():
            holds = all_of(nw.col(column).is_null() for column in columns)
            yield from (nw.when(holds).then(nw.col(c)).alias(c) for c in columns_of(name, self.vocabulary.facts[name]))

    def implied(self) -> Iterator[nw.Expr]:
        """The columns of facts that another may imply, filled where they are null."""
        for name, fact in self.vocabulary.facts.items():
            if fact.implied_by in self.given:
                known = ~nw.col(str(fact.implied_by)).is_null()
                yield nw.when(nw.col(name).is_null() & known).then(True).otherwise(nw.col(name)).alias(name)

    def clashes(self) -> Iterator[tuple[str, nw.Expr]]:
        """Each fact that another may contradict, and the message where it does; else null."""
        for name, fact in self.vocabulary.facts.items():
            if fact.implied_by and {name, fact.implied_by} <= self.given:
                label = self.vocabulary.label_of(fact.implied_by)
                message = CONTRADICTION.format(fact=fact.implied_by, label=label).text(self.language)
                yield name, nw.when(~nw.col(name) & ~nw.col(fact.implied_by).is_null()).then(nw.lit(message))
            if fact.not_before and {name, fact.not_before} <= self.given:
                first = nw.col(fact.not_before)
                clash = nw.col(name) < first
                early = TOO_EARLY.format(
                    day=PLACEHOLDER, label=self.vocabulary.label_of(fact.not_before), first=PLACEHOLDER
                )
                days = [nw.when(clash).then(day).dt.to_string("%Y-%m-%d") for day in (nw.col(name), first)]
                yield name, nw.when(clash).then(formatted(early.text(self.language), days))

    @property
    def names(self) -> list[str]:
        """The facts that have a `clash FACT`."""
        return [name for name, _ in self.clashes()]


def causes(vocabulary: Vocabulary, columns: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The facts that columns of errors are about, each with those columns; a clash is about both facts."""
    about: defaultdict[str, list[str]] = defaultdict(list)
    for column in columns:
        kind, _, name = column.partition(" ")
        if name in vocabulary.facts:
            fact = vocabulary.facts[name]
            about[name].append(column)
            if kind == "clash":
                about[str(fact.implied_by or fact.not_before)].append(column)
    return about


def formatted(text: str, values: Sequence[nw.Expr]) -> nw.Expr:
    """A text with values of each record in the place of its PLACEHOLDERs, in order."""
    first, *rest = text.split(PLACEHOLDER)
    parts = [
        nw.lit(first),
        *(part for value, piece in zip(values, rest, strict=True) for part in (value, nw.lit(piece))),
    ]
    return nw.concat_str(*parts)
