"""From YAML nodes to models: pydantic validates them, and its errors become diagnostics in both languages at their place."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location, Misfit, did_you_mean
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.vocabulary import VocabularyPart
from compliance.packs.kinds import KINDS
from compliance.packs.rules import PackHead, Rule, RuleCases

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

MISSING_KEY = Phrase("缺少 {key}", "{key} is missing")
UNKNOWN_KEY = Phrase("不认识的键{near}", "unknown key{near}")
NO_KIND = Phrase("应恰有一种要求，可用：{kinds}{near}", "exactly one kind of requirement was expected: {kinds}{near}")
EXPECTED = Phrase("应为：{expected}", "expected {expected}")
TOO_LONG = Phrase("最多 {n} 个字", "at most {n} characters")
EMPTY_TEXT = Phrase("不应为空", "must not be empty")
A_MAPPING = Phrase("应为映射（键: 值）", "a mapping (key: value) was expected")
A_LIST = Phrase("应为列表", "a list was expected")
A_TEXT = Phrase("应为文字", "a text was expected")
A_DATE = Phrase("应为日期，写作 2026-11-21", "a date was expected, written 2026-11-21")
A_WHOLE = Phrase("应为整数", "a whole number was expected")
NOT_FITTING = Phrase("不符合此处的格式", "does not fit what is expected here")

MESSAGES = {
    "string_type": A_TEXT,
    "string_too_short": EMPTY_TEXT,
    "too_short": EMPTY_TEXT,
    "dict_type": A_MAPPING,
    "model_type": A_MAPPING,
    "dataclass_type": A_MAPPING,
    "model_attributes_type": A_MAPPING,
    "list_type": A_LIST,
    "date_from_datetime_parsing": A_DATE,
    "date_parsing": A_DATE,
    "date_type": A_DATE,
    "int_parsing": A_WHOLE,
    "int_type": A_WHOLE,
}

TYPE_ERRORS = ("string_type", "list_type", "dict_type", "dataclass_type")


def one_document(path: Path, model: type[T]) -> tuple[yaml_nodes.Node, T]:
    """The only document of a file, as written and as read. Raises InputError."""
    documents = yaml_nodes.read_documents(str(path))
    if len(documents) != 1:
        raise InputError([Diagnostic(Location(str(path)), None, A_MAPPING)])
    return documents[0], read(documents[0], model)


def members(document: yaml_nodes.Node, model: type[T]) -> list[tuple[yaml_nodes.Scalar, T, yaml_nodes.Node]]:
    """The members of a mapping from names to `model`, all read before an error is raised. Raises InputError."""
    if not isinstance(document, yaml_nodes.Mapping):
        raise InputError([Diagnostic(document.place, None, A_MAPPING)])
    result, problems = [], []
    for key, node in document.items:
        try:
            result.append((key, read(node, model), node))
        except InputError as error:
            problems += [p._replace(what=f"{key.text}: {p.what}" if p.what else key.text) for p in error.problems]
    if problems:
        raise InputError(problems)
    return result


@cache
def adapter(model: Any) -> TypeAdapter[Any]:
    """The validator of a model, built once. Packs that come from the cache need none."""
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def read(node: yaml_nodes.Node, model: type[T]) -> T:
    """The model that a node writes. Raises InputError with every problem at its place."""
    from pydantic import ValidationError

    target: Any = model
    try:
        result: T = adapter(target).validate_python(yaml_nodes.plain(node))
    except ValidationError as error:
        raise InputError(
            [problem(node, part) for part in most_specific([dict(part) for part in error.errors()])]
        ) from None
    return result


def most_specific(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The errors without type errors of one branch of a union where another branch has a more specific error."""

    def is_superseded(error: dict[str, Any]) -> bool:
        stem = error["loc"][:-1]
        others = [other for other in errors if other is not error and other["loc"][: len(stem)] == stem]
        return error["type"] in TYPE_ERRORS and any(other["type"] not in TYPE_ERRORS for other in others)

    return [error for error in errors if not is_superseded(error)]


def problem(node: yaml_nodes.Node, error: dict[str, Any]) -> Diagnostic:
    """One of pydantic's errors as a diagnostic at its place."""
    place, key = yaml_nodes.place_of(node, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind in ("missing", "missing_argument"):
        return Diagnostic(place, key, MISSING_KEY.format(key=last))
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return Diagnostic(place, key, UNKNOWN_KEY.format(near=did_you_mean(last, known_keys())))
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        tried = error["input"] if isinstance(error["input"], dict) else {}
        near = did_you_mean(next(iter(tried), ""), KINDS)
        return Diagnostic(place, key, NO_KIND.format(kinds=", ".join(KINDS), near=near))
    if isinstance(context.get("error"), Misfit):
        return Diagnostic(place, key, context["error"].phrase)
    if kind in ("literal_error", "enum"):
        choices = listed(map(untranslated, re.findall("'([^']*)'", context["expected"])))
        return Diagnostic(place, key, EXPECTED.format(expected=choices))
    if kind == "string_too_long":
        return Diagnostic(place, key, TOO_LONG.format(n=context["max_length"]))
    return Diagnostic(place, key, MESSAGES.get(kind, NOT_FITTING))


@cache
def known_keys() -> tuple[str, ...]:
    """Every key that the models know, to suggest the nearest."""
    models, keys = [Rule, PackHead, VocabularyPart, RuleCases], {"zh", "en"}
    schema = [adapter(model).json_schema(by_alias=True) for model in models]
    for part in schema:
        for definition in [part, *part.get("$defs", {}).values()]:
            keys |= set(definition.get("properties", {}))
    return tuple(sorted(keys))
