"""应写有 · a text says something

`fact` 写文字事实，`any_of` 列出若干词语，文字中写有其中之一即符合。逐字比较，区分繁简和大小写。

`fact` is a text, `any_of` lists phrases of which one must stand in it, character for character.

    requires:
      contains: {fact: name, any_of: [托育, 托儿]}
    pass:
      - {name: 某某托育中心}
      - {name: 某某托儿所}
    fail:
      - {name: 某某幼儿园}
    undetermined:
      - {}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.base.phrase import Phrase, listed, untranslated
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic import expression as tree
from compliance.logic.lowered import Measure, Reading
from compliance.packs.annotations import TextName, not_empty
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import lacking
from compliance.packs.kinds.shared import alternatives
from compliance.packs.sentence import OR
from compliance.packs.terms import any_of

CONTAINS = Phrase("{what}中写有{items}", "{what} that says {items}")
STANDS_IN_IT = "another of the phrases stands in this one"


@model
class Contains(Requirement):
    """A text and the phrases one of which must stand in it."""

    fact: TextName
    any_of: list[str]

    def __post_init__(self) -> None:
        not_empty(self, "any_of")

    def lower(self, context: Context) -> list[Reading]:
        text = tree.Fact(self.fact)
        measure = Measure(text, alternatives(self.any_of), "same", fact=self.fact)
        return [Reading(any_of(tree.Contains(text, phrase) for phrase in self.any_of), measure=measure)]

    def words(self, context: Context) -> Phrase:
        phrases = listed([untranslated(f"“{phrase}”") for phrase in self.any_of], OR.zh, OR.en)
        return CONTAINS.format(what=context.vocabulary.label_of(self.fact), items=phrases)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for number, left in lacking(self.any_of):
            phrase = self.any_of[number]
            reason = STANDS_IN_IT if any(other in phrase for other in left) else ""
            yield Change(("any_of", number), f"{phrase} dropped", replace(self, any_of=left), reason)
