"""Coercion of a table's cells to typed facts: a cast of whole columns, then `Fact.parse` for each distinct text that is left.

Columns by fact: `raw FACT` as in the table; FACT (a set: one for each item) typed; `unparsed FACT` what the cast left;
`parsed FACT` what the parser made of that; `error FACT` what it refused, and why; `clash FACT` what contradicts another fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

import narwhals as nw

from compliance.base.decimals import DECIMALS, MILLIONTHS
from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Language
from compliance.columnar.engine import ITEM_SEPARATOR, Engine, FrameT
from compliance.columnar.expressions import extend, item_column
from compliance.columnar.scaled_integers import WIDEST, floor_div
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


@dataclass(frozen=True)
class Cast:
    """A step to facts as typed columns, as far as a cast can tell; what it cannot is null.

    `types` are the types of the raw columns, by fact. `wanted` are facts to have columns although the table does not give
    them; None for all of the vocabulary.
    """

    vocabulary: Vocabulary
    types: tuple[tuple[str, nw.dtypes.DType], ...]
    wanted: frozenset[str] | None = None

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with the columns of each fact added."""
        types = dict(self.types)
        typed: list[nw.Expr] = []
        for name, fact in self.vocabulary.facts.items():
            if self.wanted is not None and name not in {*types, *self.wanted}:
                continue
            if fact.type is FactType.SET:
                typed += (nw.lit(None, dtype=nw.Boolean).alias(column) for column in columns_of(name, fact))
            else:
                typed.append(cast(fact, types.get(name), nw.col(f"raw {name}")).alias(name))
        return extend(frame, *typed)


@dataclass(frozen=True)
class Unparsed:
    """A step to `unparsed FACT`: what the casts of some facts left over."""

    vocabulary: Vocabulary
    types: tuple[tuple[str, nw.dtypes.DType], ...]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with these columns added."""
        return extend(frame, *(unparsed(name, self.vocabulary.facts[name], dtype) for name, dtype in self.types))


@dataclass(frozen=True)
class Coalesce:
    """A step that fills the nulls of typed columns with what was parsed."""

    columns: tuple[str, ...]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with the columns complete."""
        filled = (nw.coalesce(nw.col(name), nw.col(f"parsed {name}")).alias(name) for name in self.columns)
        return frame.with_columns(filled)


def dtype_of(fact: Fact) -> nw.dtypes.DType:
    """The type of a fact's typed columns."""
    return DTYPES.get(fact.type, nw.String())


