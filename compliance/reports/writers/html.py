"""Blocks as one HTML page: it loads nothing from anywhere, prints on A4 and can be read on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatchmethod
from xml.etree.ElementTree import Element, SubElement, tostring

from compliance.base.phrase import Language, Phrase, untranslated
from compliance.base.width import wcswidth
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
from compliance.reports.writers.html_style import STYLE

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
VARIANTS_BESIDE, SHORT = 8, 13


def write(result: Result, language: Language) -> str:
    """The blocks as a page, ending with a line break."""
    blocks = list(result.blocks())
    html = Element("html", lang=LANGUAGE_TAGS[language])
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    titles = (block.text.text(language) for block in blocks if isinstance(block, Title))
    SubElement(head, "title").text = next(titles, "")
    SubElement(head, "style").text = STYLE
    html.append(body(blocks, language))
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


def body(blocks: Iterable[Block], language: Language) -> Element:
    """All blocks, those under a title together in an article."""
    writer, whole = Writer(language), Element("body")
    part = whole
    for block in blocks:
        if isinstance(block, Title):
            part = SubElement(whole, "article")
        part.extend(writer.elements(block))
    return whole


class Writer:
    """Sets blocks in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def said(self, tag: str, cell: Cell, **attributes: str) -> Element:
        """An element that holds a text, its code behind it."""
        element = Element(tag, attributes)
        text = cell.text.text(self.language) if isinstance(cell, Coded) else cell.text(self.language)
        element.text = text
        if isinstance(cell, Coded):
            element.text += " "
            SubElement(element, "code").text = cell.code
        return element

    @singledispatchmethod
    def elements(self, block: Block) -> Sequence[Element]:
        """The elements that a block consists of."""
        raise NotImplementedError(type(block))

    @elements.register
    def _(self, block: Title) -> Sequence[Element]:
        return [self.said("h1", block.text)]

    @elements.register
    def _(self, block: Heading) -> Sequence[Element]:
        return [self.said("h2", block.text)]

    @elements.register
    def _(self, block: Verdict) -> Sequence[Element]:
        return [self.said("p", block.text, **{"class": f"verdict {block.kind}".strip()})]

    @elements.register
    def _(self, block: Paragraph) -> Sequence[Element]:
        return [self.said("p", block.text)]

    @elements.register
    def _(self, block: Note) -> Sequence[Element]:
        return [self.said("p", block.text, **{"class": "note"})]

    @elements.register
    def _(self, block: Items) -> Sequence[Element]:
        whole = Element("ul", {"class": "boxes"} if block.boxes else {})
        for item in block.items:
            entry = self.said("li", item.text)
            if item.detail:
                entry.append(self.said("small", item.detail))
            whole.append(entry)
        return [whole]

    @elements.register
    def _(self, block: Finding) -> Sequence[Element]:
        whole = Element("section", {"class": f"finding {block.kind}".strip()})
        whole.append(self.said("h3", block.title))
        whole.extend(self.said("p", sentence) for sentence in block.sentences)
        if block.lines:
            lines = SubElement(whole, "dl")
            for label, text in block.lines:
                SubElement(lines, "div").extend((self.said("dt", label), self.said("dd", text)))
        return [whole]

    @elements.register
    def _(self, block: Table) -> Sequence[Element]:
        return [self.table(block.columns, block.rows)]

    def table(self, columns: Sequence[Phrase], rows: Iterable[Sequence[Cell]], kind: str = "") -> Element:
        """A table. Each cell knows the name of its column, for narrow screens where rows become cards."""
        whole = Element("table", {"class": kind} if kind else {})
        top = SubElement(SubElement(whole, "thead"), "tr")
        top.extend(self.said("th", column, scope="col") for column in columns)
        names = [column.text(self.language) for column in columns]
        part = SubElement(whole, "tbody")
        for row in rows:
            line = SubElement(part, "tr")
            line.extend(self.td(cell, name) for name, cell in zip(names, row, strict=True))
        return whole

    def td(self, cell: Cell, column: str) -> Element:
        """A cell of a table; what is short stays on one line."""
        element = self.said("td", cell, **{"data-label": column})
        if wcswidth(element.text or "") <= SHORT and len(element) == 0:
            element.set("class", "short")
        return element

    @elements.register
    def _(self, block: Matrix) -> Sequence[Element]:
        """A row an item; so many variants in a table as fit on a page."""
        tables = []
        for start in range(0, block.variants, VARIANTS_BESIDE):
            part = range(start, min(start + VARIANTS_BESIDE, block.variants))
            columns = [block.item, *(untranslated(number + 1) for number in part)]
            rows: list[list[Cell]] = [
                [item, *(untranslated(cells[number]) for number in part)]
                for item, cells in zip(block.items, block.cells, strict=True)
            ]
            tables.append(self.table(columns, rows, "matrix"))
        return tables

    @elements.register
    def _(self, block: Bars) -> Sequence[Element]:
        whole = Element("figure", {"class": "bars"})
        whole.append(self.said("figcaption", block.name))
        rows = SubElement(whole, "ul")
        for bar in block.bars:
            row = SubElement(rows, "li")
            row.append(self.said("span", bar.label))
            track = SubElement(row, "span", {"class": "track"})
            SubElement(track, "span", {"class": "bar", "style": f"width:{float(bar.share):.2%}"})
            row.append(self.said("span", bar.words))
        return [whole]

    @elements.register
    def _(self, block: Picture) -> Sequence[Element]:
        figure = Element("figure", {"class": "picture"})
        figure.append(block.draw(self.language))
        figure.append(self.said("figcaption", block.caption))
        return [figure, *self.elements(block.table)]
