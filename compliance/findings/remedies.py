"""What would mend a failing rule: for each single fact, the nearest value with which the rule passes.

Changed are only facts that are the subject's to change: no circumstance, no text, no number of a certificate. What is done
is done: a date moves only forward, to the date of the check at most (the thing is done again), and a day from which a period
runs, or which decides whether a rule applies, does not move at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from compliance.base.decimals import DECIMALS, decimal_text
from compliance.base.outcome import Outcome
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.findings.report import Remedy
from compliance.logic import expression as tree
from compliance.logic.expression import Value
from compliance.logic.interpreter import Evaluator, Result, Unknown, evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.sentence import amount, value_words

CHANGE = Phrase("{fact}改为 {value}（{change}）", "{fact} to {value} ({change})")
DAYS = Phrase("{change} 日", "{change} day(s)")
REPLACE = Phrase("{fact}改为“{value}”", "{fact} to “{value}”")
SUPPLY = Phrase("{fact}补充：{value}", "{fact}: add {value}")
REMOVE = Phrase("{fact}去掉：{value}", "{fact}: drop {value}")
STATE = Phrase("{fact}（未填）须为 {value}", "{fact} (not stated) is to be {value}")
STEP = Fraction(1, 10**DECIMALS)


@dataclass(frozen=True)
class Ground:
    """What a search for remedies stands on: the facts as given, what they mean, and the date."""

    facts: Mapping[str, Value]
    vocabulary: Vocabulary
    as_of: date

    @cached_property
    def tied(self) -> Mapping[str, Fact]:
        """The facts that others imply or that cannot lie before others."""
        return {code: fact for code, fact in self.vocabulary.facts.items() if fact.implied_by or fact.not_before}

    def implied(self, name: str) -> list[str]:
        """The facts that the presence of one implies."""
        return [code for code, fact in self.tied.items() if fact.implied_by == name]

    def consistent(self, name: str, known: Mapping[str, Value]) -> bool:
        """Whether the value of a fact contradicts none of the others."""
        return all(
            fits(fact, code, known)
            for code, fact in self.tied.items()
            if name in (code, fact.implied_by, fact.not_before)
        )


def fits(fact: Fact, code: str, known: Mapping[str, Value]) -> bool:
    """Whether a fact is neither no although what implies it is given, nor a date before what must come first."""
    mine, first = known.get(code), known.get(str(fact.not_before))
    in_order = not (isinstance(mine, date) and isinstance(first, date) and mine < first)
    return in_order and not (mine is False and fact.implied_by in known)


def remedies(rule: LoweredRule, facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date) -> tuple[Remedy, ...]:
    """One remedy for each fact that alone can mend the rule; of choices, which are all as near, one for each that does."""
    ground, values = Ground(facts, vocabulary, as_of), Values([rule], facts, vocabulary, as_of)
    found = []
    for name in tree.facts_in(*(reading.holds for reading in rule.readings)):
        if name in facts and values.may_change(name):

            def passes(value: Value, name: str = name) -> bool:
                known = {**facts, name: value}
                return ground.consistent(name, known) and evaluate(rule, known, as_of).outcome is Outcome.PASS

            mending = filter(passes, values.of(name, facts, passes))
            every = vocabulary.facts[name].type is FactType.CHOICE
            found += [remedy(name, value, ground) for value in (mending if every else [*mending][:1])]
    return tuple(found)


class Values:
    """The values of a fact worth trying for some rules: those next to where a comparison turns, every choice, sets of items.

    Every comparison is linear in each single fact, so between two neighbouring thresholds nothing changes.
    """

    def __init__(
        self, rules: Iterable[LoweredRule], facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date
    ) -> None:
        self.facts, self.vocabulary, self.as_of = facts, vocabulary, as_of
        self.place = {name: number for number, name in enumerate(vocabulary.facts)}
        rules = list(rules)
        conditions = [rule.applies for rule in rules]
        holds = [reading.holds for rule in rules for reading in rule.readings]
        nodes = [node for whole in (*conditions, *holds) for node in whole.walk()]
        self.compared = {node: tree.facts_in(node) for node in nodes if isinstance(node, tree.Compare)}
        self.asked = [node for node in nodes if isinstance(node, tree.Contains)]
        begun = [node.start for node in nodes if isinstance(node, tree.Deadline)]
        self.happened = {*tree.facts_in(*conditions, *begun)}
        turned = [node.part for node in nodes if isinstance(node, tree.Not)]
        turned += [node.condition for node in nodes if isinstance(node, tree.If)]
        self.turned = {*tree.facts_in(*conditions, *turned)}

    def may_change(self, name: str) -> bool:
        """Whether the fact is the subject's to change."""
        fact = self.vocabulary.facts[name]
        if fact.circumstance or fact.type in (FactType.TEXT, FactType.CREDIT_CODE):
            return False
        return fact.type is not FactType.DATE or name not in self.happened

    def of(self, name: str, known: Mapping[str, Value], may: Callable[[Value], bool]) -> Iterator[Value]:
        """Values other than the present one, nearest first. `may` tells whether the rules can hold with a value."""
        fact, now = self.vocabulary.facts[name], self.facts.get(name)
        if fact.type.is_number or fact.type is FactType.DATE:
            return self.on_scale(name, fact, known)
        if fact.type is FactType.SET:
            return self.sets(name, fact, may)
        values: Sequence[Value] = (True, False) if fact.type is FactType.YES_NO else tuple(fact.choices)
        return (value for value in values if value != now)

    def on_scale(self, name: str, fact: Fact, known: Mapping[str, Value]) -> Iterator[Value]:
        """Numbers or days next to each threshold: of a known fact the nearest first, of another the threshold itself."""
        step = STEP if fact.type is FactType.DECIMAL else Fraction(1)
        low, high = self.range(name, fact)
        now = self.facts.get(name)
        near = {low: high - low, high: high - low} if low <= high else {}
        for point in self.thresholds(name, known, fact.type is FactType.DATE):
            below = point // step * step
            for value in (below - step, below, below + step, below + 2 * step):
                near[value] = min(abs(value - point), near.get(value, abs(value - point)))
        if now is not None:
            near = {value: abs(value - position(now)) for value in near}
        for value in sorted(near, key=lambda one: (near[one], one)):
            if low <= value <= high and (now is None or value != position(now)):
                yield date.fromordinal(int(value)) if fact.type is FactType.DATE else value

    def range(self, name: str, fact: Fact) -> tuple[Fraction, Fraction]:
        """The least and the greatest value; of a date, which moves only forward, its present day and that of the check."""
        if fact.type is FactType.DATE:
            today = position(self.as_of)
            return position(self.facts.get(name, date(self.as_of.year - 1, 1, 1))), today
        assert fact.minimum is not None and fact.maximum is not None
        return fact.minimum, fact.maximum

    def thresholds(self, name: str, known: Mapping[str, Value], of_days: bool) -> Iterator[Fraction]:
        """Where each comparison that the fact takes part in turns."""
        start = position(self.as_of) if of_days else Fraction(0)
        for node, names in self.compared.items():
            if name in names:
                here, there = (difference(node, name, start + n, known, of_days) for n in (0, 1))
                if here is not None and there is not None and here != there:
                    yield start + here / (here - there)

    def sets(self, name: str, fact: Fact, may: Callable[[Value], bool]) -> Iterator[Value]:
        """Sets with the fewest items added or dropped first, earlier items first.

        Where items can only help, none is dropped, and those without which nothing holds are in every set.
        """
        present = self.facts.get(name)
        now = present if isinstance(present, frozenset) else frozenset[str]()
        asked = {node.part for node in self.asked if node.whole == tree.Fact(name)}
        turned = [code for code in fact.choices if code in asked]
        needed: list[str] = []
        if name not in self.turned:
            turned = [code for code in turned if code not in now]
            needed = [code for code in turned if not may(now.union(turned) - {code})]
        rest = [code for code in turned if code not in needed]
        for size in range(len(rest) + 1):
            for more in combinations(rest, size):
                if (value := now.symmetric_difference([*needed, *more])) != present:
                    yield value


