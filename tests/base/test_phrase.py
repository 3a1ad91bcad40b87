"""Nothing is said in one language only, and both say the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from compliance.authoring.lint import phrases
from compliance.base.phrase import LANGUAGES, Phrase, listed, untranslated
from tests.conftest import LIBRARY, ROOT

MODULES = sorted((ROOT / "compliance").rglob("*.py"))
LOCALE = ROOT / "compliance" / "locale" / "zh_CN" / "LC_MESSAGES"


def written(module: Path) -> Iterator[tuple[int, str, str]]:
    """Every phrase that a module writes out, with its line."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase" and len(node.args) == 2:
            values = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if len(values) == 2:
                yield node.lineno, str(values[0]), str(values[1])


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_languages_say_the_same_values(module: Path) -> None:
    for line, zh, en in written(module):
        names = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (zh, en)]
        assert names[0] == names[1], f"line {line}"
        words = re.sub(r"\{\w+\}|JSON|YAML|compliance check \S+", "", zh)
        assert not re.search("[A-Za-z]{3,} [A-Za-z]{3,}", words), f"line {line}: English in the Chinese text"
        assert not re.search("[\u4e00-\u9fff]", en), f"line {line}: Chinese in the English text"


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_every_text_of_a_rule_is_in_both_languages(pack: str) -> None:
    for one in LIBRARY.pack(pack).rules.values():
        for _, phrase in phrases(one.rule):
            assert re.search("[\u4e00-\u9fff]", phrase.zh), one.id
            assert re.search("[A-Za-z]", phrase.en), one.id


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
