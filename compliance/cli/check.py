"""`compliance check FILE...`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

import click

from compliance.check import Selection, check_entries
from compliance.cli import options
from compliance.description import entries
from compliance.loading import NO_PLACE, Library
from compliance.outcome import Report, Verdict
from compliance.phrase import Language, Phrase
from compliance.problem import InputError, Problem, nearest
from compliance.yamltext import MOST_BYTES

HELP = Phrase(
    "核对描述文件中的托育机构、居住区或区域。\n\nFILE 为 YAML 或 JSON 文件，最上层的键指明对象（facility、neighborhood、"
    "district 或其中文名），其下每行一个事实；“-”表示标准输入。",
    "Check the facilities, neighborhoods and districts that files describe.\n\nFILE is YAML or JSON: its top key names the"
    " subject (facility, neighborhood, district or their Chinese names), and each line below gives one fact; “-” is"
    " standard input.",
)
JURISDICTION = Phrase(
    "按此辖区核对（规则包名或区划代码），不论描述中如何填写",
    "check by this jurisdiction (pack name or division code), whatever the description says",
)
AS_OF = Phrase("核对日期（默认为今天）", "the date to check for (default: today)")
FORMAT = Phrase("报告格式", "format of the report")
SELECT = Phrase(
    "只看这些规则（可用 * 通配，可多次使用）", "only these rules (* matches any text; may be given several times)"
)
IGNORE = Phrase("不看这些规则（同上）", "not these rules (likewise)")
FAIL_ON = Phrase(
    "何时以 1 退出：fail 仅不合规；undetermined 不能判定时也是；never 从不",
    "when to exit with 1: fail, non-compliant only; undetermined, that too; never",
)
NO_RULE = Phrase("没有与“{pattern}”相符的规则{near}", "no rule matches “{pattern}”{near}")
STATUS = {Verdict.COMPLIANT: 0, Verdict.NON_COMPLIANT: 1, Verdict.UNDETERMINED: 3}


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.tell(language)

    @click.command("check", help=say(HELP))
    @click.argument("files", metavar="FILE...", nargs=-1, required=True)
    @click.option("--jurisdiction", help=say(JURISDICTION))
    @click.option("--as-of", type=options.Day(say), default=date.today, show_default=False, help=say(AS_OF))
    @click.option(
        "-f", "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", help=say(FORMAT)
    )
    @options.output(say)
    @click.option("--select", metavar="RULE", multiple=True, help=say(SELECT))
    @click.option("--ignore", metavar="RULE", multiple=True, help=say(IGNORE))
    @click.option("--fail-on", type=click.Choice(["fail", "undetermined", "never"]), default="fail", help=say(FAIL_ON))
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
    ) -> None:
        place = named_place(library, jurisdiction, language)
        check_patterns(library, (*select, *ignore), language)
        problems: list[Problem] = []
        reports = list(reports_on(files, library, as_of, place, Selection(select, ignore), problems))
        for problem in problems:
            click.echo(problem.tell(language), err=True)
        if reports:
            options.write(rendered(reports, form, as_of, language), output)
        sys.exit(2 if problems else status(reports, fail_on))

    return check


def named_place(library: Library, jurisdiction: str | None, language: Language) -> str | None:
    """The pack that `--jurisdiction` means. Raises a usage error where there is none."""
    found = jurisdiction and library.find(jurisdiction)
    if jurisdiction and not found:
        raise click.UsageError(NO_PLACE.fill(name=jurisdiction, names=library.choices()).tell(language))
    return found or None


def check_patterns(library: Library, patterns: tuple[str, ...], language: Language) -> None:
    """Refuses the name of a rule that there is not; it would silently look at nothing."""
    for pattern in patterns:
        prefix = pattern.partition("/")[0]
        ids = [
            rule
            for name in library.folders
            if prefix in (name, pattern) or "*" in prefix
            for rule in library.pack(name).rules
        ]
        if not any(Selection((pattern,)).takes(rule) for rule in ids):
            raise click.UsageError(NO_RULE.fill(pattern=pattern, near=nearest(pattern, ids)).tell(language))


def reports_on(
    files: tuple[str, ...],
    library: Library,
    as_of: date,
    jurisdiction: str | None,
    selection: Selection,
    problems: list[Problem],
) -> Iterator[Report]:
    """The reports on all descriptions of the files; of a file with a problem none."""
    for file in files:
        try:
            data = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else None
            found = entries("stdin" if file == "-" else file, library.kinds, data)
            yield from check_entries(library, found, as_of, jurisdiction, selection)
        except InputError as error:
            problems += error.problems


def rendered(reports: list[Report], form: str, as_of: date, language: Language) -> str:
    """The reports in the format asked for."""
    if form == "json":
        from compliance.reports.document import document

        return document(reports, as_of.isoformat(), language)
    if form == "markdown":
        from compliance.reports.markdown import markdown_report

        return markdown_report(reports, language)
    from compliance.reports.table import table_report

    return table_report(reports, language)


def status(reports: list[Report], fail_on: str) -> int:
    """The exit status: that of the worst report, as `--fail-on` takes it."""
    if fail_on == "never":
        return 0
    found = {STATUS[report.verdict] for report in reports}
    worst = 1 if 1 in found else 3 if 3 in found else 0
    return 1 if worst == 3 and fail_on == "undetermined" else worst
