"""Lists that many records have alike: told by the bits of a number, made once, and shared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock

import polars as pl


class SharedLists:
    """The lists of some of these names. Bit `n` of a number tells whether the name of that place is in the list."""

    def __init__(self, names: Sequence[str], dtype: pl.DataType) -> None:
        self.names = names
        self.lock = Lock()
        self.places = pl.repeat(None, 1 << len(names), dtype=pl.UInt32, eager=True)
        self.lists = pl.Series([], dtype=dtype)
        self.names_of = cache(self._names_of)

    def _names_of(self, number: int) -> list[str]:
        """The names in a list."""
        return [name for place, name in enumerate(self.names) if number >> place & 1]

    def of(self, numbers: pl.Series) -> pl.Series:
        """The list of each number."""
        places = self.places.gather(numbers)
        if places.null_count():
            with self.lock:
                self._make(numbers.filter(self.places.gather(numbers).is_null()).unique())
            places = self.places.gather(numbers)
        return self.lists.gather(places)

    def _make(self, numbers: pl.Series) -> None:
        made = pl.Series([self.names_of(number) for number in numbers], dtype=pl.List(pl.String))
        new = range(len(self.lists), len(self.lists) + len(made))
        self.lists = pl.concat([self.lists, made.cast(self.lists.dtype)], rechunk=True)
        self.places = self.places.clone().scatter(numbers, pl.Series(new, dtype=pl.UInt32))
