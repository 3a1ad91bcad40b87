"""`compliance rules show RULE`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from compliance import sentence
from compliance.cli import options
from compliance.explanation import citation, relation_words
from compliance.kinds import NotInForce, Readings, TieredMinimum
from compliance.loading import Library, Pack, PackRule
from compliance.outcome import OBLIGATION_WORDS, Responsible
from compliance.phrase import Language, Phrase, listed, same
from compliance.problem import nearest
from compliance.reports import lines
from compliance.reports.text import wrapped
from compliance.vocabulary import Vocabulary

HELP = Phrase(
    "显示一条规则：要求、适用条件、依据、责任单位、歧义和用例数。",
    "Show one rule: what it requires, when, by which clause, who is responsible, ambiguities, cases.",
)
NO_RULE = Phrase("没有规则“{name}”{near}", "there is no rule “{name}”{near}")
REQUIRES = Phrase("要求", "Requires")
APPLIES = Phrase("适用", "Applies when")
ALWAYS = Phrase("任何情形", "always")
SUBJECT = Phrase("对象", "Subject")
FORCE = Phrase("约束", "Force")
IN_FORCE = Phrase("施行", "In force")
DUE = Phrase("期限", "Due")
READING = Phrase("可有的理解", "Can be read as")
OVERLAP = Phrase("歧义", "Ambiguity")
ADVICE = Phrase("建议", "Advice")
CASES = Phrase("用例", "Cases")
SPAN = Phrase("{start} 至 {end}", "{start} to {end}")
OPEN = Phrase("未定", "open")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.tell(language)

    @click.command("show", help=say(HELP))
    @click.argument("rule", metavar="RULE")
    @options.packs(say)
    @options.lang(say)
    def show(rule: str, library: Library) -> None:
        pack, one = found_rule(library, rule, language)
        vocabulary = library.vocabulary(one.rule.subject, library.packs_for(pack.name))
        for line in wrapped(f"{say(one.rule.title)}  [{one.id}]"):
            click.echo(line)
        for label, text in rule_lines(pack, one, vocabulary):
            for line in wrapped(say(label) + say(Phrase("：", ": ")) + say(text), "  "):
                click.echo(line)

    return show


def found_rule(library: Library, name: str, language: Language) -> tuple[Pack, PackRule]:
    """The rule of that id. Raises a usage error that offers the nearest."""
    packs = [library.pack(pack) for pack in library.folders]
    for pack in packs:
        if name in pack.rules:
            return pack, pack.rules[name]
    near = nearest(name, [rule for pack in packs for rule in pack.rules])
    raise click.UsageError(NO_RULE.fill(name=name, near=near).tell(language))


def rule_lines(pack: Pack, one: PackRule, vocabulary: Vocabulary) -> Iterator[tuple[Phrase, Phrase]]:
    """What there is to say about a rule: label and text of each line."""
    rule = one.rule
    yield SUBJECT, vocabulary.label
    yield FORCE, OBLIGATION_WORDS[rule.obligation]
    try:
        yield REQUIRES, sentence.requirement(rule.requires, vocabulary, date.today())
    except NotInForce:
        yield REQUIRES, OPEN
    yield APPLIES, sentence.conditions(rule, vocabulary) if rule.applies_when else ALWAYS
    if rule.due:
        yield DUE, same(rule.due)
    if rule.in_force:
        yield IN_FORCE, SPAN.fill(start=rule.in_force.start or OPEN, end=rule.in_force.end or OPEN)
    if isinstance(rule.requires, Readings):
        for option in rule.requires.options.values():
            yield READING, option.label
    if isinstance(rule.requires, TieredMinimum):
        for overlap in rule.requires.overlaps:
            yield OVERLAP, overlap.why
    for assumption in rule.assumptions:
        yield lines.ASSUMED, assumption
    if rule.relation and (words := relation_words(rule.relation)):
        yield lines.RELATION, words
    yield ADVICE, rule.advice
    yield lines.SOURCE, lines.cited(citation(rule, pack))
    units = rule.responsible
    yield lines.UNITS, lines.units(Responsible(tuple(units.lead), tuple(units.support), tuple(units.units)))
    yield CASES, listed(same(len(group.cases.cases)) for group in pack.cases if group.rule == one.id)
