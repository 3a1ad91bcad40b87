"""Every value of one fact, the others as the description has them, and the verdict that each comes to.

Nothing here knows what a rule means. `breakpoints` finds where anything can change; one value of each stretch between is
judged, all of them in one batch over columns; and stretches with the same standing are put together: the same verdict, and
of undetermined ones also whether only facts are wanting or the document itself leaves it open.
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
from compliance.columnar.coercion import Implied
from compliance.columnar.compiled_rules import CompiledRules, OutcomeColumns
from compliance.columnar.engines.polars import Embedded, typed_frame
from compliance.columnar.evaluate import Judged, evaluated
from compliance.columnar.result_columns import VERDICT_CODES
from compliance.facts.description import NO_SUCH_FACT, Entry, subject_of
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact, FactValue, Subject
from compliance.findings.breakpoints import Scale, scale_of, starts
from compliance.findings.check import NOTHING_APPLIED, jurisdiction_of
from compliance.findings.report import PackUsed, Report
from compliance.jobs.binding_rules import Bind, bind
from compliance.logic.expression import Value
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


class Stretch(NamedTuple):
    """Values, by their numbers on the scale, that all come to the same."""

    first: int
    last: int
    judgement: Judgement


class Standing(NamedTuple):
    """How good a stretch is, lower is better, and the rules against it, each with the reason why it is open."""

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
    binds: tuple[Bind, ...]
    start_binds: tuple[Bind, ...]
    end_binds: tuple[Bind, ...]


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


class Case:
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
            others = [one for one in self.sheet.facts if scale_of(facts[one])]
            names = listed(Phrase(f"{facts[one].label.zh}（{one}）", one) for one in others[:MOST_NAMED])
            raise Unsolvable(NO_SCALE.format(label=facts[name].label, names=names))
        return name

    @cached_property
    def binding(self) -> list[RuleInContext]:
        """The rules in force that can change a verdict."""
        return [self.sheet.rules[number] for number in self.sheet.binding]

    def scale(self, name: str) -> Scale:
        """The scale of a fact that has one."""
        scale = scale_of(self.vocabulary.facts[name])
        assert scale is not None
        return scale

    def starts(self, name: str, facts: Mapping[str, Value]) -> Sequence[int]:
        """Where stretches of a fact's values begin."""
        rules = [one.lowered for one in self.binding if one.lowered]
        return starts(name, self.scale(name), rules, facts, self.vocabulary, self.as_of)

    def judged(self, records: Sequence[Mapping[str, FactValue]]) -> list[Judgement]:
        """What each record comes to, all in one batch."""
        given = frozenset(name for record in records for name in record)
        implied = Implied(self.vocabulary, "en", given)
        frame = self.engine.run(implied, typed_frame(records, self.vocabulary))
        errors = tuple(f"clash {name}" for name in implied.names)
        one = Judged(self.known.packs[0].name, self.sheet, evaluated(self.engine, frame, self.sheet), errors)
        columns = [OutcomeColumns.of(number) for number in self.sheet.binding]
        failed = one.frame.select(states.failed for states in columns).rows()
        opened = one.frame.select(
            (one.frame[states.open] | one.frame[states.ambiguous]).alias(states.open) for states in columns
        ).rows()
        verdicts = [VERDICT_CODES[place] for place in one.results(self.engine)["verdict"]]
        none: list[tuple[bool, ...]] = [()] * len(records)
        return [
            Judgement(verdict, chosen(fails), chosen(opens))
            for verdict, fails, opens in zip(verdicts, failed or none, opened or none, strict=True)
        ]

    def stretches(self, name: str, cases: Sequence[Mapping[str, FactValue]]) -> list[list[Stretch]]:
        """For each record of facts, the stretches of one fact's values; all in one batch."""
        scale = self.scale(name)
        begun = [self.starts(name, facts) for facts in cases]
        records = [{**facts, name: scale.value(at)} for facts, some in zip(cases, begun, strict=True) for at in some]
        judgements = iter(self.judged(records))
        return [[Stretch(a, b - 1, next(judgements)) for a, b in pairwise([*some, scale.last + 1])] for some in begun]


def chosen(truths: Iterable[bool]) -> tuple[int, ...]:
    """The places of those that hold."""
    return tuple(place for place, holds in enumerate(truths) if holds)


