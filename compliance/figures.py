"""What was measured, required and to spare as columns of exact text: the same figures as `explanation` gives for one subject."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import narwhals as nw

from compliance import expression as tree
from compliance.columnar import Columns, Number, aligned, day_number, floor, item_column, whole
from compliance.explanation import figure
from compliance.expression import Expression
from compliance.lowered import Measure, Reading
from compliance.number import DECIMALS
from compliance.vocabulary import FactType

UNIT = 10**DECIMALS
NOTHING = nw.lit(None, dtype=nw.String)


class Quotient(NamedTuple):
    """An exact number over another that is above nought (null where it is nought)."""

    over: Number
    under: Number

    def below(self, other: Quotient) -> nw.Expr:
        """Whether it is less than another: by the whole part first, so that the products stay small."""
        overs, unders = aligned(self.over, other.over), aligned(self.under, other.under)
        Number(nw.lit(0), 0, 0, unders[0].high * unders[1].high).checked()
        (a, rest_a), (b, rest_b) = (divided(o.column, u.column) for o, u in zip(overs, unders, strict=True))
        return (a < b) | ((a == b) & (rest_a * unders[1].column < rest_b * unders[0].column))


class Shown(NamedTuple):
    """What one reading shows: texts, and the margin as a number where it has one."""

    actual: nw.Expr
    required: nw.Expr
    margin: nw.Expr
    spare: Quotient | None


def figures(columns: Columns, readings: tuple[Reading, ...]) -> Shown:
    """What a rule shows: of several readings, the one with the least margin."""
    return reduce(stricter, (shown(columns, one.measure) for one in readings))


def stricter(one: Shown, other: Shown) -> Shown:
    """Of two readings, record by record, that with less to spare; the first where they are equal."""
    if other.spare is None:
        return one
    if one.spare is None:
        return other
    known = ~(other.spare.over.column.is_null() | other.spare.under.column.is_null())
    takes = known & other.spare.below(one.spare).fill_null(True)
    pick = either_of(takes)
    over, under = (
        Number(pick(b.column, a.column), a.places, min(a.low, b.low), max(a.high, b.high))
        for a, b in (aligned(one.spare.over, other.spare.over), aligned(one.spare.under, other.spare.under))
    )
    actual, required, margin = (pick(b, a) for a, b in zip(one[:3], other[:3], strict=True))
    return Shown(actual, required, margin, Quotient(over, under))


def either_of(takes: nw.Expr) -> Callable[[nw.Expr, nw.Expr], nw.Expr]:
    """Picks the first where the truth holds, else the second."""
    return lambda first, second: nw.when(takes).then(first).otherwise(second)


def shown(columns: Columns, measure: Measure | None) -> Shown:
    """What one reading measures, requires and has to spare."""
    if measure is None:
        return Shown(NOTHING, NOTHING, NOTHING, None)
    required = text(columns, measure.required)
    if columns.is_number(measure.actual) and columns.is_number(measure.required):
        actual, limit = quotient(columns, measure.actual), columns.number(measure.required)
        over, wanted = aligned(actual.over, limit.times(actual.under))
        spare = Quotient(over.minus(wanted), actual.under)
        upward = over.column > wanted.column
        return with_margin(quotient_text(actual, upward), required, spare, measure)
    if is_date(columns, measure.actual) and measure.sense != "same":
        days = day_number(columns.value(measure.actual)).minus(day_number(columns.value(measure.required)))
        return with_margin(text(columns, measure.actual), required, Quotient(days, whole(1)), measure)
    return Shown(text(columns, measure.actual), required, NOTHING, None)


def with_margin(actual: nw.Expr, required: nw.Expr, spare: Quotient, measure: Measure) -> Shown:
    """The figures of a measure with something to spare, or short."""
    if measure.sense == "same":
        return Shown(actual, required, NOTHING, None)
    if measure.sense == "maximum":
        spare = spare._replace(over=spare.over.times(whole(-1)))
    return Shown(actual, required, quotient_text(spare, spare.over.column > 0), spare)


def is_date(columns: Columns, node: Expression) -> bool:
    """Whether a node is a date fact."""
    return isinstance(node, tree.Fact) and columns.vocabulary.facts[node.name].type is FactType.DATE


def quotient(columns: Columns, node: Expression) -> Quotient:
    """A number or quotient, exact."""
    if not isinstance(node, tree.Divide):
        number = columns.number(node)
        return Quotient(number, whole(1))
    over, under = columns.number(node.left), columns.number(node.right)
    return Quotient(over, under._replace(column=nw.when(under.column != 0).then(under.column)))


def text(columns: Columns, node: Expression) -> nw.Expr:
    """A value for showing; null where it is unknown."""
    match node:
        case tree.Constant(value):
            return nw.lit(figure(value))
        case tree.NotCovered():
            return NOTHING
        case tree.If():
            return columns.chosen(node, text(columns, node.then), text(columns, node.otherwise))
        case tree.Deadline():
            return columns.value(node).dt.to_string("%Y-%m-%d")
        case tree.Fact(name):
            return fact_text(columns, name)
        case _:
            return quotient_text(quotient(columns, node), nw.lit(False))


def fact_text(columns: Columns, name: str) -> nw.Expr:
    """A fact for showing."""
    fact, column = columns.vocabulary.facts[name], nw.col(name)
    match fact.type:
        case FactType.SET:
            items = [nw.when(nw.col(item_column(name, code))).then(nw.lit(code)) for code in sorted(fact.choices)]
            return nw.when(~columns.unknown(name)).then(nw.concat_str(*items, separator=";", ignore_nulls=True))
        case FactType.YES_NO:
            return nw.when(column).then(nw.lit("yes")).otherwise(nw.when(~column).then(nw.lit("no")))
        case FactType.DATE:
            return column.dt.to_string("%Y-%m-%d")
        case FactType.WHOLE | FactType.DECIMAL:
            return quotient_text(quotient(columns, tree.Fact(name)), nw.lit(False))
        case _:
            return column


def quotient_text(number: Quotient, upward: nw.Expr) -> nw.Expr:
    """A quotient as a decimal: exact where it ends within twelve places, else cut at six, up or down."""
    over_number, under_number = aligned(number.over, number.under)
    over, under = over_number.column, under_number.column
    Number(under, 0, under_number.low * UNIT, under_number.high * UNIT).checked()
    size = nw.when(over < 0).then(0 - over).otherwise(over)
    ones, rest = divided(size, under)
    first, rest = divided(rest * UNIT, under)
    second, rest = divided(rest * UNIT, under)
    digits = padded(first), padded(second)
    whole_text = ones.cast(nw.String())
    ending = nw.concat_str(*digits).str.strip_chars_end("0")
    exact = nw.when(first + second == 0).then(whole_text).otherwise(nw.concat_str(whole_text, nw.lit("."), ending))
    outward = nw.when(over < 0).then(~upward).otherwise(upward)
    cut = ones * UNIT + first + nw.when(outward).then(1).otherwise(0)
    cut_text = nw.concat_str(floor(cut, UNIT).cast(nw.String()), nw.lit("."), padded(cut % UNIT))
    is_exact = rest == 0
    below = (over < 0) & (is_exact | (cut != 0))
    sign = nw.when(below).then(nw.lit("-")).otherwise(nw.lit(""))
    return nw.concat_str(sign, nw.when(is_exact).then(exact).otherwise(cut_text))


def divided(over: nw.Expr, under: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """Quotient, cut downward, and rest of whole numbers, the second positive; no engine's own rounding has a part in it."""
    rest = over % under
    return ((over - rest) / under).round().cast(nw.Int64()), rest


def padded(digits: nw.Expr) -> nw.Expr:
    """A number below a million as six digits."""
    return digits.cast(nw.String()).str.zfill(DECIMALS)
