"""A requirement and a value in words: one sentence a kind, in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import singledispatch

from compliance.base.decimals import cut_text, decimal_text
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.base.workdays import Counting
from compliance.base.yaml_model import Model
from compliance.facts.vocabulary import Fact, FactValue, Vocabulary
from compliance.packs import kinds
from compliance.packs.rules import Bounds, Condition, Rule, Since

PERCENT = "percent"
YES, NO = Phrase("是", "yes"), Phrase("否", "no")
NOTHING = Phrase("无", "none")
AND = Phrase("；", "; and ")
OR = Phrase("或", " or ")
AT_LEAST = Phrase("{what}不低于 {value}", "{what} of at least {value}")
ABOVE = Phrase("{what}超过 {value}（不含本数）", "{what} of more than {value}")
AT_MOST = Phrase("{what}不超过 {value}", "{what} of at most {value}")
BELOW = Phrase("{what}低于 {value}（不含本数）", "{what} of less than {value}")
SINCE = Phrase("{what}在 {day} 及以后", "{what} on {day} or later")
IS = Phrase("{what}为“{value}”", "{what}: {value}")
INCLUDES = Phrase("{what}应有：{items}", "{what} including {items}")
CONTAINS = Phrase("{what}中写有{items}", "{what} that says {items}")
WITHIN_DAYS = Phrase("{end}在{start}之后 {days} 日内", "{end} within {days} days of {start}")
WITHIN_WORKING_DAYS = Phrase("{end}在{start}之后 {days} 个工作日内", "{end} within {days} working days of {start}")
MONTHS_OLD = Phrase("{what}距核对之日不超过 {n} 个月", "{what} no more than {n} months ago")
EACH_YEAR = Phrase("{what}：每 {n} 个自然年至少一次", "{what}: at least once in {n} calendar year(s)")
BY_TABLE = Phrase("{what}与{by}相符（{rows}）", "{what} as {by} requires ({rows})")
ROW = Phrase("{key}：{values}", "{key}: {values}")
BRACKETS = Phrase("（{words}）", "({words})")
NOT_SO = Phrase("并非“{what}”", "not: {what}")
TIERS = Phrase("{what}按{by}分档，不低于：{tiers}", "{what} by {by}, of at least: {tiers}")
TIER = Phrase("{range}：{value}", "{range}: {value}")
UP_TO = Phrase("{end} 及以下", "up to {end}")
FROM_ON = Phrase("{start} 及以上", "{start} or more")
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


@singledispatch
def requirement(kind: Model, vocabulary: Vocabulary, as_of: date) -> Phrase:
    """What a requirement demands, as a noun phrase. Raises NotInForce where it has no value for the date."""
    raise TypeError(f"no sentence for {type(kind).__name__}")


@requirement.register
def _(kind: kinds.Minimum, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return bounded(AT_LEAST, kind.quantity, kind.value, ABOVE, kind.above, vocabulary, as_of)


@requirement.register
def _(kind: kinds.Maximum, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return bounded(AT_MOST, kind.quantity, kind.value, BELOW, kind.below, vocabulary, as_of)


def bounded(
    closed: Phrase,
    quantity: str,
    value: kinds.Dated | None,
    opened: Phrase,
    limit: kinds.Dated | None,
    vocabulary: Vocabulary,
    as_of: date,
) -> Phrase:
    """A bound with its end included or excluded."""
    form, dated = (closed, value) if value is not None else (opened, limit)
    assert dated is not None
    return bound_words(form, quantity, kinds.value_at(dated, as_of), vocabulary)


def bound_words(form: Phrase, quantity: str, limit: Fraction, vocabulary: Vocabulary) -> Phrase:
    """A quantity and its limit, in one of the forms AT_LEAST, ABOVE, AT_MOST, BELOW."""
    value = amount(limit, vocabulary.unit_of(quantity), vocabulary)
    return form.format(what=vocabulary.label_of(quantity), value=value)


@requirement.register
def _(kind: kinds.TieredMinimum, vocabulary: Vocabulary, as_of: date) -> Phrase:
    rows = [tier_words(tier, kind.quantity, vocabulary, as_of) for tier in kind.tiers]
    return TIERS.format(
        what=vocabulary.label_of(kind.quantity), by=vocabulary.label_of(kind.by), tiers=listed(rows, "；", "; ")
    )


def tier_words(tier: kinds.Tier, quantity: str, vocabulary: Vocabulary, as_of: date) -> Phrase:
    """One tier: its range and its minimum."""
    value = amount(kinds.value_at(tier.minimum, as_of), vocabulary.unit_of(quantity), vocabulary)
    return TIER.format(range=tier_range(tier), value=value)


def tier_range(tier: kinds.Tier) -> Phrase:
    """A tier's range in words."""
    start, end = (None if n is None else decimal_text(n) for n in (tier.start, tier.end))
    if start is None:
        return UP_TO.format(end=end)
    return untranslated(f"{start}–{end}") if end is not None else FROM_ON.format(start=start)


