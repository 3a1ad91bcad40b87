"""The summary of a table of records."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from compliance.base.phrase import LANGUAGES, Language, Phrase, untranslated
from compliance.findings.report import PackUsed
from compliance.jobs.summary import Summary
from compliance.jobs.tally import WorstRecord
from compliance.reports.batch_summary import shares, summary_result
from compliance.reports.batch_summary_json import summary_document
from compliance.reports.formats import rendered
from tests.reports.results import summary

MANY = [f"p/r{number:02}" for number in range(12)]


def of(failed: dict[str, int], undetermined: dict[str, int], missing: dict[str, int], rows: int = 100) -> Summary:
    """A summary with these counts."""
    return Summary(
        as_of=date(2026, 11, 21),
        packs=[PackUsed("p", Phrase("某地", "Somewhere"), "00")],
        rows=rows,
        verdicts={"compliant": 1, "invalid": 2},
        failed=Counter(failed),
        undetermined=Counter(undetermined),
        missing=Counter(missing),
        titles={rule: Phrase(f"规则{rule}", f"Rule {rule}") for rule in {*failed, *undetermined}},
        labels={fact: untranslated(f"label of {fact}") for fact in missing},
        notes=[Phrase("说明", "A note")],
    )


def test_the_worst_rules_come_first_then_the_most_open_then_by_name() -> None:
    found = of({"p/b": 2, "p/a": 2, "p/c": 3}, {"p/b": 5, "p/d": 9}, {})
    assert (found.failing, found.open) == (["p/c", "p/b", "p/a"], ["p/d"])
    text = rendered(summary_result(found, "en"), "table", "en")
    places = [text.index(f"[{rule}]") for rule in ("p/c", "p/b", "p/a", "p/d")]
    assert places == sorted(places)
    assert places[2] < text.index("Rules that are open") < places[3]


@pytest.mark.parametrize(("many", "said"), [(9, None), (10, None), (11, "1 more"), (12, "2 more")])
def test_people_are_shown_ten_and_told_how_many_more(many: int, said: str | None) -> None:
    counts = {rule: 50 - number for number, rule in enumerate(MANY[:many])}
    counted = of(counts, {}, counts)
    text = rendered(summary_result(counted._replace(is_saved=True), "en"), "table", "en")
    assert text.count("label of") == min(many, 10)
    assert text.count("Rule p/") == min(many, 10)
    assert text.count(f"{said}: see the results") == (2 if said else 0)
    assert ("more:" in text) == bool(said)
    unsaved = rendered(summary_result(counted, "en"), "table", "en")
    assert "see the results" not in unsaved
    assert unsaved.count(f"{said}; -o writes all results") == (2 if said else 0)


def test_the_record_leaves_nothing_out() -> None:
    counts = {rule: 50 - number for number, rule in enumerate(MANY)}
    document = summary_document(of(counts, {"p/r00": 4}, counts), "zh")
    assert list(document["rules"]) == MANY
    assert document["rules"]["p/r00"] == {"title": "规则p/r00", "failed": 50, "undetermined": 4}
    assert list(document["missing"].items())[-1] == ("p/r11", {"label": "label of p/r11", "records": 39, "rules": 0})
    assert (document["rows"], list(document["verdicts"].items())) == (100, [("invalid", 2), ("compliant", 1)])
    assert (document["notes"], document["packs"]) == (["说明"], [{"pack": "p", "sha256": "00"}])


def test_what_is_in_doubt_comes_first_then_packs_verdicts_rules_records_and_facts() -> None:
    worst = [WorstRecord(7, "A-7", "小太阳托育中心", ("p/a", "p/b")), WorstRecord(8, None, None, ("p/a",))]
    found = of({"p/a": 2, "p/b": 1}, {"p/c": 1}, {"f": 1, "g": 9})._replace(
        doubts=[Phrase("存疑", "In doubt")], worst=worst, opens={"f": 2, "g": 1}
    )
    text = rendered(summary_result(found, "en"), "table", "en")
    order = [
        "In doubt",
        "As of",
        "Compliant",
        "[p/a]",
        "[p/b]",
        "[p/c]",
        "小太阳",
        "record 8",
        "label of f",
        "label of g",
        "A note",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    document = summary_document(found, "en")
    assert (document["doubts"], list(document["missing"])) == (["In doubt"], ["f", "g"])
    assert document["worst"][0] == {"row": 7, "id": "A-7", "name": "小太阳托育中心", "failed": ["p/a", "p/b"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_only_verdicts_that_occur_are_shown_worst_first(form: str, language: Language) -> None:
    text = rendered(summary_result(of({}, {}, {}), language), form, language)
    invalid, compliant = ("填写有误", "合规") if language == "zh" else ("Invalid", "Compliant")
    assert text.index(invalid) < text.rindex(compliant)
    assert ("不合规" if language == "zh" else "Non-compliant") not in text
    assert ("说明" if language == "zh" else "A note") in text


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], []),
        ([0, 0], ["0.0%", "0.0%"]),
        ([5], ["100.0%"]),
        ([1, 1, 1], ["33.4%", "33.3%", "33.3%"]),
        ([2, 1], ["66.7%", "33.3%"]),
        ([999_999, 1], ["100.0%", "0.0%"]),
        ([1, 999], ["0.1%", "99.9%"]),
    ],
)
def test_shares_come_to_a_hundred_together(numbers: list[int], said: list[str]) -> None:
    assert shares(numbers) == said


def test_the_example_names_all_packs_that_its_records_may_be_judged_by() -> None:
    found = summary()
    assert {"national", "huyi", "yanjiang"} <= {pack.name for pack in found.packs}
    assert len({pack.name for pack in found.packs}) == len(found.packs)
    assert sum(found.verdicts.values()) == found.rows == 7
