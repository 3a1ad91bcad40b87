"""The published schemas accept what the program accepts."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from compliance.authoring.json_schema import names, schema
from tests.conftest import LIBRARY, ROOT
from tests.documents.test_examples import AS_OF, EXAMPLES, TODAY, output


class PlainLoader(yaml.CSafeLoader):
    """Loads dates as text, as JSON has them."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(LIBRARY, name))


def errors(name: str, documents: list[Any]) -> list[str]:
    return [
        f"{error.json_path}: {error.message[:200]}" for one in documents for error in validator(name).iter_errors(one)
    ]


def documents_of(path: Any) -> list[Any]:
    return list(yaml.load_all(path.read_text("utf-8"), Loader=PlainLoader))


@pytest.mark.parametrize("name", names(LIBRARY))
def test_a_schema_is_a_schema(name: str) -> None:
    whole = schema(LIBRARY, name)
    Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_fits_the_schema_of_its_subject(example: Any) -> None:
    [document] = documents_of(example)
    [key] = document
    kind = next(code for code, label in LIBRARY.kinds.items() if key in (code, label.zh))
    assert errors(kind, [document]) == []


def test_the_schema_of_a_subject_refuses_what_the_program_refuses() -> None:
    wrong: list[dict[str, object]] = [
        {"slotz": 3},
        {"slots": -1},
        {"slots": 1.5},
        {"stage": "closed"},
        {"filed": "maybe"},
    ]
    assert all(errors("facility", [{"facility": one}]) for one in wrong)


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_the_files_of_a_pack_fit_their_schemas(pack: str) -> None:
    folder = LIBRARY.folders[pack]
    assert errors("pack", documents_of(folder / "pack.yaml")) == []
    for path in folder.glob("*.yaml"):
        if path.stem in LIBRARY.kinds:
            assert errors("rules", documents_of(path)) == [], path
    for path in (folder / "cases").glob("*.yaml"):
        assert errors("cases", documents_of(path)) == [], path
    if (folder / "vocabulary.yaml").exists():
        assert errors("vocabulary", documents_of(folder / "vocabulary.yaml")) == []


def test_the_schema_of_rules_refuses_an_unknown_kind() -> None:
    [rules] = documents_of(ROOT / "rules" / "national" / "facility.yaml")
    rule = next(iter(rules.values()))
    assert errors("rules", [{"a": {**rule, "requires": {"minimal": {"quantity": "slots", "value": 1}}}}])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_report_fits_the_schema_of_reports(example: Any) -> None:
    report = json.loads(output(example, "json", "zh"))
    assert errors("report", [report]) == []
    assert report["as_of"] == AS_OF.get(example.name, TODAY).isoformat()
    for one in report["reports"]:
        for finding in one["findings"]:
            assert all(isinstance(finding[key], str | None) for key in ("actual", "required", "margin"))
