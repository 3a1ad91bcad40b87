"""Every example, whole output against a kept file. `make examples` writes the files anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from compliance.base.phrase import LANGUAGES, Language
from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.packs.library import Library
from compliance.reports.check import table_report
from compliance.reports.check_json import document
from compliance.reports.markdown import markdown_report
from tests.conftest import LIBRARY, ROOT

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".yaml", ".json"))
KEPT = ROOT / "tests" / "kept"
AS_OF = {"hanbin-self-assessment.json": date(2025, 6, 30), "yanjiang-filing.yaml": date(2022, 11, 1)}
TODAY = date(2026, 11, 21)


def outputs(example: Path, language: Language, library: Library) -> dict[str, str]:
    """The example's report in every format, with the name of the file that keeps it."""
    as_of = AS_OF.get(example.name, TODAY)
    reports = check_entries(library, entries(f"examples/{example.name}", library.kinds, example.read_bytes()), as_of)
    stem = f"{example.stem}.{language}"
    return {
        f"{stem}.txt": table_report(reports, language),
        f"{stem}.md": markdown_report(reports, language),
        f"{stem}.json": document(reports, as_of.isoformat(), language),
    }


def test_there_are_at_least_eight_examples_in_yaml_and_json_one_with_chinese_keys() -> None:
    assert len(EXAMPLES) >= 8
    assert {path.suffix for path in EXAMPLES} == {".yaml", ".json"}
    assert any("建筑面积:" in path.read_text("utf-8") for path in EXAMPLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_what_it_said(example: Path, language: Language) -> None:
    for name, text in outputs(example, language, LIBRARY).items():
        assert text == (KEPT / name).read_text("utf-8"), f"{name} differs; if that is meant, run `make examples`"


def test_no_output_is_kept_of_an_example_that_is_gone() -> None:
    stems = {path.stem for path in EXAMPLES}
    assert {path.name.split(".")[0] for path in KEPT.iterdir()} == stems


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.iterdir():
        old.unlink()
    for one in EXAMPLES:
        for spoken in LANGUAGES:
            for kept_name, kept_text in outputs(one, spoken, LIBRARY).items():
                (KEPT / kept_name).write_text(kept_text, "utf-8")
