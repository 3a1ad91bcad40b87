"""What is counted over the records of a table while they are judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

WORST = 10


class WorstRecord(NamedTuple):
    """A record that fails many rules: its number from 1, what it is called, and the rules."""

    row: int
    id: str | None
    name: str | None
    failed: tuple[str, ...]


@dataclass
class Tally:
    """What was counted over the records of a table.

    `blanks` are cells that say no more than that nothing is known (“—”, 不详), by fact; `faults` are cells that cannot be read,
    by fact and what is wrong with them (see `quotes_emptied`). `filled` are values that were given for the whole table.
    """

    rows: int = 0
    placeless: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    undetermined: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    blanks: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    worst: list[WorstRecord] = field(default_factory=list)

    def count(self, listed: str, names: Iterable[str], times: int) -> None:
        """Adds what a list of that many records says."""
        counter: Counter[str] = getattr(self, listed)
        for name in names:
            counter[name] += times

    def rank(self, records: Iterable[WorstRecord]) -> None:
        """Keeps those records that fail most rules, of these and those before."""
        self.worst = sorted([*self.worst, *records], key=lambda one: (-len(one.failed), one.row))[:WORST]
