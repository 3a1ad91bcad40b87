"""A report for the terminal, 80 columns wide: verdict, what is still needed, the findings worst first, and their details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.outcome import OBLIGATION_WORDS, Finding, Outcome, Report
from compliance.phrase import Language, Phrase
from compliance.reports import lines
from compliance.reports.headline import entitlements, headline, left_out, worst_first
from compliance.reports.text import WIDTH, table, wrapped

STILL_NEEDED = Phrase("还需填写的事实：", "Facts still needed:")
FINDINGS = Phrase("各条规则：", "Findings:")
SUPPORT = Phrase("可以申请的支持，以及尚缺的条件：", "Support it may claim, and what it still lacks:")
REASONS = Phrase("详细说明：", "Details:")
COLUMNS = (
    Phrase("结论", "Outcome"),
    Phrase("约束", "Force"),
    Phrase("规则", "Rule"),
    Phrase("实际", "Actual"),
    Phrase("要求", "Required"),
)
LEFT_OUT = Phrase(
    "另有 {n} 条规则不适用于此对象（JSON 报告中列出）",
    "{n} more rule(s) do not apply to it (listed in the JSON report)",
)
COLON = Phrase("：", ": ")
WIDTHS = {"zh": [8, 6, 30, 13, 13], "en": [12, 7, 30, 11, 11]}


def table_report(reports: Sequence[Report], language: Language) -> str:
    """The reports as text, ending with a line break."""
    return ("\n" + "═" * WIDTH + "\n\n").join("\n".join(report_lines(r, language)) + "\n" for r in reports)


def report_lines(report: Report, language: Language) -> Iterator[str]:
    """One report, line by line."""

    def tell(phrase: Phrase) -> str:
        return phrase.tell(language)

    duties, support = worst_first(report), entitlements(report)
    yield from wrapped(tell(lines.title(report)))
    yield from wrapped(tell(lines.heading(report)))
    yield ""
    yield from wrapped(tell(headline(report)))
    for note in report.notes:
        yield from wrapped(tell(note), "※ ")
    if report.missing:
        yield from ("", tell(STILL_NEEDED))
        for code, words in lines.checklist(report):
            yield from wrapped(f"{code}  {tell(words)}", "□ ")
    for heading, findings in ((FINDINGS, duties), (SUPPORT, support)):
        if findings:
            yield from ("", tell(heading), rows(findings, language))
    if report_left := left_out(report):
        yield tell(LEFT_OUT.fill(n=report_left))
    explained = [f for f in (*duties, *support) if f.outcome is not Outcome.PASS]
    if explained:
        yield from ("", tell(REASONS))
    for finding in explained:
        yield from ("", *detail_lines(finding, language))


def rows(findings: Sequence[Finding], language: Language) -> str:
    """The findings as a table, a row each."""
    body = [
        [
            f.outcome_words.tell(language),
            OBLIGATION_WORDS[f.obligation].tell(language),
            f.title.tell(language),
            f.actual_words.tell(language),
            f.required_words.tell(language),
        ]
        for f in findings
    ]
    headers = [column.tell(language) for column in COLUMNS]
    return table(body, headers, WIDTHS[language])


def detail_lines(finding: Finding, language: Language) -> Iterator[str]:
    """One finding in full."""
    yield from wrapped(f"{finding.title.tell(language)}  [{finding.rule}]", "■ ")
    yield from wrapped(finding.message.tell(language), "  ")
    for label, text in lines.details(finding):
        yield from wrapped(label.tell(language) + COLON.tell(language) + text.tell(language), "  ")
