"""Planning: the slots owed are what the rules ask for, the mixes are the least there are, the forecast days are exact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from compliance.base.diagnostics import InputError
from compliance.base.outcome import Obligation, Outcome
from compliance.base.phrase import LANGUAGES, Language
from compliance.cli import provide as command_module
from compliance.facts.description import Entry, entries
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.jobs.facility_areas import PlannedFacility, area_rules
from compliance.jobs.facility_mixes import Mix, least_area_mixes
from compliance.jobs.facility_table import read_roster
from compliance.jobs.least_passing import LeastPassing, asks_at_least
from compliance.jobs.slots_owed import PlanRequest, SlotPlan, plan
from compliance.jobs.targets import Progress, progress
from compliance.logic.interpreter import evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.library import Library
from compliance.packs.precedence import layered
from compliance.packs.ready import ready
from tests.conftest import LIBRARY, ROOT

TODAY = date(2026, 11, 21)
ESTATE = ROOT / "examples" / "yanjiang-estate-26400.yaml"
DISTRICT = ROOT / "examples" / "yanjiang-district.yaml"
NURSERIES = ROOT / "examples" / "yanjiang-facilities.csv"
LIUXI = Library([str(ROOT / "examples" / "new-jurisdiction")])


def entry(text: str, library: Library = LIBRARY) -> Entry:
    [found] = entries("f.yaml", library.kinds, text.encode())
    return found


def planned(text: str, library: Library = LIBRARY, **wanted: object) -> SlotPlan:
    return plan(library, entry(text, library), PlanRequest(TODAY, **wanted))  # type: ignore[arg-type]


def new_estate(population: int, slots: int | None = 0, place: str = "yanjiang") -> str:
    given_slots = "" if slots is None else f", slots: {slots}"
    return f"neighborhood: {{jurisdiction: {place}, development: new, population: {population}{given_slots}}}"


def provided(*arguments: str | Path, language: Language = "en") -> Result:
    """The command as it is run, its output and errors together where it fails."""
    return CliRunner().invoke(command_module.command(language), [str(one) for one in arguments])


# the slots owed


def test_an_estate_of_26400_in_yanjiang_owes_264_slots() -> None:
    found = planned(new_estate(26400))
    [debt] = found.requirements
    assert (debt.finding.rule, debt.slots, debt.short) == ("yanjiang/slots-per-thousand-new", 264, 264)
    assert debt.finding.source.anchor == "每千人口不少于10个托位"


@pytest.mark.parametrize(("slots", "short"), [(0, 9), (8, 1), (9, 0), (20, 0)])
def test_a_part_of_a_slot_calls_for_a_whole_one(slots: int, short: int) -> None:
    [debt] = planned(new_estate(850, slots)).requirements
    assert (debt.slots, debt.short) == (9, short)


def test_without_the_slots_there_are_all_that_are_owed_are_planned_and_that_is_said() -> None:
    found = planned(new_estate(26400, None), area_rules="huyi")
    assert (found.slots, found.requirements[0].short, found.need) == (None, None, 264)
    assert any("were not given" in note.en for note in found.notes)


def test_a_fact_that_the_number_depends_on_is_asked_for() -> None:
    found = planned("neighborhood: {jurisdiction: yanjiang, development: established, population: 5000}")
    [debt] = found.requirements
    assert (debt.slots, debt.missing, found.need) == (None, ("has_childcare_facility",), None)
    unknown = planned("neighborhood: {jurisdiction: yanjiang, development: new}").requirements[0]
    assert unknown.missing == ("population",)


def test_a_place_without_such_a_rule_says_so() -> None:
    found = planned(new_estate(26400, place="huyi"))
    assert (found.requirements, found.need, found.mixes) == ((), None, ())
    assert any("No rule of Huyi" in note.en for note in found.notes)


def test_a_target_that_is_not_due_is_owed_by_its_day() -> None:
    text = "neighborhood: {jurisdiction: liuxi, development: established, population: 1000, slots: 2}"
    [debt] = planned(text, LIUXI).requirements
    assert (debt.slots, debt.short, debt.finding.due) == (5, 3, date(2027, 12, 31))


def rules_of(library: Library, pack: str) -> Iterator[tuple[str, LoweredRule, Vocabulary]]:
    """The rules of a pack that ask a residential project for slots."""
    packs, vocabulary = ready(library, pack, "neighborhood")
    for one in layered(packs, "neighborhood", vocabulary, TODAY):
        if one.lowered and asks_at_least(one.lowered, "slots"):
            yield one.entry.id, one.lowered, vocabulary


RULES = [*(one for pack in LIBRARY.folders for one in rules_of(LIBRARY, pack)), *rules_of(LIUXI, "liuxi")]


def test_there_are_such_rules() -> None:
    assert {rule for rule, _, _ in RULES} >= {
        "yanjiang/slots-per-thousand-new",
        "yanjiang/slots-per-thousand-established",
        "liuxi/slots-per-thousand-2027",
    }


@pytest.mark.parametrize(("rule", "lowered", "vocabulary"), RULES, ids=[rule for rule, _, _ in RULES])
@given(population=st.integers(1, 10_000_000))
def test_what_is_owed_passes_and_one_less_fails(
    rule: str, lowered: LoweredRule, vocabulary: Vocabulary, population: int
) -> None:
    owed = []
    for development in ("new", "established"):
        facts: dict[str, FactValue] = {"development": development, "population": Fraction(population)}
        facts["has_childcare_facility"] = False
        slots = LeastPassing(lowered, "slots", vocabulary.facts["slots"], TODAY)(facts)
        if slots is not None:
            owed.append(slots)
            for less, outcome in ((0, Outcome.PASS), (1, Outcome.FAIL)):
                assert evaluate(lowered, {**facts, "slots": slots - less}, date.max).outcome is outcome, rule
    assert len(owed) == 1


# the area of a facility


@pytest.mark.parametrize(
    ("slots", "area"),
    [(1, 9), (30, 270), (31, 341), (59, 649), (60, 780), (61, 793), (90, 1170), (91, 1092), (150, 1800)],
)
def test_the_least_area_of_a_size_suits_every_reading(slots: int, area: int) -> None:
    site = PlannedFacility(area_rules(LIBRARY, "huyi", TODAY), ready(LIBRARY, "huyi", "facility").vocabulary, TODAY)
    assert site.least_area(slots) == area
    assert bool([*site.open_readings(slots, Fraction(area))]) is (slots == 60)


def test_sizes_that_the_rule_does_not_cover_are_not_used() -> None:
    found = planned(new_estate(26400), area_rules="huyi", sizes=[100, 151, 180])
    assert found.area_rules and found.area_rules.areas == {100: 1200}
    assert any("151, 180" in note.en for note in found.notes)
    none = planned(new_estate(26400), area_rules="huyi", sizes=[151])
    assert none.mixes == ()
    assert any("none of these sizes" in note.en for note in none.notes)


def test_where_readings_differ_the_area_that_suits_both_is_used_and_that_is_said() -> None:
    found = planned(new_estate(6000), area_rules="huyi", sizes=[60])
    assert found.mixes == (Mix(((60, 1),), 60, Fraction(780)),)
    assert any("660 m²" in note.en and "780 m²" in note.en for note in found.notes)


def test_a_place_without_an_area_rule_names_the_packs_that_have_one() -> None:
    found = planned(new_estate(26400))
    assert (found.area_rules, found.mixes, found.need) == (None, (), 264)
    assert any("--area-rules" in note.en and "huyi" in note.en for note in found.notes)


# the mixes


def brute_force(areas: Mapping[int, Fraction], need: int, number: int) -> Mix | None:
    """The best mix of so many facilities, by looking at every one."""

    def key(sizes: tuple[int, ...]) -> tuple[Fraction, int, int, int]:
        area = sum((areas[size] for size in sizes), Fraction(0))
        return area, sum(sizes), len(set(sizes)), sum(size**2 for size in sizes)

    every = [one for one in combinations_with_replacement(sorted(areas), number) if sum(one) >= need]
    if not every:
        return None
    best = min(every, key=key)
    counted = tuple((size, best.count(size)) for size in sorted(set(best), reverse=True))
    return Mix(counted, sum(best), key(best)[0])


def merit(mix: Mix) -> tuple[Fraction, int, int, int]:
    """What mixes are compared by."""
    return mix.area, mix.slots, len(mix.sizes), sum(size**2 * count for size, count in mix.sizes)


SOME_AREAS = st.fractions(1, 40, max_denominator=4)


@given(areas=st.dictionaries(st.integers(1, 25), SOME_AREAS, min_size=1, max_size=6), need=st.integers(1, 70))
def test_the_mixes_are_the_best_of_all_there_are(areas: dict[int, Fraction], need: int) -> None:
    found = {mix.facilities: mix for mix in least_area_mixes(areas, need, 4)}
    for number in range(1, 5):
        best = brute_force(areas, need, number)
        assert (number in found) is (best is not None)
        if best:
            assert merit(found[number]) == merit(best)
            assert found[number].area == sum(areas[size] * count for size, count in found[number].sizes)


@settings(max_examples=50)
@given(first=st.integers(10, 30), step=st.integers(12, 30), need=st.integers(1, 400))
def test_the_mixes_are_the_best_under_huyis_tiers(first: int, step: int, need: int) -> None:
    areas = {size: area for size, area in huyi_areas().items() if size in range(first, 151, step)}
    for mix in least_area_mixes(areas, need, 3):
        best = brute_force(areas, need, mix.facilities)
        assert best and merit(mix) == merit(best)


@cache
def huyi_areas() -> Mapping[int, Fraction]:
    site = PlannedFacility(area_rules(LIBRARY, "huyi", TODAY), ready(LIBRARY, "huyi", "facility").vocabulary, TODAY)
    return {size: area for size in range(10, 151) if (area := site.least_area(size)) is not None}


def test_the_mixes_for_264_slots_by_huyis_tiers() -> None:
    found = planned(new_estate(26400), area_rules="huyi")
    assert [(mix.facilities, mix.sizes, int(mix.area)) for mix in found.mixes] == [
        (2, ((132, 2),), 3168),
        (3, ((146, 1), (59, 2)), 3050),
        (4, ((145, 1), (59, 1), (30, 2)), 2929),
        (5, ((144, 1), (30, 4)), 2808),
        (6, ((114, 1), (30, 5)), 2718),
    ]


def test_only_what_is_short_is_provided() -> None:
    found = planned(new_estate(26400, 204), area_rules="huyi", sizes=[20, 30])
    assert found.need == 60
    assert found.mixes == (Mix(((30, 2),), 60, Fraction(540)), Mix(((20, 3),), 60, Fraction(540)))
    enough = planned(new_estate(26400, 264), area_rules="huyi")
    assert (enough.need, enough.mixes, enough.area_rules) == (0, (), None)


def test_too_few_facilities_are_told() -> None:
    found = planned(new_estate(26400), area_rules="huyi", most=1)
    assert found.mixes == ()
    assert any("2 facilities at least" in note.en for note in found.notes)


# districts


def advanced(text: str = "", table: str | None = None, pace: int | None = None, as_of: str = "2025-03-01") -> Progress:
    described = f"district: {{jurisdiction: yanjiang, population: 120000{text}}}"
    day = date.fromisoformat(as_of)
    roster = read_roster(LIBRARY, table, day, "en", "yanjiang") if table else None
    return progress(LIBRARY, entry(described), day, None, roster, pace)


def target(found: Progress, rule: str) -> tuple[float | None, Outcome]:
    [one] = [one for one in found.targets if one.finding.rule == f"yanjiang/{rule}"]
    return None if one.to_go is None else float(one.to_go), one.finding.outcome


def test_facilities_that_are_not_proposed_are_summed() -> None:
    found = advanced(table=str(NURSERIES))
    assert found.facilities
    assert (len(found.facilities.rows), len(found.facilities.counted)) == (5, 4)
    assert [(one.fact, one.counted, one.used) for one in found.figures] == [
        ("slots", 440, "table"),
        ("inclusive_slots", 280, "table"),
    ]
    assert target(found, "slots-per-thousand-2025") == (100, Outcome.NOT_APPLICABLE)
    assert target(found, "inclusive-share-2025") == (0, Outcome.PASS)


def test_the_descriptions_own_figure_is_used_and_both_are_told() -> None:
    found = advanced(", slots: 500", str(NURSERIES))
    assert found.figures[0].value == 500
    assert target(found, "slots-per-thousand-2025")[0] == 40
    assert any("500" in note.en and "440" in note.en for note in found.notes)


@pytest.mark.parametrize("cell", ["", "about 80", "-1", "80.5"])
def test_a_sum_is_not_used_where_a_row_does_not_tell_its_part(tmp_path: Path, cell: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"id,stage,slots\n1,operating,100\n2,operating,{cell}\n3,拟办,\n", "utf-8")
    found = advanced(table=str(table))
    assert (found.figures[0].counted, found.figures[0].known, found.figures[0].open) == (None, 100, 1)
    assert target(found, "slots-per-thousand-2025") == (None, Outcome.UNDETERMINED)
    assert found.facilities and len(found.facilities.problems) == bool(cell)
    assert all("t.csv:3:3: slots" in problem for problem in found.facilities.problems)


def test_an_inclusive_share_of_exactly_the_limit_is_not_above_it() -> None:
    found = advanced(", slots: 500, inclusive_slots: 300")
    assert target(found, "inclusive-share-2025") == (1, Outcome.NOT_APPLICABLE)


@settings(max_examples=40)
@given(slots=st.integers(0, 539), inclusive=st.integers(0, 539), pace=st.integers(1, 2000))
def test_a_forecast_is_the_first_day_on_which_a_target_is_met(slots: int, inclusive: int, pace: int) -> None:
    assume(inclusive <= slots)
    start = date(2025, 3, 1)
    found = advanced(f", slots: {slots}, inclusive_slots: {inclusive}", pace=pace)
    rules = {
        "yanjiang/slots-per-thousand-2025": lambda more: (slots + more) * 1000 >= Fraction(9, 2) * 120000,
        "yanjiang/inclusive-share-2025": lambda more: 100 * (inclusive + more) > 60 * (slots + more),
    }
    for one in found.targets:
        if one.forecast and one.forecast.day:
            days = (one.forecast.day - start).days
            built = [pace * elapsed // 365 for elapsed in (days - 1, days)]
            assert [rules[one.finding.rule](more) for more in built] == [False, True]
            assert one.forecast.in_time is (one.forecast.day <= date(2025, 12, 31))


@pytest.mark.parametrize(
    ("pace", "day", "in_time"),
    [(100, "2026-03-01", False), (120, "2025-12-31", True), (119, "2026-01-02", False), (1, "2125-02-05", False)],
)
def test_a_forecast_is_held_against_the_due_date(pace: int, day: str, in_time: bool) -> None:
    found = advanced(", slots: 440", pace=pace)
    forecast = next(one.forecast for one in found.targets if one.finding.rule == "yanjiang/slots-per-thousand-2025")
    assert forecast
    assert (forecast.slots, forecast.day, forecast.in_time) == (100, date.fromisoformat(day), in_time)


def test_a_target_that_does_not_turn_on_slots_has_no_forecast() -> None:
    found = advanced(", knowledge_rate: 90", pace=100)
    assert target(found, "coverage-knowledge") == (5, Outcome.NOT_APPLICABLE)
    assert not any(one.forecast for one in found.targets)


def test_every_target_that_may_apply_is_told() -> None:
    packs, vocabulary = ready(LIBRARY, "yanjiang", "district")
    rules = {one.entry.id: one.entry.rule for one in layered(packs, "district", vocabulary, TODAY)}
    wanted = {rule for rule, one in rules.items() if one.obligation is Obligation.TARGET}
    assert {one.finding.rule for one in advanced().targets} == wanted


# the command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_has_80_columns(language: Language) -> None:
    for arguments in (
        (ESTATE, "--area-rules", "huyi"),
        (ESTATE,),
        (ROOT / "examples" / "yanjiang-old-district.yaml",),
        (DISTRICT, "--facilities", NURSERIES, "--pace", "300"),
    ):
        done = provided(*arguments, "--as-of", "2025-03-01", language=language)
        assert done.exit_code == 0, done.output
        assert max(map(wcswidth, done.stdout.splitlines())) <= 80


def test_json_has_the_numbers_as_texts() -> None:
    done = provided(ESTATE, "--area-rules", "huyi", "--sizes", "20..150:10,25", "-f", "json", "--as-of", "2026-11-21")
    [found] = json.loads(done.stdout)["plans"]
    assert [(one["rule"], one["owed"], one["short"]) for one in found["owed"]] == [
        ("yanjiang/slots-per-thousand-new", "264", "264")
    ]
    assert found["area_rules"]["least_areas"]["25"] == "225"
    first = found["mixes"][0]
    assert (first["facilities"], first["slots"], first["building_area"]) == (2, "270", "3240")
    arguments = (DISTRICT, "--facilities", NURSERIES, "--pace", "300", "-f", "json", "--as-of", "2025-03-01")
    [district] = json.loads(provided(*arguments).stdout)["plans"]
    assert district["facilities"]["counted"]["slots"] == "440"
    assert district["targets"][0]["forecast"] == {"new_slots": "100", "met_on": "2025-07-01", "in_time": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_shows_texts_as_texts(tmp_path: Path, language: Language) -> None:
    file, page = tmp_path / "n.yaml", tmp_path / "page.html"
    file.write_text(
        "neighborhood: {name: '<b>&x', jurisdiction: yanjiang, development: new, population: 26400, slots: 0}", "utf-8"
    )
    done = provided(file, "--area-rules", "huyi", "-f", "html", "-o", page, language=language)
    assert (done.exit_code, done.stdout) == (0, "")
    text = page.read_text("utf-8")
    assert 'class="bar"' in text and "132×2" in text
    assert "&lt;b&gt;&amp;x" in text and "<b>" not in text
    assert not re.search(r"https?://|src=|href=|@import|<script", text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((ESTATE, "--pace", "10"), "--pace is for a district"),
        ((DISTRICT, "--sizes", "20"), "--sizes is for a residential project"),
        ((ESTATE, "--sizes", "20..10"), "names no sizes"),
        ((ESTATE, "--sizes", "0,20"), "names no sizes"),
        ((ESTATE, "--sizes", "20..90:0"), "names no sizes"),
        ((ESTATE, "--sizes", "twenty"), "names no sizes"),
        ((ESTATE, "--area-rules", "nowhere"), "no pack is for “nowhere”"),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments: tuple[str | Path, ...], said: str) -> None:
    done = provided(*arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_files_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    facility = ROOT / "examples" / "huyi-proposed-site.yaml"
    with pytest.raises(InputError, match="for neighborhoods and districts"):
        CliRunner().invoke(command_module.command("en"), [str(facility)], catch_exceptions=False)
    table = tmp_path / "t.csv"
    table.write_text("id,name\n1,x\n", "utf-8")
    with pytest.raises(InputError, match="no column of slots"):
        read_roster(LIBRARY, str(table), TODAY, "en", "yanjiang")
