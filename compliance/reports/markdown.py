"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tabulate import tabulate

from compliance.base.outcome import OBLIGATION_WORDS, Outcome
from compliance.base.phrase import Language, Phrase
from compliance.findings.report import Finding, Report
from compliance.reports import details
from compliance.reports.check import COLON, COLUMNS, FINDINGS, LEFT_OPEN, LEFT_OUT, STILL_NEEDED, SUPPORT
from compliance.reports.headline import decided, entitlements, headline, left_open, left_out


def markdown_report(reports: Sequence[Report], language: Language) -> str:
    """The reports as Markdown, ending with a line break."""
    return "\n---\n\n".join("\n".join(report_lines(r, language)) + "\n" for r in reports)


def report_lines(report: Report, language: Language) -> Iterator[str]:
    """One report, line by line, in the order of the table report."""

    def tell(phrase: Phrase) -> str:
        return phrase.text(language)

    yield from (
        f"# {plain(tell(details.title(report)))}",
        "",
        tell(details.heading(report)),
        "",
        f"**{tell(headline(report))}**",
    )
    for note in report.notes:
        yield from ("", "> " + tell(note))
    yield from section(FINDINGS, decided(report), language)
    if report.mending:
        yield from heading(details.LEAST, language)
    for change in details.least_changes(report):
        yield f"- {plain(tell(change))}"
    if report.missing:
        yield from heading(STILL_NEEDED, language)
        for code, words, rules in details.checklist(report):
            yield f"- [ ] {tell(words)} `{code}` — {tell(rules)}"
    yield from section(SUPPORT, entitlements(report), language)
    for count, words in ((left_open(report), LEFT_OPEN), (left_out(report), LEFT_OUT)):
        if count:
            yield from ("", tell(words.format(n=count)))


def heading(words: Phrase, language: Language) -> tuple[str, str, str]:
    """A heading of the second level."""
    return "", "## " + words.text(language).rstrip("：:"), ""


def section(words: Phrase, findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """Findings as a table, and in full those that are not simply met."""
    if not findings:
        return
    yield from (*heading(words, language), rows(findings, language))
    for finding in findings:
        if finding.outcome is not Outcome.PASS:
            yield from (
                "",
                f"### {finding.title.text(language)} `{finding.rule}`",
                "",
                plain(finding.message.text(language)),
                "",
            )
            for label, text in details.details(finding):
                yield f"- {label.text(language)}{COLON.text(language)}{plain(text.text(language))}"


def rows(findings: Sequence[Finding], language: Language) -> str:
    """The findings as a table, a row each."""
    body = [
        [
            f.outcome_words.text(language),
            OBLIGATION_WORDS[f.obligation].text(language),
            f"{f.title.text(language)} `{f.rule}`",
            plain(f.actual_words.text(language)),
            plain(f.required_words.text(language)),
        ]
        for f in findings
    ]
    return tabulate(body, [column.text(language) for column in COLUMNS], "github", disable_numparse=True)


def plain(text: str) -> str:
    """Text from a description, with the characters that Markdown would take for its own."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
