"""`minimum`: a lower limit, included or excluded, by date, of facts and ratios."""

import pytest

from tests.rules import changes, evaluation, in_words, told

AREA = "requires: {minimum: {quantity: building_area, value: 9}}"
RATIO = "requires: {minimum: {quantity: area_per_slot, value: 1.1}}"
ABOVE = "requires: {minimum: {quantity: alarm_hours, above: 12}}"
DATED = "requires: {minimum: {quantity: building_area, value: {2022-09-16: 4.0, 2025-12-31: 4.5}}}"


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        (AREA, "{building_area: 9}", "pass"),
        (AREA, "{building_area: 8.999999}", "fail"),
        (AREA, "{}", "undetermined:building_area"),
        (RATIO, "{building_area: 3.3, slots: 3}", "pass"),  # 1.1 * 3 is more than 3.3 in floats
        (RATIO, "{building_area: 3.299999, slots: 3}", "fail"),
        (RATIO, "{building_area: 3.3}", "undetermined:slots"),
        (ABOVE, "{alarm_hours: 12}", "fail"),
        (ABOVE, "{alarm_hours: 12.000001}", "pass"),
    ],
)
def test_what_it_means(rule: str, facts: str, result: str) -> None:
    assert told(evaluation(rule, facts)) == result


@pytest.mark.parametrize(
    ("as_of", "result"),
    [
        ("2022-09-15", "not_applicable:not_in_force"),
        ("2022-09-16", "pass"),
        ("2025-12-30", "pass"),
        ("2025-12-31", "fail"),
    ],
)
def test_a_dated_value_counts_from_its_day(as_of: str, result: str) -> None:
    assert told(evaluation(DATED, "{building_area: 4.2}", as_of)) == result


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AREA, ("建筑面积不低于 9 ㎡", "building area of at least 9 m²")),
        (ABOVE, ("监控报警每日设防时长超过 12 小时（不含本数）", "hours a day on alarm guard of more than 12 hours")),
    ],
)
def test_its_words(rule: str, words: tuple[str, str]) -> None:
    assert in_words(rule) == words


def test_its_words_name_the_value_in_force() -> None:
    assert in_words(DATED, "2025-12-30")[0] == "建筑面积不低于 4 ㎡"
    assert in_words(DATED, "2025-12-31")[0] == "建筑面积不低于 4.5 ㎡"


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        ("requires: {minimum: {quantity: slots, value: 3}}", ["3 → 2", "3 → 4", "value → above"]),
        ("requires: {minimum: {quantity: area_per_slot, value: 9}}", ["9 → 8.9", "9 → 9.1", "value → above"]),
        (
            "requires: {minimum: {quantity: lease_years, value: {2022-01-01: 1.25}}}",
            [
                *("2022-01-01: 1.25 → 1.24", "2022-01-01: 1.25 → 1.26"),
                *("2022-01-01 → 2021-12-31", "2022-01-01 → 2022-01-02", "value → above"),
            ],
        ),
    ],
)
def test_its_changes(rule: str, made: list[str]) -> None:
    assert changes(rule) == made