def cast(fact: Fact, dtype: nw.dtypes.DType | None, raw: nw.Expr) -> nw.Expr:
    """A raw column of that type (None: the table has none) as a fact's typed column.

    Null where a cell is blank, out of range or not written in the plainest form: the parser decides on those. No set and no
    credit code is cast.
    """
    typed = None
    if dtype is not None and fact.type.is_number:
        typed = cast_number(fact, dtype, raw)
    elif dtype == nw.String and fact.type is FactType.TEXT:
        typed = nw.when(raw.str.strip_chars() != "").then(raw.str.strip_chars())
    elif dtype == nw.String and fact.type is FactType.CHOICE:
        typed = nw.when(raw.is_in(list(fact.choices))).then(raw)
    elif dtype is not None and fact.type is FactType.TEXT and dtype.is_integer():
        typed = raw.cast(nw.String())
    elif dtype == nw.Boolean and fact.type is FactType.YES_NO:
        typed = raw
    elif dtype == nw.Date and fact.type is FactType.DATE:
        typed = nw.when(raw.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(raw)
    return nw.lit(None, dtype=dtype_of(fact)) if typed is None else typed


def is_list(dtype: nw.dtypes.DType | None) -> bool:
    """Whether a column holds lists of texts."""
    return isinstance(dtype, nw.List) and dtype.inner == nw.String


def cast_number(fact: Fact, dtype: nw.dtypes.DType, raw: nw.Expr) -> nw.Expr | None:
    """A number in range, as an integer of millionths, or of units for a whole fact; None where the type cannot be cast."""
    places = 0 if fact.type is FactType.WHOLE else DECIMALS
    minimum, maximum = fact.minimum or Fraction(0), fact.maximum or Fraction(0)
    low, high = floor(minimum), ceil(maximum)
    in_range = nw.when(raw.is_between(low, high)).then(raw)
    if dtype == nw.String:
        scaled = scaled_text(raw, len(str(high)), places)
    elif dtype.is_float():
        scaled = scaled_float(in_range, raw, places)
    elif isinstance(dtype, nw.Decimal) and high * 10**dtype.scale <= WIDEST:
        scaled = scaled_decimal(in_range, dtype.scale, places)
    elif dtype.is_integer() and dtype not in (nw.UInt64, nw.Int128, nw.UInt128):
        scaled = in_range.cast(nw.Int64()) * 10**places
    else:
        return None
    least, most = ceil(minimum * 10**places), floor(maximum * 10**places)
    return nw.when(scaled.is_between(least, most)).then(scaled)


def scaled_text(raw: nw.Expr, digits: int, places: int) -> nw.Expr:
    """A plain decimal of at most so many digits and places, times 10**places; null for any other text."""
    form = rf"^[0-9]{{1,{digits}}}" + (rf"(\.[0-9]{{1,{places}}})?$" if places else "$")
    number = nw.when(raw.str.contains(form)).then(raw).cast(nw.Decimal(20, places) if places else nw.Int64())
    scale: int = 10**places
    return (number * scale).cast(nw.Int64())


def scaled_float(in_range: nw.Expr, raw: nw.Expr, places: int) -> nw.Expr:
    """A binary float times 10**places; null unless it is the float nearest to a decimal of that many places."""
    scaled = (in_range * 10**places).round()
    scale = raw * 0 + 10**places  # by a constant, an engine may multiply by the inverse, which rounds otherwise
    return nw.when(scaled / scale == raw).then(scaled).cast(nw.Int64())


def scaled_decimal(in_range: nw.Expr, scale: int, places: int) -> nw.Expr:
    """An exact decimal of that scale, times 10**places; null where it has more places."""
    units = (in_range * 10**scale).cast(nw.Int64())
    finer: int = 10 ** max(scale - places, 0)
    coarser: int = 10 ** max(places - scale, 0)
    kept = units if finer == 1 else floor_div(nw.when(units % finer == 0).then(units), finer)
    return kept * coarser


def unparsed(name: str, fact: Fact, dtype: nw.dtypes.DType) -> nw.Expr:
    """`unparsed FACT`: a cell's text (a list as it is) where the typed column is null; null where the cell is blank."""
    rest = nw.when(nw.col(columns_of(name, fact)[0]).is_null()).then(nw.col(f"raw {name}"))
    if dtype == nw.String:
        rest = nw.when(rest.str.strip_chars() != "").then(rest.str.strip_chars())
    elif not is_list(dtype):
        rest = rest.cast(nw.String())
    return rest.alias(f"unparsed {name}")


def columns_of(name: str, fact: Fact) -> list[str]:
    """The names of a fact's typed columns: one, or one for each item of a set."""
    return [item_column(name, code) for code in fact.choices] if fact.type is FactType.SET else [name]


def parse_rest(engine: Engine[FrameT], frame: FrameT, cast: Cast, language: Language) -> FrameT:
    """The frame that `cast` made, with what it left parsed by the vocabulary: each distinct text once.

    What the vocabulary refuses is said in `error FACT`, in `language`; a fact without refusals has no such column.
    """
    typed = {f"raw {name}": columns_of(name, cast.vocabulary.facts[name])[0] for name, _ in cast.types}
    left = engine.unparsed_columns(frame, typed)
    types = {name: dtype for name, dtype in cast.types if f"raw {name}" in left}
    frame = engine.run(Unparsed(cast.vocabulary, tuple(types.items())), frame)
    for name, dtype in types.items():
        if is_list(dtype):
            frame = engine.join_lists(frame, f"unparsed {name}")
    for column, texts in engine.distinct(frame, [f"unparsed {name}" for name in types]).items():
        if texts:
            name = column.removeprefix("unparsed ")
            fact = cast.vocabulary.facts[name]
            table, dtypes = parsed(name, fact, texts, language, is_list(types[name]))
            frame = engine.lookup_join(frame, column, {column: texts, **table}, {column: nw.String(), **dtypes})
            frame = engine.run(Coalesce(tuple(columns_of(name, fact))), frame)
    return frame


def parsed(
    name: str, fact: Fact, texts: list[str], language: Language, lists: bool
) -> tuple[dict[str, list[Any]], dict[str, nw.dtypes.DType]]:
    """A table with a row for each text, and the types of its columns: `parsed COLUMN`, and `error FACT` if any is refused.

    `lists` says that a text is a list's items, joined by ITEM_SEPARATOR.
    """
    table: dict[str, list[Any]] = {f"parsed {column}": [] for column in columns_of(name, fact)}
    errors: list[str | None] = []
    for text in texts:
        try:
            value = fact.parse_set(items_of(text)) if lists else fact.parse(text)
            cells, error = in_columns(fact, value), None
        except Misfit as misfit:
            cells, error = [None] * len(table), misfit.phrase.text(language)
        errors.append(error)
        for column, cell in zip(table.values(), cells, strict=True):
            column.append(cell)
    types = {column: dtype_of(fact) for column in table}
    if any(errors):
        return {**table, f"error {name}": errors}, {**types, f"error {name}": nw.String()}
    return dict(table), types


def items_of(text: str) -> list[str]:
    """The items of a list that an engine joined to a text."""
    return text.split(ITEM_SEPARATOR) if text else []


def in_columns(fact: Fact, value: FactValue) -> list[object]:
    """A typed value as the cells of its fact's columns: millionths for a decimal, a truth for each item of a set."""
    if isinstance(value, Fraction):
        return [int(value * (MILLIONTHS if fact.type is FactType.DECIMAL else 1))]
    return [code in value for code in fact.choices] if isinstance(value, frozenset) else [value]


@dataclass(frozen=True)
class Implied:
    """A step to what facts say of one another: implied facts filled in, and contradictions told in `clash FACT`.

    `given` are the facts that the table has.
    """

    vocabulary: Vocabulary
    language: Language
    given: frozenset[str]

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The frame with both. Contradictions are of facts as given, so they come first."""
        clashes = (message.alias(f"clash {name}") for name, message in self.clashes())
        return extend(extend(frame, *clashes), *self.implied())

    def implied(self) -> Iterator[nw.Expr]:
        """The columns of facts that another may imply, filled where they are null."""
        for name, fact in self.vocabulary.facts.items():
            if fact.implied_by in self.given:
                known = ~nw.col(str(fact.implied_by)).is_null()
                yield nw.when(nw.col(name).is_null() & known).then(True).otherwise(nw.col(name)).alias(name)

    def clashes(self) -> Iterator[tuple[str, nw.Expr]]:
        """Each fact that another may contradict, and the message where it does; else null."""
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
                days = [nw.when(clash).then(day).dt.to_string("%Y-%m-%d") for day in (nw.col(name), first)]
                yield name, nw.when(clash).then(formatted(early.text(self.language), days))

    @property
    def names(self) -> list[str]:
        """The facts that have a `clash FACT`."""
        return [name for name, _ in self.clashes()]


def formatted(text: str, values: Sequence[nw.Expr]) -> nw.Expr:
    """A text with values of each record in the place of its PLACEHOLDERs, in order."""
    first, *rest = text.split(PLACEHOLDER)
    parts = [
        nw.lit(first),
        *(part for value, piece in zip(values, rest, strict=True) for part in (value, nw.lit(piece))),
    ]
    return nw.concat_str(*parts)
