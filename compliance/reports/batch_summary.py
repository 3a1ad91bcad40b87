"""The report of `batch`: what a table of records came to, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from compliance.base.outcome import VERDICT_WORDS
from compliance.base.phrase import Language, Phrase, listed, untranslated
from compliance.jobs.summary import Summary
from compliance.jobs.tally import WorstRecord
from compliance.reports import details
from compliance.reports.blocks import Block, Cell, Coded, Heading, Note, Paragraph, Result, Table, Title

MOST = 10
WORDS = {**{verdict.value: word for verdict, word in VERDICT_WORDS.items()}, "invalid": Phrase("填写有误", "Invalid")}
READ = Phrase("共 {n} 份记录", "{n} record(s)")
VERDICTS = (Phrase("结论", "Verdict"), Phrase("份数", "Records"), Phrase("占比", "Share"))
FAILING = (Phrase("规则", "Rule"), Phrase("不符合", "Not met"), Phrase("无法判定", "Open"))
OPEN = (Phrase("规则", "Rule"), Phrase("无法判定", "Open"))
RECORDS = (Phrase("机构", "Record"), Phrase("编号", "Number"), Phrase("不符合", "Not met"), Phrase("规则", "Rules"))
FACTS = (Phrase("事实", "Fact"), Phrase("涉及规则", "Open rules"), Phrase("等待的份数", "Records that wait"))
DOUBTS = Phrase("读数前请先看", "First, what puts the numbers in doubt")
FAILING_FIRST = Phrase("不符合的规则（次数最多的在前）", "Rules not met, the most frequent first")
OPEN_FIRST = Phrase("尚不能判定的规则（次数最多的在前）", "Rules that are open, the most frequent first")
WORST_FIRST = Phrase("不符合最多的记录", "Records that fail most rules")
FACTS_FIRST = Phrase("缺少的信息（能判定最多规则的在前）", "Facts missing, those that most open rules read first")
MORE = Phrase("另有 {n} 项，见结果文件", "{n} more: see the results")
ONLY_MORE = Phrase("另有 {n} 项；用 -o 写出全部结果", "{n} more; -o writes all results")
AT_ROW = Phrase("第 {row} 份", "record {row}")
VERDICT_WIDTHS: dict[Language, list[int]] = {"zh": [30, 12, 8], "en": [30, 12, 8]}
FAILING_WIDTHS: dict[Language, list[int]] = {"zh": [54, 9, 9], "en": [54, 9, 9]}
OPEN_WIDTHS: dict[Language, list[int]] = {"zh": [60, 12], "en": [60, 12]}
RECORD_WIDTHS: dict[Language, list[int]] = {"zh": [26, 14, 8, 24], "en": [26, 14, 8, 24]}
FACT_WIDTHS: dict[Language, list[int]] = {"zh": [48, 10, 12], "en": [46, 10, 18]}


def summary_result(summary: Summary, language: Language) -> Result:
    """What a table of records came to."""

    def record() -> Mapping[str, object]:
        from compliance.reports.batch_summary_json import summary_document

        return summary_document(summary, language)

    return Result(lambda: summary_blocks(summary), record)


def summary_blocks(summary: Summary) -> Iterator[Block]:
    """What puts the numbers in doubt, date and packs, the verdicts, the rules, the worst records, and the facts missing."""
    yield Title(READ.format(n=summary.rows))
    if summary.doubts:
        yield Heading(DOUBTS)
        yield from map(Note, summary.doubts)
    yield Paragraph(details.provenance(summary.packs, summary.as_of))
    counts = summary.counts
    shown = zip(counts.items(), shares(list(counts.values())), strict=True)
    yield Table(
        VERDICTS, [[WORDS[name], untranslated(n), untranslated(share)] for (name, n), share in shown], VERDICT_WIDTHS
    )
    yield from rules_blocks(summary)
    if summary.worst:
        yield Heading(WORST_FIRST)
        yield Table(RECORDS, [record_row(record, summary) for record in summary.worst[:MOST]], RECORD_WIDTHS)
    if facts := summary.wanted:
        yield Heading(FACTS_FIRST)
        yield Table(FACTS, [fact_row(fact, summary) for fact in facts[:MOST]], FACT_WIDTHS)
        yield from more(len(facts), summary)
    yield from map(Note, summary.notes)


def rules_blocks(summary: Summary) -> Iterator[Block]:
    """The rules that some record does not meet, then those that are only open."""
    if failing := summary.failing:
        yield Heading(FAILING_FIRST)
        counters = (summary.failed, summary.undetermined)
        yield Table(FAILING, [rule_row(rule, summary, *counters) for rule in failing[:MOST]], FAILING_WIDTHS)
        yield from more(len(failing), summary)
    if is_open := summary.open:
        yield Heading(OPEN_FIRST)
        yield Table(OPEN, [rule_row(rule, summary, summary.undetermined) for rule in is_open[:MOST]], OPEN_WIDTHS)
        yield from more(len(is_open), summary)


def rule_row(rule: str, summary: Summary, *counters: Mapping[str, int]) -> list[Cell]:
    """A rule with its counts."""
    return [Coded(summary.titles[rule], rule), *(untranslated(counter[rule]) for counter in counters)]


def record_row(record: WorstRecord, summary: Summary) -> list[Phrase]:
    """A record by its name, and the rules that it does not meet."""
    name = untranslated(record.name) if record.name else AT_ROW.format(row=record.row)
    titles = listed((summary.titles[rule] for rule in record.failed), en="; ")
    return [name, untranslated(record.id or ""), untranslated(len(record.failed)), titles]


def fact_row(fact: str, summary: Summary) -> list[Cell]:
    """A fact, how many open rules read it, and how many records wait for it."""
    counts = (summary.opens.get(fact, 0), summary.missing[fact])
    return [Coded(summary.labels[fact], fact), *map(untranslated, counts)]


def more(number: int, summary: Summary) -> Iterator[Block]:
    """How many were left out of a list."""
    if number > MOST:
        yield Paragraph((MORE if summary.is_saved else ONLY_MORE).format(n=number - MOST))


def shares(numbers: Sequence[int]) -> list[str]:
    """Parts of their sum in per cent with one decimal, which come to 100.0 together: by the largest remainders."""
    whole = sum(numbers)
    if not whole:
        return ["0.0%" for _ in numbers]
    tenths = [number * 1000 // whole for number in numbers]
    by_remainder = sorted(range(len(numbers)), key=lambda index: -(numbers[index] * 1000 % whole))
    for index in by_remainder[: 1000 - sum(tenths)]:
        tenths[index] += 1
    return [f"{tenth // 10}.{tenth % 10}%" for tenth in tenths]
