"""Conformance of an engine: whether it gives a pack's cases the outcomes, reasons and missing facts of the interpreter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import narwhals as nw

from compliance.authoring.cases import DIFFERS, MISSING, OUTCOME, REASON, CaseResult
from compliance.base.phrase import Phrase, joined, untranslated
from compliance.columnar.compiled_rules import CompiledRules
from compliance.columnar.engine import ROW, Engine
from compliance.columnar.evaluate import evaluated
from compliance.columnar.finding_columns import NAME_SEPARATOR, missing, outcome, reason
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.packs.library import Library, Pack
from compliance.packs.lowering import lower
from compliance.packs.precedence import RuleInContext

FrameT = TypeVar("FrameT")
Rows = Callable[[FrameT], Sequence[Mapping[str, Any]]]
Frames = Callable[[Sequence[Mapping[str, FactValue]], Vocabulary], FrameT]
BY_COLUMNS = Phrase("（按列计算）", " (by columns)")


@dataclass(frozen=True)
class Outcomes:
    """A step to the outcome (`is NUMBER`), reason (`why NUMBER`) and missing facts (`for NUMBER`) of each rule."""

    compiled: CompiledRules

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """A row for each record."""
        columns = [nw.col(ROW)]
        for number in range(len(self.compiled.rules)):
            columns.append(outcome(self.compiled, number).alias(f"is {number}"))
            columns.append(reason(self.compiled, number).alias(f"why {number}"))
            columns.append(missing(self.compiled, number).alias(f"for {number}"))
        return frame.select(*columns)


def disagreements(
    library: Library,
    pack: Pack,
    results: Sequence[CaseResult],
    engine: Engine[FrameT],
    frames: Frames[FrameT],
    rows: Rows[FrameT],
) -> Iterator[tuple[CaseResult, Phrase]]:
    """Each case of a pack on which the engine differs from the interpreter, and how.

    `frames` makes a frame of typed facts, `rows` gives the rows of a frame.
    """
    groups: defaultdict[tuple[str, object], list[CaseResult]] = defaultdict(list)
    for result in results:
        groups[pack.rules[result.rule].rule.subject, result.as_of].append(result)
    packs = library.packs_for(pack.name)
    for (subject, _), cases in groups.items():
        vocabulary, as_of = library.vocabulary(subject, packs), cases[0].as_of
        ids = list(dict.fromkeys(case.rule for case in cases))
        entries = [pack.rules[rule_id] for rule_id in ids]
        rules = [RuleInContext(entry, pack, lower(entry.rule, vocabulary, as_of), None) for entry in entries]
        compiled = CompiledRules(rules, vocabulary, as_of)
        frame = evaluated(engine, frames([case.facts for case in cases], vocabulary), compiled)
        by_number = {row[ROW]: row for row in rows(engine.run(Outcomes(compiled), frame))}
        for number, case in enumerate(cases, start=1):
            for difference in differences(case, by_number[number], ids.index(case.rule)):
                yield case, joined(difference, BY_COLUMNS)


def differences(case: CaseResult, row: Mapping[str, Any], rule: int) -> Iterator[Phrase]:
    """How an engine's row differs from what the interpreter says of the case, for the rule of that number."""
    expected, missing_facts = case.evaluation, row[f"for {rule}"]
    comparisons = (
        (OUTCOME, expected.outcome.value, row[f"is {rule}"]),
        (REASON, expected.reason and expected.reason.value, row[f"why {rule}"]),
        (MISSING, sorted(expected.missing), sorted(missing_facts.split(NAME_SEPARATOR)) if missing_facts else []),
    )
    for what, wanted, actual in comparisons:
        if wanted != actual:
            yield DIFFERS.format(what=what, expected=untranslated(str(wanted)), actual=untranslated(str(actual)))
