"""How a fact is filled in, in words: its type, unit, range, choices, what proves it. For blank forms and lists of facts."""

from __future__ import annotations

import re
from fractions import Fraction

from compliance.base.decimals import decimal_text
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR
from compliance.facts.vocabulary import Fact, FactType, Vocabulary

TYPES = {
    FactType.WHOLE: Phrase("整数", "whole number"),
    FactType.DECIMAL: Phrase("数", "number"),
    FactType.YES_NO: Phrase("是或否", "yes or no"),
    FactType.DATE: Phrase("日期", "date"),
    FactType.TEXT: Phrase("文字", "text"),
    FactType.CREDIT_CODE: Phrase("信用代码", "credit code"),
    FactType.CHOICE: Phrase("单选", "one of"),
    FactType.SET: Phrase("多选", "any of"),
}
YES_NO = (Phrase("是", "yes"), Phrase("否", "no"))
RANGE = Phrase("{low} 至 {high}", "{low} to {high}")
WRITE_CODE = Phrase("（写 {code}）", " (write {code})")
UNIT = Phrase("，单位：{unit}", ", unit: {unit}")
COLON, COMMA = Phrase("：", ": "), Phrase("，", ", ")
PROOF = Phrase("证明材料：{text}", "Proof: {text}")
NOTE = Phrase("说明：{text}", "Note: {text}")
SEVERAL = Phrase(
    "可填多项，用“、”隔开；一项也没有填“无”", "Any of these, separated by “;”; write none where there are none"
)
SEPARATORS = "[、;,；，]"

GUIDANCE = (
    Phrase("一行填一个{subject}；表头不要改动，不用的列可以删除。", "One row for each {subject}; leave the headers as they are; columns you do not need can go."),
    Phrase(
        "不清楚的留空：空白表示“未知”，既不算“是”，也不算“否”。",
        "Leave blank what you do not know: blank means unknown, never yes and never no.",
    ),
    Phrase("确实没有的，是否类填“否”，多选类填“无”，数量填 0。", "For an explicit no write no; for none of several write none; for none in number write 0."),
    Phrase("数字只写数字，不带单位；小数最多 6 位。", "Write numbers as plain digits without a unit, with at most 6 decimal places."),
    Phrase(
        "日期写作 2026-11-21，也可写作 2026/11/21 或 2026年11月21日。",
        "Write dates as 2026-11-21 or 2026/11/21.",
    ),
    Phrase("多选项用“、”隔开。", "Separate several items by “;”."),
)  # fmt: skip


def values(fact: Fact) -> Phrase:
    """What can be filled in: the range, or the choices by their labels."""
    if fact.minimum is not None and fact.maximum is not None:
        return RANGE.format(low=shown(fact.minimum), high=shown(fact.maximum))
    if fact.type is FactType.DATE:
        return RANGE.format(low=f"{FIRST_YEAR}-01-01", high=f"{LAST_YEAR}-12-31")
    if fact.type is FactType.YES_NO:
        return listed(YES_NO, "、", "; ")
    return listed((item(fact, code) for code in fact.choices), "、", "; ")


def item(fact: Fact, code: str) -> Phrase:
    """A choice by its label; where the label in a list would be taken for several, with the code to write instead."""
    label = fact.choices[code]
    divides = fact.type is FactType.SET and re.search(SEPARATORS, label.zh + label.en)
    return joined(label, WRITE_CODE.format(code=code)) if divides else label


def shown(number: Fraction) -> str:
    """An end of a range."""
    return decimal_text(number) or str(number)


def kind(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """Type and unit."""
    unit = UNIT.format(unit=vocabulary.unit_label(fact.unit)) if fact.unit else untranslated("")
    return joined(TYPES[fact.type], unit)


def expected(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """Type, unit and values in one line."""
    if fact.type is FactType.SET:
        return joined(SEVERAL, COLON, values(fact))
    what = untranslated("") if fact.type is FactType.YES_NO else values(fact)
    return joined(kind(fact, vocabulary), (COLON if fact.choices else COMMA) if what.zh else untranslated(""), what)


def remarks(fact: Fact) -> list[Phrase]:
    """What proves the fact, and what is to be noted."""
    pairs = ((PROOF, fact.proof), (NOTE, fact.note))
    return [words.format(text=text) for words, text in pairs if text]


def hints(fact: Fact, vocabulary: Vocabulary) -> Phrase:
    """All that helps to fill it in, a line each."""
    return listed([expected(fact, vocabulary), *remarks(fact)], "\n", "\n")
