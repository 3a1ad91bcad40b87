"""What would mend a failing rule: for each single fact, the nearest value with which the rule passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from compliance import expression as tree
from compliance.expression import Value
from compliance.interpreter import Evaluator, Unknown, evaluate
from compliance.lowered import LoweredRule
from compliance.number import DECIMALS, decimal_text
from compliance.outcome import Outcome, Remedy
from compliance.phrase import Phrase
from compliance.sentence import amount, value_words
from compliance.vocabulary import Fact, FactType, Vocabulary

CHANGE = Phrase("{fact}改为 {value}（{change}）", "{fact} to {value} ({change})")
REPLACE = Phrase("{fact}改为“{value}”", "{fact} to “{value}”")
SUPPLY = Phrase("{fact}补充：{value}", "{fact}: add {value}")
STEP = Fraction(1, 10**DECIMALS)


def remedies(rule: LoweredRule, facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date) -> tuple[Remedy, ...]:
    """One remedy for each fact that alone can mend the rule. Dates are not among them: what is done is done."""
    search = Search(rule, facts, vocabulary, as_of)
    names = tree.facts_in(*(reading.holds for reading in rule.readings))
    changeable = (name for name in names if name in facts and not vocabulary.facts[name].circumstance)
    found = (search.remedy(name, vocabulary.facts[name]) for name in changeable)
    return tuple(remedy for remedy in found if remedy)


class Search:
    """Tries values of one fact, the others as they are."""

    def __init__(self, rule: LoweredRule, facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date) -> None:
        self.rule, self.facts, self.vocabulary, self.as_of = rule, facts, vocabulary, as_of
        self.nodes = [node for reading in rule.readings for node in reading.holds.walk()]

    def passes(self, name: str, value: Value) -> bool:
        """Whether the rule passes with this value."""
        return evaluate(self.rule, {**self.facts, name: value}, self.as_of).outcome is Outcome.PASS

    def remedy(self, name: str, fact: Fact) -> Remedy | None:
        """The nearest value of the fact that mends the rule, if there is one."""
        if fact.type.is_number:
            return self.number(name, fact)
        if fact.type is FactType.SET:
            return self.items(name, fact)
        values: tuple[Value, ...] = (True, False) if fact.type is FactType.YES_NO else tuple(fact.choices)
        mending = [value for value in values if value != self.facts[name] and self.passes(name, value)]
        if len(mending) != 1:
            return None
        text = ("no", "yes")[mending[0]] if isinstance(mending[0], bool) else str(mending[0])
        return Remedy(name, text, None, REPLACE.fill(fact=fact.label, value=value_words(mending[0], fact)))

    def number(self, name: str, fact: Fact) -> Remedy | None:
        """The nearest number: thresholds are where an outcome can change, so only their neighbours are tried."""
        now = self.facts[name]
        assert isinstance(now, Fraction) and fact.minimum is not None and fact.maximum is not None
        step = Fraction(1) if fact.type is FactType.WHOLE else STEP
        for value in sorted(self.neighbours(name, step), key=lambda one: (abs(one - now), one)):
            if fact.minimum <= value <= fact.maximum and self.passes(name, value):
                change = ("" if value < now else "+") + str(decimal_text(value - now))
                to = amount(value, fact.unit, self.vocabulary)
                words = CHANGE.fill(fact=fact.label, value=to, change=change)
                return Remedy(name, str(decimal_text(value)), change, words)
        return None

    def neighbours(self, name: str, step: Fraction) -> Iterator[Fraction]:
        """The numbers on the fact's grid next to each threshold."""
        for point in self.thresholds(name):
            below = point // step * step
            yield from (below - step, below, below + step, below + 2 * step)

    def thresholds(self, name: str) -> Iterator[Fraction]:
        """Where each comparison that the fact takes part in turns: it is linear in every single fact."""
        for node in self.nodes:
            if isinstance(node, tree.Compare) and name in tree.facts_in(node):
                at_zero, at_one = (self.difference(node, name, Fraction(n)) for n in (0, 1))
                if at_zero is not None and at_one is not None and at_one != at_zero:
                    yield at_zero / (at_zero - at_one)

    def difference(self, node: tree.Compare, name: str, value: Fraction) -> Fraction | None:
        """Left side less right side at a value of the fact."""
        at = Evaluator({**self.facts, name: value})
        left, right = at(node.left), at(node.right)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return None
        assert isinstance(left, Fraction) and isinstance(right, Fraction)
        return left - right

    def items(self, name: str, fact: Fact) -> Remedy | None:
        """The fewest items that have to be added, earlier alternatives first."""
        now = self.facts[name]
        assert isinstance(now, frozenset)
        asked = {n.part for n in self.nodes if isinstance(n, tree.Contains) and n.whole == tree.Fact(name)}
        added = [code for code in fact.choices if code in asked - now]
        if not self.passes(name, now | frozenset(added)):
            return None
        for code in reversed(added):
            fewer = [one for one in added if one != code]
            if self.passes(name, now | frozenset(fewer)):
                added = fewer
        whole = [code for code in fact.choices if code in now | frozenset(added)]
        words = SUPPLY.fill(fact=fact.label, value=value_words(frozenset(added), fact))
        return Remedy(name, ";".join(whole), "+" + ";".join(added), words)
