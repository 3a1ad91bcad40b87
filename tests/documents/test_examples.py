"""Every example in every format, and what a person reads in review against kept files. `make examples` writes them anew."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from compliance.base.phrase import LANGUAGES, Language
from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.findings.report import Report
from compliance.reports.check import check_result
from compliance.reports.formats import FORMATS, rendered
from tests.conftest import LIBRARY, ROOT

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".yaml", ".json"))
KEPT = ROOT / "tests" / "kept"
AS_OF = {"hanbin-self-assessment.json": date(2025, 6, 30), "yanjiang-filing.yaml": date(2022, 11, 1)}
TODAY = date(2026, 11, 21)
IN_FULL = {"table": "txt", "markdown": "md"}
RECORDS = {("two-sites", "zh"), ("huyi-school-annex", "en")}
"""The examples whose JSON is kept; that of the others has a schema and findings alike in all formats."""


@cache
def reports(example: Path) -> list[Report]:
    """The reports on an example."""
    described = entries(f"examples/{example.name}", LIBRARY.kinds, example.read_bytes())
    return check_entries(LIBRARY, described, AS_OF.get(example.name, TODAY))


def output(example: Path, form: str, language: Language) -> str:
    """The example's report in a format."""
    result = check_result(reports(example), AS_OF.get(example.name, TODAY), language)
    return rendered(result, form, language)


def kept_file(example: Path, form: str, language: Language) -> Path | None:
    """The file that keeps an output; None where none does."""
    if form in IN_FULL:
        return KEPT / f"{example.stem}.{language}.{IN_FULL[form]}"
    return KEPT / f"{example.stem}.{language}.json" if form == "json" and (example.stem, language) in RECORDS else None


ALL = [(example, form, language) for example in EXAMPLES for form in FORMATS for language in LANGUAGES]
KEPT_FILES = {path for case in ALL if (path := kept_file(*case))}


def test_there_are_at_least_eight_examples_in_yaml_and_json_one_with_chinese_keys() -> None:
    assert len(EXAMPLES) >= 8
    assert {path.suffix for path in EXAMPLES} == {".yaml", ".json"}
    assert any("建筑面积:" in path.read_text("utf-8") for path in EXAMPLES)


@pytest.mark.parametrize(("example", "form", "language"), ALL, ids=[f"{e.name}-{f}-{lang}" for e, f, lang in ALL])
def test_an_example_says_what_it_said(
    example: Path, form: str, language: Language, request: pytest.FixtureRequest
) -> None:
    text, kept = output(example, form, language), kept_file(example, form, language)
    assert text.endswith("\n") and all(report.name in text for report in reports(example) if report.name)
    if kept and request.config.getoption("--update-kept"):
        kept.write_text(text, "utf-8", newline="\n")
    assert not kept or text == kept.read_text("utf-8"), f"{kept} differs; if that is meant, run `make examples`"


def test_nothing_else_is_kept(request: pytest.FixtureRequest) -> None:
    for path in set(KEPT.iterdir()) - KEPT_FILES if request.config.getoption("--update-kept") else ():
        path.unlink()
    assert set(KEPT.iterdir()) == KEPT_FILES
