"""What the keys of rule files are marked with, and what they must not leave out."""

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
class Names:
    """Marks a key that names a fact, of one of these types; with `derived`, or a derived fact."""

    types: tuple[FactType, ...]
    derived: bool = False


@dataclass(frozen=True)
class ValuesOf:
    """Marks a key that holds values of the fact named by a neighbouring key."""

    fact: str


@dataclass(frozen=True)
class RowsOf:
    """Marks a mapping from values of one fact to values of another, both named by neighbouring keys."""

    key: str
    value: str


NUMBERS = (FactType.WHOLE, FactType.DECIMAL)
CLOSED = (FactType.YES_NO, FactType.CHOICE, FactType.SET)
QuantityName = Annotated[str, Names(NUMBERS, derived=True)]
DateName = Annotated[str, Names((FactType.DATE,))]
SetName = Annotated[str, Names((FactType.SET,))]
TextName = Annotated[str, Names((FactType.TEXT,))]
ClosedName = Annotated[str, Names(CLOSED)]


def not_empty(one: Model, key: str) -> None:
    """Refuses a model that leaves a list empty."""
    if not getattr(one, key):
        raise Misfit(EMPTY.format(key=key))


def at_least_one(one: Model, *keys: str) -> None:
    """Refuses a length below one."""
    for key in keys:
        if (length := getattr(one, key)) is not None and length < 1:
            raise Misfit(TOO_SHORT.format(key=key, n=1))


def exactly_one(one: Model, *keys: str) -> None:
    """Refuses a model in which none or several of the keys are given."""
    if sum(getattr(one, key) is not None for key in keys) != 1:
        raise Misfit(EXACTLY_ONE.format(keys=", ".join(keys)))


def marked(one: Model) -> Iterator[tuple[str, str, object, Any]]:
    """The fields of a model with their keys, marks and values."""
    for name, mark in marks_of(cast(Any, type(one))).items():
        yield name, KEYS.get(name, name), mark, getattr(one, name)


@cache
def marks_of(kind: Any) -> dict[str, object]:
    """The mark of each field of a model, where it has one."""
    hints = get_type_hints(kind, include_extras=True)
    found = {one.name: getattr(hints[one.name], "__metadata__", ()) for one in fields(kind)}
    wanted = (Names, ValuesOf, RowsOf)
    return {name: next((mark for mark in marks if isinstance(mark, wanted)), None) for name, marks in found.items()}


def children(model: Model) -> Iterator[tuple[tuple[int | str, ...], Model]]:
    """The models within a model, with their keys."""
    for _, key, _, value in marked(model):
        if isinstance(value, Model):
            yield (key,), value
        elif isinstance(value, list):
            yield from (((key, n), one) for n, one in enumerate(value) if isinstance(one, Model))
        elif isinstance(value, dict):
            yield from (((key, k), one) for k, one in value.items() if isinstance(one, Model))
