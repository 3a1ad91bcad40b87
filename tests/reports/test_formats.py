"""Every job in every format, in both languages."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import click
import pytest
from jsonschema import Draft202012Validator
from wcwidth import wcswidth

from compliance.authoring.json_schema import schema
from compliance.base.phrase import LANGUAGES, Language
from compliance.cli.lazy_group import command_line
from compliance.reports.formats import FORMATS, rendered
from tests.conftest import LIBRARY
from tests.documents.test_examples import TODAY
from tests.reports.results import AS_OF, JOBS, SCHEMAS

PACK = re.compile(r"(\bnational\b|（national）)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_job_has_every_format_with_its_date_and_packs(form: str, job: str, language: Language) -> None:
    text = rendered(JOBS[job](language), form, language)
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert AS_OF.get(job, TODAY).isoformat() in text
    assert PACK.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("job", JOBS)
def test_no_line_in_the_terminal_is_wider_than_80_columns(job: str, language: Language) -> None:
    lines = rendered(JOBS[job](language), "table", language).splitlines()
    assert [line for line in lines if not 0 <= wcswidth(line) <= 80] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("job", JOBS)
def test_every_record_is_as_its_published_schema_says(job: str, language: Language) -> None:
    validator = Draft202012Validator(schema(LIBRARY, SCHEMAS[job.split()[0]]))
    document = json.loads(rendered(JOBS[job](language), "json", language))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert list(document)[:4] == ["schema", "as_of", "engine", "language"]
    for key in document:
        assert list(validator.iter_errors({name: value for name, value in document.items() if name != key}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("job", JOBS)
def test_every_page_opens_without_a_network(job: str, language: Language) -> None:
    page = rendered(JOBS[job](language), "html", language)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|src=|href=|@import|<script|url\((?!#)", page)
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    for svg in re.findall("<svg.*?</svg>", page, re.S):
        ElementTree.fromstring(svg)


@pytest.mark.parametrize("name", ["check", "solve", "compare", "provide", "batch"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_offers_every_format(name: str, language: Language) -> None:
    group = command_line(language)
    command = group.get_command(click.Context(group), name)
    assert command is not None
    [form] = [option for option in command.params if "-f" in option.opts]
    assert isinstance(form.type, click.Choice)
    assert list(form.type.choices) == list(FORMATS)
    assert form.default == "table"
