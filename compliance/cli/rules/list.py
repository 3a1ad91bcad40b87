"""`compliance rules list`."""

from __future__ import annotations

import click

from compliance.cli import options
from compliance.loading import Library
from compliance.outcome import OBLIGATION_WORDS
from compliance.phrase import Language, Phrase
from compliance.reports.text import table

HELP = Phrase("列出规则（PACK 为规则包名，默认全部）。", "List the rules (of the packs named, or of all).")
COLUMNS = (Phrase("规则", "Rule"), Phrase("对象", "Subject"), Phrase("约束", "Force"), Phrase("名称", "Title"))
WIDTHS = {"zh": [37, 8, 6, 23], "en": [34, 12, 6, 22]}


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.tell(language)

    @click.command("list", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @options.packs(say)
    @options.lang(say)
    def list_rules(packs: tuple[str, ...], library: Library) -> None:
        rows = [
            [
                one.id,
                say(library.kinds[one.rule.subject]),
                say(OBLIGATION_WORDS[one.rule.obligation]),
                say(one.rule.title),
            ]
            for name in options.chosen_packs(library, packs, say)
            for one in library.pack(name).rules.values()
        ]
        click.echo(table(rows, [say(column) for column in COLUMNS], WIDTHS[language]))

    return list_rules
