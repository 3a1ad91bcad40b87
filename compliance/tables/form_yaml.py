"""The blank description: every fact of a subject with nothing behind it, and how to fill it in above it."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.base.wrapping import wrapped
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.tables import field_help

WIDTH = 96
TITLE = Phrase(
    "{subject}：填好后用 compliance check 核对。不清楚的留空：空白表示“未知”，既不算“是”，也不算“否”。",
    "{subject}: fill in, then run compliance check. Leave blank what you do not know: blank means unknown, never yes or no.",
)
HOW = Phrase(
    "值写在冒号之后，冒号后空一格。确实没有的：是否类写 no，多选类写 none 或 []，数量写 0。日期写作 2026-11-21。多选写作 [甲, 乙]。",
    "Write the value after the colon and a space. For an explicit no write no, for none of several none or [], for none in"
    " number 0. Write dates as 2026-11-21, several items as [one, other].",
)
ENTRY = Phrase("{label}（{kind}）{values}", "{label} ({kind}){values}")


def description(vocabulary: Vocabulary, language: Language, place: str = "") -> str:
    """The blank description as YAML; `place` stands as its jurisdiction."""
    return "\n".join(lines(vocabulary, language, place)) + "\n"


def lines(vocabulary: Vocabulary, language: Language, place: str) -> Iterator[str]:
    """The description, line by line."""
    for phrase in (TITLE.format(subject=vocabulary.label), HOW):
        yield from comment(phrase.text(language), "")
    yield from ("", f"{vocabulary.subject}:")
    for code, fact in vocabulary.facts.items():
        for phrase in (entry(fact, vocabulary), *field_help.remarks(fact)):
            yield from comment(phrase.text(language), "  ")
        yield f"  {code}: {place}".rstrip() if code == "jurisdiction" else f"  {code}:"
        yield ""


def comment(text: str, margin: str) -> Iterator[str]:
    """The text as comments."""
    return (f"{margin}# {line}" for line in wrapped(text, width=WIDTH - len(margin) - 2))


def entry(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """What a fact is called and what can be written; choices by their codes."""
    what = (
        listed((choice(*one) for one in fact.choices.items()), "、", "; ") if fact.choices else field_help.values(fact)
    )
    shown = joined(field_help.COLON, what) if what.zh and fact.type is not FactType.YES_NO else untranslated("")
    return ENTRY.format(label=fact.label, kind=field_help.kind(fact, vocabulary), values=shown)


def choice(code: str, label: Phrase) -> Phrase:
    """A choice by its code, and what it is called where that is not the same."""
    return Phrase(f"{code} {label.zh}", code if label.en == code else f"{code} ({label.en})")
