"""Mixes of facility sizes: for each number of facilities the one that takes the least building area, exactly.

A dynamic programme over the sizes, smallest first. Its states are how many facilities there are and how many of the slots
needed they provide. A state's cost is the area, then the slots, then how many sizes differ, then how uneven they are: all
of these add up as facilities are added, so that one whole number can stand for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby
from math import lcm
from typing import NamedTuple


class Mix(NamedTuple):
    """Facilities together: each size in slots, largest first, with how many there are of it; the area in m²."""

    sizes: tuple[tuple[int, int], ...]
    slots: int
    area: Fraction

    @property
    def facilities(self) -> int:
        """How many facilities there are."""
        return sum(count for _, count in self.sizes)


class Chain(NamedTuple):
    """The size of the facility last added, and those before it."""

    size: int
    before: Chain | None


State = tuple[int, Chain | None]
Row = dict[int, State]


def least_area_mixes(areas: Mapping[int, Fraction], need: int, most: int) -> list[Mix]:
    """For each number of facilities up to `most` that can provide `need` slots, the mix that takes the least area.

    `areas` gives the sizes there may be, in slots, and the building area of each. Of mixes with the same area the one with
    the fewest slots is taken, of those the one with the fewest different sizes, of those the most even.
    """
    areas = worth_using(areas, need)
    rows: list[Row] = [{0: (0, None)}, *({} for _ in range(most))]
    programme = DynamicProgramme(areas, need, most)
    for size in sorted(areas):
        programme.add(size, rows)
    return [mix_of(row[need][1], areas) for row in rows[1:] if need in row]


def worth_using(areas: Mapping[int, Fraction], need: int) -> dict[int, Fraction]:
    """The sizes; of those that provide `need` alone, only those that take less area than every smaller one."""
    kept: dict[int, Fraction] = {}
    least: Fraction | None = None
    for size in sorted(areas):
        if size >= need:
            if least is not None and areas[size] >= least:
                continue
            least = areas[size]
        kept[size] = areas[size]
    return kept


class DynamicProgramme:
    """The need, and costs as whole numbers that compare as (area, slots, different sizes, sum of squared sizes) do."""

    def __init__(self, areas: Mapping[int, Fraction], need: int, most: int) -> None:
        self.areas, self.need, self.most = areas, need, most
        self.largest = max(areas, default=0)
        self.scale = lcm(*(area.denominator for area in areas.values()))
        self.another_size = most * self.largest**2 + 1
        self.slot = (most + 1) * self.another_size
        self.area = (most * self.largest + 1) * self.slot

    def add(self, size: int, rows: list[Row]) -> None:
        """Adds facilities of one size to the states; `rows` has a row for each number of facilities."""
        price = int(self.areas[size] * self.scale) * self.area + size * self.slot + size**2
        added: list[Row] = [{} for _ in rows]
        for number in range(1, len(rows)):
            self.extend(size, rows[number - 1], price + self.another_size, number, added[number])
            self.extend(size, added[number - 1], price, number, added[number])
        for row, with_size in zip(rows, added, strict=True):
            for provided, state in with_size.items():
                keep_cheaper(row, provided, state)

    def extend(self, size: int, row: Row, price: int, number: int, target: Row) -> None:
        """Adds one facility to each state; prunes states that cannot reach `need` any more."""
        hopeless = self.need - (self.most - number) * self.largest
        for provided, (cost, chain) in row.items():
            more = min(provided + size, self.need)
            if more >= hopeless:
                keep_cheaper(target, more, (cost + price, Chain(size, chain)))


def keep_cheaper(row: Row, provided: int, state: State) -> None:
    """Keeps a state unless there is one that costs no more."""
    if provided not in row or state[0] < row[provided][0]:
        row[provided] = state


def mix_of(chain: Chain | None, areas: Mapping[int, Fraction]) -> Mix:
    """The mix that a chain of facilities makes."""
    sizes = []
    while chain:
        sizes.append(chain.size)
        chain = chain.before
    counted = tuple((size, len(list(same))) for size, same in groupby(sizes))
    return Mix(counted, sum(sizes), sum((areas[size] for size in sizes), Fraction(0)))
