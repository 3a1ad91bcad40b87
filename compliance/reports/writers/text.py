"""Blocks for the terminal, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatchmethod

from compliance.base.phrase import Language, Phrase, joined, untranslated
from compliance.base.width import ljust, wcswidth
from compliance.base.wrapping import WIDTH, clipped, table, wrapped
from compliance.reports.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Coded,
    Finding,
    Heading,
    Items,
    Matrix,
    Note,
    Paragraph,
    Picture,
    Result,
    Table,
    Title,
    Verdict,
)

COLON = Phrase("：", ": ")
BETWEEN = ["", "═" * WIDTH, ""]
BAR, LABEL = 30, 30
CELL, NUMBER = 12, 4
CLOSE: dict[type, tuple[type, ...]] = {
    Title: (),
    Heading: (),
    Verdict: (Verdict,),
    Paragraph: (Title, Paragraph),
    Note: (Title, Verdict, Note),
    Items: (Title,),
}
"""Behind which blocks a block follows without a blank line; behind a heading all do."""


def write(result: Result, language: Language) -> str:
    """The blocks as text, ending with a line break."""
    return "\n".join(lines(result.blocks(), language)) + "\n"


def lines(blocks: Iterable[Block], language: Language) -> Iterator[str]:
    """The blocks line by line."""
    writer, before = Writer(language), None
    for block in blocks:
        if before is not None:
            yield from between(before, block)
        yield from writer.lines(block)
        before = block


def between(before: Block, block: Block) -> list[str]:
    """What parts two blocks."""
    if isinstance(block, Title):
        return BETWEEN
    return [] if isinstance(before, (Heading, *CLOSE.get(type(block), ()))) else [""]


class Writer:
    """Sets blocks in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def cell(self, cell: Cell) -> str:
        """A text, with its code in brackets."""
        return self.coded(cell) if isinstance(cell, Coded) else cell.text(self.language)

    def coded(self, cell: Coded) -> str:
        """A text with its code in brackets, whether it is brief or not."""
        return f"{cell.text.text(self.language)} [{cell.code}]"

    @singledispatchmethod
    def lines(self, block: Block) -> Iterator[str]:
        """A block line by line."""
        raise NotImplementedError(type(block))

    @lines.register
    def _(self, block: Title | Verdict | Paragraph) -> Iterator[str]:
        return wrapped(block.text.text(self.language))

    @lines.register
    def _(self, block: Heading) -> Iterator[str]:
        return wrapped(block.text.text(self.language) + COLON.text(self.language).rstrip())

    @lines.register
    def _(self, block: Note) -> Iterator[str]:
        return wrapped(block.text.text(self.language), "※ ")

    @lines.register
    def _(self, block: Items) -> Iterator[str]:
        for item in block.items:
            text = item.text
            phrase = joined(text.text, untranslated(f" {text.code}")) if isinstance(text, Coded) else text
            yield from wrapped(phrase.text(self.language), "□ " if block.boxes else "· ")
            if item.detail:
                yield from wrapped(item.detail.text(self.language), "  ")

    @lines.register
    def _(self, block: Finding) -> Iterator[str]:
        yield from wrapped(self.coded(block.title), "■ ")
        for sentence in block.sentences:
            yield from wrapped(sentence.text(self.language), "  ")
        for label, text in block.lines:
            yield from wrapped(label.text(self.language) + COLON.text(self.language) + text.text(self.language), "  ")

    @lines.register
    def _(self, block: Table) -> Iterator[str]:
        rows = [[self.table_cell(cell, block.longest) for cell in row] for row in block.rows]
        headers = [column.text(self.language) for column in block.columns]
        yield from table(rows, headers, list(block.widths[self.language])).splitlines()

    def table_cell(self, cell: Cell, longest: int | None) -> str:
        """A cell, cut where it is too long."""
        words = cell.text.text(self.language) if isinstance(cell, Coded) and cell.brief else self.cell(cell)
        return clipped(words, longest) if longest else words

    @lines.register
    def _(self, block: Matrix) -> Iterator[str]:
        """As many items beside one another as fit, a letter each; below what the letters stand for."""
        from xlsxwriter.utility import xl_col_to_name

        fitting = (WIDTH - NUMBER) // (CELL + 2)
        for start in range(0, len(block.items), fitting):
            part = range(start, min(start + fitting, len(block.items)))
            letters = {xl_col_to_name(at): at for at in part}
            rows = [
                [str(number + 1), *(block.cells[at][number] for at in letters.values())]
                for number in range(block.variants)
            ]
            headers = [block.variant.text(self.language), *letters]
            yield from [""] * bool(start)
            yield from table(rows, headers, [NUMBER, *(CELL for _ in letters)]).splitlines()
            yield ""
            for letter, at in letters.items():
                yield from wrapped(self.coded(block.items[at]), f"{letter}  ")

    @lines.register
    def _(self, block: Bars) -> Iterator[str]:
        labels = [bar.label.text(self.language) for bar in block.bars]
        width = min(max(map(wcswidth, labels), default=0), LABEL)
        return (self.bar(bar, width) for bar in block.bars)

    def bar(self, bar: Bar, width: int) -> str:
        """A bar as text; what is not nought has a mark at least."""
        length = max(round(bar.share * BAR), int(bar.share > 0))
        label = ljust(clipped(bar.label.text(self.language), width), width)
        return f"{label}  {ljust('█' * length, BAR, '·')}  {bar.words.text(self.language)}".rstrip()

    @lines.register
    def _(self, block: Picture) -> Iterator[str]:
        return self.lines(block.table)
