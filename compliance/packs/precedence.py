"""Precedence: which rules apply to a subject on a date, where a local rule may replace a national one (lex specialis)."""

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
    """The rule that replaces another wherever it applies itself."""

    rule: str
    applies: Expression


class RuleInContext(NamedTuple):
    """A rule with its pack and the rule that may replace it. `lowered` is None where it is not in force."""

    entry: RuleEntry
    pack: Pack
    lowered: LoweredRule | None
    replaced: Replacement | None


def layered(
    packs: Sequence[Pack], kind: str, vocabulary: Vocabulary, as_of: date, selection: Selection = ALL
) -> list[RuleInContext]:
    """The rules for a kind of subject on a date, each applying only where no other replaces it."""
    replaced = replacements(packs, kind, vocabulary, as_of)
    rules = []
    for pack in packs:
        for entry in pack.rules.values():
            if entry.rule.subject == kind and selection.takes(entry.id):
                lowered, by = lower(entry.rule, vocabulary, as_of), replaced.get(entry.id)
                if lowered and by:
                    lowered = lowered._replace(applies=And((Not(by.applies), lowered.applies)))
                rules.append(RuleInContext(entry, pack, lowered, by))
    return rules


def replacements(packs: Sequence[Pack], kind: str, vocabulary: Vocabulary, as_of: date) -> Mapping[str, Replacement]:
    """The ids of the rules that another replaces on the date, each with the rule that does."""
    result = {}
    for entry in (entry for pack in packs for entry in pack.rules.values()):
        other = entry.rule.relation and entry.rule.relation.replaces
        if other and entry.rule.subject == kind and (lowered := lower(entry.rule, vocabulary, as_of)):
            result[other] = Replacement(entry.id, lowered.applies)
    return result
