"""What engines do to frames of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

import narwhals as nw

FrameT = TypeVar("FrameT")
ROW = "§row"
SEPARATOR = "\x1f"


class Step(Protocol):
    """Something done to a frame, the same whatever the engine. Steps that are equal do the same."""

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with it done."""
        ...

    def __hash__(self) -> int: ...


class Engine(Protocol[FrameT]):
    """What an engine does that narwhals has no word for."""

    def run(self, step: Step, frame: FrameT) -> FrameT:
        """A step done."""
        ...

    def schema(self, frame: FrameT) -> Mapping[str, nw.dtypes.DType]:
        """The columns and their types."""
        ...

    def short(self, frame: FrameT, columns: Mapping[str, str]) -> list[str]:
        """Those columns that may have a value where the one told beside them has none."""
        ...

    def distinct(self, frame: FrameT, columns: list[str]) -> dict[str, list[Any]]:
        """The different values of each column, nulls left out."""
        ...

    def flat(self, frame: FrameT, column: str) -> FrameT:
        """The frame with a column of lists as texts, its items between SEPARATORs."""
        ...

    def looked_up(
        self, frame: FrameT, column: str, table: Mapping[str, list[Any]], types: Mapping[str, nw.dtypes.DType]
    ) -> FrameT:
        """The frame with what a table, whose first column is `column`, says beside each of its values."""
        ...

    def stacked(self, frame: FrameT, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]) -> FrameT:
        """The columns of each rule, which end in its number, under one another: a row a record and rule."""
        ...