def solve(case: Case, name: str) -> Solution:
    """Every value of a fact that has a scale, with its verdict, as ranges."""
    fact, subject = case.vocabulary.facts[name], case.subject
    [stretches] = case.stretches(name, [subject.facts])
    ranges = tuple(Joining(case, name, subject.facts).ranges(stretches))
    notes = [*case.notes]
    if name not in case.sheet.facts:
        notes.append(NOT_READ.format(label=fact.label))
    if not any(one.verdict != INVALID and (one.binds or one.verdict == Verdict.COMPLIANT) for one in ranges):
        notes.append(NOTHING_APPLIED)
    unit = case.vocabulary.unit_label(fact.unit)
    return Solution(head(case, notes), name, fact, unit, subject.facts.get(name), ranges)


def head(case: Case, notes: Sequence[Phrase]) -> Report:
    """What was looked at, as a report without findings."""
    subject: Subject = case.subject
    return Report(
        kind=subject.kind,
        id=subject.text("id"),
        name=subject.text("name"),
        jurisdiction=case.known.packs[0].name,
        as_of=case.as_of,
        packs=tuple(PackUsed(pack.name, pack.head.title, pack.sha256) for pack in case.known.packs),
        facts={code: case.vocabulary.facts[code].plain(value) for code, value in subject.facts.items()},
        findings=(),
        asked={},
        notes=tuple(notes),
    )


class Joining:
    """Puts stretches together to ranges and says what binds."""

    def __init__(self, case: Case, name: str, facts: Mapping[str, FactValue]) -> None:
        self.case, self.name, self.facts, self.scale = case, name, facts, case.scale(name)

    def ranges(self, stretches: Sequence[Stretch]) -> Iterator[Range]:
        """The ranges, in order. Choices stand each for itself."""
        standings = [self.standing(one) for one in stretches]
        keys = [one.place for one in standings]
        runs = [
            [stretches[number] for number in run]
            for _, run in groupby(range(len(stretches)), key=lambda n: n if self.scale.listed else keys[n])
        ]
        known = dict(zip(stretches, standings, strict=True))
        ends: list[tuple[Bind, ...]] = [(), *(self.at_end(a[-1], b[0], known) for a, b in pairwise(runs)), ()]
        for run, start, end in zip(runs, ends, ends[1:], strict=False):
            verdict = run[0].judgement.verdict
            inside = (*start, *end) if verdict == Verdict.COMPLIANT else self.inside(run)
            binds = tuple({one.rule: one for one in inside}.values())
            yield Range(self.scale.value(run[0].first), self.scale.value(run[-1].last), verdict, binds, start, end)

    def standing(self, stretch: Stretch) -> Standing:
        """How a stretch stands, and for which reasons the rules are against it."""
        facts, verdict = self.at(stretch.first), stretch.judgement.verdict
        against = frozenset(
            (number, evaluate(self.case.binding[number].lowered, facts, self.case.as_of).reason)
            for number in stretch.judgement.against
        )
        unclear = verdict == Verdict.UNDETERMINED and any(reason is not Reason.MISSING_FACTS for _, reason in against)
        return Standing((ORDER.index(verdict), unclear), against)

    def at(self, number: int) -> dict[str, FactValue]:
        """The facts with a value of the one in question, and what they imply."""
        return self.case.vocabulary.implied({**self.facts, self.name: self.scale.value(number)})

    def at_end(self, before: Stretch, after: Stretch, known: Mapping[Stretch, Standing]) -> tuple[Bind, ...]:
        """What binds between two neighbours that stand differently; between two choices nothing does."""
        if self.scale.listed:
            return ()
        sides = ((before, before.last), (after, after.first))
        (better, good), (worse, bad) = sorted(sides, key=lambda side: known[side[0]].place)
        numbers = sorted({number for number, _ in known[worse].against - known[better].against})
        return tuple(self.bind(number, bad, good) for number in numbers)

    def inside(self, run: Sequence[Stretch]) -> Iterator[Bind]:
        """The rules that stand against the values of a range, each as it is where it first does."""
        seen: dict[int, int] = {}
        for stretch in run:
            for number in stretch.judgement.against:
                seen.setdefault(number, stretch.first)
        return (self.bind(number, seen[number]) for number in sorted(seen))

    def bind(self, number: int, at: int, beside: int | None = None) -> Bind:
        """A rule that stands against a value; `beside` is a better one next to it."""
        rule, as_of, facts = self.case.binding[number], self.case.as_of, self.at(at)
        there = evaluate(rule.lowered, facts, as_of)
        here = None if beside is None else evaluate(rule.lowered, self.at(beside), as_of)
        return bind(rule, there, here, facts, self.case.vocabulary, as_of)
