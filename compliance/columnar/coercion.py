"""Cells of a table as typed facts: what stands there in the right type is taken by its column, all else by the one parser.

A raw column is named `raw FACT`. What its column cannot take goes to `odd FACT`, of which each different text is read once
by `Fact.parse`; what that refuses goes to `error FACT`, in the language asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import narwhals as nw

from compliance.base.decimals import DECIMALS, MILLIONTHS
from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Language
from compliance.columnar.engine import SEPARATOR, Engine, FrameT
from compliance.columnar.expressions import extended, item_column
from compliance.columnar.scaled_integers import WIDEST, floor
from compliance.facts.description import CONTRADICTION, TOO_EARLY
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR
from compliance.facts.vocabulary import Fact, FactType, FactValue, Vocabulary

PLACEHOLDER = "\0"
DTYPES: dict[FactType, nw.dtypes.DType] = {
    FactType.WHOLE: nw.Int64(),
    FactType.DECIMAL: nw.Int64(),
    FactType.YES_NO: nw.Boolean(),
    FactType.DATE: nw.Date(),
    FactType.SET: nw.Boolean(),
}


class Cells(NamedTuple):
    """The facts that stand in a table, by vocabulary, with the types of their raw columns. A `Step`.

    `wanted` are the facts to have columns although the table has none; all there are, where it is not given.
    """

    vocabulary: Vocabulary
    types: tuple[tuple[str, nw.dtypes.DType], ...]
    wanted: frozenset[str] | None = None

    def __hash__(self) -> int:
        return hash((id(self.vocabulary), self.types, self.wanted))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with each fact of the vocabulary, as far as the columns take what stands in the table."""
        there = dict(self.types)
        typed: list[nw.Expr] = []
        for name, fact in self.vocabulary.facts.items():
            if self.wanted is not None and name not in {*there, *self.wanted}:
                continue
            if fact.type is FactType.SET:
                typed += (nw.lit(None, dtype=nw.Boolean).alias(column) for column in columns_of(name, fact))
            else:
                typed.append(direct(fact, there.get(name), nw.col(f"raw {name}")).alias(name))
        return extended(frame, *typed)


class Odd(NamedTuple):
    """What the columns of some facts did not take. A `Step`."""

    vocabulary: Vocabulary
    types: tuple[tuple[str, nw.dtypes.DType], ...]

    def __hash__(self) -> int:
        return hash((id(self.vocabulary), self.types))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with it."""
        return extended(frame, *(odd(name, self.vocabulary.facts[name], dtype) for name, dtype in self.types))


def dtype_of(fact: Fact) -> nw.dtypes.DType:
    """The type of a fact's columns."""
    return DTYPES.get(fact.type, nw.String())


