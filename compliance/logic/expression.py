"""The typed tree that requirements are lowered to: a dozen frozen nodes, three-valued and exact.

Truth is Kleene's: an unknown operand makes the result unknown only where it decides. Numbers are exact rationals.
Both interpreters read this tree and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from compliance.base.workdays import Counting

Value = Fraction | date | str | bool | frozenset[str]
Comparison = Literal["<", "<=", "==", ">=", ">"]


class Expression:
    """A node of the tree."""

    __slots__: tuple[str, ...] = ()

    def children(self) -> Iterator[Expression]:
        """The nodes directly below, in order."""
        for name in self.__slots__:
            value = getattr(self, name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Expression):
                    yield part

    def walk(self) -> Iterator[Expression]:
        """This node and all below it, depth first."""
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Fact(Expression):
    """The value of a fact; unknown where the description does not give it."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A known value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Add(Expression):
    """The sum of numbers."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Multiply(Expression):
    """The product of two numbers."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Divide(Expression):
    """A quotient, for showing only: thresholds are compared by multiplying out. By zero it is unknown."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class DaysBetween(Expression):
    """Calendar days from one date to another."""

    start: Expression
    end: Expression


@dataclass(frozen=True, slots=True)
class Deadline(Expression):
    """The last day of a period that begins with `start`."""

    start: Expression
    counting: Counting


@dataclass(frozen=True, slots=True)
class Compare(Expression):
    """Truth of a comparison between two numbers, two dates, two texts or two truths."""

    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Contains(Expression):
    """Truth: a text has this phrase in it, or a set this item."""

    whole: Expression
    part: str


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """Negation."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And(Expression):
    """True where all parts are; false where one is false, whatever is unknown."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or(Expression):
    """True where one part is, whatever is unknown; false where all are false."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class If(Expression):
    """One of two values; with an unknown condition, the value on which both sides agree."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class NotCovered(Expression):
    """Unknown whatever the facts: the document says nothing about this case."""


TRUE = Constant(True)
FALSE = Constant(False)


def facts_in(*expressions: Expression) -> tuple[str, ...]:
    """The names of the facts that the expressions read, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(n.name for e in expressions for n in e.walk() if isinstance(n, Fact)))


def notation(node: Expression) -> str:
    """An expression in one line, for messages to rule authors."""
    parts = [notation(child) for child in node.children()]
    match node:
        case Fact(name):
            return name
        case Constant(value):
            return ("no", "yes")[value] if isinstance(value, bool) else str(value)
        case Compare(operator):
            return f" {operator} ".join(parts)
        case Contains(_, part):
            return f"{parts[0]} contains {part}"
        case Deadline(_, counting):
            return f"deadline({parts[0]} + {counting.length} {counting.days} days)"
        case If():
            return "if {} then {} else {}".format(*parts)
        case Not():
            return f"not {parts[0]}"
        case _:
            return f" {JOINED.get(type(node), '')} ".join(parts) or "not covered"


JOINED: dict[type[Expression], str] = {And: "and", Or: "or", Add: "+", Multiply: "*", Divide: "/", DaysBetween: "to"}
