"""Lists are built once each, and rightly, however many threads ask for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import polars as pl
import pytest

from compliance.columnar.interned_lists import InternedLists

NAMES = [f"rule-{n}" for n in range(16)]
LISTS = pl.List(pl.Enum(NAMES))


def named(mask: int) -> list[str]:
    return [name for bit, name in enumerate(NAMES) if mask >> bit & 1]


def test_a_mask_is_the_list_of_the_names_whose_bits_are_set() -> None:
    interned = InternedLists(NAMES, LISTS)
    masks = [0, 1, 1 << 15, (1 << 16) - 1, 1, 0b1010]
    for _ in range(2):
        lists = interned.of(pl.Series(masks))
        assert lists.dtype == LISTS
        assert lists.to_list() == list(map(named, masks))
    assert len(interned.lists) == len(set(masks))
    assert interned.of(pl.Series([1, 2])).to_list() == [named(1), named(2)]
    assert len(interned.lists) == len({*masks, 2}), "a list was built twice"


@pytest.mark.parametrize("names", [[], NAMES[:1]])
def test_few_names_or_none_are_no_trouble(names: list[str]) -> None:
    interned = InternedLists(names, LISTS)
    assert interned.of(pl.Series([0, 0])).to_list() == [[], []]
    assert interned.of(pl.Series([], dtype=pl.Int32)).to_list() == []


def test_two_threads_never_build_lists_at_the_same_time() -> None:
    """While one builds, the other waits: else one would write over what the other has built."""
    first_builds, second_builds = Event(), Event()

    class Slow(InternedLists):
        def _names_of(self, mask: int) -> list[str]:
            if mask == 1:
                first_builds.set()
                assert not second_builds.wait(0.3), "both build at once"
            else:
                second_builds.set()
            return super()._names_of(mask)

    interned = Slow(NAMES, LISTS)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(interned.of, pl.Series([1, 1]))
        assert first_builds.wait(10)
        second = threads.submit(interned.of, pl.Series([2, 2]))
        assert first.result().to_list() == [named(1)] * 2
        assert second.result().to_list() == [named(2)] * 2
    assert interned.of(pl.Series([1, 2])).to_list() == [named(1), named(2)]
