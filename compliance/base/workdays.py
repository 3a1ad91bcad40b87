"""Days, working days and the roll-over of a last day, by the State Council's calendar.

The holidays and make-up working days come from the `chinesecalendar` library. A year that it does not have (the State
Council publishes each in the autumn before) is counted without holidays: Saturdays and Sundays only.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

DAY = timedelta(days=1)


class Counting(NamedTuple):
    """How a period is counted. 日 are calendar days, 工作日 working days; the first day counts only where a rule says so."""

    length: int
    days: Literal["calendar", "working"] = "calendar"
    first_day: Literal["excluded", "included"] = "excluded"
    last_day: Literal["next_working_day", "as_it_falls"] = "next_working_day"


@cache
def published() -> tuple[int, int]:
    """The first and last year whose calendar is known."""
    from chinese_calendar.constants import holidays, workdays

    years = [day.year for table in (holidays, workdays) for day in table]
    return min(years), max(years)


def is_published(year: int) -> bool:
    """Whether the calendar of `year` is known."""
    first, last = published()
    return first <= year <= last


@cache
def is_working_day(day: date) -> bool:
    """Whether `day` is a working day: make-up days are, statutory holidays are not."""
    if not is_published(day.year):
        return day.weekday() < 5
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def deadline(start: date, counting: Counting) -> date:
    """The last day of the period. Raises OverflowError beyond the last day of the calendar."""
    day = start - DAY if counting.first_day == "included" else start
    if counting.days == "calendar":
        day += timedelta(days=counting.length)
    else:
        for _ in range(counting.length):
            day = next_working_day(day + DAY)
    return next_working_day(day) if counting.last_day == "next_working_day" else day


def next_working_day(day: date) -> date:
    """`day` itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
