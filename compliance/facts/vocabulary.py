"""The declared facts of each subject, and a description's facts checked and typed by them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from compliance.base.decimals import decimal_text, decimals_of, exact
from compliance.base.diagnostics import Location, Misfit
from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model, Number, model
from compliance.facts.choices import Choices, Label
from compliance.facts.parsing import (
    NOT_WHOLE,
    OUT_OF_RANGE,
    TOO_FINE,
    credit_code,
    day,
    number,
    plain_form,
    yes_no,
)

NONE_AT_ALL = ("无", "没有", "none")
PERCENT = "percent"
SHARE_OR_PERCENT = Phrase(
    "“{text}”可能是百分之{text}，也可能是按比例写的；请写明百分号，例如 95%",
    "“{text}” may be {text} per cent or a share of 1; please write the percent sign, for example 95%",
)

FactValue = Fraction | date | str | bool | frozenset[str]


class FactType(StrEnum):
    """The types of facts."""

    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    DATE = "date"
    TEXT = "text"
    CREDIT_CODE = "credit_code"
    CHOICE = "choice"
    SET = "set"

    @property
    def is_number(self) -> bool:
        """Whether thresholds make sense for it."""
        return self in (FactType.WHOLE, FactType.DECIMAL)


@dataclass(frozen=True, slots=True)
class Unit(Label):
    """The words of a unit. `multiples` are units that convert to it exactly: 万人 is 10,000 人."""

    multiples: Mapping[str, Number] = field(default_factory=dict, compare=False)

    def __reduce__(self) -> tuple[type[Phrase], tuple[object, ...]]:
        """For pickle: with all ways to write it."""
        return Unit, (self.zh, self.en, self.also, self.unclear, self.multiples)


@model
class Fact(Model):
    """One declared fact: what it is called, its type, unit and range, and what proves it.

    `implied_by` names a fact whose presence means yes for this one. A `circumstance` is not the subject's to change: no
    remedy proposes it. `not_before` names a date before which this one cannot lie. `also` are further names of the fact,
    `unclear` such names that may mean something else too: they are suggested, never taken. `written_units` are the units that
    may stand behind a number, with what one of each comes to in `unit`; the vocabulary fills them in from its units.
    """

    label: Phrase
    also: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    type: FactType
    unit: str | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    choices: dict[str, Label] = field(default_factory=dict)
    implied_by: str | None = None
    circumstance: bool = False
    not_before: str | None = None
    proof: Phrase | None = None
    note: Phrase | None = None
    written_units: dict[str, Number] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A number has a unit and a range, a choice its choices, and nothing else has them."""
        if self.type.is_number and None in (self.unit, self.minimum, self.maximum):
            raise Misfit(Phrase("数值应有 unit、minimum 和 maximum", "a number needs unit, minimum and maximum"))
        if bool(self.choices) != (self.type in (FactType.CHOICE, FactType.SET)):
            raise Misfit(Phrase("choice 和 set 应有 choices，其他类型不应有", "choices belong to choice and set only"))

    def parse(self, text: str) -> FactValue:
        """The typed value that `text` writes. Raises Misfit, which says what was expected."""
        given, text = text.strip(), plain_form(text)
        match self.type:
            case FactType.WHOLE | FactType.DECIMAL:
                return self._number(text)
            case FactType.YES_NO:
                return yes_no(text, (self.label.zh, self.label.en, *self.also))
            case FactType.DATE:
                return day(text)
            case FactType.CREDIT_CODE:
                return credit_code(text)
            case FactType.CHOICE:
                return self._choices.code_of(text)
            case FactType.SET:
                return self.parse_set(self._items(text))
            case _:
                return given

    def plain(self, value: FactValue) -> object:
        """The value for JSON and YAML: whole numbers as int, others as exact text, a set as the list of its codes.

        A rate of at most 1 % has its sign, since without one it may be a share of 1.
        """
        if isinstance(value, Fraction):
            may_be_share = self.unit == PERCENT and 0 < value <= 1
            return int(value) if self.type is FactType.WHOLE else f"{decimal_text(value)}{'%' * may_be_share}"
        if isinstance(value, frozenset):
            return [code for code in self.choices if code in value]
        return value.isoformat() if isinstance(value, date) else value

    def parse_set(self, texts: list[str]) -> frozenset[str]:
        """The items that the texts name. Raises Misfit."""
        return frozenset(self._choices.code_of(plain_form(text)) for text in texts)

    def _items(self, text: str) -> list[str]:
        """The items of a set written in one text; a label may have the separators in it."""
        if text in NONE_AT_ALL:
            return []
        if self._choices.knows(text):
            return [text]
        items = [item for item in re.split("[、;,，；\\n]", text) if item.strip()]
        return [part for item in items for part in self._joined(item)]

    def _joined(self, item: str) -> list[str]:
        """The items that 及 or 和 join, where each of them is known; else the item itself."""
        parts = re.split("[及和与]", item)
        known = not self._choices.knows(item) and all(map(self._choices.knows, parts))
        return parts if known else [item]

    @cached_property
    def _choices(self) -> Choices:
        return Choices(self.choices)

    def _number(self, text: str) -> Fraction:
        value = number(text, self.written_units)
        if self.unit == PERCENT and 0 < value <= 1 and exact(text) is not None:
            raise Misfit(SHARE_OR_PERCENT.format(text=text))
        if self.type is FactType.WHOLE and value.denominator != 1:
            raise Misfit(NOT_WHOLE.format(text=text))
        if (decimals_of(value) or 0) > 6:
            raise Misfit(TOO_FINE.format(text=text))
        assert self.minimum is not None and self.maximum is not None
        if not self.minimum <= value <= self.maximum:
            raise Misfit(OUT_OF_RANGE.format(text=text, low=self.minimum, high=self.maximum))
        return value


