"""A rule and a description from a few lines of YAML, for the tests of what kinds mean."""

from __future__ import annotations

from datetime import date

from compliance.base import yaml_nodes
from compliance.facts.description import entries, subject_of
from compliance.logic.interpreter import Evaluation, evaluate
from compliance.packs.kinds.base import Context
from compliance.packs.lowering import lower
from compliance.packs.rules import Rule
from compliance.packs.validation import read
from tests.conftest import LIBRARY
from tests.mutants import changed_rule

REST = """
title: {zh: 标题, en: title}
subject: facility
obligation: must
source: {document: d, section: "1", anchor: 原文}
advice: {zh: 建议, en: advice}
"""


def rule_of(text: str) -> Rule:
    """The rule that the text writes, with what every rule has besides."""
    [node] = yaml_nodes.read_documents("rule.yaml", (REST + text).encode())
    return read(node, Rule)


def evaluation(rule: str, facts: str, as_of: str = "2026-11-21") -> Evaluation:
    """The rule for a facility with these facts (one YAML mapping in braces)."""
    vocabulary = LIBRARY.vocabulary("facility")
    [entry] = entries("f.yaml", LIBRARY.kinds, f"facility: {facts}".encode())
    known = vocabulary.implied(dict(subject_of(entry, vocabulary).facts))
    day = date.fromisoformat(as_of)
    return evaluate(lower(rule_of(rule), vocabulary, day), known, day)


def told(result: Evaluation) -> str:
    """An evaluation in short: the outcome, and after a colon the reason or the missing facts."""
    return ":".join(
        filter(None, (result.outcome.value, ",".join(result.missing) or (result.reason and result.reason.value)))
    )


def changes(rule: str) -> list[str]:
    """The small changes to the rule that the text writes, in words, with the reason where they are without effect."""
    made = changed_rule(rule_of(rule), own_period=True, vocabulary=LIBRARY.vocabulary("facility"))
    return [f"{change.what} ({change.without_effect})" if change.without_effect else change.what for change in made]


def in_words(rule: str, as_of: str = "2026-11-21") -> tuple[str, str]:
    """What the rule that the text writes requires on a day, in Chinese and in English."""
    context = Context(LIBRARY.vocabulary("facility"), date.fromisoformat(as_of))
    words = rule_of(rule).requires.words(context)
    return words.zh, words.en


def problems(rule: str) -> list[str]:
    """What is wrong with a requirement beyond its names and values: the keys that lead there, and the message."""
    told = rule_of(rule).requires.problems(LIBRARY.vocabulary("facility"))
    return [f"{'.'.join(map(str, problem.path))}: {problem.message.en}" for problem in told]
