"""What `provide` tells of a district: what its facilities come to, and how far each target is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.base.outcome import Outcome, Reason
from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.jobs.targets import SUMMED, Facility, FacilityTable, Forecast, Progress, Target
from compliance.packs.sentence import amount
from compliance.reports.blocks import Bar, Bars, Block, Cell, Coded, Finding, Heading, Item, Items, Note, Table, Verdict
from compliance.reports.provide_plan import DUE, NONE, REQUIRED, grounds, rounded, still_needed

ROSTER = Phrase("辖区机构（{table}）", "Facilities ({table})")
STAGE_COLUMNS = (
    Phrase("办理阶段", "Stage"),
    Phrase("机构数", "Facilities"),
    Phrase("托位数", "Slots"),
    Phrase("普惠托位数", "Inclusive slots"),
)
NO_STAGE, ALL_COUNTED = Phrase("未填", "not given"), Phrase("计入合计", "counted")
AT_LEAST = Phrase("至少 {n}", "at least {n}")
PROBLEMS = Phrase("机构表中的错误（{n} 处）", "What is wrong in the table ({n})")
TARGETS, PROGRESS = Phrase("目标进度", "Targets"), Phrase("各目标完成程度", "How far each target is")
TARGET_COLUMNS = (
    Phrase("目标", "Target"),
    Phrase("目前", "Now"),
    REQUIRED,
    Phrase("还差", "To go"),
    DUE,
    Phrase("结论", "Outcome"),
)
COUNTS = Phrase("{n} 项目标（{counts}）", "{n} target(s) ({counts})")
COUNT = Phrase("{outcome} {n} 项", "{outcome}: {n}")
TO_GO = Phrase("还差{fact} {amount}", "Still to go: {amount} ({fact})")
PACE = Phrase("再新增 {slots} 个托位即达到：预计 {day}", "Met with {slots} new slots, by the forecast on {day}")
PACE_TOO_LATE = Phrase("再新增 {slots} 个托位才达到：在 9999 年以后", "Met with {slots} new slots, after the year 9999")
IN_TIME, LATE = Phrase("，在期限内", ", in time"), Phrase("，晚于期限", ", later than its due date")
WIDTHS: Mapping[str, Mapping[Language, Sequence[int]]] = {
    "stages": {"zh": [20, 10, 16, 16], "en": [20, 10, 16, 16]},
    "targets": {"zh": [20, 11, 11, 11, 11, 6], "en": [19, 10, 12, 10, 10, 9]},
}


def progress_blocks(progress: Progress) -> Iterator[Block]:
    """What the facilities of a district come to, and how far each target is."""
    targets = progress.targets
    if targets:
        counts = Counter(target.finding.outcome_words for target in targets)
        words = listed((COUNT.format(outcome=outcome, n=n) for outcome, n in counts.items()), "，", ", ")
        yield Verdict(COUNTS.format(n=len(targets), counts=words))
    yield from map(Note, progress.notes)
    if progress.facilities:
        yield from roster_blocks(progress.facilities, progress.stages)
    if targets:
        yield Heading(TARGETS)
        yield Table(TARGET_COLUMNS, [target_row(target, progress) for target in targets], WIDTHS["targets"])
        if bars := [bar for target in targets for bar in target_bar(target)]:
            yield Bars(PROGRESS, bars)
    for target in targets:
        if target.finding.outcome is not Outcome.PASS and target.finding.reason is not Reason.MISSING_FACTS:
            yield unmet(target, progress)
    names = dict.fromkeys(name for target in targets for name in target.finding.missing)
    yield from still_needed(progress.report, names)


def roster_blocks(roster: FacilityTable, stages: Mapping[str, Phrase]) -> Iterator[Block]:
    """The facilities by stage, and what is wrong in their table."""
    yield Heading(ROSTER.format(table=roster.table))
    rows = [stage_row(stages[stage] if stage else NO_STAGE, nurseries) for stage, nurseries in roster.stages().items()]
    yield Table(STAGE_COLUMNS, [*rows, stage_row(ALL_COUNTED, roster.counted)], WIDTHS["stages"])
    if roster.problems:
        yield Heading(PROBLEMS.format(n=len(roster.problems)))
        yield Items([Item(untranslated(problem)) for problem in roster.problems], boxes=True)


def stage_row(label: Phrase, nurseries: Sequence[Facility]) -> list[Phrase]:
    """The sums of some facilities; where one does not tell its part, what the others come to at least."""
    cells = []
    for name in SUMMED:
        values = [one.sums.get(name) for one in nurseries]
        known = sum(value for value in values if value is not None)
        cells.append(AT_LEAST.format(n=known) if None in values else untranslated(known))
    return [label, untranslated(len(nurseries)), *cells]


def target_row(target: Target, progress: Progress) -> list[Cell]:
    """A target as a row."""
    finding = target.finding
    unit = progress.vocabulary.unit_of(target.fact) if target.fact else None
    to_go = NONE if target.to_go is None else amount(target.to_go, unit, progress.vocabulary)
    due = untranslated(finding.due) if finding.due else NONE
    rule = Coded(finding.title, finding.rule, brief=True)
    return [rule, finding.actual_words, finding.required_words, to_go, due, finding.outcome_words]


def target_bar(target: Target) -> Iterator[Bar]:
    """How much of what is required is there, where both are numbers."""
    finding = target.finding
    if target.fact and finding.actual and finding.required:
        part = Fraction(finding.actual) / Fraction(finding.required)
        yield Bar(finding.title, min(part, Fraction(1)), untranslated(f"{rounded(part * 100)}%"))


def unmet(target: Target, progress: Progress) -> Finding:
    """What is known of a target that is not met: what is to go, when it will be met, its clause and units."""
    sentences = [target.finding.message]
    if target.to_go and target.fact:
        fact = progress.vocabulary.quantity(target.fact)
        needed = amount(target.to_go, fact.unit if fact else None, progress.vocabulary)
        sentences.append(TO_GO.format(fact=progress.vocabulary.label_of(target.fact), amount=needed))
    if target.forecast:
        sentences.append(forecast_words(target.forecast))
    return grounds(target.finding, sentences)._replace(kind=target.finding.outcome.value)


def forecast_words(forecast: Forecast) -> Phrase:
    """When a target is met."""
    if forecast.day is None:
        return PACE_TOO_LATE.format(slots=forecast.slots)
    words = PACE.format(slots=forecast.slots, day=forecast.day)
    return words if forecast.in_time is None else joined(words, IN_TIME if forecast.in_time else LATE)
