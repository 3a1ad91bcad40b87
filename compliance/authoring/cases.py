"""Runs the cases that stand beside the rules, and tells which rules and branches no case reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location, did_you_mean
from compliance.base.outcome import Outcome
from compliance.base.phrase import Phrase
from compliance.facts.description import Entry, subject_of
from compliance.facts.vocabulary import Vocabulary
from compliance.logic import expression as tree
from compliance.logic.expression import Expression, Value, notation
from compliance.logic.interpreter import Evaluation, Evaluator, Result, evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.library import Library, Pack, PackCases, RuleEntry
from compliance.packs.lowering import lower
from compliance.packs.rules import Case

NO_SUCH_RULE = Phrase("规则包中没有规则“{name}”{near}", "the pack has no rule “{name}”{near}")
DIFFERS = Phrase("{what}应为 {expected}，实得 {actual}", "{what}: expected {expected}, got {actual}")
OUTCOME, REASON, MISSING, READINGS = (
    Phrase("结论", "outcome"),
    Phrase("理由", "reason"),
    Phrase("缺少的事实", "missing facts"),
    Phrase("各读法的结论", "outcomes of the readings"),
)
NO_CASE = Phrase("没有用例", "no case")
NO_OUTCOME = Phrase("没有结论为 {outcome} 的用例", "no case comes to {outcome}")
NEVER = Phrase("没有用例使“{branch}”为{truth}", "no case makes “{branch}” {truth}")
NEVER_NOT_COVERED = Phrase("没有用例落在文件规定之外", "no case lies outside what the document covers")
TRUTHS = {True: Phrase("真", "true"), False: Phrase("假", "false")}
WANTED = (Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED)


class CaseResult(NamedTuple):
    """One case: what it came to, and how that differs from what it should."""

    rule: str
    place: Location
    as_of: date
    facts: Mapping[str, Value]
    evaluation: Evaluation
    differences: tuple[Phrase, ...]


@dataclass(slots=True)
class Coverage:
    """What the cases of one rule reach."""

    rule: RuleEntry
    outcomes: set[Outcome] = field(default_factory=set)
    wanted: set[tuple[str, bool | None]] = field(default_factory=set)
    seen: set[tuple[str, bool | None]] = field(default_factory=set)
    cases: int = 0

    def gaps(self) -> list[Phrase]:
        """What no case reaches, in words."""
        if not self.cases:
            return [NO_CASE]
        missing = [NO_OUTCOME.format(outcome=o.value) for o in WANTED if o not in self.outcomes]
        for branch, truth in sorted(self.wanted - self.seen, key=str):
            missing.append(NEVER_NOT_COVERED if truth is None else NEVER.format(branch=branch, truth=TRUTHS[truth]))
        return missing


def run(library: Library, pack: Pack) -> tuple[list[CaseResult], list[Coverage], list[Diagnostic]]:
    """All cases of a pack, the coverage of each of its rules, and cases that cannot be read."""
    packs = library.packs_for(pack.name)
    coverage = {one.id: Coverage(one) for one in pack.rules.values()}
    results: list[CaseResult] = []
    problems: list[Diagnostic] = []
    for group in pack.cases:
        if group.rule not in pack.rules:
            name = group.rule.partition("/")[2]
            near = did_you_mean(name, [one.partition("/")[2] for one in pack.rules])
            problems.append(Diagnostic(group.place, None, NO_SUCH_RULE.format(name=name, near=near)))
            continue
        one = pack.rules[group.rule]
        vocabulary = library.vocabulary(one.rule.subject, packs)
        for number, case in enumerate(group.cases.cases):
            try:
                results.append(run_case(one, group, number, case, vocabulary, coverage[one.id]))
            except InputError as error:
                problems += error.problems
    return results, list(coverage.values()), problems


def run_case(
    one: RuleEntry, group: PackCases, number: int, case: Case, vocabulary: Vocabulary, coverage: Coverage
) -> CaseResult:
    """One case through the interpreter."""
    as_of = case.as_of or group.cases.as_of
    place, _ = yaml_nodes.place_of(group.node, ("cases", number))
    entry = Entry(one.rule.subject, described(group.node, number, place))
    facts = vocabulary.implied(dict(subject_of(entry, vocabulary).facts))
    lowered = lower(one.rule, vocabulary, as_of)
    coverage.cases += 1
    evaluation = evaluate(lowered, facts, as_of, Watch(coverage, as_of))
    coverage.outcomes.add(evaluation.outcome)
    if lowered:
        note_branches(lowered, facts, as_of, coverage)
    return CaseResult(one.id, place, as_of, facts, evaluation, tuple(differences(case, evaluation)))


def described(node: yaml_nodes.Node, number: int, place: Location) -> yaml_nodes.Mapping:
    """The facts that all cases of the rule share, and in their place those of this one."""
    shared = child(node, "given")
    cases = child(node, "cases")
    own = child(cases.items[number], "with") if isinstance(cases, yaml_nodes.Sequence) else None
    items: dict[str, tuple[yaml_nodes.Scalar, yaml_nodes.Node]] = {}
    for part in (shared, own):
        if isinstance(part, yaml_nodes.Mapping):
            items |= {key.text: (key, value) for key, value in part.items}
    return yaml_nodes.Mapping(list(items.values()), place)


def child(node: yaml_nodes.Node, name: str) -> yaml_nodes.Node | None:
    """The value of a key."""
    items = node.items if isinstance(node, yaml_nodes.Mapping) else []
    return next((value for key, value in items if key.text == name), None)


def differences(case: Case, got: Evaluation) -> Iterator[Phrase]:
    """How an evaluation differs from what the case says."""
    if got.outcome is not case.then:
        yield DIFFERS.format(what=OUTCOME, expected=case.then.value, actual=got.outcome.value)
    if case.reason and got.reason is not case.reason:
        yield DIFFERS.format(what=REASON, expected=case.reason.value, actual=got.reason and got.reason.value)
    if case.missing is not None and sorted(case.missing) != sorted(got.missing):
        yield DIFFERS.format(what=MISSING, expected=", ".join(case.missing), actual=", ".join(got.missing) or "–")
    readings = [r.outcome.value for r in got.readings]
    if case.readings is not None and [r.value for r in case.readings] != readings:
        yield DIFFERS.format(what=READINGS, expected=", ".join(case.readings), actual=", ".join(readings))


class Watch:
    """Notes the truths that took part in an evaluation."""

    def __init__(self, coverage: Coverage, as_of: date) -> None:
        self.coverage, self.as_of = coverage, as_of

    def __call__(self, node: Expression, result: Result) -> None:
        if isinstance(node, tree.NotCovered):
            self.coverage.seen.add((branch(node, self.as_of), None))
        elif isinstance(result, bool) and not isinstance(node, tree.Constant):
            self.coverage.seen.add((branch(node, self.as_of), result))


def note_branches(lowered: LoweredRule, facts: Mapping[str, Value], as_of: date, coverage: Coverage) -> None:
    """The truths that a rule turns on; and those of its conditions, whether or not the path led to them."""
    for root in (lowered.applies, *(reading.holds for reading in lowered.readings)):
        for leaf in truths(root):
            coverage.wanted |= {(branch(leaf, as_of), True), (branch(leaf, as_of), False)}
        if any(isinstance(node, tree.NotCovered) for node in root.walk()):
            coverage.wanted.add((branch(tree.NotCovered(), as_of), None))
        for node in root.walk():
            if isinstance(node, tree.If):
                for leaf in truths(node.condition):
                    Evaluator(facts, Watch(coverage, as_of))(leaf)


def branch(node: Expression, as_of: date) -> str:
    """The name of a branch; the date of the check is the same branch whatever day it is."""
    return notation(node).replace(as_of.isoformat(), "as-of")


def truths(node: Expression) -> Iterator[Expression]:
    """The atomic truths of an expression: comparisons, contents, yes-or-no facts."""
    if isinstance(node, tree.Compare | tree.Contains | tree.Fact):
        yield node
    else:
        for part in node.children():
            yield from truths(part)
