"""The least that has to change: for a rule that no single fact mends, and for a whole report.

Least are the changes that alter the fewest facts given; of those, that state the fewest facts not given; of those, that come
first in the order of the vocabulary. Of its values each fact takes the nearest that goes with those of the facts before it
(of a fact not given: the limit itself). What may change at all is said in `candidates`. What is not known and not the subject's to
change is not guessed either: a rule that cannot be met before it is known is left open, and the fact is named in `given`.

The rules are split into groups that share no changeable fact. In a group, sets of facts are tried in the order of least; a
set is passed over only where some rule cannot be met whatever values its facts take (see `logic.possible`), or all values that make a
difference were tried. So an answer is exact. Where a group would take more than MOST_STEPS evaluations, or two numbers that one
comparison reads would both have to change and values that do may have been missed, there is no answer: nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from typing import NamedTuple

from compliance.base.outcome import Outcome
from compliance.facts.vocabulary import FactType, Vocabulary
from compliance.findings.candidates import Candidates, SearchContext
from compliance.findings.remedies import remedy
from compliance.findings.report import Finding, Mending, Remedy
from compliance.logic import expression as tree
from compliance.logic.expression import Value
from compliance.logic.interpreter import Evaluation, evaluate
from compliance.logic.lowered import LoweredRule, nodes
from compliance.logic.possible import PossibleOutcomes
from compliance.packs.precedence import RuleInContext

MOST_STEPS = 4000
Facts = frozenset[str]
NO_FACTS: Facts = frozenset()
Known = Mapping[str, Value]


class NotDetermined(Exception):
    """The search is too large, or its answer would not be certain."""


class Goal(NamedTuple):
    """A rule, the facts that decide it, and what is wanted of it: to pass, or (`not_applicable_too`) not to apply will do too.

    `waits` are facts, not known and not the subject's to change, for which it may be left waiting.
    """

    id: str
    rule: LoweredRule
    reads: tuple[str, ...]
    not_applicable_too: bool = True
    waits: Facts = NO_FACTS

    def is_met(self, result: Evaluation | Finding) -> bool:
        """Whether what the rule comes to will do."""
        wanted = (Outcome.PASS, Outcome.NOT_APPLICABLE) if self.not_applicable_too else (Outcome.PASS,)
        return result.outcome in wanted or not self.waits.isdisjoint(result.missing)


def goal_of(name: str, rule: LoweredRule, context: SearchContext) -> Goal:
    """A rule that is to pass or not to apply. Facts whose presence implies others decide it with them."""
    reads = tree.facts_in(*nodes(rule))
    implying = (context.constrained[fact].implied_by for fact in reads if fact in context.constrained)
    return Goal(name, rule, (*reads, *filter(None, implying)))


def least_combination(rule: LoweredRule, facts: Known, vocabulary: Vocabulary, as_of: date) -> tuple[Remedy, ...]:
    """The least combination of changes with which a rule passes; empty where there is none, or none is certain."""
    context = SearchContext(facts, vocabulary, as_of)
    goal = goal_of("", rule, context)._replace(not_applicable_too=False)
    search = GoalSearch([goal], context, Candidates([rule], context))
    try:
        return in_words(search.least() or {}, context)
    except NotDetermined:
        return ()


def least_changes(
    rules: Iterable[RuleInContext], findings: Iterable[Finding], facts: Known, vocabulary: Vocabulary, as_of: date
) -> Mending:
    """The least changes after which the verdict is compliant, or the rules that stand in the way of any.

    The findings are those of the rules, in their order.
    """
    context, pairs = SearchContext(facts, vocabulary, as_of), zip(rules, findings, strict=True)
    binding = [(goal_of(r.entry.id, r.lowered, context), f) for r, f in pairs if r.lowered and f.obligation.binding]
    try:
        return ReportSearch(binding, context).mending()
    except NotDetermined:
        return Mending(None, (), (), ())


def in_words(changes: Known, context: SearchContext) -> tuple[Remedy, ...]:
    """The changes in words: facts given first, in the vocabulary's order."""
    names = sorted(changes, key=lambda name: (name not in context.facts, context.places[name]))
    return tuple(remedy(name, changes[name], context) for name in names)


