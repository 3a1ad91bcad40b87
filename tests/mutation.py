"""Changes each rule in one small way at a time, and tells which changes no case of the rule notices (`make mutate`).

A change that no case notices is a survivor: the cases leave that part of the rule open. A change that no description could
show is not held against them; such changes are counted by the reason why nothing tells them apart.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import NamedTuple

from compliance.authoring.cases import CaseResult, child, differences, run
from compliance.base import yaml_nodes
from compliance.base.diagnostics import Location
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.logic.expression import Compare, Constant, Expression, Fact, Value, facts_in
from compliance.logic.interpreter import evaluate
from compliance.logic.lowered import LoweredRule
from compliance.packs.kinds.changes import moved_days
from compliance.packs.library import HEAD, Library, Pack
from compliance.packs.lowering import lower
from compliance.packs.rules import Case, InForce, Rule
from tests.mutants import changed_rule

FURTHER = [str(Path(__file__).parent.parent / "examples" / "new-jurisdiction")]
MOST_CHOICES = 10
MOST_TRIED = 50_000
TRIED_OUT = "no combination of the facts that it reads tells it apart"


class Mutant(NamedTuple):
    """One change as the rules that it alters; a document's day alters every rule that takes it from there."""

    name: str
    what: str
    place: Location
    rules: Mapping[str, Rule]
    same: str = ""

    def __str__(self) -> str:
        return f"{os.path.relpath(self.place.file)}:{self.place.line}: {self.name}: {self.what}"


class Known(NamedTuple):
    """A case, and what it came to with the rule as it is."""

    case: Case
    result: CaseResult


def mutants(library: Library, pack: Pack) -> Iterator[Mutant]:
    """Every change to the pack's rules, and to the days of its documents."""
    packs = library.packs_for(pack.name)
    for one in pack.rules.values():
        node = pack.nodes[one.id]
        own_period = child(node, "in_force") is not None
        for change in changed_rule(one.rule, own_period, library.vocabulary(one.rule.subject, packs)):
            place, _ = yaml_nodes.place_of(node, change.path)
            yield Mutant(one.id, change.what, place, {one.id: change.model}, change.without_effect)
    yield from document_mutants(pack)


def document_mutants(pack: Pack) -> Iterator[Mutant]:
    """The day of each document, from which those of its rules are in force that give no period, a day off."""
    path = pack.folder / HEAD
    [node] = yaml_nodes.read_documents(str(path))
    for key, document in pack.head.documents.items():
        takers = [
            one
            for one in pack.rules.values()
            if one.rule.source.document == key and not child(pack.nodes[one.id], "in_force")
        ]
        place, _ = yaml_nodes.place_of(node, ("documents", key, "issued"))
        for what, day in moved_days(document.issued) if document.issued and takers else ():
            rules = {one.id: replace(one.rule, in_force=InForce(start=day)) for one in takers}
            yield Mutant(f"{pack.name}/{key}", f"issued {what}", place, rules)


def known_cases(library: Library, pack: Pack) -> dict[str, list[Known]]:
    """The cases of each rule with what they came to, which must be what they say."""
    results, _, problems = run(library, pack)
    wrong = [*(p.text("en") for p in problems), *(f"{r.place}: {d.en}" for r in results for d in r.differences)]
    if wrong:
        sys.exit("\n".join(wrong))
    found: dict[str, list[Known]] = {rule: [] for rule in pack.rules}
    cases = [case for group in pack.cases for case in group.cases.cases]
    for case, result in zip(cases, results, strict=True):
        found[result.rule].append(Known(case, result))
    return found


def without_effect(rule: Rule, changed: Rule, days: set[date], words: Vocabulary) -> bool:
    """Whether a rule reads otherwise when changed, on one of the days, and yet comes to the same for all facts."""
    pairs = [(lower(rule, words, day), lower(changed, words, day), day) for day in days]
    different = [(was, now, day) for was, now, day in pairs if was != now]
    return bool(different) and all(was and now and alike(was, now, day, words) for was, now, day in different)


