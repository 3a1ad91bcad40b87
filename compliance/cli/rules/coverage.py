"""`compliance rules coverage`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from compliance.authoring.coverage import Tally, explained, tallies
from compliance.base.phrase import Language, Phrase
from compliance.base.wrapping import table, wrapped
from compliance.cli import options
from compliance.cli.streams import put
from compliance.packs.library import Library, Pack

HELP = Phrase(
    "统计文件的条款：由规则核对的，说明了为何不能核对的，未交代的（PACK 为规则包名，默认全部）。",
    "Count the clauses of the documents: checked by rules, explained why they cannot be, unaccounted for (of the packs"
    " named, or of all).",
)
WHY = Phrase("列出已说明的条款及理由", "list the clauses that are explained, with the reasons")
COLUMNS = (
    Phrase("规则包", "Pack"),
    Phrase("文件", "Document"),
    Phrase("条款", "Clauses"),
    Phrase("由规则核对", "By rules"),
    Phrase("已说明", "Explained"),
    Phrase("未交代", "Unaccounted"),
)
WIDTHS = [10, 17, 7, 10, 9, 11]
TOTAL = Phrase("合计", "Total")
NO_LEDGER = Phrase(
    "{pack}：没有文件原文，不列条款。", "{pack} lists no clauses: the text of its documents is not at hand."
)
EXPLAINED = Phrase("{id}（{section}）：{why}", "{id} ({section}): {why}")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("coverage", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @click.option("--why", is_flag=True, help=say(WHY))
    @options.packs(say)
    @options.lang(say)
    def coverage(packs: tuple[str, ...], why: bool, library: Library) -> None:
        found = [library.pack(name) for name in options.chosen_packs(library, packs, say)]
        counted = {pack.name: tallies(library, pack) for pack in found}
        rows = [[name, *cells(tally)] for name, of_pack in counted.items() for tally in of_pack]
        total = Tally.total([tally for of_pack in counted.values() for tally in of_pack])
        put(table([*rows, [say(TOTAL), *cells(total)]], [say(column) for column in COLUMNS], WIDTHS))
        for pack in found:
            if not counted[pack.name]:
                put("\n" + "\n".join(wrapped(say(NO_LEDGER.format(pack=pack.name)))))
            for tally in counted[pack.name] if why else []:
                put("\n" + "\n".join(reasons(pack, tally.document, language)))

    return coverage


def cells(tally: Tally) -> list[str]:
    """A tally's part of its row."""
    numbers = (tally.clauses, tally.covered, tally.explained, tally.unaccounted)
    return [tally.document, *map(str, numbers)]


def reasons(pack: Pack, document: str, language: Language) -> Iterator[str]:
    """The explained clauses of a document, with section and reason."""
    yield f"{pack.name}/{document}"
    for one in explained(pack, document):
        line = EXPLAINED.format(id=one.id, section=one.clause.section, why=one.clause.why)
        yield from wrapped(line.text(language), "- ")
