"""What a table of records came to, on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.base.outcome import VERDICT_WORDS, Verdict
from compliance.base.phrase import Language, Phrase
from compliance.base.wrapping import table, wrapped
from compliance.jobs.summary import Summary

MOST = 10
INVALID = Phrase("填写有误", "Invalid")
READ = Phrase("共 {n} 份记录", "{n} record(s)")
RECORDS, SHARE = Phrase("份数", "Records"), Phrase("占比", "Share")
VERDICT, RULE, FACT = Phrase("结论", "Verdict"), Phrase("规则", "Rule"), Phrase("事实", "Fact")
FAILED, OPEN, WAITING = (
    Phrase("不符合", "Not met"),
    Phrase("无法判定", "Open"),
    Phrase("等待的份数", "Records that wait"),
)
RULES_FIRST = Phrase("规则（不符合最多的在前）", "Rules, most often not met first")
FACTS_FIRST = Phrase("缺少的信息（影响最多的在前）", "Facts missing, those that most records wait for first")
MORE = Phrase("另有 {n} 项，见结果文件", "{n} more: see the results")


def summary(one: Summary, language: Language) -> str:
    """The summary, ending with a line break."""
    return "\n".join(lines(one, language)) + "\n"


def lines(one: Summary, language: Language) -> Iterator[str]:
    """The summary line by line."""

    def tell(phrase: Phrase) -> str:
        return phrase.text(language)

    yield tell(READ.format(n=one.rows))
    yield ""
    words = {**{verdict.value: word for verdict, word in VERDICT_WORDS.items()}, "invalid": INVALID}
    order = (Verdict.NON_COMPLIANT.value, Verdict.UNDETERMINED.value, "invalid", Verdict.COMPLIANT.value)
    counts = [(tell(words[name]), one.verdicts.get(name, 0)) for name in order]
    rows = [[word, str(number), share(number, one.rows)] for word, number in counts if number]
    yield table(rows, [tell(VERDICT), tell(RECORDS), tell(SHARE)], [30, 12, 8])
    rules = sorted(
        {*one.failed, *one.undetermined}, key=lambda rule: (-one.failed[rule], -one.undetermined[rule], rule)
    )
    if rules:
        yield from ("", tell(RULES_FIRST), "")
        rows = [
            [f"{tell(one.titles[rule])} [{rule}]", str(one.failed[rule]), str(one.undetermined[rule])]
            for rule in rules[:MOST]
        ]
        yield table(rows, [tell(RULE), tell(FAILED), tell(OPEN)], [54, 9, 9])
        yield from more(len(rules), tell)
    if one.missing:
        yield from ("", tell(FACTS_FIRST), "")
        facts = [[f"{tell(one.labels[fact])} [{fact}]", str(number)] for fact, number in one.missing.most_common(MOST)]
        yield table(facts, [tell(FACT), tell(WAITING)], [54, 18])
        yield from more(len(one.missing), tell)
    for note in one.notes:
        yield ""
        yield from wrapped(tell(note))


def more(number: int, tell: object) -> Iterator[str]:
    """How many were left out of a list."""
    if number > MOST and callable(tell):
        yield tell(MORE.format(n=number - MOST))


def share(number: int, whole: int) -> str:
    """A part in per cent with one decimal, cut."""
    tenths = number * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"
