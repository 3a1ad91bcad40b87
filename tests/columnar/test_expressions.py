"""The tree over columns: what the interpreter says of one subject, it says of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.authoring.cases import run as run_cases
from compliance.authoring.conformance import disagreements
from compliance.base.diagnostics import Location
from compliance.base.outcome import Outcome
from compliance.columnar.compiled_rules import FINDING, VERDICTS, Findings, Rulesheet
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded, typed_frame
from compliance.columnar.evaluate import Results, evaluated
from compliance.columnar.expressions import Columns
from compliance.columnar.scaled_integers import TooWide
from compliance.facts.vocabulary import FactValue, Subject
from compliance.findings.check import check, finding_of
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Fact
from compliance.logic.interpreter import Evaluator, Unknown
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
    sheet = Rulesheet(rules, vocabulary, as_of)
    frame = evaluated(ENGINE, typed_frame(records, vocabulary), sheet)
    wide = ENGINE.run(Findings(sheet, (ROW,)), frame).rows(named=True)
    for record, row in zip(records, wide, strict=True):
        for number, rule in enumerate(rules):
            assert finding_in(row, number) == expected(rule, record, as_of), rule.entry.id
    results = ENGINE.run(Results(sheet, (), ()), frame).rows(named=True)
    for record, row in zip(records, results, strict=True):
        report = check(Subject(kind, record, Location("f"), {}), vocabulary, packs, as_of)
        assert VERDICTS[row["verdict"]] is report.verdict
        assert listed(sheet, row, "failed") == named(report.findings, Outcome.FAIL)
        assert listed(sheet, row, "undetermined") == named(report.findings, Outcome.UNDETERMINED)
        assert set(listed(sheet, row, "missing")) == set(report.missing)


def finding_in(row: Mapping[str, Any], number: int) -> dict[str, object]:
    found = {name: row[f"{name} {number}"] for name in FINDING}
    return {**found, "missing": sorted(filter(None, found["missing"].split(";")))}


def expected(rule: RuleInContext, record: Mapping[str, FactValue], as_of: date) -> dict[str, object]:
    one = finding_of(rule, record, ready(LIBRARY, rule.pack.name, rule.entry.rule.subject).vocabulary, as_of)
    reason = one.reason and one.reason.value
    figures = {"actual": one.actual, "required": one.required, "margin": one.margin}
    return {"outcome": one.outcome.value, "reason": reason, **figures, "missing": sorted(one.missing)}


def listed(sheet: Rulesheet, row: Mapping[str, Any], name: str) -> list[str]:
    return [
        one
        for column, part in sheet.parts[name].items()
        for place, (one, _) in enumerate(part)
        if row[column] >> place & 1
    ]


def named(findings: Sequence[Any], outcome: Outcome) -> list[str]:
    return [one.rule for one in findings if one.obligation.binding and one.outcome is outcome]


@pytest.mark.parametrize("pack", sorted(LIBRARY.folders))
def test_every_case_comes_out_by_columns_as_in_the_interpreter(pack: str) -> None:
    one = LIBRARY.pack(pack)
    results, _, problems = run_cases(LIBRARY, one)
    assert not problems
    assert list(disagreements(LIBRARY, one, results, ENGINE, typed_frame, lambda f: f.rows(named=True))) == []


def test_an_engine_that_differs_is_noticed() -> None:
    class Wrong(Embedded):
        def run(self, step: Any, frame: pl.DataFrame) -> pl.DataFrame:
            done = super().run(step, frame)
            if type(step).__name__ == "Outcomes":
                return done.with_columns(
                    pl.when(pl.col("is 0") == "pass").then(pl.lit("fail")).otherwise("is 0").alias("is 0")
                )
            return done

    pack = LIBRARY.pack("sipo")
    results = run_cases(LIBRARY, pack)[0]
    assert list(disagreements(LIBRARY, pack, results, Wrong(), typed_frame, lambda f: f.rows(named=True)))


def outcomes(rule: str, records: Sequence[Mapping[str, FactValue]]) -> list[str]:
    """What a rule comes to for each facility."""
    as_of, pack = date(2026, 11, 21), LIBRARY.pack("national", "facility")
    one = next(iter(pack.rules.values()))._replace(rule=rule_of(rule))
    sheet = Rulesheet([RuleInContext(one, pack, lower(one.rule, FACILITY, as_of), None)], FACILITY, as_of)
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


def test_numbers_that_no_column_holds_are_refused_not_rounded() -> None:
    columns = Columns(FACILITY)
    product = tree.Multiply(Fact("building_area"), Fact("building_area"))
    with pytest.raises(TooWide):
        columns.number(tree.Multiply(product, tree.Constant(Fraction(1, 1000))))
    with pytest.raises(TooWide):
        columns.number(tree.Constant(Fraction(1, 3)))


def test_a_condition_that_no_fact_settles_leaves_open_what_both_sides_do_not_agree_on() -> None:
    node = tree.If(tree.NotCovered(), Fact("filed"), Fact("inclusive"))
    records: list[dict[str, FactValue]] = [{"inclusive": False}, {"filed": True, "inclusive": True}, {"filed": True}]
    frame = nw.from_native(typed_frame(records, FACILITY).lazy())
    assert frame.select(Columns(FACILITY).truth(node).alias("is")).collect()["is"].to_list() == [None, True, None]


def truths() -> st.SearchStrategy[Expression]:
    """Any tree of truths over a few facts, with what no kind lowers to today among it."""
    numbers: st.SearchStrategy[Expression] = st.sampled_from([Fact("slots"), Fact("lease_years"), Fact("enrolled")])
    constants = st.decimals(0, 120, places=2).map(lambda n: tree.Constant(Fraction(n)))
    sums = st.builds(lambda a, b: tree.Add((a, b)), numbers, numbers | constants)
    products = st.builds(tree.Multiply, numbers, constants)
    days = st.just(tree.DaysBetween(Fact("registered_on"), Fact("filed_on")))
    amounts = numbers | constants | sums | products | days
    leaf = (
        st.builds(tree.Compare, st.sampled_from(["<", "<=", "==", ">=", ">"]), amounts, amounts)
        | st.sampled_from([Fact("filed"), Fact("inclusive"), tree.NotCovered(), tree.TRUE, tree.FALSE])
        | st.sampled_from([tree.Contains(Fact("materials"), item) for item in ("lease", "food_permit")])
        | st.just(tree.Contains(Fact("business_scope"), "托育"))
        | st.just(tree.Compare("<=", Fact("filed_on"), tree.Constant(date(2026, 1, 1))))
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(tree.Not, inner)
            | st.builds(lambda a, b: tree.And((a, b)), inner, inner)
            | st.builds(lambda a, b: tree.Or((a, b)), inner, inner)
            | st.builds(tree.If, inner, inner, inner)
        ),
        max_leaves=8,
    )


@settings(max_examples=200)
@given(node=truths(), data=st.data())
def test_any_tree_is_true_false_or_unknown_for_the_same_facts_and_for_want_of_the_same(
    node: Expression, data: st.DataObject
) -> None:
    records = data.draw(st.lists(descriptions(FACILITY), min_size=1, max_size=5))
    columns, facts = Columns(FACILITY), tree.facts_in(node)
    wanting = [(name, columns.lacking(node, name)) for name in facts]
    found = (
        nw.from_native(typed_frame(records, FACILITY).lazy())
        .select(nw.col(ROW), columns.truth(node).alias("is"), *(one.alias(n) for n, one in wanting if one is not None))
        .collect()
        .rows(named=True)
    )
    for record, row in zip(records, found, strict=True):
        result = Evaluator(record)(node)
        assert row["is"] == (None if isinstance(result, Unknown) else result)
        missing = result.missing if isinstance(result, Unknown) else set()
        assert {name for name, one in wanting if one is not None and row[name]} == set(missing)


DAYS = [date(1000, 1, 1), date(2024, 2, 28), date(2024, 3, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("values", [DAYS, DAYS[1:3], [], ["a", "", "托育"]], ids=["far", "near", "none", "texts"])
def test_what_a_table_says_stands_beside_each_of_its_values(values: list[Any]) -> None:
    dtype = nw.String() if values[-1:] == ["托育"] else nw.Date()
    column = [None, *values, *reversed(values), None]
    truths = [None if value == values[0] else place % 2 == 0 for place, value in enumerate(values)]
    table: dict[str, list[Any]] = {"v": values, "w": values, **{f"t{at}": truths for at in range(70)}}
    types = {"v": dtype, "w": dtype, **{f"t{at}": nw.Boolean() for at in range(70)}}
    frame = pl.DataFrame(
        {"v": pl.Series(column, dtype=pl.String if dtype == nw.String else pl.Date), "x": range(len(column))}
    )
    found = Embedded().looked_up(frame, "v", table, types)
    says = dict(zip(values, truths, strict=True))
    assert found.columns == ["v", "x", *[name for name in found.columns if name not in "vx"]]
    assert found["w"].to_list() == found["v"].to_list() == column
    for at in range(70):
        assert found[f"t{at}"].to_list() == [says.get(value) for value in column]
