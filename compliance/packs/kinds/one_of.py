"""为其中之一 · a fact has one of several values

`fact` 写是否、单选或多选事实，`values` 列出可以有的各值，有其中之一即符合。

`fact` is a yes-or-no, choice or set fact, `values` lists the values of which it must have one.

    requires:
      one_of: {fact: registrar, values: [civil_affairs, establishment]}
    pass:
      - {registrar: civil_affairs}
      - {registrar: establishment}
    fail:
      - {registrar: market_regulation}
    undetermined:
      - {}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from compliance.base.phrase import Phrase
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.lowered import Reading
from compliance.packs.annotations import ClosedName, ValueOf, not_empty
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import lacking, other_values
from compliance.packs.kinds.shared import one_of
from compliance.packs.sentence import has_one_of_words


@model
class OneOf(Requirement):
    """A fact and the values it may have."""

    fact: ClosedName
    values: Annotated[list[str], ValueOf("fact")]

    def __post_init__(self) -> None:
        not_empty(self, "values")

    def lower(self, context: Context) -> list[Reading]:
        return [one_of(self.fact, self.values, context)]

    def words(self, context: Context) -> Phrase:
        return has_one_of_words(self.fact, self.values, context.vocabulary)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for number, values in lacking(self.values):
            yield Change(("values", number), f"{self.values[number]} dropped", replace(self, values=values))
        for other in other_values(vocabulary.facts[self.fact], self.values):
            yield Change(("values",), f"{other} added", replace(self, values=[*self.values, other]))
