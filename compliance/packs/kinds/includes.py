"""应包括 · a set holds items

`fact` 写多选事实，`items` 列出应当齐备的各项。几项中有一项即可的，写作 `{any_of: [...]}`。填写为空表示一项也没有，属不符合；未
填该事实的，尚不能判定。

`fact` is a set fact, `items` lists all that it must hold. Where one of several will do, they are written `{any_of: [...]}`. An
empty set has none of them and fails; where the fact is not given, the rule is undetermined.

    requires:
      includes: {fact: materials, items: [filing_form, {any_of: [title_deed, lease]}]}
    pass:
      - {materials: [filing_form, title_deed]}
      - {materials: [filing_form, lease]}
    fail:
      - {materials: [filing_form]}
      - {materials: [title_deed, lease]}
      - {materials: []}
    undetermined:
      - {}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from compliance.base.phrase import Phrase, listed
from compliance.base.yaml_model import Model, model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Constant, Fact
from compliance.logic.lowered import Measure, Part, Reading
from compliance.packs.annotations import SetName, ValueOf, not_empty
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import lacking, with_part
from compliance.packs.sentence import alternatives_words
from compliance.packs.terms import all_of, has_one_of

INCLUDES = Phrase("{what}应有：{items}", "{what} including {items}")


@model
class AnyOf(Model):
    """Alternatives, one of which will do."""

    any_of: list[str]

    def __post_init__(self) -> None:
        not_empty(self, "any_of")


@model
class Includes(Requirement):
    """A set and what it must hold."""

    fact: SetName
    items: Annotated[list[str | AnyOf], ValueOf("fact")]

    def __post_init__(self) -> None:
        not_empty(self, "items")

    def lower(self, context: Context) -> list[Reading]:
        parts = [
            Part(
                alternatives_words(self.fact, codes, context.vocabulary),
                has_one_of(self.fact, codes, context.vocabulary),
            )
            for codes in map(codes_of, self.items)
        ]
        wanted = Constant(";".join(map(written, self.items)))
        measure = Measure(Fact(self.fact), wanted, "same", fact=self.fact)
        return [Reading(all_of(part.holds for part in parts), measure=measure, parts=tuple(parts))]

    def words(self, context: Context) -> Phrase:
        items = listed(alternatives_words(self.fact, codes_of(item), context.vocabulary) for item in self.items)
        return INCLUDES.format(what=context.vocabulary.label_of(self.fact), items=items)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for number, items in lacking(self.items):
            yield Change(("items", number), f"{written(self.items[number])} dropped", replace(self, items=items))
        for number, item in enumerate(self.items):
            for place, fewer in lacking(item.any_of if isinstance(item, AnyOf) else []):
                path = ("items", number, "any_of")
                yield Change((*path, place), f"{codes_of(item)[place]} dropped", with_part(self, path, fewer))


def codes_of(item: str | AnyOf) -> list[str]:
    """The codes of which one will do."""
    return item.any_of if isinstance(item, AnyOf) else [item]


def written(item: str | AnyOf) -> str:
    """The item as one text."""
    return "|".join(codes_of(item))
