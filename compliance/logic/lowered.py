"""What a rule is lowered to: expressions for each reading of its document, and what to show of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from compliance.base.phrase import Phrase
from compliance.base.workdays import Counting
from compliance.logic.expression import Expression


class Total(NamedTuple):
    """What a limit on a ratio comes to in whole: 9 m² a slot are 270 m² of building area for 30 slots."""

    fact: str
    required: Expression


class Measure(NamedTuple):
    """What is compared with what, for showing. `sense` tells on which side of `required` the good values lie."""

    actual: Expression
    required: Expression
    sense: Literal["minimum", "maximum", "same"]
    unit: str | None = None
    fact: str = ""
    form: Phrase | None = None
    total: Total | None = None


class Part(NamedTuple):
    """One of several things required together, with its name."""

    label: Phrase
    holds: Expression


class Reading(NamedTuple):
    """A requirement under one reading of its document. Most have a single reading, without a label."""

    holds: Expression
    label: Phrase | None = None
    code: str | None = None
    measure: Measure | None = None
    due: Expression | None = None
    counting: Counting | None = None
    parts: tuple[Part, ...] = ()


class LoweredRule(NamedTuple):
    """A rule as expressions, for one date."""

    applies: Expression
    readings: tuple[Reading, ...]


def nodes(rule: LoweredRule) -> Iterator[Expression]:
    """What a rule's outcome depends on."""
    yield rule.applies
    for reading in rule.readings:
        yield reading.holds
        if reading.due:
            yield reading.due
