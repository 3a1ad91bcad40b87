"""`compliance rules list`."""

from __future__ import annotations

import click

from compliance.base.outcome import OBLIGATION_WORDS
from compliance.base.phrase import Language, Phrase
from compliance.base.wrapping import wrapped
from compliance.cli import options
from compliance.cli.streams import put
from compliance.packs.library import Library

HELP = Phrase("列出规则（PACK 为规则包名，默认全部）。", "List the rules (of the packs named, or of all).")
ENTRY = Phrase("{title}（{subject}，{obligation}）", "{title} ({subject}, {obligation})")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("list", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @options.packs(say)
    @options.lang(say)
    def list_rules(packs: tuple[str, ...], library: Library) -> None:
        for name in options.chosen_packs(library, packs, say):
            for one in library.pack(name).rules.values():
                put(one.id)
                words = ENTRY.format(
                    title=one.rule.title,
                    subject=library.kinds[one.rule.subject],
                    obligation=OBLIGATION_WORDS[one.rule.obligation],
                )
                for line in wrapped(say(words), "    "):
                    put(line)

    return list_rules
