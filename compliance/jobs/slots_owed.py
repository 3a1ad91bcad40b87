"""For planners of a residential project: the slots that its rules ask for, and the mixes of facilities that provide them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.base.decimals import DECIMALS, decimal_text
from compliance.base.outcome import Obligation, Outcome, Reason
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.description import Entry, subject_of
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.findings.check import check, finding_of, jurisdiction_of
from compliance.findings.report import Finding, Report
from compliance.jobs.facility_mixes import Mix, least_area_mixes
from compliance.logic.expression import Expression, Value
from compliance.logic.interpreter import Evaluator, evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import RuleInContext, layered
from compliance.packs.ready import NATIONAL_ONLY, ready

SLOTS, AREA, STAGE, PROPOSED = "slots", "building_area", "stage", "proposed"
STEP = Fraction(1, 10**DECIMALS)
SIZES = range(10, 301)
FURTHER = 4
MOST = 30
OUT_OF_PLAY = (Reason.CONDITION_NOT_MET, Reason.REPLACED)

NO_RULE = Phrase(
    "{place}没有适用于该居住区的托位数规则，不能算出应配托位",
    "No rule of {place} sets a number of slots for this project, so none can be worked out",
)
NOT_GIVEN = Phrase(
    "未填写托位数（slots），现有多少不得而知；以下按应配托位全部新增测算",
    "The slots that there are were not given (slots); the mixes below provide all that are owed",
)
NO_AREA_RULE = Phrase(
    "{place}的规则没有按托位规定建筑面积，不能比较组合；可用 --area-rules 借用其他规则包（{packs}）",
    "The rules of {place} set no building area by slots, so mixes cannot be compared; --area-rules takes them from another"
    " pack ({packs})",
)
NONE_THERE = Phrase("目前没有", "there is none")
NO_SIZE = Phrase(
    "所列规模中没有面积规则覆盖的，不能给出组合", "The area rule covers none of these sizes, so there are no mixes"
)
NOT_COVERED = Phrase(
    "面积规则没有覆盖以下规模，未予采用：{sizes} 个托位",
    "Not covered by the area rule, and not used: facilities of {sizes} slots",
)
TOO_FEW = Phrase(
    "所用规模最大为 {size} 个托位，{slots} 个托位至少要 {least} 所，超过组合最多 {most} 所的限制",
    "The largest size used is {size} slots, so that {slots} slots take {least} facilities at least; mixes have at most"
    " {most} here",
)
LEFT_OUT = Phrase(
    "机构再多，就有可以不建的，不再列出",
    "With more facilities than these, one could be left out; such mixes are not listed",
)
OPEN_SIZE = Phrase(
    "{slots} 个托位的面积要求文件有不同理解（{readings}），按都能符合的 {area} m² 计算",
    "For {slots} slots the document can be read in different ways ({readings}); {area} m² suit all of them and are used",
)
READING = Phrase("{label}，为 {area} m²", "{label}, so {area} m²")


class Wanted(NamedTuple):
    """By which place's rules to plan and as of when; by which pack's area rules, of which sizes, with how many at most."""

    as_of: date
    jurisdiction: str | None = None
    area_rules: str | None = None
    sizes: Sequence[int] | None = None
    most: int | None = None


class Case(NamedTuple):
    """A description, typed and checked, with the rules for it."""

    report: Report
    facts: Mapping[str, Value]
    vocabulary: Vocabulary
    rules: Sequence[RuleInContext]


class Debt(NamedTuple):
    """What one rule asks for: the least slots with which it passes, and how many are short; None where not known."""

    finding: Finding
    slots: int | None
    short: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts without which the number cannot be told."""
        return tuple(name for name in self.finding.missing if name != SLOTS) if self.slots is None else ()


class Ground(NamedTuple):
    """The area rules that mixes keep, the place whose rules they are, and the least area in m² of each size covered."""

    pack: str
    place: Phrase
    rules: tuple[Finding, ...]
    areas: Mapping[int, Fraction]


