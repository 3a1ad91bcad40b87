"""A cell that cannot be read is worth as much as none: the record is judged as without that fact, and says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base.decimals import decimal_text
from compliance.base.diagnostics import Location
from compliance.base.outcome import Outcome, Reason
from compliance.base.yaml_nodes import Mapping as MappingNode
from compliance.base.yaml_nodes import Node, Scalar
from compliance.columnar.engine import ROW
from compliance.columnar.engines.polars import Embedded
from compliance.columnar.evaluate import Judged, RulesByPlace, judged
from compliance.facts.description import Entry, read_subject
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.findings.check import check, finding_of
from compliance.packs.ready import ready
from tests.conftest import LIBRARY
from tests.support.descriptions import any_facts, descriptions

ENGINE = Embedded()
AS_OF = date(2026, 11, 21)
QUICK = [("huyi", "facility"), ("yanjiang", "neighborhood"), ("yanjiang", "district")]
SUBJECTS = [
    pytest.param(pack, kind, id=f"{pack}-{kind}", marks=[] if (pack, kind) in QUICK else pytest.mark.slow)
    for pack in sorted(LIBRARY.folders)
    for kind in LIBRARY.kinds
]
SPOILED = "§"
PLACE = Location("f")


def as_text(value: FactValue) -> str:
    """A value as it stands in a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ";".join(sorted(value)) or "none"
    if isinstance(value, date | str):
        return str(value)
    return decimal_text(value) or ""


def written(facts: Mapping[str, FactValue]) -> dict[str, str]:
    """A record as a row of texts."""
    return {name: as_text(value) for name, value in facts.items()}


def batch(rows: Sequence[Mapping[str, str]], pack: str, kind: str) -> Judged[pl.DataFrame]:
    """The rows judged as a table is."""
    names = ready(LIBRARY, pack, kind).vocabulary.facts  # all, so that the plans are the same
    columns = {f"raw {name}": pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names}
    frame = pl.DataFrame({ROW: range(1, len(rows) + 1), **columns})
    [one] = judged(ENGINE, frame, book(pack, kind))
    return one


@cache
def book(pack: str, kind: str) -> RulesByPlace:
    """The rules of a pack, compiled once."""
    return RulesByPlace(LIBRARY, kind, AS_OF, "en", jurisdiction=pack)


def findings(one: Judged[pl.DataFrame]) -> list[dict[str, Any]]:
    """A row for each record and rule."""
    return one.findings(ENGINE, ROW).sort(ROW, "rule").to_dicts()


def as_unreadable(finding: dict[str, Any], facts: Iterable[str]) -> dict[str, Any]:
    """A finding on a record without some facts, as it is where these cannot be read."""
    waits = set(facts) & set(filter(None, finding["missing"].split(";")))
    return {**finding, "reason": Reason.UNREADABLE_VALUE.value} if waits else finding


def spoilable(vocabulary: Vocabulary, facts: Mapping[str, FactValue]) -> list[str]:
    """The facts of a record that a text can spoil: no text is no text."""
    return [name for name in facts if vocabulary.facts[name].type != "text"]


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=2)
@given(data=st.data())
def test_a_spoiled_cell_is_worth_as_much_as_none(pack: str, kind: str, data: st.DataObject) -> None:
    vocabulary = ready(LIBRARY, pack, kind).vocabulary
    facts = data.draw(descriptions(vocabulary))
    names = spoilable(vocabulary, facts)[:5]
    whole = written(facts)
    without = [{other: text for other, text in whole.items() if other != name} for name in names]
    spoiled = [{**whole, name: SPOILED} for name in names]
    apart, together = batch([whole, *without], pack, kind), batch([whole, *spoiled], pack, kind)
    bad = dict(enumerate(names, 2))
    assert findings(together) == [as_unreadable(f, {bad.get(f[ROW], "")}) for f in findings(apart)]
    results = together.results(ENGINE)
    assert results.drop(together.errors).equals(apart.results(ENGINE).drop(apart.errors))
    assert [[row[ROW], name] for name in names for row in results.to_dicts() if row.get(f"error {name}")] == [
        [row, name] for row, name in bad.items()
    ]


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=2)
@given(data=st.data())
def test_the_interpreter_and_the_columns_agree_on_records_with_errors(
    pack: str, kind: str, data: st.DataObject
) -> None:
    vocabulary = ready(LIBRARY, pack, kind).vocabulary
    facts = data.draw(any_facts(vocabulary))
    names = spoilable(vocabulary, facts)
    bad = data.draw(st.sets(st.sampled_from(names), max_size=4)) if names else set()
    row = {**written(facts), **dict.fromkeys(bad, SPOILED)}
    cells: list[tuple[Scalar, Node]] = [
        (Scalar(name, False, PLACE), Scalar(text, False, PLACE)) for name, text in row.items()
    ]
    read = read_subject(Entry(kind, MappingNode(cells, PLACE)), vocabulary)
    assert bad <= read.unreadable
    assert bool(read.problems) == bool(read.unreadable)
    known = vocabulary.implied(dict(read.subject.facts))
    one = batch([row], pack, kind)
    for rule, found in zip(
        sorted(book(pack, kind).compiled(pack).rules, key=lambda rule: rule.entry.id), findings(one), strict=True
    ):
        expected = finding_of(rule, known, vocabulary, AS_OF, read.unreadable)
        assert (found["rule"], found["outcome"], found["reason"]) == (
            rule.entry.id,
            expected.outcome.value,
            expected.reason and expected.reason.value,
        )
        assert set(filter(None, found["missing"].split(";"))) == set(expected.missing)
    report = check(read.subject, vocabulary, ready(LIBRARY, pack, kind).packs, AS_OF, unreadable=read.unreadable)
    waiting = [f for f in report.findings if f.reason is Reason.UNREADABLE_VALUE]
    assert all(f.outcome is Outcome.UNDETERMINED and set(f.missing) & read.unreadable for f in waiting)
