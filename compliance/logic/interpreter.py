"""The reference interpreter: one subject against one lowered rule, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt, mul, not_
from typing import Any, NamedTuple

from compliance.base.outcome import Outcome, Reason
from compliance.base.workdays import deadline
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Value
from compliance.logic.lowered import LoweredRule, Measure, Part, Reading, nodes

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, "==": eq, ">=": ge, ">": gt}


class Unknown(NamedTuple):
    """No value, and why: the facts whose absence decides it, or that the document does not cover the case."""

    missing: frozenset[str] = frozenset()
    not_covered: bool = False

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.missing | other.missing, self.not_covered or other.not_covered)


Result = Value | Unknown
Trace = Callable[[Expression, Result], None]


class Evaluator:
    """Evaluates expressions over the facts of one subject. `trace` is called with each node evaluated and its value."""

    def __init__(self, facts: Mapping[str, Value], trace: Trace | None = None) -> None:
        self.facts = facts
        self.trace = trace

    def __call__(self, node: Expression) -> Result:
        """The value of a node, or Unknown."""
        result = MEANINGS[type(node)](node, self)
        if self.trace:
            self.trace(node, result)
        return result

    def known(self, compute: Callable[..., Result], *operands: Expression) -> Result:
        """The computed value where all operands are known."""
        results = [self(operand) for operand in operands]
        if any(isinstance(result, Unknown) for result in results):
            return unknown_of(*results)
        return compute(*results)

    def joined(self, parts: tuple[Expression, ...], decisive: bool) -> Result:
        """Kleene's and (`decisive` false) and or (`decisive` true)."""
        results = [self(part) for part in parts]
        if any(result is decisive for result in results):
            return decisive
        return unknown_of(*results) if any(isinstance(r, Unknown) for r in results) else not decisive

    def branch(self, node: tree.If) -> Result:
        """The branch that the condition chooses; both, where it is unknown."""
        condition = self(node.condition)
        if not isinstance(condition, Unknown):
            return self(node.then if condition else node.otherwise)
        then, otherwise = self(node.then), self(node.otherwise)
        if then == otherwise and not isinstance(then, Unknown):
            return then
        return unknown_of(condition, then, otherwise)


# What each node means.
MEANINGS: dict[type[Expression], Callable[[Any, Evaluator], Result]] = {
    tree.Fact: lambda node, at: at.facts.get(node.name, Unknown(frozenset([node.name]))),
    tree.Constant: lambda node, at: node.value,
    tree.NotCovered: lambda node, at: Unknown(not_covered=True),
    tree.Add: lambda node, at: at.known(lambda *numbers: sum(numbers, Fraction(0)), *node.parts),
    tree.Multiply: lambda node, at: at.known(mul, node.left, node.right),
    tree.Divide: lambda node, at: at.known(
        lambda over, under: over / under if under else Unknown(), node.left, node.right
    ),
    tree.DaysBetween: lambda node, at: at.known(lambda start, end: Fraction((end - start).days), node.start, node.end),
    tree.Deadline: lambda node, at: at.known(lambda start: deadline(start, node.counting), node.start),
    tree.Compare: lambda node, at: at.known(OPERATORS[node.operator], node.left, node.right),
    tree.Contains: lambda node, at: at.known(lambda whole: node.part in whole, node.whole),
    tree.Not: lambda node, at: at.known(not_, node.part),
    tree.And: lambda node, at: at.joined(node.parts, decisive=False),
    tree.Or: lambda node, at: at.joined(node.parts, decisive=True),
    tree.If: lambda node, at: at.branch(node),
}


def unknown_of(*results: Result) -> Unknown:
    """All the reasons why the results are unknown, together."""
    return reduce(Unknown.__or__, (r for r in results if isinstance(r, Unknown)), Unknown())


class ReadingEvaluation(NamedTuple):
    """What a rule comes to under one reading."""

    reading: Reading
    outcome: Outcome
    reason: Reason | None
    missing: frozenset[str]
    actual: Value | None = None
    required: Value | None = None
    total: Value | None = None
    due: date | None = None

    @property
    def margin(self) -> Fraction | None:
        """How much to spare (negative: how much is short), in the measure's unit, of dates in days."""
        measure = self.reading.measure
        if measure is None or measure.sense == "same" or self.actual is None or self.required is None:
            return None
        over = distance(self.required, self.actual)
        return over if measure.sense == "minimum" or over is None else -over


def failing_parts(reading: Reading, facts: Mapping[str, Value]) -> list[Part]:
    """Of several things required together, those that do not hold."""
    return [part for part in reading.parts if Evaluator(facts)(part.holds) is False]


