"""What kinds have in common: limits on quantities, values of which one will do, and requirements joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Literal, NamedTuple

from compliance.base.phrase import Phrase, listed
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Comparison, Constant, Divide, Expression, Fact, Multiply
from compliance.logic.lowered import Measure, Part, Reading, Total
from compliance.packs.kinds.base import Context, Requirement
from compliance.packs.kinds.dated import Dated, value_at
from compliance.packs.sentence import bound_words
from compliance.packs.terms import compare, has_one_of, quantity


class Limit(NamedTuple):
    """A limit on a quantity: how it compares, the form of its words, and its value by date."""

    quantity: str
    sign: Comparison
    form: Phrase
    dated: Dated

    def words(self, context: Context) -> Phrase:
        """The quantity and its limit in words. Raises NotInForce."""
        return bound_words(self.form, self.quantity, value_at(self.dated, context.as_of), context.vocabulary)

    def reading(self, sense: Literal["minimum", "maximum"], context: Context) -> Reading:
        """The quantity within the limit. Raises NotInForce."""
        vocabulary, name = context.vocabulary, self.quantity
        required = Constant(value_at(self.dated, context.as_of))
        measure = Measure(
            quantity(name, vocabulary),
            required,
            sense,
            vocabulary.unit_of(name),
            name,
            self.form,
            total(name, required, vocabulary),
        )
        return Reading(compare(name, self.sign, required, vocabulary), measure=measure)


def total(name: str, limit: Expression, vocabulary: Vocabulary) -> Total | None:
    """What a limit on a ratio comes to in whole; None for other quantities."""
    derived = vocabulary.derived.get(name)
    if derived is None or derived.ratio is None:
        return None
    whole = Multiply(limit, quantity(derived.ratio.per, vocabulary))
    return Total(derived.ratio.of, Divide(whole, Constant(derived.ratio.scale)))


def one_of(fact: str, texts: list[str], context: Context) -> Reading:
    """A fact among values."""
    holds = has_one_of(fact, texts, context.vocabulary)
    return Reading(holds, measure=Measure(Fact(fact), alternatives(texts), "same", fact=fact))


def alternatives(texts: Iterable[str]) -> Constant:
    """Values of which one will do, for showing."""
    return Constant("|".join(texts))


NamedReading = tuple[Phrase, Reading]


def named_parts(requirements: Iterable[Requirement], context: Context) -> Iterator[tuple[NamedReading, ...]]:
    """Every combination of the requirements' readings, each requirement with its words. Raises NotInForce."""
    return product(*([(part.words(context), reading) for reading in part.lower(context)] for part in requirements))


def joined_reading(parts: Sequence[NamedReading], join: Callable[[Iterable[Expression]], Expression]) -> Reading:
    """One reading of several requirements joined."""
    labels = [reading.label for _, reading in parts if reading.label]
    codes = [reading.code for _, reading in parts if reading.code]
    return Reading(
        join(reading.holds for _, reading in parts),
        label=listed(labels) if labels else None,
        code="+".join(codes) or None,
        parts=tuple(Part(words, reading.holds) for words, reading in parts),
    )
