"""Excel workbooks as tables.

Numbers in a workbook are binary floats, and are taken by their shortest decimal. Before a workbook is read it is inflated
once, piece by piece: what would not fit into memory is refused, and errors such as #N/A, which the reader gives as blanks,
are found. In the old format, .xls, such errors stay blanks.
"""

from __future__ import annotations

import re
import struct
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from compliance.base.diagnostics import Location
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.source import HEADER_WITHIN, NO_RECORDS, Header, Source, column_names, header_of, letters

OLD_FORMAT = ".xls"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 2 << 30
DENSE_BYTES, DENSEST = 100 << 20, 200
MOST_CELLS = 64 << 20
PIECE, PACKED = 1 << 22, 1 << 18
MOST_OF_OLE = 16 << 20
AT_ONCE = 500
WHOLE_UP_TO = 2**53
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKSHEETS = "xl/worksheets/"
ERROR_CELL = re.compile(rb'<c (?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.S)
COLUMN, ROW = re.compile(rb' r="([A-Z]+)\d'), re.compile(rb' r="[A-Z]+(\d+)"')
BEYOND_Z = re.compile(rb' r="[A-Z]{2}')

NOT_A_WORKBOOK = Phrase("不是完好的 Excel 文件", "not an intact Excel file")
OLD_WORKBOOK = Phrase(
    "这是旧版 Excel 格式；请另存为 .xlsx，或把扩展名改为 .xls",
    "this is an old Excel format; save it as .xlsx or name it .xls",
)
PASSWORD = Phrase("文件设有密码；请取消密码后再试", "the file is protected by a password; remove it first")
TOO_LARGE = Phrase(
    "解压后过大（上限 {limit} GiB）或压缩率异常，为安全起见不予读取",
    "too large when inflated (the limit is {limit} GiB) or compressed beyond reason; for safety it is not read",
)
TOO_WIDE = Phrase(
    "工作表一直延伸到 {cell}；请删除数据区以外的内容后再试",
    "the sheet reaches as far as {cell}; delete what stands outside the data",
)
NO_SUCH_SHEET = Phrase("没有名为“{name}”的工作表；现有：{names}", "there is no sheet “{name}”; there are {names}")
NO_SHEET = Phrase("没有工作表", "there is no sheet")

Cell = object


class ErrorCell(NamedTuple):
    """A cell that holds an error: its row and column, from 0, and the error."""

    row: int
    column: int
    text: str


class Chosen(NamedTuple):
    """A sheet, its header if it has one, and its rows."""

    sheet: CalamineSheet
    header: Header | None


def read(path: Path, codes: Collection[str], sheet: str | None) -> Source:
    """The records of one sheet, blank rows left out: that of this name, else the first with known names of facts.

    Columns of one type are Int64, Float64, Boolean, Date or String, mixed ones are String. Raises InputError.
    """
    errors = inspected(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            chosen = choose(workbook, path, codes, sheet)
            rows = chosen.sheet.to_python()
    except PasswordError:
        raise refusal(str(path), PASSWORD) from None
    except (CalamineError, OSError, ValueError):
        raise refusal(str(path), NOT_A_WORKBOOK) from None
    name, header, (top, left) = chosen.sheet.name, chosen.header, chosen.sheet.start or (0, 0)
    if errors:
        for error in errors.get(parts_of(path).get(name, ""), []):
            rows[error.row - top][error.column - left] = error.text
    records = rows[header.row + 1 :] if header else []
    kept = [index for index, row in enumerate(records) if any(row) or any(cell != "" for cell in row)]
    if header is None or not kept:
        raise refusal(f"{path}!{name}", NO_RECORDS)
    if len(kept) < len(records):
        records = [records[index] for index in kept]
    columns = [typed(values) for values in turned(records)]
    first = top + header.row + 2
    lines = array("Q", (first + index for index in kept))

    def label(index: int) -> str:
        return letters(left + index)

    def cell(line: int, index: int) -> str:
        return f"{path}!{name}!{label(index)}{line}"

    names = column_names(
        header.cells,
        [column.null_count() < len(column) for column in columns],
        lambda index: Location(cell(first - 1, index)),
        label,
    )
    numbers = list(names)

    def place(row: int, column: int | None) -> str:
        line = lines[row - 1]
        return (
            cell(line, numbers[column])
            if column is not None and column < len(numbers)
            else f"{path}!{name}!{line}:{line}"
        )

    frame = pl.DataFrame([columns[index].alias(name) for index, name in names.items()])
    return Source(frame.lazy(), len(lines), place, None)


def choose(workbook: CalamineWorkbook, path: Path, codes: Collection[str], name: str | None) -> Chosen:
    """The sheet of that name, else the first one with known names of facts, else the first. Raises InputError."""
    names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if name is not None and name not in names:
        raise refusal(str(path), NO_SUCH_SHEET.format(name=name, names="、".join(names)))
    if not names:
        raise refusal(str(path), NO_SHEET)
    first = None
    for one in names if name is None else [name]:
        sheet = workbook.get_sheet_by_name(one)
        found = Chosen(sheet, header_of(sheet.to_python(nrows=HEADER_WITHIN), codes))
        first = first or found
        if found.header and found.header.known:
            return found
    assert first
    return first


def turned(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The columns of the rows; a few rows at a time, which is quicker as they stay in the processor's cache."""
    columns: list[list[Cell]] = [[] for _ in rows[0]]
    for start in range(0, len(rows), AT_ONCE):
        for column, cells in zip(columns, zip(*rows[start : start + AT_ONCE], strict=True), strict=True):
            column.extend(cells)
    return columns


def typed(values: Sequence[Cell]) -> pl.Series:
    """A column in its own type where all cells are of one, else as text; blanks are null."""
    types = set(map(type, values))
    if types == {str}:
        texts = pl.Series(values, dtype=pl.String)
        return texts.set(texts == "", None)
    if str in types and not any(value for value in values if type(value) is str):
        types.remove(str)
        values = [None if value == "" else value for value in values]
    if types <= {int, float}:
        return numbers_of(pl.Series(values, dtype=pl.Float64))
    if types == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    if types == {date}:
        return pl.Series(values, dtype=pl.Date)
    return pl.Series([text_of(value) for value in values], dtype=pl.String)


def numbers_of(values: pl.Series) -> pl.Series:
    """Whole numbers as such, if all are."""
    whole = ((values == values.floor()) & (values.abs() <= WHOLE_UP_TO)).all()
    return values.cast(pl.Int64) if whole else values


def text_of(value: Cell) -> str | None:
    """A cell as text: a number as its shortest decimal without an exponent, yes or no, an ISO date and time."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) <= WHOLE_UP_TO else format(Decimal(repr(value)), "f")
        )
    return None if value is None else str(value)


def inspected(path: Path) -> Mapping[str, list[ErrorCell]]:
    """The cells with errors, by the part of the workbook that they stand in.

    Raises InputError where the file is no workbook, is locked by a password, or would not fit into memory.
    """
    with path.open("rb") as stream:
        start = stream.read(len(OLE))
        if start == OLE and path.suffix.lower() == OLD_FORMAT:
            return {}
        if start == OLE:
            raise refusal(str(path), PASSWORD if ENCRYPTED in stream.read(MOST_OF_OLE) else OLD_WORKBOOK)
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
        check_sizes(path, entries)
        return {
            entry.filename: found
            for entry in entries
            if entry.filename.startswith("xl/") and (found := inspected_part(path, entry))
        }
    except (BadZipFile, OSError, ValueError, zlib.error, struct.error):
        raise refusal(str(path), NOT_A_WORKBOOK) from None


def check_sizes(path: Path, entries: Sequence[ZipInfo]) -> None:
    """Raises InputError where the workbook would be too large, or is locked."""
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if size > MOST_BYTES or (size > DENSE_BYTES and size > DENSEST * packed):
        raise refusal(str(path), TOO_LARGE.format(limit=MOST_BYTES >> 30))
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(str(path), PASSWORD)


def inspected_part(path: Path, entry: ZipInfo) -> list[ErrorCell]:
    """The errors in a part of a workbook. Raises InputError where its cells reach too far, or it is not as it says."""
    errors: list[ErrorCell] = []
    beyond_z = False
    for piece in inflated(path, entry):
        beyond_z = beyond_z or BEYOND_Z.search(piece) is not None
        if b't="e"' in piece:
            found = ERROR_CELL.findall(piece)
            errors += (
                ErrorCell(int(row) - 1, column_number(letters) - 1, text.decode()) for letters, row, text in found
            )
    if beyond_z and entry.filename.startswith(WORKSHEETS):
        rows: set[bytes] = set()
        columns: set[bytes] = set()
        for piece in inflated(path, entry):
            rows.update(ROW.findall(piece))
            columns.update(COLUMN.findall(piece))
        row, column = max(map(int, rows), default=0), max(map(column_number, columns), default=0)
        if row * column > MOST_CELLS:
            raise refusal(str(path), TOO_WIDE.format(cell=f"{letters(column - 1)}{row}"))
    return errors


def inflated(path: Path, entry: ZipInfo) -> Iterator[bytes]:
    """The content of a part, in pieces that each begin with a cell. Raises InputError where it is larger than it says."""
    with path.open("rb") as stream:
        stream.seek(entry.header_offset + 26)
        stream.seek(sum(struct.unpack("<HH", stream.read(4))), 1)
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        left, size, rest = entry.compress_size, 0, b""
        while left > 0 and not unpack.eof:
            packed = stream.read(min(left, PACKED))
            left -= len(packed) or left
            while packed:
                piece = unpack.decompress(packed, PIECE) if entry.compress_type == ZIP_DEFLATED else packed
                packed = unpack.unconsumed_tail
                size += len(piece)
                if size > entry.file_size:
                    raise refusal(str(path), TOO_LARGE.format(limit=MOST_BYTES >> 30))
                rest += piece
                cut = max(rest.rfind(b"<c "), 0) or len(rest)
                yield rest[:cut]
                rest = rest[cut:] if len(rest) - cut <= PIECE else b""
        yield rest


def column_number(letters: bytes) -> int:
    """A column's number from its letters: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def parts_of(path: Path) -> Mapping[str, str]:
    """Each sheet's part of the workbook, by the sheet's name."""
    with ZipFile(path) as archive:
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    return {
        str(sheet.get("name")): "xl/" + targets.get(sheet.get(LINK), "").removeprefix("/xl/").removeprefix("xl/")
        for sheet in sheets
    }
