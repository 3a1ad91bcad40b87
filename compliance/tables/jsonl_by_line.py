"""JSON objects read line by line: numbers as they are written, and each line that cannot be read kept with its error."""

from __future__ import annotations

import codecs
import json
import mmap
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import count, islice
from pathlib import Path

import polars as pl

from compliance.base.diagnostics import Diagnostic, InputError, Location, Misfit
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import CONTROL, LONE_SURROGATE, NOT_JSON, UNPRINTABLE, code_of, refusal
from compliance.facts.choices import Label
from compliance.tables.encoding import LINE_TOO_LONG, MOST_MIB
from compliance.tables.source import ERROR, NO_ITEMS, NO_RECORDS, Source, Value, column, scratch_file

LONGEST, BLOCK = 8, 1 << 20
MAYBE_BLANK = re.compile(rb"\n\s")
TOO_FINE = re.compile(rb"\.\d{7}")
FINE_NUMBER = re.compile(r"\.\d{7}")
AT_ONCE = 50_000
MOST_DIGITS = 60

NOT_AN_OBJECT = Phrase("每行应为一个 JSON 对象", "each line must be one JSON object")
NOT_UTF8 = Phrase("此行不是 UTF-8 编码", "this line is not UTF-8")
TOO_DEEP = Phrase("嵌套过深", "nested too deep")
KEY_TWICE = Phrase("“{key}”写了两次", "“{key}” stands twice")
ANOTHER_KIND = Phrase("此行写的是 {kind}，而前面写的是 {first}", "this is a {kind}, those before are a {first}")


