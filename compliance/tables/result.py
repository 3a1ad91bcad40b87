"""What a batch came to, as it is handed over to be written as a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from compliance.base.outcome import Obligation, Outcome, Responsible
from compliance.base.phrase import Language, Phrase, joined, untranslated

CODES = re.compile("[a-z][a-z0-9_]*([;|][a-z][a-z0-9_]*)*")
YES_NO = {"yes": Phrase("是", "yes"), "no": Phrase("否", "no")}
ADDED = ("verdict", "failed", "undetermined", "missing", "errors")


class RuleInfo(NamedTuple):
    """A rule: its title, the units that answer for it, the facts that it reads, and how binding it is."""

    title: Phrase
    responsible: Responsible
    facts: tuple[str, ...]
    obligation: Obligation = Obligation.MUST


class CellError(NamedTuple):
    """What is wrong with one cell: record number from 1, index of the input's column from 0."""

    row: int
    column: int
    message: Phrase


class Annotated(NamedTuple):
    """A batch: what was read, what each record came to, and what is wrong with which cell.

    `codes` are the facts that headers mean. `records` are the input's columns as read, then verdict, failed, undetermined,
    missing and errors, texts with “;” between items. `findings` have the columns id, row (record number from 1), rule,
    outcome, reason, actual, required and margin, those that fail or are undetermined only. `labels` are what facts are called, `choices`
    what each fact's choices are; those not given stand by their codes.
    """

    columns: Sequence[str]
    codes: Mapping[str, str]
    records: pl.DataFrame
    findings: pl.DataFrame
    rules: Mapping[str, RuleInfo]
    labels: Mapping[str, Phrase]
    errors: Sequence[CellError]
    notes: Sequence[Phrase]
    choices: Mapping[str, Mapping[str, Phrase]] = {}

    @property
    def failures(self) -> pl.DataFrame:
        """The findings that are not met; support that is not claimed is none of them."""
        claims = [rule for rule, info in self.rules.items() if info.obligation is Obligation.MAY]
        return self.findings.filter((pl.col("outcome") == Outcome.FAIL.value) & ~pl.col("rule").is_in(claims))

    @property
    def added(self) -> pl.DataFrame:
        """What was found of each record, under its usual names: the columns behind those of the input."""
        found = self.records[:, len(self.columns) :]
        return found.rename(dict(zip(found.columns, ADDED, strict=True)))

    def info(self, rule: str) -> RuleInfo:
        """What is known of a rule."""
        return self.rules.get(rule, RuleInfo(untranslated(rule), Responsible(), ()))

    def title_of(self, rule: str) -> Phrase:
        """What a rule is called."""
        return self.info(rule).title

    def label_of(self, fact: str) -> Phrase:
        """What a fact is called."""
        return self.labels.get(fact, untranslated(fact))

    def spoken(self, text: object, rule: RuleInfo, language: Language) -> object:
        """A value of a finding in the words of people: yes and no, and the choices of the facts that the rule reads."""
        if not isinstance(text, str) or not CODES.fullmatch(text):
            return text
        words = {code: label for fact in rule.facts for code, label in self.choices.get(fact, {}).items()}
        known = {**YES_NO, **words}
        signs = {";": Phrase("、", "; "), "|": Phrase("或", " or ")}
        parts = (signs.get(part) or known.get(part, untranslated(part)) for part in re.split("([;|])", text))
        return joined(*parts).text(language)


def sheets_of(rows: int, most: int) -> int:
    """Over how many sheets the rows go; one at least."""
    return max(1, -(-rows // most))
