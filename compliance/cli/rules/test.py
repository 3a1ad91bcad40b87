"""`compliance rules test`."""

from __future__ import annotations

import click

from compliance.authoring.cases import run
from compliance.base.phrase import Language, Phrase
from compliance.cli import options
from compliance.cli.streams import put, tell_problems
from compliance.packs.library import Library

HELP = Phrase(
    "运行规则旁的用例，并列出没有用例触及的规则和分支。",
    "Run the cases that stand beside the rules, and list rules and branches that no case reaches.",
)
DIFFERS = Phrase("{place}: {rule}: {difference}", "{place}: {rule}: {difference}")
SUMMARY = Phrase(
    "{pack}：{rules} 条规则，{cases} 个用例，{wrong} 个不符；{gaps} 处没有用例触及",
    "{pack}: {rules} rules, {cases} cases, {wrong} differ; {gaps} branches no case reaches",
)


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("test", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @options.packs(say)
    @options.lang(say)
    def test(packs: tuple[str, ...], library: Library) -> int:
        wrong = 0
        for name in options.chosen_packs(library, packs, say):
            wrong += test_pack(library, name, language)
        return 1 if wrong else 0

    return test


def test_pack(library: Library, name: str, language: Language) -> int:
    """Runs the cases of one pack and prints what came out; returns how many cases differ or cannot be read."""
    pack = library.pack(name)
    from compliance.authoring.conformance import disagreements
    from compliance.columnar.engines.polars import Embedded, typed_frame

    results, coverage, problems = run(library, pack)
    by_columns = disagreements(library, pack, results, Embedded(), typed_frame, lambda frame: frame.rows(named=True))
    tell_problems(problems, language)
    differing = [(result, one) for result in results for one in result.differences] + list(by_columns)
    for result, difference in differing:
        put(DIFFERS.format(place=result.place, rule=result.rule, difference=difference).text(language))
    gaps = [(one.rule, gap) for one in coverage for gap in one.gaps()]
    for rule, gap in gaps:
        put(DIFFERS.format(place=rule.place, rule=rule.id, difference=gap).text(language))
    wrong = len({result.place for result, _ in differing}) + len(problems)
    summary = SUMMARY.format(pack=name, rules=len(pack.rules), cases=len(results), wrong=wrong, gaps=len(gaps))
    put(summary.text(language))
    return wrong
