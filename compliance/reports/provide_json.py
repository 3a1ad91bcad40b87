"""What planners are told, as JSON. Numbers that the law compares are texts, exact."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from compliance import __version__
from compliance.base.phrase import Language
from compliance.findings.report import Report
from compliance.jobs.facility_mixes import Mix
from compliance.jobs.slots_owed import SlotPlan
from compliance.jobs.targets import SUMMED, Facility, Progress, Target
from compliance.logic.exact_text import exact_text
from compliance.reports.check_json import PackPart, SubjectPart, finding_part

Part = dict[str, object]


def provision_document(plans: Sequence[SlotPlan | Progress], as_of: date, language: Language) -> str:
    """The plans as indented JSON, ending with a line break."""
    parts = [plan_part(one, language) if isinstance(one, SlotPlan) else progress_part(one, language) for one in plans]
    whole: Part = {"schema": 1, "as_of": as_of.isoformat(), "engine": __version__, "language": language, "plans": parts}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def text(number: Fraction | int | None) -> str | None:
    """A number as an exact decimal; cut at six places where its decimals do not end."""
    return None if number is None else exact_text(Fraction(number))


def subject_part(report: Report) -> Part:
    """Whom it is about, by which rules."""
    return {
        "subject": SubjectPart(kind=report.kind, id=report.id, name=report.name),
        "jurisdiction": report.jurisdiction,
        "packs": [PackPart(pack=pack.name, sha256=pack.sha256) for pack in report.packs],
        "facts": dict(report.facts),
    }


def plan_part(plan: SlotPlan, language: Language) -> Part:
    """The plan of a residential project."""
    owed = [
        {
            "rule": debt.finding.rule,
            "owed": text(debt.slots),
            "short": text(debt.short),
            "due": debt.finding.due.isoformat() if debt.finding.due else None,
            "missing": list(debt.missing),
            "finding": finding_part(debt.finding, language),
        }
        for debt in plan.requirements
    ]
    ground = plan.area_rules
    areas = ground and {
        "pack": ground.pack,
        "rules": [rule.rule for rule in ground.rules],
        "least_areas": {str(slots): text(area) for slots, area in ground.areas.items()},
    }
    return {
        **subject_part(plan.report),
        "owed": owed,
        "slots": text(plan.slots),
        "needed": text(plan.need),
        "area_rules": areas,
        "mixes": [mix_part(mix) for mix in plan.mixes],
        "notes": [note.text(language) for note in plan.notes],
    }


def mix_part(mix: Mix) -> Part:
    """A mix."""
    return {
        "facilities": mix.facilities,
        "sizes": [{"slots": str(size), "count": count} for size, count in mix.sizes],
        "slots": str(mix.slots),
        "building_area": text(mix.area),
        "area_per_slot": text(mix.area / mix.slots),
    }


def progress_part(progress: Progress, language: Language) -> Part:
    """The progress of a district."""
    roster = progress.facilities
    facilities = roster and {
        "table": roster.table,
        "rows": len(roster.rows),
        "stages": [{"stage": stage, **sums_part(nurseries)} for stage, nurseries in roster.stages().items()],
        "counted": sums_part(roster.counted),
        "errors": list(roster.problems),
    }
    return {
        **subject_part(progress.report),
        "facilities": facilities,
        "figures": [
            {
                "fact": one.fact,
                "given": text(one.given),
                "counted": text(one.counted),
                "used": None if one.used is None else {"from": one.used, "value": text(one.value)},
            }
            for one in progress.figures
        ],
        "targets": [target_part(target, language) for target in progress.targets],
        "notes": [note.text(language) for note in progress.notes],
    }


def sums_part(nurseries: Sequence[Facility]) -> Mapping[str, object]:
    """How many facilities, the sum of each fact over those that tell it, and how many do not."""
    columns = {name: [one.sums.get(name) for one in nurseries] for name in SUMMED}
    sums = {name: text(sum(one for one in column if one is not None)) for name, column in columns.items()}
    return {"facilities": len(nurseries), **sums, "not_told": {n: column.count(None) for n, column in columns.items()}}


def target_part(target: Target, language: Language) -> Part:
    """One target."""
    ahead = target.forecast
    return {
        "rule": target.finding.rule,
        "fact": target.fact,
        "to_go": text(target.to_go),
        "due": target.finding.due.isoformat() if target.finding.due else None,
        "forecast": ahead
        and {
            "new_slots": str(ahead.slots),
            "met_on": ahead.day.isoformat() if ahead.day else None,
            "in_time": ahead.in_time,
        },
        "finding": finding_part(target.finding, language),
    }
