"""Which rules a subject is checked by on a date: a local rule beside the national ones, or in the place of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import And, Expression, Not
from compliance.logic.lowered import LoweredRule
from compliance.packs.library import Pack, RuleEntry
from compliance.packs.lowering import lower


class Selection(NamedTuple):
    """Which rules to look at: those that match a pattern of `select` (all, where there is none) and none of `ignore`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, rule: str) -> bool:
        """Whether a rule is looked at."""
        chosen = not self.select or any(fnmatchcase(rule, pattern) for pattern in self.select)
        return chosen and not any(fnmatchcase(rule, pattern) for pattern in self.ignore)


ALL = Selection()


class Replacement(NamedTuple):
    """The rule that takes another's place, and when it does: where it applies itself."""

    rule: str
    applies: Expression


class RuleInContext(NamedTuple):
    """A rule as it stands among the others. `lowered` is None where it is not in force."""

    entry: RuleEntry
    pack: Pack
    lowered: LoweredRule | None
    replaced: Replacement | None


def layered(
    packs: Sequence[Pack], kind: str, vocabulary: Vocabulary, as_of: date, selection: Selection = ALL
) -> list[RuleInContext]:
    """The rules for a kind of subject, each applying only where no other takes its place."""
    replaced = replacements(packs, kind, vocabulary, as_of)
    found = []
    for pack in packs:
        for one in pack.rules.values():
            if one.rule.subject == kind and selection.takes(one.id):
                lowered, by = lower(one.rule, vocabulary, as_of), replaced.get(one.id)
                if lowered and by:
                    lowered = lowered._replace(applies=And((Not(by.applies), lowered.applies)))
                found.append(RuleInContext(one, pack, lowered, by))
    return found


def replacements(packs: Sequence[Pack], kind: str, vocabulary: Vocabulary, as_of: date) -> Mapping[str, Replacement]:
    """The rules whose place another takes on the date."""
    found = {}
    for one in (rule for pack in packs for rule in pack.rules.values()):
        other = one.rule.relation and one.rule.relation.replaces
        if other and one.rule.subject == kind and (lowered := lower(one.rule, vocabulary, as_of)):
            found[other] = Replacement(one.id, lowered.applies)
    return found
