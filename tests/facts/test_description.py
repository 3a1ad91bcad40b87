"""Descriptions: facts by code or Chinese label, typed by the vocabulary, every error at its place."""

from datetime import date
from fractions import Fraction

import pytest

from compliance.base.diagnostics import InputError
from compliance.facts.description import entries, subject_of
from compliance.facts.vocabulary import FactValue
from tests.conftest import LIBRARY, report_on


def facts_of(text: str) -> dict[str, FactValue]:
    [entry] = entries("f.yaml", LIBRARY.kinds, text.encode())
    return dict(subject_of(entry, LIBRARY.vocabulary(entry.kind)).facts)


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        facts_of(text)
    return [problem.text("en") for problem in caught.value.problems]


def fact(line: str) -> FactValue:
    [value] = facts_of(f"facility:\n  {line}\n").values()
    return value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("slots: 017", Fraction(17)),
        ("托位数: １２", Fraction(12)),
        ("building_area: 1,234.50", Fraction("1234.5")),
        ("building area: 8.999999", Fraction("8.999999")),
        ("filed: 否", False),
        ("filed: No", False),
        ("是否已备案: 是", True),
        ("registered_on: 2022-10-08", date(2022, 10, 8)),
        ("registered_on: 2022/10/8", date(2022, 10, 8)),
        ("registered_on: 2022年10月8日", date(2022, 10, 8)),
        ("stage: 拟办", "proposed"),
        ("stage: Operating", "operating"),
        ("materials: [lease, 备案书]", frozenset({"lease", "filing_form"})),
        ("materials: 房屋租赁合同、备案书；commitment", frozenset({"lease", "filing_form", "commitment"})),
        ("materials: []", frozenset()),
        ("name: 123", "123"),
        ("credit_code: 91350100M000100Y43", "91350100M000100Y43"),
    ],
)
def test_values_are_typed_by_the_vocabulary(line: str, value: FactValue) -> None:
    assert fact(line) == value


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_what_is_blank_is_unknown(written: str) -> None:
    assert facts_of(f"facility:\n  slots: {written}\n  filed: {written}\n  materials: {written}\n") == {}


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("building_area: -5", "2:18", "expected 0 to 10000000"),
        ("slots: 0", "2:10", "expected 1 to 100000"),
        ("slots: 30.5", "2:10", "whole number"),
        ("slots: thirty", "2:10", "plain digits"),
        ("building_area: .nan", "2:18", "plain digits"),
        ("building_area: .inf", "2:18", "plain digits"),
        ("building_area: 1e400", "2:18", "plain digits"),
        ("building_area: 1.1234567", "2:18", "6 decimal places"),
        ("building_area: [1]", "2:18", "one value"),
        ("registered_on: 2026-02-30", "2:18", "no such day"),
        ("registered_on: 20260230", "2:18", "no such day"),
        ("registered_on: 3/2/2026", "2:18", "2026-11-21"),
        ("registered_on: 9999-12-31", "2:18", "2199"),
        ("filed: maybe", "2:10", "yes or no"),
        ("stage: closed", "2:10", "proposed, registered, operating"),
        ("materials: [passport]", "2:14", "filing_form"),
        ("credit_code: 91350100M000100Y42", "2:16", "check digit"),
        ("slotz: 3", "2:3", "did you mean slots?"),
    ],
)
def test_what_is_not_as_expected_is_refused_at_its_place(line: str, place: str, words: str) -> None:
    [problem] = problems_of(f"facility:\n  {line}\n")
    name = line.partition(":")[0]
    assert problem.startswith(f"f.yaml:{place}: {name}: ")
    assert words in problem


def test_all_errors_of_a_file_are_told_at_once_in_order() -> None:
    problems = problems_of("facility:\n  slots: x\n  building_area: -1\n  slotz: 1\n")
    assert [p.split(": ")[0] for p in problems] == ["f.yaml:2:10", "f.yaml:3:18", "f.yaml:4:3"]


def test_a_fact_by_code_and_by_label_is_one_fact_twice() -> None:
    [problem] = problems_of("facility:\n  slots: 3\n  托位数: 3\n")
    assert problem == "f.yaml:3:3: 托位数: the same fact as “slots” on line 2"


def test_a_filing_date_means_filed_and_contradicts_a_no() -> None:
    vocabulary = LIBRARY.vocabulary("facility")
    assert vocabulary.implied({"filed_on": date(2022, 1, 1)})["filed"] is True
    [problem] = problems_of("facility:\n  filed: no\n  filed_on: 2022-01-01\n")
    assert "contradict" in problem


def test_a_filing_before_registration_is_refused() -> None:
    assert len(facts_of("facility:\n  registered_on: 2022-01-02\n  filed_on: 2022-01-02\n")) == 2
    [problem] = problems_of("facility:\n  registered_on: 2022-01-02\n  filed_on: 2022-01-01\n")
    assert problem == "f.yaml:3:3: filed_on: “2022-01-01” lies before the date of registration (“2022-01-02”)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("- a\n", "the top key"),
        ("facilty:\n  slots: 3\n", "did you mean facility?"),
        ("facility: 3\n", "mapping of facts"),
        ("facility:\n- 3\n", "mapping of facts"),
    ],
)
def test_a_file_that_describes_nothing_is_refused(text: str, words: str) -> None:
    [problem] = problems_of(text)
    assert words in problem


def test_a_file_may_hold_several_documents_and_lists() -> None:
    text = "facility:\n- {id: a}\n- {id: b}\n---\n居住区:\n  id: c\n"
    assert [entry.kind for entry in entries("f.yaml", LIBRARY.kinds, text.encode())] == [
        "facility",
        "facility",
        "neighborhood",
    ]


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_every_label_of_a_choice_can_be_written(kind: str) -> None:
    for pack in LIBRARY.folders:
        for fact in LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack)).facts.values():
            for code, label in fact.choices.items():
                wanted = frozenset([code]) if fact.type == "set" else code
                assert [fact.parse(text) for text in (code, label.zh, label.en)] == [wanted] * 3


def test_names_are_kept_as_they_are_written() -> None:
    assert fact("name: 方案一：30 个托位（东区）") == "方案一：30 个托位（东区）"


def test_an_unknown_place_does_not_hide_what_else_is_wrong() -> None:
    with pytest.raises(InputError) as caught:
        report_on("facility:\n  slots: x\n  jurisdiction: mars\n")
    assert [p.what for p in caught.value.problems] == ["slots", "jurisdiction"]


@pytest.mark.parametrize("text", ['""', '" "', '"　"', "' \t'", "~", ""])
def test_a_text_of_spaces_is_nothing_given(text: str) -> None:
    report = report_on(f"facility: {{jurisdiction: {text}, slots: {text}, building_area: {text}}}")
    assert report.jurisdiction == "national" and report.facts == {}
    assert any("No jurisdiction given" in note.en for note in report.notes)


def test_a_jurisdiction_may_be_written_in_full_width() -> None:
    assert report_on("facility: {jurisdiction: ' ｈｕｙｉ', slots: 30}").jurisdiction == "huyi"
