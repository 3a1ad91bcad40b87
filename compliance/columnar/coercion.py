"""Coercion of a table's cells to typed facts: a cast of whole columns, then `Fact.parse` for each distinct text that is left.

Columns by fact: `raw FACT` as in the table; FACT (a set: one for each item) typed; `unparsed FACT` what the cast left;
`parsed FACT` what the parser made of that; `blank FACT` 1 where a text only says that nothing is known; `error FACT` what the
parser refused, and why; `clash FACT` what contradicts another fact. A fact with an error is null, like one that is missing.
"""

from __future__ import annotations

import re
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
from compliance.facts.parsing import BLANKS, DASHES, FIRST_YEAR, LAST_YEAR, is_blank
from compliance.facts.vocabulary import PERCENT, Fact, FactType, FactValue, Vocabulary

TO_WIDE = 0xFEE0
"""From a character of ASCII to its full-width form, in code points."""
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


def blank_pattern() -> str:
    """A regular expression that every blank text matches, and few others: any text of the characters of blanks alone."""
    plain = {*DASHES, *"".join(BLANKS), *"".join(BLANKS).upper()}
    wide = {chr(ord(character) + TO_WIDE) for character in plain if "!" <= character <= "~"}
    return rf"^[\s\u00a0{''.join(map(re.escape, sorted(plain | wide)))}]*$"


MAY_BE_BLANK = blank_pattern()


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
        typed = nw.when(~raw.str.contains(MAY_BE_BLANK)).then(raw.str.strip_chars())
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
    fits = scaled.is_between(least, most)
    if fact.unit == PERCENT:  # what may be a share is for the parser to refuse
        fits = fits & ((scaled == 0) | (scaled > 10**places))
    return nw.when(fits).then(scaled)


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

    What the vocabulary refuses is said in `error FACT`, in `language`, and what is taken as blank in `blank FACT`; a fact
    without any has no such column.
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
    """A table with a row for each text, and the types of its columns: `parsed COLUMN`, `blank FACT` and `error FACT` if any is.

    `lists` says that a text is a list's items, joined by ITEM_SEPARATOR.
    """
    table: dict[str, list[Any]] = {f"parsed {column}": [] for column in columns_of(name, fact)}
    types = {column: dtype_of(fact) for column in table}
    blanks = [1 if not lists and said_blank(text) else None for text in texts]
    errors: list[str | None] = []
    for text, blank in zip(texts, blanks, strict=True):
        cells: list[object] = [None] * len(columns_of(name, fact))
        error = None
        try:
            if not blank:
                cells = in_columns(fact, fact.parse_set(items_of(text)) if lists else fact.parse(text))
        except Misfit as misfit:
            error = misfit.phrase.text(language)
        errors.append(error)
        for column, cell in zip(table.values(), cells, strict=True):
            column.append(cell)
    if any(blanks):
        table[f"blank {name}"], types[f"blank {name}"] = blanks, nw.Int64()
    if any(errors):
        table[f"error {name}"], types[f"error {name}"] = errors, nw.String()
    return table, types


def said_blank(text: str) -> bool:
    """Whether a cell is not empty, but says no more than an empty one."""
    return bool(text.strip()) and is_blank(text)


def items_of(text: str) -> list[str]:
    """The items of a list that an engine joined to a text."""
    return text.split(ITEM_SEPARATOR) if text else []


def in_columns(fact: Fact, value: FactValue) -> list[object]:
    """A typed value as the cells of its fact's columns: millionths for a decimal, a truth for each item of a set."""
    if isinstance(value, Fraction):
        return [int(value * (MILLIONTHS if fact.type is FactType.DECIMAL else 1))]
    return [code in value for code in fact.choices] if isinstance(value, frozenset) else [value]
