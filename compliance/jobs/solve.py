"""Solving for one fact: the verdict of every value that it can have, the others as the description has them, as ranges.

Nothing here knows what a rule means. The fact's scale is cut at its breakpoints, one value of each interval between them is
judged (all in one batch over columns), and neighbouring intervals of the same rank are merged: the same verdict and, of
undetermined ones, also whether only facts are missing or the document itself leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from compliance.base.diagnostics import did_you_mean
from compliance.base.outcome import INVALID, Reason, Verdict
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.columnar.compiled_rules import CompiledRules, OutcomeColumns
from compliance.columnar.contradictions import Implied
from compliance.columnar.engines.polars import Embedded, typed_frame
from compliance.columnar.evaluate import Judged, evaluated
from compliance.columnar.result_columns import VERDICT_CODES
from compliance.facts.description import NO_SUCH_FACT, Entry, subject_of
from compliance.facts.parsing import plain_form
from compliance.facts.scale import Scale, scale_of
from compliance.facts.vocabulary import Fact, FactValue
from compliance.findings.breakpoints import (
    Interval,
    breakpoints,
    comparisons,
    comparisons_with,
    intervals,
    orderings_with,
)
from compliance.findings.check import NOTHING_APPLIED, head, jurisdiction_of
from compliance.findings.report import Report
from compliance.jobs.binding_rules import BindingRule, binding_rule
from compliance.logic.expression import Compare
from compliance.logic.interpreter import evaluate
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, RuleInContext, Selection, layered
from compliance.packs.ready import NATIONAL_ONLY, ONLY_SOME, Ready, ready

ORDER: Sequence[str] = (Verdict.COMPLIANT, Verdict.UNDETERMINED, Verdict.NON_COMPLIANT, INVALID)
NO_SCALE = Phrase(
    "“{label}”是文字或多选，不能求解；可以求解数值、日期、是或否、单选，例如：{names}（用 facts 命令列出全部）",
    "“{label}” is a text or a set and cannot be solved for; numbers, dates, yes or no and single choices can, such as"
    " {names} (the command facts lists them all)",
)
MOST_NAMED = 12
NOT_READ = Phrase("所核对的规则都不涉及“{label}”", "none of the rules looked at depends on “{label}”")


class Unsolvable(ValueError):
    """A fact that cannot be solved for, with a phrase that says which can."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        super().__init__(phrase.en)


class Judgement(NamedTuple):
    """What a record comes to: its verdict (or `invalid`), and the numbers of the binding rules that fail and are open."""

    verdict: str
    failed: tuple[int, ...] = ()
    open: tuple[int, ...] = ()

    @property
    def against(self) -> tuple[int, ...]:
        """The rules that keep the verdict from being a better one."""
        lists = {Verdict.NON_COMPLIANT.value: self.failed, Verdict.UNDETERMINED.value: self.open}
        return lists.get(self.verdict, ())


class JudgedInterval(NamedTuple):
    """Values between two breakpoints, by their numbers on the scale, ends included, and what they all come to."""

    first: int
    last: int
    judgement: Judgement


class Rank(NamedTuple):
    """How good the values of an interval are, lower is better, and the rules against it, each with why it is open."""

    place: tuple[int, bool]
    against: frozenset[tuple[int, Reason | None]]


class Range(NamedTuple):
    """Neighbouring values with one verdict, ends included, and the rules that bind.

    `start_binds` and `end_binds` are the rules that make the worse of the two sides of an end what it is: those that fail or
    are open there and not on the better side. At the ends of what the fact can be nothing binds. `binds` are both for a
    compliant range; for any other, the rules that fail (or, of an undetermined one, are open) somewhere in it.
    """

    start: FactValue
    end: FactValue
    verdict: str
    binds: tuple[BindingRule, ...]
    start_binds: tuple[BindingRule, ...]
    end_binds: tuple[BindingRule, ...]


class Solution(NamedTuple):
    """All ranges of a fact, in order and without gaps. `report` says what was looked at, and has no findings.

    `now` is the value that the description gives, None where it gives none.
    """

    report: Report
    name: str
    fact: Fact
    unit: Phrase
    now: FactValue | None
    ranges: tuple[Range, ...]


