"""The sheets of findings: one row a record and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl
from xlsxwriter.worksheet import Worksheet

from compliance.base.decimals import PLAIN_NUMBER
from compliance.base.outcome import (
    ENTITLEMENT_WORDS,
    OBLIGATION_WORDS,
    OPEN_WORDS,
    OUTCOME_WORDS,
    Obligation,
    Outcome,
    Reason,
)
from compliance.base.phrase import Language, Phrase
from compliance.tables.result import Annotated, RuleInfo
from compliance.tables.workbook import AMBER, BODY, GREY, HEADER, INDENT, Book, fit_row

RECORD = Phrase("记录序号", "Record")
COLUMNS = (
    (RECORD, 10),
    (Phrase("编号", "Id"), 18),
    (Phrase("名称", "Name"), 26),
    (Phrase("规则", "Rule"), 34),
    (Phrase("结论", "Outcome"), 14),
    (Phrase("约束力", "Binding"), 10),
    (Phrase("实际", "Actual"), 18),
    (Phrase("要求", "Required"), 18),
    (Phrase("差额", "Margin"), 12),
    (Phrase("牵头（责任）单位", "Lead or responsible unit"), 30),
    (Phrase("配合单位", "Supporting units"), 30),
    (Phrase("规则代码", "Rule id"), 36),
)
OUTCOME = 4


class FindingSheets:
    """Writes the findings."""

    def __init__(self, book: Book, one: Annotated, language: Language) -> None:
        self.book, self.one, self.language = book, one, language

    def write(self, sheets: Sequence[Worksheet], most: int) -> None:
        """Writes them over the sheets, `most` on each."""
        findings = self.named()
        for number, sheet in enumerate(sheets):
            part = findings.slice(number * most, most)
            self.write_header(sheet, part.height)
            for row, finding in enumerate(part.iter_rows(named=True), 1):
                self.write_row(sheet, row, finding)

    def named(self) -> pl.DataFrame:
        """The findings with the names of their records, where the input has names."""
        column = next((name for name in self.one.columns if self.one.codes.get(name) == "name"), None)
        if column is None:
            return self.one.findings.with_columns(name=pl.lit(None))
        names = self.one.records.select(pl.col(column).alias("name")).with_row_index("row", offset=1)
        names = names.with_columns(pl.col("row").cast(self.one.findings.schema["row"]))
        return self.one.findings.join(names, on="row", how="left", maintain_order="left")

    def write_header(self, sheet: Worksheet, rows: int) -> None:
        """The header, which stays in view and filters the rows."""
        for column, (heading, wide) in enumerate(COLUMNS):
            sheet.set_column(column, column, wide)
            sheet.write_string(0, column, heading.text(self.language), self.book.style(HEADER))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, len(COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)

    def write_row(self, sheet: Worksheet, row: int, finding: Mapping[str, object]) -> None:
        """One finding."""
        rule = self.one.info(str(finding["rule"]))
        words, colour = outcome_of(finding, rule.obligation)
        cells = list(self.cells(finding, rule, words))
        fit_row(sheet, row, zip(cells, (wide for _, wide in COLUMNS), strict=True))
        for column, cell in enumerate(cells):
            look = {"bg_color": colour} if column == OUTCOME else {}
            self.book.put(sheet, row, column, cell, BODY, INDENT if isinstance(cell, str) else {}, look)

    def cells(self, finding: Mapping[str, object], rule: RuleInfo, words: Phrase) -> Iterator[object]:
        """The cells of a row."""
        yield from (finding["row"], finding["id"], finding["name"])
        yield rule.title.text(self.language)
        yield from (words.text(self.language), OBLIGATION_WORDS[rule.obligation].text(self.language))
        for name in ("actual", "required", "margin"):
            yield typed(self.one.spoken(finding[name], rule, self.language))
        yield "、".join(rule.responsible.lead or rule.responsible.units)
        yield "、".join(rule.responsible.support)
        yield finding["rule"]


def outcome_of(finding: Mapping[str, object], obligation: Obligation) -> tuple[Phrase, str]:
    """The outcome in words, an open one by why it is open, and its colour."""
    outcome = Outcome(str(finding["outcome"]))
    reason = Reason(str(finding["reason"])) if finding["reason"] else None
    if reason in OPEN_WORDS:
        return OPEN_WORDS[reason], GREY
    words = (ENTITLEMENT_WORDS if obligation is Obligation.MAY else OUTCOME_WORDS)[outcome]
    return words, AMBER if outcome is Outcome.FAIL and obligation is not Obligation.MAY else GREY


def typed(text: object) -> object:
    """A number or a date that stands as text, as what it is; anything else as it stands."""
    if not isinstance(text, str):
        return text
    if PLAIN_NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-21") else text
    except ValueError:
        return text