class Plan(NamedTuple):
    """What a residential project owes and has in slots, how many the mixes provide, and the mixes."""

    report: Report
    debts: tuple[Debt, ...]
    slots: int | None
    need: int | None
    ground: Ground | None
    mixes: tuple[Mix, ...]
    notes: tuple[Phrase, ...]


def opened(
    library: Library, entry: Entry, as_of: date, jurisdiction: str | None, further: Mapping[str, Value] | None = None
) -> Case:
    """A description, with `further` facts where it does not give them itself. Raises InputError with all that is wrong."""
    name = jurisdiction or jurisdiction_of(library, entry)
    packs, vocabulary = ready(library, name or NATIONAL, entry.kind)
    subject = subject_of(entry, vocabulary)
    subject = subject._replace(facts={**(further or {}), **subject.facts})
    report = check(subject, vocabulary, packs, as_of)
    notes = () if name else (NATIONAL_ONLY,)
    rules = [one for one in layered(packs, entry.kind, vocabulary, as_of) if one.lowered]
    return Case(report._replace(notes=notes), vocabulary.implied(dict(subject.facts)), vocabulary, rules)


def plan(library: Library, entry: Entry, wanted: Wanted) -> Plan:
    """The plan for a residential project. Raises InputError with all that is wrong in its description."""
    case = opened(library, entry, wanted.as_of, wanted.jurisdiction)
    debts = tuple(debts_of(case, wanted.as_of))
    have = case.facts.get(SLOTS)
    slots = int(have) if isinstance(have, Fraction) else None
    need = needed(debts)
    place = case.report.packs[0].title
    found = Plan(case.report, debts, slots, need, None, (), case.report.notes)
    if not debts:
        return found._replace(notes=(*found.notes, NO_RULE.format(place=place)))
    if not need:
        return found
    if slots is None:
        found = found._replace(notes=(*found.notes, NOT_GIVEN))
    return with_mixes(library, found, need, wanted)


def debts_of(case: Case, as_of: date) -> Iterator[Debt]:
    """What each rule that applies, or may apply, asks for in slots."""
    findings = {finding.rule: finding for finding in case.report.findings}
    have = case.facts.get(SLOTS)
    for one in case.rules:
        finding = findings[one.entry.id]
        in_play = finding.obligation is not Obligation.MAY and finding.reason not in OUT_OF_PLAY
        if one.lowered and in_play and limits(one.lowered, SLOTS):
            owed = least(one.lowered, SLOTS, case.vocabulary.facts[SLOTS], case.facts, as_of)
            slots = None if owed is None else int(owed)
            short = max(slots - int(have), 0) if slots is not None and isinstance(have, Fraction) else None
            yield Debt(finding, slots, short)


def needed(debts: Sequence[Debt]) -> int | None:
    """How many slots the mixes are to provide: what is short of the most that is owed, of binding rules if there are any."""
    binding = [debt for debt in debts if debt.finding.obligation.binding] or debts
    counts = [debt.slots if debt.short is None else debt.short for debt in binding if debt.slots is not None]
    return max(counts, default=None)


def limits(rule: LoweredRule, name: str) -> list[Expression]:
    """What the readings of a rule ask of a fact at least: of the fact itself, or in whole where they ask it of a ratio."""
    found = []
    for measure in (reading.measure for reading in rule.readings):
        if measure and measure.sense == "minimum":
            if measure.total and measure.total.fact == name:
                found.append(measure.total.required)
            elif measure.fact == name:
                found.append(measure.required)
    return found


def least(rule: LoweredRule, name: str, fact: Fact, facts: Mapping[str, Value], as_of: date) -> Fraction | None:
    """The least value of a fact, as finely as it may be written, with which the rule passes on every reading; or None."""
    step = Fraction(1) if fact.type is FactType.WHOLE else STEP
    points = [point for limit in limits(rule, name) if isinstance(point := Evaluator(facts)(limit), Fraction)]
    for point in sorted(points):
        below = point // step * step
        for value in (below, below + step):
            if evaluate(rule, {**facts, name: value}, as_of).outcome is Outcome.PASS:
                return value
    return None


