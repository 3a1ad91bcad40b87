"""The interview: what it asks, what it takes for an answer, and what it saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from compliance.base.diagnostics import Misfit
from compliance.base.outcome import Verdict
from compliance.base.phrase import LANGUAGES
from compliance.base.wrapping import WIDTH
from compliance.cli.ask import command
from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.findings.report import Report
from compliance.jobs.interview import Interview, described, value_of
from tests.conftest import LIBRARY
from tests.support.descriptions import values

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility").facts


def interview(kind: str, place: str | None, *answers: str | None) -> Interview:
    """An interview with the first answers given; None for “don't know”."""
    one = Interview(LIBRARY, kind, place, AS_OF)
    for answer in answers:
        question = one.question()
        assert question is not None
        if answer is None:
            one.pass_over(question)
        else:
            one.answer(question, answer)
    return one


def asked(one: Interview) -> str | None:
    question = one.question()
    return question.code if question else None


def read(text: str) -> Report:
    [report] = check_entries(LIBRARY, entries("saved.yaml", LIBRARY.kinds, text.encode()), AS_OF)
    return report


def test_it_begins_with_the_fact_on_which_most_rules_turn_and_tells_the_clause() -> None:
    question = interview("facility", "huyi").question()
    assert question is not None
    assert question.code == "stage"
    assert question.waiting > 40
    assert question.source.section


def test_what_cannot_apply_is_not_asked() -> None:
    one = interview("neighborhood", "huyi", "established")
    assert one.facts == {"jurisdiction": "huyi", "development": "established"}
    seen = set()
    while (code := asked(one)) is not None:
        seen.add(code)
        one.pass_over(one.question())  # type: ignore[arg-type]
    assert "has_childcare_facility" in seen
    assert not seen & {"synchronized", "independent_site", "land_conditions_include_childcare"}


def test_what_can_no_longer_change_the_verdict_is_not_asked() -> None:
    assert "synchronized" in codes(interview("neighborhood", "huyi", "new"))
    assert "synchronized" not in codes(interview("neighborhood", "huyi", None))


def codes(one: Interview) -> list[str]:
    """All that is asked if nothing is known."""
    found = []
    while question := one.question():
        found.append(question.code)
        one.pass_over(question)
    return found


def test_no_fact_is_asked_twice_and_what_is_not_known_stays_open() -> None:
    one = interview("facility", "sipo", "operating")
    found = codes(one)
    assert len(found) == len(set(found)) > 50
    assert one.verdict is Verdict.UNDETERMINED
    assert set(found) <= set(one.report().missing)


def test_the_last_answer_can_be_taken_back() -> None:
    one = interview("facility", "huyi", "proposed")
    after = asked(one)
    assert one.undo()
    assert asked(one) == "stage"
    one.answer(one.question(), "operating")  # type: ignore[arg-type]
    assert asked(one) != after or one.facts["stage"] == "operating"
    assert one.undo()
    assert not one.undo()


def test_a_verdict_can_be_decided_early() -> None:
    one = interview("facility", "huyi", "operating", "no")
    assert one.verdict is Verdict.NON_COMPLIANT
    assert one.verdict is one.report().verdict


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("stage", "2", "registered"),
        ("stage", "运营中", "operating"),
        ("filed", "1", True),
        ("filed", "N", False),
        ("filed", "是", True),
        ("slots", "３０", 30),
        ("video_zones", "1 3", frozenset({"main_entrance", "activity_area"})),
        ("video_zones", "1、2", frozenset({"main_entrance", "living_area"})),
        ("video_zones", "无", frozenset()),
        ("video_zones", "主出入口", frozenset({"main_entrance"})),
        ("filed_on", "2026年3月1日", date(2026, 3, 1)),
        ("name", "某某托育中心", "某某托育中心"),
    ],
)
def test_an_answer_is_taken_as_people_give_it(fact: str, text: str, value: object) -> None:
    assert value_of(NURSERY[fact], text) == value


@pytest.mark.parametrize(
    ("fact", "text", "told"),
    [
        ("stage", "4", "pick 1 to 3"),
        ("stage", "0", "pick 1 to 3"),
        ("filed", "3", "pick 1 to 2"),
        ("filed", "maybe", "must be yes or no"),
        ("slots", "thirty", "is not a number"),
        ("slots", "0", "expected 1 to 100000"),
        ("video_zones", "1 4", "pick 1 to 3"),
        ("filed_on", "2026-02-30", "no such day"),
        ("name", " ", "a text was expected"),
    ],
)
def test_a_bad_answer_is_explained(fact: str, text: str, told: str) -> None:
    with pytest.raises(Misfit) as caught:
        value_of(NURSERY[fact], text)
    assert told in caught.value.phrase.en


