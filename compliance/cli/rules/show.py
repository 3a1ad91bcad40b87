"""`compliance rules show RULE`."""

from __future__ import annotations

import click

from compliance.base.diagnostics import did_you_mean
from compliance.base.phrase import Language, Phrase
from compliance.base.wrapping import wrapped
from compliance.cli import options
from compliance.cli.streams import put
from compliance.packs.library import Library, Pack, RuleEntry
from compliance.reports.rule_lines import case_line, rule_lines

HELP = Phrase(
    "显示一条规则：要求、适用条件、依据、责任单位、歧义和用例数。",
    "Show one rule: what it requires, when, by which clause, who is responsible, ambiguities, cases.",
)
NO_RULE = Phrase("没有规则“{name}”{near}", "there is no rule “{name}”{near}")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("show", help=say(HELP))
    @click.argument("rule", metavar="RULE")
    @options.packs(say)
    @options.lang(say)
    def show(rule: str, library: Library) -> None:
        pack, one = found_rule(library, rule, language)
        vocabulary = library.vocabulary(one.rule.subject, library.packs_for(pack.name))
        for line in wrapped(f"{say(one.rule.title)}  [{one.id}]"):
            put(line)
        for label, text in (*rule_lines(pack, one, vocabulary), case_line(pack, one)):
            for line in wrapped(say(label) + say(Phrase("：", ": ")) + say(text), "  "):
                put(line)

    return show


def found_rule(library: Library, name: str, language: Language) -> tuple[Pack, RuleEntry]:
    """The rule of that id. Raises a usage error that offers the nearest."""
    packs = [library.pack(pack) for pack in library.folders]
    for pack in packs:
        if name in pack.rules:
            return pack, pack.rules[name]
    near = did_you_mean(name, [rule for pack in packs for rule in pack.rules])
    raise click.UsageError(NO_RULE.format(name=name, near=near).text(language))
