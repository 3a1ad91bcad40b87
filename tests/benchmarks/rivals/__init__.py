"""The ten rules of the `ten` pack, written again by hand for other engines, each as one who knows that engine would.

A rival of whole tables has `run(source, target)`, one of single rows `judge(rows)`. What all of them call by the same
names stands here; what the rules mean stands in each rival anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

AS_OF = date(2026, 11, 21)
DAYS_TO_FILE = 10
RULES = (
    "ten/area-per-slot",
    "ten/filing-deadline",
    "ten/filing-materials",
    "ten/food-permit",
    "ten/registrar",
    "ten/business-scope",
    "ten/name",
    "ten/alarm",
    "ten/video-zones",
    "ten/enrolled-within-slots",
)
ASKED = (
    "slots",
    "building_area",
    "stage",
    "filed",
    "filed_on",
    "registered_on",
    "materials",
    "serves_meals",
    "nature",
    "registrar",
    "business_scope",
    "name",
    "alarm_hours",
    "video_zones",
    "enrolled",
)
STAGES = ("proposed", "registered", "operating")
REGISTRAR_OF = {
    "public_institution": "establishment",
    "nonprofit": "civil_affairs",
    "for_profit": "market_regulation",
}
REGISTRARS = ("establishment", "government_services", "civil_affairs", "market_regulation")
WANTED_ALWAYS = (
    "filing_form",
    "commitment",
    "legal_registration",
    "staff_qualifications",
    "staff_health_certificates",
    "hygiene_report",
    "fire_certificate",
)
WANTED_EITHER = ("title_deed", "lease")
FOOD_PERMIT = "food_permit"
MATERIALS = (*WANTED_ALWAYS, *WANTED_EITHER, FOOD_PERMIT)
ZONES = ("main_entrance", "living_area", "activity_area")
VERDICTS = ("compliant", "non_compliant", "undetermined", "invalid")


class Judgement(NamedTuple):
    """What a rival of single rows says of a row: verdict, the outcome of each rule, missing facts; of an invalid row, none."""

    verdict: str
    outcomes: tuple[str, ...]
    missing: tuple[str, ...]


INVALID = Judgement("invalid", (), ())


def judgement(outcomes: tuple[str, ...], missing: Callable[[], Iterable[str]]) -> Judgement:
    """The verdict that follows from the outcomes. What is missing is asked only where a rule is open."""
    opened = "undetermined" in outcomes
    verdict = "non_compliant" if "fail" in outcomes else "undetermined" if opened else "compliant"
    return Judgement(verdict, outcomes, tuple(filter(None, missing())) if opened else ())
