"""Drawn rules over three small numbers and two yes/no facts, small enough for every value to be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Value
from compliance.packs.lowering import lower
from tests.conftest import LIBRARY
from tests.rules import rule_of

AS_OF = date(2026, 11, 21)
NURSERY = LIBRARY.vocabulary("facility")
NUMBERS = ("slots", "enrolled", "beds")
MOST = 6
YES_NO = ["filed", "inclusive"]

limits = st.integers(0, MOST)
simple = st.one_of(
    st.builds(lambda q, n: f"{{minimum: {{quantity: {q}, value: {n}}}}}", st.sampled_from(NUMBERS), limits),
    st.builds(lambda q, n: f"{{maximum: {{quantity: {q}, value: {n}}}}}", st.sampled_from(NUMBERS), limits),
    st.builds(
        lambda q, v: f"{{is: {{fact: {q}, value: {v}}}}}", st.sampled_from(YES_NO), st.sampled_from(["yes", "no"])
    ),
    st.builds(lambda n: f"{{minimum: {{quantity: beds_per_child, value: {n}}}}}", st.integers(1, 2)),
    st.builds(lambda n: f"{{maximum: {{quantity: beds_per_child, value: {n}}}}}", st.integers(1, 2)),
)
nested = st.recursive(
    simple,
    lambda inner: st.builds(
        lambda kind, parts: f"{{{kind}: [{', '.join(parts)}]}}",
        st.sampled_from(["all", "any"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)
conditions = st.sampled_from(["", "applies_when: {filed: yes}\n", "applies_when: {slots: {minimum: 3}}\n"])
SMALL = Vocabulary(
    NURSERY.subject,
    NURSERY.label,
    {
        name: replace(fact, minimum=Fraction(0), maximum=Fraction(MOST)) if name in NUMBERS else fact
        for name, fact in NURSERY.facts.items()
    },
    NURSERY.derived,
    NURSERY.units,
)


def grid(name: str) -> Sequence[Value]:
    return [Fraction(n) for n in range(MOST + 1)] if name in NUMBERS else [True, False]


small_facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.integers(0, MOST).map(Fraction) for name in NUMBERS},
        **{name: st.booleans() for name in YES_NO},
    },
)

small_rules = st.builds(
    lambda condition, text: lower(rule_of(f"{condition}requires: {text}"), SMALL, AS_OF), conditions, nested
)
