"""Many rules over many records: outcomes, reasons and missing facts as columns, by the same reckoning as `interpreter.evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from itertools import combinations
from operator import add, and_, or_
from typing import Any, NamedTuple

import narwhals as nw

from compliance import expression as tree
from compliance.columnar import Columns, either, extended
from compliance.expression import Expression, facts_in
from compliance.figures import Workings, figures
from compliance.layers import LayeredRule
from compliance.lowered import LoweredRule, Reading
from compliance.outcome import Outcome, Reason, Verdict
from compliance.vocabulary import Vocabulary

SEPARATOR = ";"
MASKED = 20


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
    def of(cls, number: int) -> States:
        """The columns of the rule of that number."""
        return cls(*(f"{name} {number}" for name in cls._fields))


class Branch(NamedTuple):
    """One reading's states."""

    passed: nw.Expr
    failed: nw.Expr
    waiting: nw.Expr | None


class Rulesheet:
    """The rules for one kind of subject in one jurisdiction on a date, ready to be evaluated over frames of typed facts.

    Raises TooWide where a rule's numbers do not fit a column.
    """

    def __init__(self, rules: Sequence[LayeredRule], vocabulary: Vocabulary, as_of: date) -> None:
        self.rules = rules
        self.vocabulary = vocabulary
        self.as_of = as_of
        self.columns = Columns(vocabulary)
        self.truths = self._stored()
        self.states = [state for number, rule in self.in_force for state in self._states(number, rule)]

    @cached_property
    def in_force(self) -> list[tuple[int, LoweredRule]]:
        """The rules in force, numbered."""
        return [(number, one.lowered) for number, one in enumerate(self.rules) if one.lowered]

    @cached_property
    def binding(self) -> list[int]:
        """The numbers of the rules in force that can change a verdict."""
        return [number for number, _ in self.in_force if self.rules[number].one.rule.obligation.binding]

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

    def _stored(self) -> list[nw.Expr]:
        """The truths that rules turn on, each once, as columns of their own."""
        turned_on = (node for _, rule in self.in_force for node in (rule.applies, *(r.holds for r in rule.readings)))
        wanted = [node for node in dict.fromkeys(turned_on) if not isinstance(node, tree.Fact)]
        names = {node: f"truth {number}" for number, node in enumerate(wanted)}
        expressions = [self.columns.truth(node).alias(name) for node, name in names.items()]
        self.columns.stored.update(names)
        return expressions

    def _states(self, number: int, rule: LoweredRule) -> Iterator[nw.Expr]:
        """What one rule comes to, its readings considered."""
        names = States.of(number)
        applies = self.columns.truth(rule.applies)
        branches = [self._branch(applies, reading) for reading in rule.readings]
        passed, failed, waiting = (either(b[which] for b in branches) for which in range(3))
        decided = either([passed, failed, waiting])
        every = reduce(and_, (one for branch in branches if (one := either(branch)) is not None))
        kinds = [one for one in (passed, failed, waiting) if one is not None]
        ambiguous = either(a & b for a, b in combinations(kinds, 2)) if len(branches) > 1 else None
        sure = every if ambiguous is None else every & ~ambiguous
        assert decided is not None
        for name, one in zip(names, (passed, failed, waiting), strict=False):
            yield (nw.lit(False) if one is None else one & sure if len(branches) > 1 else one).alias(name)
        yield (applies.fill_null(True) & ~every & ~(nw.lit(False) if ambiguous is None else ambiguous)).alias(
            names.open
        )
        yield (nw.lit(False) if ambiguous is None else ambiguous).alias(names.ambiguous)

    def _branch(self, applies: nw.Expr, reading: Reading) -> Branch:
        """What one reading comes to."""
        holds = self.columns.truth(reading.holds)
        passed, short = (applies & holds).fill_null(False), applies & ~holds
        if reading.due is None:
            return Branch(passed, short.fill_null(False), None)
        due = self.columns.value(reading.due)
        return Branch(
            passed, (short & (due < self.as_of)).fill_null(False), (short & (due >= self.as_of)).fill_null(False)
        )

    def lacking(self, number: int, rule: LoweredRule, fact: str) -> nw.Expr | None:
        """Whether a rule is open for want of a fact."""
        applies, short = self.columns.truth(rule.applies), []
        for reading in rule.readings:
            late = self.columns.lacking(reading.due, fact) if reading.due else None
            failing = (applies & ~self.columns.truth(reading.holds)).fill_null(False)
            short += [self.columns.lacking(reading.holds, fact), None if late is None else failing & late]
        wanting = either([self.columns.lacking(rule.applies, fact), *short])
        return None if wanting is None else nw.col(States.of(number).open) & wanting

    def missing(self) -> Iterator[tuple[str, nw.Expr]]:
        """Each fact that a verdict may wait for, and whether it does."""
        asked: dict[str, list[nw.Expr]] = {}
        for number, rule in self.in_force:
            if number in self.binding:
                for fact in facts_in(*nodes(rule)):
                    if (wanting := self.lacking(number, rule, fact)) is not None:
                        asked.setdefault(fact, []).append(wanting)
        yield from ((fact, reduce(or_, found)) for fact, found in asked.items())

    @cached_property
    def lists(self) -> Mapping[str, Sequence[tuple[str, nw.Expr]]]:
        """What is listed of a record, and when: binding rules that fail, those that are open, facts that are missing."""
        states = [(self.rules[number].one.id, States.of(number)) for number in self.binding]
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
                bits = (holds.cast(nw.Int64()) * (1 << place) for place, (_, holds) in enumerate(listed))
                yield column, reduce(add, bits, nw.lit(0, dtype=nw.Int64))

    def verdict(self) -> nw.Expr:
        """A record's verdict."""
        states = [States.of(number) for number in self.binding]
        failed, opened, passed = (
            either([nw.col(getattr(names, name)) for names in states for name in which])
            for which in (["failed"], ["open", "ambiguous"], ["passed"])
        )
        if failed is None or opened is None or passed is None:
            return nw.lit(Verdict.UNDETERMINED.value)
        cases = [(failed, Verdict.NON_COMPLIANT.value), (opened | ~passed, Verdict.UNDETERMINED.value)]
        return first(cases, nw.lit(Verdict.COMPLIANT.value))

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


def nodes(rule: LoweredRule) -> Iterator[Expression]:
    """What a rule's outcome depends on."""
    yield rule.applies
    for reading in rule.readings:
        yield reading.holds
        if reading.due:
            yield reading.due


def listing(parts: Iterable[tuple[str, nw.Expr]]) -> nw.Expr:
    """The names of which the truth holds, in one text."""
    words = [nw.when(holds).then(nw.lit(name)) for name, holds in parts]
    return nw.concat_str(*words, separator=SEPARATOR, ignore_nulls=True) if words else nw.lit("")


def first(cases: Sequence[tuple[nw.Expr, str]], otherwise: nw.Expr) -> nw.Expr:
    """The word of the first case that holds."""
    for holds, word in reversed(cases):
        otherwise = nw.when(holds).then(nw.lit(word)).otherwise(otherwise)
    return otherwise
