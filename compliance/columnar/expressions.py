"""The expression tree compiled to narwhals expressions over a frame of typed facts, with the meaning that `interpreter` defines.

Columns: a text, choice or credit code is a string, a date a date, yes or no a Boolean, a whole number an integer, a decimal
an integer of millionths, a set a Boolean for each of its items (`materials lease`). Null is unknown; Booleans follow Kleene's
logic. Arithmetic is fixed-point, within the bounds that the vocabulary declares, so that nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt
from typing import Any

import narwhals as nw

from compliance.base.decimals import DECIMALS
from compliance.columnar.scaled_integers import NO_NUMBER, FixedPoint, OverflowRisk, aligned, constant, day_number
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic import expression as tree
from compliance.logic.expression import Expression

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"<": lt, "<=": le, "==": eq, ">=": ge, ">": gt}
UNKNOWN = nw.lit(None, dtype=nw.Boolean)


class Columns:
    """Compiles nodes over the facts of one vocabulary.

    `stored` are the nodes that have been evaluated to a column of their own, which is read instead of the node. `deadlines`
    are the nodes whose dates no engine can compute: the caller joins a column for each.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.stored: dict[Expression, str] = {}
        self.deadlines: dict[tree.Deadline, str] = {}

    def truth(self, node: Expression) -> nw.Expr:
        """A node whose value is a truth, as Booleans: true, false or null."""
        if node in self.stored:
            return nw.col(self.stored[node])
        match node:
            case tree.NotCovered():
                return UNKNOWN
            case tree.Compare(operator, left, right):
                return self.comparison(operator, left, right)
            case tree.Contains(tree.Fact(name), part):
                return self.contains(name, part)
            case tree.Not(part):
                return ~self.truth(part)
            case tree.And(parts) | tree.Or(parts):
                return (all_of if isinstance(node, tree.And) else any_of)(map(self.truth, parts))
            case tree.If():
                return self.conditional(node, self.truth(node.then), self.truth(node.otherwise))
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

    def is_computed_truth(self, node: Expression) -> bool:
        """Whether a node's value is a truth that must be computed: no fact's column holds it."""
        match node:
            case tree.Fact() | tree.Constant():
                return False
            case tree.Contains(tree.Fact(name)):
                return self.vocabulary.facts[name].type is not FactType.SET
            case _:
                return self.is_truth(node)

    def depth(self, node: Expression, depths: dict[Expression, int]) -> int:
        """Nesting depth of computed truths in a node; memoised in `depths` for it and all nodes below."""
        if node not in depths:
            below = max((self.depth(child, depths) for child in node.children()), default=0)
            depths[node] = below + self.is_computed_truth(node)
        return depths[node]

    def contains(self, name: str, part: str) -> nw.Expr:
        """Whether a set has an item, or a text contains a phrase; null where the fact is unknown."""
        if self.vocabulary.facts[name].type is FactType.SET:
            return nw.col(item_column(name, part))
        return nw.col(name).str.contains(part, literal=True)

    def comparison(self, operator: str, left: Expression, right: Expression) -> nw.Expr:
        """A comparison; null where a side is unknown. Raises OverflowRisk where numbers cannot be brought to the same places."""
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

    def number(self, node: Expression) -> FixedPoint:
        """A node whose value is a number. Raises OverflowRisk, for a quotient too, which is no integer (see `decimal_columns`)."""
        match node:
            case tree.Fact(name):
                return self.fact(name)
            case tree.Constant(Fraction() as value):
                return constant(value)
            case tree.Multiply(left, right):
                return self.number(left).times(self.number(right))
            case tree.Add(parts):
                return reduce(FixedPoint.plus, map(self.number, parts))
            case tree.DaysBetween(start, end):
                return day_number(self.value(end)).minus(day_number(self.value(start)))
            case tree.If():
                a, b = aligned(self.number(node.then), self.number(node.otherwise))
                column = self.conditional(node, a.column, b.column)
                return FixedPoint(column, a.places, min(a.low, b.low), max(a.high, b.high))
            case tree.NotCovered():
                return NO_NUMBER
            case _:
                raise OverflowRisk

    def fact(self, name: str) -> FixedPoint:
        """A fact's column, within its declared range. Raises OverflowRisk."""
        declared = self.vocabulary.facts[name]
        places = 0 if declared.type is FactType.WHOLE else DECIMALS
        low, high = (int((end or 0) * 10**places) for end in (declared.minimum, declared.maximum))
        return FixedPoint(nw.col(name), places, low, high).checked()

    def value(self, node: Expression) -> nw.Expr:
        """A node whose value is a text, date or truth. A deadline is the column that the caller joins (see `deadlines`)."""
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
                return self.conditional(node, self.value(node.then), self.value(node.otherwise))
            case _:
                return self.truth(node)

    def is_unknown(self, name: str) -> nw.Expr:
        """Whether a fact is null; never null itself."""
        declared = self.vocabulary.facts[name]
        column = item_column(name, next(iter(declared.choices))) if declared.type is FactType.SET else name
        return nw.col(column).is_null()

    def conditional(self, node: tree.If, then: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
        """One of two values; where the condition is null, the value on which both branches agree, else null."""
        condition = self.truth(node.condition)
        causes = may_be_null_for(node.condition)
        if causes <= self.strict_in(node.otherwise):
            return nw.when(condition).then(then).otherwise(otherwise)
        if causes <= self.strict_in(node.then):
            return nw.when(~condition).then(otherwise).otherwise(then)
        unless = nw.when(~condition).then(otherwise)
        if self.branches_can_agree(node):
            unless = unless.otherwise(nw.when(then == otherwise).then(then))  # type: ignore[assignment]
        return nw.when(condition).then(then).otherwise(unless)

    def branches_can_agree(self, node: tree.If) -> bool:
        """Whether both branches can have a value in a row where the condition is null."""
        return not (
            is_never_known(node.then)
            or is_never_known(node.otherwise)
            or may_be_null_for(node.condition) <= self.strict_in(node.then) | self.strict_in(node.otherwise)
        )

    def strict_in(self, node: Expression) -> frozenset[str]:
        """Facts in which the node is strict: if one of them is null, so is the node, and that fact counts as a cause."""
        match node:
            case tree.Fact(name):
                return frozenset([name])
            case tree.And(parts) | tree.Or(parts):
                return reduce(frozenset.intersection, map(self.strict_in, parts))
            case tree.If(condition, then, otherwise):
                a, b = self.strict_in(then), self.strict_in(otherwise)
                return (self.strict_in(condition) & (a | b)) | (a & b)
            case _:
                return frozenset[str]().union(*map(self.strict_in, node.children()))

    def null_because_of(self, node: Expression, fact: str) -> nw.Expr | None:
        """Whether the node is null and the null fact is a cause of it; None where it never is. Never null itself."""
        if fact not in tree.facts_in(node):
            return None
        if fact in self.strict_in(node):
            return self.is_unknown(fact)
        causes = [self.null_because_of(child, fact) for child in node.children()]
        if isinstance(node, tree.If):
            return self._branch_null_because_of(node, causes)
        cause = disjunction(causes)
        return guarded(self.truth(node).is_null(), cause) if isinstance(node, tree.And | tree.Or) else cause

    def _branch_null_because_of(self, node: tree.If, causes: Sequence[nw.Expr | None]) -> nw.Expr | None:
        """The same of a conditional, by the causes of its condition and branches: a branch counts only where it may be taken."""
        condition = self.truth(node.condition)
        guards = [None, condition.fill_null(True), ~condition.fill_null(False)]
        if causes[0] is not None and self.branches_can_agree(node):
            guards[0] = self.truth(node).is_null()
        return disjunction(guarded(guard, cause) for guard, cause in zip(guards, causes, strict=True))


def extend(frame: nw.LazyFrame[Any], *columns: nw.Expr) -> nw.LazyFrame[Any]:
    """The frame with further columns; unchanged where none are given."""
    return frame.with_columns(*columns) if columns else frame


def item_column(fact: str, item: str) -> str:
    """The name of the column that says whether a set has an item."""
    return f"{fact} {item}"


def may_be_null_for(node: Expression) -> set[str]:
    """Facts whose absence can make the node null; with `""` if it can be null whatever is known."""
    facts = set(tree.facts_in(node))
    return facts | {""} if any(map(is_never_known, node.walk())) else facts


def is_never_known(node: Expression) -> bool:
    """Whether a node is null whatever the facts."""
    return isinstance(node, tree.NotCovered)


def any_of(truths: Iterable[nw.Expr]) -> nw.Expr:
    """Kleene's disjunction of at least one truth, as one flat expression: engines are slow to plan nested pairs."""
    first, *rest = truths
    return nw.any_horizontal(first, *rest, ignore_nulls=False) if rest else first


def all_of(truths: Iterable[nw.Expr]) -> nw.Expr:
    """Kleene's conjunction of at least one truth, as one flat expression."""
    first, *rest = truths
    return nw.all_horizontal(first, *rest, ignore_nulls=False) if rest else first


def disjunction(parts: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """The disjunction of the truths that are not None; None, which stands for false, where all are."""
    possible = [part for part in parts if part is not None]
    return any_of(possible) if possible else None


def guarded(guard: nw.Expr | None, part: nw.Expr | None) -> nw.Expr | None:
    """The conjunction of a guard (None: always true) and a truth (None: always false); None where it is always false."""
    return part if part is None or guard is None else guard & part
