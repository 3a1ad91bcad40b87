"""The report of `batch`: what a table of records came to, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.base.outcome import VERDICT_WORDS
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.jobs.summary import Summary
from compliance.reports import details
from compliance.reports.blocks import Block, Coded, Heading, Note, Paragraph, Result, Table, Title

MOST = 10
WORDS = {**{verdict.value: word for verdict, word in VERDICT_WORDS.items()}, "invalid": Phrase("填写有误", "Invalid")}
READ = Phrase("共 {n} 份记录", "{n} record(s)")
VERDICTS = (Phrase("结论", "Verdict"), Phrase("份数", "Records"), Phrase("占比", "Share"))
RULES = (Phrase("规则", "Rule"), Phrase("不符合", "Not met"), Phrase("无法判定", "Open"))
FACTS = (Phrase("事实", "Fact"), Phrase("等待的份数", "Records that wait"))
RULES_FIRST = Phrase("规则（不符合最多的在前）", "Rules, most often not met first")
FACTS_FIRST = Phrase("缺少的信息（影响最多的在前）", "Facts missing, those that most records wait for first")
MORE = Phrase("另有 {n} 项，见结果文件", "{n} more: see the results")
VERDICT_WIDTHS: dict[Language, list[int]] = {"zh": [30, 12, 8], "en": [30, 12, 8]}
RULE_WIDTHS: dict[Language, list[int]] = {"zh": [54, 9, 9], "en": [54, 9, 9]}
FACT_WIDTHS: dict[Language, list[int]] = {"zh": [54, 18], "en": [54, 18]}


def summary_result(summary: Summary, language: Language) -> Result:
    """What a table of records came to."""

    def record() -> Mapping[str, object]:
        from compliance.reports.batch_summary_json import summary_document

        return summary_document(summary, language)

    return Result(lambda: summary_blocks(summary), record)


def summary_blocks(summary: Summary) -> Iterator[Block]:
    """The verdicts, the rules that are most often not met, the facts that most records wait for, and the notes."""
    yield Title(READ.format(n=summary.rows))
    yield Paragraph(details.provenance(summary.packs, summary.as_of))
    counts = summary.counts.items()
    rows = [[WORDS[name], untranslated(n), untranslated(share(n, summary.rows))] for name, n in counts]
    yield Table(VERDICTS, rows, VERDICT_WIDTHS)
    if rules := summary.rules:
        yield Heading(RULES_FIRST)
        yield Table(RULES, [rule_row(rule, summary) for rule in rules[:MOST]], RULE_WIDTHS)
        yield from more(len(rules))
    if summary.missing:
        yield Heading(FACTS_FIRST)
        most = summary.missing.most_common(MOST)
        yield Table(FACTS, [[Coded(summary.labels[fact], fact), untranslated(n)] for fact, n in most], FACT_WIDTHS)
        yield from more(len(summary.missing))
    yield from map(Note, summary.notes)


def rule_row(rule: str, summary: Summary) -> list[Coded | Phrase]:
    """How often a rule is not met, and how often open."""
    counts = (summary.failed[rule], summary.undetermined[rule])
    return [Coded(summary.titles[rule], rule), *map(untranslated, counts)]


def more(number: int) -> Iterator[Block]:
    """How many were left out of a list."""
    if number > MOST:
        yield Paragraph(MORE.format(n=number - MOST))


def share(number: int, whole: int) -> str:
    """A part in per cent with one decimal, cut."""
    tenths = number * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"
