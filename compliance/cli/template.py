"""`compliance template SUBJECT -o FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options
from compliance.cli.facts import JURISDICTION
from compliance.cli.outputs import check_outputs
from compliance.packs.library import Library

HELP = Phrase(
    "生成空白填报表：.xlsx 为表格，一行填一个对象；.yaml 为一个对象的描述文件。\n\nSUBJECT 为 facility、neighborhood、district"
    " 或其中文名。",
    "Write a blank form to fill in: .xlsx, a workbook with one row for each subject; .yaml, the description of one.\n\n"
    "SUBJECT is facility, neighborhood, district or their Chinese names.",
)
OUTPUT = Phrase("写入此文件（.xlsx 或 .yaml）", "the file to write (.xlsx or .yaml)")
NO_FORM = Phrase("“{file}”应以 .xlsx 或 .yaml 结尾", "“{file}” should end in .xlsx or .yaml")
SHEET, TEXTS = ".xlsx", (".yaml", ".yml")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    target = click.Path(dir_okay=False, writable=True)

    @click.command("template", help=say(HELP))
    @click.argument("subject", metavar="SUBJECT")
    @click.option("-o", "--output", required=True, type=target, help=say(OUTPUT))
    @click.option("--jurisdiction", help=say(JURISDICTION))
    @options.packs(say)
    @options.lang(say)
    def template(subject: str, output: str, jurisdiction: str | None, library: Library) -> None:
        check_outputs([output], [], library)
        kind = judging.named_kind(library, subject, say)
        suffix = Path(output).suffix.lower()
        if suffix not in (SHEET, *TEXTS):
            raise click.UsageError(say(NO_FORM.format(file=output)))
        place = judging.named_place(library, jurisdiction, say)
        vocabulary = library.vocabulary(kind, library.packs_for(place) if place else ())
        if suffix == SHEET:
            from compliance.tables import form_workbook

            places = {name: library.head(name).title for name in library.folders}
            form_workbook.write(Path(output), vocabulary, places, language, place)
        else:
            from compliance.tables.form_yaml import description

            options.write(description(vocabulary, language, place or ""), output)

    return template
