"""The vocabulary of a subject, put together of the parts that declare it: the common ones and those of packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from compliance.facts.choices import Label
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact, Unit, Vocabulary, VocabularyPart


def declared(subject: str, label: Label, units: Mapping[str, Unit], parts: Iterable[VocabularyPart]) -> Vocabulary:
    """The facts of a subject by these parts, with the local words for them. A unit keeps the words that it had first."""
    result = Vocabulary(subject, label, {}, {}, units)
    own = [part for part in parts if part.subject == subject]
    for part in own:
        units = {**part.units, **result.units}
        written = {code: written_units(unit) for code, unit in units.items()}  # one mapping for all facts of a unit
        result = replace(
            result,
            facts={**result.facts, **{code: with_units(fact, written) for code, fact in part.facts.items()}},
            derived={**result.derived, **part.derived},
            units=units,
        )
    return replace(result, facts=with_aliases(result.facts, own))


def written_units(unit: Unit) -> dict[str, Fraction]:
    """The units that may be written behind a number of a unit, with what one of each comes to in it."""
    return {**{plain_form(word).lower(): Fraction(1) for word in unit.words()}, **unit.multiples}


def with_units(fact: Fact, written: Mapping[str, dict[str, Fraction]]) -> Fact:
    """The fact, with the units that may be written behind its numbers."""
    units = written.get(fact.unit or "")
    return fact if units is None else replace(fact, written_units=units)


def with_aliases(facts: Mapping[str, Fact], parts: Iterable[VocabularyPart]) -> Mapping[str, Fact]:
    """The facts with the local words that parts add to them; words for a fact that there is not are left to `lint`."""
    aliased = dict(facts)
    for code, words in (item for part in parts for item in part.aliases.items()):
        if code in aliased:
            aliased[code] = replace(aliased[code], also=[*aliased[code].also, *words])
    return aliased
