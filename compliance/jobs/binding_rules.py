"""The rules that bind at a value: those that fail or are open there, and why, in words.

Why is the tier that counts, the reading by which the rule does not pass, or the facts for want of which it is open.
"""

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


class BindingRule(NamedTuple):
    """A rule that fails or is open, and why, in words."""

    rule: str
    title: Phrase
    outcome: Outcome
    reason: Reason | None
    words: Phrase
    missing: tuple[str, ...]


def binding_rule(
    rule: RuleInContext,
    evaluation: Evaluation,
    beside: Evaluation | None,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
) -> BindingRule:
    """The rule as evaluated for `facts`, for which it fails or is open; `beside` is how it is with a better value next to it."""
    words = reason_words(rule, evaluation, beside, facts, vocabulary, as_of)
    entry = rule.entry
    return BindingRule(entry.id, entry.rule.title, evaluation.outcome, evaluation.reason, words, evaluation.missing)


def reason_words(
    rule: RuleInContext,
    evaluation: Evaluation,
    beside: Evaluation | None,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
) -> Phrase:
    """Why the rule fails or is open."""
    if evaluation.reason is Reason.MISSING_FACTS:
        return LACKING.format(facts=listed(vocabulary.label_of(name) for name in evaluation.missing))
    if evaluation.reason is Reason.NOT_COVERED:
        return NOT_COVERED
    if evaluation.readings_differ:
        return listed(deciding_readings(evaluation, beside), "；", "; ")
    limit = evaluation.shown.required if evaluation.shown else None
    tier = rule.entry.rule.requires.row_words(facts, limit, Context(vocabulary, as_of))
    if tier:
        return TIER.format(tier=tier)
    return Message(rule.entry.rule, evaluation, facts, vocabulary, as_of, None).requirement()


def deciding_readings(evaluation: Evaluation, beside: Evaluation | None) -> list[Phrase]:
    """The labels of the readings whose outcome differs from that `beside`; where none does, of those that do not pass."""
    readings = evaluation.readings
    others = beside.readings if beside and len(beside.readings) == len(readings) else readings
    changed = [
        mine.reading.label for mine, other in zip(readings, others, strict=True) if mine.outcome is not other.outcome
    ]
    failing = [result.reading.label for result in readings if result.outcome is not Outcome.PASS]
    return list(dict.fromkeys(label for label in changed or failing if label))
