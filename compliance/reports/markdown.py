"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tabulate import tabulate

from compliance.outcome import OBLIGATION_WORDS, Finding, Outcome, Report
from compliance.phrase import Language, Phrase
from compliance.reports import lines
from compliance.reports.headline import entitlements, headline, left_out, worst_first
from compliance.reports.table import COLON, COLUMNS, FINDINGS, LEFT_OUT, REASONS, STILL_NEEDED, SUPPORT


def markdown_report(reports: Sequence[Report], language: Language) -> str:
    """The reports as Markdown, ending with a line break."""
    return "\n---\n\n".join("\n".join(report_lines(r, language)) + "\n" for r in reports)


def report_lines(report: Report, language: Language) -> Iterator[str]:
    """One report, line by line."""

    def tell(phrase: Phrase) -> str:
        return phrase.tell(language)

    def section(phrase: Phrase) -> tuple[str, str, str]:
        return ("", "## " + tell(phrase).rstrip("：:"), "")

    duties, support = worst_first(report), entitlements(report)
    yield from (
        "# " + plain(tell(lines.title(report))),
        "",
        tell(lines.heading(report)),
        "",
        f"**{tell(headline(report))}**",
    )
    for note in report.notes:
        yield from ("", "> " + tell(note))
    if report.missing:
        yield from section(STILL_NEEDED)
        yield from (f"- [ ] `{code}` {tell(words)}" for code, words in lines.checklist(report))
    for heading, findings in ((FINDINGS, duties), (SUPPORT, support)):
        if findings:
            yield from section(heading)
            yield rows(findings, language)
    if count := left_out(report):
        yield from ("", tell(LEFT_OUT.fill(n=count)))
    explained = [f for f in (*duties, *support) if f.outcome is not Outcome.PASS]
    if explained:
        yield from section(REASONS)[:2]
    for finding in explained:
        yield from ("", f"### {tell(finding.title)} `{finding.rule}`", "", plain(tell(finding.message)), "")
        yield from (f"- {tell(label)}{tell(COLON)}{plain(tell(text))}" for label, text in lines.details(finding))


def rows(findings: Sequence[Finding], language: Language) -> str:
    """The findings as a table, a row each."""
    body = [
        [
            f.outcome_words.tell(language),
            OBLIGATION_WORDS[f.obligation].tell(language),
            f"{f.title.tell(language)} `{f.rule}`",
            plain(f.actual_words.tell(language)),
            plain(f.required_words.tell(language)),
        ]
        for f in findings
    ]
    return tabulate(body, [column.tell(language) for column in COLUMNS], "github", disable_numparse=True)


def plain(text: str) -> str:
    """Text from a description, with the characters that Markdown would take for its own."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
