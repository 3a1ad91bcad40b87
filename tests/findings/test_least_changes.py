"""The least changes: of a rule that no single fact mends, and of a whole report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.base.outcome import Outcome, Verdict
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.findings.least_changes import least_changes, least_combination
from compliance.findings.report import Mending
from compliance.logic.expression import Value
from compliance.logic.interpreter import evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.lowering import lower
from compliance.packs.precedence import RuleInContext
from compliance.reports import details
from tests.conftest import LIBRARY, report_on
from tests.rules import rule_of
from tests.support.small_rules import NUMBERS, SMALL, YES_NO, conditions, grid, nested, small_facts
from tests.support.subjects import DATES, SUBJECTS, described, report

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")


def told(one: Mending | None) -> object:
    assert one is not None
    return one.possible, [(r.fact, r.to, r.change) for r in one.changes], one.given, one.blocked_by


def after(facts: Mapping[str, FactValue], one: Mending, vocabulary: Vocabulary) -> dict[str, FactValue]:
    """The facts with the changes made."""
    return {**facts, **{r.fact: vocabulary.facts[r.fact].parse(r.to or "none") for r in one.changes}}


def test_two_facts_that_only_mend_a_rule_together() -> None:
    both = rule_of("requires: {all: [{is: {fact: filed, value: yes}}, {minimum: {quantity: slots, value: 10}}]}")
    lowered = lower(both, NURSERY, AS_OF)
    assert lowered is not None
    found = least_combination(lowered, {"filed": False, "slots": Fraction(8)}, NURSERY, AS_OF)
    assert [(r.fact, r.to, r.change) for r in found] == [("slots", "10", "+2"), ("filed", "yes", None)]
    alone = least_combination(lowered, {"filed": True, "slots": Fraction(8)}, NURSERY, AS_OF)
    assert [r.fact for r in alone] == ["slots"]


def test_a_finding_tells_a_combination_only_where_no_single_fact_does() -> None:
    text = "neighborhood: {jurisdiction: huyi, development: new, childcare_fits_population: no, safety_facilities: no}"
    finding = next(f for f in report_on(text).findings if f.rule == "huyi/facility-for-population")
    assert finding.remedies == ()
    assert {(r.fact, r.to) for r in finding.together} == {
        ("childcare_fits_population", "yes"),
        ("safety_facilities", "yes"),
    }
    text = text.replace("safety_facilities: no", "safety_facilities: yes")
    finding = next(f for f in report_on(text).findings if f.rule == "huyi/facility-for-population")
    assert [r.fact for r in finding.remedies] == ["childcare_fits_population"]
    assert finding.together == ()


COMPLETE = (
    "neighborhood: {jurisdiction: huyi, development: new, synchronized: [planned, built, accepted, delivered],"
    " childcare_fits_population: yes, safety_facilities: yes, independent_site: no, new_kindergarten: no}"
)


def test_of_a_compliant_subject_nothing_is_asked() -> None:
    one = report_on(COMPLETE)
    assert one.verdict is Verdict.COMPLIANT
    assert one.mending is None


def test_where_only_facts_are_missing_nothing_has_to_change() -> None:
    one = report_on("neighborhood: {jurisdiction: huyi, development: new}")
    assert one.verdict is Verdict.UNDETERMINED
    assert one.mending is None


def test_the_changes_of_a_report_are_the_fewest() -> None:
    text = COMPLETE.replace("planned, built,", "planned,").replace("new_kindergarten: no", "new_kindergarten: yes")
    one = report_on(text.replace("}", ", kindergarten_plan_includes_childcare: no, toddler_classes: 0}"))
    assert told(one.mending) == (
        True,
        [
            ("synchronized", "planned;built;accepted;delivered", "+built"),
            ("new_kindergarten", "no", None),
        ],
        (),
        (),
    )


def test_a_missing_fact_that_is_the_subjects_own_is_part_of_the_plan() -> None:
    text = COMPLETE.replace("safety_facilities: yes, ", "").replace("planned, built,", "planned,")
    one = report_on(text)
    assert told(one.mending) == (
        True,
        [("synchronized", "planned;built;accepted;delivered", "+built"), ("safety_facilities", "yes", None)],
        (),
        (),
    )
    assert [line.en for line in details.least_changes(one)][1].startswith("1 fact(s) not stated yet")


def test_a_missing_circumstance_is_not_guessed() -> None:
    text = "neighborhood: {jurisdiction: yanjiang, development: new, population: 12000, slots: 119}"
    one = report_on(text)
    assert one.mending is not None
    assert one.mending.possible is None
    assert one.mending.given == ("community_improvement_project",)
    assert ("slots", "120") in {(r.fact, r.to) for r in one.mending.changes}
    assert any("community-improvement project" in line.en for line in details.least_changes(one))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("facility: {jurisdiction: hebei, stage: registered, name: 某某亲子园}", "hebei/name-contains-childcare"),
        (
            "facility: {jurisdiction: huyi, stage: operating, staff_with_abuse_record: 1}",
            "huyi/staff-without-abuse-record",
        ),
        (
            "facility: {jurisdiction: hebei, stage: registered, nature: nonprofit, registrar: government_services}",
            "hebei/registrar",
        ),
    ],
)
def test_what_no_change_mends_is_named(text: str, rule: str) -> None:
    one = report_on(text)
    assert one.mending is not None
    assert (one.mending.possible, one.mending.changes) == (False, ())
    assert rule in one.mending.blocked_by
    title = next(f.title.en for f in one.findings if f.rule == rule)
    assert title in next(details.least_changes(one)).en


def test_an_ambiguous_document_is_got_round_where_the_subject_can() -> None:
    one = report_on("facility: {jurisdiction: huyi, stage: proposed, slots: 60, building_area: 700}")
    assert one.mending is not None
    first = one.mending.changes[0]
    assert (first.fact, first.to, first.change) == ("slots", "59", "-1")


def test_no_rule_that_holds_now_is_broken_by_the_changes() -> None:
    text = "facility: {jurisdiction: huyi, stage: proposed, slots: 31, building_area: 300, outdoor_area: 90}"
    one = report_on(text)
    assert one.mending is not None
    first = one.mending.changes[0]
    assert (first.fact, first.to) == ("slots", "30")


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=12)
@given(data=st.data(), as_of=DATES)
def test_after_the_changes_nothing_stands_against_the_subject(
    pack: str, kind: str, data: st.DataObject, as_of: date
) -> None:
    facts = described(pack, kind, data)
    vocabulary = LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))
    first = report(pack, kind, facts, as_of)
    least = first.mending
    if first.verdict is Verdict.NON_COMPLIANT:
        assert least is not None
    if least is None or least.possible is False:
        return
    second = report(pack, kind, after(facts, least, vocabulary), as_of)
    if least.possible:
        assert second.verdict is Verdict.COMPLIANT
    elif least.changes or least.given:
        assert second.verdict is not Verdict.NON_COMPLIANT
        assert set(least.given) <= set(second.missing)


# Small rules over three numbers and two yes/no facts, every change tried by brute force.


def all_met(rules: Sequence[LoweredRule], facts: Mapping[str, Value], wanted: tuple[Outcome, ...]) -> bool:
    return all(evaluate(rule, facts, AS_OF).outcome in wanted for rule in rules)


Cost = tuple[int, int, list[int]]


def cost_of(names: Iterable[str], facts: Mapping[str, Value]) -> Cost:
    """How many facts are changed and newly stated, and which, by their places in the vocabulary."""
    places = sorted(list(SMALL.facts).index(name) for name in names)
    changed = sum(name in facts for name in names)
    return changed, len(places) - changed, places


def every_change(facts: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every change of every set of facts."""
    names = [*NUMBERS, *YES_NO]
    for size in range(len(names) + 1):
        for some in combinations(names, size):
            for values in product(*(grid(name) for name in some)):
                if all(facts.get(name) != value for name, value in zip(some, values, strict=True)):
                    yield dict(zip(some, values, strict=True))