def position(value: Result) -> Fraction:
    """A number or a day on its scale."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    assert isinstance(value, Fraction)
    return value


def difference(
    node: tree.Compare, name: str, at: Fraction, known: Mapping[str, Value], of_days: bool
) -> Fraction | None:
    """Left side less right side at a value of the fact; None where another fact is not known, or nothing is measured."""
    value = Evaluator({**known, name: date.fromordinal(int(at)) if of_days else at})
    left, right = value(node.left), value(node.right)
    if isinstance(left, Unknown | str | bool) or isinstance(right, Unknown | str | bool):
        return None
    return position(left) - position(right)


def remedy(name: str, value: Value, ground: Ground) -> Remedy:
    """The change of a fact to a value, or the value that a missing fact is to have, in words."""
    fact, now = ground.vocabulary.facts[name], ground.facts.get(name)
    words = amount(value, fact.unit, ground.vocabulary) if isinstance(value, Fraction) else value_words(value, fact)
    to, label = plain(value, fact), fact.label
    if now is None:
        return Remedy(name, to, None, STATE.format(fact=label, value=words))
    if isinstance(value, frozenset) and isinstance(now, frozenset):
        turns = [(sign, codes, form) for sign, codes, form in turns_of(now, value) if codes]
        change = " ".join(sign + plain(codes, fact) for sign, codes, _ in turns)
        told = (form.format(fact=label, value=value_words(codes, fact)) for _, codes, form in turns)
        return Remedy(name, to, change, listed(told, "，", ", "))
    if isinstance(value, bool | str):
        return Remedy(name, to, None, REPLACE.format(fact=label, value=words))
    by = position(value) - position(now)
    change = ("" if by < 0 else "+") + str(decimal_text(by))
    unit = DAYS.format(change=change) if isinstance(value, date) else untranslated(change)
    return Remedy(name, to, change, CHANGE.format(fact=label, value=words, change=unit))


def turns_of(now: frozenset[str], value: frozenset[str]) -> tuple[tuple[str, frozenset[str], Phrase], ...]:
    """What is added to a set and what is dropped from it."""
    return ("+", value - now, SUPPLY), ("-", now - value, REMOVE)


def plain(value: Value, fact: Fact) -> str:
    """A value as exact decimal text, ISO date, code, or the codes of a set."""
    if isinstance(value, frozenset):
        return ";".join(code for code in fact.choices if code in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(decimal_text(value)) if isinstance(value, Fraction) else str(value)
