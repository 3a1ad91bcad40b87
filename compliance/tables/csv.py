"""Tables as text: CSV with commas, semicolons or tabs, in the encodings that spreadsheet programs write."""

from __future__ import annotations

import codecs
import csv
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from compliance.base.diagnostics import Location
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.source import (
    HEADER_WITHIN,
    NO_RECORDS,
    Header,
    Source,
    column_names,
    header_of,
    scratch_file,
)

BLOCK = 1 << 22
MOST_MIB = 16
SEPARATORS = ",;\t"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SURELY_UTF8 = 10
ROWS, BLANK = "§rows", "§blank"

LINE_TOO_LONG = Phrase("此行超过 {limit} MiB，不像是表格", "a line longer than {limit} MiB; this is hardly a table")
BINARY = Phrase("含有空字符，不是文本文件", "null characters stand here; this is not a text file")
NO_ENCODING = Phrase(
    "第 {byte} 个字节处既不是 UTF-8 也不是 GB18030 编码；请另存为 UTF-8",
    "byte {byte} is neither UTF-8 nor GB18030; save the file as UTF-8",
)
NOT_UTF16 = Phrase(
    "第 {byte} 个字节处不是 UTF-16 编码；请另存为 UTF-8", "byte {byte} is not UTF-16; save the file as UTF-8"
)
TOO_MANY = Phrase(
    "此行有 {found} 个字段，表头只有 {expected} 个；含分隔符的内容应加引号",
    "this line has {found} fields, the header {expected}; quote what has the separator in it",
)
BAD_QUOTES = Phrase("引号没有成对，或引号后还有内容", "a quotation mark is not closed, or something follows it")


class Layout(NamedTuple):
    """How a table is written: its separator, the lines above the header, the last line of the header, and the header."""

    separator: str
    above: int
    last: int
    header: Header


def read(path: Path, codes: Collection[str]) -> Source:
    """The records of a text table, all cells text; rows without any are left out.

    A row shorter than the header has unknowns at its end, a longer one is refused. Raises InputError.
    """
    text = in_utf8(path)
    layout = layout_of(text, codes)
    if layout is None:
        raise refusal(str(path), NO_RECORDS)
    wide, lines = len(layout.header.cells), None
    frame = as_written(text, layout)
    counts = counted(frame, wide)
    regular = counts and counts[ROWS] and not counts[BLANK] and counts[ROWS] == line_count(text) - layout.last
    if not regular:
        text, lines = rewritten(text, path, layout)
        frame = as_written(text, Layout(",", 0, 1, layout.header))
        counts = counted(frame, wide)
    if not counts.get(ROWS):
        raise refusal(str(path), NO_RECORDS)
    filled = [counts[str(index)] > 0 for index in range(wide)]
    names = column_names(layout.header.cells, filled, lambda index: Location(str(path), layout.last, index + 1))
    numbers = list(names)

    def place(row: int, column: int | None) -> str:
        line = lines[row - 1] if lines is not None else layout.last + row
        return f"{path}:{line}" + (f":{numbers[column] + 1}" if column is not None and column < len(numbers) else "")

    return Source(
        frame.select(pl.col(str(index)).alias(name) for index, name in names.items()), counts[ROWS], place, None
    )


def in_utf8(path: Path) -> Path:
    """The file where it is UTF-8, else a copy of it that is. Raises InputError where its encoding is another.

    Files may be UTF-8, UTF-16 with a byte order mark, or GB18030.
    """
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in UTF16:
        return checked(copy_of(path, "utf-16", NOT_UTF16), path)
    checked(path, path)
    try:
        for _ in decoded(path, "utf-8"):
            pass
    except Undecodable as error:
        # text in GB18030 is not UTF-8 for long
        if error.beyond_ascii >= SURELY_UTF8:
            raise refusal(str(path), NO_ENCODING.format(byte=error.byte)) from None
        return copy_of(path, "gb18030", NO_ENCODING)
    return path


def blocks(path: Path) -> Iterator[bytes]:
    """The file's content, piece by piece."""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def checked(path: Path, shown: Path) -> Path:
    """The file, if it has no null characters and no endless lines. Raises InputError."""
    line, open_bytes = 1, 0
    for block in blocks(path):
        if b"\0" in block:
            raise refusal(str(shown), BINARY, line + block[: block.index(b"\0")].count(b"\n"), 1)
        line += block.count(b"\n")
        last = block.rfind(b"\n")
        open_bytes = open_bytes + len(block) if last < 0 else len(block) - last - 1
        if open_bytes > MOST_MIB << 20:
            raise refusal(str(shown), LINE_TOO_LONG.format(limit=MOST_MIB), line, 1)
    return path


