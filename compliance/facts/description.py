"""Descriptions of subjects: flat records of facts, read from YAML or JSON and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from compliance.base import yaml_nodes
from compliance.base.decimals import exact
from compliance.base.diagnostics import Diagnostic, InputError, Location, Misfit, did_you_mean
from compliance.base.phrase import Phrase, listed
from compliance.base.printable import LONGEST
from compliance.base.yaml_mistakes import WIDE_COLON
from compliance.facts import parsing
from compliance.facts.choices import Label
from compliance.facts.headers import HeaderReading, Headers, normal
from compliance.facts.parsing import ONE_VALUE, plain_form
from compliance.facts.vocabulary import Fact, FactType, FactValue, Subject, Vocabulary

MOST_SUGGESTIONS = 100  # looking for the nearest known names takes a while

EMPTY = Phrase(
    "文件是空的；应有 {kinds} 之一作为最上层的键", "the file is empty; one of {kinds} was expected as top key"
)
TOP_KEY = Phrase("最上层的键应为 {kinds} 之一", "the top key must be one of {kinds}")
NO_SUCH_KIND = Phrase("不认识的核对对象；应为 {kinds} 之一{near}", "no such subject; one of {kinds} was expected{near}")
FACTS_EXPECTED = Phrase(
    "此处应为事实的映射（每行“名称: 值”）", "a mapping of facts (“name: value” on each line) was expected"
)
NO_SUCH_FACT = Phrase("词汇表中没有这个事实{near}", "no such fact in the vocabulary{near}")
MAYBE = Phrase("，是否应为 {facts}？", "; did you mean {facts}?")
UNCLEAR = Phrase(
    "含义不明确，可能指：{facts}；请改写为确切的名称", "unclear; it may mean {facts}. Please write which fact it is"
)
FACT_TWICE = Phrase("与第 {line} 行的“{other}”是同一个事实", "the same fact as “{other}” on line {line}")
TOO_EARLY = Phrase("“{day}”早于{label}（“{first}”）", "“{day}” lies before the {label} (“{first}”)")
CONTRADICTION = Phrase(
    "为“否”，但又填写了“{label}”（{fact}）；两者矛盾", "is no, yet {fact} ({label}) is given; they contradict"
)


class Entry(NamedTuple):
    """One description as written: the subject's kind and its keys with their values."""

    kind: str
    record: yaml_nodes.Mapping

    def raw(self, code: str, vocabulary: Vocabulary) -> yaml_nodes.Scalar | None:
        """The value of a fact, as written."""
        for key, value in self.record.items:
            if isinstance(value, yaml_nodes.Scalar) and not is_blank(value) and fact_of(key.text, vocabulary) == code:
                return value
        return None


def kind_of(name: str, kinds: Mapping[str, Label]) -> str | None:
    """The kind of subject that a name means: its code, label or alias."""
    wanted = normal(name)
    return next((code for code, label in kinds.items() if wanted in map(normal, (code, *label.words()))), None)


@lru_cache(maxsize=32)
def headers_of(vocabulary: Vocabulary) -> Headers:
    """The keys of descriptions that a vocabulary knows."""
    return Headers(vocabulary)


def fact_of(name: str, vocabulary: Vocabulary) -> str | None:
    """The code of the fact that a key means, None where it is none."""
    return key_reading(name, vocabulary, suggest=True).fact


def fact_named(name: str, vocabulary: Vocabulary) -> str:
    """The code of the fact that a name alone means. Raises Misfit, with the facts that it may mean."""
    reading = headers_of(vocabulary).read(name)
    if reading.fact is None or reading.factor != 1:
        raise Misfit(unread(reading, vocabulary))
    return reading.fact


def unread(reading: HeaderReading, vocabulary: Vocabulary) -> Phrase:
    """Why a key is not read, with the facts that it may mean."""
    suggestions = reading.suggestions or ((reading.fact,) if reading.fact else ())
    facts = listed((Phrase(f"{vocabulary.label_of(code).zh}（{code}）", code) for code in suggestions), "、", " or ")
    if reading.problem:
        return reading.problem
    if normal(reading.header) in headers_of(vocabulary).unclear:
        return UNCLEAR.format(facts=facts)
    return NO_SUCH_FACT.format(near=MAYBE.format(facts=facts) if suggestions else Phrase("", ""))


