"""What a table of records came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from compliance.base.outcome import Verdict
from compliance.base.phrase import Phrase
from compliance.findings.report import PackUsed

ORDER = (Verdict.NON_COMPLIANT.value, Verdict.UNDETERMINED.value, "invalid", Verdict.COMPLIANT.value)


class Summary(NamedTuple):
    """Counts of records: by verdict (and `invalid`), by rule not met and open, by fact that is waited for.

    `packs` are those that records may be judged by, each by those of its own jurisdiction.
    """

    as_of: date
    packs: Sequence[PackUsed]
    rows: int
    verdicts: Mapping[str, int]
    failed: Counter[str]
    undetermined: Counter[str]
    missing: Counter[str]
    titles: Mapping[str, Phrase]
    labels: Mapping[str, Phrase]
    notes: Sequence[Phrase]

    @property
    def counts(self) -> dict[str, int]:
        """How many records come to each verdict that occurs, the worst first."""
        return {name: self.verdicts[name] for name in ORDER if self.verdicts.get(name)}

    @property
    def rules(self) -> list[str]:
        """The rules that some record does not meet or that are open for some, those most often not met first."""

        def rank(rule: str) -> tuple[int, int, str]:
            return -self.failed[rule], -self.undetermined[rule], rule

        return sorted({*self.failed, *self.undetermined}, key=rank)
