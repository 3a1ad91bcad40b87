"""Annotations that say which fact a key of a rule file names, and the validators that rule models share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, cast, get_type_hints

from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase
from compliance.base.yaml_model import KEYS, Model
from compliance.facts.vocabulary import FactType

EXACTLY_ONE = Phrase("{keys} 应恰有一个", "exactly one of {keys} is expected")
EMPTY = Phrase("{key} 不应为空", "{key} must not be empty")
TOO_SHORT = Phrase("{key} 至少应为 {n}", "{key} must be at least {n}")


@dataclass(frozen=True)
class FactRef:
    """The key names a fact of one of these types; with `derived`, a derived fact will do as well."""

    types: tuple[FactType, ...]
    derived: bool = False


@dataclass(frozen=True)
class ValueOf:
    """The key holds values of the fact that the key `fact` of the same model names."""

    fact: str


@dataclass(frozen=True)
class MappingOf:
    """The key maps values of one fact to values of another; the keys `key` and `value` of the same model name the facts."""

    key: str
    value: str


FactAnnotation = FactRef | ValueOf | MappingOf
NUMBERS = (FactType.WHOLE, FactType.DECIMAL)
CLOSED = (FactType.YES_NO, FactType.CHOICE, FactType.SET)
QuantityName = Annotated[str, FactRef(NUMBERS, derived=True)]
DateName = Annotated[str, FactRef((FactType.DATE,))]
SetName = Annotated[str, FactRef((FactType.SET,))]
TextName = Annotated[str, FactRef((FactType.TEXT,))]
ClosedName = Annotated[str, FactRef(CLOSED)]


def not_empty(model: Model, key: str) -> None:
    """Raises Misfit where the list or mapping under the key is empty."""
    if not getattr(model, key):
        raise Misfit(EMPTY.format(key=key))


def at_least_one(model: Model, *keys: str) -> None:
    """Raises Misfit where a length that is given is below one."""
    for key in keys:
        if (length := getattr(model, key)) is not None and length < 1:
            raise Misfit(TOO_SHORT.format(key=key, n=1))


def exactly_one(model: Model, *keys: str) -> None:
    """Raises Misfit where none or several of the keys are given."""
    if sum(getattr(model, key) is not None for key in keys) != 1:
        raise Misfit(EXACTLY_ONE.format(keys=", ".join(keys)))


def annotated(model: Model) -> Iterator[tuple[str, FactAnnotation | None, Any]]:
    """Each field of a model: its key in rule files, its annotation if it has one, and its value."""
    for name, annotation in annotations_of(cast(Any, type(model))).items():
        yield KEYS.get(name, name), annotation, getattr(model, name)


@cache
def annotations_of(kind: Any) -> dict[str, FactAnnotation | None]:
    """The annotation of each field of a model, where it has one."""
    hints = get_type_hints(kind, include_extras=True)
    metadata = {field.name: getattr(hints[field.name], "__metadata__", ()) for field in fields(kind)}
    return {
        name: next((item for item in items if isinstance(item, FactAnnotation)), None)
        for name, items in metadata.items()
    }


def children(model: Model) -> Iterator[tuple[tuple[int | str, ...], Model]]:
    """The models directly within a model, in fields, lists or mappings, with the keys that lead to them."""
    for key, _, value in annotated(model):
        if isinstance(value, Model):
            yield (key,), value
        elif isinstance(value, list):
            yield from (((key, number), item) for number, item in enumerate(value) if isinstance(item, Model))
        elif isinstance(value, dict):
            yield from (((key, name), item) for name, item in value.items() if isinstance(item, Model))