def found_in(path: Path, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern of at most LONGEST bytes stands anywhere in a file. Other threads may work between the blocks."""
    block = bytearray(LONGEST + BLOCK)
    with path.open("rb", buffering=0) as stream, memoryview(block) as view:
        while read := stream.readinto(view[LONGEST:]):
            if pattern.search(block, 0, LONGEST + read):
                return True
            view[:LONGEST] = view[read : LONGEST + read]
    return False


def with_fine_as_text(path: Path) -> Path | None:
    """The file, or a copy of it with numbers of more than six decimals as texts where it has any.

    None where a line that seems to have one cannot be read. All other lines are copied as they are.
    """
    if not found_in(path, TOO_FINE):
        return path
    target, done = scratch_file(path.name), 0
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        memoryview(content) as view,
        target.open("wb") as copy,
    ):
        while match := TOO_FINE.search(content, done):
            start = max(content.rfind(b"\n", done, match.start()) + 1, done)
            end = content.find(b"\n", match.end())
            end = len(content) if end < 0 else end
            try:
                line = fine_as_text(content[start:end])
            except (ValueError, RecursionError, Misfit):
                return None
            with view[done:start] as before:
                copy.write(before)
            copy.write(line)
            done = end
        with view[done:] as rest:
            copy.write(rest)
    return target


def fine_as_text(line: bytes) -> bytes:
    """A line of JSON with numbers of more than six decimals as texts. Raises Misfit, ValueError or RecursionError."""
    found = json.loads(line.decode(), parse_float=float_or_text, object_pairs_hook=without_doubles)
    return json.dumps(found, allow_nan=False, separators=(",", ":")).encode()


def float_or_text(text: str) -> float | str:
    """A number, as text where it has more than six decimals."""
    return plain_decimal(text) if FINE_NUMBER.search(text) else float(text)


def places(path: Path, shown: Path) -> Callable[[int, int | None], str]:
    """Where the records stand; the lines are counted when the first place is asked for."""

    @cache
    def lines() -> Sequence[int] | None:
        with path.open("rb") as stream:
            if not stream.read(1).isspace() and not found_in(path, MAYBE_BLANK):
                return None
            stream.seek(0)
            return array("Q", (number for number, line in enumerate(stream, 1) if line.strip()))

    def place(row: int, column: int | None) -> str:
        numbers = lines()
        return f"{shown}:{numbers[row - 1] if numbers else row}"

    return place


def subject_names(kinds: Mapping[str, Label]) -> dict[str, str]:
    """Every way to write a subject's name, with its code."""
    return {name: code for code, label in kinds.items() for name in (code, *label.words())}


class LineReader:
    """Reads line by line, numbers as they are written."""

    def __init__(self, path: Path, shown: Path, kinds: Mapping[str, Label], language: Language) -> None:
        self.path = path
        self.shown = shown
        self.kinds = subject_names(kinds)
        self.language: Language = language
        self.kind: str | None = None
        self.rows = self.wrong = 0
        self.first_problem: Diagnostic | None = None

    def source(self) -> Source:
        """The records. Raises InputError where no line can be read."""
        lines = self.lines()
        parts = [self.part(group) for group in iter(lambda: list(islice(lines, AT_ONCE)), [])]
        if not parts:
            raise refusal(str(self.shown), NO_RECORDS)
        if self.first_problem and self.wrong == self.rows:
            raise InputError([self.first_problem])
        frame = together(parts) if self.wrong else together(parts).drop(ERROR)
        return Source(frame, self.rows, places(self.path, self.shown), self.kind, keyed=True)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that are not blank, with their numbers. Raises InputError at one that is too long."""
        with self.path.open("rb") as stream:
            for number in count(1):
                line = stream.readline((MOST_MIB << 20) + 1)
                if len(line) > MOST_MIB << 20:
                    raise refusal(str(self.shown), LINE_TOO_LONG.format(limit=MOST_MIB), number, 1)
                if not line:
                    return
                if line.strip():
                    yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line

    def part(self, lines: list[tuple[int, bytes]]) -> pl.LazyFrame:
        """The records of some lines, kept in a file."""
        records: list[dict[str, Value]] = []
        errors: list[str | None] = []
        for number, line in lines:
            try:
                records.append(self.record(line))
                errors.append(None)
            except Misfit as misfit:
                records.append({})
                errors.append(self.told(number, misfit.phrase))
        names = dict.fromkeys(name for record in records for name in record)
        columns = [column(name, [record.get(name) for record in records]) for name in names]
        self.rows += len(lines)
        target = scratch_file("part.parquet")
        pl.DataFrame([*columns, pl.Series(ERROR, errors, pl.String)]).write_parquet(target)
        return pl.scan_parquet(target)

    def told(self, number: int, message: Phrase) -> str:
        """An error in the language asked for."""
        self.wrong += 1
        problem = Diagnostic(Location(str(self.shown), number, 1), None, message)
        self.first_problem = self.first_problem or problem
        return problem.text(self.language)

    def record(self, line: bytes) -> dict[str, Value]:
        """The facts of a line. Raises Misfit."""
        found = parsed(line)
        if not isinstance(found, dict):
            raise Misfit(NOT_AN_OBJECT)
        [(key, value)] = found.items() if len(found) == 1 else [("", None)]
        if key in self.kinds and isinstance(value, dict):
            kind = self.kinds[key]
            if self.kind not in (None, kind):
                raise Misfit(ANOTHER_KIND.format(kind=kind, first=self.kind))
            self.kind, found = kind, value
        if match := UNPRINTABLE.search("".join(found)):
            raise Misfit(CONTROL.format(code=code_of(match[0])))
        return {name: value_of(value) for name, value in found.items()}


def parsed(line: bytes) -> object:
    """A line's JSON, numbers as text. Raises Misfit."""
    try:
        text = line.decode()
        found: object = json.loads(
            text, parse_int=str, parse_float=plain_decimal, parse_constant=str, object_pairs_hook=without_doubles
        )
        if "\\ud" in text.lower():
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        raise Misfit(NOT_UTF8) from None
    except UnicodeEncodeError:
        raise Misfit(LONE_SURROGATE) from None
    except json.JSONDecodeError:
        raise Misfit(CONTROL.format(code=code_of("\0")) if b"\0" in line else NOT_JSON) from None
    except RecursionError:
        raise Misfit(TOO_DEEP) from None
    return found


def plain_decimal(text: str) -> str:
    """A number without an exponent, where it is not too long for that."""
    number = Decimal(text) if "e" in text.lower() and len(text) <= MOST_DIGITS else None
    return format(number, "f") if number is not None and abs(number.adjusted()) <= MOST_DIGITS else text


def without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object, no key of which may stand twice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise Misfit(KEY_TWICE.format(key=key))
        found[key] = value
    return found


def value_of(value: object) -> Value:
    """A value as text or as a list of texts; what is nested deeper as JSON."""
    return [text_of(item) for item in value] if isinstance(value, list) else text_of(value)


def text_of(value: object) -> str | None:
    """A single value as text."""
    return value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False)


def together(parts: list[pl.LazyFrame]) -> pl.LazyFrame:
    """All parts, a column of texts and of lists of texts as one of texts."""
    schemas = [part.collect_schema() for part in parts]
    found: dict[str, list[pl.DataType]] = {}
    for schema in schemas:
        for name, dtype in schema.items():
            found.setdefault(name, []).extend([dtype] * (dtype != pl.Null))
    found[ERROR] = found.pop(ERROR)
    types = {name: types[0] if len(set(types)) == 1 else pl.String() for name, types in found.items()}
    return pl.concat(part.select(alike(schema, types)) for part, schema in zip(parts, schemas, strict=True))


def alike(schema: pl.Schema, types: Mapping[str, pl.DataType]) -> Iterator[pl.Expr]:
    """The columns of a part as all parts have them."""
    for name, dtype in types.items():
        value = pl.col(name) if name in schema else pl.lit(None)
        if dtype == pl.String and isinstance(schema.get(name), pl.List):
            joined = value.list.join("、", ignore_nulls=True)
            value = pl.when(joined == "").then(pl.lit(NO_ITEMS)).otherwise(joined)
        yield value.cast(dtype).alias(name)
