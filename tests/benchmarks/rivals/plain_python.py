"""The ten rules in plain Python: a named tuple a row, a function a rule, true, false or None where it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from tests.benchmarks import rivals
from tests.benchmarks.rivals import INVALID, Judgement, judgement

PERIOD = timedelta(days=rivals.DAYS_TO_FILE)
WANTED_ALWAYS, WANTED_EITHER = frozenset(rivals.WANTED_ALWAYS), frozenset(rivals.WANTED_EITHER)
STAGES = frozenset((None, *rivals.STAGES))
NATURES = frozenset((None, *rivals.REGISTRAR_OF))
REGISTRARS = frozenset((None, *rivals.REGISTRARS))
MATERIALS, ZONES = frozenset(rivals.MATERIALS), frozenset(rivals.ZONES)


class Filing(NamedTuple):
    """One row."""

    id: str
    name: str | None
    stage: str | None
    nature: str | None
    slots: int | None
    enrolled: int | None
    building_area: Decimal | None
    registered_on: date | None
    filed: bool | None
    filed_on: date | None
    materials: list[str] | None
    serves_meals: bool | None
    registrar: str | None
    business_scope: str | None
    alarm_hours: Decimal | None
    video_zones: list[str] | None


def valid(one: Filing) -> bool:
    """Whether every fact given is one that there can be, and none contradicts another."""
    return (
        one.stage in STAGES
        and one.nature in NATURES
        and one.registrar in REGISTRARS
        and (one.materials is None or MATERIALS.issuperset(one.materials))
        and (one.video_zones is None or ZONES.issuperset(one.video_zones))
        and in_range(one)
        and consistent(one.filed, one.filed_on, one.registered_on)
    )


def in_range(one: Filing) -> bool:
    """Whether the numbers lie within what is declared."""
    return (
        (one.slots is None or 1 <= one.slots <= 100_000)
        and (one.enrolled is None or 0 <= one.enrolled <= 100_000)
        and (one.building_area is None or 0 <= one.building_area <= 10_000_000)
        and (one.alarm_hours is None or 0 <= one.alarm_hours <= 24)
    )


def consistent(filed: bool | None, filed_on: date | None, registered_on: date | None) -> bool:
    """Whether the filing does not contradict itself."""
    if filed_on is None:
        return True
    return filed is not False and (registered_on is None or registered_on <= filed_on)


def registered(stage: str | None) -> bool | None:
    """Whether the rules of registered nurseries apply."""
    return None if stage is None else stage != "proposed"


def operating(stage: str | None) -> bool | None:
    """Whether the rules of running nurseries apply."""
    return None if stage is None else stage == "operating"


def area(one: Filing) -> bool | None:
    """Area by tier. Of 60 slots two tiers speak: only what both say is known."""
    slots, area = one.slots, one.building_area
    if slots is None or slots > 150 or area is None:
        return None
    if slots == 60:
        return True if area >= 780 else False if area < 660 else None
    return area >= slots * (9 if slots <= 30 else 11 if slots < 60 else 13 if slots <= 90 else 12)


def filing(one: Filing) -> str:
    """The outcome of the deadline, which is not due before its last day is over."""
    if one.registered_on is None:
        return "undetermined"
    due = one.registered_on + PERIOD
    if one.filed is not False:
        if one.filed_on is None:
            return "undetermined"
        if one.filed_on <= rivals.AS_OF and one.filed_on <= due:
            return "pass"
    return "not_applicable" if due >= rivals.AS_OF else "fail"


def papers(one: Filing) -> bool | None:
    """Whether the materials are complete."""
    if one.materials is None:
        return None
    return WANTED_ALWAYS.issubset(one.materials) and not WANTED_EITHER.isdisjoint(one.materials)


def at_registrar(one: Filing) -> bool | None:
    """Whether the registrar is that of the nature."""
    if one.nature is None or one.registrar is None:
        return None
    return one.registrar == rivals.REGISTRAR_OF[one.nature]


def within_slots(one: Filing) -> bool | None:
    """Whether there are no more children than slots."""
    return None if one.enrolled is None or one.slots is None else one.enrolled <= one.slots


def outcome(applies: bool | None, holds: bool | None) -> str:
    """What a rule comes to."""
    if applies is False:
        return "not_applicable"
    if applies is None or holds is None:
        return "undetermined"
    return "pass" if holds else "fail"


def served(stage_known: bool | None, meals: bool | None) -> bool | None:
    """Whether the nursery is registered and serves meals."""
    if stage_known is False or meals is False:
        return False
    return None if stage_known is None or meals is None else True


def outcomes(one: Filing) -> tuple[str, ...]:
    """The outcome of each rule."""
    on_register, running = registered(one.stage), operating(one.stage)
    materials, zones = one.materials, one.video_zones
    return (
        outcome(True, area(one)),
        filing(one) if on_register else outcome(on_register, None),
        outcome(on_register, papers(one)),
        outcome(served(on_register, one.serves_meals), None if materials is None else rivals.FOOD_PERMIT in materials),
        outcome(on_register, at_registrar(one)),
        outcome(on_register, None if one.business_scope is None else "托育服务" in one.business_scope),
        outcome(on_register, None if one.name is None else "托育" in one.name),
        outcome(running, None if one.alarm_hours is None else one.alarm_hours >= 24),
        outcome(running, None if zones is None else ZONES.issubset(zones)),
        outcome(running, within_slots(one)),
    )


def missing(one: Filing) -> Iterator[str]:
    """Which facts are missing: those that are not given and decide a rule that may apply."""
    on_register, running = registered(one.stage) is not False, operating(one.stage) is not False
    may_be_filed = one.filed is not False
    in_time = may_be_filed and (one.filed_on is None or one.filed_on <= rivals.AS_OF)
    asked = {
        "slots": True,
        "building_area": one.slots is None or one.slots <= 150,
        "stage": True,
        "filed": on_register and one.filed_on is None,
        "filed_on": on_register and may_be_filed,
        "registered_on": on_register and (one.stage is not None or in_time),
        **dict.fromkeys(("materials", "serves_meals", "nature", "registrar", "business_scope", "name"), on_register),
        **dict.fromkeys(("alarm_hours", "video_zones", "enrolled"), running),
    }
    yield from (name for name, wanted in asked.items() if wanted and getattr(one, name) is None)


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[Judgement]:
    """What comes of each row."""
    for row in rows:
        one = Filing(**row)
        yield judgement(outcomes(one), partial(missing, one)) if valid(one) else INVALID