class ReportSearch:
    """The search for the whole report: its binding rules, each with what it comes to now."""

    def __init__(self, binding: Sequence[tuple[Goal, Finding]], context: SearchContext) -> None:
        self.context = context
        self.candidates = Candidates([goal.rule for goal, _ in binding], context)
        self.now = {goal.id: finding for goal, finding in binding}
        self.goals = [self.within_reach(goal) for goal, _ in binding]

    def search(self, *goals: Goal) -> GoalSearch:
        """A search for some of the rules."""
        return GoalSearch(goals, self.context, self.candidates)

    def unknown(self, goal: Goal) -> Facts:
        """The facts that decide a goal, are not known, and are not the subject's to change."""
        return frozenset(n for n in goal.reads if n not in self.context.facts and not self.candidates.may_change(n))

    def within_reach(self, goal: Goal) -> Goal:
        """The goal; where it waits for what is not the subject's to change, or cannot be met before that is known, to wait."""
        now, waiting = self.now[goal.id], goal._replace(waits=self.unknown(goal))
        failing = now.outcome is Outcome.FAIL and waiting.waits
        return waiting if waiting.is_met(now) or (failing and self.search(goal).least() is None) else goal

    def mending(self) -> Mending:
        """The changes of all groups together, or all rules that stand in the way."""
        changes: dict[str, Value] = {}
        blocking: list[str] = []
        for group in self.groups():
            least = self.search(*group).least()
            if least is None:
                blocking += self.conflicting(group)
            else:
                changes |= least
        if blocking:
            return Mending(False, (), (), tuple(blocking))
        known = self.search(*self.goals).facts_with(changes)
        given = self.given(known)
        done = not given and any(self.evaluation(goal, known).outcome is Outcome.PASS for goal in self.goals)
        return Mending(done or None, in_words(changes, self.context), given, ())

    def evaluation(self, goal: Goal, known: Known) -> Evaluation:
        """What a goal's rule comes to."""
        return evaluate(goal.rule, known, self.context.as_of)

    def given(self, known: Known) -> tuple[str, ...]:
        """The facts, not the subject's to change, for which rules are left waiting."""
        missing = {name for goal in self.goals if goal.waits for name in self.evaluation(goal, known).missing}
        return tuple(n for n in self.context.vocabulary.facts if n in missing and not self.candidates.may_change(n))

    def groups(self) -> Iterator[list[Goal]]:
        """The rules that share changeable facts, directly or through others, where any of them is not met yet."""
        groups: list[tuple[Facts, list[Goal]]] = []
        for goal in self.goals:
            names, goals = frozenset(filter(self.candidates.may_change, goal.reads)), [goal]
            for group in [group for group in groups if not names.isdisjoint(group[0])]:
                groups.remove(group)
                names, goals = names | group[0], [*group[1], *goals]
            groups.append((names, goals))
        return (goals for _, goals in groups if not all(goal.is_met(self.now[goal.id]) for goal in goals))

    def conflicting(self, group: list[Goal]) -> list[str]:
        """The rules that no change meets; where each can be met alone, those of the group that are not met now."""
        unmet = [goal for goal in group if not goal.is_met(self.now[goal.id])]
        alone = [goal for goal in unmet if self.search(goal).least() is None]
        if not alone and any(map(self.unknown, group)):
            raise NotDetermined
        return [goal.id for goal in alone or unmet]