class Solver:
    """A description and the rules that it is judged by, ready to be judged with other values. Raises InputError."""

    def __init__(
        self,
        library: Library,
        entry: Entry,
        as_of: date,
        jurisdiction: str | None = None,
        selection: Selection = ALL,
    ) -> None:
        place = jurisdiction or jurisdiction_of(library, entry)
        self.known: Ready = ready(library, place or NATIONAL, entry.kind)
        self.vocabulary, self.as_of = self.known.vocabulary, as_of
        self.subject = subject_of(entry, self.vocabulary)
        self.notes = [*([] if place else [NATIONAL_ONLY]), *([] if selection == ALL else [ONLY_SOME])]
        rules = layered(self.known.packs, entry.kind, self.vocabulary, as_of, selection)
        self.sheet, self.engine = CompiledRules(rules, self.vocabulary, as_of), Embedded()

    def named(self, text: str) -> str:
        """The fact of that code or label. Raises Unsolvable where there is none or it has no scale."""
        facts = self.vocabulary.facts
        name = self.vocabulary.codes.get(plain_form(text))
        if name is None:
            raise Unsolvable(
                joined(untranslated(f"{text}: "), NO_SUCH_FACT.format(near=did_you_mean(text, self.vocabulary.codes)))
            )
        if scale_of(facts[name]) is None:
            others = [other for other in self.sheet.facts if scale_of(facts[other])]
            names = listed(Phrase(f"{facts[other].label.zh}（{other}）", other) for other in others[:MOST_NAMED])
            raise Unsolvable(NO_SCALE.format(label=facts[name].label, names=names))
        return name

    @cached_property
    def binding(self) -> list[RuleInContext]:
        """The rules in force that can change a verdict."""
        return [self.sheet.rules[number] for number in self.sheet.binding]

    @cached_property
    def compared(self) -> Mapping[Compare, tuple[str, ...]]:
        """What the binding rules compare, and the facts that each comparison reads."""
        return comparisons((rule.lowered for rule in self.binding if rule.lowered), self.as_of)

    def scale(self, name: str) -> Scale:
        """The scale of a fact that has one."""
        scale = scale_of(self.vocabulary.facts[name])
        assert scale is not None
        return scale

    def intervals(self, name: str, facts: Mapping[str, FactValue]) -> Sequence[Interval]:
        """A fact's values cut at their breakpoints; choices each for itself."""
        scale = self.scale(name)
        if scale.listed:
            return [Interval(number, number) for number in range(scale.first, scale.last + 1)]
        known = self.vocabulary.implied({**facts, name: scale.value(scale.first)})
        compared = (*comparisons_with(name, self.compared), *orderings_with(name, self.vocabulary))
        return intervals(scale, breakpoints(name, scale, compared, known))

    def judged(self, records: Sequence[Mapping[str, FactValue]]) -> list[Judgement]:
        """What each record comes to, all in one batch; `invalid` where its facts contradict one another."""
        given = frozenset(name for record in records for name in record)
        implied = Implied(self.vocabulary, "en", given)
        frame = self.engine.run(implied, typed_frame(records, self.vocabulary))
        contradictory = [any(row) for row in frame.select(f"clash {name}" for name in implied.names).rows()]
        batch = Judged(self.known.packs[0].name, self.sheet, evaluated(self.engine, frame, self.sheet), (), ())
        columns = [OutcomeColumns.of(number) for number in self.sheet.binding]
        failed = batch.frame.select(states.failed for states in columns).rows()
        opened = batch.frame.select(
            (batch.frame[states.open] | batch.frame[states.ambiguous]).alias(states.open) for states in columns
        ).rows()
        verdicts = [VERDICT_CODES[place] for place in batch.results(self.engine)["verdict"]]
        none: list[tuple[bool, ...]] = [()] * len(records)
        return [
            Judgement(INVALID, (), ()) if clash else Judgement(verdict, places_of(fails), places_of(opens))
            for clash, verdict, fails, opens in zip(
                contradictory or [False] * len(records), verdicts, failed or none, opened or none, strict=True
            )
        ]

    def judged_intervals(self, name: str, described: Sequence[Mapping[str, FactValue]]) -> list[list[JudgedInterval]]:
        """For each description's facts the intervals of one fact's values with what they come to; all in one batch."""
        scale = self.scale(name)
        cut = [self.intervals(name, facts) for facts in described]
        records = [
            {**facts, name: scale.value(interval.first)}
            for facts, some in zip(described, cut, strict=True)
            for interval in some
        ]
        judgements = iter(self.judged(records))
        return [[JudgedInterval(*interval, next(judgements)) for interval in some] for some in cut]


