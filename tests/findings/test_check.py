"""How rules of several packs come together in one report."""

from __future__ import annotations

import re

import pytest

from compliance.base.outcome import Verdict
from compliance.reports.headline import headline
from tests.conftest import finding_on, report_on

EARLY = "facility: {jurisdiction: yanjiang, stage: operating, registered_on: 2022-09-15, filed: no}"
LATE = "facility: {jurisdiction: yanjiang, stage: operating, registered_on: 2022-09-16, filed: no}"
UNDATED = "facility: {jurisdiction: yanjiang, stage: operating, filed: no}"


@pytest.mark.parametrize(
    ("text", "national", "local"),
    [
        (LATE, ("not_applicable", "replaced"), ("fail", None)),
        (EARLY, ("fail", None), ("not_applicable", "condition_not_met")),
        (UNDATED, ("undetermined", "missing_facts"), ("undetermined", "missing_facts")),
    ],
)
def test_a_rule_is_replaced_where_the_other_applies(
    text: str, national: tuple[str, str | None], local: tuple[str, str | None]
) -> None:
    one, other = finding_on("national/filed-with-county-health", text), finding_on("yanjiang/filing-deadline", text)
    assert (one.outcome, one.reason) == national
    assert (other.outcome, other.reason) == local
    assert finding_on("yanjiang/filed-before-opening", text).outcome == "fail"


def test_a_rule_that_tightens_another_stands_beside_it() -> None:
    text = "facility: {jurisdiction: hebei, stage: registered, name: 某某亲子园}"
    local, national = (
        finding_on("hebei/name-contains-childcare", text),
        finding_on("national/name-may-say-childcare", text),
    )
    assert (local.outcome, national.outcome) == ("fail", "fail")
    assert local.relation is not None
    assert "national/name-may-say-childcare" in local.relation.en
    assert national.obligation == "may"


def test_without_a_jurisdiction_only_the_national_rules_are_checked_and_it_says_so() -> None:
    report = report_on("facility: {stage: operating, infant_largest_class: 11}")
    assert report.jurisdiction == "national"
    assert all(finding.rule.startswith("national/") for finding in report.findings)
    assert any("No jurisdiction" in note.en for note in report.notes)
    assert report.verdict is Verdict.NON_COMPLIANT


def test_where_nothing_applies_the_verdict_is_undetermined_and_says_so() -> None:
    report = report_on("district: {name: 某区}")
    assert report.verdict is Verdict.UNDETERMINED
    assert [note.en for note in report.notes if "nothing shows that it complies" in note.en]
    assert not any("nothing shows" in note.en for note in report_on("facility: {stage: operating}").notes)


@pytest.mark.parametrize("name", ["huyi", '"610118"', "鄠邑区", "西安市鄠邑区", "鄠邑"])
def test_a_place_is_found_by_pack_code_or_name(name: str) -> None:
    assert report_on(f"facility: {{所在辖区: {name}, 托位数: 30, 建筑面积: 270}}").jurisdiction == "huyi"


def test_encouragements_and_entitlements_never_change_a_verdict() -> None:
    report = report_on("facility: {jurisdiction: huyi, stage: operating, inclusive: yes}")
    loose = [f for f in report.findings if not f.obligation.binding]
    assert loose
    assert report._replace(findings=tuple(f for f in report.findings if f.obligation.binding)).verdict is report.verdict


def test_a_duty_of_another_is_told_as_such() -> None:
    text = "facility: {jurisdiction: hebei, stage: registered, registration_shared: no}"
    finding = finding_on("hebei/registration-shared", text)
    assert finding.outcome == "fail"
    assert finding.bearer is not None
    assert finding.bearer.zh == "登记机关"
    assert "2 of them not its own duty" in headline(report_on(text)).en
    assert "not its own" not in headline(report_on("facility: {jurisdiction: huyi, below_ground: yes}")).en


@pytest.mark.parametrize(
    ("registered", "years"), [("2022-10-08", []), ("2026-12-28", ["2027"]), ("2150-03-02", ["2150"])]
)
def test_only_the_years_of_the_period_itself_are_told_as_not_published(registered: str, years: list[str]) -> None:
    text = (
        "facility: {jurisdiction: yanjiang, stage: operating, filed: no, staff_trained_on: 1990-05-01, "
        f"registered_on: {registered}}}"
    )
    finding = finding_on("yanjiang/filing-deadline", text, "2026-11-21")
    told = [one.en for one in finding.assumptions if "not published" in one.en]
    assert [re.findall(r"\d{4}", one) for one in told] == [[year] for year in years]
