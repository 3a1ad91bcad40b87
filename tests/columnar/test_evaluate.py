"""Compiled rules over frames: what `check` and the interpreter say of one record, they say of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base.diagnostics import Location
from compliance.base.outcome import Outcome
from compliance.columnar.compiled_rules import CompiledRules
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded, typed_frame
from compliance.columnar.evaluate import evaluated
from compliance.columnar.finding_columns import FINDING_COLUMNS, Findings
from compliance.columnar.result_columns import VERDICT_CODES, Results, bitmask_names
from compliance.facts.vocabulary import FactValue, Subject
from compliance.findings.check import check, finding_of
from compliance.packs.lowering import lower
from compliance.packs.precedence import RuleInContext, layered
from compliance.packs.ready import ready
from tests.conftest import LIBRARY
from tests.rules import rule_of
from tests.support.descriptions import descriptions

ENGINE = Embedded()
SUBJECTS = [(pack, kind) for pack in sorted(LIBRARY.folders) for kind in LIBRARY.kinds]
DATES = st.sampled_from([date(2022, 9, 1), date(2022, 10, 24), date(2024, 2, 29), date(2026, 11, 21)])
FACILITY = LIBRARY.vocabulary("facility")


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=4)
@given(data=st.data(), as_of=DATES)
def test_rows_come_to_what_the_interpreter_says(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    packs, vocabulary = ready(LIBRARY, pack, kind)
    records = [vocabulary.implied(one) for one in data.draw(st.lists(descriptions(vocabulary), min_size=1, max_size=6))]
    rules = layered(packs, kind, vocabulary, as_of)
    sheet = CompiledRules(rules, vocabulary, as_of)
    frame = evaluated(ENGINE, typed_frame(records, vocabulary), sheet)
    wide = ENGINE.run(Findings(sheet, (ROW,)), frame).rows(named=True)
    for record, row in zip(records, wide, strict=True):
        for number, rule in enumerate(rules):
            assert finding_in(row, number) == expected(rule, record, as_of), rule.entry.id
    results = ENGINE.run(Results(sheet, (), ()), frame).rows(named=True)
    for record, row in zip(records, results, strict=True):
        report = check(Subject(kind, record, Location("f"), {}), vocabulary, packs, as_of)
        assert VERDICT_CODES[row["verdict"]] == report.verdict
        assert listed(sheet, row, "failed") == named(report.findings, Outcome.FAIL)
        assert listed(sheet, row, "undetermined") == named(report.findings, Outcome.UNDETERMINED)
        assert set(listed(sheet, row, "missing")) == set(report.missing)


def finding_in(row: Mapping[str, Any], number: int) -> dict[str, object]:
    found = {name: row[f"{name} {number}"] for name in FINDING_COLUMNS}
    return {**found, "missing": sorted(filter(None, found["missing"].split(";")))}


def expected(rule: RuleInContext, record: Mapping[str, FactValue], as_of: date) -> dict[str, object]:
    one = finding_of(rule, record, ready(LIBRARY, rule.pack.name, rule.entry.rule.subject).vocabulary, as_of)
    reason = one.reason and one.reason.value
    figures = {"actual": one.actual, "required": one.required, "margin": one.margin}
    return {"outcome": one.outcome.value, "reason": reason, **figures, "missing": sorted(one.missing)}


def listed(sheet: CompiledRules, row: Mapping[str, Any], name: str) -> list[str]:
    return [
        entry
        for column, names in bitmask_names(sheet)[name].items()
        for bit, entry in enumerate(names)
        if row[column] >> bit & 1
    ]


def named(findings: Sequence[Any], outcome: Outcome) -> list[str]:
    return [one.rule for one in findings if one.obligation.binding and one.outcome is outcome]


def outcomes(rule: str, records: Sequence[Mapping[str, FactValue]]) -> list[str]:
    """What a rule comes to for each facility."""
    as_of, pack = date(2026, 11, 21), LIBRARY.pack("national", "facility")
    one = next(iter(pack.rules.values()))._replace(rule=rule_of(rule))
    sheet = CompiledRules([RuleInContext(one, pack, lower(one.rule, FACILITY, as_of), None)], FACILITY, as_of)
    frame = evaluated(ENGINE, typed_frame(records, FACILITY), sheet)
    return ENGINE.run(Findings(sheet, (ROW,)), frame)["outcome 0"].to_list()


@pytest.mark.parametrize("limit", ["1.1", "4.4", "0.1", "8.999999", "13"])
def test_a_fraction_of_a_square_metre_a_slot_is_exact_at_both_sides_of_its_end(limit: str) -> None:
    rule = f"requires: {{minimum: {{quantity: area_per_slot, value: {limit}}}}}"
    unit = Fraction(1, 10**6)
    slots = [Fraction(n) for n in range(1, 3001)]
    areas = [Fraction(limit) * n for n in slots]
    facts = [{"slots": n, "building_area": area} for n, area in zip(slots, areas, strict=True)]
    short = [{"slots": n, "building_area": area - unit} for n, area in zip(slots, areas, strict=True)]
    assert set(outcomes(rule, facts)) == {"pass"}
    assert set(outcomes(rule, short)) == {"fail"}


def test_the_ends_of_the_declared_ranges_fit_their_columns() -> None:
    rule = "requires: {minimum: {quantity: area_per_slot, value: 100}}"
    most = {"slots": Fraction(100_000), "building_area": Fraction(10_000_000)}
    least = {"slots": Fraction(1), "building_area": Fraction(0)}
    tiny = {"slots": Fraction(100_000), "building_area": Fraction(10_000_000) - Fraction(1, 10**6)}
    assert outcomes(rule, [most, least, tiny]) == ["pass", "fail", "fail"]
