"""What a table of records came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from compliance.base.outcome import Responsible, Verdict
from compliance.base.phrase import Phrase
from compliance.columnar.evaluate import RulesByPlace
from compliance.findings.report import PackUsed
from compliance.jobs.tally import Tally, WorstRecord
from compliance.tables.result import RuleInfo

ORDER = (Verdict.NON_COMPLIANT.value, Verdict.UNDETERMINED.value, "invalid", Verdict.COMPLIANT.value)


class Summary(NamedTuple):
    """Counts of records: by verdict (and `invalid`), by rule not met and open, by fact that is waited for.

    `packs` are those that records may be judged by, each by those of its own jurisdiction. `doubts` are what puts the numbers
    in doubt. `worst` are the records that fail most rules. `opens` are how many of the open rules read a fact. `is_saved`: the
    results were written to a file.
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
    notes: Sequence[Phrase] = ()
    doubts: Sequence[Phrase] = ()
    worst: Sequence[WorstRecord] = ()
    opens: Mapping[str, int] = {}
    is_saved: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many records come to each verdict that occurs, the worst first."""
        return {name: self.verdicts[name] for name in ORDER if self.verdicts.get(name)}

    @property
    def failing(self) -> list[str]:
        """The rules that some record does not meet, those most often not met first."""
        return sorted(self.failed, key=lambda rule: (-self.failed[rule], -self.undetermined[rule], rule))

    @property
    def open(self) -> list[str]:
        """The rules that every record meets or that are open for it, those most often open first."""
        return sorted(self.undetermined.keys() - self.failed.keys(), key=lambda rule: (-self.undetermined[rule], rule))

    @property
    def wanted(self) -> list[str]:
        """The facts that records wait for, those first that most open rules read, then those that most records wait for."""
        return sorted(self.missing, key=lambda fact: (-self.opens.get(fact, 0), -self.missing[fact], fact))


def summary_of(
    book: RulesByPlace, tally: Tally, doubts: Sequence[Phrase], notes: Sequence[Phrase], is_saved: bool
) -> Summary:
    """What the records came to."""
    rules = rules_of(book)
    titles = {rule: info.title for rule, info in rules.items()}
    counts = (tally.rows, tally.verdicts, tally.failed, tally.undetermined, tally.missing)
    opens = Counter(fact for rule in tally.undetermined for fact in rules[rule].facts if fact in tally.missing)
    labels = labels_of(book)
    return Summary(book.as_of, packs_of(book), *counts, titles, labels, notes, doubts, tally.worst, opens, is_saved)


def rules_of(book: RulesByPlace) -> Mapping[str, RuleInfo]:
    """The rules of all places."""
    found: dict[str, RuleInfo] = {}
    for place in book.places:
        sheet = book.compiled(place)
        for number, one in enumerate(sheet.rules):
            rule, units = one.entry.rule, one.entry.rule.responsible
            named = Responsible(tuple(units.lead), tuple(units.support), tuple(units.units))
            found[one.entry.id] = RuleInfo(rule.title, named, sheet.facts_of(number), rule.obligation)
    return found


def labels_of(book: RulesByPlace) -> Mapping[str, Phrase]:
    """What the facts of all places are called."""
    return {code: fact.label for code, fact in book.facts.items()}


def packs_of(book: RulesByPlace) -> list[PackUsed]:
    """The packs of all places, each once."""
    packs = {pack.name: pack for place in book.places for pack in book.ready(place).packs}
    return [PackUsed(pack.name, pack.head.title, pack.sha256) for pack in packs.values()]
