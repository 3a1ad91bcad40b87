"""What the headers of a table mean: each taken for one fact with the reason why, or left unread with suggestions.

A header is compared in one form: full-width characters as half-width ones, without spaces, line breaks and marks such as `*`.
A unit or a hint behind it, in brackets or after a slash, must be the fact's own, or a multiple of it that converts exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact, FactType, Vocabulary

By = Literal["code", "label", "alias", "unit", "column"]

OTHER_UNIT = Phrase(
    "“{header}”的单位“{unit}”不是{label}的单位（{own}）；请换算后填写{hint}",
    "the unit “{unit}” of “{header}” is not that of {label} ({own}); please convert it first{hint}",
)
INEXACT = Phrase("；1{unit}换算后不是整数，不予自动换算", "; {unit} does not convert exactly and is not converted")
INEXACT_UNITS = ("亩", "坪", "分")
NOISE = re.compile(r"[\s*＊·•:：]+|^[(]?[0-9一二三四五六七八九十]{1,2}[)、.．]")
BEHIND = re.compile(r"(?P<stem>.+?)(?:[(\[【](?P<bracket>[^()\[\]【】]*)[)\]】]|/(?P<slash>[^/()]+))")
ASIDE = ("必填", "选填", "单选", "多选", "可多选", "不含", "以证照为准", "请选择", "下拉选择")
HINTS = {
    FactType.YES_NO: ("是/否", "是否", "是或否", "有/无", "是、否", "y/n", "yes/no", "√/×", "√"),
    FactType.DATE: (
        "年月日",
        "年/月/日",
        "年-月-日",
        "年、月、日",
        "yyyy-mm-dd",
        "yyyy/mm/dd",
        "yyyymmdd",
        "日期",
        "年月日时",
    ),
    FactType.WHOLE: ("整数", "数字", "阿拉伯数字"),
    FactType.DECIMAL: ("数字", "阿拉伯数字", "保留两位小数"),
}
DAYS = ("日期", "时间", "日")
COUNTS = ("总数", "数量", "个数", "数目", "总量", "数")
NEAR = 75
SUGGESTIONS = 3


class HeaderReading(NamedTuple):
    """What a header was taken for.

    `fact` is the fact's code, None where the header is not read; `by` tells what it was recognised by. `factor` is what one
    of the unit written comes to in the fact's own unit. `problem` says why a header that names a fact is not read.
    """

    header: str
    fact: str | None = None
    by: By | None = None
    unit: str | None = None
    factor: Fraction = Fraction(1)
    problem: Phrase | None = None
    suggestions: tuple[str, ...] = ()


class Headers:
    """The headers that a vocabulary knows, with what they mean. `names` are a person's own: header → fact, by any name."""

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str] | None = None) -> None:
        self.vocabulary = vocabulary
        self.known = spellings(vocabulary)
        self.unclear = unclear(vocabulary)
        codes = {normal(header): self.fact_named(name) for header, name in (names or {}).items()}
        self.names = {header: code for header, code in codes.items() if code}

    def fact_named(self, name: str) -> str | None:
        """The fact of that code, label or alias."""
        return self.known.get(normal(name), (None,))[0]

    def read(self, header: str) -> HeaderReading:
        """What one header means, with suggestions where it is not read."""
        reading = self.taken(header)
        if reading.fact or reading.suggestions:
            return reading
        return reading._replace(suggestions=self.suggested(normal(header)))

    def taken(self, header: str) -> HeaderReading:
        """What one header is taken for; facts that are only near to it are not looked for."""
        text = normal(header)
        if text in self.names:
            return HeaderReading(header, self.names[text], "column")
        if text in self.known:
            return HeaderReading(header, *self.known[text])
        behind = BEHIND.fullmatch(text)
        if behind and behind["stem"] not in self.unclear:
            reading = self.with_hint(header, behind["stem"], behind["bracket"] or behind["slash"] or "")
            if reading:
                return reading
        return HeaderReading(header)

    def with_hint(self, header: str, stem: str, hint: str) -> HeaderReading | None:
        """A header with a unit or a hint behind it; None where what stands before that is no fact."""
        before = self.taken(stem)
        if before.fact is None or before.by == "column":
            return None
        fact = self.vocabulary.facts[before.fact]
        hint = hint.removeprefix("单位:").removeprefix("单位")
        factor = self.factor(hint, fact)
        if factor is not None:
            return HeaderReading(header, before.fact, "unit", hint, factor)
        if problem := self.other_unit(header, hint, fact):
            return HeaderReading(header, unit=hint, problem=problem, suggestions=(before.fact,))
        return HeaderReading(header, suggestions=(before.fact,))

    def factor(self, hint: str, fact: Fact) -> Fraction | None:
        """What one of the unit that a hint names comes to in the fact's own; 1 for other hints that fit; None for no fit."""
        unit = self.vocabulary.units.get(fact.unit or "")
        if unit and (hint in unit.words() or hint in unit.multiples):
            return Fraction(unit.multiples.get(hint, 1))
        if not hint or hint in (*ASIDE, *HINTS.get(fact.type, ())) or lists_choices(hint, fact):
            return Fraction(1)
        return None

    def other_unit(self, header: str, hint: str, fact: Fact) -> Phrase | None:
        """What is wrong with a hint that is the unit of something else."""
        known = {word for unit in self.vocabulary.units.values() for word in (*unit.words(), *unit.multiples)}
        if hint not in known and hint not in INEXACT_UNITS:
            return None
        more = INEXACT.format(unit=hint) if hint in INEXACT_UNITS else Phrase("", "")
        own = self.vocabulary.unit_label(fact.unit)
        return OTHER_UNIT.format(header=header, unit=hint, label=fact.label, own=own, hint=more)

    def suggested(self, text: str) -> tuple[str, ...]:
        """The facts that an unread header may mean: those that declare it unclear, else those whose names are near."""
        stem = BEHIND.fullmatch(text)
        for form in (text, stem["stem"] if stem else ""):
            if form in self.unclear:
                return self.unclear[form]
        return near(text, {form: code for form, (code, _) in self.known.items()})


