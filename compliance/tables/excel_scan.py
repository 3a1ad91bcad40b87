"""Excel workbooks looked through before they are read: how far their cells reach, and which a plain reader would get wrong:
errors, formulas without a stored value, and percentages.

Each part of a workbook is inflated once, piece by piece. A sheet as spreadsheet programs write it is searched by patterns,
which is quick; XML that is written otherwise (other quotes, lower case, cells without a reference …) is parsed.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.excel_styles import as_percentage, percent_pattern, percent_styles
from compliance.tables.file_kind import PASSWORD
from compliance.tables.source import letters

MOST_BYTES = 2 << 30
DENSE_BYTES, DENSEST = 100 << 20, 200
LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
MOST_CELLS = 64 << 20
SPARSE_CELLS, SPARSEST = 4 << 20, 50
PIECE, PACKED = 1 << 22, 1 << 18

SHEET = b"sheetData"
# the patterns have long beginnings that are fixed: that is what makes them quick
FAR = re.compile(rb'<c(?! r="[A-Z](?:[1-9][0-9]{0,4}|1[0-9]{5})")[\s/>]')  # any cell but those from A1 to Z199999
ODD = re.compile(rb'<c(?! r="[A-Z]{1,3}[1-9][0-9]{0,6}")[\s/>]')  # any cell that does not begin with its reference
CELL = b'<c r="'
COLUMN, ROW = re.compile(rb'<c r="([A-Z]+)'), re.compile(rb'<c r="[A-Z]+([0-9]+)')
PREFIXED = b":c"
SIGN, SIGN_OF_ERROR = b"#", re.compile(rb"[>\s;&]#")  # the text of every error begins with #
UNUSUAL = (b"='", b" =", b"= ", b"\t=", b"=\t", b"\n=", b"=\n", b"\r=", b"=\r", b'="&', b"<!")
ERROR = b't="e"'
ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"(?=[^>]* t="e")[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.S)
FORMULA = b"<f"
NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"(?![^>]* t="str")[^>]*>\s*<f(?:[^>]*/>|[^>]*[^/>]>[^<]*</f>|>[^<]*</f>)'
    rb"\s*(?:</c>|<v[^>]*/>|<v[^>]*></v>)"
    rb'|<c r="([A-Z]{1,3})(\d+)"[^>]* t="str"[^>]*>\s*<f(?:[^>]*/>|[^>]*[^/>]>[^<]*</f>|>[^<]*</f>)\s*</c>'
)
REFERENCE = re.compile("([A-Za-z]*)([0-9]*)")

NOT_A_WORKBOOK = Phrase("不是完好的 Excel 文件", "not an intact Excel file")
TOO_LARGE = Phrase(
    "解压后过大（上限 {limit} GiB）或压缩率异常，为安全起见不予读取",
    "too large when inflated (the limit is {limit} GiB) or compressed beyond reason; for safety it is not read",
)
TOO_WIDE = Phrase(
    "工作表一直延伸到 {cell}；请删除数据区以外的内容后再试",
    "the sheet reaches as far as {cell}; delete what stands outside the data",
)


class MarkedCell(NamedTuple):
    """A cell that is to be read as this text: an error such as #REF!, or 95%; None for a formula without a stored value.

    Row and column count from 0.
    """

    row: int
    column: int
    text: str | None


@dataclass
class Extent:
    """How far the cells of a sheet reach, counted from 1, how many there are, and those that are marked."""

    row: int = 0
    column: int = 0
    cells: int = 0
    marked: list[MarkedCell] = field(default_factory=list)

    @property
    def too_far(self) -> bool:
        """Whether no spreadsheet reaches so far, or reading it would take memory for cells that are not there."""
        area = self.row * self.column
        sparse = area > SPARSE_CELLS and area > SPARSEST * self.cells
        return self.row > LAST_ROW or self.column > LAST_COLUMN or area > MOST_CELLS or sparse


def scanned(path: Path) -> Mapping[str, list[MarkedCell]]:
    """The marked cells of a workbook, by the part that they stand in.

    Raises InputError where the file is no workbook, is locked by a password, or would not fit into memory.
    """
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            check_sizes(path, entries)
            percent = percent_styles(archive)
        return {entry.filename: cells for entry in entries if (cells := scanned_part(path, entry, percent))}
    except (BadZipFile, OSError, ValueError, zlib.error, struct.error, expat.ExpatError, ElementTree.ParseError):
        raise refusal(str(path), NOT_A_WORKBOOK) from None


def check_sizes(path: Path, entries: Sequence[ZipInfo]) -> None:
    """Raises InputError where the workbook would be too large, or is locked."""
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if size > MOST_BYTES or (size > DENSE_BYTES and size > DENSEST * packed):
        raise refusal(str(path), TOO_LARGE.format(limit=MOST_BYTES >> 30))
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(str(path), PASSWORD)


def scanned_part(path: Path, entry: ZipInfo, percent: Collection[int]) -> list[MarkedCell]:
    """The marked cells in a part of a workbook. Raises InputError where its cells reach too far, or it is not as it says."""
    far = in_sheet = unusual = False
    marked: list[MarkedCell] = []
    percentages = percent_pattern(percent)
    for piece in inflated(path, entry):
        start = 0 if in_sheet else piece.find(SHEET)
        if unusual or start < 0:
            continue
        in_sheet = True
        far = far or FAR.search(piece, start) is not None
        cells = marked_in(piece, start, percentages)
        unusual = cells is None or piece.find(PREFIXED, start) >= 0
        marked += cells or []
    if unusual or far:
        extent = None if unusual else extent_by_pattern(inflated(path, entry), marked)
        extent = extent or SheetParser(percent).extent(inflated(path, entry))
        if extent.too_far:
            raise refusal(str(path), TOO_WIDE.format(cell=f"{letters(extent.column - 1)}{extent.row}"))
        return extent.marked
    return marked


def marked_in(piece: bytes, start: int, percentages: re.Pattern[bytes] | None) -> list[MarkedCell] | None:
    """The marked cells in a piece of a sheet; None where there may be some that the patterns do not know."""
    errors = piece.find(SIGN, start) >= 0 and SIGN_OF_ERROR.search(piece, start) is not None
    formulas = piece.find(FORMULA, start) >= 0
    if not errors and not formulas and percentages is None:
        return []
    if any(piece.find(sign, start) >= 0 for sign in UNUSUAL):
        return None
    marked = [
        marked_cell(name or other, row or below, None) for name, row, other, below in NO_VALUE.findall(piece, start)
    ]
    if errors:
        cells = ERROR_CELL.findall(piece, start)
        if len(cells) != piece.count(ERROR, start) or any(b"&" in text for _, _, text in cells):
            return None
        marked += [marked_cell(name, row, text.decode()) for name, row, text in cells]
    if percentages:
        cells = percentages.findall(piece, start)
        marked += [marked_cell(name, row, as_percentage(number.decode())) for name, row, number in cells]
    return marked


def marked_cell(name: bytes, row: bytes, text: str | None) -> MarkedCell:
    """A marked cell by the letters of its column and the number of its row."""
    return MarkedCell(int(row) - 1, column_number(name.decode()) - 1, text)


def extent_by_pattern(pieces: Iterator[bytes], marked: list[MarkedCell]) -> Extent | None:
    """How far the cells of a sheet reach; None where not every cell is written as the patterns know it."""
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    cells = 0
    for piece in pieces:
        if ODD.search(piece):
            return None
        cells += piece.count(CELL)
        columns.update(COLUMN.findall(piece))
        rows.update(ROW.findall(piece))
    last = max(map(column_number, (name.decode() for name in columns)), default=0)
    return Extent(max(map(int, rows), default=0), last, cells, marked)


class SheetParser:
    """Parses a sheet as XML. A cell or row without a reference follows the one before it."""

    def __init__(self, percent: Collection[int] = ()) -> None:
        self.percent = percent
        self.seen = Extent()
        self.row = self.column = 0
        self.type = self.style = ""
        self.formula = self.valued = self.in_value = False
        self.value: list[str] = []

    def extent(self, pieces: Iterator[bytes]) -> Extent:
        """How far the cells reach, and the marked ones. Raises ExpatError or ValueError where it is no plain XML."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
        return self.seen

    def _refuse(self, *_: object) -> None:
        raise ValueError("a sheet declares no types")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.in_value = self.valued = True

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = REFERENCE.fullmatch(attributes.get("r", ""))
        column, row = reference.groups() if reference else ("", "")
        self.column = column_number(column.upper()) if column else self.column + 1
        self.row = int(row) if row else self.row
        self.seen.row, self.seen.column = max(self.seen.row, self.row), max(self.seen.column, self.column)
        self.seen.cells += 1
        self.type, self.style, self.value = attributes.get("t", ""), attributes.get("s", ""), []
        self.formula = self.valued = False

    def _text(self, text: str) -> None:
        if self.in_value:
            self.value.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.in_value = False
        elif tag == "c":
            value = "".join(self.value)
            if self.formula and not value and not (self.valued and self.type == "str"):
                self._mark(None)
            elif self.type == "e":
                self._mark(value)
            elif self.type in ("", "n") and value and self.style.isdigit() and int(self.style) in self.percent:
                self._mark(as_percentage(value))

    def _mark(self, text: str | None) -> None:
        self.seen.marked.append(MarkedCell(self.row - 1, self.column - 1, text))


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


def column_number(name: str) -> int:
    """A column's number from its letters: 1 for A, 27 for AA."""
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
