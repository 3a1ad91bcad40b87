"""Every value of one fact: exact ends, what binds there, and agreement with the check on both sides of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from compliance.base.diagnostics import InputError, Location
from compliance.base.outcome import INVALID, Outcome, Reason, Verdict
from compliance.base.phrase import Language
from compliance.facts.description import entries, subject_of
from compliance.facts.scale import scale_of
from compliance.facts.vocabulary import FactValue, Subject
from compliance.findings.check import check
from compliance.findings.report import Report
from compliance.jobs.solve import Range, Solution, Solver, Unsolvable, solve
from compliance.jobs.two_facts import partner, plane
from compliance.packs.precedence import ALL, Selection
from compliance.reports.formats import rendered
from compliance.reports.solve import solution_result
from compliance.reports.solve_json import solution_document
from tests.conftest import LIBRARY
from tests.support.descriptions import descriptions
from tests.support.subjects import SUBJECTS

AREA = Selection(("huyi/area-per-slot",))
AS_OF = date(2026, 11, 21)
MILLIONTH = Fraction(1, 10**6)
Run = Callable[..., CompletedProcess[str]]


def solver_of(text: str, selection: Selection = ALL, as_of: date = AS_OF) -> Solver:
    [entry] = entries("f.yaml", LIBRARY.kinds, text.encode())
    return Solver(LIBRARY, entry, as_of, None, selection)


def solved(fact: str, text: str, selection: Selection = ALL) -> Solution:
    solver = solver_of(text, selection)
    return solve(solver, solver.named(fact))


def site(**facts: object) -> str:
    return json.dumps({"facility": {"jurisdiction": "huyi", "stage": "proposed", **facts}})


def told(solution: Solution) -> list[tuple[str, str, str]]:
    return [(str(one.start), str(one.end), one.verdict) for one in solution.ranges]


def test_huyi_slots_for_1100_square_metres_are_1_to_84_and_91() -> None:
    found = solved("slots", site(building_area=1100), AREA)
    assert told(found) == [
        ("1", "84", "compliant"),
        ("85", "90", "non_compliant"),
        ("91", "91", "compliant"),
        ("92", "150", "non_compliant"),
        ("151", "100000", "undetermined"),
    ]
    assert found.ranges[-1].binds[0].reason is Reason.NOT_COVERED
    assert {bind.rule for one in found.ranges for bind in one.binds} == {"huyi/area-per-slot"}
    lower, upper = found.ranges[2].start_binds[0].words, found.ranges[2].end_binds[0].words
    assert "60–90：13" in lower.zh and "the tier 60–90: 13 m²" in lower.en
    assert "91–150：12" in upper.zh and "the tier 91–150: 12 m²" in upper.en


def test_huyi_60_slots_at_700_square_metres_are_for_the_authority_to_decide() -> None:
    found = solved("托位数", site(building_area=700), AREA)
    assert told(found)[:3] == [("1", "59", "compliant"), ("60", "60", "undetermined"), ("61", "150", "non_compliant")]
    [sixty] = found.ranges[1].binds
    assert sixty.reason is Reason.AMBIGUOUS_SOURCE
    assert sixty.words.zh == "60 按“60–90：13 ㎡”一档"
    assert [bind.words.zh for bind in found.ranges[0].end_binds] == ["60 按“60–90：13 ㎡”一档"]
    assert [bind.words.zh for bind in found.ranges[1].end_binds] == ["“60–90：13 ㎡”一档"]


def test_each_reading_of_60_slots_binds_at_its_own_area() -> None:
    found = solved("building_area", site(slots=60), AREA)
    assert told(found) == [
        ("0", str(660 - MILLIONTH), "non_compliant"),
        ("660", str(780 - MILLIONTH), "undetermined"),
        ("780", "10000000", "compliant"),
    ]
    first, second = (one.end_binds[0].words.en for one in found.ranges[:2])
    assert "31–60: 11" in first and "60–90: 13" not in first
    assert "60–90: 13" in second and "31–60: 11" not in second


def test_the_ends_of_what_a_fact_can_be_are_bound_by_no_rule() -> None:
    found = solved("slots", site(building_area=1100), AREA)
    assert found.ranges[0].start_binds == () == found.ranges[-1].end_binds


def test_a_population_of_thousands_of_millions_is_solved_as_exactly() -> None:
    text = json.dumps({"neighborhood": {"jurisdiction": "yanjiang", "development": "new", "slots": 7}})
    found = solved("population", text, Selection(("yanjiang/slots-per-thousand-new",)))
    assert [one.verdict for one in found.ranges] == ["compliant", "non_compliant"]
    assert (found.ranges[0].end, found.ranges[1].start) == (700, 701)


def test_a_deadline_is_solved_for_to_the_day() -> None:
    text = json.dumps({"facility": {"jurisdiction": "yanjiang", "stage": "registered", "registered_on": "2022-09-22"}})
    found = solved("filed_on", text, Selection(("yanjiang/filing-deadline",)))
    assert [(str(one.start), str(one.end), one.verdict) for one in found.ranges] == [
        ("1949-01-01", "2022-09-21", INVALID),
        ("2022-09-22", "2022-10-08", "compliant"),
        ("2022-10-09", "2199-12-31", "non_compliant"),
    ]


def test_choices_stand_each_for_itself_in_their_order() -> None:
    found = solved("stage", site(building_area=1, slots=30), AREA)
    assert [one.start for one in found.ranges] == ["proposed", "registered", "operating"]
    assert all(one.start == one.end for one in found.ranges)
    assert [one.start for one in solved("below_ground", site()).ranges] == [False, True]


def test_what_only_waits_for_facts_stands_apart_from_what_the_document_leaves_open() -> None:
    found = solved("slots", site(building_area=700, tenure="owned"))
    assert [str(one.end) for one in found.ranges[:2]] == ["59", "60"]
    assert {bind.reason for bind in found.ranges[0].binds} == {Reason.MISSING_FACTS}
    assert Reason.AMBIGUOUS_SOURCE in {bind.reason for bind in found.ranges[1].binds}


def test_a_fact_that_no_rule_reads_changes_nothing_and_the_report_says_so() -> None:
    found = solved("enrolled", site(building_area=270, slots=30), AREA)
    assert told(found) == [("0", "100000", "compliant")]
    assert any("在托婴幼儿人数" in note.zh for note in found.report.notes)


@pytest.mark.parametrize(("fact", "words"), [("name", "stage"), ("materials", "slots"), ("slotz", "slots")])
def test_what_cannot_be_solved_for_is_told_with_what_can(fact: str, words: str) -> None:
    with pytest.raises(Unsolvable) as error:
        solver_of(site()).named(fact)
    assert words in error.value.phrase.en


@cache
def shared(pack: str, kind: str) -> Solver:
    """A solver whose rules and plans all examples of a subject share: making them ready takes longer than judging."""
    return solver_of(json.dumps({kind: {"jurisdiction": pack}}))


def reported(solver: Solver, facts: Mapping[str, FactValue]) -> Report:
    subject = Subject(solver.subject.kind, facts, Location("f"), {})
    return check(subject, solver.vocabulary, solver.known.packs, AS_OF)


def is_refused(solver: Solver, pack: str, facts: Mapping[str, FactValue]) -> bool:
    """Whether a description with these facts is refused as contradicting itself."""
    plain = {name: solver.vocabulary.facts[name].plain(value) for name, value in facts.items()}
    [entry] = entries("f.json", LIBRARY.kinds, json.dumps({solver.subject.kind: plain}).encode())
    try:
        subject_of(entry, solver.vocabulary)
    except InputError:
        return True
    return False


def described(pack: str, kind: str, data: st.DataObject) -> tuple[Solver, str, Mapping[str, FactValue]]:
    """A solver with drawn facts, and a fact to solve for: one that its rules read, where they read any."""
    solver = shared(pack, kind)
    facts = data.draw(descriptions(solver.vocabulary))
    scaled = [name for name, fact in solver.vocabulary.facts.items() if scale_of(fact)]
    read = [name for name in scaled if name in solver.sheet.facts]
    solver.subject = Subject(kind, facts, Location("f"), {})
    return solver, data.draw(st.sampled_from(read or scaled)), facts


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=8)
@given(data=st.data())
def test_on_both_sides_of_every_end_the_check_says_the_same(pack: str, kind: str, data: st.DataObject) -> None:
    solver, name, facts = described(pack, kind, data)
    found, scale = solve(solver, name), solver.scale(name)
    numbers = [(scale.number(one.start), scale.number(one.end)) for one in found.ranges]
    assert (numbers[0][0], numbers[-1][1]) == (scale.first, scale.last)
    assert all(end + 1 == start for (_, end), (start, _) in pairwise(numbers))
    for one, (first, last) in zip(found.ranges, numbers, strict=True):
        for number in {first, last, data.draw(st.integers(first, last))}:
            with_value = {**facts, name: scale.value(number)}
            if one.verdict == INVALID:
                assert is_refused(solver, pack, with_value)
            else:
                report = reported(solver, with_value)
                assert report.verdict == one.verdict, (name, scale.value(number))
                assert_bound(one, report, first == last)


def assert_bound(one: Range, report: Report, single: bool) -> None:
    """A range's rules are among those that fail or are open in it, and all of them where it has a single value."""
    if one.verdict == Verdict.COMPLIANT:
        return
    wanted = Outcome.FAIL if one.verdict == Verdict.NON_COMPLIANT else Outcome.UNDETERMINED
    there = {f.rule for f in report.findings if f.obligation.binding and f.outcome is wanted}
    named = {bind.rule for bind in one.binds}
    assert there == named if single else there <= named


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=5)
@given(data=st.data())
def test_what_binds_at_an_end_fails_or_is_open_on_its_worse_side_alone(
    pack: str, kind: str, data: st.DataObject
) -> None:
    solver, name, facts = described(pack, kind, data)
    scale = solver.scale(name)
    for before, after in pairwise(solve(solver, name).ranges):
        assert before.end_binds == after.start_binds
        if INVALID in (before.verdict, after.verdict) or scale.listed:
            continue
        standing = [
            {(f.rule, f.outcome, f.reason) for f in reported(solver, {**facts, name: value}).findings}
            for value in (before.end, after.start)
        ]
        for bind in before.end_binds:
            assert sum((bind.rule, bind.outcome, bind.reason) in one for one in standing) == 1, bind
        if {before.verdict, after.verdict} == {Verdict.COMPLIANT, Verdict.NON_COMPLIANT}:
            assert before.end_binds
            assert all(bind.outcome is Outcome.FAIL for bind in before.end_binds)


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=3)
@given(data=st.data())
def test_break_points_leave_out_no_candidate(pack: str, kind: str, data: st.DataObject) -> None:
    solver = shared(pack, kind)
    small = [
        one
        for one in solver.sheet.facts
        if (scale := scale_of(solver.vocabulary.facts[one])) and scale.last - scale.first <= 1000
    ]
    if not small:
        return
    name = data.draw(st.sampled_from(small))
    facts = data.draw(descriptions(solver.vocabulary))
    solver.subject = Subject(kind, facts, Location("f"), {})
    scale = solver.scale(name)
    every = solver.judged([{**facts, name: scale.value(n)} for n in range(scale.first, scale.last + 1)])
    by_points = [
        one.verdict
        for one in solve(solver, name).ranges
        for _ in range(scale.number(one.start), scale.number(one.end) + 1)
    ]
    assert [one.verdict for one in every] == by_points


