"""The ten rules as expressions for engines that evaluate them a row at a time.

Such languages compare no nulls and have no third truth, so that every expression asks first what is not known. They are
alike but for a few signs, which a dialect tells. Numbers are whole: see `whole_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.benchmarks import rivals
from tests.benchmarks.rivals.whole_numbers import HUNDREDTHS, TENTHS, day

UNDETERMINED, NOT_APPLICABLE = "'undetermined'", "'not_applicable'"
AS_OF = day(rivals.AS_OF)


class Dialect(NamedTuple):
    """How a language joins truths, looks for a phrase in a text, and looks whether a list has only these items."""

    conjunction: str
    disjunction: str
    contains: str
    only: str

    def all_of(self, truths: Iterable[str]) -> str:
        """Whether all of these hold."""
        return f" {self.conjunction} ".join(f"({truth})" for truth in truths)

    def any_of(self, truths: Iterable[str]) -> str:
        """Whether one of these holds."""
        return f" {self.disjunction} ".join(f"({truth})" for truth in truths)

    def has(self, text: str, phrase: str) -> str:
        """Whether a text has a phrase in it."""
        return self.contains.format(text=text, phrase=phrase)

    def rules(self) -> list[str]:
        """The outcome of each of the ten rules."""
        always = self.all_of(f"'{one}' in materials" for one in rivals.WANTED_ALWAYS)
        either = self.any_of(f"'{one}' in materials" for one in rivals.WANTED_EITHER)
        office = self.any_of(
            self.all_of([f"nature == '{nature}'", f"registrar == '{registrar}'"])
            for nature, registrar in rivals.REGISTRAR_OF.items()
        )
        zones = self.all_of(f"'{zone}' in video_zones" for zone in rivals.ZONES)
        return [
            area(),
            registered(deadline()),
            registered(known("materials", met(self.all_of([always, either])))),
            self.permit(),
            registered(known("nature", known("registrar", met(office)))),
            registered(known("business_scope", met(self.has("business_scope", "托育服务")))),
            registered(known("name", met(self.has("name", "托育")))),
            operating(known("alarm_hours", met(f"alarm_hours >= {24 * TENTHS}"))),
            operating(known("video_zones", met(zones))),
            operating(known("enrolled", known("slots", met("enrolled <= slots")))),
        ]

    def missing(self) -> str:
        """The names of the facts that are missing, each in its place; empty texts in those of the others."""
        on_register = "(stage == null ? true : stage != 'proposed')"
        running = "(stage == null ? true : stage == 'operating')"
        may_be_filed = "(filed == null ? true : filed)"
        in_time = self.all_of([may_be_filed, f"filed_on == null ? true : filed_on <= {AS_OF}"])
        asked = {
            **dict.fromkeys(rivals.ASKED, on_register),
            **dict.fromkeys(("slots", "stage"), "true"),
            **dict.fromkeys(("alarm_hours", "video_zones", "enrolled"), running),
            "building_area": "slots == null ? true : slots <= 150",
            "filed": self.all_of([on_register, "filed_on == null"]),
            "filed_on": self.all_of([on_register, may_be_filed]),
            "registered_on": f"stage == null ? ({in_time}) : stage != 'proposed'",
        }
        named = (f"({name} == null ? (({wanted}) ? '{name}' : '') : '')" for name, wanted in asked.items())
        return f"[{', '.join(named)}]"

    def permit(self) -> str:
        """The food permit, of which a proposed nursery or one without meals has no need."""
        permitted = known("materials", met(f"'{rivals.FOOD_PERMIT}' in materials"))
        none_needed = self.any_of(["stage == 'proposed'", "serves_meals == false"])
        return f"({none_needed} ? {NOT_APPLICABLE} : {known('stage', known('serves_meals', permitted))})"

    def valid(self) -> str:
        """Whether every fact given is one that there can be, and none contradicts another."""
        choices = {"stage": rivals.STAGES, "nature": tuple(rivals.REGISTRAR_OF), "registrar": rivals.REGISTRARS}
        sets = {"materials": rivals.MATERIALS, "video_zones": rivals.ZONES}
        ranges = {
            "slots": (1, 100_000),
            "enrolled": (0, 100_000),
            "building_area": (0, 10_000_000 * HUNDREDTHS),
            "alarm_hours": (0, 24 * TENTHS),
        }
        parts = {name: f"{name} in {texts(codes)}" for name, codes in choices.items()}
        parts |= {name: self.only.format(list=name, items=texts(items)) for name, items in sets.items()}
        parts |= {name: self.all_of([f"{name} >= {low}", f"{name} <= {high}"]) for name, (low, high) in ranges.items()}
        parts["filed_on"] = self.all_of(
            ["filed == null ? true : filed", "registered_on == null ? true : registered_on <= filed_on"]
        )
        return self.all_of(f"{name} == null ? true : ({part})" for name, part in parts.items())


def texts(items: Sequence[str]) -> str:
    """A list of texts."""
    return "[" + ", ".join(f"'{item}'" for item in items) + "]"


def met(condition: str) -> str:
    """Pass or fail."""
    return f"({condition} ? 'pass' : 'fail')"


def known(fact: str, then: str) -> str:
    """Undetermined without this fact."""
    return f"({fact} == null ? {UNDETERMINED} : {then})"


def registered(then: str) -> str:
    """A rule for registered nurseries."""
    return known("stage", f"(stage == 'proposed' ? {NOT_APPLICABLE} : {then})")


def operating(then: str) -> str:
    """A rule for running nurseries."""
    return known("stage", f"(stage == 'operating' ? {then} : {NOT_APPLICABLE})")


def enough(minimum: int) -> str:
    """So much area for each slot."""
    return met(f"building_area >= {minimum * HUNDREDTHS} * slots")


def area() -> str:
    """Area by tier. Of 60 slots two tiers speak: only what both say is known."""
    sixty = (
        f"(building_area >= {780 * HUNDREDTHS} ? 'pass' : "
        f"(building_area < {660 * HUNDREDTHS} ? 'fail' : {UNDETERMINED}))"
    )
    tiers = UNDETERMINED
    for limit, result in [(150, enough(12)), (90, enough(13)), (60, sixty), (59, enough(11)), (30, enough(9))]:
        tiers = f"(slots <= {limit} ? {result} : {tiers})"
    return known("slots", known("building_area", tiers))


def deadline() -> str:
    """The deadline, which is not due before its last day is over."""
    due = f"registered_on + {rivals.DAYS_TO_FILE}"
    late = f"({due} >= {AS_OF} ? {NOT_APPLICABLE} : 'fail')"
    in_time = f"(filed_on > {AS_OF} ? {late} : (filed_on > {due} ? {late} : 'pass'))"
    return known("registered_on", f"(filed == false ? {late} : {known('filed_on', in_time)})")
