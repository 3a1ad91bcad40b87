"""Many rules over many records: outcomes, reasons and missing facts as columns, by the same reckoning as `interpreter.evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

import narwhals as nw

from compliance.base.outcome import Outcome, Reason, Verdict
from compliance.columnar.decimal_columns import Workings, figures
from compliance.columnar.expressions import Columns, all_of, any_of, either, extended
from compliance.facts.vocabulary import Vocabulary
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, facts_in
from compliance.logic.lowered import LoweredRule, nodes
from compliance.packs.precedence import RuleInContext

SEPARATOR = ";"
MASKED = 16
VERDICTS = list(Verdict)


class States(NamedTuple):
    """The columns that hold what a rule comes to for each record: truths, never null, at most one of them true.

    None of them is true where the rule does not apply.
    """

    passed: str
    failed: str
    waiting: str
    open: str
    ambiguous: str

    @classmethod
    def of(cls, number: int, reading: int | None = None) -> States:
        """The columns of the rule of that number, or of one of its readings."""
        return cls(*(f"{name} {number}" + ("" if reading is None else f" {reading}") for name in cls._fields))


class Rulesheet:
    """The rules for one kind of subject in one jurisdiction on a date, ready to be evaluated over frames of typed facts.

    Raises TooWide where a rule's numbers do not fit a column.
    """

    def __init__(self, rules: Sequence[RuleInContext], vocabulary: Vocabulary, as_of: date) -> None:
        self.rules = rules
        self.vocabulary = vocabulary
        self.as_of = as_of
        self.columns = Columns(vocabulary)
        self.stages = [*self._truths(), *self._states()]

    @cached_property
    def in_force(self) -> list[tuple[int, LoweredRule]]:
        """The rules in force, numbered."""
        return [(number, one.lowered) for number, one in enumerate(self.rules) if one.lowered]

    @cached_property
    def binding(self) -> list[int]:
        """The numbers of the rules in force that can change a verdict."""
        return [number for number, _ in self.in_force if self.rules[number].entry.rule.obligation.binding]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that the rules read, in the order in which they ask for them."""
        return facts_in(*(node for _, rule in self.in_force for node in nodes(rule)))

    def facts_of(self, number: int) -> tuple[str, ...]:
        """The facts that a rule reads."""
        rule = self.rules[number].lowered
        return facts_in(*nodes(rule)) if rule else ()

    @property
    def deadlines(self) -> dict[tree.Deadline, str]:
        """The last days of periods that a frame must have, and the names of their columns."""
        return self.columns.deadlines

    def _truths(self) -> Iterator[list[nw.Expr]]:
        """Every truth that the rules turn on as a column of its own, in stages: what it turns on itself comes before it."""
        turned_on = (node for _, rule in self.in_force for node in (rule.applies, *(r.holds for r in rule.readings)))
        heights: dict[Expression, int] = {}
        for node in turned_on:
            self.columns.measure(node, heights)
        worked_out = [node for node in heights if self.columns.is_worked_out(node)]
        for height in range(1, max(heights.values(), default=0) + 1):
            stage = [node for node in worked_out if heights[node] == height]
            names = {node: f"truth {len(self.columns.stored) + at}" for at, node in enumerate(stage)}
            yield [self.columns.truth(node).alias(name) for node, name in names.items()]
            self.columns.stored.update(names)

    def _states(self) -> Iterator[list[nw.Expr]]:
        """What the rules come to: reading by reading, then of the readings together, and whether a rule is open at last."""
        several = [(number, rule) for number, rule in self.in_force if len(rule.readings) > 1]
        yield [one for number, rule in self.in_force for one in self._readings(number, rule)]
        yield [one for number, rule in several for one in self._together(number, rule)]
        yield [self._open(number, rule).alias(States.of(number).open) for number, rule in self.in_force]

    def _readings(self, number: int, rule: LoweredRule) -> Iterator[nw.Expr]:
        """What each reading comes to. A rule with one reading comes to what that does, and is not ambiguous."""
        applies, no, single = self.columns.truth(rule.applies), nw.lit(False), len(rule.readings) == 1
        for at, reading in enumerate(rule.readings):
            names = States.of(number, None if single else at)
            holds = self.columns.truth(reading.holds)
            short, late, early = applies & ~holds, nw.lit(True), no
            if reading.due is not None:
                due = self.columns.value(reading.due)
                late, early = due < self.as_of, short & (due >= self.as_of)
            yield (applies & holds).fill_null(False).alias(names.passed)
            yield (short & late).fill_null(False).alias(names.failed)
            yield early.fill_null(False).alias(names.waiting)
        if single:
            yield no.alias(names.ambiguous)

    def _together(self, number: int, rule: LoweredRule) -> Iterator[nw.Expr]:
        """What several readings come to together: the same, where all come to it; ambiguous, where they differ."""
        readings = [States.of(number, at) for at in range(len(rule.readings))]
        kinds = ("passed", "failed", "waiting")
        some = {kind: any_of(nw.col(getattr(names, kind)) for names in readings) for kind in kinds}
        known = all_of(any_of(nw.col(getattr(names, kind)) for kind in kinds) for names in readings)
        ambiguous = any_of(some[a] & some[b] for a, b in combinations(kinds, 2))
        names = States.of(number)
        yield ambiguous.alias(names.ambiguous)
        yield from ((some[kind] & known & ~ambiguous).alias(getattr(names, kind)) for kind in kinds)

    def _open(self, number: int, rule: LoweredRule) -> nw.Expr:
        """Whether a rule may apply and comes to nothing else."""
        names = States.of(number)
        decided = any_of(map(nw.col, (names.passed, names.failed, names.waiting, names.ambiguous)))
        return self.columns.truth(rule.applies).fill_null(True) & ~decided

    def lacking(self, number: int, rule: LoweredRule, fact: str) -> nw.Expr | None:
        """Whether a rule is open for want of a fact; None where it never is."""
        if_unknown = self.lacking_if_unknown(number, rule, fact)
        return None if if_unknown is None else if_unknown & self.columns.unknown(fact)

    def lacking_if_unknown(self, number: int, rule: LoweredRule, fact: str) -> nw.Expr | None:
        """Whether a rule is open for want of a fact, where that is unknown; None where it never is."""
        columns, is_open = self.columns, nw.col(States.of(number).open)
        if any(fact in columns.needs(node) for node in (rule.applies, *(reading.holds for reading in rule.readings))):
            return is_open
        applies, short = columns.truth(rule.applies), []
        for reading in rule.readings:
            late = columns.lacking(reading.due, fact) if reading.due else None
            failing = (applies & ~columns.truth(reading.holds)).fill_null(False)
            short += [columns.lacking(reading.holds, fact), None if late is None else failing & late]
        wanting = either([columns.lacking(rule.applies, fact), *short])
        return None if wanting is None else is_open & wanting

    def missing(self) -> Iterator[tuple[str, nw.Expr]]:
        """Each fact that a verdict may wait for, and whether it does."""
        asked: dict[str, list[nw.Expr]] = {}
        for number, rule in self.in_force:
            if number in self.binding:
                for fact in facts_in(*nodes(rule)):
                    if (wanting := self.lacking_if_unknown(number, rule, fact)) is not None:
                        asked.setdefault(fact, []).append(wanting)
        yield from ((fact, self.columns.unknown(fact) & any_of(found)) for fact, found in asked.items())

    @cached_property
    def lists(self) -> Mapping[str, Sequence[tuple[str, nw.Expr]]]:
        """What is listed of a record, and when: binding rules that fail, those that are open, facts that are missing."""
        states = [(self.rules[number].entry.id, States.of(number)) for number in self.binding]
        return {
            "failed": [(rule, nw.col(names.failed)) for rule, names in states],
            "undetermined": [(rule, nw.col(names.open) | nw.col(names.ambiguous)) for rule, names in states],
            "missing": list(self.missing()),
        }

    @cached_property
    def parts(self) -> Mapping[str, Mapping[str, Sequence[tuple[str, nw.Expr]]]]:
        """The lists in parts that one number each can tell, by the names of its columns (see `masks`)."""
        return {
            name: {f"{name} {at}": listed[at : at + MASKED] for at in range(0, max(len(listed), 1), MASKED)}
            for name, listed in self.lists.items()
        }

    def masks(self) -> Iterator[tuple[str, nw.Expr]]:
        """For each part of a list, a number whose bits say which of its names are in the list."""
        for parts in self.parts.values():
            for column, listed in parts.items():
                bits = (holds.cast(nw.Int32()) * (1 << place) for place, (_, holds) in enumerate(listed))
                yield column, nw.sum_horizontal(nw.lit(0, dtype=nw.Int32), *bits)

    def verdict(self) -> nw.Expr:
        """A record's verdict, as its place among VERDICTS."""
        states = [States.of(number) for number in self.binding]
        failed, opened, passed = (
            either([nw.col(getattr(names, name)) for names in states for name in which])
            for which in (["failed"], ["open", "ambiguous"], ["passed"])
        )
        if failed is None or opened is None or passed is None:
            return nw.lit(VERDICTS.index(Verdict.UNDETERMINED))
        cases = [(failed, Verdict.NON_COMPLIANT), (opened | ~passed, Verdict.UNDETERMINED)]
        places = [(holds, VERDICTS.index(verdict)) for holds, verdict in cases]
        return first(places, nw.lit(VERDICTS.index(Verdict.COMPLIANT)))

    def outcome(self, number: int) -> nw.Expr:
        """A rule's outcome."""
        if self.rules[number].lowered is None:
            return nw.lit(Outcome.NOT_APPLICABLE.value)
        names = States.of(number)
        return first(
            [
                (nw.col(names.passed), Outcome.PASS.value),
                (nw.col(names.failed), Outcome.FAIL.value),
                (nw.col(names.open) | nw.col(names.ambiguous), Outcome.UNDETERMINED.value),
            ],
            nw.lit(Outcome.NOT_APPLICABLE.value),
        )

    def reason(self, number: int) -> nw.Expr:
        """Why a rule is undetermined or not applicable; null otherwise."""
        by, rule = self.rules[number].replaced, self.rules[number].lowered
        if rule is None:
            return nw.lit(Reason.NOT_IN_FORCE.value)
        names = States.of(number)
        wanting = either(self.lacking(number, rule, fact) for fact in facts_in(*nodes(rule)))
        taken = [] if by is None else [(self.columns.truth(by.applies).fill_null(False), Reason.REPLACED.value)]
        return first(
            [
                *taken,
                (nw.col(names.waiting), Reason.NOT_DUE.value),
                (nw.col(names.ambiguous), Reason.AMBIGUOUS_SOURCE.value),
                *([] if wanting is None else [(wanting, Reason.MISSING_FACTS.value)]),
                (nw.col(names.open), Reason.NOT_COVERED.value),
                (~(nw.col(names.passed) | nw.col(names.failed)), Reason.CONDITION_NOT_MET.value),
            ],
            nw.lit(None, dtype=nw.String),
        )

    def waiting_for(self, number: int) -> nw.Expr:
        """The facts for want of which a rule is open, in one text."""
        rule = self.rules[number].lowered
        facts = facts_in(*nodes(rule)) if rule else ()
        wanting = ((fact, self.lacking(number, rule, fact)) for fact in facts if rule)
        return listing((fact, one) for fact, one in wanting if one is not None)


