"""The least value of a number with which a rule passes, all other facts as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from compliance.facts.scale import number_scale
from compliance.facts.vocabulary import Fact
from compliance.findings.breakpoints import breakpoints, comparisons, comparisons_with, intervals
from compliance.logic.expression import Value
from compliance.logic.interpreter import passes
from compliance.logic.lowered import LoweredRule


def asks_at_least(rule: LoweredRule, name: str) -> bool:
    """Whether a reading of a rule sets a minimum for a fact: for itself, or in whole for a ratio of which it is the part."""
    minima = (m for reading in rule.readings if (m := reading.measure) and m.sense == "minimum")
    return any(name == (measure.total.fact if measure.total else measure.fact) for measure in minima)


class LeastPassing:
    """The least value of a number with which a rule passes on every reading, as a function of the other facts."""

    def __init__(self, rule: LoweredRule, name: str, fact: Fact, as_of: date) -> None:
        self.rule, self.name, self.scale = rule, name, number_scale(fact)
        self.compared = list(comparisons_with(name, comparisons([rule], as_of)))

    def __call__(self, facts: Mapping[str, Value]) -> Fraction | None:
        """The least value that a description may give, with the other facts as given; None where the rule passes with none."""
        for interval in intervals(self.scale, breakpoints(self.name, self.scale, self.compared, facts)):
            value = self.scale.value(interval.first)
            if isinstance(value, Fraction) and passes(self.rule, {**facts, self.name: value}):
                return value
        return None
