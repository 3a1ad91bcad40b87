"""What holds for every description and every pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compliance.base.diagnostics import Location
from compliance.base.outcome import Outcome, Reason, Verdict
from compliance.facts.description import entries
from compliance.facts.vocabulary import FactValue, Subject
from compliance.findings.check import check, check_entries
from compliance.findings.report import Finding, Report
from compliance.logic.interpreter import evaluate
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.descriptions import descriptions

DECIDED = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)
SUBJECTS = [(pack, kind) for pack in sorted(LIBRARY.folders) for kind in LIBRARY.kinds]
DATES = st.dates(date(2022, 9, 1), date(2026, 11, 21))


def report(pack: str, kind: str, facts: Mapping[str, FactValue], as_of: date) -> Report:
    packs = LIBRARY.packs_for(pack)
    subject = Subject(kind, facts, Location("f"), {})
    return check(subject, LIBRARY.vocabulary(kind, packs), packs, as_of)


def described(pack: str, kind: str, data: st.DataObject) -> dict[str, FactValue]:
    return data.draw(descriptions(LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))))


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=40)
@given(data=st.data(), as_of=DATES)
def test_learning_a_fact_never_flips_a_decided_outcome(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    facts = described(pack, kind, data)
    assume(facts)
    forgotten = data.draw(st.sets(st.sampled_from(sorted(facts)), min_size=1))
    known = {name: value for name, value in facts.items() if name not in forgotten}
    vocabulary = LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))
    after = {finding.rule: finding for finding in report(pack, kind, facts, as_of).findings}
    for finding in report(pack, kind, known, as_of).findings:
        if finding.outcome in DECIDED:
            assert after[finding.rule].outcome is finding.outcome, finding.rule
        if finding.reason is Reason.MISSING_FACTS:
            assert set(finding.missing).isdisjoint(known)
            if set(finding.missing).isdisjoint(vocabulary.implied(facts)):
                assert after[finding.rule].outcome is Outcome.UNDETERMINED, finding.rule


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=15)
@given(data=st.data(), as_of=DATES)
def test_loading_what_was_dumped_gives_the_same_report(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    facts = {**described(pack, kind, data), "jurisdiction": pack}
    first = report(pack, kind, facts, as_of)
    dumped = json.dumps({kind: first.facts}, ensure_ascii=False).encode()
    [second] = check_entries(LIBRARY, entries("f.json", LIBRARY.kinds, dumped), as_of)
    assert second == first


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=15)
@given(data=st.data(), as_of=DATES)
def test_the_order_of_facts_and_rules_does_not_matter(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    facts = described(pack, kind, data)
    shuffled = dict(data.draw(st.permutations(list(facts.items()))))
    packs = LIBRARY.packs_for(pack)
    turned = [replace(one, rules=dict(reversed(list(one.rules.items())))) for one in packs]
    vocabulary = LIBRARY.vocabulary(kind, packs)
    one = check(Subject(kind, facts, Location("f"), {}), vocabulary, packs, as_of)
    other = check(Subject(kind, shuffled, Location("f"), {}), vocabulary, turned, as_of)
    assert by_rule(one) == by_rule(other)
    assert one.verdict is other.verdict


def by_rule(one: Report) -> dict[str, Finding]:
    return {finding.rule: finding for finding in one.findings}


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=15)
@given(data=st.data(), as_of=DATES)
def test_a_verdict_follows_from_the_binding_findings(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    one = report(pack, kind, described(pack, kind, data), as_of)
    binding = [finding.outcome for finding in one.findings if finding.obligation.value in ("must", "target")]
    if Outcome.FAIL in binding:
        assert one.verdict is Verdict.NON_COMPLIANT
    elif Outcome.UNDETERMINED in binding or Outcome.PASS not in binding:
        assert one.verdict is Verdict.UNDETERMINED
    else:
        assert one.verdict is Verdict.COMPLIANT


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=25)
@given(data=st.data(), as_of=DATES)
def test_a_remedy_mends_and_anything_nearer_does_not(pack: str, kind: str, data: st.DataObject, as_of: date) -> None:
    packs = LIBRARY.packs_for(pack)
    vocabulary = LIBRARY.vocabulary(kind, packs)
    facts = described(pack, kind, data)
    rules = {rule: one.rule for each in packs for rule, one in each.rules.items()}
    for finding in report(pack, kind, facts, as_of).findings:
        for remedy in finding.remedies:
            fact = vocabulary.facts[remedy.fact]
            value = fact.parse(remedy.to)
            lowered = lower(rules[finding.rule], vocabulary, as_of)
            known = vocabulary.implied({**facts, remedy.fact: value})
            assert evaluate(lowered, known, as_of).outcome is Outcome.PASS, (finding.rule, remedy)
            if fact.type == "whole":
                now = facts[remedy.fact]
                assert isinstance(value, Fraction)
                assert isinstance(now, Fraction)
                nearer = value + (1 if value < now else -1)
                outcome = evaluate(lowered, {**known, remedy.fact: nearer}, as_of).outcome
                assert outcome is not Outcome.PASS, (finding.rule, remedy)
