"""From a rule on a date to expressions: the conditions of `applies_when`, and each reading of what it requires."""

from __future__ import annotations

from datetime import date

from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Constant
from compliance.logic.lowered import LoweredRule
from compliance.packs import conditions
from compliance.packs.kinds.base import Context
from compliance.packs.kinds.dated import NotInForce
from compliance.packs.rules import Rule
from compliance.packs.terms import all_of


def lower(rule: Rule, vocabulary: Vocabulary, as_of: date) -> LoweredRule | None:
    """The rule's expressions on a date; None where it is not in force."""
    if rule.in_force and not rule.in_force.holds(as_of):
        return None
    try:
        readings = rule.requires.lower(Context(vocabulary, as_of))
    except NotInForce:
        return None
    if rule.adopted:
        readings = [reading for reading in readings if reading.code == rule.adopted.reading]
    if rule.due:
        readings = [reading._replace(due=reading.due or Constant(rule.due)) for reading in readings]
    applies = all_of(conditions.holds(fact, wanted, vocabulary) for fact, wanted in rule.applies_when.items())
    return LoweredRule(applies, tuple(readings))
