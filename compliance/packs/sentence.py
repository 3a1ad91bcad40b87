"""Values, amounts, bounds and periods in words, for every sentence about a rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from compliance.base.decimals import cut_text, decimal_text
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.base.workdays import Counting
from compliance.facts.vocabulary import Fact, FactValue, Vocabulary

PERCENT = "percent"
YES, NO = Phrase("是", "yes"), Phrase("否", "no")
NOTHING = Phrase("无", "none")
OR = Phrase("或", " or ")
AT_LEAST = Phrase("{what}不低于 {value}", "{what} of at least {value}")
ABOVE = Phrase("{what}超过 {value}（不含本数）", "{what} of more than {value}")
AT_MOST = Phrase("{what}不超过 {value}", "{what} of at most {value}")
BELOW = Phrase("{what}低于 {value}（不含本数）", "{what} of less than {value}")
IS = Phrase("{what}为“{value}”", "{what}: {value}")
CALENDAR_DAYS = Phrase("“日”按日历日计算", "“days” are counted as calendar days")
WORKING_DAYS = Phrase(
    "按工作日计算（国务院放假安排，含调休上班日）", "working days by the State Council's calendar, with make-up days"
)
FIRST_OUT = Phrase("起算当日不计入", "the first day is not counted")
FIRST_IN = Phrase("起算当日计入", "the first day is counted")
ROLLED = Phrase(
    "最后一日遇周末或法定休假日的，顺延至下一个工作日",
    "a last day on a weekend or holiday moves to the next working day",
)
AS_IT_FALLS = Phrase("最后一日遇休息日不顺延", "a last day on a weekend or holiday stays")
UNPUBLISHED = Phrase(
    "{year} 年的放假安排尚未公布，该年只按周六、周日计",
    "the holidays of {year} are not published; its Saturdays and Sundays only are counted",
)


def value_words(value: FactValue, fact: Fact | None) -> Phrase:
    """A fact's value: choices by their labels, numbers in plain digits."""
    choices = fact.choices if fact else {}
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Fraction):
        return untranslated(digits(value))
    if isinstance(value, frozenset):
        inside = [code for code in choices if code in value] or sorted(value)
        return listed(choices.get(code, untranslated(code)) for code in inside) if value else NOTHING
    return choices.get(str(value), untranslated(value))


def amount(number: Fraction, unit: str | None, vocabulary: Vocabulary) -> Phrase:
    """A number with its unit."""
    label = vocabulary.unit_label(unit)
    space = "" if unit == PERCENT else " "
    return Phrase(f"{digits(number)}{space}{label.zh}".strip(), f"{digits(number)}{space}{label.en}".strip())


def digits(number: Fraction) -> str:
    """A number in decimals; where they do not end, cut and marked so."""
    return decimal_text(number) or cut_text(number, upward=number < 0) + "…"


def bound_words(form: Phrase, quantity: str, limit: Fraction, vocabulary: Vocabulary) -> Phrase:
    """A quantity and its limit, in one of the forms AT_LEAST, ABOVE, AT_MOST, BELOW."""
    value = amount(limit, vocabulary.unit_of(quantity), vocabulary)
    return form.format(what=vocabulary.label_of(quantity), value=value)


def choice(fact: str, text: str, vocabulary: Vocabulary) -> Phrase:
    """A value as a rule file writes it, in the vocabulary's words."""
    declared = vocabulary.facts[fact]
    value = declared.parse_set([text]) if declared.type == "set" else declared.parse(text)
    return value_words(value, declared)


def has_one_of_words(fact: str, texts: Sequence[str], vocabulary: Vocabulary) -> Phrase:
    """A fact and the values it may have."""
    return IS.format(what=vocabulary.label_of(fact), value=alternatives_words(fact, texts, vocabulary))


def alternatives_words(fact: str, texts: Sequence[str], vocabulary: Vocabulary) -> Phrase:
    """Values of a fact of which one will do."""
    return listed([choice(fact, text, vocabulary) for text in texts], OR.zh, OR.en)


def counting_words(counting: Counting) -> list[Phrase]:
    """How a period is counted, as assumptions to print."""
    return [
        CALENDAR_DAYS if counting.days == "calendar" else WORKING_DAYS,
        FIRST_OUT if counting.first_day == "excluded" else FIRST_IN,
        ROLLED if counting.last_day == "next_working_day" else AS_IT_FALLS,
    ]
