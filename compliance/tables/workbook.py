"""Workbooks, written so that no half of one is ever seen and no text of an input becomes a formula or a link."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

from typing_extensions import Buffer
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from compliance.base.atomic import output
from compliance.base.width import wcswidth

LONGEST_TEXT = 32767
MOST_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)
TEXT, DAY, TIME, COUNT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0"
A4 = 9
LINE, MOST_LINES = 15, 25

GREEN, RED, AMBER, GREY, DARK = "#C6EFCE", "#FF8A80", "#FFD27F", "#E4E4E4", "#1F4E79"
HEADING = {"bold": True, "font_size": 14}
PART = {"bold": True, "font_size": 12, "font_color": DARK}
HEADER = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#DCE6F1", "border": 1}
BODY = {"text_wrap": True, "valign": "top"}
INDENT = {"align": "left", "indent": 1}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Book:
    """A workbook being written, with its formats. Rows of a sheet are written from the first to the last."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.formats: dict[frozenset[tuple[str, object]], Format] = {}

    def sheet(self, name: str) -> Worksheet:
        """A further sheet, printed on A4 across."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        return sheet

    def style(self, *parts: Mapping[str, object]) -> Format:
        """The format with these properties, later ones before earlier ones; the same one each time."""
        properties = {key: value for part in parts for key, value in part.items()}
        key = frozenset(properties.items())
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def put(
        self, sheet: Worksheet, row: int, column: int, value: object, *look: Mapping[str, object], comma: str = ";"
    ) -> None:
        """Writes a value as what it is: a number, a date, yes or no, or text; `comma` separates a list's items."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.style(*look) if look else None)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.style(*look))
        elif isinstance(value, int | float | Decimal) and is_kept(value):
            sheet.write_number(row, column, value, self.style(*look))
        elif isinstance(value, date) and is_told(value):
            form = TIME if isinstance(value, datetime) else DAY
            sheet.write_datetime(row, column, value, self.style({"num_format": form}, *look))
        else:
            text = comma.join(map(str, value)) if isinstance(value, list) else str(value)
            sheet.write_string(row, column, clipped(text, LONGEST_TEXT), self.style({"num_format": TEXT}, *look))

    def paragraph(self, sheet: Worksheet, row: int, columns: int, width: int, text: str) -> None:
        """A text of several lines across the first columns, which are `width` wide together."""
        sheet.merge_range(row, 0, row, columns - 1, "", self.style(BODY))
        sheet.write_string(row, 0, clipped(text, LONGEST_TEXT), self.style(BODY))
        fit_row(sheet, row, [(text, width)])


class Target(FileIO):
    """A file that keeps its first failure to itself: ZipFile writes on when it is forgotten, and that failure none could catch."""

    failure: OSError | None = None

    def write(self, data: Buffer) -> int:
        """Writes all, or nothing more once there was a failure."""
        rest = memoryview(data).cast("B")
        size = len(rest)
        while rest and not self.failure:
            try:
                rest = rest[super().write(rest) :]
            except OSError as error:
                self.failure = error
        return size


@contextmanager
def new_book(path: Path, cells: int = 0) -> Iterator[Book]:
    """A workbook that takes its place at `path` once it is whole. Raises InputError where it cannot be written."""
    with output(path) as part, Target(part, "wb") as stream, TemporaryDirectory() as folder:
        workbook = Workbook(stream, {**OPTIONS, "tmpdir": folder, "use_zip64": cells > 10_000_000})
        yield Book(workbook)
        try:
            workbook.close()
        except XlsxFileError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from None
        if stream.failure:
            raise stream.failure


def is_kept(number: float | Decimal) -> bool:
    """Whether a spreadsheet keeps the number: it is finite and has no more digits than a cell keeps."""
    if isinstance(number, float):
        return math.isfinite(number)
    value = Decimal(number)
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return value.is_finite() and value.adjusted() < MOST_DIGITS and len(digits) <= MOST_DIGITS


def is_told(day: date) -> bool:
    """Whether a spreadsheet tells the date as it is; it knows none before 1900 and no time zones."""
    if isinstance(day, datetime):
        return day.tzinfo is None and day.date() >= FIRST_DAY
    return day >= FIRST_DAY


def clipped(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is longer than a spreadsheet takes, which counts in UTF-16."""
    if 2 * len(text) <= most:
        return text
    data = text.encode("utf-16-le", "replace")
    return text if len(data) <= 2 * most else data[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"


@lru_cache(4096)
def width_of(text: str) -> int:
    """How many columns of plain digits the widest line takes; Chinese characters count as two."""
    return max((max(wcswidth(line), 0) for line in text.split("\n")), default=0)


def lines_of(text: str, width: int) -> int:
    """How many lines the text takes in a cell of this width."""
    room = max(1, width - 1 - width // 20)
    return sum(max(1, -(-width_of(line) // room)) for line in text.split("\n"))


def fit_row(sheet: Worksheet, row: int, cells: Iterable[tuple[object, int]], most: int = MOST_LINES) -> None:
    """Makes a row as high as its texts need in columns of these widths; not every program does so by itself."""
    lines = max((lines_of(text, width) for text, width in cells if isinstance(text, str)), default=1)
    if lines > 1:
        sheet.set_row(row, LINE * min(lines, most))


def remark(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A comment on a cell, in a box that is large enough to read it."""
    width = min(60, max(24, width_of(text) + 2))
    size = {"width": 7 * width, "height": min(400, 18 * lines_of(text, width) + 14), "font_size": 9}
    sheet.write_comment(row, column, clipped(text, LONGEST_TEXT), size)
