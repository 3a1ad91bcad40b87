"""Quantities, comparisons and memberships as expressions: what the meanings of kinds and conditions are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic.expression import (
    FALSE,
    TRUE,
    Add,
    And,
    Compare,
    Comparison,
    Constant,
    Contains,
    DaysBetween,
    Divide,
    Expression,
    Fact,
    Multiply,
    Not,
    Or,
)


def all_of(parts: Iterable[Expression]) -> Expression:
    """The conjunction, as simple as it can be written."""
    wanted = tuple(part for part in parts if part != TRUE)
    return wanted[0] if len(wanted) == 1 else And(wanted) if wanted else TRUE


def any_of(parts: Iterable[Expression]) -> Expression:
    """The disjunction, as simple as it can be written."""
    wanted = tuple(part for part in parts if part != FALSE)
    return wanted[0] if len(wanted) == 1 else Or(wanted) if wanted else FALSE


def quantity(name: str, vocabulary: Vocabulary) -> Expression:
    """A number or derived fact, for showing."""
    derived = vocabulary.derived.get(name)
    if derived is None:
        return Fact(name)
    if derived.ratio:
        over, under = quantity(derived.ratio.of, vocabulary), quantity(derived.ratio.per, vocabulary)
        return Divide(scaled(over, derived.ratio.scale), under)
    if derived.days:
        return DaysBetween(Fact(derived.days.start), Fact(derived.days.end))
    return Add(tuple(quantity(part, vocabulary) for part in derived.sum or ()))


def scaled(number: Expression, scale: Fraction) -> Expression:
    """A number times a scale, as simple as it can be written."""
    return number if scale == 1 else Multiply(number, Constant(scale))


def compare(name: str, sign: Comparison, limit: Expression, vocabulary: Vocabulary) -> Expression:
    """A quantity against a limit; a ratio by multiplying out, so that nothing is rounded."""
    value = quantity(name, vocabulary)
    if isinstance(value, Divide):
        return Compare(sign, value.left, Multiply(limit, value.right))
    return Compare(sign, value, limit)


def has_one_of(fact: str, texts: list[str], vocabulary: Vocabulary) -> Expression:
    """A fact has one of the values. All values there are leave nothing to ask."""
    declared = vocabulary.facts[fact]
    if declared.type is FactType.SET:
        return any_of(Contains(Fact(fact), item) for item in sorted(declared.parse_set(texts)))
    values = [declared.parse(text) for text in texts]
    if declared.type is FactType.CHOICE and set(values) == set(declared.choices):
        return TRUE
    return any_of(equals(fact, value) for value in values)


def equals(fact: str, value: object) -> Expression:
    """A fact has this value."""
    if isinstance(value, bool):
        return Fact(fact) if value else Not(Fact(fact))
    assert isinstance(value, str | Fraction | date)
    return Compare("==", Fact(fact), Constant(value))
