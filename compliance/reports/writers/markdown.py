"""Blocks as Markdown (GitHub's dialect: tables and checklists)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatchmethod

from tabulate import tabulate

from compliance.base.phrase import Language, Phrase, untranslated
from compliance.reports.blocks import (
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
MARKS = re.compile(r"[\\`*_\[\]<>|#~]")
BULLET, NUMBERED = re.compile(r"^[-+](?=[\s-]|$)"), re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
ENTITY = re.compile(r"&(?=#?\w{1,32};)")


def plain(text: str) -> str:
    """Text as itself: with what Markdown would take for its own marks escaped, on one line."""
    text = ENTITY.sub("&amp;", MARKS.sub(r"\\\g<0>", " ".join(text.split())))
    return NUMBERED.sub(r"\1\\\2", BULLET.sub(r"\\\g<0>", text))


def code(text: str) -> str:
    """A code, set as one."""
    return plain(text) if re.search("[`|]", text) else f"`{text}`"


def write(result: Result, language: Language) -> str:
    """The blocks as Markdown, ending with a line break."""
    return "\n\n".join(paragraphs(result.blocks(), language)) + "\n"


def paragraphs(blocks: Iterable[Block], language: Language) -> Iterator[str]:
    """The blocks, each in lines without a blank one; a rule before each further title."""
    writer = Writer(language)
    for number, block in enumerate(blocks):
        if number and isinstance(block, Title):
            yield "---"
        yield from writer.parts(block)


class Writer:
    """Sets blocks in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def plain(self, phrase: Phrase) -> str:
        """A text as itself."""
        return plain(phrase.text(self.language))

    def cell(self, cell: Cell) -> str:
        """A text, with its code behind it."""
        return f"{self.plain(cell.text)} {code(cell.code)}" if isinstance(cell, Coded) else self.plain(cell)

    @singledispatchmethod
    def parts(self, block: Block) -> Iterator[str]:
        """What a block consists of, each part to stand between blank lines."""
        raise NotImplementedError(type(block))

    @parts.register
    def _(self, block: Title) -> Iterator[str]:
        yield f"# {self.plain(block.text)}"

    @parts.register
    def _(self, block: Heading) -> Iterator[str]:
        yield f"## {self.plain(block.text)}"

    @parts.register
    def _(self, block: Verdict) -> Iterator[str]:
        yield f"**{self.plain(block.text)}**"

    @parts.register
    def _(self, block: Paragraph) -> Iterator[str]:
        yield self.plain(block.text)

    @parts.register
    def _(self, block: Note) -> Iterator[str]:
        yield f"> {self.plain(block.text)}"

    @parts.register
    def _(self, block: Items) -> Iterator[str]:
        details = [f" — {self.plain(item.detail)}" if item.detail else "" for item in block.items]
        mark = "- [ ] " if block.boxes else "- "
        rows = (f"{mark}{self.cell(item.text)}{detail}" for item, detail in zip(block.items, details, strict=True))
        yield "\n".join(rows)

    @parts.register
    def _(self, block: Finding) -> Iterator[str]:
        yield f"### {self.cell(block.title)}"
        for sentence in block.sentences:
            yield self.plain(sentence)
        if block.lines:
            colon = COLON.text(self.language)
            yield "\n".join(f"- {self.plain(label)}{colon}{self.plain(text)}" for label, text in block.lines)

    @parts.register
    def _(self, block: Table) -> Iterator[str]:
        yield self.table(block.columns, block.rows)

    def table(self, columns: Sequence[Phrase], rows: Iterable[Sequence[Cell]]) -> str:
        """A table."""
        cells = [[self.cell(cell) for cell in row] for row in rows]
        return tabulate(cells, [self.plain(column) for column in columns], "github", disable_numparse=True)

    @parts.register
    def _(self, block: Matrix) -> Iterator[str]:
        columns = [block.item, *(untranslated(number + 1) for number in range(block.variants))]
        rows: list[list[Cell]] = [
            [item, *map(untranslated, row)] for item, row in zip(block.items, block.cells, strict=True)
        ]
        yield self.table(columns, rows)

    @parts.register
    def _(self, block: Bars) -> Iterator[str]:
        yield self.plain(block.name)
        colon = COLON.text(self.language)
        yield "\n".join(f"- {self.plain(bar.label)}{colon}{self.plain(bar.words)}" for bar in block.bars)

    @parts.register
    def _(self, block: Picture) -> Iterator[str]:
        return self.parts(block.table)
