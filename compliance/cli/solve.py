"""`compliance solve FACT FILE`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from compliance.base.diagnostics import Diagnostic, InputError
from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options
from compliance.cli.outputs import check_outputs
from compliance.facts.description import Entry
from compliance.packs.library import Library
from compliance.reports.formats import rendered

if TYPE_CHECKING:
    pass

HELP = Phrase(
    "求一个事实的全部合规取值，其他信息不变，并说明每一端由哪条规则决定。\n\nFACT 为事实的代码或名称（数值、日期、是或否、"
    "单选），FILE 为只有一份描述的 YAML 或 JSON 文件，“-”表示标准输入。求出即以 0 退出。",
    "Find every value of one fact that complies, all other facts as given, and the rule that binds at each end.\n\nFACT is"
    " the code or label of a number, a date, a yes or no or a single choice; FILE is YAML or JSON with one description, “-”"
    " is standard input. Exits with 0 once it has solved.",
)
RULES = Phrase(
    "只按这些规则判断（以逗号分隔，可用 * 通配）", "judge by these rules only (separated by commas; * matches any text)"
)
ONE_ONLY = Phrase(
    "文件中有 {n} 份描述；求解时应只有一份", "{n} descriptions stand in the file; solving takes one at a time"
)


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("solve", help=say(HELP))
    @click.argument("fact")
    @click.argument("file")
    @click.option("--rules", metavar="RULE,RULE", multiple=True, help=say(RULES))
    @judging.place(say)
    @options.form(say)
    @options.output(say)
    @options.packs(say)
    @options.lang(say)
    def solve(
        fact: str,
        file: str,
        rules: tuple[str, ...],
        jurisdiction: str | None,
        as_of: date,
        form: str,
        output: str | None,
        library: Library,
    ) -> None:
        check_outputs([output], [file], library)
        place = judging.named_place(library, jurisdiction, say)
        selection = judging.chosen_rules(library, rule_patterns(rules), (), say)
        entry = one_entry(file, library)
        from compliance.jobs.solve import Solver, Unsolvable, solve
        from compliance.reports.solve import solution_result

        case = Solver(library, entry, as_of, place, selection)
        try:
            solution = solve(case, case.named(fact))
        except Unsolvable as error:
            raise click.UsageError(say(error.phrase)) from None
        options.write(rendered(solution_result(case, solution, language), form, language), output)

    return solve


def rule_patterns(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The rules, or patterns of rules, that `--rules` lists."""
    return tuple(one.strip() for text in texts for one in text.split(",") if one.strip())


def one_entry(file: str, library: Library) -> Entry:
    """The only description in a file. Raises InputError where there are several."""
    found = options.read(file, library.kinds)
    if len(found) > 1:
        raise InputError([Diagnostic(found[1].record.place, None, ONE_ONLY.format(n=len(found)))])
    return found[0]
