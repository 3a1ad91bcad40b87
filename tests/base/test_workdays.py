"""Days, working days and the roll-over of a last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.base.workdays import Counting, deadline, is_published, is_working_day, months_before

DATES = st.dates(date(2010, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "counting", "last"),
    [
        ("2022-10-08", Counting(15), "2022-10-24"),  # the 15th day is Sunday the 23rd
        ("2022-09-22", Counting(15), "2022-10-08"),  # 7 October is a holiday; Saturday the 8th is a make-up working day
        ("2022-10-08", Counting(15, last_day="as_it_falls"), "2022-10-23"),
        ("2022-10-10", Counting(1), "2022-10-11"),
        ("2022-10-10", Counting(1, first_day="included"), "2022-10-10"),
        ("2022-09-29", Counting(2, "working"), "2022-10-08"),  # the 30th, then the make-up Saturday
        ("2022-09-29", Counting(5, "working"), "2022-10-11"),  # and Sunday the 9th is one too
        ("2022-12-28", Counting(3), "2023-01-03"),  # New Year's Eve is a Saturday, 2 January a holiday
    ],
)
def test_a_deadline_is_counted_as_the_calendar_has_it(start: str, counting: Counting, last: str) -> None:
    assert deadline(date.fromisoformat(start), counting) == date.fromisoformat(last)


def test_a_year_that_is_not_published_is_counted_without_holidays() -> None:
    assert is_published(2022)
    assert not is_published(2150)
    assert deadline(date(2150, 9, 28), Counting(3)) == date(2150, 10, 1)  # a Thursday; its holiday is not known
    assert deadline(date(2150, 9, 28), Counting(5)) == date(2150, 10, 5)  # a Saturday moves to Monday


@given(DATES, st.integers(1, 120))
def test_a_last_day_that_rolls_is_the_first_working_day_from_where_it_fell(start: date, days: int) -> None:
    fell = deadline(start, Counting(days, last_day="as_it_falls"))
    rolled = deadline(start, Counting(days))
    assert fell == start + timedelta(days)
    assert is_working_day(rolled)
    assert not any(is_working_day(fell + timedelta(n)) for n in range((rolled - fell).days))


@given(DATES, st.integers(1, 40))
def test_working_days_are_as_many_as_asked_for(start: date, days: int) -> None:
    last = deadline(start, Counting(days, "working"))
    between = [start + timedelta(n) for n in range(1, (last - start).days + 1)]
    assert sum(map(is_working_day, between)) == days
    assert is_working_day(last)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-21", 12, "2025-11-21"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 1, "2026-11-30"),
    ],
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)
