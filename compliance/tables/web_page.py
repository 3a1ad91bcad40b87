"""Web pages as tables, which many systems export under the name .xls: the cells of their HTML tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.encoding import in_utf8
from compliance.tables.grid import Grid
from compliance.tables.layout import Area
from compliance.tables.sheets import records_of
from compliance.tables.source import Expected, Source

CELLS = ("td", "th")
HIDDEN = ("script", "style")
MOST_SPAN = 1000
MOST_CELLS = 2_000_000

NOT_A_TABLE = Phrase(
    "这是网页文件，其中没有可直接读取的表格；请用 Excel 打开后另存为 .xlsx",
    "this is a web page without a plain table; open it in Excel and save it as .xlsx",
)
PAGE_TABLE = Phrase("表格{n}", "table {n}")


def read(path: Path, expected: Expected) -> Source:
    """The records of the tables of a web page with the same headers. Raises InputError."""
    page = Page()
    with in_utf8(path).open(encoding="utf-8-sig", newline="") as stream:
        while text := stream.read(1 << 20):
            page.feed(text)
    page.close()
    tables = [table for table in page.tables if table.cells]
    if page.nested or not tables or any(table.too_large for table in page.tables):
        raise refusal(str(path), NOT_A_TABLE)
    several = len(tables) > 1
    grids = [
        table.grid(path, PAGE_TABLE.format(n=n).text(expected.language) if several else None)
        for n, table in enumerate(tables, 1)
    ]
    return records_of(path, grids, expected)


class PageTable:
    """A table of a page: its cells by row and column, and those that span several."""

    def __init__(self) -> None:
        self.row, self.column, self.width = -1, 0, 0
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self.taken: set[tuple[int, int]] = set()
        self.too_large = False

    @property
    def size(self) -> int:
        return (self.row + 1) * self.width

    def add(self, text: str, down: int, across: int) -> None:
        """Puts a cell into the next free place of the row."""
        self.row = max(self.row, 0)
        while (self.row, self.column) in self.taken:
            self.column += 1
        column = self.column
        area = Area(self.row, column, self.row + down - 1, column + across - 1)
        self.width = max(self.width, area.right + 1)
        if len(self.taken) + down * across > MOST_CELLS or self.size > MOST_CELLS:
            self.too_large = True
            return
        self.cells[self.row, column] = text
        self.taken |= {(row, at) for row in range(area.top, area.bottom + 1) for at in range(column, area.right + 1)}
        if down > 1 or across > 1:
            self.merged.append(area)

    def grid(self, path: Path, name: str | None) -> Grid:
        """The table as a sheet."""
        rows: list[list[object]] = [[""] * self.width for _ in range(self.row + 1)]
        for (row, column), text in self.cells.items():
            rows[row][column] = text
        return Grid(path, name, rows, merged=self.merged)


class Page(HTMLParser):
    """Takes the tables out of a page. `nested` where a table stands in another, as pages use them for their layout."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[PageTable] = []
        self.depth = 0
        self.nested = self.hidden = False
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            self.nested = self.nested or self.depth > 1
            self.tables.append(PageTable())
        elif tag in HIDDEN:
            self.hidden = True
        elif self.depth and tag == "tr":
            self._close_cell()
            self.tables[-1].row, self.tables[-1].column = self.tables[-1].row + 1, 0
        elif self.depth and tag in CELLS:
            self._close_cell()
            given = dict(attrs)
            self.cell, self.spans = [], (span(given.get("rowspan")), span(given.get("colspan")))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*CELLS, "tr", "table"):
            self._close_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)
        elif tag in HIDDEN:
            self.hidden = False

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.hidden:
            self.cell.append(data)

    def _close_cell(self) -> None:
        if self.cell is not None:
            self.tables[-1].add("".join(self.cell).replace("\xa0", " ").strip(), *self.spans)
            self.cell = None


def span(written: str | None) -> int:
    """How many rows or columns a cell takes, as its attribute says."""
    return min(max(int(written), 1), MOST_SPAN) if written and written.isdecimal() else 1
