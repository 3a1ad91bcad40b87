"""An interview that asks only for facts that can still change the verdict, the most decisive first.

Most decisive are facts on which it depends whether rules apply (the stage, say), then all others; of either, the one for which
the most undetermined binding rules wait; of those, the one that stands first in the rules. This module reads and writes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.base.diagnostics import Location, Misfit
from compliance.base.outcome import Outcome, Verdict, verdict_of
from compliance.base.phrase import Language, Phrase
from compliance.facts.description import contradictions
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact, FactType, FactValue, Subject
from compliance.findings.check import check
from compliance.findings.finding import citation
from compliance.findings.report import Citation, Report
from compliance.logic.exact_text import exact_text
from compliance.logic.expression import facts_in
from compliance.logic.interpreter import Evaluation, evaluate
from compliance.logic.possible import PossibleOutcomes
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import RuleInContext, layered
from compliance.packs.ready import ready
from compliance.packs.sentence import value_words

NO_SUCH_NUMBER = Phrase("没有第 {n} 项；请填 1 至 {last}", "there is no choice {n}; pick 1 to {last}")
TEXT_EXPECTED = Phrase("应填写文字", "a text was expected")
PLACE = Location("ask")
YES_NO = ("yes", "no")
SHORT = {"y": "yes", "n": "no"}


class Question(NamedTuple):
    """A fact that is asked for: how many binding rules wait for it, and the first of them with its clause."""

    code: str
    fact: Fact
    waiting: int
    title: Phrase
    source: Citation


class Answer(NamedTuple):
    """What was said to a question; None for “don't know”."""

    code: str
    value: FactValue | None


class Interview:
    """What is asked and what was answered, one subject, as of a date. Without a place only the national rules ask."""

    def __init__(self, library: Library, kind: str, place: str | None, as_of: date) -> None:
        self.kind, self.place, self.as_of = kind, place, as_of
        self.packs, self.vocabulary = ready(library, place or NATIONAL, kind)
        rules = layered(self.packs, kind, self.vocabulary, as_of)
        self.rules = [rule for rule in rules if rule.entry.rule.obligation.binding]
        self.answers: list[Answer] = []

    @property
    def facts(self) -> dict[str, FactValue]:
        """The facts that the answers give, the place with them."""
        place: dict[str, FactValue] = {"jurisdiction": self.place} if self.place else {}
        return {**place, **{answer.code: answer.value for answer in self.answers if answer.value is not None}}

    def evaluations(self) -> list[tuple[RuleInContext, Evaluation]]:
        """What each binding rule comes to by the answers so far."""
        facts = self.vocabulary.implied(self.facts)
        return [(rule, evaluate(rule.lowered, facts, self.as_of)) for rule in self.rules]

    @property
    def verdict(self) -> Verdict:
        """What the answers so far come to."""
        return verdict_of(evaluation.outcome for _, evaluation in self.evaluations())

    def question(self) -> Question | None:
        """The next question; None where no further fact that may be known can change the verdict."""
        asked = {answer.code for answer in self.answers}
        waiting = self.waiting()
        counts = Counter(name for _, missing in waiting for name in missing if name not in asked)
        if not counts:
            return None
        conditions = {name for rule, _ in waiting if rule.lowered for name in facts_in(rule.lowered.applies)}
        code = max(counts, key=lambda name: (name in conditions, counts[name]))
        first = next(rule for rule, missing in waiting if code in missing)
        rule = first.entry.rule
        return Question(code, self.vocabulary.facts[code], counts[code], rule.title, citation(rule, first.pack))

    def waiting(self) -> list[tuple[RuleInContext, tuple[str, ...]]]:
        """The rules that further answers can decide so that it matters, each with what it waits for.

        Where one can no longer be met, since what it turns on is not known, another matters only if it can fail.
        """
        known, asked = self.vocabulary.implied(self.facts), {answer.code for answer in self.answers}
        possible = PossibleOutcomes(known, frozenset(self.vocabulary.facts) - known.keys() - asked, self.as_of)
        undetermined = [
            (rule, rule.lowered, evaluation.missing)
            for rule, evaluation in self.evaluations()
            if rule.lowered and evaluation.outcome is Outcome.UNDETERMINED
        ]
        all_can = all(possible.can_be_satisfied(lowered, not_applicable_too=True) for _, lowered, _ in undetermined)
        return [(rule, missing) for rule, lowered, missing in undetermined if all_can or possible.can_fail(lowered)]

    def answer(self, question: Question, text: str) -> None:
        """Takes the answer. Raises Misfit, which says what was expected."""
        value = value_of(question.fact, text)
        facts = {**self.facts, question.code: value}
        for _, _, message in contradictions(self.vocabulary, facts):
            raise Misfit(message)
        self.answers.append(Answer(question.code, value))

    def pass_over(self, question: Question) -> None:
        """Takes “don't know”: the fact is not asked for again."""
        self.answers.append(Answer(question.code, None))

    def undo(self) -> bool:
        """Takes the last answer back, so that its question is asked again; false where there is none."""
        return bool(self.answers and self.answers.pop())

    def report(self) -> Report:
        """The whole report by the answers so far."""
        return check(Subject(self.kind, self.facts, PLACE, {}), self.vocabulary, self.packs, self.as_of)


def value_of(fact: Fact, text: str) -> FactValue:
    """The value that an answer means: choices by their number too, several of a set. Raises Misfit."""
    text = plain_form(text)
    if fact.type is FactType.YES_NO:
        return fact.parse(SHORT.get(text.lower()) or (picked(text, YES_NO) if text.isdigit() else text))
    if fact.type is FactType.CHOICE:
        return fact.parse(picked(text, fact.choices) if text.isdigit() else text)
    if fact.type is FactType.SET and re.fullmatch(r"[\d\s,;、]+", text):
        return fact.parse_set([picked(number, fact.choices) for number in re.findall(r"\d+", text)])
    if fact.type is FactType.TEXT and not text:
        raise Misfit(TEXT_EXPECTED)
    return fact.parse(text)


def picked(number: str, choices: Mapping[str, Phrase] | tuple[str, ...]) -> str:
    """The choice of that number, from 1. Raises Misfit."""
    codes = list(choices)
    if not 1 <= int(number) <= len(codes):
        raise Misfit(NO_SUCH_NUMBER.format(n=number, last=len(codes)))
    return codes[int(number) - 1]


def described(interview: Interview, language: Language) -> str:
    """The answers as a description that `check` reads: facts by code, their labels as comments."""
    vocabulary, facts = interview.vocabulary, interview.facts
    lines = []
    for code, value in facts.items():
        fact = vocabulary.facts[code]
        lines.append(f"  {code}: {yaml_text(value, fact)}  # {comment(value, fact).text(language)}")
    return "\n".join([f"{interview.kind}:{'' if lines else ' {}'}  # {vocabulary.label.text(language)}", *lines]) + "\n"


def comment(value: FactValue, fact: Fact) -> Phrase:
    """What the fact is called and, where its value is a code, what that is called."""
    if not fact.choices:
        return fact.label
    return Phrase("{label}：{value}", "{label}: {value}").format(label=fact.label, value=value_words(value, fact))


def yaml_text(value: FactValue, fact: Fact) -> str:
    """A value as YAML: exact text, a set in brackets, a text in quotes, whatever stands in it."""
    if isinstance(value, frozenset):
        return f"[{', '.join(code for code in fact.choices if code in value)}]"
    if fact.type in (FactType.TEXT, FactType.CREDIT_CODE):
        return json.dumps(value, ensure_ascii=False)
    return str(fact.plain(value)) if isinstance(value, Fraction) else exact_text(value)
