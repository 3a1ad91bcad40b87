"""The kinds of requirement: what each says in a rule file. What each means is in `lowering`, its words are in `sentence`."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model, Number, model
from compliance.facts.vocabulary import FactType
from compliance.packs.annotations import (
    ClosedName,
    DateName,
    Names,
    QuantityName,
    RowsOf,
    SetName,
    TextName,
    ValuesOf,
    at_least_one,
    exactly_one,
    not_empty,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class SomeValues:
    """Tells pydantic that dated values without a single value will not do: they would never be in force."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return {**schema, "min_length": 1}


Dated = Number | Annotated[dict[date, Number], SomeValues()]


class NotInForce(Exception):
    """No value is in force on the date."""


def value_at(dated: Fraction | dict[date, Fraction], as_of: date) -> Fraction:
    """The value in force on a date: of dated values the last one begun. Raises NotInForce where none has."""
    if not isinstance(dated, dict):
        return dated
    begun = [start for start in dated if start <= as_of]
    if not begun:
        raise NotInForce
    return dated[max(begun)]


@model
class Minimum(Model):
    """A quantity and the least it may be: `value`, or `above` where the number itself does not do (超过)."""

    quantity: QuantityName
    value: Dated | None = None
    above: Dated | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "value", "above")


@model
class Maximum(Model):
    """A quantity and the most it may be: `value`, or `below` where the number itself does not do (不满)."""

    quantity: QuantityName
    value: Dated | None = None
    below: Dated | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "value", "below")


@model
class Tier(Model):
    """A range, ends included, and the minimum within it."""

    start: Number | None = None
    end: Number | None = None
    minimum: Dated


@model
class Overlap(Model):
    """A range that the document itself puts in two tiers: read as the first or as the second of them."""

    start: Number
    end: Number
    why: Phrase


@model
class TieredMinimum(Model):
    """A minimum by the range in which another quantity lies. Outside all tiers the document says nothing."""

    quantity: QuantityName
    by: QuantityName
    tiers: list[Tier]
    overlaps: list[Overlap] = field(default_factory=list)

    def __post_init__(self) -> None:
        not_empty(self, "tiers")


@model
class Is(Model):
    """A fact and the value it must have."""

    fact: ClosedName
    value: Annotated[str, ValuesOf("fact")]


@model
class OneOf(Model):
    """A fact and the values it may have."""

    fact: ClosedName
    values: Annotated[list[str], ValuesOf("fact")]

    def __post_init__(self) -> None:
        not_empty(self, "values")


@model
class AnyOf(Model):
    """Alternatives, one of which will do."""

    any_of: list[str]

    def __post_init__(self) -> None:
        not_empty(self, "any_of")


@model
class Includes(Model):
    """A set and what it must hold."""

    fact: SetName
    items: Annotated[list[str | AnyOf], ValuesOf("fact")]

    def __post_init__(self) -> None:
        not_empty(self, "items")


@model
class Contains(Model):
    """A text and the phrases one of which must stand in it."""

    fact: TextName
    any_of: list[str]

    def __post_init__(self) -> None:
        not_empty(self, "any_of")


@model
class Within(Model):
    """A deadline: from one date to another within so many days. `done: no` says that it has not happened yet."""

    start: DateName
    end: DateName
    done: Annotated[str | None, Names((FactType.YES_NO,))] = None
    days: int | None = None
    working_days: int | None = None
    first_day: Literal["excluded", "included"] = "excluded"
    last_day: Literal["next_working_day", "as_it_falls"] = "next_working_day"

    def __post_init__(self) -> None:
        exactly_one(self, "days", "working_days")
        at_least_one(self, "days", "working_days")


@model
class AtMostOld(Model):
    """A date and how old it may be: rolling months, or done in each calendar year (the current one not over)."""

    fact: DateName
    months: int | None = None
    calendar_years: int | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "months", "calendar_years")
        at_least_one(self, "months", "calendar_years")


@model
class Table(Model):
    """Which value of one fact belongs to each value of another."""

    by: ClosedName
    fact: ClosedName
    rows: Annotated[dict[str, str | list[str]], RowsOf("by", "fact")]

    def __post_init__(self) -> None:
        not_empty(self, "rows")


@model
class All(Model):
    """Each of these."""

    parts: list[Requirement]

    def __post_init__(self) -> None:
        not_empty(self, "parts")


@model
class Any_(Model):
    """At least one of these."""

    parts: list[Requirement]

    def __post_init__(self) -> None:
        not_empty(self, "parts")


@model
class Not(Model):
    """The opposite of this."""

    part: Requirement


@model
class ReadingOption(Model):
    """One way to read an ambiguous document; a target may have another due date under it."""

    label: Phrase
    requires: Requirement
    due: date | None = None


@model
class Readings(Model):
    """The ways to read an ambiguous document; they decide only where they agree."""

    options: dict[str, ReadingOption]

    def __post_init__(self) -> None:
        not_empty(self, "options")


KINDS: dict[str, type[Model]] = {
    "minimum": Minimum,
    "maximum": Maximum,
    "tiered_minimum": TieredMinimum,
    "is": Is,
    "one_of": OneOf,
    "includes": Includes,
    "contains": Contains,
    "within": Within,
    "at_most_old": AtMostOld,
    "table": Table,
    "all": All,
    "any": Any_,
    "not": Not,
    "readings": Readings,
}
BARE = {"all": "parts", "any": "parts", "not": "part", "readings": "options"}


class OneKind:
    """Tells pydantic, when it reads a rule file, to read a requirement by the one key of its mapping."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic import BeforeValidator, Discriminator, Tag

        kinds = [Annotated[kind, BeforeValidator(inside), Tag(name)] for name, kind in KINDS.items()]
        return handler.generate_schema(Annotated[Union[tuple(kinds)], Discriminator(kind_of)])  # noqa: UP007


def kind_of(value: Any) -> str | None:
    """The name of the kind that a mapping writes: its one key, if it is one."""
    return (
        next(iter(value)) if isinstance(value, AnyMapping) and len(value) == 1 and next(iter(value)) in KINDS else None
    )


def inside(value: AnyMapping[str, Any]) -> Any:
    """What stands under the kind's name, by the names of its model."""
    [(name, content)] = value.items()
    return {BARE[name]: content} if name in BARE else content


Requirement = Annotated[Model, OneKind()]