def normal(header: str) -> str:
    """A header in the form in which headers are compared."""
    return NOISE.sub("", plain_form(header)).lower()


def spellings(vocabulary: Vocabulary) -> Mapping[str, tuple[str, By]]:
    """Every way to write a fact's name, in normal form, with its code and what it is. A code goes before a label, a label
    before an alias, and what is written goes before what is made of it; what would be made of two facts is neither."""
    known: dict[str, tuple[str, By]] = {}
    for code, fact in vocabulary.facts.items():
        known.setdefault(normal(code), (code, "code"))
        for label in (fact.label.zh, fact.label.en):
            known.setdefault(normal(label), (code, "label"))
    for code, fact in vocabulary.facts.items():
        for word in fact.also:
            known.setdefault(normal(word), (code, "alias"))
    made: dict[str, set[str]] = {}
    for code, fact in vocabulary.facts.items():
        for form in varied([normal(word) for word in (fact.label.zh, *fact.also)], fact):
            made.setdefault(form, set()).add(code)
    taken = known.keys() | unclear(vocabulary).keys()
    for form, codes in made.items():
        if len(codes) == 1 and form not in taken:
            known[form] = (codes.pop(), "alias")
    return known


def varied(words: Sequence[str], fact: Fact) -> Iterator[str]:
    """Further ways to write words in normal form: 时间 for 日期, 数量 or 总数 for 数, 托位 for 托位数, 是否备案 for 已备案."""
    if fact.type is FactType.YES_NO:
        yield from asked_forms(words)
    ends = DAYS if fact.type is FactType.DATE else COUNTS if fact.type is FactType.WHOLE else ()
    if fact.unit == "slot":
        ends = (*ends, "")
    for word in words:
        end = next((end for end in ends if word.endswith(end)), None)
        if end is not None:
            yield from (word.removesuffix(end) + other for other in ends)


def clashes(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """The words that mean two facts: each with the code of the fact that has it and of the other that writes it too."""
    owner: dict[str, str] = {}
    for code, fact in vocabulary.facts.items():
        words = {normal(word): word for word in (code, fact.label.zh, fact.label.en, *fact.also)}
        for form, word in words.items():
            if (first := owner.setdefault(form, code)) != code:
                yield word, first, code


def asked_forms(words: Iterable[str]) -> Iterable[str]:
    """The forms in which a yes or no is asked for: 是否备案, 是否已备案, 有无…, for 已备案."""
    for word in words:
        stem = word.removeprefix("是否").removeprefix("已")
        yield from (f"是否{stem}", f"是否已{stem}", f"是否已经{stem}", f"是否为{stem}", f"已{stem}")


def unclear(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """The headers that are too unclear to be taken for a fact, with the facts that each may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for code, fact in vocabulary.facts.items():
        for word in fact.unclear:
            found[normal(word)] = (*found.get(normal(word), ()), code)
    return found


def lists_choices(hint: str, fact: Fact) -> bool:
    """Whether a hint only lists choices of the fact: 自有/租赁."""
    items = [item for item in re.split("[/、,|]", hint) if item]
    try:
        return len(items) > 1 and bool(fact.choices) and bool(fact.parse_set(items))
    except Misfit:
        return False


def near(text: str, known: Mapping[str, str], most: int = SUGGESTIONS) -> tuple[str, ...]:
    """The facts whose names are near to a text, the nearest first."""
    from rapidfuzz import fuzz, process

    matches: Sequence[tuple[str, float, int]] = process.extract(
        text, list(known), scorer=fuzz.ratio, score_cutoff=NEAR, limit=most * 3
    )
    return tuple(dict.fromkeys(known[form] for form, _, _ in matches))[:most]
