"""For planners of a residential project: the slots that its rules ask for, and the mixes of facilities that provide them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.base.outcome import Obligation, Reason
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.facts.description import Entry, subject_of
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.check import check, jurisdiction_of
from compliance.findings.report import Finding, Report
from compliance.jobs.facility_areas import SLOTS, AreaRules, PlannedFacility, area_rules
from compliance.jobs.facility_mixes import Mix, least_area_mixes
from compliance.jobs.least_passing import LeastPassing, asks_at_least
from compliance.logic.expression import Value
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import RuleInContext, layered
from compliance.packs.ready import NATIONAL_ONLY, ready

DEFAULT_SIZES = range(10, 301)  # slots of a facility
EXTRA_FACILITIES = 4  # by how many the largest mix listed may have more than the smallest, unless asked for
MAX_FACILITIES = 30
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


class PlanRequest(NamedTuple):
    """By which place's rules to plan and as of when; by which pack's area rules, of which sizes, with how many at most."""

    as_of: date
    jurisdiction: str | None = None
    area_rules: str | None = None
    sizes: Sequence[int] | None = None
    most: int | None = None


class CheckedSubject(NamedTuple):
    """A description, typed and checked, with the rules in force for it."""

    report: Report
    facts: Mapping[str, Value]
    vocabulary: Vocabulary
    rules: Sequence[RuleInContext]


class SlotRequirement(NamedTuple):
    """What one rule asks for: the least slots with which it passes, and how many are short; None where not known."""

    finding: Finding
    slots: int | None
    short: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts without which the number cannot be told."""
        return tuple(name for name in self.finding.missing if name != SLOTS) if self.slots is None else ()


class SlotPlan(NamedTuple):
    """What a residential project owes and has in slots, how many the mixes provide, and the mixes."""

    report: Report
    requirements: tuple[SlotRequirement, ...]
    slots: int | None
    need: int | None
    area_rules: AreaRules | None
    mixes: tuple[Mix, ...]
    notes: tuple[Phrase, ...]

    def noting(self, *notes: Phrase) -> SlotPlan:
        """The plan with more notes."""
        return self._replace(notes=(*self.notes, *notes))


def checked_subject(
    library: Library, entry: Entry, as_of: date, jurisdiction: str | None, further: Mapping[str, Value] | None = None
) -> CheckedSubject:
    """A description, with `further` facts where it does not give them itself. Raises InputError with all that is wrong."""
    name = jurisdiction or jurisdiction_of(library, entry)
    packs, vocabulary = ready(library, name or NATIONAL, entry.kind)
    subject = subject_of(entry, vocabulary)
    subject = subject._replace(facts={**(further or {}), **subject.facts})
    report = check(subject, vocabulary, packs, as_of)._replace(notes=() if name else (NATIONAL_ONLY,))
    rules = [rule for rule in layered(packs, entry.kind, vocabulary, as_of) if rule.lowered]
    return CheckedSubject(report, vocabulary.implied(dict(subject.facts)), vocabulary, rules)


def plan(library: Library, entry: Entry, request: PlanRequest) -> SlotPlan:
    """The plan for a residential project. Raises InputError with all that is wrong in its description."""
    subject = checked_subject(library, entry, request.as_of, request.jurisdiction)
    requirements = tuple(slot_requirements(subject, request.as_of))
    have, need = subject.facts.get(SLOTS), needed(requirements)
    slots = int(have) if isinstance(have, Fraction) else None
    made = SlotPlan(subject.report, requirements, slots, need, None, (), subject.report.notes)
    if not requirements:
        return made.noting(NO_RULE.format(place=subject.report.packs[0].title))
    if not need:
        return made
    return with_mixes(library, made if slots is not None else made.noting(NOT_GIVEN), need, request)


def slot_requirements(subject: CheckedSubject, as_of: date) -> Iterator[SlotRequirement]:
    """What each rule that applies, or may apply, asks for in slots."""
    findings = {finding.rule: finding for finding in subject.report.findings}
    have = subject.facts.get(SLOTS)
    for rule in subject.rules:
        finding = findings[rule.entry.id]
        in_play = finding.obligation is not Obligation.MAY and finding.reason not in OUT_OF_PLAY
        if rule.lowered and in_play and asks_at_least(rule.lowered, SLOTS):
            owed = LeastPassing(rule.lowered, SLOTS, subject.vocabulary.facts[SLOTS], as_of)(subject.facts)
            slots = None if owed is None else int(owed)
            short = max(slots - int(have), 0) if slots is not None and isinstance(have, Fraction) else None
            yield SlotRequirement(finding, slots, short)


def needed(requirements: Sequence[SlotRequirement]) -> int | None:
    """How many slots the mixes are to provide: what is short of the most that is owed, of binding rules if there are any."""
    binding = [each for each in requirements if each.finding.obligation.binding] or requirements
    counts = [each.slots if each.short is None else each.short for each in binding if each.slots is not None]
    return max(counts, default=None)


def with_mixes(library: Library, plan: SlotPlan, need: int, request: PlanRequest) -> SlotPlan:
    """The plan with the mixes that provide what is needed, or with why there are none."""
    pack = request.area_rules or plan.report.jurisdiction
    rules, place = area_rules(library, pack, request.as_of), library.head(pack).title
    if not rules:
        return plan.noting(no_area_rule(library, place, request.as_of))
    facility = PlannedFacility(rules, ready(library, pack, "facility").vocabulary, request.as_of)
    areas = facility.least_areas(request.sizes or DEFAULT_SIZES)
    plan = plan._replace(area_rules=AreaRules(pack, place, facility.findings(), areas))
    refused = [str(size) for size in request.sizes or () if size not in areas]
    if refused:
        plan = plan.noting(NOT_COVERED.format(sizes=", ".join(refused)))
    if not areas:
        return plan.noting(NO_SIZE)
    mixes, remarks = worthwhile(areas, need, request.most)
    used = sorted({size for mix in mixes for size, _ in mix.sizes})
    open_readings = (note for size in used for note in facility.open_readings(size, areas[size]))
    return plan._replace(mixes=tuple(mixes)).noting(*remarks, *open_readings)


def no_area_rule(library: Library, place: Phrase, as_of: date) -> Phrase:
    """That a place has no area rules, and which packs have some."""
    others = [pack for pack in library.folders if area_rules(library, pack, as_of)]
    packs = listed(untranslated(pack) for pack in others) if others else NONE_THERE
    return NO_AREA_RULE.format(place=place, packs=packs)


def worthwhile(areas: Mapping[int, Fraction], need: int, asked: int | None) -> tuple[list[Mix], list[Phrase]]:
    """The mixes of which no facility could be left out, and what is to be said of their number."""
    fewest = -(-need // max(areas))
    most = min(asked or fewest + EXTRA_FACILITIES, MAX_FACILITIES)
    if most < fewest:
        return [], [TOO_FEW.format(size=max(areas), slots=need, least=fewest, most=most)]
    mixes = least_area_mixes(areas, need, min(most, -(-need // min(areas))))
    kept = [mix for mix in mixes if mix.slots - mix.sizes[-1][0] < need]
    return kept, [LEFT_OUT] if kept[-1].facilities < most else []
