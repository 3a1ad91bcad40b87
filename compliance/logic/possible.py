"""What a rule can still come to while some facts are free to take any value: never less than is possible.

Each comparison with a free fact may turn out either way, whatever the others do. So a rule without prospect of passing does
not pass with any values; one with a prospect may or may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Value
from compliance.logic.interpreter import Evaluator, Unknown
from compliance.logic.lowered import LoweredRule, Reading

Results = frozenset[bool | None]
EITHER: Results = frozenset([True, False])
UNKNOWN: Results = frozenset([None])


class Prospect:
    """What expressions can come to with some facts known, some free, and the others unknown for good."""

    def __init__(self, known: Mapping[str, Value], free: frozenset[str], as_of: date) -> None:
        self.known, self.free, self.as_of = known, free, as_of
        self.value = Evaluator(known)

    def settles(self, rule: LoweredRule, not_applicable_too: bool) -> bool:
        """Whether the rule can pass or, where that does too, not apply or not be due. With nothing free: whether it does."""
        applies = self.results(rule.applies)
        if not_applicable_too and False in applies:
            return True
        holds = [self.results(reading.holds) for reading in rule.readings]
        not_due = not_applicable_too and all(map(self.not_due, rule.readings)) and all(False in one for one in holds)
        return True in applies and (not_due or all(True in one for one in holds))

    def fails(self, rule: LoweredRule) -> bool:
        """Whether the rule can fail under a reading."""
        overdue = (reading for reading in rule.readings if not self.not_due(reading))
        return True in self.results(rule.applies) and any(False in self.results(one.holds) for one in overdue)

    def not_due(self, reading: Reading) -> bool:
        """Whether the day by which it has to be met is not over."""
        due = self.value(reading.due) if reading.due else None
        return isinstance(due, date) and self.as_of <= due

    def results(self, node: Expression) -> Results:
        """What a truth can come to; None for unknown."""
        match node:
            case tree.Not(part):
                return frozenset(None if one is None else not one for one in self.results(part))
            case tree.And(parts):
                return self.joined(parts, decisive=False)
            case tree.Or(parts):
                return self.joined(parts, decisive=True)
            case tree.If(condition, then, otherwise):
                return self.branch(self.results(condition), self.results(then), self.results(otherwise))
            case _:
                return self.single(node)

    def joined(self, parts: tuple[Expression, ...], decisive: bool) -> Results:
        """Kleene's and (`decisive` false) and or (`decisive` true)."""
        each = [self.results(part) for part in parts]
        possible: dict[bool | None, bool] = {
            decisive: any(decisive in one for one in each),
            not decisive: all((not decisive) in one for one in each),
            None: any(None in one for one in each) and all(one != {decisive} for one in each),
        }
        return frozenset(result for result, may_be in possible.items() if may_be)

    def branch(self, condition: Results, then: Results, otherwise: Results) -> Results:
        """Either branch that the condition can choose; with an unknown condition what they agree on, or unknown."""
        found = (then if True in condition else frozenset()) | (otherwise if False in condition else frozenset())
        return found | (then & otherwise) | UNKNOWN if None in condition else found

    def single(self, node: Expression) -> Results:
        """A truth that is not made of others."""
        value = self.value(node)
        if isinstance(value, Unknown):
            return EITHER if value.missing and value.missing <= self.free else UNKNOWN
        return frozenset([bool(value)])
