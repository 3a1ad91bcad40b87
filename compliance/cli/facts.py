"""`compliance facts [SUBJECT]`."""

from __future__ import annotations

import click

from compliance.cli import options
from compliance.loading import Library
from compliance.phrase import Language, Phrase, listed, same
from compliance.reports.text import table
from compliance.vocabulary import Fact, Vocabulary

HELP = Phrase(
    "列出一种对象的事实：代码、名称、类型、单位或可选值（不指明对象时列出有哪些对象）。",
    "List the facts of a subject: code, name, type, unit or choices (without a subject: which subjects there are).",
)
JURISDICTION = Phrase("包括此辖区规则包自有的事实", "with the facts that this jurisdiction's pack adds")
NO_SUBJECT = Phrase("没有核对对象“{name}”；有：{kinds}", "there is no subject “{name}”; there are {kinds}")
COLUMNS = (
    Phrase("代码", "Code"),
    Phrase("名称", "Name"),
    Phrase("类型", "Type"),
    Phrase("单位或可选值", "Unit or choices"),
)
WIDTHS = {"zh": [26, 20, 11, 17], "en": [26, 20, 11, 17]}
RANGE = Phrase("{unit}（{low} 至 {high}）", "{unit} ({low} to {high})")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.tell(language)

    @click.command("facts", help=say(HELP))
    @click.argument("subject", metavar="[SUBJECT]", required=False)
    @click.option("--jurisdiction", help=say(JURISDICTION))
    @options.packs(say)
    @options.lang(say)
    def facts(subject: str | None, jurisdiction: str | None, library: Library) -> None:
        kinds = library.kinds
        if subject is None:
            click.echo("\n".join(f"{code}  {say(label)}" for code, label in kinds.items()))
            return
        found = next((code for code, label in kinds.items() if subject in (code, label.zh, label.en)), None)
        if found is None:
            raise click.UsageError(say(NO_SUBJECT.fill(name=subject, kinds=", ".join(kinds))))
        from compliance.cli.check import named_place

        place = named_place(library, jurisdiction, language)
        vocabulary = library.vocabulary(found, library.packs_for(place) if place else ())
        headers = [say(column) for column in COLUMNS]
        rows = [
            [code, say(fact.label), fact.type.value, say(values(fact, vocabulary))]
            for code, fact in vocabulary.facts.items()
        ]
        click.echo(table(rows, headers, WIDTHS[language]))

    return facts


def values(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """What a fact's value can be."""
    if fact.type.is_number:
        return RANGE.fill(unit=vocabulary.unit_label(fact.unit), low=fact.minimum, high=fact.maximum)
    return (
        listed(Phrase(f"{code} {label.zh}", code) for code, label in fact.choices.items()) if fact.choices else same("")
    )
