"""The models of a pack: its rules, requirement kinds, sources and cases. What a key means is said where it is declared."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from compliance.outcome import Obligation, Outcome, Reason
from compliance.phrase import Phrase
from compliance.vocabulary import FactType, Misfit, Model, Number

EXACTLY_ONE = Phrase("{keys} 应恰有一个", "exactly one of {keys} is expected")
END_BEFORE_START = Phrase("失效日期早于生效日期", "it ends before it begins")

Dated = Number | dict[date, Number]


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


def exactly_one(model: Model, *keys: str) -> None:
    """Refuses a model in which none or several of the keys are given."""
    if sum(getattr(model, key) is not None for key in keys) != 1:
        raise Misfit(EXACTLY_ONE.fill(keys=", ".join(keys)))


class LowerBound(Model):
    """A quantity and the least it may be: `value`, or `above` where the number itself does not do (超过)."""

    quantity: QuantityName
    value: Dated | None = None
    above: Dated | None = None

    @model_validator(mode="after")
    def one_bound(self) -> LowerBound:
        """One of the two."""
        exactly_one(self, "value", "above")
        return self


class UpperBound(Model):
    """A quantity and the most it may be: `value`, or `below` where the number itself does not do (不满)."""

    quantity: QuantityName
    value: Dated | None = None
    below: Dated | None = None

    @model_validator(mode="after")
    def one_bound(self) -> UpperBound:
        """One of the two."""
        exactly_one(self, "value", "below")
        return self


class Tier(Model):
    """A range, ends included, and the minimum within it."""

    start: Number | None = Field(default=None, alias="from")
    end: Number | None = Field(default=None, alias="to")
    minimum: Dated


class Overlap(Model):
    """A range that the document itself puts in two tiers: read as the first or as the second of them."""

    start: Number = Field(alias="from")
    end: Number = Field(alias="to")
    why: Phrase


class Tiers(Model):
    """A minimum that depends on the range in which another quantity lies. Outside all tiers the document says nothing."""

    quantity: QuantityName
    by: QuantityName
    tiers: list[Tier] = Field(min_length=1)
    overlaps: list[Overlap] = Field(default_factory=list)


class FactIs(Model):
    """A fact and the value it must have."""

    fact: ClosedName
    value: Annotated[str, ValuesOf("fact")]


class FactOneOf(Model):
    """A fact and the values it may have."""

    fact: ClosedName
    values: Annotated[list[str], ValuesOf("fact")] = Field(min_length=1)


class AnyOf(Model):
    """Alternatives, one of which will do."""

    any_of: list[str] = Field(min_length=2)


class FactIncludes(Model):
    """A set and what it must hold."""

    fact: SetName
    items: Annotated[list[str | AnyOf], ValuesOf("fact")] = Field(min_length=1)


class FactContains(Model):
    """A text and the phrases one of which must stand in it."""

    fact: TextName
    any_of: list[str] = Field(min_length=1)


class Period(Model):
    """A deadline: from one date to another within so many days. `done: no` says that it has not happened yet."""

    start: DateName = Field(alias="from")
    end: DateName = Field(alias="to")
    done: Annotated[str | None, Names((FactType.YES_NO,))] = None
    days: int | None = Field(default=None, ge=1, le=3660)
    working_days: int | None = Field(default=None, ge=1, le=3660)
    first_day: Literal["excluded", "included"] = "excluded"
    last_day: Literal["next_working_day", "as_it_falls"] = "next_working_day"

    @model_validator(mode="after")
    def one_length(self) -> Period:
        """Days or working days."""
        exactly_one(self, "days", "working_days")
        return self


class Age(Model):
    """A date and how old it may be: rolling months, or done in each calendar year (the current one not over)."""

    fact: DateName
    months: int | None = Field(default=None, ge=1, le=1200)
    calendar_years: int | None = Field(default=None, ge=1, le=100)

    @model_validator(mode="after")
    def one_age(self) -> Age:
        """Months or calendar years."""
        exactly_one(self, "months", "calendar_years")
        return self


class Table(Model):
    """Which value of one fact belongs to each value of another."""

    by: ClosedName
    fact: ClosedName
    rows: Annotated[dict[str, str | list[str]], RowsOf("by", "fact")] = Field(min_length=1)


class ReadingOption(Model):
    """One way to read an ambiguous document."""

    label: Phrase
    requires: Requirement


class Minimum(Model):
    """At least."""

    minimum: LowerBound


class Maximum(Model):
    """At most."""

    maximum: UpperBound


class TieredMinimum(Model):
    """At least, by tier."""

    tiered_minimum: Tiers


class Is(Model):
    """Has this value."""

    is_: FactIs = Field(alias="is")


class OneOf(Model):
    """Has one of these values."""

    one_of: FactOneOf


class Includes(Model):
    """Holds all of these."""

    includes: FactIncludes


class Contains(Model):
    """Has one of these phrases in it."""

    contains: FactContains


class Within(Model):
    """Done in time."""

    within: Period


class AtMostOld(Model):
    """Done recently enough."""

    at_most_old: Age


class TableRow(Model):
    """As the table says."""

    table: Table


class All(Model):
    """Each of these."""

    all: list[Requirement] = Field(min_length=1)


class Any_(Model):
    """At least one of these."""

    any: list[Requirement] = Field(min_length=1)


class Not(Model):
    """The opposite of this."""

    not_: Requirement = Field(alias="not")


class Readings(Model):
    """The ways to read an ambiguous document; they decide only where they agree."""

    readings: dict[str, ReadingOption] = Field(min_length=2)


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
    "table": TableRow,
    "all": All,
    "any": Any_,
    "not": Not,
    "readings": Readings,
}


def kind_of(value: Any) -> str | None:
    """The kind's name: the one key of its mapping, if it is one."""
    if isinstance(value, AnyMapping) and len(value) == 1 and next(iter(value)) in KINDS:
        return str(next(iter(value)))
    return next((name for name, kind in KINDS.items() if isinstance(value, kind)), None)


