"""Actual value, requirement and margin of each rule as columns of exact decimal text, as `logic.exact_text` writes them."""

from __future__ import annotations

from typing import NamedTuple

import narwhals as nw

from compliance.base.decimals import DECIMALS, MILLIONTHS
from compliance.columnar.expressions import Columns, item_column
from compliance.columnar.scaled_integers import WIDEST, FixedPoint, OverflowRisk, aligned, day_number, floor_div, whole
from compliance.columnar.stages import Staged, Stages, combined
from compliance.facts.vocabulary import FactType
from compliance.logic import expression as tree
from compliance.logic.exact_text import exact_text
from compliance.logic.expression import Expression
from compliance.logic.lowered import Measure, Reading

NO_TEXT = nw.lit(None, dtype=nw.String)
NEITHER = nw.lit(False)
EXACT_QUOTIENT = 10**15
"""Up to here the quotient of two integers, divided in binary floats and rounded, is exact (see `divided`)."""


class Quotient(NamedTuple):
    """An exact rational in columns: `over / under`, where `under` is positive, or null where the denominator is zero.

    Its columns can be read after that many stages.
    """

    over: FixedPoint
    under: FixedPoint
    after: int = 0

    def scaled(self, over_places: int, under_places: int, limit: int) -> tuple[FixedPoint, FixedPoint]:
        """Numerator and denominator rescaled. Raises OverflowRisk where the integer part of their quotient may exceed `limit`."""
        over, under = self.over.rescale(over_places), self.under.rescale(under_places)
        smallest = max(self.under.low, 1) * 10 ** (under_places - self.under.places)
        if max(-over.low, over.high) // smallest > limit:
            raise OverflowRisk
        return over, under

    @property
    def is_null(self) -> nw.Expr:
        """Whether it is unknown."""
        return self.over.column.is_null() | self.under.column.is_null()

    def is_below(self, other: Quotient) -> nw.Expr:
        """Whether it is less than another, null where one is null. Raises OverflowRisk.

        Whole parts are compared first, then remainders crosswise, whose products stay within 64 bits.
        """
        over_places = max(self.over.places, other.over.places)
        under_places = max(self.under.places, other.under.places)
        pairs = [quotient.scaled(over_places, under_places, EXACT_QUOTIENT) for quotient in (self, other)]
        (_, first), (_, second) = pairs
        FixedPoint(nw.lit(0), 0, 0, first.high * second.high).checked()
        rests = [over.column % under.column for over, under in pairs]
        a, b = (divided(over.column, rest, under.column) for (over, under), rest in zip(pairs, rests, strict=True))
        return (a < b) | ((a == b) & (rests[0] * second.column < rests[1] * first.column))


class Figures(NamedTuple):
    """The figures of a reading as text columns, to be read after all stages, and the margin as a number, if it has one."""

    actual: nw.Expr
    required: nw.Expr
    margin: nw.Expr
    margin_number: Quotient | None = None


