"""Generated descriptions: any facts of the vocabulary, known or not, near the thresholds that rules set."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from compliance.facts.vocabulary import Fact, FactType, FactValue, Vocabulary

NEAR = [0, 1, 2, 3, 9, 10, 11, 15, 20, 24, 30, 31, 45, 60, 61, 90, 91, 95, 98, 150, 151, 270, 660, 780, 12000]


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

    def consistent(facts: dict[str, FactValue]) -> dict[str, FactValue]:
        implied = {n for n, f in vocabulary.facts.items() if f.implied_by in facts and facts.get(n) is False}
        early = {n for n, f in vocabulary.facts.items() if lies_before(facts.get(n), facts.get(str(f.not_before)))}
        return {name: value for name, value in facts.items() if name not in implied | early}

    return any_facts(vocabulary).map(consistent)