def least_by_force(
    rules: Sequence[LoweredRule], facts: Mapping[str, Value], wanted: tuple[Outcome, ...]
) -> Cost | None:
    met = (change for change in every_change(facts) if all_met(rules, {**facts, **change}, wanted))
    return min((cost_of(change, facts) for change in met), default=None)


@settings(max_examples=60)
@given(texts=st.lists(st.tuples(conditions, nested), min_size=1, max_size=3), facts=small_facts)
def test_the_least_changes_are_the_least_of_all(texts: list[tuple[str, str]], facts: dict[str, Value]) -> None:
    lowered = [lower(rule_of(f"{condition}requires: {text}"), SMALL, AS_OF) for condition, text in texts]
    rules = [one for one in lowered if one]
    layered = [
        RuleInContext(SimpleNamespace(id=str(n)), SimpleNamespace(), rule, None)  # type: ignore[arg-type]
        for n, rule in enumerate(rules)
    ]
    findings = [
        SimpleNamespace(outcome=e.outcome, missing=e.missing, obligation=SimpleNamespace(binding=True))
        for e in (evaluate(rule, facts, AS_OF) for rule in rules)
    ]
    found = least_changes(layered, findings, facts, SMALL, AS_OF)  # type: ignore[arg-type]
    cost = least_by_force(rules, facts, (Outcome.PASS, Outcome.NOT_APPLICABLE))
    if found.possible is False:
        assert cost is None
    elif found.changes or "beds_per_child" not in str(texts):
        assert cost_of([one.fact for one in found.changes], facts) == cost
        assert all_met(rules, after(facts, found, SMALL), (Outcome.PASS, Outcome.NOT_APPLICABLE))


@settings(max_examples=60)
@given(text=nested, facts=small_facts)
def test_the_least_combination_is_the_least_of_all(text: str, facts: dict[str, Value]) -> None:
    rule = lower(rule_of(f"requires: {text}"), SMALL, AS_OF)
    assert rule is not None
    found = least_combination(rule, facts, SMALL, AS_OF)
    cost = least_by_force([rule], facts, (Outcome.PASS,))
    if found:
        assert cost_of([one.fact for one in found], facts) == cost
    else:
        assert cost in (None, (0, 0, [])) or "beds_per_child" in text