def with_mixes(library: Library, found: Plan, need: int, wanted: Wanted) -> Plan:
    """The plan with the mixes that provide what is needed, or with why there are none."""
    pack = wanted.area_rules or found.report.jurisdiction
    rules = area_rules(library, pack, wanted.as_of)
    place = library.head(pack).title
    if not rules:
        others = [one for one in library.folders if area_rules(library, one, wanted.as_of)]
        packs = listed(untranslated(one) for one in others) if others else NONE_THERE
        return found._replace(notes=(*found.notes, NO_AREA_RULE.format(place=place, packs=packs)))
    vocabulary = ready(library, pack, "facility").vocabulary
    site = Site(rules, vocabulary, wanted.as_of)
    areas = {size: area for size in wanted.sizes or SIZES if (area := site.area(size)) is not None}
    about = tuple(finding_of(one, {STAGE: PROPOSED}, vocabulary, wanted.as_of) for one in rules)
    refused = [str(size) for size in wanted.sizes or () if size not in areas]
    notes = [*found.notes, *([NOT_COVERED.format(sizes=", ".join(refused))] if refused else [])]
    found = found._replace(ground=Ground(pack, place, about, areas))
    if not areas:
        return found._replace(notes=(*notes, NO_SIZE))
    mixes, remark = worthwhile(areas, need, wanted.most)
    used = sorted({size for mix in mixes for size, _ in mix.sizes})
    notes += [*remark, *(note for size in used for note in site.readings(size, areas[size]))]
    return found._replace(mixes=tuple(mixes), notes=tuple(notes))


def worthwhile(areas: Mapping[int, Fraction], need: int, asked: int | None) -> tuple[list[Mix], list[Phrase]]:
    """The mixes of which no facility could be left out, and what is to be said of their number."""
    fewest = -(-need // max(areas))
    most = min(asked or fewest + FURTHER, MOST)
    if most < fewest:
        return [], [TOO_FEW.format(size=max(areas), slots=need, least=fewest, most=most)]
    mixes = least_area_mixes(areas, need, min(most, -(-need // min(areas))))
    kept = [mix for mix in mixes if mix.slots - mix.sizes[-1][0] < need]
    return kept, [LEFT_OUT] if kept[-1].facilities < most else []


def area_rules(library: Library, pack: str, as_of: date) -> list[RuleInContext]:
    """The binding rules of a pack that ask a facility for building area by its slots."""
    packs, vocabulary = ready(library, pack, "facility")
    return [
        one
        for one in layered(packs, "facility", vocabulary, as_of)
        if one.lowered and one.entry.rule.obligation.binding and limits(one.lowered, AREA)
    ]


class Site(NamedTuple):
    """A facility that is being planned, and the area rules for it."""

    rules: Sequence[RuleInContext]
    vocabulary: Vocabulary
    as_of: date

    def facts(self, slots: int) -> dict[str, Value]:
        """What is known of a facility with so many slots."""
        return {STAGE: PROPOSED, SLOTS: Fraction(slots)}

    def area(self, slots: int) -> Fraction | None:
        """The least building area in m² with which each rule passes; None where one does not cover it, or none applies."""
        fact, facts = self.vocabulary.facts[AREA], self.facts(slots)
        lowered = [one.lowered for one in self.rules if one.lowered]
        applying = [rule for rule in lowered if Evaluator(facts)(rule.applies) is not False]
        areas = [least(rule, AREA, fact, facts, self.as_of) for rule in applying]
        known = [area for area in areas if area is not None]
        return max(known) if known and len(known) == len(areas) else None

    def readings(self, slots: int, area: Fraction) -> Iterator[Phrase]:
        """What is to be said where a document can be read in different ways for so many slots."""
        for one in self.rules:
            finding = finding_of(one, {**self.facts(slots), AREA: area}, self.vocabulary, self.as_of)
            totals = [(reading.label, reading.total.required) for reading in finding.readings if reading.total]
            if totals:
                words = listed((READING.format(label=label, area=total) for label, total in totals), "；", "; ")
                yield OPEN_SIZE.format(slots=slots, readings=words, area=decimal_text(area))