class GoalSearch:
    """The least changes with which every goal is met."""

    def __init__(self, goals: Sequence[Goal], context: SearchContext, candidates: Candidates) -> None:
        self.goals, self.context, self.candidates = goals, context, candidates
        self.reads = [frozenset(goal.reads) for goal in goals]
        changeable = filter(candidates.may_change, frozenset().union(*self.reads))
        self.names = sorted(changeable, key=context.places.__getitem__)
        self.steps = 0
        self.memo: dict[object, bool] = {}

    def least(self) -> dict[str, Value] | None:
        """The changes; None where there are none."""
        queue: list[tuple[int, int, list[int]]] = [(0, 0, [])]
        seen: set[Facts] = set()
        while queue:
            self.step()
            _, _, numbers = heappop(queue)
            freed = frozenset(self.names[number] for number in numbers)
            if freed in seen:
                continue
            seen.add(freed)
            further = self.needed_besides(freed)
            if further is None:
                changes = self.assignment({}, freed)
                if changes is not None:
                    return changes
                self.be_certain(freed)
                further = [frozenset([name]) for name in self.names if name not in freed]
            for more in further:
                wider = freed | more
                given = sum(name in self.context.facts for name in wider)
                heappush(queue, (given, len(wider) - given, sorted(map(self.names.index, wider))))
        return None

    def needed_besides(self, freed: Facts) -> list[Facts] | None:
        """What has to be freed besides, one or the other, for goals not to be out of reach; None where none is."""
        forced: set[str] = set()
        choice: list[str] = []
        for number, reads in enumerate(self.reads):
            if not self.can_be_met(number, {}, freed):
                options = [name for name in self.names if name in reads and name not in freed]
                if not options:
                    return []
                if len(options) == 1:
                    forced.update(options)
                elif not choice or len(options) < len(choice):
                    choice = options
        if forced:
            return [frozenset(forced)]
        return [frozenset([name]) for name in choice] or None

    def assignment(self, chosen: dict[str, Value], freed: Facts, left: Facts = NO_FACTS) -> dict[str, Value] | None:
        """Values for all that is freed, with which every goal is met, or may be where facts are left free.

        Numbers come last: where they turn depends on the others.
        """
        if not freed:
            return chosen
        name = min(freed, key=lambda fact: (self.is_measured(fact), self.names.index(fact)))
        rest = freed - {name}
        concerned = [number for number, reads in enumerate(self.reads) if name in reads]

        def may_hold(value: Value) -> bool:
            trial = {**chosen, name: value}
            consistent = self.context.is_consistent(name, self.facts_with(trial, rest | left))
            return consistent and all(self.can_be_met(number, trial, rest | left) for number in concerned)

        for value in self.candidates.of(name, {**self.context.facts, **chosen}, may_hold):
            if may_hold(value):
                changes = self.assignment({**chosen, name: value}, rest, left)
                if changes is not None:
                    return changes
        return None

    def can_be_met(self, number: int, chosen: Known, free: Facts) -> bool:
        """Whether a goal is met with what is chosen, or still can be, depending on what is free."""
        goal, reads = self.goals[number], self.reads[number]
        key = (number, frozenset(pair for pair in chosen.items() if pair[0] in reads), free & reads)
        if key not in self.memo:
            self.step()
            self.memo[key] = self.evaluated(goal, self.facts_with(chosen, free), free)
        return self.memo[key]

    def evaluated(self, goal: Goal, facts: Known, free: Facts) -> bool:
        """Whether a goal is met, or still can be, where `free` are the facts that may take any value."""
        if not goal.waits:
            possible = PossibleOutcomes(facts, free, self.context.as_of)
            return possible.can_be_satisfied(goal.rule, goal.not_applicable_too)
        evaluation = evaluate(goal.rule, facts, self.context.as_of)
        return goal.is_met(evaluation) or not free.isdisjoint(evaluation.missing)

    def step(self) -> None:
        """Counts one step of the search. Raises NotDetermined where there are too many."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise NotDetermined

    def facts_with(self, chosen: Known, free: Facts = NO_FACTS) -> dict[str, Value]:
        """The facts with what is chosen, without what is free, and with what they imply."""
        known = {name: value for name, value in {**self.context.facts, **chosen}.items() if name not in free}
        for name in {*chosen, *free}:
            for code in self.context.implied_by(name):
                if code not in free:
                    known.setdefault(code, True)
        return known

    def be_certain(self, freed: Facts) -> None:
        """Raises NotDetermined unless no values at all do, though not all were tried of numbers compared with each other.

        All but one of those are left free: if even then nothing does, nothing does.
        """
        left: set[str] = set()
        for names in self.candidates.compared.values():
            left.update([name for name in names if name in freed - left and self.is_measured(name)][1:])
        if left and self.assignment({}, freed - left, frozenset(left)) is not None:
            raise NotDetermined

    def is_measured(self, name: str) -> bool:
        """Whether the fact is a number or a date."""
        declared = self.context.vocabulary.facts[name].type
        return declared.is_number or declared is FactType.DATE
