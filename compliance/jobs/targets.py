"""For planners of a district: what its facilities come to, how far each target is, and when it is met at a yearly pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from compliance.base.outcome import Obligation
from compliance.base.phrase import Phrase
from compliance.facts.description import Entry
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.breakpoints import first_with
from compliance.findings.report import Finding, Report
from compliance.jobs.facility_areas import PROPOSED, SLOTS, STAGE
from compliance.jobs.least_passing import LeastPassing
from compliance.jobs.slots_owed import OUT_OF_PLAY, CheckedSubject, checked_subject
from compliance.logic.expression import Value, facts_in
from compliance.logic.interpreter import passes
from compliance.logic.lowered import LoweredRule
from compliance.packs.library import Library

INCLUSIVE = "inclusive_slots"
SUMMED = (SLOTS, INCLUSIVE)
DAYS_A_YEAR = 365

COUNTED = Phrase(
    "机构表中除“{stage}”以外的各行均计入，未填办理阶段的也计入；填写“非普惠”而未填普惠托位数的，普惠托位按 0 计",
    "All rows of the table count but those that are {stage}; rows without a stage count too, and a nursery that is said not"
    " to be inclusive has no inclusive slots",
)
TWICE = Phrase(
    "有 {n} 个编号在机构表中重复出现（{ids}），各行均已计入，请核对",
    "{n} record number(s) stand more than once in the table ({ids}); every row was counted, so check them",
)
OPEN_SUM = Phrase(
    "计入的机构中有 {n} 所没有（或没有正确）填写{label}，已填的合计 {sum}，至少如此；总数不明，未予采用",
    "{n} of the facilities counted do not tell (rightly) their {label}; the others come to {sum}, so it is at least that."
    " The total is not known, and not used",
)
DIFFERS = Phrase(
    "{label}：描述中为 {given}，机构表合计为 {counted}；采用描述中的 {given}",
    "{label}: {given} in the description, {counted} by the table of facilities; the description's {given} is used",
)
FROM_TABLE = Phrase("{label}：采用机构表合计 {counted}", "{label}: {counted} by the table of facilities, which is used")
PACED = Phrase(
    "预计日期：自 {day} 起每年新增 {pace} 个托位，按日均匀（一年 365 日），人口等其他数据不变",
    "Forecast: {pace} new slots a year from {day} on, evenly by days (365 a year), population and all else as they are",
)
ALL_INCLUSIVE = Phrase(
    "普惠占比类目标的预计日期以新增托位全部为普惠托位为前提",
    "The forecast for the share of inclusive slots takes all new slots to be inclusive",
)
NO_TARGET = Phrase("{place}没有适用于该区域的目标", "No target of {place} applies to this district")


class Facility(NamedTuple):
    """One row of a table of facilities, as far as it counts: None where a value is not given or not right."""

    id: str | None
    stage: str | None
    sums: Mapping[str, int | None]


class FacilityTable(NamedTuple):
    """The facilities of a district from a table, with what is wrong in it, a line a cell, in the language asked for."""

    table: str
    rows: Sequence[Facility]
    problems: Sequence[str]

    @property
    def counted(self) -> list[Facility]:
        """Those that count: all but proposed ones."""
        return [facility for facility in self.rows if facility.stage != PROPOSED]

    def stages(self) -> Mapping[str | None, list[Facility]]:
        """The facilities by stage; those without one under None."""
        stages: dict[str | None, list[Facility]] = {}
        for facility in self.rows:
            stages.setdefault(facility.stage, []).append(facility)
        return stages


class Total(NamedTuple):
    """A sum over facilities beside what the description gives: the sum of those that tell, and how many do not."""

    fact: str
    given: int | None
    known: int
    open: int

    @property
    def counted(self) -> int | None:
        """The sum, where every facility tells its part."""
        return None if self.open else self.known

    @property
    def used(self) -> Literal["description", "table"] | None:
        """Where the figure that is used stands: in the description, if it is given there."""
        if self.given is not None:
            return "description"
        return "table" if self.counted is not None else None

    @property
    def value(self) -> int | None:
        """The figure that is used."""
        return self.counted if self.given is None else self.given


class Forecast(NamedTuple):
    """How many new slots meet a target, and the first day on which it is met; None after the year 9999."""

    slots: int
    day: date | None
    in_time: bool | None


class Target(NamedTuple):
    """One target: how much of which fact is still to go (None where that is not known), and when it is met."""

    finding: Finding
    fact: str | None
    to_go: Fraction | None
    forecast: Forecast | None


class Progress(NamedTuple):
    """How far a district is."""

    report: Report
    vocabulary: Vocabulary
    stages: Mapping[str, Phrase]
    facilities: FacilityTable | None
    figures: tuple[Total, ...]
    targets: tuple[Target, ...]
    notes: tuple[Phrase, ...]


def progress(
    library: Library,
    entry: Entry,
    as_of: date,
    jurisdiction: str | None = None,
    facilities: FacilityTable | None = None,
    pace: int | None = None,
) -> Progress:
    """The progress of a district at so many new slots a year. Raises InputError with all that is wrong in its description."""
    sums = sums_of(facilities) if facilities else {}
    counted = {name: Fraction(known) for name, (known, open_rows) in sums.items() if not open_rows}
    subject = checked_subject(library, entry, as_of, jurisdiction, counted)
    stages = library.vocabulary("facility").facts[STAGE].choices
    given = checked_subject(library, entry, as_of, jurisdiction).facts if facilities else {}
    figures = tuple(Total(name, whole(given.get(name)), *both) for name, both in sums.items())
    targets = tuple(targets_of(subject, as_of, pace))
    notes = [*subject.report.notes, *notes_on(figures, subject.vocabulary)]
    if facilities:
        notes += [COUNTED.format(stage=stages[PROPOSED]), *duplicates(facilities)]
    if any(target.forecast for target in targets):
        notes.append(PACED.format(day=as_of, pace=pace))
    if any(target.forecast and target.fact == INCLUSIVE for target in targets):
        notes.append(ALL_INCLUSIVE)
    if not targets:
        notes.append(NO_TARGET.format(place=subject.report.packs[0].title))
    return Progress(subject.report, subject.vocabulary, stages, facilities, figures, targets, tuple(notes))


def whole(value: Value | None) -> int | None:
    """A count, if it is known."""
    return int(value) if isinstance(value, Fraction) else None


def sums_of(facilities: FacilityTable) -> dict[str, tuple[int, int]]:
    """Of the facilities that count: the sum of each fact over those that tell it, and how many do not."""
    columns = {name: [facility.sums.get(name) for facility in facilities.counted] for name in SUMMED}
    return {name: (sum(n for n in column if n is not None), column.count(None)) for name, column in columns.items()}


def notes_on(figures: Sequence[Total], vocabulary: Vocabulary) -> Iterator[Phrase]:
    """Which figures are used."""
    for total in figures:
        label = vocabulary.label_of(total.fact)
        if total.counted is None:
            yield OPEN_SUM.format(n=total.open, label=label, sum=total.known)
        elif total.given is None:
            yield FROM_TABLE.format(label=label, counted=total.counted)
        elif total.given != total.counted:
            yield DIFFERS.format(label=label, given=total.given, counted=total.counted)


def duplicates(facilities: FacilityTable) -> Iterator[Phrase]:
    """Which record numbers are duplicates."""
    ids = [id for id, count in Counter(row.id for row in facilities.rows if row.id).items() if count > 1]
    if ids:
        yield TWICE.format(n=len(ids), ids=", ".join(ids))


def targets_of(subject: CheckedSubject, as_of: date, pace: int | None) -> Iterator[Target]:
    """How far each target is that applies, or may apply."""
    findings = {finding.rule: finding for finding in subject.report.findings}
    for rule in subject.rules:
        finding, lowered = findings[rule.entry.id], rule.lowered
        if lowered and finding.obligation is Obligation.TARGET and finding.reason not in OUT_OF_PLAY:
            fact = counted_in(lowered, subject.vocabulary)
            to_go = amount_to_go(lowered, fact, subject, as_of) if fact else None
            yield Target(finding, fact, to_go, forecast(lowered, finding, subject, as_of, pace) if pace else None)


def counted_in(rule: LoweredRule, vocabulary: Vocabulary) -> str | None:
    """The number that a rule asks for at least: of a ratio, what is counted in it."""
    for measure in (reading.measure for reading in rule.readings):
        if measure and measure.sense == "minimum":
            name = measure.total.fact if measure.total else measure.fact
            if name in vocabulary.facts and vocabulary.facts[name].type.is_number:
                return name
    return None


def amount_to_go(rule: LoweredRule, name: str, subject: CheckedSubject, as_of: date) -> Fraction | None:
    """How much more of a fact is needed, all else as it is."""
    now = subject.facts.get(name)
    wanted = LeastPassing(rule, name, subject.vocabulary.facts[name], as_of)(subject.facts)
    return max(wanted - now, Fraction(0)) if wanted is not None and isinstance(now, Fraction) else None


def forecast(rule: LoweredRule, finding: Finding, subject: CheckedSubject, as_of: date, pace: int) -> Forecast | None:
    """When a target that turns on slots is met with `pace` new slots a year; None where it is met, or not known."""
    read = set(facts_in(*(reading.holds for reading in rule.readings)))
    growing = {name: now for name in SUMMED if name in read and isinstance(now := subject.facts.get(name), Fraction)}

    def met(more: int) -> bool:
        return passes(rule, {**subject.facts, **{name: now + more for name, now in growing.items()}})

    most = int(subject.vocabulary.facts[SLOTS].maximum or 0)
    if not growing or met(0) or not met(most):
        return None
    slots = first_with(met, 0, most)
    days = -(-slots * DAYS_A_YEAR // pace)
    day = as_of + timedelta(days) if days <= (date.max - as_of).days else None
    in_time = (day is not None and day <= finding.due) if finding.due else None
    return Forecast(slots, day, in_time)
