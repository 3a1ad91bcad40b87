"""Nothing is said in one language only, and both say the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from compliance.authoring.lint import phrases
from compliance.base.phrase import LANGUAGES, Phrase, listed, untranslated
from tests.conftest import LIBRARY, ROOT

LOCALE = ROOT / "compliance" / "locale" / "zh_CN" / "LC_MESSAGES"
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("[A-Za-z]{3,} [A-Za-z]{3,}")
NO_WORDS = re.compile(r"\[中文\]|\[English\]|\{\w+\}|JSON|YAML|compliance [a-z]+( \S+)?")


class Written(NamedTuple):
    """A phrase as a module writes it: the expressions of its two texts."""

    place: str
    zh: ast.expr
    en: ast.expr


def phrases_written() -> Iterator[Written]:
    """Every call of `Phrase` in the package. One that unpacks both texts from one expression cannot tell them apart."""
    for module in sorted((ROOT / "compliance").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "Phrase" in (
                getattr(node.func, "id", ""),
                getattr(node.func, "attr", ""),
            ):
                texts = [*node.args, *(keyword.value for keyword in node.keywords)]
                if not isinstance(texts[0], ast.Starred):
                    zh, en = texts
                    yield Written(f"{module.relative_to(ROOT)}:{node.lineno}", zh, en)


WRITTEN = list(phrases_written())


def literals(text: ast.expr) -> str:
    """The words that are written out in an expression, whatever values stand between."""
    constants = [node.value for node in ast.walk(text) if isinstance(node, ast.Constant)]
    return NO_WORDS.sub("", "\0".join(value for value in constants if isinstance(value, str)))


def values(text: ast.expr) -> set[str]:
    """The values that an expression puts in: names in braces, or what an f-string reads."""
    if isinstance(text, ast.Constant):
        return set(re.findall(r"\{(\w+)\}", str(text.value)))
    return {ast.unparse(node.value) for node in ast.walk(text) if isinstance(node, ast.FormattedValue)}


def test_every_phrase_of_the_package_is_looked_at() -> None:
    modules = {module for module in (ROOT / "compliance").rglob("*.py") if "Phrase(" in module.read_text("utf-8")}
    unpacking = {"compliance/base/phrase.py", "compliance/findings/message.py"}
    seen = {written.place.partition(":")[0] for written in WRITTEN}
    assert {module.relative_to(ROOT).as_posix() for module in modules} <= seen | unpacking
    assert len(WRITTEN) > 600


def test_neither_text_is_in_the_other_language() -> None:
    assert [place for place, zh, _ in WRITTEN if ENGLISH.search(literals(zh))] == []
    assert [place for place, _, en in WRITTEN if CHINESE.search(literals(en))] == []


def test_both_languages_say_the_same_values() -> None:
    """In Chinese a label may stand beside the code that alone says it in English: the code is English."""
    for place, zh, en in WRITTEN:
        assert not any(value.endswith(".en") for value in values(zh)), place
        assert not any(value.endswith(".zh") for value in values(en)), place
        said, said_in_english = (
            {value.removesuffix(end) for value in values(text)} for text, end in ((zh, ".zh"), (en, ".en"))
        )
        if isinstance(zh, ast.Constant):
            assert said == said_in_english, place
        elif isinstance(en, ast.JoinedStr):
            assert said_in_english <= said, place
            assert all(f"{value}.zh" in values(zh) for value in said - said_in_english), place


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_every_text_of_a_rule_is_in_both_languages(pack: str) -> None:
    for rule in LIBRARY.pack(pack).rules.values():
        for _, phrase in phrases(rule.rule):
            assert re.search("[\u4e00-\u9fff]", phrase.zh), rule.id
            assert re.search("[A-Za-z]", phrase.en), rule.id


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_every_fact_has_a_label_of_its_own_in_both_languages(kind: str) -> None:
    for pack in LIBRARY.folders:
        vocabulary = LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))
        names = [*vocabulary.facts, *vocabulary.derived]
        for language in LANGUAGES:
            labels = [vocabulary.label_of(name).text(language) for name in names]
            assert len(set(labels)) == len(labels), sorted(label for label in labels if labels.count(label) > 1)


def test_the_compiled_translations_are_those_that_are_written() -> None:
    with (LOCALE / "messages.po").open("rb") as source, (LOCALE / "messages.mo").open("rb") as compiled:
        written_, compiled_ = messages(read_po(source)), messages(read_mo(compiled))
    assert all(written_.values())
    assert written_ == compiled_


def messages(catalog: Catalog) -> dict[str, str]:
    """The messages of a catalogue; singular and plural forms as one text."""

    def flat(text: object) -> str:
        return text if isinstance(text, str) else "|".join(text)  # type: ignore[arg-type]

    return {flat(message.id): flat(message.string) for message in catalog if message.id}


def test_phrases_are_filled_in_the_language_of_their_surroundings() -> None:
    inner = Phrase("托位", "slots")
    assert Phrase("{n} 个{what}", "{n} {what}").format(n=3, what=inner) == Phrase("3 个托位", "3 slots")
    assert listed([inner, untranslated("x")]) == Phrase("托位、x", "slots, x")
