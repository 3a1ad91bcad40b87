"""`compliance facts [SUBJECT]`."""

from __future__ import annotations

import click

from compliance.base.phrase import Language, Phrase, listed, untranslated
from compliance.base.wrapping import wrapped
from compliance.cli import judging, options
from compliance.cli.streams import put
from compliance.facts.vocabulary import Fact, Vocabulary
from compliance.packs.library import Library
from compliance.tables.field_help import TYPES

HELP = Phrase(
    "列出一种对象的事实：代码、名称、类型、单位或可选值（不指明对象时列出有哪些对象）。",
    "List the facts of a subject: code, name, type, unit or choices (without a subject: which subjects there are).",
)
JURISDICTION = Phrase("包括此辖区规则包自有的事实", "with the facts that this jurisdiction's pack adds")
ENTRY = Phrase("{label}：{type}{values}", "{label}: {type}{values}")
RANGE = Phrase("，{unit}（{low} 至 {high}）", ", {unit} ({low} to {high})")
ALSO = Phrase("也可写作：{words}", "also written: {words}")
CHOICES = Phrase("：{choices}", ": {choices}")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("facts", help=say(HELP))
    @click.argument("subject", metavar="[SUBJECT]", required=False)
    @click.option("--jurisdiction", help=say(JURISDICTION))
    @options.packs(say)
    @options.lang(say)
    def facts(subject: str | None, jurisdiction: str | None, library: Library) -> None:
        kinds = library.kinds
        if subject is None:
            put("\n".join(f"{code}  {say(label)}" for code, label in kinds.items()))
            return
        found = judging.named_kind(library, subject, say)
        place = judging.named_place(library, jurisdiction, say)
        vocabulary = library.vocabulary(found, library.packs_for(place) if place else ())
        for code, fact in vocabulary.facts.items():
            put(code)
            entry = ENTRY.format(label=fact.label, type=TYPES[fact.type], values=values(fact, vocabulary))
            also = ALSO.format(words=listed(map(untranslated, fact.also))) if fact.also else None
            notes = [say(note) for note in (also, fact.note, fact.proof) if note]
            for line in (line for text in (say(entry), *notes) for line in wrapped(text, "    ")):
                put(line)

    return facts


def values(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """What a fact's value can be."""
    if fact.type.is_number:
        return RANGE.format(unit=vocabulary.unit_label(fact.unit), low=fact.minimum, high=fact.maximum)
    choices = listed(Phrase(f"{code} {label.zh}", f"{code} ({label.en})") for code, label in fact.choices.items())
    return CHOICES.format(choices=choices) if fact.choices else untranslated("")
