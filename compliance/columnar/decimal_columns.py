"""What was measured, required and to spare as columns of exact text: the same figures as `explanation` gives for one subject."""

from __future__ import annotations

from typing import NamedTuple

import narwhals as nw

from compliance.base.decimals import DECIMALS
from compliance.columnar.expressions import Columns, item_column
from compliance.columnar.scaled_integers import Number, aligned, day_number, floor, whole
from compliance.facts.vocabulary import FactType
from compliance.logic import expression as tree
from compliance.logic.exact_text import exact_text
from compliance.logic.expression import Expression
from compliance.logic.lowered import Measure, Reading

UNIT = 10**DECIMALS
COMPARED = 8
NOTHING = nw.lit(None, dtype=nw.String)


class Quotient(NamedTuple):
    """An exact number over another that is above nought (null where it is nought)."""

    over: Number
    under: Number

    def below(self, other: Quotient) -> nw.Expr:
        """Whether it is less than another: by the whole part first, so that the products stay small."""
        overs, unders = aligned(self.over, other.over), aligned(self.under, other.under)
        Number(nw.lit(0), 0, 0, unders[0].high * unders[1].high).checked()
        rests = [o.column % u.column for o, u in zip(overs, unders, strict=True)]
        a, b = (divided(o.column, rest, u.column) for o, rest, u in zip(overs, rests, unders, strict=True))
        return (a < b) | ((a == b) & (rests[0] * unders[1].column < rests[1] * unders[0].column))


class Shown(NamedTuple):
    """What one reading shows: texts, and the margin as a number where it has one."""

    actual: nw.Expr
    required: nw.Expr
    margin: nw.Expr
    spare: Quotient | None


def figures(columns: Columns, readings: tuple[Reading, ...], workings: Workings) -> Shown:
    """What a rule shows: of several readings, record by record, the one with the least margin, the first of those."""
    found, *others = (shown(columns, one.measure, workings) for one in readings)
    for number, other in enumerate(others):
        found = stricter(found, other, workings, COMPARED + 2 * number)
    return found


def stricter(one: Shown, other: Shown, workings: Workings, step: int) -> Shown:
    """Of two readings that with less to spare, worked out in a step and the one after it."""
    if other.spare is None:
        return one
    if one.spare is None:
        return other
    known = ~(other.spare.over.column.is_null() | other.spare.under.column.is_null())
    takes = workings.keep(step, known & other.spare.below(one.spare).fill_null(True))
    actual, required, margin = (nw.when(takes).then(b).otherwise(a) for a, b in zip(one[:3], other[:3], strict=True))
    over, under = (
        Number(
            workings.keep(step + 1, nw.when(takes).then(b.column).otherwise(a.column)),
            a.places,
            min(a.low, b.low),
            max(a.high, b.high),
        )
        for a, b in (aligned(one.spare.over, other.spare.over), aligned(one.spare.under, other.spare.under))
    )
    return Shown(actual, required, margin, Quotient(over, under))


def shown(columns: Columns, measure: Measure | None, workings: Workings) -> Shown:
    """What one reading measures, requires and has to spare."""
    if measure is None:
        return Shown(NOTHING, NOTHING, NOTHING, None)
    required = text(columns, measure.required, workings)
    if columns.is_number(measure.actual) and columns.is_number(measure.required):
        actual, limit = quotient(columns, measure.actual), columns.number(measure.required)
        over, wanted = aligned(actual.over, limit.times(actual.under))
        spare = Quotient(over.minus(wanted), actual.under)
        told = workings.text(actual, over.column > wanted.column)
        return with_margin(told, required, spare, measure, workings)
    if is_date(columns, measure.actual) and measure.sense != "same":
        days = day_number(columns.value(measure.actual)).minus(day_number(columns.value(measure.required)))
        return with_margin(
            text(columns, measure.actual, workings), required, Quotient(days, whole(1)), measure, workings
        )
    return Shown(text(columns, measure.actual, workings), required, NOTHING, None)


