"""Whether another engine gives the cases of a pack the outcomes, reasons and missing facts that the interpreter gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import narwhals as nw

from compliance.authoring.cases import DIFFERS, MISSING, OUTCOME, REASON, CaseResult
from compliance.base.phrase import Phrase, joined, untranslated
from compliance.columnar.compiled_rules import SEPARATOR, Rulesheet
from compliance.columnar.engine import ROW, Engine
from compliance.columnar.evaluate import evaluated
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.packs.library import Library, Pack
from compliance.packs.lowering import lower
from compliance.packs.precedence import RuleInContext

FrameT = TypeVar("FrameT")
Rows = Callable[[FrameT], Sequence[Mapping[str, Any]]]
Frames = Callable[[Sequence[Mapping[str, FactValue]], Vocabulary], FrameT]
BY_COLUMNS = Phrase("（按列计算）", " (by columns)")


class Outcomes(NamedTuple):
    """The outcome, reason and missing facts of each rule. A `Step`."""

    sheet: Rulesheet

    def __hash__(self) -> int:
        return hash(id(self.sheet))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """A row a record."""
        found = [nw.col(ROW)]
        for number in range(len(self.sheet.rules)):
            parts = (self.sheet.outcome(number), self.sheet.reason(number), self.sheet.waiting_for(number))
            found += (part.alias(f"{name} {number}") for name, part in zip(("is", "why", "for"), parts, strict=True))
        return frame.select(*found)


def disagreements(
    library: Library,
    pack: Pack,
    results: Sequence[CaseResult],
    engine: Engine[FrameT],
    frames: Frames[FrameT],
    rows: Rows[FrameT],
) -> Iterator[tuple[CaseResult, Phrase]]:
    """Each case of a pack on which the engine differs. `frames` makes typed facts a frame, `rows` a frame its rows."""
    groups: defaultdict[tuple[str, object], list[CaseResult]] = defaultdict(list)
    for result in results:
        groups[pack.rules[result.rule].rule.subject, result.as_of].append(result)
    packs = library.packs_for(pack.name)
    for (subject, _), cases in groups.items():
        vocabulary, as_of = library.vocabulary(subject, packs), cases[0].as_of
        ids = list(dict.fromkeys(case.rule for case in cases))
        rules = [pack.rules[one] for one in ids]
        layered = [RuleInContext(one, pack, lower(one.rule, vocabulary, as_of), None) for one in rules]
        sheet = Rulesheet(layered, vocabulary, as_of)
        frame = evaluated(engine, frames([case.facts for case in cases], vocabulary), sheet)
        found = {row[ROW]: row for row in rows(engine.run(Outcomes(sheet), frame))}
        for number, case in enumerate(cases, start=1):
            for difference in differences(case, found[number], ids.index(case.rule)):
                yield case, joined(difference, BY_COLUMNS)


def differences(case: CaseResult, row: Mapping[str, Any], rule: int) -> Iterator[Phrase]:
    """How an engine's row differs from what the interpreter says."""
    one, missing = case.evaluation, row[f"for {rule}"]
    asked = sorted(missing.split(SEPARATOR)) if missing else []
    wanted = (
        (OUTCOME, one.outcome.value, row[f"is {rule}"]),
        (REASON, one.reason and one.reason.value, row[f"why {rule}"]),
        (MISSING, sorted(one.missing), asked),
    )
    for what, expected, actual in wanted:
        if expected != actual:
            yield DIFFERS.format(what=what, expected=untranslated(str(expected)), actual=untranslated(str(actual)))
