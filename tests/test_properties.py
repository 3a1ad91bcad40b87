"""What holds for every description and every pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compliance.base.diagnostics import Location
from compliance.base.outcome import Obligation, Outcome, Reason, Verdict
from compliance.facts.description import entries
from compliance.facts.vocabulary import Subject
from compliance.findings.check import check, check_entries
from compliance.findings.report import Finding, Report
from tests.conftest import LIBRARY, report_on
from tests.support.descriptions import consistent, values, written
from tests.support.subjects import DATES, SUBJECTS, described, report

AS_OF = date(2026, 11, 21)
DECIDED = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)


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


@pytest.mark.parametrize(("pack", "kind"), SUBJECTS)
@settings(max_examples=6)
@given(data=st.data())
def test_any_way_to_write_facts_gives_the_same_findings(pack: str, kind: str, data: st.DataObject) -> None:
    vocabulary = LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))
    codes = data.draw(
        st.lists(st.sampled_from(sorted(vocabulary.facts.keys() - {"jurisdiction"})), unique=True, max_size=12)
    )
    facts = consistent({code: data.draw(values(vocabulary.facts[code])) for code in codes}, vocabulary)
    record = dict(data.draw(written(code, vocabulary.facts[code], value, vocabulary)) for code, value in facts.items())
    subject = data.draw(st.sampled_from([kind, *LIBRARY.kinds[kind].words()]))
    text = json.dumps({subject: record}, ensure_ascii=False).encode()
    [read] = check_entries(LIBRARY, entries("f.json", LIBRARY.kinds, text), AS_OF, pack)
    assert read.findings == report(pack, kind, facts, AS_OF).findings, text.decode()


def by_rule(one: Report) -> dict[str, Finding]:
    return {finding.rule: finding for finding in one.findings}


P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("binding", "verdict"),
    [
        ((), Verdict.UNDETERMINED),
        ((P,), Verdict.COMPLIANT),
        ((F,), Verdict.NON_COMPLIANT),
        ((U,), Verdict.UNDETERMINED),
        ((N,), Verdict.UNDETERMINED),
        ((P, F), Verdict.NON_COMPLIANT),
        ((P, U), Verdict.UNDETERMINED),
        ((P, N), Verdict.COMPLIANT),
        ((F, U), Verdict.NON_COMPLIANT),
        ((F, N), Verdict.NON_COMPLIANT),
        ((U, N), Verdict.UNDETERMINED),
        ((P, F, U), Verdict.NON_COMPLIANT),
        ((P, F, N), Verdict.NON_COMPLIANT),
        ((P, U, N), Verdict.UNDETERMINED),
        ((F, U, N), Verdict.NON_COMPLIANT),
        ((P, F, U, N), Verdict.NON_COMPLIANT),
    ],
)
@pytest.mark.parametrize("loose", [(), (P,), (F,), (U,), (N,)])
def test_a_verdict_follows_from_the_binding_findings(
    binding: tuple[Outcome, ...], loose: tuple[Outcome, ...], verdict: Verdict
) -> None:
    some = report_on("facility: {jurisdiction: huyi, stage: operating}")
    binds = next(finding for finding in some.findings if finding.obligation is Obligation.MUST)
    encourages = next(finding for finding in some.findings if finding.obligation in (Obligation.SHOULD, Obligation.MAY))
    findings = [
        *(encourages._replace(outcome=outcome) for outcome in loose),
        *(binds._replace(outcome=outcome) for outcome in binding),
    ]
    assert some._replace(findings=tuple(findings)).verdict is verdict
    assert some._replace(findings=tuple(reversed(findings))).verdict is verdict
