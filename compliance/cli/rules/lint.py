"""`compliance rules lint`."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.authoring.lint import lint
from compliance.base.phrase import Language, Phrase
from compliance.cli import options
from compliance.cli.streams import put, tell
from compliance.packs.library import Library

HELP = Phrase(
    "检查规则包：不认识的键和事实、类型不符、分档重叠或缺口、不可能的条件、缺少译文、出处或用例，条款去向未交代。",
    "Look packs through: unknown keys and facts, type clashes, overlapping tiers and gaps, impossible conditions, missing"
    " translations, sources or cases, clauses that nothing accounts for.",
)
SOURCES = Phrase(
    "存放文件原文的文件夹：核对每条规则的原文短语确在所注的一节",
    "the folder of the documents: prove that each rule's anchor stands in the section that it names",
)
CLEAN = Phrase("{n} 个规则包没有问题", "no problems in {n} pack(s)")
FOUND = Phrase("共 {n} 个问题", "{n} problem(s)")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("lint", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @click.option("--sources", type=click.Path(exists=True, file_okay=False, path_type=Path), help=say(SOURCES))
    @options.packs(say)
    @options.lang(say)
    def lint_packs(packs: tuple[str, ...], sources: Path | None, library: Library) -> int:
        names = options.chosen_packs(library, packs, say)
        problems = [problem for name in names for problem in lint(library, name, sources)]
        for problem in problems:
            put(problem.text(language))
        tell(say(FOUND.format(n=len(problems)) if problems else CLEAN.format(n=len(names))))
        return 1 if problems else 0

    return lint_packs
