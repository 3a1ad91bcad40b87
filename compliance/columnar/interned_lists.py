"""Interned lists: each distinct combination of names is a bit mask and is built once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock

import polars as pl


class InternedLists:
    """The lists of up to 16 names. Bit `n` of a mask says whether `names[n]` is in the list. Safe to share among threads.

    `dtype` is that of a list. The table of indices has an entry for each possible mask.
    """

    def __init__(self, names: Sequence[str], dtype: pl.DataType) -> None:
        self.names = names
        self.lock = Lock()
        self.indices = pl.repeat(None, 1 << len(names), dtype=pl.UInt32, eager=True)
        self.lists = pl.Series([], dtype=dtype)
        self.names_of = cache(self._names_of)

    def _names_of(self, mask: int) -> list[str]:
        """The names in the list of a mask, in order."""
        return [name for bit, name in enumerate(self.names) if mask >> bit & 1]

    def of(self, masks: pl.Series) -> pl.Series:
        """The list of each mask. Masks are never null."""
        indices = self.indices.gather(masks)
        if indices.null_count():
            with self.lock:
                self._build(masks.filter(self.indices.gather(masks).is_null()).unique())
            indices = self.indices.gather(masks)
        return self.lists.gather(indices)

    def _build(self, masks: pl.Series) -> None:
        """Adds the lists of new masks. An index is published after its list, as readers hold no lock."""
        lists = pl.Series([self.names_of(mask) for mask in masks], dtype=pl.List(pl.String))
        new = range(len(self.lists), len(self.lists) + len(lists))
        self.lists = pl.concat([self.lists, lists.cast(self.lists.dtype)], rechunk=True)
        self.indices = self.indices.clone().scatter(masks, pl.Series(new, dtype=pl.UInt32))
