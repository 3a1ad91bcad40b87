"""The tree over columns: the same nodes as the interpreter's, as narwhals expressions over a frame of typed facts.

A column holds a fact as text, date, truth or whole number; a decimal fact is held as whole millionths, a set as a truth for
each of its items (`materials lease`). Null is unknown. All arithmetic is on whole numbers whose bounds are known from the vocabulary, so that nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt
from typing import Any

import narwhals as nw

from compliance.base.decimals import DECIMALS
from compliance.columnar.scaled_integers import NO_NUMBER, Number, TooWide, aligned, constant, day_number
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic import expression as tree
from compliance.logic.expression import Expression

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"<": lt, "<=": le, "==": eq, ">=": ge, ">": gt}
UNKNOWN = nw.lit(None, dtype=nw.Boolean)


class Columns:
    """Expressions over the facts of one vocabulary. `stored` are nodes that stand in a column already."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.stored: dict[Expression, str] = {}
        self.deadlines: dict[tree.Deadline, str] = {}

    def truth(self, node: Expression) -> nw.Expr:
        """A truth: true, false or null."""
        if node in self.stored:
            return nw.col(self.stored[node])
        match node:
            case tree.NotCovered():
                return UNKNOWN
            case tree.Compare(operator, left, right):
                return self.compared(operator, left, right)
            case tree.Contains(tree.Fact(name), part):
                return self.contains(name, part)
            case tree.Not(part):
                return ~self.truth(part)
            case tree.And(parts) | tree.Or(parts):
                return (all_of if isinstance(node, tree.And) else any_of)(map(self.truth, parts))
            case tree.If():
                return self.chosen(node, self.truth(node.then), self.truth(node.otherwise))
            case _:
                return self.value(node)

    def is_truth(self, node: Expression) -> bool:
        """Whether a node's value is a truth."""
        match node:
            case tree.Fact(name):
                return self.vocabulary.facts[name].type is FactType.YES_NO
            case tree.Constant(value):
                return isinstance(value, bool)
            case tree.If():
                return self.is_truth(node.then) or self.is_truth(node.otherwise)
            case _:
                return isinstance(node, tree.Compare | tree.Contains | tree.Not | tree.And | tree.Or)

    def is_worked_out(self, node: Expression) -> bool:
        """Whether a node's value is a truth that no fact's column holds already."""
        match node:
            case tree.Fact() | tree.Constant():
                return False
            case tree.Contains(tree.Fact(name)):
                return self.vocabulary.facts[name].type is not FactType.SET
            case _:
                return self.is_truth(node)

    def measure(self, node: Expression, heights: dict[Expression, int]) -> int:
        """How many truths that are worked out stand above one another in a node; noted for each node in it."""
        if node not in heights:
            below = max((self.measure(child, heights) for child in node.children()), default=0)
            heights[node] = below + self.is_worked_out(node)
        return heights[node]

    def contains(self, name: str, part: str) -> nw.Expr:
        """Whether a set has an item, or a text a phrase in it."""
        if self.vocabulary.facts[name].type is FactType.SET:
            return nw.col(item_column(name, part))
        return nw.col(name).str.contains(part, literal=True)

    def compared(self, operator: str, left: Expression, right: Expression) -> nw.Expr:
        """A comparison; of numbers with the same places."""
        if self.is_number(left) and self.is_number(right):
            a, b = aligned(self.number(left), self.number(right))
            return OPERATORS[operator](a.column, b.column)  # type: ignore[no-any-return]
        return OPERATORS[operator](self.value(left), self.value(right))  # type: ignore[no-any-return]

    def is_number(self, node: Expression) -> bool:
        """Whether a node's value is a number."""
        match node:
            case tree.Fact(name):
                return self.vocabulary.facts[name].type.is_number
            case tree.Constant(value):
                return isinstance(value, Fraction)
            case tree.If():
                return self.is_number(node.then) or self.is_number(node.otherwise)
            case _:
                return isinstance(node, tree.Add | tree.Multiply | tree.Divide | tree.DaysBetween)

    def number(self, node: Expression) -> Number:
        """A number. Raises TooWide; a quotient is no column (see `figures`)."""
        match node:
            case tree.Fact(name):
                return self.fact(name)
            case tree.Constant(Fraction() as value):
                return constant(value)
            case tree.Multiply(left, right):
                return self.number(left).times(self.number(right))
            case tree.Add(parts):
                return reduce(Number.plus, map(self.number, parts))
            case tree.DaysBetween(start, end):
                return day_number(self.value(end)).minus(day_number(self.value(start)))
            case tree.If():
                a, b = aligned(self.number(node.then), self.number(node.otherwise))
                return Number(self.chosen(node, a.column, b.column), a.places, min(a.low, b.low), max(a.high, b.high))
            case tree.NotCovered():
                return NO_NUMBER
            case _:
                raise TooWide

    def fact(self, name: str) -> Number:
        """A fact's column and its bounds. Raises TooWide."""
        declared = self.vocabulary.facts[name]
        places = 0 if declared.type is FactType.WHOLE else DECIMALS
        low, high = (int((end or 0) * 10**places) for end in (declared.minimum, declared.maximum))
        return Number(nw.col(name), places, low, high).checked()

    def value(self, node: Expression) -> nw.Expr:
        """A text, date, list or truth."""
        match node:
            case tree.Fact(name):
                return nw.col(name)
            case tree.Constant(bool() | str() | date() as value):
                return nw.lit(value)
            case tree.Deadline():
                return nw.col(self.deadlines.setdefault(node, f"deadline {len(self.deadlines)}"))
            case tree.NotCovered():
                return nw.lit(None, dtype=nw.String)
            case tree.If():
                return self.chosen(node, self.value(node.then), self.value(node.otherwise))
            case _:
                return self.truth(node)

    def unknown(self, name: str) -> nw.Expr:
        """Whether a fact has no value."""
        declared = self.vocabulary.facts[name]
        column = item_column(name, next(iter(declared.choices))) if declared.type is FactType.SET else name
        return nw.col(column).is_null()

    def chosen(self, node: tree.If, then: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
        """One of two values; with an unknown condition, the value on which both agree."""
        condition = self.truth(node.condition)
        doubtful = doubts(node.condition)
        if doubtful <= self.needs(node.otherwise):
            return nw.when(condition).then(then).otherwise(otherwise)
        if doubtful <= self.needs(node.then):
            return nw.when(~condition).then(otherwise).otherwise(then)
        unless = nw.when(~condition).then(otherwise)
        if self.can_agree(node):
            unless = unless.otherwise(nw.when(then == otherwise).then(then))  # type: ignore[assignment]
        return nw.when(condition).then(then).otherwise(unless)

    def can_agree(self, node: tree.If) -> bool:
        """Whether both sides can be known while the condition is not."""
        return not (
            covers_nothing(node.then)
            or covers_nothing(node.otherwise)
            or doubts(node.condition) <= self.needs(node.then) | self.needs(node.otherwise)
        )

    def needs(self, node: Expression) -> frozenset[str]:
        """Facts without any of which the node has no value, and which its being unknown is put down to."""
        match node:
            case tree.Fact(name):
                return frozenset([name])
            case tree.And(parts) | tree.Or(parts):
                return reduce(frozenset.intersection, map(self.needs, parts))
            case tree.If(condition, then, otherwise):
                sides = self.needs(then), self.needs(otherwise)
                return (self.needs(condition) & (sides[0] | sides[1])) | (sides[0] & sides[1])
            case _:
                return frozenset[str]().union(*map(self.needs, node.children()))

    def lacking(self, node: Expression, fact: str) -> nw.Expr | None:
        """Whether the node has no value, among others for want of the fact; None where it never is for want of it."""
        if fact not in tree.facts_in(node):
            return None
        if fact in self.needs(node):
            return self.unknown(fact)
        found = [self.lacking(child, fact) for child in node.children()]
        if isinstance(node, tree.If):
            condition = self.truth(node.condition)
            sides = [None, condition.fill_null(True), ~condition.fill_null(False)]
            if found[0] is not None and self.can_agree(node):
                sides[0] = self.truth(node).is_null()
            return either(both(side, one) for side, one in zip(sides, found, strict=True))
        together = either(found)
        return both(self.truth(node).is_null(), together) if isinstance(node, tree.And | tree.Or) else together


def extended(frame: nw.LazyFrame[Any], *columns: nw.Expr) -> nw.LazyFrame[Any]:
    """The frame with further columns, of which there may be none."""
    return frame.with_columns(*columns) if columns else frame


def item_column(fact: str, item: str) -> str:
    """The column that tells whether a set has an item."""
    return f"{fact} {item}"


def doubts(node: Expression) -> set[str]:
    """For want of what the node may have no value: facts, and what no fact is called where none would help."""
    facts = set(tree.facts_in(node))
    return facts | {""} if any(covers_nothing(one) for one in node.walk()) else facts


def covers_nothing(node: Expression) -> bool:
    """Whether a node has no value whatever the facts."""
    return isinstance(node, tree.NotCovered)


def any_of(truths: Iterable[nw.Expr]) -> nw.Expr:
    """The disjunction of truths, of which there is at least one: all at once, as engines take long to pair them."""
    first, *rest = truths
    return nw.any_horizontal(first, *rest, ignore_nulls=False) if rest else first


def all_of(truths: Iterable[nw.Expr]) -> nw.Expr:
    """The conjunction of truths, of which there is at least one."""
    first, *rest = truths
    return nw.all_horizontal(first, *rest, ignore_nulls=False) if rest else first


def either(parts: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """The disjunction of those truths that there are."""
    there = [part for part in parts if part is not None]
    return any_of(there) if there else None


def both(gate: nw.Expr | None, part: nw.Expr | None) -> nw.Expr | None:
    """A truth, where the gate is open."""
    return part if part is None or gate is None else gate & part
