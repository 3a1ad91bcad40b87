"""Common subexpressions: each is evaluated once, to a column of its own, in the first stage that has all that it reads.

Nested in one another, the expressions would grow beyond what an engine can plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import narwhals as nw


class Staged(NamedTuple):
    """An expression, and the number of stages that must have been evaluated before it can be: 0 where it reads a frame as given."""

    column: nw.Expr
    after: int = 0


def combined(function: Callable[..., nw.Expr], *operands: Staged) -> Staged:
    """The function's expression over operands, evaluated where it is used."""
    column = function(*(operand.column for operand in operands))
    return Staged(column, max((operand.after for operand in operands), default=0))


class Stages:
    """The columns to evaluate, stage by stage: each stage reads the frame as given and the columns of the stages before it."""

    def __init__(self) -> None:
        self.stages: list[list[nw.Expr]] = []

    def keep(self, function: Callable[..., nw.Expr], *operands: Staged) -> Staged:
        """The function's expression over operands, as a column of its own. The operands alone decide its stage."""
        return self.store(combined(function, *operands))

    def store(self, expression: Staged) -> Staged:
        """An expression as a column of its own."""
        stage = expression.after
        if stage == len(self.stages):
            self.stages.append([])
        name = f"stage {stage} {len(self.stages[stage])}"
        self.stages[stage].append(expression.column.alias(name))
        return Staged(nw.col(name), stage + 1)
