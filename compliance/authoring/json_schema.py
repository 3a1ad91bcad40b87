"""JSON Schemas: of descriptions (from the vocabulary), of pack files and of what `-f json` writes (from their models)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from compliance.facts.parsing import BLANKS, NO, YES
from compliance.facts.vocabulary import Fact, FactType, Vocabulary, VocabularyPart
from compliance.packs.kinds import KINDS
from compliance.packs.library import Library
from compliance.packs.rules import PackHead, Rule, RuleCases
from compliance.packs.validation import adapter
from compliance.reports.batch_summary_json import SummaryDocument
from compliance.reports.check_json import Document
from compliance.reports.columns_json import ColumnsDocument
from compliance.reports.compare_json import ComparisonDocument
from compliance.reports.provide_json import ProvisionDocument
from compliance.reports.solve_json import SolutionDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, Callable[[], Any]] = {
    "pack": lambda: as_written(adapter(PackHead).json_schema()),
    "rules": lambda: by_kind(as_written(adapter(dict[str, Rule]).json_schema())),
    "cases": lambda: as_written(adapter(dict[str, RuleCases]).json_schema()),
    "vocabulary": lambda: as_written(adapter(VocabularyPart).json_schema()),
    "report": lambda: adapter(Document).json_schema(),
    "solution": lambda: adapter(SolutionDocument).json_schema(),
    "comparison": lambda: adapter(ComparisonDocument).json_schema(),
    "provision": lambda: adapter(ProvisionDocument).json_schema(),
    "summary": lambda: adapter(SummaryDocument).json_schema(),
    "columns": lambda: adapter(ColumnsDocument).json_schema(),
}
DECIMAL = r"^[+-]?\d[\d,]*(\.\d{1,6})?"
DAY = r"^\d{4}(-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|年\d{1,2}月\d{1,2}[日号]|\d{4})"

UNKNOWN = {"enum": [None, "/", "-", "—", *BLANKS]}


def by_kind(rules: dict[str, Any]) -> dict[str, Any]:
    """The schema of rule files with each requirement under the name of its kind, as files write it."""
    parts = rules["$defs"]
    content = {
        name: parts[kind.__name__]["properties"][kind.body] if kind.body else {"$ref": f"#/$defs/{kind.__name__}"}
        for name, kind in KINDS.items()
    }
    one_of = [
        {"type": "object", "properties": {name: value}, "required": [name], "additionalProperties": False}
        for name, value in content.items()
    ]
    whole: dict[str, Any] = referred(rules)
    whole["$defs"]["Requirement"] = {"title": "Requirement", "oneOf": referred(one_of)}
    return whole


def as_written(part: Any) -> Any:
    """The schema with any scalar where a text is meant: the program takes scalars as they are written."""
    if isinstance(part, list):
        return [as_written(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "string" and not {"enum", "const", "format"} & part.keys():
        return {**part, "type": ["string", "number", "boolean"]}
    if part.get("type") in ("integer", "boolean"):
        return {**part, "type": [part["type"], "string"]}
    return {key: as_written(value) for key, value in part.items()}


def referred(part: Any) -> Any:
    """The part with each list of all kinds replaced by a reference to Requirement."""
    if isinstance(part, list):
        return [referred(one) for one in part]
    if not isinstance(part, dict):
        return part
    if len(part.get("oneOf", [])) == len(KINDS):
        return {"$ref": "#/$defs/Requirement"}
    return {key: referred(value) for key, value in part.items()}


def schema(library: Library, name: str) -> dict[str, Any]:
    """The schema of that name: a subject's description, or one of FILES."""
    if name in FILES:
        return {"$schema": DIALECT, **FILES[name]()}
    packs = [library.pack(pack) for pack in library.folders]
    return description_schema(library.vocabulary(name, packs))


def names(library: Library) -> list[str]:
    """The schemas there are."""
    return [*library.kinds, *FILES]


def description_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of description files of one subject: codes, labels and aliases alike as keys, none with a unit behind it."""
    properties: dict[str, Any] = {}
    for code, fact in vocabulary.facts.items():
        properties[code] = fact_schema(fact)
        properties |= {word: {"$ref": f"#/$defs/record/properties/{code}"} for word in names_of(code, fact)}
    record = {"type": "object", "properties": properties, "additionalProperties": False}
    one = {"$ref": "#/$defs/record"}
    one_or_more = {"anyOf": [one, {"type": "array", "items": one}]}
    return {
        "$schema": DIALECT,
        "title": vocabulary.label.en,
        "type": "object",
        "properties": dict.fromkeys((vocabulary.subject, *vocabulary.label.words()), one_or_more),
        "additionalProperties": False,
        "$defs": {"record": record},
    }


def names_of(code: str, fact: Fact) -> Iterator[str]:
    """The labels and aliases of a fact, without its code."""
    return (word for word in (fact.label.zh, fact.label.en, *fact.also) if word != code)


def fact_schema(fact: Fact) -> dict[str, Any]:
    """The schema of one fact's value; a blank says that it is not known."""
    return {"title": fact.label.en, "description": fact.label.zh, "anyOf": [*value_schemas(fact), UNKNOWN]}


def value_schemas(fact: Fact) -> list[dict[str, Any]]:
    """The ways to write a value of the fact."""
    if fact.type.is_number:
        assert fact.minimum is not None and fact.maximum is not None
        bounds = {"minimum": int(fact.minimum), "maximum": int(fact.maximum)}
        whole = fact.type is FactType.WHOLE
        units = "|".join(map(re.escape, fact.written_units))
        written = {"type": "string", "pattern": f"{DECIMAL} *({units})?$"}
        return [{"type": "integer" if whole else "number", **bounds}, written]
    if fact.type is FactType.YES_NO:
        return [{"type": "boolean"}, {"enum": [*YES, *NO]}]
    if fact.type is FactType.DATE:
        return [{"type": "string", "pattern": DAY}]
    choices = {"enum": [name for code, label in fact.choices.items() for name in dict.fromkeys((code, *label.words()))]}
    if fact.type is FactType.CHOICE:
        return [choices]
    if fact.type is FactType.SET:
        return [{"type": "array", "items": choices}, {"type": "string"}]
    return [{"type": ["string", "number"]}]
