"""What headers mean, as people write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction

import pytest
import yaml

from compliance.facts.headers import By, Headers, clashes
from compliance.facts.vocabulary import Vocabulary
from tests.conftest import LIBRARY, ROOT

SHARED = ROOT.parent / "shared" / "tables"
SUBJECTS = ("facility", "neighborhood", "district")
PUBLIC_LIST = {
    "机构注册登记名称": "name",
    "所属区域": "jurisdiction",
    "机构住所": None,
    "机构性质": "nature",
    "备案通过时间": "filed_on",
    "统一社会信用代码": "credit_code",
}
NO_SHARED = pytest.mark.skipif(
    not SHARED.exists(), reason="the collected ways of writing lie in ../shared/tables, which is not here"
)


def vocabulary(subject: str) -> Vocabulary:
    return LIBRARY.vocabulary(subject, LIBRARY.packs_for("huyi"))


def collected(way: str) -> Iterator[tuple[str, str, str]]:
    """Subject, fact and header of every header collected that is to be read, or suggested."""
    if SHARED.exists():
        spellings = yaml.safe_load((SHARED / "spellings.yaml").read_text("utf-8"))
        for subject, ways in spellings["headers"].items():
            for fact, headers in ways.get(way, {}).items():
                yield from ((subject, fact, header) for header in headers)


def read(header: str, subject: str = "facility") -> str | None:
    return Headers(vocabulary(subject)).read(header).fact


@NO_SHARED
def test_every_header_collected_is_read_or_suggested_as_it_should() -> None:
    headers = {subject: Headers(vocabulary(subject)) for subject in SUBJECTS}
    unread = [
        (header, fact) for subject, fact, header in collected("read") if headers[subject].read(header).fact != fact
    ]
    assert unread == []
    for subject, fact, header in collected("suggest"):
        reading = headers[subject].read(header)
        assert reading.fact is None
        assert fact in reading.suggestions, header


@NO_SHARED
def test_a_foreign_header_is_neither_read_nor_given_a_wrong_suggestion() -> None:
    spellings = yaml.safe_load((SHARED / "spellings.yaml").read_text("utf-8"))
    for header in spellings["headers"]["facility"]["foreign"]:
        reading = Headers(vocabulary("facility")).read(header)
        assert (reading.fact, reading.suggestions) == (None, ())


@NO_SHARED
def test_of_the_headers_tried_by_an_inspector_most_are_read() -> None:
    with (SHARED / "12-headers.csv").open(encoding="utf-8-sig", newline="") as stream:
        row = next(csv.reader(stream))
    assert sum(read(header) is not None for header in row) >= 70


@pytest.mark.parametrize(("header", "fact"), PUBLIC_LIST.items())
def test_the_columns_of_the_national_public_list(header: str, fact: str | None) -> None:
    assert read(header) == fact


@pytest.mark.parametrize(
    ("header", "fact", "by"),
    [
        ("slots", "slots", "code"),
        ("Building Area", "building_area", "label"),
        ("建筑\n面积", "building_area", "label"),
        (" 建 筑 面 积 ", "building_area", "label"),
        ("＊托位数", "slots", "label"),
        ("1.托位数", "slots", "label"),
        ("托小班·人数", "junior_children", "alias"),
        ("建筑面积（㎡）", "building_area", "unit"),
        ("建筑面积 (平方米)", "building_area", "unit"),
        ("托位数/个", "slots", "unit"),
        ("托位数（单位：个）", "slots", "unit"),
        ("是否备案（是/否）", "filed", "unit"),
        ("备案时间（年月日）", "filed_on", "unit"),
        ("场地来源（自有/租赁）", "tenure", "unit"),
        ("区（县）", "jurisdiction", "alias"),
        ("是否设在高层建筑内", "high_rise", "alias"),
    ],
)
def test_one_header_written_in_many_ways(header: str, fact: str, by: By) -> None:
    reading = Headers(vocabulary("facility")).read(header)
    assert (reading.fact, reading.by, reading.factor) == (fact, by, Fraction(1))


def test_a_unit_that_converts_exactly_is_converted_and_told() -> None:
    reading = Headers(vocabulary("district")).read("常住人口（万人）")
    assert (reading.fact, reading.unit, reading.factor) == ("population", "万人", Fraction(10_000))


@pytest.mark.parametrize(
    ("header", "unit"), [("建筑面积（亩）", "亩"), ("建筑面积（人）", "人"), ("托位数（㎡）", "㎡")]
)
def test_a_unit_of_something_else_is_refused_and_named(header: str, unit: str) -> None:
    reading = Headers(vocabulary("facility")).read(header)
    assert reading.fact is None
    assert reading.problem is not None
    assert f"“{unit}”" in reading.problem.zh
    assert f"“{unit}”" in reading.problem.en


def test_what_stands_in_brackets_and_is_no_unit_is_not_dropped() -> None:
    reading = Headers(vocabulary("facility")).read("托位数（普惠）")
    assert (reading.fact, reading.suggestions) == (None, ("slots",))


def test_what_a_person_said_of_a_header_goes_first() -> None:
    reading = Headers(vocabulary("facility"), {"面积": "building_area"}).read("面 积")
    assert (reading.fact, reading.by) == ("building_area", "column")


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("pack", LIBRARY.folders)
def test_no_word_means_two_facts_of_a_subject(subject: str, pack: str) -> None:
    assert list(clashes(LIBRARY.vocabulary(subject, LIBRARY.packs_for(pack)))) == []


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("pack", LIBRARY.folders)
def test_no_unclear_word_is_taken(subject: str, pack: str) -> None:
    headers = Headers(LIBRARY.vocabulary_of(subject, pack))
    assert headers.known.keys() & headers.unclear.keys() == set()


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("备案时间", "filed_on"),
        ("备案日", "filed_on"),
        ("从业人员健康检查时间", "staff_health_checked_on"),
        ("托位总量", "slots"),
        ("设计托位", "slots"),
        ("班级总数", "classes"),
        ("是否已经备案", "filed"),
        ("乳儿班数", None),
        ("托小班数量", None),
        ("备案登记时间", None),
    ],
)
def test_words_are_varied_where_that_is_safe(header: str, fact: str | None) -> None:
    assert read(header) == fact
