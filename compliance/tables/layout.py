"""Where the records of a sheet stand: its header in one or two rows, the rows that are no records, merged cells, and forms
that go down the page.

A sheet is a grid: rows of cells as read, blanks as "". Rows and columns count from 0 within the grid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

REPEATED = Phrase("与表头相同", "repeats the header")
IS_TOTAL = Phrase("合计行（{text}）", "a total ({text})")
IS_NOTE = Phrase("备注或填表信息（{text}）", "a note or a signature line ({text})")
IS_TITLE = Phrase("整行合并的标题（{text}）", "a title across the row ({text})")
ONLY_NUMBER = Phrase("只有序号，没有内容", "only a serial number, nothing else")
LONGEST = 20


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


class Layout(NamedTuple):
    """Where the records stand: the rows of the header, a name for each column, and the rows that are and are not records."""

    header_rows: tuple[int, ...]
    header: list[str]
    known: int
    records: list[int]
    left_out: list[LeftOut]


class FormCell(NamedTuple):
    """An entry of a form down the page: its label, its value, and where the value stands."""

    label: str
    value: object
    row: int
    column: int


def layout_of(rows: Sequence[Row], merged: Iterable[Area], knows: Knows) -> Layout | None:
    """The layout of a sheet; None where it is blank. Without a known header, the first filled row is taken for it."""
    areas = [area for area in merged if area.bottom > area.top or area.right > area.left]
    candidates = [
        header for at in range(min(HEADER_WITHIN, len(rows))) for header in headers_at(rows, at, areas, knows)
    ]
    if not candidates:
        return None
    known = [header for header in candidates if is_header(header)]
    best = max(known, key=lambda header: (header.known, -len(header.rows)), default=candidates[0])
    records, left_out = records_below(rows, best, areas)
    return Layout(best.rows, best.cells, best.known, records, left_out)


class Header(NamedTuple):
    """A header that a sheet may have: its rows, the names of its columns, and how many of these are known."""

    rows: tuple[int, ...]
    cells: list[str]
    known: int


def is_header(header: Header) -> bool:
    """Whether two names are known, or half of them."""
    filled = sum(bool(cell) for cell in header.cells)
    return header.known >= 2 or 0 < filled <= 2 * header.known


def headers_at(rows: Sequence[Row], at: int, areas: Sequence[Area], knows: Knows) -> Iterator[Header]:
    """The headers that begin in a row: of that row alone, and of it with the next where names stand under its merged cells."""
    cells = [text_of(cell) for cell in rows[at]]
    if not any(cells):
        return
    yield Header((at,), cells, sum(knows(cell) for cell in cells if cell))
    below = [text_of(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
    across = [area for area in areas if area.top == area.bottom == at and area.right < len(cells)]
    if any(below[column] for area in across for column in range(area.left, min(area.right + 1, len(below)))):
        joined = list(joined_names(cells, below, across, knows))
        yield Header((at, at + 1), joined, sum(knows(cell) for cell in joined if cell))


def joined_names(upper: list[str], lower: list[str], across: Sequence[Area], knows: Knows) -> Iterator[str]:
    """The names of columns whose header has two rows: 托小班·人数, unless what stands below is known by itself."""
    over = {column: upper[area.left] for area in across for column in range(area.left, area.right + 1)}
    for column, name in enumerate(upper):
        above, below = over.get(column, name), lower[column] if column < len(lower) else ""
        both = f"{above}{JOINED}{below}" if above and below and above != below else above or below
        yield below if below and not knows(both) and knows(below) else both


def records_below(rows: Sequence[Row], header: Header, areas: Sequence[Area]) -> tuple[list[int], list[LeftOut]]:
    """The rows under a header that are records, and those that are not, with why. Blank rows are neither."""
    records, left_out = [], []
    wide = {area.top: area for area in areas if 2 * (area.right - area.left + 1) >= max(len(header.cells), 4)}
    serial = next((at for at, name in enumerate(header.cells) if name.strip().lower() in SERIAL), None)
    for at in range(header.rows[-1] + 1, len(rows)):
        row = rows[at]
        filled = [column for column, cell in enumerate(row) if cell != "" and cell is not None]
        if not filled or (len(filled) <= 3 and not any(text_of(row[column]) for column in filled)):
            continue
        why = why_no_record(row, filled, header.cells, at in wide, serial)
        if why:
            left_out.append(LeftOut(at, why))
        else:
            records.append(at)
    return records, left_out


def why_no_record(row: Row, filled: list[int], header: list[str], wide: bool, serial: int | None) -> Phrase | None:
    """Why a row is no record; None where it is one."""
    first = row[filled[0]]
    if not isinstance(first, str):
        if filled == [serial]:
            return ONLY_NUMBER
        second = row[filled[1]] if len(filled) > 1 else None
        total = isinstance(second, str) and filled[0] == serial and TOTAL.fullmatch(second.strip())
        return IS_TOTAL.format(text=second) if total else None
    text = first.strip()
    if TOTAL.fullmatch(text):
        return IS_TOTAL.format(text=short(text))
    if NOTE.match(text) and (len(filled) <= 3 or wide):
        return IS_NOTE.format(text=short(text))
    if wide and len(filled) == 1:
        return IS_TITLE.format(text=short(text))
    same = sum(column < len(header) and text_of(row[column]) == header[column] for column in filled)
    return REPEATED if same >= 2 and 2 * same > len(filled) else None


def filled_down(rows: Sequence[list[object]], layout: Layout, areas: Iterable[Area]) -> list[Area]:
    """Writes the value of each merged area of records into the cells of its first column, and tells which areas they were."""
    within, done = set(layout.records), []
    for area in areas:
        inside = [at for at in range(area.top, area.bottom + 1) if at in within]
        if area.bottom > area.top and area.top in within and area.left < len(rows[area.top]):
            for at in inside:
                rows[at][area.left] = rows[area.top][area.left]
            done.append(area)
    return done


def form_of(rows: Sequence[Row], knows: Knows) -> list[FormCell] | None:
    """A form down the page: at least three known labels, each with its value in the next filled cell; None for no form."""
    found = []
    for at, row in enumerate(rows):
        cells = [(column, cell) for column, cell in enumerate(row) if text_of(cell)]
        position = 0
        while position < len(cells):
            label = text_of(cells[position][1])
            following = cells[position + 1] if position + 1 < len(cells) else None
            if following is None or knows(text_of(following[1])):
                found.append(FormCell(label, "", at, cells[position][0] + 1))
                position += 1
            else:
                found.append(FormCell(label, following[1], at, following[0]))
                position += 2
    known = sum(knows(cell.label) and cell.value != "" for cell in found)
    return found if known >= 3 else None


def doubled(form: Iterable[FormCell]) -> Mapping[str, list[FormCell]]:
    """The labels that stand more than once in a form, with their cells: it holds more than one record."""
    by_label: dict[str, list[FormCell]] = {}
    for cell in form:
        by_label.setdefault(cell.label, []).append(cell)
    return {label: cells for label, cells in by_label.items() if len(cells) > 1}


def text_of(cell: object) -> str:
    """A cell as a header may be written; "" for a blank."""
    return "" if cell is None else str(cell).strip()


def short(text: str) -> str:
    """A text cut for a message."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
