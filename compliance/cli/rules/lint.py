"""`compliance rules lint`."""

from __future__ import annotations

import sys

import click

from compliance.cli import options
from compliance.lint import lint
from compliance.loading import Library
from compliance.phrase import Language, Phrase

HELP = Phrase(
    "检查规则包：不认识的键和事实、类型不符、分档重叠或缺口、不可能的条件、缺少译文、出处或用例。",
    "Look packs through: unknown keys and facts, type clashes, overlapping tiers and gaps, impossible conditions, missing"
    " translations, sources or cases.",
)
CLEAN = Phrase("{n} 个规则包没有问题", "no problems in {n} pack(s)")
FOUND = Phrase("共 {n} 个问题", "{n} problem(s)")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.tell(language)

    @click.command("lint", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @options.packs(say)
    @options.lang(say)
    def lint_packs(packs: tuple[str, ...], library: Library) -> None:
        names = options.chosen_packs(library, packs, say)
        problems = [problem for name in names for problem in lint(library, name)]
        for problem in problems:
            click.echo(problem.tell(language))
        click.echo(say(FOUND.fill(n=len(problems)) if problems else CLEAN.fill(n=len(names))), err=True)
        sys.exit(1 if problems else 0)

    return lint_packs
