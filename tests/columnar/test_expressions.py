"""The tree over columns: what the interpreter says of one subject, it says of every row."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import typed_frame
from compliance.columnar.expressions import Columns
from compliance.columnar.scaled_integers import OverflowRisk
from compliance.facts.vocabulary import FactValue
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Fact
from compliance.logic.interpreter import Evaluator, Unknown
from tests.conftest import LIBRARY
from tests.support.descriptions import descriptions

FACILITY = LIBRARY.vocabulary("facility")


def test_numbers_that_no_column_holds_are_refused_not_rounded() -> None:
    columns = Columns(FACILITY)
    product = tree.Multiply(Fact("building_area"), Fact("building_area"))
    with pytest.raises(OverflowRisk):
        columns.number(tree.Multiply(product, tree.Constant(Fraction(1, 1000))))
    with pytest.raises(OverflowRisk):
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
    wanting = [(name, columns.null_because_of(node, name)) for name in facts]
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
