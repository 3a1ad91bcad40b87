"""What would mend a failing rule: for each single fact, the nearest value with which the rule passes.

Nearest are the candidate values next to the fact's breakpoints (see `candidates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import islice

from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.findings.candidates import Candidates, SearchContext
from compliance.findings.report import Remedy
from compliance.logic import expression as tree
from compliance.logic.exact_text import exact_text
from compliance.logic.expression import Value
from compliance.logic.interpreter import distance, passes
from compliance.logic.lowered import LoweredRule
from compliance.packs.sentence import amount, value_words

CHANGE = Phrase("{fact}改为 {value}（{change}）", "{fact} to {value} ({change})")
DAYS = Phrase("{change} 日", "{change} day(s)")
REPLACE = Phrase("{fact}改为“{value}”", "{fact} to “{value}”")
SUPPLY = Phrase("{fact}补充：{value}", "{fact}: add {value}")
REMOVE = Phrase("{fact}去掉：{value}", "{fact}: drop {value}")
STATE = Phrase("{fact}（未填）须为 {value}", "{fact} (not stated) is to be {value}")


def remedies(rule: LoweredRule, facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date) -> tuple[Remedy, ...]:
    """One remedy for each fact that alone can mend the rule; of choices, which are all as near, one for each that does."""
    context = SearchContext(facts, vocabulary, as_of)
    candidates = Candidates([rule], context)
    found: list[Remedy] = []
    for name in tree.facts_in(*(reading.holds for reading in rule.readings)):
        if name in facts and candidates.may_change(name):

            def mends(value: Value, name: str = name) -> bool:
                changed = {**facts, name: value}
                return context.is_consistent(name, changed) and passes(rule, changed)

            mending = filter(mends, candidates.of(name, facts, mends))
            every = vocabulary.facts[name].type is FactType.CHOICE
            found += [remedy(name, value, context) for value in islice(mending, None if every else 1)]
    return tuple(found)


def remedy(name: str, value: Value, context: SearchContext) -> Remedy:
    """The change of a fact to a value, or the value that a missing fact is to have, in words."""
    fact, now = context.vocabulary.facts[name], context.facts.get(name)
    to, label = exact_text(value, order=fact.choices), fact.label
    words = amount(value, fact.unit, context.vocabulary) if isinstance(value, Fraction) else value_words(value, fact)
    if now is None:
        return Remedy(name, to, None, STATE.format(fact=label, value=words))
    if isinstance(value, frozenset) and isinstance(now, frozenset):
        parts = [(sign, items, form) for sign, items, form in set_changes(now, value) if items]
        change = " ".join(sign + exact_text(items, order=fact.choices) for sign, items, _ in parts)
        phrases = (form.format(fact=label, value=value_words(items, fact)) for _, items, form in parts)
        return Remedy(name, to, change, listed(phrases, "，", ", "))
    by = distance(now, value)
    if by is None:
        return Remedy(name, to, None, REPLACE.format(fact=label, value=words))
    change = ("" if by < 0 else "+") + exact_text(by)
    days = DAYS.format(change=change) if isinstance(value, date) else untranslated(change)
    return Remedy(name, to, change, CHANGE.format(fact=label, value=words, change=days))


def set_changes(now: frozenset[str], value: frozenset[str]) -> tuple[tuple[str, frozenset[str], Phrase], ...]:
    """What is added to a set and what is dropped from it."""
    return ("+", value - now, SUPPLY), ("-", now - value, REMOVE)
