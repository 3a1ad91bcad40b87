"""What a rule says where it stands against a value: in which tier, by which reading, or for want of what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from compliance.base.outcome import Outcome, Reason
from compliance.base.phrase import Phrase, listed
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.message import Message
from compliance.logic.expression import Value
from compliance.logic.interpreter import Evaluation
from compliance.packs.kinds.base import Context
from compliance.packs.precedence import RuleInContext

TIER = Phrase("“{tier}”一档", "the tier {tier}")
LACKING = Phrase("缺少：{facts}", "for want of: {facts}")
NOT_COVERED = Phrase("文件没有规定这种情形", "the document does not cover this case")


class Bind(NamedTuple):
    """A rule that fails or is open, and why, in words."""

    rule: str
    title: Phrase
    outcome: Outcome
    reason: Reason | None
    words: Phrase
    missing: tuple[str, ...]


def bind(
    rule: RuleInContext,
    there: Evaluation,
    here: Evaluation | None,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
) -> Bind:
    """The rule as it is evaluated `there`; `here` is how it is with a better value next to that one."""
    words = reason_words(rule, there, here, facts, vocabulary, as_of)
    return Bind(rule.entry.id, rule.entry.rule.title, there.outcome, there.reason, words, there.missing)


def reason_words(
    rule: RuleInContext,
    there: Evaluation,
    here: Evaluation | None,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
) -> Phrase:
    """Why the rule fails or is open."""
    if there.reason is Reason.MISSING_FACTS:
        return LACKING.format(facts=listed(vocabulary.label_of(name) for name in there.missing))
    if there.reason is Reason.NOT_COVERED:
        return NOT_COVERED
    if there.readings_differ:
        return listed(turned(there, here), "；", "; ")
    limit = there.shown.required if there.shown else None
    tier = rule.entry.rule.requires.row_words(facts, limit, Context(vocabulary, as_of))
    return (
        TIER.format(tier=tier)
        if tier
        else Message(rule.entry.rule, there, facts, vocabulary, as_of, None).requirement()
    )


def turned(there: Evaluation, here: Evaluation | None) -> list[Phrase]:
    """The readings by which the rule is otherwise `here`; without any, those by which it does not pass."""
    beside = here.readings if here and len(here.readings) == len(there.readings) else there.readings
    changed = [a.reading.label for a, b in zip(there.readings, beside, strict=True) if a.outcome is not b.outcome]
    failing = [one.reading.label for one in there.readings if one.outcome is not Outcome.PASS]
    return list(dict.fromkeys(label for label in changed or failing if label))
