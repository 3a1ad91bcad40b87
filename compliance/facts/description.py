"""Descriptions of subjects: flat records of facts, read from YAML or JSON and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location, Misfit, did_you_mean
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.parsing import ONE_VALUE, is_blank, plain_form
from compliance.facts.vocabulary import Fact, FactType, FactValue, Subject, Vocabulary

MOST_SUGGESTIONS = 100  # looking for the nearest known name takes a while

EMPTY = Phrase(
    "文件是空的；应有 {kinds} 之一作为最上层的键", "the file is empty; one of {kinds} was expected as top key"
)
TOP_KEY = Phrase("最上层的键应为 {kinds} 之一", "the top key must be one of {kinds}")
NO_SUCH_KIND = Phrase("不认识的核对对象；应为 {kinds} 之一{near}", "no such subject; one of {kinds} was expected{near}")
FACTS_EXPECTED = Phrase(
    "此处应为事实的映射（每行“名称: 值”）", "a mapping of facts (“name: value” on each line) was expected"
)
NO_SUCH_FACT = Phrase("词汇表中没有这个事实{near}", "no such fact in the vocabulary{near}")
FACT_TWICE = Phrase("与第 {line} 行的“{other}”是同一个事实", "the same fact as “{other}” on line {line}")
TOO_EARLY = Phrase("“{day}”早于{label}（“{first}”）", "“{day}” lies before the {label} (“{first}”)")
CONTRADICTION = Phrase(
    "为“否”，但又填写了“{label}”（{fact}）；两者矛盾", "is no, yet {fact} ({label}) is given; they contradict"
)


class Entry(NamedTuple):
    """One description as written: the subject's kind and its keys with their values."""

    kind: str
    record: yaml_nodes.Mapping

    def raw(self, names: Iterable[str]) -> yaml_nodes.Scalar | None:
        """The value of a key known under any of these names, as written."""
        wanted = set(names)
        for key, value in self.record.items:
            if key.text in wanted and isinstance(value, yaml_nodes.Scalar) and not is_blank(value.text):
                return value
        return None


def entries(file: str, kinds: Mapping[str, Phrase], data: bytes | None = None) -> list[Entry]:
    """The descriptions in a file. `kinds` are the subjects there are, with their labels. Raises InputError."""
    documents = yaml_nodes.read_documents(file, data)
    names = listed(Phrase(f"{code}（{label.zh}）", code) for code, label in kinds.items())
    problems: list[Diagnostic] = []
    found: list[Entry] = []
    for document in documents:
        if isinstance(document, yaml_nodes.Scalar) and document.blank:
            continue
        if not isinstance(document, yaml_nodes.Mapping) or not document.items:
            problems.append(Diagnostic(document.place, None, TOP_KEY.format(kinds=names)))
            continue
        for key, value in document.items:
            kind = next((code for code, label in kinds.items() if key.text in (code, label.zh, label.en)), None)
            if kind is None:
                message = NO_SUCH_KIND.format(kinds=names, near=did_you_mean(key.text, kinds))
                problems.append(Diagnostic(key.place, key.text, message))
                continue
            for record in value.items if isinstance(value, yaml_nodes.Sequence) else [value]:
                if isinstance(record, yaml_nodes.Mapping):
                    found.append(Entry(kind, record))
                else:
                    problems.append(Diagnostic(record.place, key.text, FACTS_EXPECTED))
    if not found and not problems:
        problems.append(Diagnostic(Location(file), None, EMPTY.format(kinds=names)))
    if problems:
        raise InputError(problems)
    return found


class SubjectRead(NamedTuple):
    """A subject as far as its description can be read: facts that cannot be are not among the subject's.

    `problems` are all that is wrong, `unreadable` the facts whose values are, those that contradict one another among them.
    """

    subject: Subject
    problems: Sequence[Diagnostic]
    unreadable: frozenset[str]


def subject_of(entry: Entry, vocabulary: Vocabulary) -> Subject:
    """The description with its facts typed. Raises InputError with all that is wrong."""
    read = read_subject(entry, vocabulary)
    if read.problems:
        raise InputError(read.problems)
    return read.subject


def read_subject(entry: Entry, vocabulary: Vocabulary) -> SubjectRead:
    """The description with those of its facts typed that can be read."""
    facts: dict[str, FactValue] = {}
    places: dict[str, yaml_nodes.Scalar] = {}
    problems: list[Diagnostic] = []
    unreadable: set[str] = set()
    for key, node in entry.record.items:
        code = vocabulary.codes.get(plain_form(key.text))
        if code is None:
            near = did_you_mean(key.text, vocabulary.codes) if len(problems) < MOST_SUGGESTIONS else untranslated("")
            message = NO_SUCH_FACT.format(near=near)
            problems.append(Diagnostic(key.place, key.text, message))
        elif code in places:
            first = places[code]
            problems.append(Diagnostic(key.place, key.text, FACT_TWICE.format(line=first.place.line, other=first.text)))
        else:
            places[code] = key
            try:
                value = fact_value(vocabulary.facts[code], node)
            except Misfit as misfit:
                problems.append(Diagnostic(node.place, key.text, misfit.phrase))
                unreadable.add(code)
            else:
                if value is not None:
                    facts[code] = value
    for code, other, message in contradictions(vocabulary, facts):
        problems.append(Diagnostic(places[code].place, places[code].text, message))
        unreadable |= {code, other}
    known = {code: value for code, value in facts.items() if code not in unreadable}
    subject = Subject(entry.kind, known, entry.record.place, {code: key.place for code, key in places.items()})
    return SubjectRead(subject, problems, frozenset(unreadable))


def fact_value(fact: Fact, node: yaml_nodes.Node) -> FactValue | None:
    """The typed value of a fact; None where nothing is written. Raises Misfit."""
    if isinstance(node, yaml_nodes.Scalar):
        return None if is_blank(node.text) else fact.parse(node.text)
    if isinstance(node, yaml_nodes.Sequence) and fact.type is FactType.SET:
        if not all(isinstance(item, yaml_nodes.Scalar) for item in node.items):
            raise Misfit(ONE_VALUE)
        return fact.parse_set([item.text for item in node.items if isinstance(item, yaml_nodes.Scalar)])
    raise Misfit(ONE_VALUE)


def contradictions(vocabulary: Vocabulary, facts: Mapping[str, FactValue]) -> Iterator[tuple[str, str, Phrase]]:
    """Pairs of facts that contradict each other, and how: no although what implies it is given, a date before what must come first."""
    for code, fact in vocabulary.facts.items():
        if fact.implied_by in facts and facts.get(code) is False:
            other = str(fact.implied_by)
            yield code, other, CONTRADICTION.format(fact=other, label=vocabulary.label_of(other))
        other = str(fact.not_before)
        mine, first = facts.get(code), facts.get(other)
        if isinstance(mine, date) and isinstance(first, date) and mine < first:
            yield code, other, TOO_EARLY.format(day=mine, label=vocabulary.label_of(other), first=first)
