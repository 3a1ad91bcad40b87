"""并非 · the opposite of a requirement

写一项要求，不符合该项要求才符合。该项尚不能判定的，仍为尚不能判定。

One requirement that must not be met. Where it is undetermined, so is its opposite.

    requires:
      not:
        is: {fact: stage, value: proposed}
    pass:
      - {stage: registered}
    fail:
      - {stage: proposed}
    undetermined:
      - {}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.base.phrase import Phrase
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic import expression as tree
from compliance.logic.lowered import Reading
from compliance.packs.kinds.base import Change, Context, Requirement

NOT_SO = Phrase("并非“{what}”", "not: {what}")


@model
class Not(Requirement):
    """The opposite of this."""

    body: ClassVar[str | None] = "part"

    part: Requirement

    def lower(self, context: Context) -> list[Reading]:
        readings = self.part.lower(context)
        return [Reading(tree.Not(reading.holds), reading.label, reading.code) for reading in readings]

    def words(self, context: Context) -> Phrase:
        return NOT_SO.format(what=self.part.words(context))

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        yield Change((), "not removed", self.part)
