"""均须 · each of several requirements

列出几项要求，各项均须符合。一项不符合即不符合；没有不符合的，但有一项尚不能判定，即尚不能判定。

A list of requirements, each of which must be met. One that fails decides; without any that fails, one that is undetermined leaves
the rule undetermined.

    requires:
      all:
        - is: {fact: filed, value: yes}
        - minimum: {quantity: slots, value: 10}
    pass:
      - {filed: yes, slots: 10}
    fail:
      - {filed: yes, slots: 9}
      - {filed: no}
    undetermined:
      - {filed: yes}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.base.phrase import Phrase, listed
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.lowered import Reading
from compliance.packs.annotations import not_empty
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import changed_parts
from compliance.packs.kinds.shared import joined_reading, named_parts
from compliance.packs.terms import all_of

AND = Phrase("；", "; and ")
BRACKETS = Phrase("（{words}）", "({words})")


@model
class All(Requirement):
    """Each of these."""

    body: ClassVar[str | None] = "parts"

    parts: list[Requirement]

    def __post_init__(self) -> None:
        not_empty(self, "parts")

    def lower(self, context: Context) -> list[Reading]:
        return [joined_reading(parts, all_of) for parts in named_parts(self.parts, context)]

    def words(self, context: Context) -> Phrase:
        return listed((part.words(context) for part in self.parts), AND.zh, AND.en)

    def words_among_alternatives(self, context: Context) -> Phrase:
        words = self.words(context)
        return BRACKETS.format(words=words) if len(self.parts) > 1 else words

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        return changed_parts(self, "any")
