"""The cells of a table's columns as facts are read from them: with their header's unit, and the blanks filled."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from compliance.facts.parsing import is_blank
from compliance.jobs.table_columns import Column, TableColumns
from compliance.tables.cells import fact_cells

TEXT_FACTS = ("id", "jurisdiction")
ENDS_WITH_DIGIT = r"\d\s*$"


class RawCells:
    """Expressions over a table of that schema."""

    def __init__(self, columns: TableColumns, schema: Mapping[str, pl.DataType]) -> None:
        self.columns, self.schema = columns, schema

    def all(self) -> list[pl.Expr]:
        """`raw FACT` of each of the facts."""
        return [self.of(fact).alias(f"raw {fact}") for fact in self.facts]

    @property
    def facts(self) -> list[str]:
        """The facts that a column or a value for the whole table gives."""
        return list(dict.fromkeys([*(column.fact for column in self.columns.read), *self.columns.given]))

    def of(self, fact: str) -> pl.Expr:
        """The cells of a fact; null where nothing gives it."""
        given, column = self.columns.given.get(fact), self.columns.column(fact)
        if column is None:
            return pl.lit(given, pl.String)
        if given is None:
            return self.read(column, fact in TEXT_FACTS)
        cells = self.read(column, as_texts=True)
        return pl.when(blank(cells)).then(pl.lit(given)).otherwise(cells)

    def texts(self, fact: str) -> pl.Expr:
        """The cells of a fact as texts."""
        column = self.columns.column(fact)
        return pl.lit(self.columns.given.get(fact), pl.String) if column is None else self.read(column, as_texts=True)

    def read(self, column: Column, as_texts: bool) -> pl.Expr:
        """The cells of a column; a number whose unit stands in the header has it behind it, as the parser reads it."""
        cells = fact_cells(pl.col(column.header), self.schema[column.header], as_texts or column.unit is not None)
        if column.unit is None:
            return cells
        return pl.when(cells.str.contains(ENDS_WITH_DIGIT)).then(cells + column.unit).otherwise(cells)

    def filled(self, fact: str) -> pl.Expr:
        """Whether the value for the whole table is taken for a record."""
        column = self.columns.column(fact)
        return pl.lit(True) if column is None else blank(self.read(column, as_texts=True))


def blank(texts: pl.Expr) -> pl.Expr:
    """Whether texts are null or say that nothing is known."""

    def blanks(values: pl.Series) -> pl.Series:
        known = [text for text in values.unique().drop_nulls() if is_blank(text)]
        return values.is_null() | values.is_in(known)

    return texts.map_batches(blanks, return_dtype=pl.Boolean, is_elementwise=True)
