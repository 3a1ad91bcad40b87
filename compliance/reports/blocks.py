"""A report as headings, paragraphs, tables and bar charts: for the terminal, and as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from wcwidth import ljust, wcswidth

from compliance.base.phrase import Language, Phrase, untranslated
from compliance.base.wrapping import WIDTH, clipped, table, wrapped

BAR, LABEL = 30, 30
SVG_LABEL = 40
LINE, LEFT, ROOM, RIGHT = 26, 310, 340, 130
STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #222; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #ccc; }
p { margin: .4rem 0; } p.aside { color: #555; font-size: .9rem; } p.mark { font-weight: 600; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; vertical-align: top; }
th { border-bottom: 2px solid #555; } td { border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums; }
td:not(:first-child) { white-space: nowrap; } @media (max-width: 40rem) { td:not(:first-child) { white-space: normal; } }
svg { width: 100%; height: auto; margin-top: 1.5rem; } svg text { font-size: 13px; fill: #222; } .bar { fill: #2f6f9f; } .rest { fill: #e4e9ee; }
"""


class Heading(NamedTuple):
    """The heading of a part."""

    text: Phrase


class Paragraph(NamedTuple):
    """A text; `mark` stands before its first line."""

    text: Phrase
    mark: str = ""


class Grid(NamedTuple):
    """A table; `widths` of its columns in the terminal."""

    columns: Sequence[Phrase]
    rows: Sequence[Sequence[Phrase]]
    widths: Mapping[Language, Sequence[int]]


class Bar(NamedTuple):
    """A bar: what it is, how much of the whole length it takes, and the figure in words."""

    label: Phrase
    part: Fraction
    words: Phrase


class Bars(NamedTuple):
    """A chart of bars that all begin at nought."""

    name: Phrase
    bars: Sequence[Bar]


Block = Heading | Paragraph | Grid | Bars


class Sheet(NamedTuple):
    """What is told of one subject."""

    title: Phrase
    blocks: Sequence[Block]


def as_text(sheets: Sequence[Sheet], language: Language) -> str:
    """The sheets for the terminal, 80 columns wide, ending with a line break."""
    texts = ["\n".join(text_lines(sheet, language)) + "\n" for sheet in sheets]
    return ("\n" + "═" * WIDTH + "\n\n").join(texts)


def text_lines(sheet: Sheet, language: Language) -> Iterator[str]:
    """One sheet line by line."""
    yield from wrapped(sheet.title.text(language))
    for block in sheet.blocks:
        match block:
            case Heading(text):
                yield from ("", text.text(language), "")
            case Paragraph(text, mark):
                yield from [""] * (mark == "■ ")
                yield from wrapped(text.text(language), mark)
            case Grid(columns, rows, widths):
                cells = [[cell.text(language) for cell in row] for row in rows]
                yield table(cells, [column.text(language) for column in columns], list(widths[language]))
            case Bars(_, bars):
                yield ""
                yield from (bar_line(bar, language, label_width(bars, language)) for bar in bars)


def label_width(bars: Iterable[Bar], language: Language) -> int:
    """How wide the labels are."""
    return min(max(wcswidth(bar.label.text(language)) for bar in bars), LABEL)


def bar_line(bar: Bar, language: Language, width: int) -> str:
    """A bar as text; what is there at all has a mark at least."""
    length = max(round(bar.part * BAR), int(bar.part > 0))
    label = ljust(clipped(bar.label.text(language), width), width)
    return f"{label}  {ljust('█' * length, BAR, '·')}  {bar.words.text(language)}".rstrip()


def as_page(title: Phrase, sheets: Sequence[Sheet], language: Language) -> str:
    """The sheets as one HTML page, its charts in SVG; it loads nothing from anywhere."""
    page = Element("html", lang={"zh": "zh-CN", "en": "en"}[language])
    head, body = SubElement(page, "head"), SubElement(page, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = title.text(language)
    SubElement(head, "style").text = STYLE
    for sheet in sheets:
        SubElement(body, "h1").text = sheet.title.text(language)
        for block in sheet.blocks:
            body.append(element(block, language))
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def element(block: Block, language: Language) -> Element:
    """A block as an element of the page."""
    match block:
        case Heading(text):
            return told("h2", text, language)
        case Paragraph(text, mark):
            one = told("p", text, language)
            one.text = mark.replace("■ ", "") + str(one.text)
            one.set("class", {"": "plain", "■ ": "mark"}.get(mark, "aside"))
            return one
        case Grid(columns, rows, _):
            return grid(columns, rows, language)
        case Bars(name, bars):
            return chart(name, bars, language)


def told(tag: str, text: Phrase, language: Language, **attributes: str) -> Element:
    """An element that holds a text."""
    one = Element(tag, attributes)
    one.text = text.text(language)
    return one


def grid(columns: Sequence[Phrase], rows: Sequence[Sequence[Phrase]], language: Language) -> Element:
    """A table."""
    found = Element("table")
    SubElement(SubElement(found, "thead"), "tr").extend(told("th", one, language) for one in columns)
    body = SubElement(found, "tbody")
    for row in rows:
        SubElement(body, "tr").extend(told("td", cell, language) for cell in row)
    return found


def chart(name: Phrase, bars: Sequence[Bar], language: Language) -> Element:
    """A chart as SVG; its name and figures can be read by programs that read aloud."""
    box = f"0 0 {LEFT + ROOM + RIGHT} {LINE * len(bars)}"
    found = Element("svg", {"viewBox": box, "role": "img", "aria-label": name.text(language)})
    for number, bar in enumerate(bars):
        top, length = number * LINE, int(bar.part * ROOM)
        row = {"y": str(top + 4), "height": str(LINE - 8)}
        SubElement(found, "rect", {**row, "x": str(LEFT), "width": str(ROOM), "class": "rest"})
        SubElement(found, "rect", {**row, "x": str(LEFT), "width": str(length), "class": "bar"})
        baseline = str(top + LINE - 8)
        label = untranslated(clipped(bar.label.text(language), SVG_LABEL))
        found.append(told("text", label, language, x=str(LEFT - 10), y=baseline, **{"text-anchor": "end"}))
        found.append(told("text", bar.words, language, x=str(LEFT + ROOM + 10), y=baseline))
    return found
