"""Abstract interpretation of rules: the outcomes still possible while some facts are free to take any value.

Each comparison with a free fact may turn out either way, whatever the others do. So the possible outcomes are never fewer
than those that some values come to: what is not possible here is not possible at all, what is possible here may not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Value
from compliance.logic.interpreter import Evaluator, Unknown
from compliance.logic.lowered import LoweredRule, Reading

Truths = frozenset[bool | None]
EITHER: Truths = frozenset([True, False])
UNKNOWN: Truths = frozenset([None])


class PossibleOutcomes:
    """What rules can come to with some facts known, some free, and the others unknown for good."""

    def __init__(self, known: Mapping[str, Value], free: frozenset[str], as_of: date) -> None:
        self.known, self.free, self.as_of = known, free, as_of
        self.evaluate = Evaluator(known)

    def can_be_satisfied(self, rule: LoweredRule, not_applicable_too: bool) -> bool:
        """Whether the rule can pass or, where that does too, not apply or not be due. With nothing free: whether it does."""
        applies = self.truths(rule.applies)
        if not_applicable_too and False in applies:
            return True
        holds = [self.truths(reading.holds) for reading in rule.readings]
        can_pass = all(True in truths for truths in holds)
        can_wait = not_applicable_too and all(map(self.is_not_due, rule.readings)) and all(False in t for t in holds)
        return True in applies and (can_pass or can_wait)

    def can_fail(self, rule: LoweredRule) -> bool:
        """Whether the rule can fail under a reading."""
        due = (reading for reading in rule.readings if not self.is_not_due(reading))
        return True in self.truths(rule.applies) and any(False in self.truths(reading.holds) for reading in due)

    def is_not_due(self, reading: Reading) -> bool:
        """Whether the day by which the reading has to be met is known and not over."""
        due = self.evaluate(reading.due) if reading.due else None
        return isinstance(due, date) and self.as_of <= due

    def truths(self, node: Expression) -> Truths:
        """The truths that a node can come to; None for unknown."""
        match node:
            case tree.Not(part):
                return frozenset(None if truth is None else not truth for truth in self.truths(part))
            case tree.And(parts):
                return self.joined(parts, decisive=False)
            case tree.Or(parts):
                return self.joined(parts, decisive=True)
            case tree.If(condition, then, otherwise):
                return self.branch(self.truths(condition), self.truths(then), self.truths(otherwise))
            case _:
                return self.leaf(node)

    def joined(self, parts: tuple[Expression, ...], decisive: bool) -> Truths:
        """Kleene's and (`decisive` false) and or (`decisive` true)."""
        each = [self.truths(part) for part in parts]
        possible: dict[bool | None, bool] = {
            decisive: any(decisive in truths for truths in each),
            not decisive: all((not decisive) in truths for truths in each),
            None: any(None in truths for truths in each) and all(truths != {decisive} for truths in each),
        }
        return frozenset(truth for truth, is_possible in possible.items() if is_possible)

    def branch(self, condition: Truths, then: Truths, otherwise: Truths) -> Truths:
        """Either branch that the condition can choose; with an unknown condition what they agree on, or unknown."""
        chosen = (then if True in condition else frozenset()) | (otherwise if False in condition else frozenset())
        return chosen | (then & otherwise) | UNKNOWN if None in condition else chosen

    def leaf(self, node: Expression) -> Truths:
        """A truth that is not made of others."""
        value = self.evaluate(node)
        if isinstance(value, Unknown):
            return EITHER if value.missing and value.missing <= self.free else UNKNOWN
        return frozenset([bool(value)])
