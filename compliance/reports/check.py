"""The report of `check`: the verdict, what is decided worst first, what would mend it, and what is still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from compliance.base.outcome import OBLIGATION_WORDS, Outcome
from compliance.base.phrase import Language, Phrase, joined, untranslated
from compliance.findings import report as findings
from compliance.findings.report import Report
from compliance.reports import details
from compliance.reports.blocks import (
    Block,
    Cell,
    Coded,
    Finding,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Result,
    Table,
    Title,
    Verdict,
)
from compliance.reports.headline import decided, entitlements, headline, left_open, left_out

STILL_NEEDED = Phrase("还需填写的信息", "Facts still needed")
FINDINGS = Phrase("各条规则", "Findings")
SUPPORT = Phrase("可以申请的支持，以及尚缺的条件", "Support it may claim, and what it still lacks")
COLUMNS = (
    Phrase("结论", "Outcome"),
    Phrase("约束力", "Binding"),
    Phrase("规则", "Rule"),
    Phrase("实际", "Actual"),
    Phrase("要求", "Required"),
)
LEFT_OUT = Phrase("另有 {n} 条规则不适用（见 JSON 报告）", "{n} more rule(s) do not apply (see the JSON report)")
LEFT_OPEN = Phrase(
    "另有 {n} 条鼓励性规则和支持政策，补填相应信息后可判断（见 JSON 报告）",
    "{n} more encouragements and entitlements wait for facts (see the JSON report)",
)
SUMMARY = Phrase("共 {n} 份：", "{n} in all:")
WIDTHS: dict[Language, list[int]] = {"zh": [10, 8, 26, 14, 14], "en": [13, 9, 26, 12, 12]}
LONGEST_CELL = 56


def check_result(reports: Sequence[Report], as_of: date, language: Language) -> Result:
    """What `check` found."""

    def record() -> Mapping[str, object]:
        from compliance.reports.check_json import check_document

        return check_document(reports, as_of, language)

    return Result(lambda: check_blocks(reports), record)


def check_blocks(reports: Sequence[Report]) -> Iterator[Block]:
    """The reports; of several the verdicts once more at the end."""
    for report in reports:
        yield from report_blocks(report)
    if len(reports) > 1:
        yield Title(SUMMARY.format(n=len(reports)))
        space = untranslated("  ")
        yield Items([Item(joined(details.title(report), space, headline(report))) for report in reports])


def report_blocks(report: Report) -> Iterator[Block]:
    """One report: the verdict, what is decided, what is asked for, and the support there is."""
    yield Title(details.title(report))
    yield Paragraph(details.heading(report))
    yield Verdict(headline(report), report.verdict.value)
    yield from (Note(note) for note in report.notes)
    yield from section(FINDINGS, decided(report))
    if report.mending:
        yield Heading(details.LEAST)
        yield Items([Item(change) for change in details.least_changes(report)])
    if report.missing:
        yield Heading(STILL_NEEDED)
        yield Items([Item(Coded(words, code), rules) for code, words, rules in details.checklist(report)], boxes=True)
    yield from section(SUPPORT, entitlements(report))
    for count, words in ((left_open(report), LEFT_OPEN), (left_out(report), LEFT_OUT)):
        if count:
            yield Paragraph(words.format(n=count))


def section(heading: Phrase, shown: Sequence[findings.Finding]) -> Iterator[Block]:
    """Findings as a table, and in full those that are not simply met."""
    if not shown:
        return
    yield Heading(heading)
    yield Table(COLUMNS, [row(finding) for finding in shown], WIDTHS, LONGEST_CELL)
    yield from (in_full(finding) for finding in shown if finding.outcome is not Outcome.PASS)


def row(finding: findings.Finding) -> list[Cell]:
    """A finding as a row."""
    rule = Coded(finding.title, finding.rule, brief=True)
    binding = OBLIGATION_WORDS[finding.obligation]
    return [finding.outcome_words, binding, rule, finding.actual_words, finding.required_words]


def in_full(finding: findings.Finding) -> Finding:
    """A finding in full."""
    lines = list(details.details(finding))
    return Finding(Coded(finding.title, finding.rule), [finding.message], lines, finding.outcome.value)
