"""The protocol of an engine: what the columnar evaluation needs that narwhals does not offer."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import narwhals as nw

FrameT = TypeVar("FrameT")
ROW = "§row"
"""The column of a record's number, from 1."""
ITEM_SEPARATOR = "\x1f"
"""Between the items of a list that an engine joins to a text: ASCII's unit separator, which no item contains."""


class Step(Hashable, Protocol):
    """A transformation of a frame, the same on every engine. Equal steps do the same, so an engine may keep what it compiled."""

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The transformed frame."""
        ...


class Engine(Protocol[FrameT]):
    """An engine over its own kind of frame."""

    def run(self, step: Step, frame: FrameT) -> FrameT:
        """The frame that the step makes of `frame`."""
        ...

    def schema(self, frame: FrameT) -> Mapping[str, nw.dtypes.DType]:
        """The names and types of the columns."""
        ...

    def unparsed_columns(self, frame: FrameT, typed: Mapping[str, str]) -> list[str]:
        """Of `typed` (raw column → typed column), the raw columns that may hold a value where the typed one is null."""
        ...

    def distinct(self, frame: FrameT, columns: list[str]) -> dict[str, list[Any]]:
        """The distinct values of each column, in no order, without null."""
        ...

    def join_lists(self, frame: FrameT, column: str) -> FrameT:
        """The frame with a column of lists turned to texts, items between ITEM_SEPARATORs; null stays null."""
        ...

    def lookup_join(
        self, frame: FrameT, column: str, table: Mapping[str, list[Any]], types: Mapping[str, nw.dtypes.DType]
    ) -> FrameT:
        """Left join with a small table whose first column is `column` and has each value of it once; null joins nothing."""
        ...

    def unpivot(self, frame: FrameT, kept: Sequence[str], columns: Sequence[str], rules: Sequence[str]) -> FrameT:
        """From wide to long: a row for each record and rule, with `kept`, `rule` and `columns`.

        The wide column of rule number `n` is named `{column} {n}`.
        """
        ...
