"""Generated descriptions: any facts of the vocabulary, known or not, near the thresholds that rules set."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from compliance.base.decimals import decimal_text
from compliance.facts.parsing import NO, YES
from compliance.facts.vocabulary import Fact, FactType, FactValue, Vocabulary

NEAR = [0, 1, 2, 3, 9, 10, 11, 15, 20, 24, 30, 31, 45, 60, 61, 90, 91, 95, 98, 150, 151, 270, 660, 780, 12000]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}


def values(fact: Fact) -> st.SearchStrategy[FactValue]:
    """The values that a fact can have."""
    if fact.type.is_number:
        low, high = fact.minimum or Fraction(0), fact.maximum or Fraction(0)
        places = 0 if fact.type is FactType.WHOLE else 6
        near = st.sampled_from([Fraction(n) for n in NEAR if low <= n <= high])
        return near | st.decimals(int(low), int(min(high, Fraction(20000))), places=places).map(Fraction)
    match fact.type:
        case FactType.YES_NO:
            return st.booleans()
        case FactType.DATE:
            return st.dates(date(2022, 8, 1), date(2026, 12, 31))
        case FactType.CHOICE:
            return st.sampled_from(list(fact.choices))
        case FactType.SET:
            return st.frozensets(st.sampled_from(list(fact.choices)))
        case FactType.CREDIT_CODE:
            return st.just("91350100M000100Y43")
        case _:
            return st.sampled_from(["托育服务", "某某托育中心", "幼儿园", "3岁以下婴幼儿照护服务", "=1+1"])


def lies_before(one: FactValue | None, first: FactValue | None) -> bool:
    """Whether both are dates and the one comes before what must come first."""
    return isinstance(one, date) and isinstance(first, date) and one < first


def any_facts(vocabulary: Vocabulary) -> st.SearchStrategy[dict[str, FactValue]]:
    """Facts in any order, some of them known; some may contradict others."""
    optional = {name: values(fact) for name, fact in vocabulary.facts.items() if name not in ("id", "jurisdiction")}
    return st.fixed_dictionaries({}, optional=optional)


def descriptions(vocabulary: Vocabulary) -> st.SearchStrategy[dict[str, FactValue]]:
    """Facts in any order, some of them known; none contradicts another."""
    return any_facts(vocabulary).map(lambda drawn: consistent(drawn, vocabulary))


def consistent(facts: dict[str, FactValue], vocabulary: Vocabulary) -> dict[str, FactValue]:
    """The facts without those that others contradict."""
    implied = {n for n, f in vocabulary.facts.items() if f.implied_by in facts and facts.get(n) is False}
    early = {n for n, f in vocabulary.facts.items() if lies_before(facts.get(n), facts.get(str(f.not_before)))}
    return {name: value for name, value in facts.items() if name not in implied | early}


def written(code: str, fact: Fact, value: FactValue, vocabulary: Vocabulary) -> st.SearchStrategy[tuple[str, str]]:
    """A fact as people write it: by any of its names, any of its units, any form of a date, any alias, full width or not."""
    keys = st.sampled_from([code, *(word for word in (fact.label.zh, fact.label.en, *fact.also))])
    unit = st.sampled_from(["", *(word for word, times in fact.written_units.items() if times == 1)])
    hint = st.sampled_from(["{key}", "{key}（{unit}）", "{key}({unit})", "{key}/{unit}"])

    def key_of(key: str, unit: str, hint: str) -> str:
        known = unit in vocabulary.units[fact.unit].words() if fact.unit else False
        return hint.format(key=key, unit=unit) if known and not set("/()") & set(unit) else key

    return st.tuples(
        st.builds(key_of, keys, unit, hint).flatmap(in_any_width), texts(fact, value).flatmap(in_any_width)
    )


def texts(fact: Fact, value: FactValue) -> st.SearchStrategy[str]:
    """The ways to write a value."""
    if isinstance(value, Fraction):
        units = ["%"] if fact.unit == "percent" else ["", *(u for u, times in fact.written_units.items() if times == 1)]
        return st.builds(
            "{}{}{}".format, st.just(decimal_text(value)), st.sampled_from(["", " "]), st.sampled_from(units)
        )
    if isinstance(value, bool):
        return st.sampled_from(YES if value else NO)
    if isinstance(value, date):
        forms = ["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}"]
        forms += ["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d} 14:30:22"]
        return st.sampled_from([form.format(value) for form in forms])
    if isinstance(value, frozenset):
        items = [st.sampled_from([code, *fact.choices[code].words()]) for code in sorted(value)]
        return st.tuples(*items).map(lambda words: "；".join(words) or "无")
    if fact.type is FactType.CHOICE:
        return st.sampled_from([value, *fact.choices[value].words()])
    return st.just(value)


def in_any_width(text: str) -> st.SearchStrategy[str]:
    """The text, or the same in full-width letters and digits."""
    return st.sampled_from([text, text.translate(FULL_WIDTH)])
