"""The packs that travel with the program: sound, tested, and with the rules that others rely on by name."""

from __future__ import annotations

import re

import pytest
import yaml

from compliance.authoring.cases import run
from compliance.authoring.lint import lint
from tests.conftest import LIBRARY, ROOT, finding_on

PACKS = sorted(LIBRARY.folders)
NAMED = [
    "huyi/area-per-slot",
    "huyi/filing-materials",
    "huyi/synchronized-delivery",
    "huyi/business-scope",
    "yanjiang/slots-per-thousand-new",
    "yanjiang/slots-per-thousand-established",
    "yanjiang/filing-deadline",
    "yanjiang/registration-shared",
    "yanjiang/registrar",
    "yanjiang/inclusive-share-2025",
    "yanjiang/slots-per-thousand-2025",
    "hanbin/slots-per-thousand-2025",
    "hanbin/coverage-knowledge",
    "hanbin/new-slots-2022",
    "hebei/name-contains-childcare",
    "hebei/staff-annual-training",
    "sipo/alarm-24h",
    "sipo/video-zones",
    "national/class-size-infant",
    "national/caregiver-ratio-infant",
    "national/lease-years",
    "national/filing-materials",
    "national/video-retention",
]
SHARED = ROOT.parent / "shared"


def test_the_packs_are_those_of_the_design() -> None:
    assert PACKS == ["hanbin", "hebei", "huyi", "national", "sipo", "yanjiang"]
    assert all(LIBRARY.head(name).includes == ["national"] for name in PACKS if name != "national")


@pytest.mark.parametrize("rule", NAMED)
def test_a_rule_that_others_name_is_there(rule: str) -> None:
    assert rule in LIBRARY.pack(rule.partition("/")[0]).rules


@pytest.mark.parametrize("pack", PACKS)
def test_lint_finds_nothing(pack: str) -> None:
    assert [problem.text("en") for problem in lint(LIBRARY, pack)] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_case_comes_out_as_it_says_and_reaches_every_branch(pack: str) -> None:
    results, coverage, problems = run(LIBRARY, LIBRARY.pack(pack))
    assert not problems
    assert len(results) > len(coverage)
    assert [(str(r.place), d.en) for r in results for d in r.differences] == []
    assert [(one.rule.id, gap.en) for one in coverage for gap in one.gaps()] == []


@pytest.mark.parametrize("pack", ["hanbin", "sipo"])
def test_no_lead_unit_is_invented(pack: str) -> None:
    responsible = [one.rule.responsible for one in LIBRARY.pack(pack).rules.values()]
    assert all(not units.lead and not units.support for units in responsible)
    assert any(units.units for units in responsible) is (pack == "hanbin")


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, the government documents; CI has it")
@pytest.mark.parametrize("pack", [name for name in PACKS if name != "national"])
def test_anchors_sections_and_units_are_those_of_the_documents(pack: str) -> None:
    clauses = yaml.load((SHARED / "clauses.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)["requirements"]
    head = LIBRARY.head(pack)
    for rule in LIBRARY.pack(pack).rules.values():
        source = rule.rule.source
        document = head.documents[source.document]
        assert document.file
        text = squeezed((SHARED / "sources" / document.file).read_text("utf-8"))
        assert squeezed(source.anchor) in text, rule.id
        here = [clause for clause in clauses if document.file.startswith(clause["doc"] + "_")]
        sections = {clause["section"] for clause in here} | {re.sub(r"\D", "", clause["section"]) for clause in here}
        assert source.section in sections, rule.id
        printed = {unit for c in here for unit in (*c["lead"], *c["support"], *c.get("responsible_units", []))}
        units = rule.rule.responsible
        named = {*units.lead, *units.support, *units.units} - printed
        assert all(squeezed(unit) in text for unit in named), rule.id


def squeezed(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    ("slots", "area", "outcome", "reason", "readings"),
    [
        (30, "270", "pass", None, []),
        (30, "269.9", "fail", None, []),
        (60, "660", "undetermined", "ambiguous_source", ["pass", "fail"]),
        (60, "780", "pass", None, ["pass", "pass"]),
        (60, "659.9", "fail", None, ["fail", "fail"]),
        (90, "1170", "pass", None, []),
        (91, "1092", "pass", None, []),
        (151, "99999", "undetermined", "not_covered", []),
    ],
)
def test_huyi_area_per_slot(slots: int, area: str, outcome: str, reason: str | None, readings: list[str]) -> None:
    text = f"facility: {{jurisdiction: huyi, slots: {slots}, building_area: {area}}}"
    finding = finding_on("huyi/area-per-slot", text)
    assert (finding.outcome, finding.reason) == (outcome, reason)
    assert [reading.outcome for reading in finding.readings] == readings
    assert finding.missing == ()


def test_huyi_area_is_asked_for_where_only_it_is_missing() -> None:
    finding = finding_on("huyi/area-per-slot", "facility: {jurisdiction: huyi, slots: 60}")
    assert (finding.outcome, finding.reason, finding.missing) == ("undetermined", "missing_facts", ("building_area",))


def test_huyi_remedies_are_the_nearest_values() -> None:
    finding = finding_on("huyi/area-per-slot", "facility: {jurisdiction: huyi, slots: 30, building_area: 255}")
    assert (finding.actual, finding.required, finding.margin, finding.unit) == ("8.5", "9", "-0.5", "m2/slot")
    assert {(r.fact, r.to, r.change) for r in finding.remedies} == {
        ("building_area", "270", "+15"),
        ("slots", "28", "-2"),
    }


@pytest.mark.parametrize(
    ("facts", "as_of", "outcome", "reason"),
    [
        ("filed_on: 2022-10-24", "2026-11-21", "pass", None),
        ("filed_on: 2022-10-25", "2026-11-21", "fail", None),
        ("filed: no", "2022-10-19", "not_applicable", "not_due"),
    ],
)
def test_yanjiang_filing_deadline(facts: str, as_of: str, outcome: str, reason: str | None) -> None:
    text = f"facility: {{jurisdiction: yanjiang, stage: registered, registered_on: 2022-10-08, {facts}}}"
    finding = finding_on("yanjiang/filing-deadline", text, as_of)
    assert (finding.outcome, finding.reason) == (outcome, reason)
    assert str(finding.due) == "2022-10-24"
    assert len(finding.assumptions) >= 3


@pytest.mark.parametrize(("slots", "outcome", "margin"), [(119, "fail", None), (120, "pass", "0")])
def test_yanjiang_new_estate_of_twelve_thousand(slots: int, outcome: str, margin: str | None) -> None:
    text = f"neighborhood: {{jurisdiction: yanjiang, development: new, population: 12000, slots: {slots}}}"
    finding = finding_on("yanjiang/slots-per-thousand-new", text)
    assert finding.outcome == outcome
    assert margin is None or finding.margin == margin
    if outcome == "fail":
        assert ("slots", "120", "+1") in {(r.fact, r.to, r.change) for r in finding.remedies}