def distance(start: Value, end: Value) -> Fraction | None:
    """What `end` is more than `start`: a number, or days between dates; None of values that cannot be measured."""
    if isinstance(start, Fraction) and isinstance(end, Fraction):
        return end - start
    if isinstance(start, date) and isinstance(end, date):
        return Fraction((end - start).days)
    return None


class Evaluation(NamedTuple):
    """What a rule comes to, all its readings considered. `shown` is the strictest of them.

    `unreadable` are those of `missing` that are given, but cannot be read.
    """

    outcome: Outcome
    reason: Reason | None
    missing: tuple[str, ...] = ()
    readings: tuple[ReadingEvaluation, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def shown(self) -> ReadingEvaluation | None:
        """The reading with the least margin."""
        return min(self.readings, key=lambda r: (r.margin is None, r.margin or 0), default=None)

    @property
    def readings_differ(self) -> bool:
        """Whether it matters here which way the document is read."""
        return len({(r.outcome, r.required, r.due) for r in self.readings}) > 1


def evaluate(
    rule: LoweredRule | None,
    facts: Mapping[str, Value],
    as_of: date,
    trace: Trace | None = None,
    unreadable: frozenset[str] = frozenset(),
) -> Evaluation:
    """The rule for these facts on a date. Where the readings come to different outcomes, the rule is undetermined.

    `unreadable` are facts that are given, but cannot be read: unknown like those that are missing.
    """
    if rule is None:
        return Evaluation(Outcome.NOT_APPLICABLE, Reason.NOT_IN_FORCE)
    value = Evaluator(facts, trace)
    applies = value(rule.applies)
    if applies is False:
        return Evaluation(Outcome.NOT_APPLICABLE, Reason.CONDITION_NOT_MET)
    readings = tuple(evaluate_reading(reading, applies, value, as_of) for reading in rule.readings)
    outcomes = {result.outcome for result in readings}
    if len(outcomes - {Outcome.UNDETERMINED}) > 1:
        return Evaluation(Outcome.UNDETERMINED, Reason.AMBIGUOUS_SOURCE, (), readings)
    if Outcome.UNDETERMINED in outcomes:
        return undetermined(rule, readings, unreadable)
    return Evaluation(readings[0].outcome, readings[0].reason, (), readings)


def undetermined(rule: LoweredRule, readings: tuple[ReadingEvaluation, ...], unreadable: frozenset[str]) -> Evaluation:
    """A rule of which a reading is undetermined: for want of facts, in the order in which it reads them, or not covered."""
    missing = frozenset().union(*(result.missing for result in readings))
    names = tuple(name for name in tree.facts_in(*nodes(rule)) if name in missing)
    wrong = tuple(name for name in names if name in unreadable)
    wanted = Reason.UNREADABLE_VALUE if wrong else Reason.MISSING_FACTS
    return Evaluation(Outcome.UNDETERMINED, wanted if missing else Reason.NOT_COVERED, names, readings, wrong)


def evaluate_reading(reading: Reading, applies: Result, value: Evaluator, as_of: date) -> ReadingEvaluation:
    """One reading of a rule that applies, or of which that is not known."""
    holds = value(reading.holds)
    due = value(reading.due) if reading.due else None
    outcome, reason, why = Outcome.FAIL, None, Unknown()
    if isinstance(applies, Unknown):
        outcome, why = Outcome.UNDETERMINED, unknown_of(applies, holds)
    elif isinstance(holds, Unknown):
        outcome, why = Outcome.UNDETERMINED, holds
    elif holds:
        outcome = Outcome.PASS
    elif isinstance(due, Unknown):
        outcome, why = Outcome.UNDETERMINED, due
    elif isinstance(due, date) and as_of <= due:
        outcome, reason = Outcome.NOT_APPLICABLE, Reason.NOT_DUE
    actual, required, total = (shown(e, value) for e in figures(reading.measure))
    known_due = due if isinstance(due, date) else None
    return ReadingEvaluation(reading, outcome, reason, why.missing, actual, required, total, known_due)


def figures(measure: Measure | None) -> tuple[Expression | None, Expression | None, Expression | None]:
    """What a measure compares, and what its limit comes to in whole."""
    if measure is None:
        return None, None, None
    return measure.actual, measure.required, measure.total.required if measure.total else None


def shown(node: Expression | None, value: Evaluator) -> Value | None:
    """A value for showing, where it is known."""
    result = Evaluator(value.facts)(node) if node else None
    return None if isinstance(result, Unknown) else result
