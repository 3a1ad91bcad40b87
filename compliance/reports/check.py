"""A report for the terminal, 80 columns wide: the verdict, what is decided worst first, what is still needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.base.outcome import OBLIGATION_WORDS, Outcome
from compliance.base.phrase import Language, Phrase
from compliance.base.wrapping import WIDTH, clipped, table, wrapped
from compliance.findings.report import Finding, Report
from compliance.reports import details
from compliance.reports.headline import decided, entitlements, headline, left_open, left_out

STILL_NEEDED = Phrase("还需填写的信息：", "Facts still needed:")
FINDINGS = Phrase("各条规则：", "Findings:")
SUPPORT = Phrase("可以申请的支持，以及尚缺的条件：", "Support it may claim, and what it still lacks:")
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
LONGEST_CELL = 56
COLON = Phrase("：", ": ")
WIDTHS: dict[Language, list[int]] = {"zh": [10, 8, 26, 14, 14], "en": [13, 9, 26, 12, 12]}


def table_report(reports: Sequence[Report], language: Language) -> str:
    """The reports as text, ending with a line break; several of them with their verdicts once more at the end."""
    texts = ["\n".join(report_lines(report, language)) + "\n" for report in reports]
    if len(reports) > 1:
        verdicts = [f"{details.title(r).text(language)}  {headline(r).text(language)}" for r in reports]
        summary = [
            SUMMARY.format(n=len(reports)).text(language),
            *(line for v in verdicts for line in wrapped(v, "· ")),
        ]
        texts.append("\n".join(summary) + "\n")
    return ("\n" + "═" * WIDTH + "\n\n").join(texts)


def report_lines(report: Report, language: Language) -> Iterator[str]:
    """One report, line by line: the verdict, what is decided, what is asked for, and the support there is."""
    yield from wrapped(details.title(report).text(language))
    yield from wrapped(details.heading(report).text(language))
    yield ""
    yield from wrapped(headline(report).text(language))
    for note in report.notes:
        yield from wrapped(note.text(language), "※ ")
    yield from section(FINDINGS, decided(report), language)
    if report.mending:
        yield from ("", *wrapped(details.LEAST.text(language)))
    for change in details.least_changes(report):
        yield from wrapped(change.text(language), "· ")
    if report.missing:
        yield from ("", STILL_NEEDED.text(language))
    for code, words, rules in details.checklist(report):
        yield from wrapped(f"{words.text(language)}  {code}", "□ ")
        yield from wrapped(rules.text(language), "  ")
    yield from section(SUPPORT, entitlements(report), language)
    for count, words in ((left_open(report), LEFT_OPEN), (left_out(report), LEFT_OUT)):
        if count:
            yield from ("", *wrapped(words.format(n=count).text(language)))


def section(heading: Phrase, findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """Findings as a table, and in full those that are not simply met."""
    if not findings:
        return
    yield from ("", heading.text(language), rows(findings, language))
    for finding in findings:
        if finding.outcome is not Outcome.PASS:
            yield from ("", *detail_lines(finding, language))


def rows(findings: Sequence[Finding], language: Language) -> str:
    """The findings as a table, a row each."""
    body = [
        [
            f.outcome_words.text(language),
            OBLIGATION_WORDS[f.obligation].text(language),
            f.title.text(language),
            clipped(f.actual_words.text(language), LONGEST_CELL),
            clipped(f.required_words.text(language), LONGEST_CELL),
        ]
        for f in findings
    ]
    return table(body, [column.text(language) for column in COLUMNS], WIDTHS[language])


def detail_lines(finding: Finding, language: Language) -> Iterator[str]:
    """One finding in full."""
    yield from wrapped(f"{finding.title.text(language)}  [{finding.rule}]", "■ ")
    yield from wrapped(finding.message.text(language), "  ")
    for label, text in details.details(finding):
        yield from wrapped(label.text(language) + COLON.text(language) + text.text(language), "  ")