@requirement.register
def _(kind: kinds.Is, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return IS.format(what=vocabulary.label_of(kind.fact), value=choice(kind.fact, kind.value, vocabulary))


@requirement.register
def _(kind: kinds.OneOf, vocabulary: Vocabulary, as_of: date) -> Phrase:
    values = listed([choice(kind.fact, one, vocabulary) for one in kind.values], OR.zh, OR.en)
    return IS.format(what=vocabulary.label_of(kind.fact), value=values)


def choice(fact: str, text: str, vocabulary: Vocabulary) -> Phrase:
    """A value as a rule file writes it, in the vocabulary's words."""
    declared = vocabulary.facts[fact]
    value = declared.parse_set([text]) if declared.type == "set" else declared.parse(text)
    return value_words(value, declared)


@requirement.register
def _(kind: kinds.Includes, vocabulary: Vocabulary, as_of: date) -> Phrase:
    fact = kind.fact
    items = listed(item_words(fact, item, vocabulary) for item in kind.items)
    return INCLUDES.format(what=vocabulary.label_of(fact), items=items)


def item_words(fact: str, item: str | kinds.AnyOf, vocabulary: Vocabulary) -> Phrase:
    """One item of a set, or the alternatives of which one will do."""
    codes = item.any_of if isinstance(item, kinds.AnyOf) else [item]
    return listed([choice(fact, code, vocabulary) for code in codes], OR.zh, OR.en)


@requirement.register
def _(kind: kinds.Contains, vocabulary: Vocabulary, as_of: date) -> Phrase:
    phrases = listed([untranslated(f"“{one}”") for one in kind.any_of], OR.zh, OR.en)
    return CONTAINS.format(what=vocabulary.label_of(kind.fact), items=phrases)


@requirement.register
def _(kind: kinds.Within, vocabulary: Vocabulary, as_of: date) -> Phrase:
    form = WITHIN_DAYS if kind.days else WITHIN_WORKING_DAYS
    return form.format(
        start=vocabulary.label_of(kind.start),
        end=vocabulary.label_of(kind.end),
        days=kind.days or kind.working_days,
    )


@requirement.register
def _(kind: kinds.AtMostOld, vocabulary: Vocabulary, as_of: date) -> Phrase:
    form = MONTHS_OLD if kind.months else EACH_YEAR
    return form.format(what=vocabulary.label_of(kind.fact), n=kind.months or kind.calendar_years)


@requirement.register
def _(kind: kinds.Table, vocabulary: Vocabulary, as_of: date) -> Phrase:
    rows = [
        ROW.format(
            key=choice(kind.by, key, vocabulary),
            values=listed(
                [choice(kind.fact, one, vocabulary) for one in ([values] if isinstance(values, str) else values)],
                OR.zh,
                OR.en,
            ),
        )
        for key, values in kind.rows.items()
    ]
    return BY_TABLE.format(
        what=vocabulary.label_of(kind.fact), by=vocabulary.label_of(kind.by), rows=listed(rows, "；", "; ")
    )


@requirement.register
def _(kind: kinds.All, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return listed((requirement(one, vocabulary, as_of) for one in kind.parts), AND.zh, AND.en)


@requirement.register
def _(kind: kinds.Any_, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return listed((bracketed(one, vocabulary, as_of) for one in kind.parts), "，或者", ", or ")


def bracketed(kind: Model, vocabulary: Vocabulary, as_of: date) -> Phrase:
    """A requirement within another; several that belong together in brackets."""
    words = requirement(kind, vocabulary, as_of)
    return BRACKETS.format(words=words) if isinstance(kind, kinds.All) and len(kind.parts) > 1 else words


@requirement.register
def _(kind: kinds.Not, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return NOT_SO.format(what=requirement(kind.part, vocabulary, as_of))


@requirement.register
def _(kind: kinds.Readings, vocabulary: Vocabulary, as_of: date) -> Phrase:
    return listed([option.label for option in kind.options.values()], "，或读作：", ", or read as: ")


def conditions(rule: Rule, vocabulary: Vocabulary) -> Phrase:
    """When a rule applies."""
    return listed(condition(fact, wanted, vocabulary) for fact, wanted in rule.applies_when.items())


def condition(fact: str, wanted: Condition, vocabulary: Vocabulary) -> Phrase:
    """One line of `applies_when`."""
    what = vocabulary.label_of(fact)
    if isinstance(wanted, Since):
        return SINCE.format(what=what, day=wanted.since)
    if not isinstance(wanted, Bounds):
        values = [choice(fact, one, vocabulary) for one in ([wanted] if isinstance(wanted, str) else wanted)]
        return IS.format(what=what, value=listed(values, OR.zh, OR.en))
    limits = [(AT_LEAST, wanted.minimum), (AT_MOST, wanted.maximum), (ABOVE, wanted.above), (BELOW, wanted.below)]
    return listed(bound_words(form, fact, limit, vocabulary) for form, limit in limits if limit is not None)


def counting_words(counting: Counting) -> list[Phrase]:
    """How a period is counted, as assumptions to print."""
    return [
        CALENDAR_DAYS if counting.days == "calendar" else WORKING_DAYS,
        FIRST_OUT if counting.first_day == "excluded" else FIRST_IN,
        ROLLED if counting.last_day == "next_working_day" else AS_IT_FALLS,
    ]