def test_an_answer_that_contradicts_another_is_not_taken() -> None:
    one = interview("facility", "yanjiang", "operating")
    facts = {"registered_on": "2026-05-02", "filed_on": "2026-05-01"}
    for _ in range(200):
        question = one.question()
        assert question is not None, "both dates were to be asked"
        if question.code == "filed_on" and "registered_on" in one.facts:
            with pytest.raises(Misfit):
                one.answer(question, "2026-05-01")
            one.answer(question, "2026-05-02")
            return
        if question.code in facts:
            one.answer(question, facts[question.code])
        elif question.code == "filed":
            one.answer(question, "yes")
        else:
            one.pass_over(question)


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
@settings(max_examples=6)
@given(data=st.data())
def test_what_is_saved_is_what_was_said(kind: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([None, *sorted(LIBRARY.folders)]))
    one = Interview(LIBRARY, kind, place, AS_OF)
    for number in count():
        question = one.question()
        if question is None or number > 15:
            break
        value = data.draw(st.none() | values(question.fact), label=question.code)
        if value is None:
            one.pass_over(question)
        else:
            plain = question.fact.plain(value)
            words = {True: "yes", False: "no"}.get(plain, plain) if isinstance(plain, bool) else plain
            try:
                one.answer(question, (",".join(words) or "none") if isinstance(words, list) else str(words))
            except Misfit:
                one.pass_over(question)
    for language in LANGUAGES:
        saved = read(described(one, language))
        assert saved.facts == one.report().facts
        assert saved.verdict is one.verdict


@pytest.fixture
def ask() -> Callable[..., Result]:
    """Runs the command with these lines as answers."""

    def run(lines: str, *arguments: str, language: str = "en") -> Result:
        one: click.Command = command("zh" if language == "zh" else "en")
        return CliRunner().invoke(one, [*arguments, "--as-of", AS_OF.isoformat()], input=lines, standalone_mode=False)

    return run


def test_a_conversation_from_piped_lines(ask: Callable[..., Result], tmp_path: Path) -> None:
    target = tmp_path / "site.yaml"
    done = ask("nowhere\n鄠邑区\n9\n3\nback\nproposed\n?\n", "facility", "-o", str(target))
    assert done.stdout == ""
    assert "no pack is for “nowhere”" in done.stderr
    assert "pick 1 to 3" in done.stderr
    assert done.stderr.count("1. stage") == 2
    assert "■ Undetermined" in done.stderr
    assert done.return_value == 3
    saved = target.read_text("utf-8")
    assert 'jurisdiction: "huyi"' in saved
    assert "stage: proposed  # stage: proposed" in saved
    assert read(saved).facts == {"jurisdiction": "huyi", "stage": "proposed"}


def test_stopping_saves_what_was_said(ask: Callable[..., Result]) -> None:
    done = ask("3\n2\nyes\n结束\n", "托育机构", "--jurisdiction", "huyi", language="zh")
    assert read(done.stdout).facts == {"jurisdiction": "huyi", "stage": "operating", "filed": False}
    assert "已可得出结论" in done.stderr
    assert "不合规" in done.stderr
    assert done.return_value == 1


def test_a_decided_verdict_may_be_gone_back_on(ask: Callable[..., Result]) -> None:
    done = ask("3\n2\nback\n1\nstop\n", "facility", "--jurisdiction", "huyi")
    assert read(done.stdout).facts == {"jurisdiction": "huyi", "stage": "operating", "filed": True}
    assert done.return_value == 3
    done = ask("3\n2\nhow\nno\n", "facility", "--jurisdiction", "huyi")
    assert "“how” must be yes or no" in done.stderr
    assert done.return_value == 1


def test_without_a_place_the_national_rules_ask(ask: Callable[..., Result]) -> None:
    done = ask("\nback\nproposed\nstop\n", "facility")
    assert "this is the first question" in done.stderr
    assert read(done.stdout).facts == {"stage": "proposed"}


def test_an_interview_without_an_answer_is_saved_too(ask: Callable[..., Result]) -> None:
    done = ask("", "facility")
    assert read(done.stdout).facts == {}
    assert done.return_value == 3


def test_it_ends_as_soon_as_the_verdict_is_decided() -> None:
    known = {
        "development": "new",
        "synchronized": "1 2 3 4",
        "childcare_fits_population": "yes",
        "safety_facilities": "yes",
        "independent_site": "no",
        "new_kindergarten": "2",
    }
    one = interview("neighborhood", "huyi")
    while question := one.question():
        assert one.verdict is Verdict.UNDETERMINED
        one.answer(question, known.pop(question.code))
    assert known == {}
    assert one.verdict is one.report().verdict is Verdict.COMPLIANT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_the_terminal(ask: Callable[..., Result], language: str) -> None:
    done = ask("huyi\n3\n" + "\n" * 120, "facility", language=language)
    assert "乳儿班" in done.stderr or "infant" in done.stderr
    assert max(wcswidth(line) for line in done.stderr.splitlines()) <= WIDTH + len("> ")
