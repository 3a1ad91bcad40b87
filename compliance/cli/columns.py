"""`compliance columns TABLE...`."""

from __future__ import annotations

from datetime import date

import click

from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options, reading
from compliance.cli.outputs import check_outputs
from compliance.packs.library import Library
from compliance.reports.formats import rendered

HELP = Phrase(
    "核对前查看表格会怎样读取：哪些文件、工作表和表头行，哪些行不读，各列读作什么事实、凭什么，未读取的列可能是什么。",
    "Show how tables would be read before anything is judged: files, sheets and header rows, rows left out, which fact each"
    " column is read as and why, and what the columns that are not read may mean.",
)


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("columns", help=say(HELP))
    @click.argument("tables", metavar="TABLE...", nargs=-1, required=True)
    @options.form(say)
    @options.output(say)
    @reading.reading(say)
    @click.option("--jurisdiction", help=say(judging.JURISDICTION))
    @options.packs(say)
    @options.lang(say)
    def columns(
        tables: tuple[str, ...],
        form: str,
        output: str | None,
        asked: reading.Asked,
        jurisdiction: str | None,
        library: Library,
    ) -> None:
        check_outputs([output], [*tables, asked.columns], library)
        place = judging.named_place(library, jurisdiction, say)
        from compliance.jobs.columns import columns_read
        from compliance.reports.columns import columns_result

        request = reading.request(tables, library, language, date.today(), asked, place)
        options.write(rendered(columns_result(columns_read(library, request), language), form, language), output)

    return columns
