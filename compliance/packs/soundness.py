"""Static checks of a pack before anything is evaluated: names, types, values and ranges by the vocabulary; references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Misfit, did_you_mean
from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model
from compliance.facts.vocabulary import Derived, Fact, FactType, Vocabulary
from compliance.packs.annotations import CLOSED, NUMBERS, FactRef, MappingOf, ValueOf, annotated, children
from compliance.packs.conditions import Bounds, Since
from compliance.packs.kinds import key_of
from compliance.packs.kinds.base import KeyPath, Requirement, nested
from compliance.packs.library import Library, Pack, RuleEntry
from compliance.packs.rules import Rule
from compliance.packs.sound_vocabulary import no_such_fact, vocabulary_problems

WRONG_TYPE = Phrase(
    "事实“{name}”的类型是 {type}，此处应为 {types}", "fact “{name}” is of type {type}; {types} was expected here"
)
OUTSIDE = Phrase(
    "{value} 在“{name}”的取值范围之外（{low} 至 {high}）", "{value} is outside the range of “{name}” ({low} to {high})"
)
NO_VALUES = Phrase("条件为空，永远不成立", "an empty condition never holds")
IMPOSSIBLE = Phrase("条件不可能成立：下限高于上限", "the condition cannot hold: its lower end is above its upper end")
NO_LIMIT = Phrase("条件没有写任何界限", "the condition sets no limit")
NO_DOCUMENT = Phrase("pack.yaml 中没有文件“{name}”{near}", "pack.yaml has no document “{name}”{near}")
NO_RULE = Phrase("所含的规则包中没有规则“{name}”{near}", "the included packs have no rule “{name}”{near}")
NO_READING = Phrase("没有名为“{name}”的读法；有：{codes}", "there is no reading “{name}”; there are {codes}")
NOTHING_TO_ADOPT = Phrase("这条规则没有多种读法可供选择", "this rule has no readings to choose from")
NESTED_DEADLINE = Phrase(
    "within 只能单独使用，或在 readings 中使用", "within stands alone or directly in readings only"
)
DUE_TWICE = Phrase("within 自带期限，不能再写 due", "within has its own due date; due cannot be given as well")
OTHER_FILE = Phrase("规则应写在以 {subject} 开头的文件中", "the rule belongs in a file named {subject}*.yaml")


CONDITION_TYPES = {Bounds: NUMBERS, Since: (FactType.DATE,)}


def pack_problems(library: Library, pack: Pack) -> list[Diagnostic]:
    """All that is wrong with a pack; the packs that it includes are checked on their own."""
    packs = library.packs_for(pack.name)
    problems = list(vocabulary_problems(library, pack))
    included = [rule for other in packs[1:] for rule in other.rules]
    vocabularies = {subject: library.vocabulary(subject, packs) for subject in library.kinds}
    for entry in pack.rules.values():
        problems += RuleCheck(entry, pack, vocabularies[entry.rule.subject], included).problems()
    return problems


def sound_pack(library: Library, name: str) -> Pack:
    """The pack of that name, in which nothing is wrong. Raises InputError."""
    pack = library.pack(name)
    if problems := pack_problems(library, pack):
        raise InputError(problems)
    return pack


class RuleCheck:
    """The checks of one rule. `included` are the ids of the rules of the packs that its pack includes."""

    def __init__(self, entry: RuleEntry, pack: Pack, vocabulary: Vocabulary, included: Sequence[str]) -> None:
        self.entry, self.pack, self.vocabulary, self.included = entry, pack, vocabulary, included

    def problems(self) -> list[Diagnostic]:
        """All that is wrong with the rule."""
        rule = self.entry.rule
        return [
            *self.file(rule),
            *self.conditions(rule),
            *self.walk(rule.requires, ("requires",)),
            *self.deadlines(rule.requires, ("requires",), alone=True),
            *self.references(rule),
            *self.adopted(rule),
        ]

    def problem(self, path: KeyPath, message: Phrase) -> Diagnostic:
        place, key = yaml_nodes.place_of(self.pack.nodes[self.entry.id], path)
        return Diagnostic(place, f"{self.entry.id}: {key}" if key else self.entry.id, message)

    def file(self, rule: Rule) -> Iterator[Diagnostic]:
        """The rule stands in a file of its subject."""
        if Path(self.entry.place.file).stem.partition("-")[0] != rule.subject:
            yield self.problem(("subject",), OTHER_FILE.format(subject=rule.subject))

    def references(self, rule: Rule) -> Iterator[Diagnostic]:
        """The document and the related rule exist."""
        name, documents = rule.source.document, self.pack.head.documents
        if name not in documents:
            yield self.problem(
                ("source", "document"), NO_DOCUMENT.format(name=name, near=did_you_mean(name, documents))
            )
        other = rule.relation and (rule.relation.tightens or rule.relation.replaces)
        if other and other not in self.included:
            yield self.problem(("relation",), NO_RULE.format(name=other, near=did_you_mean(other, self.included)))

    def conditions(self, rule: Rule) -> Iterator[Diagnostic]:
        """The lines of `applies_when`."""
        for name, wanted in rule.applies_when.items():
            path = ("applies_when", name)
            types = CONDITION_TYPES.get(type(wanted), CLOSED)
            wrong = self.fact_problem(path, name, FactRef(types, derived=isinstance(wanted, Bounds)))
            if wrong:
                yield wrong
            elif isinstance(wanted, Bounds):
                yield from self.bounds(path, name, wanted)
            elif isinstance(wanted, Since):
                continue
            elif not wanted:
                yield self.problem(path, NO_VALUES)
            else:
                yield from self.values(path, name, [wanted] if isinstance(wanted, str) else wanted)

    def bounds(self, path: KeyPath, name: str, wanted: Bounds) -> Iterator[Diagnostic]:
        """Bounds that no value can satisfy."""
        if not wanted.limits():
            yield self.problem(path, NO_LIMIT)
        fact = self.vocabulary.facts.get(name)
        if wanted.is_empty(whole=fact is not None and fact.type is FactType.WHOLE):
            yield self.problem(path, IMPOSSIBLE)
        for limit in wanted.limits():
            yield from self.in_range(path, name, limit)

    def in_range(self, path: KeyPath, name: str, value: Fraction) -> Iterator[Diagnostic]:
        """A limit that lies outside what the fact can be."""
        fact = self.vocabulary.facts.get(name)
        if fact and fact.minimum is not None and fact.maximum is not None and not fact.minimum <= value <= fact.maximum:
            message = OUTSIDE.format(value=value, name=name, low=fact.minimum, high=fact.maximum)
            yield self.problem(path, message)

    def fact_problem(self, path: KeyPath, name: str, wanted: FactRef) -> Diagnostic | None:
        """A name that is no fact, or one of another type."""
        quantity = self.vocabulary.quantity(name)
        if quantity is None or (isinstance(quantity, Derived) and not wanted.derived):
            return self.problem(path, no_such_fact(name, self.vocabulary))
        if isinstance(quantity, Fact) and quantity.type not in wanted.types:
            message = WRONG_TYPE.format(name=name, type=quantity.type, types=", ".join(wanted.types))
            return self.problem(path, message)
        return None

    def values(self, path: KeyPath, name: str, texts: Iterable[str]) -> Iterator[Diagnostic]:
        """Values that the fact cannot have."""
        fact = self.vocabulary.facts[name]
        for text in texts:
            try:
                fact.parse_set([text]) if fact.type is FactType.SET else fact.parse(text)
            except Misfit as misfit:
                yield self.problem(path, misfit.phrase)

    def walk(self, model: Model, path: KeyPath) -> Iterator[Diagnostic]:
        """The facts and values that a requirement names, by the annotations of its keys, and what its kind refuses."""
        path = (*path, *key_of(model))
        wrong = [
            problem
            for key, annotation, value in annotated(model)
            if isinstance(annotation, FactRef) and value is not None
            if (problem := self.fact_problem((*path, key), value, annotation))
        ]
        yield from wrong
        if not wrong:
            yield from self.named_values(model, path)
        if not wrong and isinstance(model, Requirement):
            for place, message in model.problems(self.vocabulary):
                yield self.problem((*path, *place), message)
        for keys, child in children(model):
            yield from self.walk(child, (*path, *keys))

    def named_values(self, model: Model, path: KeyPath) -> Iterator[Diagnostic]:
        """Values that the facts named beside them cannot have."""
        for key, annotation, value in annotated(model):
            if isinstance(annotation, ValueOf):
                yield from self.values((*path, key), getattr(model, annotation.fact), flat(value))
            elif isinstance(annotation, MappingOf):
                yield from self.values((*path, key), getattr(model, annotation.key), value)
                yield from self.values((*path, key), getattr(model, annotation.value), flat(value.values()))

    def deadlines(self, requires: Requirement, path: KeyPath, alone: bool) -> Iterator[Diagnostic]:
        """Deadlines inside other kinds, where a due date of their own would have no meaning, or beside `due`."""
        path = (*path, *key_of(requires))
        if requires.sets_due:
            if not alone:
                yield self.problem(path, NESTED_DEADLINE)
            if self.entry.rule.due:
                yield self.problem(("due",), DUE_TWICE)
        for keys, part in nested(requires):
            yield from self.deadlines(part, (*path, *keys), alone and bool(requires.read_as()))

    def adopted(self, rule: Rule) -> Iterator[Diagnostic]:
        """The reading taken is one of those there are."""
        if rule.adopted is None:
            return
        codes, path = rule.requires.adoptable(), ("adopted", "reading")
        if not codes:
            yield self.problem(path, NOTHING_TO_ADOPT)
        elif rule.adopted.reading not in codes:
            yield self.problem(path, NO_READING.format(name=rule.adopted.reading, codes=", ".join(codes)))


def flat(value: Any) -> Iterator[str]:
    """The texts in a value: in a list, in alternatives, or the value itself."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Model):
        yield from flat(list(vars(value).values()))
    else:
        for part in value:
            yield from flat(part)
