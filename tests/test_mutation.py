"""The mutation run: which changes it makes, which it knows to be without effect, and that poor cases let some pass."""

from __future__ import annotations

from pathlib import Path

from compliance.packs.library import Library
from tests.conftest import LIBRARY
from tests.mutants import ALL_VALUES
from tests.mutation import Trial
from tests.rules import REST, changes

WORDS = LIBRARY.vocabulary("facility")
TIERS = "requires: {tiered_minimum: {quantity: area_per_slot, by: slots, tiers: ["
PACK = """\
pack: ours
title: {zh: 本区, en: Our District}
documents: {d: {title: 办法, issued: 2026-03-01}}
"""


def test_conditions_and_dates_of_a_rule_are_changed() -> None:
    conditions = "stage: [operating, registered], slots: {minimum: 3, below: 9}, registered_on: {since: 2022-01-01}"
    more = f"due: 2025-12-31\nin_force: {{from: 2022-01-01, to: 2022-01-01}}\napplies_when: {{{conditions}}}"
    made = changes(f"requires: {{is: {{fact: filed, value: yes}}}}\n{more}")
    assert made == [
        *("yes → no", "stage: condition dropped", "stage: condition negated"),
        *("stage: operating dropped", "stage: registered dropped", "slots: condition dropped"),
        *("slots: minimum 3 → 2", "slots: minimum 3 → 4", "slots: minimum → above", "slots: minimum dropped"),
        *("slots: below 9 → 8", "slots: below 9 → 10", "slots: below → maximum", "slots: below dropped"),
        *("registered_on: condition dropped", "registered_on: since 2022-01-01 → 2021-12-31"),
        *("registered_on: since 2022-01-01 → 2022-01-02", "due 2025-12-31 → 2025-12-30"),
        *("due 2025-12-31 → 2026-01-01", "from 2022-01-01 → 2021-12-31", "to 2022-01-01 → 2022-01-02"),
    ]


def test_a_condition_that_lists_all_values_can_be_dropped_without_effect() -> None:
    made = changes("requires: {is: {fact: filed, value: yes}}\napplies_when: {tenure: [owned, leased]}")
    assert made == [
        "yes → no",
        f"tenure: condition dropped ({ALL_VALUES})",
        "tenure: owned dropped",
        "tenure: leased dropped",
    ]


def survivors(folder: Path, rule: str, *cases: str) -> list[str]:
    """The changes to one rule that none of the cases notices, with their lines."""
    pack = folder / "ours"
    (pack / "cases").mkdir(parents=True)
    text = "rule:\n" + "".join(f"  {line}\n" for line in (REST.strip() + "\n" + rule).splitlines())
    lines = "".join(f"    - {case}\n" for case in cases)
    for name, content in (
        ("pack.yaml", PACK),
        ("facility.yaml", text),
        ("cases/facility.yaml", f"rule:\n  as_of: 2026-11-21\n  cases:\n{lines}"),
    ):
        (pack / name).write_text(content, "utf-8")
    found, _ = Trial(Library([str(folder)]), "ours").survivors()
    return [f"{Path(one.place.file).name}:{one.place.line}: {one.name}: {one.what}" for one in found]


IN_FORCE = (
    "{with: {highest_floor: 9}, as_of: 2026-03-01, then: fail}",
    "{with: {highest_floor: 9}, as_of: 2026-02-28, then: not_applicable}",
)


def test_poor_cases_leave_survivors_with_their_places(tmp_path: Path) -> None:
    rule = "requires: {maximum: {quantity: highest_floor, value: 3}}"
    assert survivors(tmp_path, rule, "{with: {highest_floor: 2}, then: pass}", IN_FORCE[0]) == [
        "facility.yaml:7: ours/rule: 3 → 2",
        "facility.yaml:7: ours/rule: 3 → 4",
        "facility.yaml:7: ours/rule: value → below",
        "pack.yaml:3: ours/d: issued 2026-03-01 → 2026-02-28",
    ]


def test_cases_on_both_sides_of_each_limit_leave_none(tmp_path: Path) -> None:
    rule = "requires: {maximum: {quantity: highest_floor, value: 3}}"
    floors = ("{with: {highest_floor: 3}, then: pass}", "{with: {highest_floor: 4}, then: fail}")
    assert survivors(tmp_path, rule, *floors, *IN_FORCE) == []


LADDER = """\
requires:
  any:
    - maximum: {quantity: highest_floor, value: 1}
    - all:
        - maximum: {quantity: highest_floor, value: 2}
        - one_of: {fact: nature, values: [public_institution, nonprofit]}
    - all:
        - maximum: {quantity: highest_floor, value: 3}
        - one_of: {fact: nature, values: [public_institution]}
"""


def test_a_change_that_no_facts_could_show_is_no_survivor(tmp_path: Path) -> None:
    left = survivors(tmp_path, LADDER, *IN_FORCE, "{with: {highest_floor: 2}, then: undetermined}")
    assert not [one for one in left if "public_institution dropped" in one]
    assert [one for one in left if "nonprofit dropped" in one]
