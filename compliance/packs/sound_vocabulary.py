"""Static checks of the words of a pack: facts declared twice, unknown units, words that mean two facts or two choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, Location, did_you_mean
from compliance.base.phrase import Phrase
from compliance.facts.choices import Choices
from compliance.facts.headers import clashes
from compliance.facts.vocabulary import Derived, Vocabulary, VocabularyPart
from compliance.packs.library import DECLARED_TWICE, WORDS, Library, Pack

NO_SUCH_FACT = Phrase("“{subject}”的词汇表中没有事实“{name}”{near}", "{subject} has no fact “{name}”{near}")
NO_UNIT = Phrase("units.yaml 中没有单位“{unit}”{near}", "units.yaml has no unit “{unit}”{near}")
UNITS_DIFFER = Phrase("相加的事实单位不同：{units}", "the summed facts differ in unit: {units}")
NO_SUBJECT = Phrase("没有核对对象“{name}”", "there is no subject “{name}”")
TWO_FACTS = Phrase(
    "“{word}”已是事实“{label}”（{code}）的名称或别名，不能再指另一个事实",
    "“{word}” is what fact {code} ({label}) is called already; it cannot mean another fact",
)
TWO_CHOICES = Phrase(
    "“{word}”已是选项“{label}”（{code}）的名称或别名，不能再指另一个选项",
    "“{word}” is what choice {code} ({label}) is called already; it cannot mean another choice",
)


def vocabulary_problems(library: Library, pack: Pack) -> Iterator[Diagnostic]:
    """All that is wrong with the words of a pack: what they declare, its units, labels and aliases."""
    path = pack.folder / WORDS
    for part, node in zip(pack.words, yaml_nodes.read_documents(str(path)) if pack.words else [], strict=True):
        place = yaml_nodes.place_of(node, ("subject",))[0]
        if part.subject not in library.kinds:
            yield Diagnostic(place, part.subject, NO_SUBJECT.format(name=part.subject))
            continue
        known = library.vocabulary(part.subject)
        for name in {**part.facts, **part.derived}:
            if known.quantity(name):
                yield Diagnostic(declared_at(node, name), name, DECLARED_TWICE.format(fact=name))
        yield from unit_problems(library.vocabulary(part.subject, [pack]), {**part.facts, **part.derived}, node)
        yield from word_problems(library.vocabulary_of(part.subject, pack.name), part, node)


def declared_at(node: yaml_nodes.Node, name: str) -> Location:
    """Where a vocabulary declares a fact or derived fact."""
    places = [yaml_nodes.place_of(node, (group, name)) for group in ("facts", "derived")]
    return next((place for place, key in places if key == name), node.place)


def unit_problems(vocabulary: Vocabulary, names: Iterable[str], node: yaml_nodes.Node) -> Iterator[Diagnostic]:
    """Unknown units, sums of facts that differ in unit, and derived facts of unknown facts."""
    for name in names:
        place = declared_at(node, name)
        quantity = vocabulary.quantity(name)
        unit = quantity.unit if quantity else None
        if unit and unit not in vocabulary.units:
            yield Diagnostic(place, name, NO_UNIT.format(unit=unit, near=did_you_mean(unit, vocabulary.units)))
        if isinstance(quantity, Derived):
            for part in quantity.parts:
                if part not in vocabulary.facts:
                    yield Diagnostic(place, name, no_such_fact(part, vocabulary))
            units = {str(vocabulary.unit_of(part)) for part in quantity.sum or []}
            if len(units) > 1:
                yield Diagnostic(place, name, UNITS_DIFFER.format(units=", ".join(sorted(units))))


def no_such_fact(name: str, vocabulary: Vocabulary) -> Phrase:
    """The message that a fact is not in the vocabulary."""
    near = did_you_mean(name, [*vocabulary.facts, *vocabulary.derived])
    return NO_SUCH_FACT.format(subject=vocabulary.label, name=name, near=near)


def word_problems(vocabulary: Vocabulary, part: VocabularyPart, node: yaml_nodes.Node) -> Iterator[Diagnostic]:
    """Words of a pack for facts that there are not, or that mean two facts, or two choices of a fact."""
    for code in part.aliases:
        if code not in vocabulary.facts:
            yield Diagnostic(yaml_nodes.place_of(node, ("aliases", code))[0], code, no_such_fact(code, vocabulary))
    for word, first, second in clashes(vocabulary):
        for code, other in ((second, first), (first, second)):
            if place := written_at(word, code, part, node):
                message = TWO_FACTS.format(word=word, code=other, label=vocabulary.label_of(other))
                yield Diagnostic(place, code, message)
                break
    for code, fact in part.facts.items():
        for word, choice, other in Choices(fact.choices).clashes():
            place, _ = yaml_nodes.place_of(node, ("facts", code, "choices", other))
            yield Diagnostic(place, code, TWO_CHOICES.format(word=word, code=choice, label=fact.choices[choice]))


def written_at(word: str, code: str, part: VocabularyPart, node: yaml_nodes.Node) -> Location | None:
    """Where a pack writes a word for a fact; None where it does not."""
    if word in (aliases := part.aliases.get(code, [])):
        return yaml_nodes.place_of(node, ("aliases", code, aliases.index(word)))[0]
    if code not in part.facts:
        return None
    also = part.facts[code].also
    path = ("also", also.index(word)) if word in also else ("label",)
    return yaml_nodes.place_of(node, ("facts", code, *path))[0]
