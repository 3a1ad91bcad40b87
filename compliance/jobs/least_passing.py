"""The least value of a number with which a rule passes, all other facts as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from compliance.base.outcome import Outcome
from compliance.facts.scale import number_scale
from compliance.facts.vocabulary import Fact
from compliance.findings.breakpoints import breakpoints, comparisons, comparisons_with, intervals
from compliance.logic.expression import Value
from compliance.logic.interpreter import evaluate
from compliance.logic.lowered import LoweredRule


def asks_at_least(rule: LoweredRule, name: str) -> bool:
    """Whether a reading of a rule sets a minimum for a fact: for itself, or in whole for a ratio of which it is the part."""
    minima = (m for reading in rule.readings if (m := reading.measure) and m.sense == "minimum")
    return any(name == (measure.total.fact if measure.total else measure.fact) for measure in minima)


def least_passing(rule: LoweredRule, name: str, fact: Fact, facts: Mapping[str, Value], as_of: date) -> Fraction | None:
    """The least value of a number that a description may give with which the rule passes on every reading; None without any."""
    scale = number_scale(fact)
    compared = comparisons_with(name, comparisons([rule], as_of))
    for interval in intervals(scale, breakpoints(name, scale, compared, facts)):
        value = scale.value(interval.first)
        passes = evaluate(rule, {**facts, name: value}, as_of).outcome is Outcome.PASS
        if passes and isinstance(value, Fraction):
            return value
    return None
