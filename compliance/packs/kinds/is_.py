"""为某值 · a fact has a value

`fact` 写是否、单选或多选事实，`value` 写它应有的值（代码或名称均可）。多选事实只要含有该项即可。未填该事实的，尚不能判定。

`fact` is a yes-or-no, choice or set fact, `value` the value it must have, by its code or label. A set needs only to hold the item.
Where the fact is not given, the rule is undetermined.

    requires:
      is: {fact: below_ground, value: no}
    pass:
      - {below_ground: no}
    fail:
      - {below_ground: yes}
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
from compliance.packs.annotations import ClosedName, ValueOf
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import other_values
from compliance.packs.kinds.shared import one_of
from compliance.packs.sentence import has_one_of_words


@model
class Is(Requirement):
    """A fact and the value it must have."""

    fact: ClosedName
    value: Annotated[str, ValueOf("fact")]

    def lower(self, context: Context) -> list[Reading]:
        return [one_of(self.fact, [self.value], context)]

    def words(self, context: Context) -> Phrase:
        return has_one_of_words(self.fact, [self.value], context.vocabulary)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for other in other_values(vocabulary.facts[self.fact], [self.value]):
            yield Change(("value",), f"{self.value} → {other}", replace(self, value=other))