def places_of(truths: Iterable[bool]) -> tuple[int, ...]:
    """The places of those that hold."""
    return tuple(place for place, holds in enumerate(truths) if holds)


def solve(solver: Solver, name: str) -> Solution:
    """Every value of a fact that has a scale, with its verdict, as ranges."""
    fact, subject = solver.vocabulary.facts[name], solver.subject
    [judged] = solver.judged_intervals(name, [subject.facts])
    ranges = tuple(Merger(solver, name, subject.facts).ranges(judged))
    notes = [*solver.notes]
    if name not in solver.sheet.facts:
        notes.append(NOT_READ.format(label=fact.label))
    if not any(each.verdict != INVALID and (each.binds or each.verdict == Verdict.COMPLIANT) for each in ranges):
        notes.append(NOTHING_APPLIED)
    unit = solver.vocabulary.unit_label(fact.unit)
    report = head(subject, solver.vocabulary, solver.known.packs, solver.as_of, notes)
    return Solution(report, name, fact, unit, subject.facts.get(name), ranges)


class Merger:
    """Merges neighbouring intervals of one rank to ranges, and says which rules bind."""

    def __init__(self, solver: Solver, name: str, facts: Mapping[str, FactValue]) -> None:
        self.solver, self.name, self.facts, self.scale = solver, name, facts, solver.scale(name)

    def ranges(self, intervals: Sequence[JudgedInterval]) -> Iterator[Range]:
        """The ranges, in order. Choices stand each for itself."""
        ranks = {interval: self.rank(interval) for interval in intervals}
        runs = [
            list(run)
            for _, run in groupby(intervals, key=lambda each: each.first if self.scale.listed else ranks[each].place)
        ]
        ends: list[tuple[BindingRule, ...]] = [(), *(self.at_end(a[-1], b[0], ranks) for a, b in pairwise(runs)), ()]
        for run, start, end in zip(runs, ends, ends[1:], strict=False):
            verdict = run[0].judgement.verdict
            inside = (*start, *end) if verdict == Verdict.COMPLIANT else self.inside(run)
            binds = tuple({binding.rule: binding for binding in inside}.values())
            yield Range(self.scale.value(run[0].first), self.scale.value(run[-1].last), verdict, binds, start, end)

    def rank(self, interval: JudgedInterval) -> Rank:
        """How good an interval is, and for which reasons the rules are against it."""
        facts, verdict = self.facts_at(interval.first), interval.judgement.verdict
        against = frozenset(
            (number, evaluate(self.solver.binding[number].lowered, facts, self.solver.as_of).reason)
            for number in interval.judgement.against
        )
        unclear = verdict == Verdict.UNDETERMINED and any(reason is not Reason.MISSING_FACTS for _, reason in against)
        return Rank((ORDER.index(verdict), unclear), against)

    def facts_at(self, number: int) -> dict[str, FactValue]:
        """The facts with a value of the one in question, and what they imply."""
        return self.solver.vocabulary.implied({**self.facts, self.name: self.scale.value(number)})

    def at_end(
        self, before: JudgedInterval, after: JudgedInterval, ranks: Mapping[JudgedInterval, Rank]
    ) -> tuple[BindingRule, ...]:
        """What binds between two neighbours of different rank; between two choices nothing does."""
        if self.scale.listed:
            return ()
        sides = ((before, before.last), (after, after.first))
        (better, good), (worse, bad) = sorted(sides, key=lambda side: ranks[side[0]].place)
        numbers = sorted({number for number, _ in ranks[worse].against - ranks[better].against})
        return tuple(self.binding_rule(number, bad, good) for number in numbers)

    def inside(self, run: Sequence[JudgedInterval]) -> Iterator[BindingRule]:
        """The rules that stand against the values of a range, each as it is where it first does."""
        first: dict[int, int] = {}
        for interval in run:
            for number in interval.judgement.against:
                first.setdefault(number, interval.first)
        return (self.binding_rule(number, first[number]) for number in sorted(first))

    def binding_rule(self, number: int, at: int, better: int | None = None) -> BindingRule:
        """A rule that stands against the value `at`; `better` is the value next to it that is better."""
        rule, as_of, facts = self.solver.binding[number], self.solver.as_of, self.facts_at(at)
        evaluation = evaluate(rule.lowered, facts, as_of)
        beside = None if better is None else evaluate(rule.lowered, self.facts_at(better), as_of)
        return binding_rule(rule, evaluation, beside, facts, self.solver.vocabulary, as_of)
