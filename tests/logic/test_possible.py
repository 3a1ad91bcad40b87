"""Possible outcomes are never fewer than those that some values of the free facts come to, all of which are tried here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base.outcome import Outcome
from compliance.logic.expression import FALSE, TRUE, Compare, Constant, Expression, Fact, If, Not, NotCovered, Or, Value
from compliance.logic.interpreter import Evaluator, Unknown, evaluate
from compliance.logic.lowered import LoweredRule, Reading
from compliance.logic.possible import PossibleOutcomes
from tests.support.small_rules import AS_OF, NUMBERS, YES_NO, grid, small_facts, small_rules

free_facts = st.frozensets(st.sampled_from([*NUMBERS, *YES_NO]), max_size=3)


def completions(facts: Mapping[str, Value], free: frozenset[str]) -> Iterator[dict[str, Value]]:
    """The facts with every combination of values of the free ones."""
    names = sorted(free)
    for values in product(*(grid(name) for name in names)):
        yield {**facts, **dict(zip(names, values, strict=True))}


def without(facts: Mapping[str, Value], free: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name not in free}


@settings(max_examples=120)
@given(rule=small_rules, facts=small_facts, free=free_facts)
def test_what_some_values_come_to_is_possible(rule: LoweredRule, facts: dict[str, Value], free: frozenset[str]) -> None:
    known = without(facts, free)
    possible = PossibleOutcomes(known, free, AS_OF)
    outcomes = {evaluate(rule, completed, AS_OF).outcome for completed in completions(known, free)}
    if Outcome.PASS in outcomes:
        assert possible.can_be_satisfied(rule, not_applicable_too=False)
    if Outcome.PASS in outcomes or Outcome.NOT_APPLICABLE in outcomes:
        assert possible.can_be_satisfied(rule, not_applicable_too=True)
    if Outcome.FAIL in outcomes:
        assert possible.can_fail(rule)


@settings(max_examples=120)
@given(rule=small_rules, facts=small_facts, free=free_facts)
def test_the_truths_of_every_node_are_never_fewer_than_there_are(
    rule: LoweredRule, facts: dict[str, Value], free: frozenset[str]
) -> None:
    known = without(facts, free)
    possible = PossibleOutcomes(known, free, AS_OF)
    for node in (rule.applies, *(reading.holds for reading in rule.readings)):
        results = [Evaluator(completed)(node) for completed in completions(known, free)]
        truths = {None if isinstance(result, Unknown) else result for result in results}
        assert truths <= possible.truths(node)


@settings(max_examples=60)
@given(rule=small_rules, facts=small_facts)
def test_with_nothing_free_only_what_is_so_is_possible(rule: LoweredRule, facts: dict[str, Value]) -> None:
    possible, outcome = PossibleOutcomes(facts, frozenset(), AS_OF), evaluate(rule, facts, AS_OF).outcome
    assert possible.can_be_satisfied(rule, not_applicable_too=False) is (outcome is Outcome.PASS)
    assert possible.can_be_satisfied(rule, not_applicable_too=True) is (
        outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    )
    assert possible.can_fail(rule) is (outcome is Outcome.FAIL)


def truths(node: Expression, free: str = "a", **known: Value) -> set[bool | None]:
    return set(PossibleOutcomes(known, frozenset(free.split()), AS_OF).truths(node))


def test_what_is_not_free_stays_unknown() -> None:
    assert truths(Fact("a")) == {True, False}
    assert truths(Fact("b")) == {None}
    assert truths(NotCovered()) == {None}
    assert truths(Not(Fact("b"))) == {None}
    assert truths(Or((Fact("a"), Fact("b")))) == {True, None}
    assert truths(Compare("<", Fact("a"), Fact("b")), a=date(2026, 1, 1)) == {None}


def test_a_choice_takes_either_side_or_what_both_agree_on() -> None:
    assert truths(If(Fact("a"), TRUE, FALSE)) == {True, False}
    assert truths(If(Fact("b"), TRUE, FALSE)) == {None}
    assert truths(If(Fact("b"), TRUE, TRUE)) == {True, None}
    assert truths(If(Fact("b"), TRUE, FALSE), b=True) == {True}


def test_before_its_day_a_rule_cannot_fail() -> None:
    def due(day: date) -> LoweredRule:
        return LoweredRule(TRUE, (Reading(Fact("a"), due=Constant(day)),))

    possible = PossibleOutcomes({}, frozenset({"a"}), AS_OF)
    assert not possible.can_fail(due(AS_OF))
    assert possible.can_fail(due(date(2026, 11, 20)))
    unmet = PossibleOutcomes({"a": False}, frozenset(), AS_OF)
    assert unmet.can_be_satisfied(due(AS_OF), not_applicable_too=True)
    assert not unmet.can_be_satisfied(due(AS_OF), not_applicable_too=False)
    assert not unmet.can_be_satisfied(due(date(2026, 11, 20)), not_applicable_too=True)
