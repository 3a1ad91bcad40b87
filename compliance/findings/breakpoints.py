"""Where anything that rules turn on turns, as one fact takes its values in order and all others stay as they are.

A fact's values are numbered without gaps: whole numbers, decimals by the millionth, days, choices in their order. Every
comparison in a lowered rule is monotone in one fact, since thresholds are linear in it and a later day has no earlier
deadline; so its truth turns at most once, at a place that bisection finds exactly. From one such place to the next nothing
that an outcome depends on changes, and one value stands for all of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.base.decimals import MILLIONTHS
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR
from compliance.facts.vocabulary import Fact as Declared
from compliance.facts.vocabulary import FactType, FactValue, Vocabulary
from compliance.logic.expression import Compare, Constant, Fact, Value, facts_in
from compliance.logic.interpreter import Evaluator
from compliance.logic.lowered import LoweredRule, nodes


class Scale(NamedTuple):
    """The values that a fact can have, numbered from `first` to `last`. `listed` where there is no more and less of them."""

    first: int
    last: int
    value: Callable[[int], FactValue]
    number: Callable[[Any], int]
    listed: bool = False


def scale_of(fact: Declared) -> Scale | None:
    """The scale of a fact; None of texts and sets, whose values cannot be gone through."""
    if fact.type.is_number:
        return number_scale(fact)
    if fact.type is FactType.DATE:
        first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
        return Scale(first.toordinal(), last.toordinal(), date.fromordinal, date.toordinal)
    if fact.type in (FactType.CHOICE, FactType.YES_NO):
        values: tuple[FactValue, ...] = tuple(fact.choices) or (False, True)
        return Scale(0, len(values) - 1, values.__getitem__, values.index, True)
    return None


def number_scale(fact: Declared) -> Scale:
    """The scale of a number: by ones, or by the millionth part that is the finest a description may write."""
    parts = 1 if fact.type is FactType.WHOLE else MILLIONTHS
    assert fact.minimum is not None and fact.maximum is not None
    first, last = -(-fact.minimum * parts // 1), fact.maximum * parts // 1
    return Scale(int(first), int(last), lambda n: Fraction(n, parts), lambda value: int(value * parts))


def starts(
    name: str,
    scale: Scale,
    rules: Iterable[LoweredRule],
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
) -> Sequence[int]:
    """The numbers of the values from which on anything that the rules turn on is different than before, and the first."""
    if scale.listed:
        return range(scale.first, scale.last + 1)
    known = vocabulary.implied({**facts, name: scale.value(scale.first)})
    found = {scale.first}
    for one in dict.fromkeys(turning(name, rules, vocabulary, as_of)):
        at = turn(one, name, scale, known)
        if at is not None:
            found.add(at)
    return sorted(found)


def turning(name: str, rules: Iterable[LoweredRule], vocabulary: Vocabulary, as_of: date) -> Iterator[Compare]:
    """The comparisons that the fact takes part in, each of which turns at most once; what must not precede what, too."""
    for rule in rules:
        for one in compared(rule, as_of):
            if name in facts_in(one):
                signs = ("<=", ">=") if one.operator == "==" else (one.operator,)
                yield from (Compare(sign, one.left, one.right) for sign in signs)  # type: ignore[arg-type]
    for code, declared in vocabulary.facts.items():
        if declared.not_before and name in (code, declared.not_before):
            yield Compare("<", Fact(code), Fact(declared.not_before))


def compared(rule: LoweredRule, as_of: date) -> Iterator[Compare]:
    """All that is compared in a rule; a due date with the date of the check."""
    yield from (one for node in nodes(rule) for one in node.walk() if isinstance(one, Compare))
    yield from (Compare("<", reading.due, Constant(as_of)) for reading in rule.readings if reading.due)


def turn(one: Compare, name: str, scale: Scale, facts: Mapping[str, Value]) -> int | None:
    """The number of the first value with which the comparison comes to something else than with the first of all."""

    def result(number: int) -> object:
        return Evaluator({**facts, name: scale.value(number)})(one)

    before = result(scale.first)
    if result(scale.last) == before:
        return None
    numbers = range(scale.first, scale.last + 1)
    return numbers[bisect_left(numbers, True, key=lambda number: result(number) != before)]