def with_margin(actual: nw.Expr, required: nw.Expr, spare: Quotient, measure: Measure, workings: Workings) -> Shown:
    """The figures of a measure with something to spare, or short."""
    if measure.sense == "same":
        return Shown(actual, required, NOTHING, None)
    if measure.sense == "maximum":
        spare = spare._replace(over=spare.over.times(whole(-1)))
    spare = Quotient(*(number._replace(column=workings.keep(0, number.column)) for number in spare))
    return Shown(actual, required, workings.text(spare, spare.over.column > 0), spare)


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


def text(columns: Columns, node: Expression, workings: Workings) -> nw.Expr:
    """A value for showing; null where it is unknown."""
    match node:
        case tree.Constant(value):
            return nw.lit(exact_text(value))
        case tree.NotCovered():
            return NOTHING
        case tree.If():
            return columns.chosen(node, text(columns, node.then, workings), text(columns, node.otherwise, workings))
        case tree.Deadline():
            return columns.value(node).dt.to_string("%Y-%m-%d")
        case tree.Fact(name):
            return fact_text(columns, name, workings)
        case _:
            return workings.text(quotient(columns, node), nw.lit(False))


def fact_text(columns: Columns, name: str, workings: Workings) -> nw.Expr:
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
            return workings.text(quotient(columns, tree.Fact(name)), nw.lit(False))
        case _:
            return column


class Workings:
    """What is worked out on the way to the texts, step by step, each in columns of its own for the next to read.

    Written into one another, the expressions would grow beyond what an engine plans.
    """

    def __init__(self) -> None:
        self.steps: list[list[nw.Expr]] = []

    def keep(self, step: int, one: nw.Expr) -> nw.Expr:
        """A column of a step, to be read by the steps after it."""
        while len(self.steps) <= step:
            self.steps.append([])
        name = f"working {step} {len(self.steps[step])}"
        self.steps[step].append(one.alias(name))
        return nw.col(name)

    def text(self, number: Quotient, upward: nw.Expr) -> nw.Expr:
        """A quotient as a decimal: exact where it ends within twelve places, else cut at six, up or down."""
        if number.over.places == 0 and number.under.low == number.under.high == 1:
            return number.over.column.cast(nw.String())
        over_number, under_number = aligned(number.over, number.under)
        Number(under_number.column, 0, 0, under_number.high * UNIT).checked()
        over, under = self.keep(1, over_number.column), self.keep(1, under_number.column)
        size, outward = self.keep(2, nw.when(over < 0).then(0 - over).otherwise(over)), self.keep(1, upward)
        rest = self.keep(3, size % under)
        tenths = self.keep(4, rest * UNIT % under)
        last = self.keep(5, tenths * UNIT % under)
        ones, first, second = (
            self.keep(6, divided(a, b, under)) for a, b in ((size, rest), (rest * UNIT, tenths), (tenths * UNIT, last))
        )
        below = over < 0
        further = nw.when(below).then(~outward).otherwise(outward)
        cut = self.keep(7, ones * UNIT + first + nw.when(further).then(1).otherwise(0))
        exact = (
            nw.when(first + second == 0).then(ones.cast(nw.String())).otherwise(pointed(ones, ending(first, second)))
        )
        is_exact = last == 0
        sign = nw.when(below & (is_exact | (cut != 0))).then(nw.lit("-")).otherwise(nw.lit(""))
        cut_text = pointed(floor(cut, UNIT), padded(cut % UNIT))
        return nw.concat_str(sign, nw.when(is_exact).then(exact).otherwise(cut_text))


def ending(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    """Twelve places without the noughts at their end."""
    return nw.concat_str(padded(first), padded(second)).str.strip_chars_end("0")


def pointed(ones: nw.Expr, places: nw.Expr) -> nw.Expr:
    """A decimal of its parts."""
    return nw.concat_str(ones.cast(nw.String()), nw.lit("."), places)


def divided(over: nw.Expr, rest: nw.Expr, under: nw.Expr) -> nw.Expr:
    """A whole number over another, of which the rest is known: exact for quotients below 10¹⁵, whatever way an engine divides."""
    return ((over - rest) / under).round().cast(nw.Int64())


def padded(digits: nw.Expr) -> nw.Expr:
    """A number below a million as six digits."""
    return digits.cast(nw.String()).str.zfill(DECIMALS)