class DecimalColumns:
    """Writes the figures of rules. What they share is evaluated in `stages`, before them. Methods raise OverflowRisk."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.stages = columns, Stages()

    def figures(self, readings: tuple[Reading, ...]) -> Figures:
        """A rule's figures: of several readings, row by row, those of the least margin; of equal margins, the first."""
        strictest, *others = (self.of(reading.measure) for reading in readings)
        for other in others:
            strictest = self.stricter(strictest, other)
        return strictest

    def stricter(self, first: Figures, second: Figures) -> Figures:
        """Row by row, the figures with the smaller margin; `first` where neither is smaller."""
        a, b = first.margin_number, second.margin_number
        if b is None:
            return first
        if a is None:
            return second
        known, smaller = ~b.is_null, b.is_below(a).fill_null(True)
        takes = self.stages.store(Staged(known & smaller, max(a.after, b.after)))
        over, under = aligned(a.over, b.over), aligned(a.under, b.under)
        return Figures(
            nw.when(takes.column).then(second.actual).otherwise(first.actual),
            nw.when(takes.column).then(second.required).otherwise(first.required),
            nw.when(takes.column).then(second.margin).otherwise(first.margin),
            self._chosen(takes, over, under),
        )

    def _chosen(
        self, takes: Staged, over: tuple[FixedPoint, FixedPoint], under: tuple[FixedPoint, FixedPoint]
    ) -> Quotient:
        """Of two quotients, the second where it takes over."""
        parts, after = [], takes.after
        for a, b in (over, under):
            column = self.stages.store(Staged(nw.when(takes.column).then(b.column).otherwise(a.column), takes.after))
            parts.append(FixedPoint(column.column, a.places, min(a.low, b.low), max(a.high, b.high)))
            after = column.after
        return Quotient(parts[0], parts[1], after)

    def of(self, measure: Measure | None) -> Figures:
        """The figures of one reading; dates have a margin in days."""
        if measure is None:
            return Figures(NO_TEXT, NO_TEXT, NO_TEXT)
        columns, required = self.columns, self.text(measure.required)
        if columns.is_number(measure.actual) and columns.is_number(measure.required):
            actual, limit = self.quotient(measure.actual), columns.number(measure.required)
            over, wanted = aligned(actual.over, limit.times(actual.under))
            is_above = Staged(over.column > wanted.column)
            margin = Quotient(over.minus(wanted), actual.under)
            return self._with_margin(self.decimal(actual, is_above), required, margin, measure)
        if self.is_date(measure.actual) and measure.sense != "same":
            days = day_number(columns.value(measure.actual)).minus(day_number(columns.value(measure.required)))
            return self._with_margin(self.text(measure.actual), required, Quotient(days, whole(1)), measure)
        return Figures(self.text(measure.actual), required, NO_TEXT)

    def _with_margin(self, actual: nw.Expr, required: nw.Expr, margin: Quotient, measure: Measure) -> Figures:
        """The figures with a margin, given as actual less required: positive where the requirement is more than met."""
        if measure.sense == "same":
            return Figures(actual, required, NO_TEXT)
        over = margin.over.times(whole(-1)) if measure.sense == "maximum" else margin.over
        kept = [self.stages.store(Staged(number.column)) for number in (over, margin.under)]
        number = Quotient(
            over._replace(column=kept[0].column),
            margin.under._replace(column=kept[1].column),
            max(part.after for part in kept),
        )
        return Figures(actual, required, self.decimal(number, combined(lambda over: over > 0, kept[0])), number)

    def is_date(self, node: Expression) -> bool:
        """Whether a node is a date fact."""
        return isinstance(node, tree.Fact) and self.columns.vocabulary.facts[node.name].type is FactType.DATE

    def quotient(self, node: Expression) -> Quotient:
        """A node whose value is a number, or the quotient of two."""
        if not isinstance(node, tree.Divide):
            return Quotient(self.columns.number(node), whole(1))
        over, under = self.columns.number(node.left), self.columns.number(node.right)
        return Quotient(over, under._replace(column=nw.when(under.column != 0).then(under.column)))

    def text(self, node: Expression) -> nw.Expr:
        """A node's value as text; null where it is unknown."""
        match node:
            case tree.Constant(value):
                return nw.lit(exact_text(value))
            case tree.NotCovered():
                return NO_TEXT
            case tree.If():
                return self.columns.conditional(node, self.text(node.then), self.text(node.otherwise))
            case tree.Deadline():
                return self.columns.value(node).dt.to_string("%Y-%m-%d")
            case tree.Fact(name):
                return self.fact_text(name)
            case _:
                return self.decimal(self.quotient(node), Staged(NEITHER))

    def fact_text(self, name: str) -> nw.Expr:
        """A fact's value as text: codes of a set in order, yes or no, ISO dates; null where it is unknown."""
        fact, column = self.columns.vocabulary.facts[name], nw.col(name)
        match fact.type:
            case FactType.SET:
                items = [nw.when(nw.col(item_column(name, code))).then(nw.lit(code)) for code in sorted(fact.choices)]
                joined = nw.concat_str(*items, separator=";", ignore_nulls=True)
                return nw.when(~self.columns.is_unknown(name)).then(joined)
            case FactType.YES_NO:
                return nw.when(column).then(nw.lit("yes")).otherwise(nw.when(~column).then(nw.lit("no")))
            case FactType.DATE:
                return column.dt.to_string("%Y-%m-%d")
            case FactType.WHOLE | FactType.DECIMAL:
                return self.decimal(self.quotient(tree.Fact(name)), Staged(NEITHER))
            case _:
                return column

    def decimal(self, number: Quotient, upward: Staged) -> nw.Expr:
        """A quotient as decimal text: exact where it ends within twelve places, else cut at six, upward or downward.

        By long division in base 10⁶: the integer part, two digits of that base, and a remainder after each.
        """
        if number.over.places == 0 and number.under.low == number.under.high == 1:
            return number.over.column.cast(nw.String())
        places = max(number.over.places, number.under.places)
        parts = number.scaled(places, places, WIDEST // MILLIONTHS - 1)
        FixedPoint(nw.lit(0), 0, 0, parts[1].high * MILLIONTHS).checked()
        keep = self.stages.keep
        over, under = (self.stages.store(Staged(part.column, number.after)) for part in parts)
        size = keep(absolute, over)
        rest = keep(lambda size, under: size % under, size, under)
        next_rest = keep(lambda rest, under: rest * MILLIONTHS % under, rest, under)
        last_rest = keep(lambda rest, under: rest * MILLIONTHS % under, next_rest, under)
        integer = keep(divided, size, rest, under)
        digit = keep(
            lambda rest, next_rest, under: divided(rest * MILLIONTHS, next_rest, under), rest, next_rest, under
        )
        second = keep(
            lambda rest, next_rest, under: divided(rest * MILLIONTHS, next_rest, under), next_rest, last_rest, under
        )
        cut = keep(cut_at_millionths, integer, digit, over, upward)
        return decimal_text(*(part.column for part in (over, last_rest, integer, digit, second, cut)))


def absolute(number: nw.Expr) -> nw.Expr:
    """An integer without its sign."""
    return nw.when(number < 0).then(0 - number).otherwise(number)


def divided(over: nw.Expr, rest: nw.Expr, under: nw.Expr) -> nw.Expr:
    """Integer quotient of which the remainder is known: exact below 10¹⁵, though engines divide in binary floats."""
    return ((over - rest) / under).round().cast(nw.Int64())


def cut_at_millionths(integer: nw.Expr, digit: nw.Expr, over: nw.Expr, upward: nw.Expr) -> nw.Expr:
    """The magnitude in millionths of a number that does not end, away from zero where upward of a positive one or downward."""
    away = nw.when(over < 0).then(~upward).otherwise(upward)
    return integer * MILLIONTHS + digit + nw.when(away).then(1).otherwise(0)


def decimal_text(
    over: nw.Expr, last_rest: nw.Expr, integer: nw.Expr, digit: nw.Expr, second: nw.Expr, cut: nw.Expr
) -> nw.Expr:
    """The text of a number by its parts: exact where nothing is left of it (`last_rest`), else its cut; no negative zero."""
    ends = last_rest == 0
    sign = nw.when((over < 0) & (ends | (cut != 0))).then(nw.lit("-")).otherwise(nw.lit(""))
    places = nw.concat_str(six_digits(digit), six_digits(second)).str.strip_chars_end("0")
    exact = nw.when(digit + second == 0).then(integer.cast(nw.String())).otherwise(with_point(integer, places))
    cut_text = with_point(floor_div(cut, MILLIONTHS), six_digits(cut % MILLIONTHS))
    return nw.concat_str(sign, nw.when(ends).then(exact).otherwise(cut_text))


def with_point(integer: nw.Expr, places: nw.Expr) -> nw.Expr:
    """The text of a decimal by its integer part and its places."""
    return nw.concat_str(integer.cast(nw.String()), nw.lit("."), places)


def six_digits(digit: nw.Expr) -> nw.Expr:
    """An integer below 10⁶ as six decimal digits."""
    return digit.cast(nw.String()).str.zfill(DECIMALS)