@model
class Ratio(Model):
    """`of` over `per`, times `scale`."""

    of: str
    per: str
    scale: Number = Fraction(1)


@model
class DaysFrom(Model):
    """Calendar days between two dates."""

    start: str
    end: str


@model
class Derived(Model):
    """A fact that is worked out of others: the only place where rules' arithmetic stands."""

    label: Phrase
    unit: str
    ratio: Ratio | None = None
    sum: list[str] | None = None
    days: DaysFrom | None = None

    def __post_init__(self) -> None:
        """Exactly one way to work it out."""
        if sum(way is not None for way in (self.ratio, self.sum, self.days)) != 1:
            raise Misfit(Phrase("ratio、sum、days 应恰有一个", "exactly one of ratio, sum and days is expected"))

    @property
    def parts(self) -> list[str]:
        """The facts that it is worked out of."""
        if self.ratio:
            return [self.ratio.of, self.ratio.per]
        return self.sum or ([self.days.start, self.days.end] if self.days else [])


@model
class VocabularyPart(Model):
    """What one file declares for one subject. `aliases` are local words for facts that are declared elsewhere, by code."""

    subject: str
    label: Phrase | None = None
    also: list[str] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    aliases: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The facts of one subject, its derived facts, and the words of its units."""

    subject: str
    label: Label
    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    units: Mapping[str, Unit]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Every way to write a fact's name, with its code."""
        by_label = {plain_form(label): code for code, f in self.facts.items() for label in (f.label.zh, f.label.en)}
        return {**by_label, **{code: code for code in self.facts}}

    def quantity(self, name: str) -> Fact | Derived | None:
        """The fact or derived fact of that name."""
        return self.facts.get(name) or self.derived.get(name)

    def label_of(self, name: str) -> Phrase:
        """What a fact or derived fact is called."""
        found = self.quantity(name)
        return found.label if found else Phrase(name, name)

    def unit_of(self, name: str) -> str | None:
        """The code of a quantity's unit."""
        found = self.quantity(name)
        return found.unit if found else None

    def unit_label(self, unit: str | None) -> Phrase:
        """A unit's words."""
        words = self.units.get(unit or "")
        return Phrase(words.zh, words.en) if words else Phrase(unit or "", unit or "")

    def implied(self, facts: dict[str, FactValue]) -> dict[str, FactValue]:
        """The facts, and those that they imply (a filing date means that it is filed)."""
        entailed: dict[str, FactValue] = {
            code: True for code, fact in self.facts.items() if fact.implied_by in facts and code not in facts
        }
        return {**facts, **entailed}


class Subject(NamedTuple):
    """What is checked: its kind, its facts as given, and where each was written."""

    kind: str
    facts: Mapping[str, FactValue]
    place: Location
    places: Mapping[str, Location]

    def text(self, name: str) -> str | None:
        """A text fact, if given."""
        value: Any = self.facts.get(name)
        return value if isinstance(value, str) else None
