"""Variants side by side: how they are made, which are best, and what is shown of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from compliance.base.decimals import decimal_text
from compliance.base.diagnostics import InputError, Misfit
from compliance.base.outcome import Outcome, Verdict
from compliance.base.phrase import Language
from compliance.facts.description import Entry, entries
from compliance.findings.check import check_entry
from compliance.jobs.compare import Compared, Variant, compare, named, rules, stepped, variation, varied, vocabulary_of
from compliance.packs.precedence import ALL, Selection
from compliance.reports.compare import comparison_result
from compliance.reports.compare_json import comparison_document
from compliance.reports.formats import rendered
from tests.conftest import LIBRARY

AREA = Selection(("huyi/area-per-slot",))
AS_OF = date(2026, 11, 21)
Run = Callable[..., CompletedProcess[str]]


def entry_of(**facts: object) -> Entry:
    text = json.dumps({"facility": {"jurisdiction": "huyi", "stage": "proposed", **facts}})
    [entry] = entries("f.json", LIBRARY.kinds, text.encode())
    return entry


def variants_of(entry: Entry, *vary: str) -> list[Variant]:
    vocabulary = vocabulary_of(LIBRARY, entry, None)
    return varied(entry, [variation(text, vocabulary) for text in vary], vocabulary)


def compared(entry: Entry, *vary: str, selection: Selection = AREA) -> list[Compared]:
    return compare(LIBRARY, variants_of(entry, *vary), AS_OF, None, selection)


def slots(one: Compared) -> object:
    return one.report.facts["slots"]


def test_the_best_comes_first_the_undetermined_before_what_fails() -> None:
    found = compared(entry_of(building_area=700), "slots=20..90:10")
    assert [slots(one) for one in found] == [20, 30, 40, 50, 60, 70, 80, 90]
    assert [one.report.verdict.value for one in found] == ["compliant"] * 4 + ["undetermined"] + ["non_compliant"] * 3
    assert [one.least for one in found][:2] == [Fraction(26, 9), (Fraction(70, 3) - 9) / 9]


def test_a_larger_margin_in_proportion_goes_first_and_equals_stay_as_given() -> None:
    found = compared(entry_of(slots=30), "building_area=280,300,270,300.0")
    assert [one.report.facts["building_area"] for one in found] == ["300", "300", "280", "270"]
    same = compared(entry_of(slots=30, building_area=300), "enrolled=3,1,2")
    assert [one.report.facts["enrolled"] for one in same] == [3, 1, 2]


def test_fewer_failing_rules_go_before_larger_margins() -> None:
    selection = Selection(("huyi/area-per-slot", "national/lease-years"))
    facts = {"slots": 30, "tenure": "leased"}
    one = [entry_of(**facts, building_area=269, lease_years=5), entry_of(**facts, building_area=200, lease_years=1)]
    found = compare(LIBRARY, [named(each, "f", LIBRARY) for each in reversed(one)], AS_OF, None, selection)
    assert [each.report.facts["building_area"] for each in found] == ["269", "200"]
    assert [each.rank[1] for each in found] == [1, 2]


def test_several_variations_make_every_combination_in_the_order_given() -> None:
    made = variants_of(entry_of(), "slots=60,61", "building_area=660..780:60")
    assert [one.name.zh for one in made][:2] == ["托位数 60 个、建筑面积 660 ㎡", "托位数 60 个、建筑面积 720 ㎡"]
    assert len(made) == 6


def test_a_variation_replaces_what_the_description_says_by_whatever_name() -> None:
    [entry] = entries("f.json", LIBRARY.kinds, json.dumps({"托育机构": {"托位数": 30, "建筑面积": 1}}).encode())
    [made] = variants_of(entry, "slots=60")
    report = check_entry(LIBRARY, made.entry, AS_OF)
    assert dict(report.facts) == {"slots": 60, "building_area": "1"}


@given(st.integers(0, 10**6), st.integers(0, 200), st.integers(1, 10**6))
def test_steps_are_exact(start: int, steps: int, step: int) -> None:
    first, by = Fraction(start, 10**6), Fraction(step, 10**6)
    values = stepped("", f"{decimal_text(first)}..{decimal_text(first + steps * by)}:{decimal_text(by)}")
    assert [Fraction(one) for one in values] == [first + n * by for n in range(steps + 1)]


def test_a_step_that_misses_the_end_stops_before_it() -> None:
    assert stepped("", "660..661.2:0.5") == ["660", "660.5", "661"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slots", "FROM..TO:STEP"),
        ("slots=", "FROM..TO:STEP"),
        ("slots=9..3", "FROM..TO:STEP"),
        ("slots=1..3:0", "FROM..TO:STEP"),
        ("slots=a..b", "FROM..TO:STEP"),
        ("slots=1..99999", "at most 1000"),
        ("slots=30.5", "must be a whole number"),
        ("slots=0..5", "out of range"),
        ("slotz=1", "did you mean slots?"),
        ("stage=closed", "expected proposed"),
    ],
)
def test_a_variation_that_makes_no_sense_is_told_plainly(text: str, words: str) -> None:
    with pytest.raises(Misfit) as error:
        variants_of(entry_of(), text)
    assert words in error.value.phrase.en


def test_a_fact_is_varied_once_and_not_too_often() -> None:
    with pytest.raises(Misfit, match="twice"):
        variants_of(entry_of(), "slots=1,2", "托位数=3")
    with pytest.raises(Misfit, match="10000 variants"):
        variants_of(entry_of(), "slots=1..100", "building_area=1..100")


def test_a_variant_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(InputError):
        compared(entry_of(filed_on="2026-01-05"), "filed=yes,no")


def test_only_rules_that_differ_or_fail_are_shown_unless_all_are_wanted() -> None:
    found = compared(entry_of(building_area=700), "slots=30,60,70", selection=ALL)
    shown = rules(found)
    assert "huyi/area-per-slot" in {one.rule for one in shown}
    for one in shown:
        outcomes = [each.findings[one.rule].outcome for each in found]
        assert len(set(outcomes)) > 1 or Outcome.FAIL in outcomes
    assert len(rules(found, all_rules=True)) == len(found[0].findings) > len(shown)


def test_descriptions_of_several_files_are_compared_under_their_names() -> None:
    one, other = entry_of(name="甲", slots=30, building_area=300), entry_of(id="乙-2", slots=30, building_area=100)
    found = compare(
        LIBRARY,
        [named(other, "b.yaml", LIBRARY), named(one, "a.yaml", LIBRARY), named(entry_of(), "c.yaml", LIBRARY)],
        AS_OF,
        None,
        AREA,
    )
    assert [each.name.zh for each in found] == ["甲", "c.yaml", "乙-2"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("all_rules", [False, True])
def test_the_matrix_fits_80_columns(language: Language, all_rules: bool) -> None:
    found = compared(entry_of(building_area=700), "slots=20..90:10", selection=ALL)
    units = vocabulary_of(LIBRARY, entry_of(), None).units
    lines = rendered(comparison_result(found, units, all_rules, language), "table", language).splitlines()
    assert max(map(wcswidth, lines)) <= 80
    text = "\n".join(lines)
    assert ("余量" if language == "zh" else "share of what is required") in text
    assert "✓ +26" in text and "✗ -3" in text and "m2/slot" not in text


def test_the_json_has_every_rule_and_exact_margins() -> None:
    document = comparison_document(compared(entry_of(building_area=700), "slots=20,60,70"), "en")
    assert [one["verdict"] for one in document["variants"]] == ["compliant", "undetermined", "non_compliant"]
    first, second, third = (one["findings"]["huyi/area-per-slot"] for one in document["variants"])
    assert (first["outcome"], first["margin"]) == ("pass", "26")
    assert (second["reason"], second["margin"]) == ("ambiguous_source", None)
    assert (third["outcome"], third["margin"]) == ("fail", "-3")
    assert document["rules"]["huyi/area-per-slot"]["differs"]


def test_markdown_escapes_what_descriptions_say() -> None:
    found = compare(LIBRARY, [named(entry_of(name="a|b *c*"), "f", LIBRARY)], AS_OF, None, AREA)
    text = rendered(comparison_result(found, {}, True, "en"), "markdown", "en")
    assert "a\\|b \\*c\\*" in text


def test_from_the_command_line(run: Run, tmp_path: Path) -> None:
    arguments = ("compare", "examples/huyi-proposed-site.yaml", "--vary", "slots=50,60,70")
    done = run(*arguments, "--rules", "huyi/area-per-slot", "--lang", "en", "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    verdicts = [one["verdict"] for one in json.loads(done.stdout)["variants"]]
    assert verdicts == [Verdict.COMPLIANT, Verdict.UNDETERMINED, Verdict.NON_COMPLIANT]
    wrong = run("compare", "examples/huyi-proposed-site.yaml", "--vary", "slots=50..", "--lang", "en")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "FROM..TO:STEP" in wrong.stderr