def direct(fact: Fact, dtype: nw.dtypes.DType | None, raw: nw.Expr) -> nw.Expr:
    """A fact as its column has it; null where that is blank or not of the right type and in range."""
    found = None
    if dtype is not None and fact.type.is_number:
        found = number(fact, dtype, raw)
    elif dtype == nw.String and fact.type is FactType.TEXT:
        found = nw.when(raw.str.strip_chars() != "").then(raw.str.strip_chars())
    elif dtype == nw.String and fact.type is FactType.CHOICE:
        found = nw.when(raw.is_in(list(fact.choices))).then(raw)
    elif dtype is not None and fact.type is FactType.TEXT and dtype.is_integer():
        found = raw.cast(nw.String())
    elif dtype == nw.Boolean and fact.type is FactType.YES_NO:
        found = raw
    elif dtype == nw.Date and fact.type is FactType.DATE:
        found = nw.when(raw.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(raw)
    return nw.lit(None, dtype=dtype_of(fact)) if found is None else found


def is_list(dtype: nw.dtypes.DType | None) -> bool:
    """Whether a column holds lists of texts."""
    return isinstance(dtype, nw.List) and dtype.inner == nw.String


def number(fact: Fact, dtype: nw.dtypes.DType, raw: nw.Expr) -> nw.Expr | None:
    """A number in range as whole millionths, or as it is where it must be whole; None where its column is of no use."""
    places = 0 if fact.type is FactType.WHOLE else DECIMALS
    low, high = (int(end or 0) for end in (fact.minimum, fact.maximum))
    if dtype == nw.String:
        form = rf"^[0-9]{{1,{len(str(high))}}}" + (rf"(\.[0-9]{{1,{places}}})?$" if places else "$")
        plain = nw.when(raw.str.contains(form)).then(raw).cast(nw.Decimal(20, places) if places else nw.Int64())
        found = (plain * 10**places).cast(nw.Int64())
    elif dtype.is_float():
        scaled = (nw.when(raw.is_between(low, high)).then(raw) * 10**places).round()
        scale = raw * 0 + 10**places  # by a constant, an engine may multiply by the inverse, which rounds otherwise
        found = nw.when(scaled / scale == raw).then(scaled).cast(nw.Int64())
    elif isinstance(dtype, nw.Decimal) and high * 10**dtype.scale <= WIDEST:
        units = (nw.when(raw.is_between(low, high)).then(raw) * 10**dtype.scale).cast(nw.Int64())
        finer = 10 ** max(dtype.scale - places, 0)
        found = (units if finer == 1 else floor(nw.when(units % finer == 0).then(units), finer)) * 10 ** max(
            places - dtype.scale, 0
        )
    elif dtype.is_integer() and dtype not in (nw.UInt64, nw.Int128, nw.UInt128):
        found = nw.when(raw.is_between(low, high)).then(raw).cast(nw.Int64()) * 10**places
    else:
        return None
    return nw.when(found.is_between(low * 10**places, high * 10**places)).then(found)


def odd(name: str, fact: Fact, dtype: nw.dtypes.DType) -> nw.Expr:
    """What a cell holds that its column did not take; null where it is blank."""
    left = nw.when(nw.col(columns_of(name, fact)[0]).is_null()).then(nw.col(f"raw {name}"))
    if dtype == nw.String:
        left = nw.when(left.str.strip_chars() != "").then(left.str.strip_chars())
    elif not is_list(dtype):
        left = left.cast(nw.String())
    return left.alias(f"odd {name}")


def columns_of(name: str, fact: Fact) -> list[str]:
    """The columns that hold a fact."""
    return [item_column(name, code) for code in fact.choices] if fact.type is FactType.SET else [name]


def translated(engine: Engine[FrameT], frame: FrameT, cells: Cells, language: Language) -> FrameT:
    """The frame with what is odd read by the vocabulary, and in `error FACT` what it refuses, where it refuses anything."""
    first = {f"raw {name}": columns_of(name, cells.vocabulary.facts[name])[0] for name, _ in cells.types}
    short = engine.short(frame, first)
    types = dict(one for one in cells.types if f"raw {one[0]}" in short)
    frame = engine.run(Odd(cells.vocabulary, tuple(types.items())), frame)
    for name, dtype in types.items():
        if is_list(dtype):
            frame = engine.flat(frame, f"odd {name}")
    for column, texts in engine.distinct(frame, [f"odd {name}" for name in types]).items():
        if texts:
            name = column.removeprefix("odd ")
            fact = cells.vocabulary.facts[name]
            table, read = readings(name, fact, texts, language, is_list(types[name]))
            frame = engine.looked_up(frame, column, {column: texts, **table}, {column: nw.String(), **read})
            frame = engine.run(Taken(tuple(columns_of(name, fact))), frame)
    return frame


def readings(
    name: str, fact: Fact, texts: list[str], language: Language, lists: bool
) -> tuple[dict[str, list[Any]], dict[str, nw.dtypes.DType]]:
    """What each text means as the fact's columns hold it, or what is wrong with it; and the types of these columns."""
    read: dict[str, list[Any]] = {f"read {column}": [] for column in columns_of(name, fact)}
    errors: list[str | None] = []
    for text in texts:
        try:
            read_value = fact.parse_set(items_of(text)) if lists else fact.parse(text)
            values, error = in_columns(fact, read_value), None
        except Misfit as misfit:
            values, error = [None] * len(read), misfit.phrase.text(language)
        errors.append(error)
        for column, value in zip(read.values(), values, strict=True):
            column.append(value)
    types = {column: dtype_of(fact) for column in read}
    if any(errors):
        return {**read, f"error {name}": errors}, {**types, f"error {name}": nw.String()}
    return dict(read), types


class Taken(NamedTuple):
    """Takes over what was read of a fact's odd cells. A `Step`."""

    columns: tuple[str, ...]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with the fact complete."""
        return frame.with_columns(
            nw.coalesce(nw.col(name), nw.col(f"read {name}")).alias(name) for name in self.columns
        )


def items_of(text: str) -> list[str]:
    """The items of a list that an engine wrote as a text."""
    return text.split(SEPARATOR) if text else []


def in_columns(fact: Fact, value: FactValue) -> list[object]:
    """A fact's value as its columns hold it."""
    if isinstance(value, Fraction):
        return [int(value * (MILLIONTHS if fact.type is FactType.DECIMAL else 1))]
    return [code in value for code in fact.choices] if isinstance(value, frozenset) else [value]


class Implied(NamedTuple):
    """What facts say about one another: what is implied, and in `clash FACT` what contradicts it. A `Step`."""

    vocabulary: Vocabulary
    language: Language
    given: frozenset[str]

    def __hash__(self) -> int:
        return hash((id(self.vocabulary), self.language, self.given))

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with clashes and implied facts."""
        clashing = extended(frame, *(one.alias(f"clash {name}") for name, one in self.clashes()))
        return extended(clashing, *self.implied())

    def implied(self) -> Iterator[nw.Expr]:
        """Each fact that another may imply, where it is not known itself."""
        for name, fact in self.vocabulary.facts.items():
            if fact.implied_by in self.given:
                known = ~nw.col(str(fact.implied_by)).is_null()
                yield nw.when(nw.col(name).is_null() & known).then(True).otherwise(nw.col(name)).alias(name)

    def clashes(self) -> Iterator[tuple[str, nw.Expr]]:
        """Each fact that another may contradict, and what is wrong then."""
        for name, fact in self.vocabulary.facts.items():
            if fact.implied_by and {name, fact.implied_by} <= self.given:
                label = self.vocabulary.label_of(fact.implied_by)
                message = CONTRADICTION.format(fact=fact.implied_by, label=label).text(self.language)
                yield name, nw.when(~nw.col(name) & ~nw.col(fact.implied_by).is_null()).then(nw.lit(message))
            if fact.not_before and {name, fact.not_before} <= self.given:
                first = nw.col(fact.not_before)
                clash = nw.col(name) < first
                early = TOO_EARLY.format(
                    day=PLACEHOLDER, label=self.vocabulary.label_of(fact.not_before), first=PLACEHOLDER
                )
                days = [nw.when(clash).then(one).dt.to_string("%Y-%m-%d") for one in (nw.col(name), first)]
                yield name, nw.when(clash).then(filled(early.text(self.language), days))

    @property
    def names(self) -> list[str]:
        """The facts that may clash."""
        return [name for name, _ in self.clashes()]


def filled(text: str, values: Sequence[nw.Expr]) -> nw.Expr:
    """A text with values of each record in its places."""
    first, *rest = text.split(PLACEHOLDER)
    parts = [
        nw.lit(first),
        *(part for value, piece in zip(values, rest, strict=True) for part in (value, nw.lit(piece))),
    ]
    return nw.concat_str(*parts)
