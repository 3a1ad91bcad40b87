"""Where the records of a sheet stand: its header in one or two rows, the rows that are no records, merged cells, and forms
that go down the page.

A sheet is a grid: rows of cells as read, blanks as "". Rows and columns count from 0 within the grid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from compliance.base.phrase import Phrase

Row = Sequence[object]
Knows = Callable[[str], bool]

HEADER_WITHIN = 30
JOINED = "·"
SERIAL = ("序号", "编号", "no", "no.", "#")
TOTAL = re.compile(r"(?:\S{0,12}[（(]?)?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|平均值?)[）)]?[:：]?")
NOTE = re.compile(
    r"(?:备\s*注|注|说\s*明|填表说明|填写说明|填表人|填报人|制表人?|经办人|审核人?|复核人?|审批人?|负责人签字|主要负责人|单位负责人"
    r"|领导签字|填报单位|填报时间|填报日期|填表时间|填表日期|报送单位|单位[（(]盖章[）)]|盖章|签章|数据来源|资料来源|统计口径|附件)"
    r"(?:\s*[:：]|\s*[（(]|\s*\d|$)"
)

NO_RECORD = re.compile(f"(?:{TOTAL.pattern})$|{NOTE.pattern}")

REPEATED = Phrase("与表头相同", "repeats the header")
IS_TOTAL = Phrase("合计行（{text}）", "a total ({text})")
IS_NOTE = Phrase("备注或填表信息（{text}）", "a note or a signature line ({text})")
IS_TITLE = Phrase("整行合并的标题（{text}）", "a title across the row ({text})")
ONLY_NUMBER = Phrase("只有序号，没有内容", "only a serial number, nothing else")
LONGEST = 20
NOTE_CELLS = 3
FORM_LABELS = 3


class Area(NamedTuple):
    """A merged area: its first and last row and column, all included."""

    top: int
    left: int
    bottom: int
    right: int


class LeftOut(NamedTuple):
    """A row that is no record, and why."""

    row: int
    why: Phrase


class Header(NamedTuple):
    """A header that a table may have: its rows, the names of its columns, and how many of these are known."""

    rows: tuple[int, ...]
    cells: list[str]
    known: int


class Layout(NamedTuple):
    """Where the records of a sheet stand: its header, and the rows that are and are not records."""

    header: Header
    records: list[int]
    left_out: list[LeftOut]


class FormCell(NamedTuple):
    """An entry of a form down the page: its label, its value, and where the value stands."""

    label: str
    value: object
    row: int
    column: int


def layout_of(rows: Sequence[Row], areas: Sequence[Area], knows: Knows) -> Layout | None:
    """The layout of a sheet with these merged areas; None where it is blank."""
    header = header_in(rows, areas, knows)
    return Layout(header, *records_below(rows, header, areas)) if header else None


def header_in(rows: Sequence[Row], areas: Sequence[Area], knows: Knows) -> Header | None:
    """The header with the most known names; without a known one the first filled row. None where all rows are blank."""
    within = range(min(HEADER_WITHIN, len(rows)))
    candidates = [header for at in within for header in headers_at(rows, at, areas, knows)]
    known = [header for header in candidates if is_header(header)]
    return max(known, key=lambda header: (header.known, -len(header.rows)), default=next(iter(candidates), None))


def is_header(header: Header) -> bool:
    """Whether two names are known, or half of them."""
    filled = sum(bool(cell) for cell in header.cells)
    return header.known >= 2 or 0 < filled <= 2 * header.known


def headers_at(rows: Sequence[Row], at: int, areas: Sequence[Area], knows: Knows) -> Iterator[Header]:
    """The headers that begin in a row: of that row alone, and of it with the next where names stand under its merged cells."""
    cells = [text_of(cell) for cell in rows[at]]
    if not any(cells):
        return
    yield Header((at,), cells, sum(map(knows, filter(None, cells))))
    below = [text_of(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
    across = [area for area in areas if area.top == area.bottom == at]
    if any(below[column] for area in across for column in range(area.left, min(area.right + 1, len(below)))):
        joined = list(joined_names(cells, below, across, knows))
        yield Header((at, at + 1), joined, sum(map(knows, filter(None, joined))))


def joined_names(upper: list[str], lower: list[str], across: Sequence[Area], knows: Knows) -> Iterator[str]:
    """The names of columns whose header has two rows: 托小班·人数, unless what stands below is known by itself."""
    over = {column: upper[area.left] for area in across for column in range(area.left, area.right + 1)}
    for column, name in enumerate(upper):
        above, below = over.get(column, name), lower[column] if column < len(lower) else ""
        both = f"{above}{JOINED}{below}" if above and below and above != below else above or below
        alone = below and knows(below) and lower.count(below) == 1 and not knows(both)
        yield below if alone else both


def records_below(rows: Sequence[Row], header: Header, areas: Sequence[Area]) -> tuple[list[int], list[LeftOut]]:
    """The rows under a header that are records, and those that are not, with why. Blank rows are neither."""
    records: list[int] = []
    left_out: list[LeftOut] = []
    below = NotARecord(rows, header, areas)
    for at in range(header.rows[-1] + 1, len(rows)):
        row = rows[at]
        if below.surely_record(at, row):
            records.append(at)
            continue
        filled = [column for column, cell in enumerate(row) if cell != "" and cell is not None]
        if not any(text_of(row[column]) for column in filled):
            continue
        why = below.why(at, row, filled)
        if why:
            left_out.append(LeftOut(at, why))
        else:
            records.append(at)
    return records, left_out


class NotARecord:
    """Tells the rows under a header that are no records: totals, notes, signatures, titles and repeated headers."""

    def __init__(self, rows: Sequence[Row], header: Header, areas: Sequence[Area] = ()) -> None:
        width = max(len(header.cells), 4)
        self.wide = {area.top for area in areas if 2 * (area.right - area.left + 1) >= width}
        self.serial = serial_column(header.cells)
        self.written = [{name} - {""} for name in header.cells]
        for at in header.rows:
            for names, cell in zip(self.written, rows[at], strict=False):
                names |= {text_of(cell)} - {""}

    def surely_record(self, at: int, row: Row) -> bool:
        """Whether the first cell alone shows a record, which is quick; else one has to look at `why`."""
        first = row[0]
        if type(first) is not str:
            second = row[1] if len(row) > 1 else ""
            return type(second) is str and second.strip() != "" and not TOTAL.fullmatch(second.strip())
        first = first.strip()
        return first != "" and at not in self.wide and first not in self.written[0] and not NO_RECORD.match(first)

    def why(self, at: int, row: Row, filled: Sequence[int]) -> Phrase | None:
        """Why a row with these filled cells is no record; None where it is one."""
        first = row[filled[0]]
        if not isinstance(first, str):
            if list(filled) == [self.serial]:
                return ONLY_NUMBER
            second = row[filled[1]] if len(filled) > 1 else None
            total = isinstance(second, str) and filled[0] == self.serial and TOTAL.fullmatch(second.strip())
            return IS_TOTAL.format(text=second) if total else None
        text = first.strip()
        if TOTAL.fullmatch(text):
            return IS_TOTAL.format(text=short(text))
        if NOTE.match(text) and (len(filled) <= NOTE_CELLS or at in self.wide):
            return IS_NOTE.format(text=short(text))
        if at in self.wide and len(filled) == 1:
            return IS_TITLE.format(text=short(text))
        same = sum(text_of(row[column]) in names for column, names in enumerate(self.written) if column < len(row))
        return REPEATED if same >= 2 and 2 * same > len(filled) else None


def serial_column(header: Sequence[str]) -> int | None:
    """The column of serial numbers, None where there is none."""
    return next((at for at, name in enumerate(header) if name.strip().lower() in SERIAL), None)


def filled_down(rows: Sequence[list[object]], layout: Layout, areas: Iterable[Area]) -> list[Area]:
    """Writes the value of each merged area of records into the blank cells of its first column; returns those areas."""
    within, done = set(layout.records), []
    for area in areas:
        if area.bottom > area.top and area.top in within and area.left < len(rows[area.top]):
            value = rows[area.top][area.left]
            below = [at for at in range(area.top + 1, min(area.bottom + 1, len(rows))) if at in within]
            for at in below:
                if rows[at][area.left] == "":
                    rows[at][area.left] = value
            done += [area] * (value != "" and bool(below))
    return done


def over_header(layout: Layout, areas: Iterable[Area]) -> list[Area]:
    """The merged areas that hold the header and records at once: nothing is filled down from them."""
    last = layout.header.rows[-1]
    return [area for area in areas if area.top <= last and any(last < at <= area.bottom for at in layout.records[:1])]


def form_of(rows: Sequence[Row], knows: Knows) -> list[FormCell] | None:
    """A form down the page: at least three known labels, each with its value in the next filled cell; None for no form."""
    entries: list[FormCell] = []
    for at, row in enumerate(rows):
        cells = [(column, cell) for column, cell in enumerate(row) if text_of(cell)]
        position = 0
        while position < len(cells):
            column, label = cells[position][0], text_of(cells[position][1])
            following = cells[position + 1] if position + 1 < len(cells) else None
            if following is None or is_label(following[1], knows):
                entries.append(FormCell(label, "", at, column + 1))
                position += 1
            else:
                entries.append(FormCell(label, following[1], at, following[0]))
                position += 2
    return entries if answered(entries, knows) >= FORM_LABELS else None


def is_label(cell: object, knows: Knows) -> bool:
    """Whether a cell is the label of a fact."""
    return isinstance(cell, str) and knows(cell.strip())


def answered(form: Iterable[FormCell], knows: Knows) -> int:
    """How many known labels of a form have values."""
    return sum(knows(entry.label) and entry.value != "" for entry in form)


def beside_each_other(rows: Sequence[Row], knows: Knows) -> bool:
    """Whether several values stand behind most of the known labels: a table with its header down the page."""
    labelled = [[cell for cell in row if text_of(cell)] for row in rows]
    labelled = [row for row in labelled if row and is_label(row[0], knows)]
    several = sum(len(row) > 2 and not any(is_label(cell, knows) for cell in row[1:]) for row in labelled)
    return several >= FORM_LABELS and 2 * several > len(labelled)


def text_of(cell: object) -> str:
    """A cell as a header may be written; "" for a blank."""
    return "" if cell is None else str(cell).strip()


def short(text: str) -> str:
    """A text cut for a message."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
