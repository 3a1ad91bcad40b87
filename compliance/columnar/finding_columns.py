"""What each rule comes to for each record: outcome, reason, figures and missing facts as columns of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from compliance.base.outcome import Outcome, Reason
from compliance.columnar.compiled_rules import CompiledRules, OutcomeColumns
from compliance.columnar.contradictions import causes
from compliance.columnar.decimal_columns import NO_TEXT, DecimalColumns
from compliance.columnar.expressions import any_of, disjunction, extend
from compliance.logic.lowered import LoweredRule

FINDING_COLUMNS = ("outcome", "reason", "actual", "required", "margin", "missing")
NAME_SEPARATOR = ";"
"""Between the facts that a rule is missing."""


@dataclass(frozen=True)
class Findings:
    """A step to the findings of all rules side by side: `kept`, and FINDING_COLUMNS of each rule as `outcome NUMBER` and so on.

    `errors` are the columns of errors that the frame has.
    """

    compiled: CompiledRules
    kept: tuple[str, ...]
    errors: tuple[str, ...] = ()

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """A row for each record."""
        decimals = DecimalColumns(self.compiled.columns)
        columns = [
            column
            for number, rule in enumerate(self.compiled.rules)
            for column in self.finding(number, rule.lowered, decimals)
        ]
        staged = reduce(lambda before, stage: extend(before, *stage), decimals.stages.stages, frame)
        return staged.select(*(nw.col(name) for name in self.kept), *columns)

    def finding(self, number: int, rule: LoweredRule | None, decimals: DecimalColumns) -> Iterator[nw.Expr]:
        """The FINDING_COLUMNS of a rule."""
        compiled = self.compiled
        figures = self.figures(number, rule, decimals) if rule else [NO_TEXT] * 3
        parts = (outcome(compiled, number), reason(compiled, number, self.errors), *figures, missing(compiled, number))
        yield from (part.alias(f"{name} {number}") for name, part in zip(FINDING_COLUMNS, parts, strict=True))

    def figures(self, number: int, rule: LoweredRule, decimals: DecimalColumns) -> list[nw.Expr]:
        """Actual, required and margin: null where the rule does not apply, the last two also where it is ambiguous."""
        figures = decimals.figures(rule.readings)
        may_apply = self.compiled.columns.truth(rule.applies).fill_null(True)
        unambiguous = may_apply & ~nw.col(OutcomeColumns.of(number).ambiguous)
        return [
            nw.when(may_apply).then(figures.actual),
            nw.when(unambiguous).then(figures.required),
            nw.when(unambiguous).then(figures.margin),
        ]


def outcome(compiled: CompiledRules, number: int) -> nw.Expr:
    """A rule's outcome, as its code."""
    if compiled.rules[number].lowered is None:
        return nw.lit(Outcome.NOT_APPLICABLE.value)
    names = OutcomeColumns.of(number)
    cases = [
        (nw.col(names.passed), Outcome.PASS.value),
        (nw.col(names.failed), Outcome.FAIL.value),
        (nw.col(names.open) | nw.col(names.ambiguous), Outcome.UNDETERMINED.value),
    ]
    return first_case(cases, nw.lit(Outcome.NOT_APPLICABLE.value))


def reason(compiled: CompiledRules, number: int, errors: Sequence[str] = ()) -> nw.Expr:
    """Why a rule is undetermined or not applicable, as the reason's code; null otherwise."""
    replaced, rule = compiled.rules[number].replaced, compiled.rules[number].lowered
    if rule is None:
        return nw.lit(Reason.NOT_IN_FORCE.value)
    names = OutcomeColumns.of(number)
    because_of, wrong_in = dict(open_because_of(compiled, number)), causes(compiled.vocabulary, errors)
    is_missing = disjunction(because_of.values())
    is_unreadable = disjunction(
        holds & any_of(~nw.col(column).is_null() for column in wrong_in[fact])
        for fact, holds in because_of.items()
        if fact in wrong_in
    )
    cases = [
        (nw.col(names.waiting), Reason.NOT_DUE.value),
        (nw.col(names.ambiguous), Reason.AMBIGUOUS_SOURCE.value),
        *([] if is_unreadable is None else [(is_unreadable, Reason.UNREADABLE_VALUE.value)]),
        *([] if is_missing is None else [(is_missing, Reason.MISSING_FACTS.value)]),
        (nw.col(names.open), Reason.NOT_COVERED.value),
        (~(nw.col(names.passed) | nw.col(names.failed)), Reason.CONDITION_NOT_MET.value),
    ]
    if replaced is not None:
        cases = [(compiled.columns.truth(replaced.applies).fill_null(False), Reason.REPLACED.value), *cases]
    return first_case(cases, NO_TEXT)


def missing(compiled: CompiledRules, number: int) -> nw.Expr:
    """The facts because of which a rule is open, as one text; empty where there are none."""
    names = [nw.when(holds).then(nw.lit(fact)) for fact, holds in open_because_of(compiled, number)]
    return nw.concat_str(*names, separator=NAME_SEPARATOR, ignore_nulls=True) if names else nw.lit("")


def open_because_of(compiled: CompiledRules, number: int) -> Iterator[tuple[str, nw.Expr]]:
    """Each fact because of which a rule can be open, and whether it is."""
    rule = compiled.rules[number].lowered
    for fact in compiled.facts_of(number):
        if rule and (holds := compiled.open_because_of(number, rule, fact)) is not None:
            yield fact, holds


def first_case(cases: Sequence[tuple[nw.Expr, str]], otherwise: nw.Expr) -> nw.Expr:
    """The text of the first case that holds."""
    for holds, value in reversed(cases):
        otherwise = nw.when(holds).then(nw.lit(value)).otherwise(otherwise)
    return otherwise