Requirement = Annotated[
    Annotated[Minimum, Tag("minimum")]
    | Annotated[Maximum, Tag("maximum")]
    | Annotated[TieredMinimum, Tag("tiered_minimum")]
    | Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Includes, Tag("includes")]
    | Annotated[Contains, Tag("contains")]
    | Annotated[Within, Tag("within")]
    | Annotated[AtMostOld, Tag("at_most_old")]
    | Annotated[TableRow, Tag("table")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Readings, Tag("readings")],
    Discriminator(kind_of),
]


class Bounds(Model):
    """A condition on a number: between these, ends included; `above` and `below` exclude the end."""

    minimum: Number | None = None
    maximum: Number | None = None
    above: Number | None = None
    below: Number | None = None


Condition = str | list[str] | Bounds


class Source(Model):
    """Where the requirement stands: a short phrase that bears the figure, in a section of one of the pack's documents."""

    document: str
    section: str
    anchor: str = Field(min_length=1, max_length=24)
    confidence: Literal["confirmed", "restated"] = "confirmed"


class Units(Model):
    """The responsible units as the document prints them; `units` where it does not tell who leads."""

    lead: list[str] = Field(default_factory=list)
    support: list[str] = Field(default_factory=list)
    units: list[str] = Field(default_factory=list)


class InForce(Model):
    """From when to when, both days included."""

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def in_order(self) -> InForce:
        """It begins before it ends."""
        if self.start and self.end and self.end < self.start:
            raise Misfit(END_BEFORE_START)
        return self

    def holds(self, as_of: date) -> bool:
        """Whether it is in force on the date."""
        return (self.start is None or self.start <= as_of) and (self.end is None or as_of <= self.end)


class Relation(Model):
    """How a local rule stands to one of an included pack: both are checked, or this one takes the other's place."""

    tightens: str | None = None
    replaces: str | None = None

    @model_validator(mode="after")
    def one_relation(self) -> Relation:
        """One of the two."""
        exactly_one(self, "tightens", "replaces")
        return self


class Adopted(Model):
    """The reading that the pack takes, who decided it and why. Tiers' readings are `first` and `second`."""

    reading: str
    by: Phrase
    why: Phrase


class Rule(Model):
    """One requirement on one kind of subject."""

    title: Phrase
    subject: Literal["facility", "neighborhood", "district"]
    obligation: Obligation
    applies_when: dict[str, Condition] = Field(default_factory=dict)
    requires: Requirement
    due: date | None = Field(default=None, description="The last day to meet a target; before it, unmet is not due")
    in_force: InForce = InForce()
    source: Source
    responsible: Units = Units()
    advice: Phrase
    assumptions: list[Phrase] = Field(default_factory=list)
    relation: Relation | None = None
    adopted: Adopted | None = None


class Document(Model):
    """A government document: its own title and number, and the day from which its rules apply."""

    title: str
    number: str | None = None
    issued: date | None = None
    file: str | None = None
    sha256: str | None = None


class PackHead(Model):
    """`pack.yaml`: what the pack is for, what it includes, and its documents."""

    pack: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Phrase
    names: list[str] = Field(default_factory=list, description="Further names under which the place is found")
    divisions: list[str] = Field(default_factory=list, description="Codes of GB/T 2260")
    includes: list[str] = Field(default_factory=list)
    documents: dict[str, Document]


class Case(Model):
    """A description and the outcome that it must come to."""

    given: dict[str, Any] = Field(default_factory=dict, alias="with")
    as_of: date | None = None
    then: Outcome
    reason: Reason | None = None
    missing: list[str] | None = None
    readings: list[Outcome] | None = None


class RuleCases(Model):
    """The cases of one rule, with the date and the facts that they share."""

    as_of: date
    given: dict[str, Any] = Field(default_factory=dict)
    cases: list[Case] = Field(min_length=1)
