"""The record of `provide`, as `compliance schema provision` publishes it. Numbers that the law compares are texts, exact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance.base.phrase import Language
from compliance.findings.report import Report
from compliance.jobs.facility_areas import AreaRules
from compliance.jobs.facility_mixes import Mix
from compliance.jobs.slots_owed import SlotPlan, SlotRequirement
from compliance.jobs.targets import SUMMED, Facility, FacilityTable, Progress, Target, Total
from compliance.logic.exact_text import exact_text
from compliance.reports.check_json import FindingPart, finding_part
from compliance.reports.envelope import Envelope, PackPart, SubjectPart, envelope, pack_parts, subject_part


class AboutPart(TypedDict):
    """Whom a plan is about, by which rules."""

    subject: SubjectPart
    jurisdiction: str
    packs: list[PackPart]
    facts: dict[str, Any]


class OwedPart(TypedDict):
    """What one rule asks for: the least slots with which it passes, and how many are short; null where not known."""

    rule: str
    owed: str | None
    short: str | None
    due: str | None
    missing: list[str]
    finding: FindingPart


class AreaRulesPart(TypedDict):
    """The rules on building area that mixes keep, and the least area in m² of each size of facility."""

    pack: str
    rules: list[str]
    least_areas: dict[str, str | None]


class SizePart(TypedDict):
    """So many facilities of so many slots."""

    slots: str
    count: int


class MixPart(TypedDict):
    """Facilities that together provide the slots; areas in m²."""

    facilities: int
    sizes: list[SizePart]
    slots: str
    building_area: str | None
    area_per_slot: str | None


class PlanPart(AboutPart):
    """The plan of a residential project: slots owed, there (`slots`) and to be provided (`needed`), and the mixes."""

    owed: list[OwedPart]
    slots: str | None
    needed: str | None
    area_rules: AreaRulesPart | None
    mixes: list[MixPart]
    notes: list[str]


class SumsPart(TypedDict):
    """How many facilities, the sum of each fact over those that tell it, and how many do not."""

    facilities: int
    slots: str | None
    inclusive_slots: str | None
    not_told: dict[str, int]


class StagePart(SumsPart):
    """The facilities of a stage; null where none is given."""

    stage: str | None


class FacilitiesPart(TypedDict):
    """The table of facilities, those `counted`, and what is wrong in it."""

    table: str
    rows: int
    stages: list[StagePart]
    counted: SumsPart
    errors: list[str]


UsedPart = TypedDict("UsedPart", {"from": Literal["description", "table"], "value": str | None})


class FigurePart(TypedDict):
    """A sum over the facilities beside what the description gives, and which of them is used."""

    fact: str
    given: str | None
    counted: str | None
    used: UsedPart | None


class ForecastPart(TypedDict):
    """When a target is met at the pace asked about."""

    new_slots: str
    met_on: str | None
    in_time: bool | None


class TargetPart(TypedDict):
    """A target and what is still to go, in the unit of `fact`."""

    rule: str
    fact: str | None
    to_go: str | None
    due: str | None
    forecast: ForecastPart | None
    finding: FindingPart


class ProgressPart(AboutPart):
    """The progress of a district."""

    facilities: FacilitiesPart | None
    figures: list[FigurePart]
    targets: list[TargetPart]
    notes: list[str]


class ProvisionDocument(Envelope):
    """Plans of residential projects and progress of districts, in the order of the descriptions."""

    plans: list[PlanPart | ProgressPart]


def provision_document(plans: Sequence[SlotPlan | Progress], as_of: date, language: Language) -> ProvisionDocument:
    """The plans in one language."""
    parts = [plan_part(one, language) if isinstance(one, SlotPlan) else progress_part(one, language) for one in plans]
    return {**envelope(as_of, language), "plans": parts}


def text(number: Fraction | int | None) -> str | None:
    """A number as an exact decimal; cut at six places where its decimals do not end."""
    return None if number is None else exact_text(Fraction(number))


def about_part(report: Report) -> AboutPart:
    """Whom it is about, by which rules."""
    return AboutPart(
        subject=subject_part(report),
        jurisdiction=report.jurisdiction,
        packs=pack_parts(report.packs),
        facts=dict(report.facts),
    )


def plan_part(plan: SlotPlan, language: Language) -> PlanPart:
    """The plan of a residential project."""
    return {
        **about_part(plan.report),
        "owed": [owed_part(debt, language) for debt in plan.requirements],
        "slots": text(plan.slots),
        "needed": text(plan.need),
        "area_rules": area_rules_part(plan.area_rules) if plan.area_rules else None,
        "mixes": [mix_part(mix) for mix in plan.mixes],
        "notes": [note.text(language) for note in plan.notes],
    }


def owed_part(debt: SlotRequirement, language: Language) -> OwedPart:
    """What one rule asks for."""
    return OwedPart(
        rule=debt.finding.rule,
        owed=text(debt.slots),
        short=text(debt.short),
        due=debt.finding.due.isoformat() if debt.finding.due else None,
        missing=list(debt.missing),
        finding=finding_part(debt.finding, language),
    )


def area_rules_part(ground: AreaRules) -> AreaRulesPart:
    """The rules on area."""
    return AreaRulesPart(
        pack=ground.pack,
        rules=[rule.rule for rule in ground.rules],
        least_areas={str(slots): text(area) for slots, area in ground.areas.items()},
    )


def mix_part(mix: Mix) -> MixPart:
    """A mix."""
    return MixPart(
        facilities=mix.facilities,
        sizes=[SizePart(slots=str(size), count=count) for size, count in mix.sizes],
        slots=str(mix.slots),
        building_area=text(mix.area),
        area_per_slot=text(mix.area / mix.slots),
    )


def progress_part(progress: Progress, language: Language) -> ProgressPart:
    """The progress of a district."""
    return {
        **about_part(progress.report),
        "facilities": facilities_part(progress.facilities) if progress.facilities else None,
        "figures": [figure_part(one) for one in progress.figures],
        "targets": [target_part(target, language) for target in progress.targets],
        "notes": [note.text(language) for note in progress.notes],
    }


def facilities_part(roster: FacilityTable) -> FacilitiesPart:
    """The table of facilities."""
    return FacilitiesPart(
        table=roster.table,
        rows=len(roster.rows),
        stages=[{"stage": stage, **sums_part(nurseries)} for stage, nurseries in roster.stages().items()],
        counted=sums_part(roster.counted),
        errors=list(roster.problems),
    )


def figure_part(one: Total) -> FigurePart:
    """A sum beside what is given."""
    return FigurePart(
        fact=one.fact,
        given=text(one.given),
        counted=text(one.counted),
        used=None if one.used is None else {"from": one.used, "value": text(one.value)},
    )


def sums_part(nurseries: Sequence[Facility]) -> SumsPart:
    """The sums over some facilities."""
    columns = {name: [one.sums.get(name) for one in nurseries] for name in SUMMED}
    slots, inclusive = (text(sum(one for one in column if one is not None)) for column in columns.values())
    not_told = {name: column.count(None) for name, column in columns.items()}
    return SumsPart(facilities=len(nurseries), slots=slots, inclusive_slots=inclusive, not_told=not_told)


def target_part(target: Target, language: Language) -> TargetPart:
    """One target."""
    ahead = target.forecast
    return TargetPart(
        rule=target.finding.rule,
        fact=target.fact,
        to_go=text(target.to_go),
        due=target.finding.due.isoformat() if target.finding.due else None,
        forecast=ForecastPart(
            new_slots=str(ahead.slots),
            met_on=ahead.day.isoformat() if ahead.day else None,
            in_time=ahead.in_time,
        )
        if ahead
        else None,
        finding=finding_part(target.finding, language),
    )
