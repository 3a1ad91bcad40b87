"""What a table of records came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from compliance.base.phrase import Phrase


class Summary(NamedTuple):
    """Counts of records: by verdict (and `invalid`), by rule not met and open, by fact that is waited for."""

    rows: int
    verdicts: Mapping[str, int]
    failed: Counter[str]
    undetermined: Counter[str]
    missing: Counter[str]
    titles: Mapping[str, Phrase]
    labels: Mapping[str, Phrase]
    notes: Sequence[Phrase]
