"""What each record comes to: its verdict, and its lists of rules and facts as bit masks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from compliance.base.outcome import INVALID, Verdict
from compliance.columnar.compiled_rules import CompiledRules, OutcomeColumns
from compliance.columnar.engine import ROW
from compliance.columnar.expressions import any_of, disjunction
from compliance.logic.expression import facts_in
from compliance.logic.lowered import nodes

VERDICT_CODES = (*(verdict.value for verdict in Verdict), INVALID)
"""What a verdict's column holds is an index in these."""
UNKNOWN_PLACE = "error §place"
"""The column that says that no pack is for a record's jurisdiction: such a record is invalid."""
LISTS = ("failed", "undetermined", "missing")
BITS_PER_MASK = 16
"""How many names a bit mask covers: an index with an entry for each possible mask stays small (see `InternedLists`)."""

Listed = Sequence[tuple[str, nw.Expr]]
"""Names, each with the truth of whether a record's list has it."""


@dataclass(frozen=True)
class Results:
    """A step to the results of each record: ROW, the columns `kept` and `errors`, `verdict`, and a column for each bit mask.

    `verdict` is an index in VERDICT_CODES. A record of an unknown place is invalid and has empty lists.
    """

    compiled: CompiledRules
    errors: tuple[str, ...]
    kept: tuple[str, ...]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The results."""
        verdict, masks = verdict_index(self.compiled), dict(bitmasks(self.compiled))
        if UNKNOWN_PLACE in self.errors:
            is_invalid = ~nw.col(UNKNOWN_PLACE).is_null()
            verdict = nw.when(is_invalid).then(nw.lit(VERDICT_CODES.index(INVALID))).otherwise(verdict)
            masks = {name: nw.when(is_invalid).then(0).otherwise(mask) for name, mask in masks.items()}
        kept = (nw.col(name) for name in (ROW, *self.kept, *self.errors))
        return frame.select(*kept, verdict.alias("verdict"), *(mask.alias(name) for name, mask in masks.items()))


def bitmask_names(compiled: CompiledRules) -> dict[str, dict[str, list[str]]]:
    """For each of LISTS, the columns of its bit masks, and the name that each bit stands for, from the lowest."""
    return {
        name: {column: [entry for entry, _ in part] for column, part in parts.items()}
        for name, parts in split_lists(compiled).items()
    }


def bitmasks(compiled: CompiledRules) -> Iterator[tuple[str, nw.Expr]]:
    """The bit masks as 32-bit integers, with the names of their columns."""
    for parts in split_lists(compiled).values():
        for column, listed in parts.items():
            bits = (holds.cast(nw.Int32()) * (1 << bit) for bit, (_, holds) in enumerate(listed))
            yield column, nw.sum_horizontal(nw.lit(0, dtype=nw.Int32), *bits)


def split_lists(compiled: CompiledRules) -> Mapping[str, Mapping[str, Listed]]:
    """The lists in parts of BITS_PER_MASK names, by the columns of their bit masks; a list without names has one part."""
    return {
        name: {f"{name} {at}": listed[at : at + BITS_PER_MASK] for at in range(0, max(len(listed), 1), BITS_PER_MASK)}
        for name, listed in lists_of(compiled).items()
    }


def lists_of(compiled: CompiledRules) -> Mapping[str, Listed]:
    """For each of LISTS: binding rules that fail, binding rules that are undetermined, facts that are missing for a verdict."""
    rules = [(compiled.rules[number].entry.id, OutcomeColumns.of(number)) for number in compiled.binding]
    return {
        "failed": [(rule, nw.col(names.failed)) for rule, names in rules],
        "undetermined": [(rule, nw.col(names.open) | nw.col(names.ambiguous)) for rule, names in rules],
        "missing": list(missing(compiled)),
    }


def missing(compiled: CompiledRules) -> Iterator[tuple[str, nw.Expr]]:
    """Each fact for which a binding rule may be open, and whether one is."""
    asked: dict[str, list[nw.Expr]] = {}
    for number, rule in compiled.in_force:
        if number in compiled.binding:
            for fact in facts_in(*nodes(rule)):
                if (is_open := compiled.open_if_unknown(number, rule, fact)) is not None:
                    asked.setdefault(fact, []).append(is_open)
    for fact, reasons in asked.items():
        yield fact, compiled.columns.is_unknown(fact) & any_of(reasons)


def verdict_index(compiled: CompiledRules) -> nw.Expr:
    """A record's verdict as its index in VERDICT_CODES, by the precedence of `verdict_of`."""
    rules = [OutcomeColumns.of(number) for number in compiled.binding]
    failed, undetermined, passed = (
        disjunction(nw.col(getattr(names, kind)) for names in rules for kind in kinds)
        for kinds in (["failed"], ["open", "ambiguous"], ["passed"])
    )
    if failed is None or undetermined is None or passed is None:
        return index_of(Verdict.UNDETERMINED)
    at_best = nw.when(undetermined | ~passed).then(index_of(Verdict.UNDETERMINED))
    return (
        nw.when(failed).then(index_of(Verdict.NON_COMPLIANT)).otherwise(at_best.otherwise(index_of(Verdict.COMPLIANT)))
    )


def index_of(verdict: Verdict) -> nw.Expr:
    """A verdict's index as a constant."""
    return nw.lit(VERDICT_CODES.index(verdict.value))