def alike(was: LoweredRule, now: LoweredRule, day: date, words: Vocabulary) -> bool:
    """Whether two rules come to the same for every combination of the facts that they read, as far as it can be tried."""
    if [one.due for one in was.readings] != [one.due for one in now.readings]:
        return False
    trees = [tree for rule in (was, now) for tree in (rule.applies, *(one.holds for one in rule.readings))]
    names = facts_in(*trees)
    domains = [domain(name, trees, words) for name in names]
    if not all(domains) or prod(len(values) + 1 for values in domains) > MOST_TRIED:
        return False
    descriptions = (
        {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for values in product(*([None, *values] for values in domains))
    )
    return all(sayable(was, facts, day) == sayable(now, facts, day) for facts in descriptions)


def sayable(rule: LoweredRule, facts: Mapping[str, Value], day: date) -> tuple[object, ...]:
    """All that a case can say of what a rule comes to."""
    found = evaluate(rule, facts, day)
    return found.outcome, found.reason, found.missing, [reading.outcome for reading in found.readings]


def domain(name: str, trees: Sequence[Expression], words: Vocabulary) -> Sequence[Value]:
    """Values that stand for all those of a fact, of a whole number those about each limit; none where these are unknown."""
    fact = words.facts[name]
    if fact.type is FactType.YES_NO:
        return [True, False]
    if fact.type is FactType.CHOICE:
        return list(fact.choices)
    if fact.type is FactType.SET and len(fact.choices) <= MOST_CHOICES:
        return [frozenset(some) for n in range(len(fact.choices) + 1) for some in combinations(fact.choices, n)]
    return about_limits(name, trees) if fact.type is FactType.WHOLE else []


def about_limits(name: str, trees: Sequence[Expression]) -> Sequence[Value]:
    """The whole numbers about each limit of a fact that is compared with limits only; none where it is not."""
    nodes = [node for tree in trees for node in tree.walk() if Fact(name) in node.children()]
    limits = [node.right.value for node in nodes if isinstance(node, Compare) and isinstance(node.right, Constant)]
    if len(limits) < len(nodes):
        return []
    return [limit + near for limit in limits if isinstance(limit, Fraction) for near in (-1, 0, 1)]


class Trial:
    """The changes to one pack's rules against its cases."""

    def __init__(self, library: Library, name: str) -> None:
        self.library, self.pack = library, library.pack(name)
        self.cases = known_cases(library, self.pack)
        packs = library.packs_for(name)
        self.words = {rule: library.vocabulary(one.rule.subject, packs) for rule, one in self.pack.rules.items()}

    def survivors(self) -> tuple[list[Mutant], Counter[str]]:
        """The changes that no case notices, and how many changes there were; those without effect by the reason."""
        found, counts = [], Counter[str]()
        for mutant in mutants(self.library, self.pack):
            noticed = self.noticed(mutant)
            reason = "" if noticed else mutant.same or self.without_effect(mutant)
            counts[reason] += 1
            if not noticed and not reason:
                found.append(mutant)
        return found, counts

    def noticed(self, mutant: Mutant) -> bool:
        """Whether a case, by what it says must come out, fails with a changed rule."""
        return any(
            any(differences(known.case, evaluate(lower(changed, self.words[rule], day), known.result.facts, day)))
            for rule, changed in mutant.rules.items()
            for known in self.cases[rule]
            for day in [known.result.as_of]
        )

    def without_effect(self, mutant: Mutant) -> str:
        """Why no description could show the change, or nothing."""
        untold = all(
            without_effect(self.pack.rules[rule].rule, changed, self.days(rule), self.words[rule])
            for rule, changed in mutant.rules.items()
        )
        return TRIED_OUT if untold else ""

    def days(self, rule: str) -> set[date]:
        """The days on which the rule's cases stand."""
        return {known.result.as_of for known in self.cases[rule]}


def main(names: list[str]) -> int:
    """Prints the survivors of the packs named, or of all; the exit status says whether there are any."""
    library = Library(FURTHER)
    total = 0
    for name in names or sorted(library.folders):
        found, counts = Trial(library, name).survivors()
        total += len(found)
        for mutant in found:
            print(mutant)
        print(f"{name}: {counts.pop('', 0)} changes, {len(found)} noticed by no case", file=sys.stderr)
        for reason, number in counts.items():
            print(f"  {number} more without effect: {reason}", file=sys.stderr)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
