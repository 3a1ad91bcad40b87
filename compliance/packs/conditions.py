"""The conditions of `applies_when`: bounds of a number, the first day of a date, or the values of any other fact."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Union

from compliance.base.phrase import Phrase, listed
from compliance.base.yaml_model import Model, Number, model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Compare, Comparison, Constant, Expression, Fact
from compliance.packs.sentence import ABOVE, AT_LEAST, AT_MOST, BELOW, bound_words, has_one_of_words
from compliance.packs.terms import all_of, compare, has_one_of

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

SINCE = Phrase("{what}在 {day} 及以后", "{what} on {day} or later")


@model
class Bounds(Model):
    """A condition on a number: `minimum` and `maximum` include the end, `above` and `below` exclude it."""

    minimum: Number | None = None
    maximum: Number | None = None
    above: Number | None = None
    below: Number | None = None

    def limits(self) -> list[Fraction]:
        """The limits that are given."""
        return [limit for limit in (self.minimum, self.maximum, self.above, self.below) if limit is not None]

    def is_empty(self, whole: bool) -> bool:
        """Whether no number lies within the bounds; between 10 and 11 lies no whole one."""
        step = Fraction(int(whole))
        lows = [low for low in (self.minimum, None if self.above is None else self.above + step) if low is not None]
        highs = [high for high in (self.maximum, None if self.below is None else self.below - step) if high is not None]
        if not lows or not highs:
            return False
        low, high = max(lows), min(highs)
        end_excluded = not whole and (low == self.above or high == self.below)
        return low > high or (end_excluded and low == high)


@model
class Since(Model):
    """A condition on a date: this day or later. What happened before a document was issued is not judged by it."""

    since: date


class ByShape:
    """Tells pydantic, when it reads a rule file, which condition a value is by its shape."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic import Discriminator, Tag

        shapes = {"text": str, "list": list[str], "bounds": Bounds, "since": Since}
        branches = tuple(Annotated[shape, Tag(name)] for name, shape in shapes.items())
        return handler.generate_schema(Annotated[Union[branches], Discriminator(shape_of)])  # noqa: UP007


def shape_of(value: object) -> str:
    """The name of a value's shape."""
    if isinstance(value, AnyMapping):
        return "since" if "since" in value else "bounds"
    return "list" if isinstance(value, list) else "text"


Condition = Annotated[str | list[str] | Bounds | Since, ByShape()]


def holds(fact: str, wanted: Condition, vocabulary: Vocabulary) -> Expression:
    """One line of `applies_when` as an expression."""
    if isinstance(wanted, Since):
        return Compare(">=", Fact(fact), Constant(wanted.since))
    if isinstance(wanted, Bounds):
        limits: list[tuple[Comparison, Fraction | None]] = [
            (">=", wanted.minimum),
            ("<=", wanted.maximum),
            (">", wanted.above),
            ("<", wanted.below),
        ]
        return all_of(compare(fact, sign, Constant(limit), vocabulary) for sign, limit in limits if limit is not None)
    return has_one_of(fact, as_list(wanted), vocabulary)


def words(conditions: AnyMapping[str, Condition], vocabulary: Vocabulary) -> Phrase:
    """When a rule applies, in words."""
    return listed(condition_words(fact, wanted, vocabulary) for fact, wanted in conditions.items())


def condition_words(fact: str, wanted: Condition, vocabulary: Vocabulary) -> Phrase:
    """One line of `applies_when` in words."""
    if isinstance(wanted, Since):
        return SINCE.format(what=vocabulary.label_of(fact), day=wanted.since)
    if isinstance(wanted, Bounds):
        limits = [(AT_LEAST, wanted.minimum), (AT_MOST, wanted.maximum), (ABOVE, wanted.above), (BELOW, wanted.below)]
        return listed(bound_words(form, fact, limit, vocabulary) for form, limit in limits if limit is not None)
    return has_one_of_words(fact, as_list(wanted), vocabulary)


def as_list(texts: str | list[str]) -> list[str]:
    """One text or several, as a list."""
    return [texts] if isinstance(texts, str) else texts
