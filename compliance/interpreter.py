"""The reference interpreter: one subject against one lowered rule, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce, singledispatchmethod
from operator import eq, ge, gt, le, lt
from typing import Any

from compliance import expression as tree
from compliance.expression import Expression, Value
from compliance.lowering import LoweredRule, Measure, Part, Reading
from compliance.outcome import Outcome, Reason
from compliance.workdays import deadline

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, "==": eq, ">=": ge, ">": gt}


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why: the facts whose absence decides it, or that the document does not cover the case."""

    missing: frozenset[str] = frozenset()
    not_covered: bool = False

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.missing | other.missing, self.not_covered or other.not_covered)


Result = Value | Unknown
Trace = Callable[[Expression, Result], None]


class Evaluator:
    """Evaluates expressions over the facts of one subject. `trace` is told each truth that took part."""

    def __init__(self, facts: Mapping[str, Value], trace: Trace | None = None) -> None:
        self.facts = facts
        self.trace = trace

    def __call__(self, node: Expression) -> Result:
        result = self.value(node)
        if self.trace:
            self.trace(node, result)
        return result

    @singledispatchmethod
    def value(self, node: Expression) -> Result:
        """The value of a node, or Unknown."""
        raise TypeError(f"no value for {type(node).__name__}")

    @value.register
    def _(self, node: tree.Fact) -> Result:
        return self.facts.get(node.name, Unknown(frozenset([node.name])))

    @value.register
    def _(self, node: tree.Constant) -> Result:
        return node.value

    @value.register
    def _(self, node: tree.NotCovered) -> Result:
        return Unknown(not_covered=True)

    @value.register
    def _(self, node: tree.Add) -> Result:
        return self.known(lambda *numbers: sum(numbers, Fraction(0)), *node.parts)

    @value.register
    def _(self, node: tree.Multiply) -> Result:
        return self.known(lambda left, right: left * right, node.left, node.right)

    @value.register
    def _(self, node: tree.Divide) -> Result:
        return self.known(lambda left, right: left / right if right else Unknown(), node.left, node.right)

    @value.register
    def _(self, node: tree.DaysBetween) -> Result:
        return self.known(lambda start, end: Fraction((end - start).days), node.start, node.end)

    @value.register
    def _(self, node: tree.Deadline) -> Result:
        return self.known(lambda start: deadline(start, node.counting), node.start)

    @value.register
    def _(self, node: tree.Compare) -> Result:
        return self.known(OPERATORS[node.operator], node.left, node.right)

    @value.register
    def _(self, node: tree.Contains) -> Result:
        return self.known(lambda whole: node.part in whole, node.whole)

    @value.register
    def _(self, node: tree.Not) -> Result:
        return self.known(lambda truth: not truth, node.part)

    @value.register
    def _(self, node: tree.And) -> Result:
        return self.joined([self(part) for part in node.parts], decisive=False)

    @value.register
    def _(self, node: tree.Or) -> Result:
        return self.joined([self(part) for part in node.parts], decisive=True)

    @value.register
    def _(self, node: tree.If) -> Result:
        condition = self(node.condition)
        if not isinstance(condition, Unknown):
            return self(node.then if condition else node.otherwise)
        then, otherwise = self(node.then), self(node.otherwise)
        if then == otherwise and not isinstance(then, Unknown):
            return then
        return unknown_of(condition, then, otherwise)

    def known(self, compute: Callable[..., Result], *operands: Expression) -> Result:
        """The computed value where all operands are known."""
        results = [self(operand) for operand in operands]
        if any(isinstance(result, Unknown) for result in results):
            return unknown_of(*results)
        return compute(*results)

    @staticmethod
    def joined(results: list[Result], decisive: bool) -> Result:
        """Kleene's and (`decisive` false) and or (`decisive` true)."""
        if decisive in results:
            return decisive
        return unknown_of(*results) if any(isinstance(r, Unknown) for r in results) else not decisive


def unknown_of(*results: Result) -> Unknown:
    """All the reasons why the results are unknown, together."""
    return reduce(Unknown.__or__, (r for r in results if isinstance(r, Unknown)), Unknown())


@dataclass(frozen=True, slots=True)
class ReadingEvaluation:
    """What a rule comes to under one reading."""

    reading: Reading
    outcome: Outcome
    reason: Reason | None
    missing: frozenset[str]
    actual: Value | None = None
    required: Value | None = None
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
    """From one number or date to another."""
    if isinstance(start, Fraction) and isinstance(end, Fraction):
        return end - start
    if isinstance(start, date) and isinstance(end, date):
        return Fraction((end - start).days)
    return None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a rule comes to, all its readings considered. `shown` is the strictest of them."""

    outcome: Outcome
    reason: Reason | None
    missing: tuple[str, ...] = ()
    readings: tuple[ReadingEvaluation, ...] = field(default=())

    @property
    def shown(self) -> ReadingEvaluation | None:
        """The reading with the least margin."""
        return min(self.readings, key=lambda r: (r.margin is None, r.margin or 0), default=None)

    @property
    def readings_differ(self) -> bool:
        """Whether it matters here which way the document is read."""
        return len({(r.outcome, r.required, r.due) for r in self.readings}) > 1


def evaluate(
    rule: LoweredRule | None, facts: Mapping[str, Value], as_of: date, trace: Trace | None = None
) -> Evaluation:
    """The rule for these facts on a date. Where the readings come to different outcomes, the rule is undetermined."""
    if rule is None:
        return Evaluation(Outcome.NOT_APPLICABLE, Reason.NOT_IN_FORCE)
    value = Evaluator(facts, trace)
    applies = value(rule.applies)
    if applies is False:
        return Evaluation(Outcome.NOT_APPLICABLE, Reason.CONDITION_NOT_MET)
    readings = tuple(evaluate_reading(reading, applies, value, as_of) for reading in rule.readings)
    order = tree.facts_in(rule.applies, *(e for r in rule.readings for e in (r.holds, r.due or tree.TRUE)))
    decided = {r.outcome for r in readings if r.outcome is not Outcome.UNDETERMINED}
    if len(decided) > 1:
        return Evaluation(Outcome.UNDETERMINED, Reason.AMBIGUOUS_SOURCE, (), readings)
    open_ones = [r for r in readings if r.outcome is Outcome.UNDETERMINED]
    if not open_ones:
        return Evaluation(readings[0].outcome, readings[0].reason, (), readings)
    missing = frozenset().union(*(r.missing for r in open_ones))
    reason = Reason.MISSING_FACTS if missing else Reason.NOT_COVERED
    return Evaluation(Outcome.UNDETERMINED, reason, tuple(name for name in order if name in missing), readings)


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
    actual, required = (shown(e, value) for e in operands(reading.measure))
    return ReadingEvaluation(
        reading, outcome, reason, why.missing, actual, required, due if isinstance(due, date) else None
    )


def operands(measure: Measure | None) -> tuple[Expression | None, Expression | None]:
    """What a measure compares."""
    return (measure.actual, measure.required) if measure else (None, None)


def shown(node: Expression | None, value: Evaluator) -> Value | None:
    """A value for showing, where it is known."""
    result = Evaluator(value.facts)(node) if node else None
    return None if isinstance(result, Unknown) else result