FINDING = ("outcome", "reason", "actual", "required", "margin", "missing")


class Findings(NamedTuple):
    """All rules' findings beside one another, those of a rule as `outcome NUMBER` and so on. A `Step`."""

    sheet: Rulesheet
    kept: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((id(self.sheet), self.kept))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """A row a record, with the columns kept of it."""
        workings = Workings()
        found = [part for number in range(len(self.sheet.rules)) for part in self.finding(number, workings)]
        for step in workings.steps:
            frame = extended(frame, *step)
        return frame.select(*(nw.col(name) for name in self.kept), *found)

    def finding(self, number: int, workings: Workings) -> Iterator[nw.Expr]:
        """One rule's finding: outcome, reason, what was measured, required and to spare, and what is missing."""
        lowered = self.sheet.rules[number].lowered
        texts = self.figures(number, lowered, workings) if lowered else [nw.lit(None, dtype=nw.String)] * 3
        parts = (self.sheet.outcome(number), self.sheet.reason(number), *texts, self.sheet.waiting_for(number))
        yield from (part.alias(f"{name} {number}") for name, part in zip(FINDING, parts, strict=True))

    def figures(self, number: int, rule: LoweredRule, workings: Workings) -> list[nw.Expr]:
        """The figures; none where the rule does not apply, and of an ambiguous one only what was measured."""
        columns, ambiguous = self.sheet.columns, nw.col(States.of(number).ambiguous)
        shown = figures(columns, rule.readings, workings)
        asked = columns.truth(rule.applies).fill_null(True)
        sure = asked & ~ambiguous
        gated = ((asked, shown.actual), (sure, shown.required), (sure, shown.margin))
        return [nw.when(gate).then(one) for gate, one in gated]


def listing(parts: Iterable[tuple[str, nw.Expr]]) -> nw.Expr:
    """The names of which the truth holds, in one text."""
    words = [nw.when(holds).then(nw.lit(name)) for name, holds in parts]
    return nw.concat_str(*words, separator=SEPARATOR, ignore_nulls=True) if words else nw.lit("")


def first(cases: Sequence[tuple[nw.Expr, str | int]], otherwise: nw.Expr) -> nw.Expr:
    """The value of the first case that holds."""
    for holds, value in reversed(cases):
        otherwise = nw.when(holds).then(nw.lit(value)).otherwise(otherwise)
    return otherwise
