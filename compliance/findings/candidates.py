"""Candidate values: what a fact may be changed to for the sake of some rules, and which values are worth trying.

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

from compliance.facts.scale import Scale, scale_of
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.findings.breakpoints import Breakpoint, breakpoints, comparisons, comparisons_with, intervals
from compliance.logic import expression as tree
from compliance.logic.expression import Value
from compliance.logic.lowered import LoweredRule


@dataclass(frozen=True)
class SearchContext:
    """What a search for changes starts from: the facts as given and implied, their vocabulary, and the date of the check."""

    facts: Mapping[str, Value]
    vocabulary: Vocabulary
    as_of: date

    @cached_property
    def constrained(self) -> Mapping[str, Fact]:
        """The facts that others imply or that must not lie before others."""
        return {code: fact for code, fact in self.vocabulary.facts.items() if fact.implied_by or fact.not_before}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each fact in the vocabulary."""
        return {name: place for place, name in enumerate(self.vocabulary.facts)}

    def implied_by(self, name: str) -> list[str]:
        """The facts that the presence of one implies."""
        return [code for code, fact in self.constrained.items() if fact.implied_by == name]

    def is_consistent(self, name: str, facts: Mapping[str, Value]) -> bool:
        """Whether the value that `facts` have for `name` contradicts none of their others."""
        return all(
            respects(fact, code, facts)
            for code, fact in self.constrained.items()
            if name in (code, fact.implied_by, fact.not_before)
        )


def respects(fact: Fact, code: str, facts: Mapping[str, Value]) -> bool:
    """False if a fact is `no` although a fact that implies it is given, or a date before its `not_before`."""
    value, first = facts.get(code), facts.get(str(fact.not_before))
    in_order = not (isinstance(value, date) and isinstance(first, date) and value < first)
    return in_order and not (value is False and fact.implied_by in facts)


class Candidates:
    """The values of each fact worth trying for some rules: next to breakpoints, every choice, and sets of tested items."""

    def __init__(self, rules: Sequence[LoweredRule], context: SearchContext) -> None:
        self.context = context
        self.compared = comparisons(rules, context.as_of)
        conditions = [rule.applies for rule in rules]
        nodes = list(nodes_of([*conditions, *(reading.holds for rule in rules for reading in rule.readings)]))
        self.membership_tests = [node for node in nodes if isinstance(node, tree.Contains)]
        self.fixed_dates = {
            *tree.facts_in(*conditions, *(node.start for node in nodes if isinstance(node, tree.Deadline)))
        }
        self.negated = {*tree.facts_in(*conditions, *filter(None, map(non_monotone_part, nodes)))}

    def may_change(self, name: str) -> bool:
        """Whether the fact is the subject's to change."""
        fact = self.context.vocabulary.facts[name]
        if fact.circumstance or fact.type in (FactType.TEXT, FactType.CREDIT_CODE):
            return False
        return fact.type is not FactType.DATE or name not in self.fixed_dates

    def of(self, name: str, facts: Mapping[str, Value], may_hold: Callable[[Value], bool]) -> Iterator[Value]:
        """Values of a fact other than its present one, nearest first, the others being as in `facts`.

        `may_hold` tells of a value whether the rules can hold with it.
        """
        fact, present = self.context.vocabulary.facts[name], self.context.facts.get(name)
        if fact.type.is_number or fact.type is FactType.DATE:
            return self.on_scale(name, facts)
        if fact.type is FactType.SET:
            return self.sets(name, fact, may_hold)
        values: Sequence[Value] = (True, False) if fact.type is FactType.YES_NO else tuple(fact.choices)
        return (value for value in values if value != present)

    def on_scale(self, name: str, facts: Mapping[str, Value]) -> Iterator[Value]:
        """Numbers or days: of each interval between breakpoints the value nearest to the present one.

        Of a fact not given: the limits themselves, what lies just beyond each, and the ends of its scale.
        """
        scale = self.scale(name)
        if scale.first > scale.last:
            return
        present = self.context.facts.get(name)
        points = breakpoints(name, scale, comparisons_with(name, self.compared), facts)
        if present is None:
            numbers = beside_limits(scale, points)
        else:
            now = scale.number(present)
            nearest = {min(max(now, first), last) for first, last in intervals(scale, points)} - {now}
            numbers = sorted(nearest, key=lambda number: (abs(number - now), number))
        yield from map(scale.value, numbers)

    def scale(self, name: str) -> Scale:
        """The values that a number or date may take; a date moves only forward, from its present day to that of the check."""
        fact = self.context.vocabulary.facts[name]
        scale = scale_of(fact)
        assert scale is not None
        if fact.type is not FactType.DATE:
            return scale
        today = self.context.as_of
        earliest = self.context.facts.get(name, date(today.year - 1, 1, 1))
        return scale._replace(first=scale.number(earliest), last=scale.number(today))

    def sets(self, name: str, fact: Fact, may_hold: Callable[[Value], bool]) -> Iterator[Value]:
        """Sets with the fewest items added or dropped first, earlier items first.

        Where items can only help, none is dropped, and those without which nothing holds are in every set.
        """
        present = self.context.facts.get(name)
        now = present if isinstance(present, frozenset) else frozenset[str]()
        tested = {test.part for test in self.membership_tests if test.whole == tree.Fact(name)}
        items = [code for code in fact.choices if code in tested]
        needed: list[str] = []
        if name not in self.negated:
            items = [code for code in items if code not in now]
            needed = [code for code in items if not may_hold(now.union(items) - {code})]
        optional = [code for code in items if code not in needed]
        for size in range(len(optional) + 1):
            for some in combinations(optional, size):
                if (value := now.symmetric_difference([*needed, *some])) != present:
                    yield value


def beside_limits(scale: Scale, points: Iterable[Breakpoint]) -> list[int]:
    """The numbers on both sides of each breakpoint, those nearest to a limit first, and the ends of the scale last."""
    distances: dict[int, Fraction] = dict.fromkeys((scale.first, scale.last), Fraction(scale.last - scale.first))
    for point in points:
        for number in (point.number - 1, point.number):
            distance = abs(number - point.limit)
            distances[number] = min(distance, distances.get(number, distance))
    return sorted(distances, key=lambda number: (distances[number], number))


def nodes_of(expressions: Iterable[tree.Expression]) -> Iterator[tree.Expression]:
    """All nodes of some expressions."""
    for expression in expressions:
        yield from expression.walk()


def non_monotone_part(node: tree.Expression) -> tree.Expression | None:
    """The part of a node whose becoming true can make the node false: what is negated, or the condition of a choice."""
    if isinstance(node, tree.Not):
        return node.part
    return node.condition if isinstance(node, tree.If) else None
