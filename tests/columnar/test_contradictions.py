"""Facts that contradict each other are both unknown and imply nothing; what the others imply is filled in."""

from __future__ import annotations

from datetime import date

import polars as pl

from compliance.columnar.contradictions import Implied, causes
from compliance.columnar.engines.polars import Embedded
from tests.conftest import LIBRARY

FACILITY = LIBRARY.vocabulary("facility")
DAY, NEXT = date(2026, 1, 2), date(2026, 1, 3)


def test_both_facts_of_a_contradiction_are_unknown_and_imply_nothing() -> None:
    frame = pl.DataFrame(
        {
            "filed": [None, True, False, False, None, False],
            "filed_on": [DAY, DAY, DAY, None, DAY, DAY],
            "registered_on": [DAY, NEXT, None, None, NEXT, NEXT],
        }
    )
    implied = Implied(FACILITY, "en", frozenset(frame.columns))
    done = Embedded().run(implied, frame)
    assert done["filed"].to_list() == [True, True, None, False, None, None]
    assert done["filed_on"].to_list() == [DAY, None, None, None, None, None]
    assert done["registered_on"].to_list() == [DAY, None, None, None, None, None]
    assert [bool(text) for text in done["clash filed"]] == [False, False, True, False, False, True]
    assert [bool(text) for text in done["clash filed_on"]] == [False, True, False, False, True, True]
    assert "2026-01-02" in done["clash filed_on"][1] and "2026-01-03" in done["clash filed_on"][1]
    assert set(implied.names) == {"filed", "filed_on"}


def test_a_contradiction_is_an_error_of_both_facts() -> None:
    columns = ["error §place", "error slots", "error filed_on", "clash filed", "clash filed_on"]
    assert causes(FACILITY, columns) == {
        "slots": ["error slots"],
        "filed": ["clash filed"],
        "filed_on": ["error filed_on", "clash filed", "clash filed_on"],
        "registered_on": ["clash filed_on"],
    }


def test_steps_in_different_languages_are_not_equal() -> None:
    assert Implied(FACILITY, "en", frozenset()) == Implied(FACILITY, "en", frozenset())
    assert Implied(FACILITY, "en", frozenset()) != Implied(FACILITY, "zh", frozenset())
