"""The short answer, whether a rule passes, is that of the whole evaluation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from compliance.base.outcome import Outcome
from compliance.logic.expression import FALSE, TRUE, Constant, Expression, Fact, NotCovered, Value
from compliance.logic.interpreter import evaluate, passes
from compliance.logic.lowered import LoweredRule, Reading
from tests.support.small_rules import AS_OF, small_facts, small_rules


@settings(max_examples=100)
@given(rule=small_rules, facts=small_facts)
def test_a_rule_passes_where_its_evaluation_says_so(rule: LoweredRule, facts: dict[str, Value]) -> None:
    assert passes(rule, facts) is (evaluate(rule, facts, AS_OF).outcome is Outcome.PASS)


@pytest.mark.parametrize("applies", [TRUE, FALSE, Fact("x")])
@pytest.mark.parametrize("first", [TRUE, FALSE, NotCovered()])
@pytest.mark.parametrize("second", [TRUE, FALSE, Fact("x")])
def test_a_rule_passes_only_on_every_reading(applies: Expression, first: Expression, second: Expression) -> None:
    rule = LoweredRule(applies, (Reading(first, due=Constant(AS_OF)), Reading(second)))
    assert passes(rule, {}) is (applies == first == second == TRUE)
    assert passes(rule, {}) is (evaluate(rule, {}, AS_OF).outcome is Outcome.PASS)