def test_the_json_has_the_ranges_that_users_rely_on(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text(site(building_area="1100", slots=60), "utf-8")
    done = run("solve", "托位数", file, "--rules", "huyi/area-per-slot", "-f", "json", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert (document["schema"], document["fact"], document["unit"], document["now"]) == (1, "slots", "slot", "60")
    assert document["ranges"][0]["from"] == "1"
    assert document["ranges"][0]["to"] == "84"
    assert document["ranges"][0]["binds"] == ["huyi/area-per-slot"]
    assert [one["to"] for one in document["ranges"]] == ["84", "90", "91", "150", "100000"]
    assert document["ranges"][0]["to_binds"][0]["outcome"] == "fail"


def test_decimals_dates_and_choices_are_written_as_everywhere() -> None:
    area = solution_document(solved("building_area", site(slots=60), AREA), "en")["ranges"]
    assert [one["to"] for one in area] == ["659.999999", "779.999999", "10000000"]
    stage = solution_document(solved("stage", site()), "zh")["ranges"]
    assert [one["from"] for one in stage] == ["proposed", "registered", "operating"]
    yes_no = solution_document(solved("filed", site()), "zh")["ranges"]
    assert [one["from"] for one in yes_no] == ["no", "yes"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fact", ["slots", "building_area", "stage", "registered_on"])
def test_the_table_fits_80_columns(fact: str, language: Language) -> None:
    solver = solver_of(site(building_area=700, slots=60))
    lines = rendered(solution_result(solver, solve(solver, fact), language), "table", language).splitlines()
    assert max(map(wcswidth, lines)) <= 80
    if language == "en":
        assert not [line for line in lines if re.search("[\u4e00-\u9fff]", line)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fact", ["slots", "building_area", "stage", "registered_on"])
def test_the_page_stands_alone_and_says_in_words_what_it_draws(fact: str, language: Language) -> None:
    solver = solver_of(site(building_area=1100, slots=60, name="<b>甲 & 乙</b>"), AREA)
    page = rendered(solution_result(solver, solve(solver, fact), language), "html", language)
    assert not re.search(r"(src|href)=|url\((?!#)|@import", page)
    assert "<b>甲" not in page
    svg = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    named = {one.get("id"): one.text or "" for one in svg.iter() if one.get("id")}
    ids = str(svg.get("aria-labelledby")).split()
    assert all(named[one] for one in ids)
    if fact == "slots":
        assert "1–84" in named[ids[1]]
        assert {"compliant", "non_compliant", "undetermined", "mark"} <= {one.get("class") for one in svg.iter()}


def test_the_picture_shows_area_against_slots_as_solved_column_by_column() -> None:
    solver = solver_of(site(building_area=1100, slots=60), AREA)
    solution = solve(solver, "slots")
    assert partner(solver, solution) == "building_area"
    drawn = plane(solver, solution, "building_area")
    assert (drawn.x.now, drawn.y.now) == (60, 1100_000_000)
    assert drawn.x.low == 1 and drawn.x.high > 151
    for column in drawn.columns:
        assert column.low == column.high
        alone = solved("building_area", site(slots=column.low), AREA)
        ends = [(int(Fraction(str(one.end)) * 10**6), one.verdict) for one in alone.ranges]
        joined = [one for one, after in pairwise(column.intervals) if one.judgement.verdict != after.judgement.verdict]
        assert ends == [(one.last, one.judgement.verdict) for one in (*joined, column.intervals[-1])]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("materials", "examples/huyi-proposed-site.yaml"), "cannot be solved for"),
        (("slotz", "examples/huyi-proposed-site.yaml"), "did you mean slots?"),
        (("slots", "examples/two-sites.json"), "2 descriptions stand in the file"),
        (
            ("slots", "examples/huyi-proposed-site.yaml", "--rules", "huyi/aera-per-slot"),
            "did you mean huyi/area-per-slot?",
        ),
        (("slots", "nowhere.yaml"), "no such file"),
    ],
)
def test_what_cannot_be_done_is_told_plainly(arguments: tuple[str, ...], words: str, run: Run) -> None:
    done = run("solve", *arguments, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