def line_count(path: Path) -> int:
    """How many lines a file has; the last need not end in a line feed."""
    found, last = 0, b"\n"
    for block in blocks(path):
        found, last = found + block.count(b"\n"), block[-1:]
    return found + (last != b"\n")


class Undecodable(ValueError):
    """Bytes that are not in an encoding: the first one, from 1, and how many beyond ASCII were well before it."""

    def __init__(self, byte: int, beyond_ascii: int) -> None:
        self.byte = byte
        self.beyond_ascii = beyond_ascii
        super().__init__(byte)


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """The file's text, piece by piece. Raises Undecodable."""
    decoder = codecs.getincrementaldecoder(encoding)()
    before = characters = 0
    for block in chain(blocks(path), [b""]):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            start = before - pending + error.start
            well = characters + len(error.object[: error.start].decode(encoding, "ignore"))
            raise Undecodable(start + 1, start - well) from None
        yield text
        before, characters = before + len(block), characters + len(text)


def copy_of(path: Path, encoding: str, message: Phrase) -> Path:
    """A copy of a file in UTF-8. Raises InputError where it is not in that encoding."""
    target = scratch_file(path.name)
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(decoded(path, encoding))
    except Undecodable as error:
        raise refusal(str(path), message.format(byte=error.byte)) from None
    return target


def layout_of(path: Path, codes: Collection[str]) -> Layout | None:
    """How the table is written: with the separator by which its header has the most known names, or else columns."""
    found = [layout for separator in SEPARATORS if (layout := layout_by(path, codes, separator))]
    return max(found, key=lambda layout: (layout.header.known, len(layout.header.cells)), default=None)


def layout_by(path: Path, codes: Collection[str], separator: str) -> Layout | None:
    """How the table is written if this is its separator, None where it has no header."""
    rows: list[list[str]] = []
    ends = [0]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        try:
            for row in islice(reader, HEADER_WITHIN):
                rows.append(row)
                ends.append(reader.line_num)
        except csv.Error:
            pass
    header = header_of(rows, codes)
    if header is None:
        return None
    return Layout(separator, ends[header.row], ends[header.row + 1], header)


def as_written(path: Path, layout: Layout) -> pl.LazyFrame:
    """The table's cells in columns named 0, 1, 2 and so on; nothing is read yet."""
    return pl.scan_csv(
        path,
        separator=layout.separator,
        skip_lines=layout.above,
        infer_schema=False,
        glob=False,
        raise_if_empty=False,
        with_column_names=lambda names: [str(index) for index in range(len(names))],
    )


def counted(frame: pl.LazyFrame, wide: int) -> dict[str, int]:
    """How many rows and how many blank rows there are, and the filled cells of each column; nothing if it is irregular."""
    try:
        blank = pl.all_horizontal(pl.all().is_null()).sum()
        counts = frame.select(pl.len().alias(ROWS), blank.alias(BLANK), pl.all().count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return {}
    return {name: int(counts[name].item()) for name in counts.columns} if counts.width == wide + 2 else {}


def rewritten(path: Path, shown: Path, layout: Layout) -> tuple[Path, Sequence[int]]:
    """A regular copy of a table, and the line on which each record begins. Raises InputError with the first bad line."""
    target = scratch_file("regular.csv")
    wide, lines, begin = len(layout.header.cells), array("Q"), layout.above
    with path.open(encoding="utf-8-sig", newline="") as source, target.open("w", encoding="utf-8", newline="") as copy:
        for _ in range(layout.above):
            next(source)
        reader = csv.reader(source, delimiter=layout.separator, strict=True)
        writer = csv.writer(copy)
        writer.writerow(range(wide))
        try:
            for row in reader:
                begin, line = layout.above + reader.line_num, begin + 1
                if any(row[wide:]):
                    raise refusal(str(shown), TOO_MANY.format(found=len(row), expected=wide), line, wide + 1)
                if line > layout.last and any(row):
                    writer.writerow(row[:wide] + [""] * (wide - len(row)))
                    lines.append(line)
        except csv.Error:
            raise refusal(str(shown), BAD_QUOTES, begin + 1, 1) from None
    return target, lines
