"""The reference pages are what the vocabulary and the commands say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from compliance.cli.lazy_group import COMMANDS, RULES_COMMANDS
from tests.conftest import LIBRARY
from tests.documents.reference import REFERENCE, reference_pages

NAMES = ("facts.md", "commands.md", "commands.zh-CN.md")


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    return reference_pages(LIBRARY)


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_page_is_what_is_made(name: str, made: Mapping[str, str]) -> None:
    assert (REFERENCE / name).read_text("utf-8") == made[name], "if that is meant, run `make docs`"


def test_every_fact_and_choice_is_on_the_page(made: Mapping[str, str]) -> None:
    words = [*LIBRARY.index.words, *(part for pack in LIBRARY.folders for part in LIBRARY.words(pack))]
    codes = [code for part in words for code in (*part.facts, *part.derived)]
    assert all(f"| `{code}` |" in made["facts.md"] for code in codes)
    assert all(
        f"`{code}` " in made["facts.md"] for part in words for fact in part.facts.values() for code in fact.choices
    )


@pytest.mark.parametrize(("name", "word"), [("commands.md", "Usage: "), ("commands.zh-CN.md", "用法： ")])
def test_every_command_is_on_the_page_in_its_language(name: str, word: str, made: Mapping[str, str]) -> None:
    for path in ("", *COMMANDS, *(f"rules {command}" for command in RULES_COMMANDS)):
        title = f"compliance {path}".strip()
        assert f"\n## {title}\n" in made[name]
        assert f"{word}{title} [" in made[name]
