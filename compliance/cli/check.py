"""`compliance check FILE...`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from compliance.base.diagnostics import Diagnostic, InputError
from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options
from compliance.cli.outputs import check_outputs
from compliance.cli.streams import tell_problems
from compliance.findings.check import check_entries
from compliance.findings.report import Report
from compliance.packs.library import Library
from compliance.packs.precedence import Selection
from compliance.reports.formats import rendered

HELP = Phrase(
    "核对描述文件中的托育机构、居住区或区域。\n\nFILE 为 YAML 或 JSON 文件，最上层的键指明对象（facility、neighborhood、"
    "district 或其中文名），其下每行一个事实；“-”表示标准输入。",
    "Check the facilities, neighborhoods and districts that files describe.\n\nFILE is YAML or JSON: its top key names the"
    " subject (facility, neighborhood, district or their Chinese names), and each line below gives one fact; “-” is"
    " standard input.",
)


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("check", help=say(HELP))
    @click.argument("files", metavar="FILE...", nargs=-1, required=True)
    @judging.place(say)
    @options.form(say)
    @options.output(say)
    @judging.selection(say)
    @options.packs(say)
    @options.lang(say)
    def check(
        files: tuple[str, ...],
        jurisdiction: str | None,
        as_of: date,
        form: str,
        output: str | None,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        fail_on: str,
        library: Library,
    ) -> int:
        check_outputs([output], files, library)
        place = judging.named_place(library, jurisdiction, say)
        rules = judging.chosen_rules(library, select, ignore, say)
        problems: list[Diagnostic] = []
        reports = list(reports_on(files, library, as_of, place, rules, problems))
        tell_problems(problems, language)
        if reports:
            from compliance.reports.check import check_result

            options.write(rendered(check_result(reports, as_of, language), form, language), output)
        return 2 if problems else judging.status((report.verdict for report in reports), fail_on)

    return check


def reports_on(
    files: tuple[str, ...],
    library: Library,
    as_of: date,
    jurisdiction: str | None,
    selection: Selection,
    problems: list[Diagnostic],
) -> Iterator[Report]:
    """The reports on all descriptions of the files; of a file with a problem none."""
    for file in files:
        try:
            yield from check_entries(library, options.read(file, library.kinds), as_of, jurisdiction, selection)
        except InputError as error:
            problems += error.problems
