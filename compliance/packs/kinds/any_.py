"""任一 · one of several requirements

列出几项要求，符合其中一项即可。各项均不符合才是不符合；没有符合的，但有一项尚不能判定，即尚不能判定。

A list of requirements, one of which is enough. The rule fails only where all fail; without any that is met, one that is undetermined
leaves the rule undetermined.

    requires:
      any:
        - is: {fact: filed, value: yes}
        - minimum: {quantity: slots, value: 10}
    pass:
      - {filed: yes}
      - {filed: no, slots: 10}
    fail:
      - {filed: no, slots: 9}
    undetermined:
      - {slots: 9}
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
from compliance.packs.terms import any_of


@model
class Any_(Requirement):
    """At least one of these."""

    body: ClassVar[str | None] = "parts"

    parts: list[Requirement]

    def __post_init__(self) -> None:
        not_empty(self, "parts")

    def lower(self, context: Context) -> list[Reading]:
        return [joined_reading(parts, any_of)._replace(parts=()) for parts in named_parts(self.parts, context)]

    def words(self, context: Context) -> Phrase:
        return listed((part.words_among_alternatives(context) for part in self.parts), "，或者", ", or ")

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        return changed_parts(self, "all")
