"""Many rules compiled for many records: what each rule comes to as columns of truths, by the meaning of `interpreter.evaluate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import narwhals as nw

from compliance.columnar.expressions import Columns, all_of, any_of, disjunction, guarded
from compliance.facts.vocabulary import Vocabulary
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, facts_in
from compliance.logic.lowered import LoweredRule, nodes
from compliance.packs.precedence import RuleInContext

DECIDED = ("passed", "failed", "waiting")
"""What a reading can come to where all facts that it needs are known; `waiting` is not met and not yet due."""


class OutcomeColumns(NamedTuple):
    """The names of the columns that say what a rule comes to: Booleans, never null, at most one of them true in a row.

    None is true where the rule does not apply. `open` is a rule that may apply and is not decided.
    """

    passed: str
    failed: str
    waiting: str
    open: str
    ambiguous: str

    @classmethod
    def of(cls, number: int, reading: int | None = None) -> OutcomeColumns:
        """The columns of the rule of that number, or of one of its readings."""
        return cls(*(f"{name} {number}" + ("" if reading is None else f" {reading}") for name in cls._fields))


class CompiledRules:
    """The rules for one kind of subject in one jurisdiction on a date, compiled for frames of typed facts.

    `stages` are columns to add to a frame, stage by stage; a frame must have a column for each of `deadlines` before. Rules
    are known by their index in `rules`, their number. Raises OverflowRisk where a rule's numbers may not fit 64 bits.
    """

    def __init__(self, rules: Sequence[RuleInContext], vocabulary: Vocabulary, as_of: date) -> None:
        self.rules = rules
        self.vocabulary = vocabulary
        self.as_of = as_of
        self.columns = Columns(vocabulary)
        self.stages = [*self._truths(), *self._outcomes()]

    @cached_property
    def in_force(self) -> list[tuple[int, LoweredRule]]:
        """The rules in force, each with its number."""
        return [(number, rule.lowered) for number, rule in enumerate(self.rules) if rule.lowered]

    @cached_property
    def binding(self) -> list[int]:
        """The numbers of the rules in force that can change a verdict."""
        return [number for number, _ in self.in_force if self.rules[number].entry.rule.obligation.binding]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that the rules in force read, in the order in which they ask for them."""
        return facts_in(*(node for _, rule in self.in_force for node in nodes(rule)))

    def facts_of(self, number: int) -> tuple[str, ...]:
        """The facts that a rule reads; none where it is not in force."""
        rule = self.rules[number].lowered
        return facts_in(*nodes(rule)) if rule else ()

    @property
    def deadlines(self) -> dict[tree.Deadline, str]:
        """The last days of periods that a frame must have, each with the name of its column."""
        return self.columns.deadlines

    def _truths(self) -> Iterator[list[nw.Expr]]:
        """Every truth that the rules compute as a column of its own, in stages by depth: what it reads is stored before it."""
        roots = (node for _, rule in self.in_force for node in (rule.applies, *(r.holds for r in rule.readings)))
        depths: dict[Expression, int] = {}
        for node in roots:
            self.columns.depth(node, depths)
        computed = [node for node in depths if self.columns.is_computed_truth(node)]
        for depth in range(1, max(depths.values(), default=0) + 1):
            stage = [node for node in computed if depths[node] == depth]
            names = {node: f"truth {len(self.columns.stored) + at}" for at, node in enumerate(stage)}
            yield [self.columns.truth(node).alias(name) for node, name in names.items()]
            self.columns.stored.update(names)

    def _outcomes(self) -> Iterator[list[nw.Expr]]:
        """The rules' OutcomeColumns: of each reading, then of the readings together, then whether a rule is open."""
        several = [(number, rule) for number, rule in self.in_force if len(rule.readings) > 1]
        yield [column for number, rule in self.in_force for column in self._readings(number, rule)]
        yield [column for number, rule in several for column in self._together(number, rule)]
        yield [self._open(number, rule).alias(OutcomeColumns.of(number).open) for number, rule in self.in_force]

    def _readings(self, number: int, rule: LoweredRule) -> Iterator[nw.Expr]:
        """What each reading comes to. A rule with one reading comes to what that does, and is not ambiguous."""
        applies, no, single = self.columns.truth(rule.applies), nw.lit(False), len(rule.readings) == 1
        for at, reading in enumerate(rule.readings):
            names = OutcomeColumns.of(number, None if single else at)
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
        readings = [OutcomeColumns.of(number, at) for at in range(len(rule.readings))]
        some = {kind: any_of(nw.col(getattr(names, kind)) for names in readings) for kind in DECIDED}
        known = all_of(any_of(nw.col(getattr(names, kind)) for kind in DECIDED) for names in readings)
        ambiguous = any_of(some[a] & some[b] for a, b in combinations(DECIDED, 2))
        names = OutcomeColumns.of(number)
        yield ambiguous.alias(names.ambiguous)
        yield from ((some[kind] & known & ~ambiguous).alias(getattr(names, kind)) for kind in DECIDED)

    def _open(self, number: int, rule: LoweredRule) -> nw.Expr:
        """Whether a rule may apply and comes to nothing else."""
        names = OutcomeColumns.of(number)
        decided = any_of(map(nw.col, (names.passed, names.failed, names.waiting, names.ambiguous)))
        return self.columns.truth(rule.applies).fill_null(True) & ~decided

    def open_because_of(self, number: int, rule: LoweredRule, fact: str) -> nw.Expr | None:
        """Whether a rule is open because a fact is unknown; None where it never is."""
        if_unknown = self.open_if_unknown(number, rule, fact)
        return None if if_unknown is None else if_unknown & self.columns.is_unknown(fact)

    def open_if_unknown(self, number: int, rule: LoweredRule, fact: str) -> nw.Expr | None:
        """The same, meaningful only in rows where the fact is unknown; None where the rule is never open because of it."""
        columns, is_open = self.columns, nw.col(OutcomeColumns.of(number).open)
        if any(fact in columns.strict_in(node) for node in (rule.applies, *(r.holds for r in rule.readings))):
            return is_open
        applies, causes = columns.truth(rule.applies), [columns.null_because_of(rule.applies, fact)]
        for reading in rule.readings:
            causes.append(columns.null_because_of(reading.holds, fact))
            failing = (applies & ~columns.truth(reading.holds)).fill_null(False)
            causes.append(guarded(failing, columns.null_because_of(reading.due, fact) if reading.due else None))
        return guarded(is_open, disjunction(causes))
