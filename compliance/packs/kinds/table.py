"""对应关系 · values that belong together

`rows` 按 `by` 事实的各值，逐行写明 `fact` 事实应有的值；一行可列几个值，有其中之一即符合。`by` 的值不在表中的，文件没有规定，尚不
能判定。

`rows` says for each value of the fact `by` which value the fact `fact` must have; a row may list several, of which one will do. For
a value of `by` without a row the document says nothing: undetermined.

    requires:
      table:
        by: nature
        fact: registrar
        rows: {for_profit: market_regulation, nonprofit: [civil_affairs, government_services]}
    pass:
      - {nature: for_profit, registrar: market_regulation}
      - {nature: nonprofit, registrar: government_services}
    fail:
      - {nature: for_profit, registrar: civil_affairs}
      - {nature: nonprofit, registrar: market_regulation}
    undetermined:
      - {nature: public_institution, registrar: establishment}
      - {registrar: market_regulation}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from compliance.base.phrase import Phrase, listed
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Expression, Fact, If, NotCovered
from compliance.logic.lowered import Measure, Reading
from compliance.packs.annotations import ClosedName, MappingOf, not_empty
from compliance.packs.conditions import as_list
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import lacking, lacking_key, other_values, with_part
from compliance.packs.kinds.shared import alternatives
from compliance.packs.sentence import alternatives_words, choice
from compliance.packs.terms import has_one_of

BY_TABLE = Phrase("{what}与{by}相符（{rows}）", "{what} as {by} requires ({rows})")
ROW = Phrase("{key}：{values}", "{key}: {values}")


@model
class Table(Requirement):
    """Which value of one fact belongs to each value of another."""

    by: ClosedName
    fact: ClosedName
    rows: Annotated[dict[str, str | list[str]], MappingOf("by", "fact")]

    def __post_init__(self) -> None:
        not_empty(self, "rows")

    def lower(self, context: Context) -> list[Reading]:
        holds: Expression = NotCovered()
        required: Expression = NotCovered()
        for key, values in reversed(self.rows.items()):
            wanted = as_list(values)
            in_row = has_one_of(self.by, [key], context.vocabulary)
            holds = If(in_row, has_one_of(self.fact, wanted, context.vocabulary), holds)
            required = If(in_row, alternatives(wanted), required)
        return [Reading(holds, measure=Measure(Fact(self.fact), required, "same", fact=self.fact))]

    def words(self, context: Context) -> Phrase:
        vocabulary = context.vocabulary
        rows = [
            ROW.format(
                key=choice(self.by, key, vocabulary), values=alternatives_words(self.fact, as_list(values), vocabulary)
            )
            for key, values in self.rows.items()
        ]
        return BY_TABLE.format(
            what=vocabulary.label_of(self.fact), by=vocabulary.label_of(self.by), rows=listed(rows, "；", "; ")
        )

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for key, rows in lacking_key(self.rows):
            yield Change(("rows", key), f"row {key} dropped", replace(self, rows=rows))
        for key, held in self.rows.items():
            values, path = as_list(held), ("rows", key)
            for number, left in lacking(values):
                yield Change((*path, number), f"{values[number]} dropped", with_part(self, path, left))
            for other in other_values(vocabulary.facts[self.fact], values):
                yield Change(path, f"{other} added", with_part(self, path, [*values, other]))
