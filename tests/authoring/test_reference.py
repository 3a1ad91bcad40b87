"""The manual of each kind is true, and the kept pages are made of the manuals."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import pytest

from compliance.authoring.reference import ANY_DAY, FILES, Example, kinds_page, manual, write_pages
from compliance.base.outcome import Outcome
from compliance.base.phrase import LANGUAGES, Language
from compliance.base.yaml_model import KEYS
from compliance.packs.kinds import KINDS
from tests.conftest import LIBRARY, ROOT
from tests.rules import evaluation

FOLDER = ROOT / "docs" / "reference"
TRIED = [
    pytest.param(example, facts, outcome, id=f"{name}-{number}-{facts}")
    for name in KINDS
    for number, example in enumerate(manual(name).examples, 1)
    for facts, outcome in example.outcomes
]


@pytest.mark.parametrize(("example", "facts", "outcome"), TRIED)
def test_what_a_manual_says_of_a_description_is_so(example: Example, facts: str, outcome: Outcome) -> None:
    as_of = example.as_of or ANY_DAY
    assert evaluation(example.requires, facts, as_of.isoformat()).outcome is outcome


@pytest.mark.parametrize("name", KINDS)
def test_a_manual_shows_the_kind_passing_failing_and_open(name: str) -> None:
    examples = manual(name).examples
    assert {Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED} <= {o for one in examples for _, o in one.outcomes}
    assert all({Outcome.PASS, Outcome.FAIL} <= {outcome for _, outcome in example.outcomes} for example in examples)
    assert all(type(example.requirement()) is KINDS[name] for example in examples)
    assert not [problem for one in examples for problem in one.requirement().problems(LIBRARY.vocabulary("facility"))]


@pytest.mark.parametrize("name", KINDS)
def test_a_manual_is_in_both_languages_and_names_each_key(name: str) -> None:
    title, *paragraphs = (manual(name).title, *manual(name).paragraphs)
    assert paragraphs and re.search("[\u4e00-\u9fff]", title.zh) and not re.search("[\u4e00-\u9fff]", title.en)
    keys = [] if KINDS[name].body else [field.name for field in fields(cast(Any, KINDS[name]))]
    for language in LANGUAGES:
        text = "".join(paragraph.text(language) for paragraph in paragraphs)
        assert [key for key in keys if f"`{KEYS.get(key, key)}" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_page_is_what_the_manuals_make(language: Language) -> None:
    kept = (FOLDER / FILES[language]).read_text("utf-8")
    assert kept == kinds_page(LIBRARY, language), f"{FILES[language]} differs; run `make docs`"


def test_lines_of_chinese_are_joined_without_a_seam() -> None:
    page = re.sub("```.*?```", "", kinds_page(LIBRARY, "zh"), flags=re.S)
    assert not re.search("[\u4e00-\u9fff](`|[A-Za-z0-9])|[A-Za-z0-9`][\u4e00-\u9fff]", re.sub(r"\(.*?\)", "", page))


def test_the_pages_are_written_into_a_folder(tmp_path: Path) -> None:
    write_pages(tmp_path / "new")
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(FILES.values())
