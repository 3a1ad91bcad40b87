"""The blocks that every report is made of. Jobs make them, writers set them; neither knows the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from compliance.base.phrase import Language, Phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Coded(NamedTuple):
    """A text with the code that files use for it: of a rule or a fact.

    `brief`: in a table 80 columns wide the code is left out.
    """

    text: Phrase
    code: str
    brief: bool = False


Cell = Phrase | Coded


class Title(NamedTuple):
    """The name of a subject; what follows is about it, up to the next title."""

    text: Phrase


class Heading(NamedTuple):
    """The heading of a part, without punctuation at its end."""

    text: Phrase


class Verdict(NamedTuple):
    """The answer that a person reads first; `kind` is the code of a verdict, where it is one."""

    text: Phrase
    kind: str = ""


class Paragraph(NamedTuple):
    """Running text."""

    text: Phrase


class Note(NamedTuple):
    """A reservation: what the result does not take into account."""

    text: Phrase


class Item(NamedTuple):
    """An entry of a list; `detail` says more about it."""

    text: Cell
    detail: Phrase | None = None


class Items(NamedTuple):
    """A list; with `boxes` a checklist of what is to be done."""

    items: Sequence[Item]
    boxes: bool = False


class Finding(NamedTuple):
    """What a rule comes to, in full: sentences, then labelled lines; `kind` is the code of an outcome."""

    title: Coded
    sentences: Sequence[Phrase] = ()
    lines: Sequence[tuple[Phrase, Phrase]] = ()
    kind: str = ""


class Table(NamedTuple):
    """A table. `widths` are the most columns of text that its cells take in a terminal; cells beyond `longest` are cut there."""

    columns: Sequence[Phrase]
    rows: Sequence[Sequence[Cell]]
    widths: Mapping[Language, Sequence[int]]
    longest: int | None = None


class Matrix(NamedTuple):
    """Short cells by items, whose names are long, and by variants, which go by numbers (1, 2, …); a row of `cells` an item.

    `item` and `variant` head the names and the numbers where these stand in the first column.
    """

    item: Phrase
    items: Sequence[Coded]
    variant: Phrase
    variants: int
    cells: Sequence[Sequence[str]]


class Bar(NamedTuple):
    """A bar: what it is, its share of the whole length (0 to 1), and the figure in words."""

    label: Phrase
    share: Fraction
    words: Phrase


class Bars(NamedTuple):
    """A chart of bars that all begin at nought."""

    name: Phrase
    bars: Sequence[Bar]


class Picture(NamedTuple):
    """A picture as SVG, drawn only by writers that can show it; `table` says the same without it."""

    draw: Callable[[Language], Element]
    caption: Phrase
    table: Table


Block = Title | Heading | Verdict | Paragraph | Note | Items | Finding | Table | Matrix | Bars | Picture


class Result(NamedTuple):
    """A job's result as blocks for people and as a record for programs; each is made only where a format asks for it."""

    blocks: Callable[[], Iterable[Block]]
    record: Callable[[], Mapping[str, object]]