def entries(file: str, kinds: Mapping[str, Label], data: bytes | None = None) -> list[Entry]:
    """The descriptions in a file. `kinds` are the subjects there are, with their labels. Raises InputError."""
    documents = yaml_nodes.read_documents(file, data)
    names = listed(Phrase(f"{code}（{label.zh}）", code) for code, label in kinds.items())
    problems: list[Diagnostic] = []
    found: list[Entry] = []
    for document in documents:
        if isinstance(document, yaml_nodes.Scalar) and document.blank:
            continue
        if not isinstance(document, yaml_nodes.Mapping) or not document.items:
            problems.append(Diagnostic(document.place, None, wide_colon(document) or TOP_KEY.format(kinds=names)))
            continue
        for key, value in document.items:
            kind = kind_of(key.text, kinds)
            if kind is None:
                message = NO_SUCH_KIND.format(kinds=names, near=did_you_mean(key.text, kinds))
                problems.append(Diagnostic(key.place, key.text, message))
                continue
            for record in value.items if isinstance(value, yaml_nodes.Sequence) else [value]:
                if isinstance(record, yaml_nodes.Mapping):
                    found.append(Entry(kind, record))
                else:
                    problems.append(Diagnostic(record.place, key.text, wide_colon(record) or FACTS_EXPECTED))
    if not found and not problems:
        problems.append(Diagnostic(Location(file), None, EMPTY.format(kinds=names)))
    if problems:
        raise InputError(problems)
    return found


def wide_colon(node: yaml_nodes.Node) -> Phrase | None:
    """What is wrong with keys that a full-width colon follows: YAML takes them for a text."""
    return WIDE_COLON if isinstance(node, yaml_nodes.Scalar) and node.plain and "：" in node.text else None


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
        reading = key_reading(key.text, vocabulary, suggest=len(problems) < MOST_SUGGESTIONS)
        code = reading.fact
        if code is None:
            problems.append(Diagnostic(key.place, key.text, unread(reading, vocabulary)))
        elif code in places:
            first = places[code]
            problems.append(Diagnostic(key.place, key.text, FACT_TWICE.format(line=first.place.line, other=first.text)))
        else:
            places[code] = key
            try:
                value = fact_value(vocabulary.facts[code], in_unit_of(reading, node))
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


def key_reading(key: str, vocabulary: Vocabulary, suggest: bool) -> HeaderReading:
    """What a key means; where not to `suggest`, only keys without a unit behind them are known.

    Codes and labels are looked up first: the forms of all aliases take longer to make than a description to check.
    """
    if code := vocabulary.codes.get(plain_form(key)):
        return HeaderReading(key, code, "code" if code == key else "label")
    headers = headers_of(vocabulary)
    if suggest and len(key) <= LONGEST:
        return headers.read(key)
    return HeaderReading(key, headers.known.get(normal(key), (None,))[0])


def in_unit_of(reading: HeaderReading, node: yaml_nodes.Node) -> yaml_nodes.Node:
    """A plain number under a key with a multiple of the fact's unit, with that unit: `人口（万人）: 12` is 12万人."""
    if reading.factor == 1 or not isinstance(node, yaml_nodes.Scalar) or exact(plain_form(node.text)) is None:
        return node
    return node._replace(text=f"{plain_form(node.text)}{reading.unit}")


def fact_value(fact: Fact, node: yaml_nodes.Node) -> FactValue | None:
    """The typed value of a fact; None where nothing is written. Raises Misfit."""
    if isinstance(node, yaml_nodes.Scalar):
        return None if is_blank(node) else fact.parse(node.text)
    if isinstance(node, yaml_nodes.Sequence) and fact.type is FactType.SET:
        if not all(isinstance(item, yaml_nodes.Scalar) for item in node.items):
            raise Misfit(ONE_VALUE)
        return fact.parse_set([item.text for item in node.items if isinstance(item, yaml_nodes.Scalar)])
    raise Misfit(ONE_VALUE)


def is_blank(node: yaml_nodes.Scalar) -> bool:
    """Whether nothing is known, as in a table's cell: no text, nothing but spaces or dashes, 不详, in quotes or not."""
    return node.blank or parsing.is_blank(node.text)


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
