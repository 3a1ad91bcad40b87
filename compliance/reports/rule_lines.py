"""A rule in words, as labelled lines: for `rules show`, `rules docs` and `rules diff`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.base.outcome import OBLIGATION_WORDS, Responsible
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.base.yaml_model import Model
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.finding import ADOPTED, citation, relation_words
from compliance.packs import conditions
from compliance.packs.annotations import children
from compliance.packs.kinds.base import Context, ReadingOption, Requirement
from compliance.packs.kinds.dated import NotInForce
from compliance.packs.library import Pack, RuleEntry
from compliance.packs.rules import InForce, Rule
from compliance.reports import details

SUBJECT = Phrase("对象", "Subject")
FORCE = Phrase("约束", "Force")
REQUIRES = Phrase("要求", "Requires")
READING = Phrase("要求（理解之一）", "Requires (one reading)")
APPLIES = Phrase("适用", "Applies when")
DUE = Phrase("期限", "Due")
IN_FORCE = Phrase("施行", "In force")
OVERLAP = Phrase("歧义", "Ambiguity")
ADVICE = Phrase("建议", "Advice")
CASES = Phrase("用例", "Cases")
ALWAYS = Phrase("任何情形", "always")
VALUE_FROM = Phrase("自 {day} 起，{words}", "from {day}: {words}")
READ_AS = Phrase("{label}——{words}", "{label}: {words}")
READ_DUE = Phrase("（期限 {due}）", " (due {due})")
SINCE = Phrase("自 {start} 起", "from {start}")
UNTIL = Phrase("至 {end} 止", "until {end}")
SPAN = Phrase("{start} 至 {end}", "{start} to {end}")


def rule_lines(pack: Pack, entry: RuleEntry, vocabulary: Vocabulary) -> Iterator[tuple[Phrase, Phrase]]:
    """What a rule says: label and text of each line. The same on every day; of dated values all are told."""
    rule = entry.rule
    yield SUBJECT, vocabulary.label
    yield FORCE, OBLIGATION_WORDS[rule.obligation]
    yield from requirement_lines(rule.requires, vocabulary)
    yield APPLIES, conditions.words(rule.applies_when, vocabulary) if rule.applies_when else ALWAYS
    if rule.due:
        yield DUE, untranslated(rule.due)
    if rule.bearer:
        yield details.BEARER, rule.bearer
    if words := period(rule.in_force):
        yield IN_FORCE, words
    yield from taken_for_granted(rule, vocabulary)
    if words := relation_words(rule.relation):
        yield details.RELATION, words
    yield ADVICE, rule.advice
    yield details.SOURCE, details.cited(citation(rule, pack))
    units = rule.responsible
    yield details.UNITS, details.units(Responsible(tuple(units.lead), tuple(units.support), tuple(units.units)))


def case_line(pack: Pack, entry: RuleEntry) -> tuple[Phrase, Phrase]:
    """How many cases stand beside a rule, as a line."""
    return CASES, untranslated(case_count(pack, entry))


def case_count(pack: Pack, entry: RuleEntry) -> int:
    """How many cases stand beside a rule."""
    return sum(len(group.cases.cases) for group in pack.cases if group.rule == entry.id)


def requirement_lines(requires: Requirement, vocabulary: Vocabulary) -> Iterator[tuple[Phrase, Phrase]]:
    """What is required: a line for each value in force one after the other, and for each reading of the document."""
    if not requires.read_as():
        for words in dated_words(requires, vocabulary):
            yield REQUIRES, words
    for part in requires.walk():
        for option in part.read_as().values():
            yield READING, reading_words(option, vocabulary)


def reading_words(option: ReadingOption, vocabulary: Vocabulary) -> Phrase:
    """One reading: how the document is read, and what it then requires."""
    words = listed(dated_words(option.requires, vocabulary), "；", "; ")
    due = READ_DUE.format(due=option.due) if option.due else untranslated("")
    return joined(READ_AS.format(label=option.label, words=words), due)


def dated_words(requires: Requirement, vocabulary: Vocabulary) -> Iterator[Phrase]:
    """A requirement in words, once for each day from which its values change."""
    days = change_days(requires)
    if not days:
        yield requires.words(Context(vocabulary, date.max))
    for day in days:
        try:
            yield VALUE_FROM.format(day=day, words=requires.words(Context(vocabulary, day)))
        except NotInForce:
            continue


def change_days(requires: Model) -> list[date]:
    """The days from which dated values of a requirement apply."""
    values = [value for part in models_in(requires) for value in vars(part).values() if isinstance(value, dict)]
    return sorted({day for value in values for day in value if isinstance(day, date)})


def taken_for_granted(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[Phrase, Phrase]]:
    """Where the document is ambiguous, which reading is taken, how days are counted, and what else is assumed."""
    for part in rule.requires.walk():
        yield from ((OVERLAP, why) for why in part.ambiguities())
        if counting := part.counting_words():
            yield details.ASSUMED, listed(counting, "；", "; ")
    if rule.adopted:
        day = max(change_days(rule.requires), default=date.max)
        readings = {reading.code: reading.label for reading in rule.requires.lower(Context(vocabulary, day))}
        label = readings[rule.adopted.reading]
        yield details.ASSUMED, ADOPTED.format(label=label, by=rule.adopted.by, why=rule.adopted.why)
    yield from ((details.ASSUMED, assumption) for assumption in rule.assumptions)


def models_in(model: Model) -> Iterator[Model]:
    """A requirement and all that it is made of."""
    yield model
    for _, part in children(model):
        yield from models_in(part)


def period(in_force: InForce | None) -> Phrase | None:
    """From when to when a rule is in force, where that is said."""
    start, end = (in_force.start, in_force.end) if in_force else (None, None)
    if not start and not end:
        return None
    form = SPAN if start and end else SINCE if start else UNTIL
    return form.format(start=start, end=end)
