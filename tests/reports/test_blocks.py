"""Jobs know no writer and writers know no job; every writer sets every kind of block, and hostile names as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element

import pytest

from compliance.base.phrase import LANGUAGES, Language, Phrase, untranslated
from compliance.reports import blocks
from compliance.reports.blocks import (
    Bar,
    Bars,
    Block,
    Coded,
    Finding,
    Heading,
    Item,
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
from compliance.reports.formats import FORMATS, rendered
from tests.conftest import ROOT

REPORTS = ROOT / "compliance" / "reports"
OF_BLOCKS = [form for form in FORMATS if form != "json"]
HOSTILE = '<script>&amp; `x` *y* _z_ [a](b) |c| # ~~d~~ \\ "q"'


def imported(path: Path) -> set[str]:
    """The modules that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{name.name}" for name in node.names)}
    return found


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.py")), ids=lambda path: path.stem)
def test_no_job_imports_a_writer_or_the_registry(path: Path) -> None:
    assert not [name for name in imported(path) if re.match(r"compliance\.reports\.(writers|formats)", name)]


@pytest.mark.parametrize("path", sorted((REPORTS / "writers").glob("*.py")), ids=lambda path: path.stem)
def test_no_writer_imports_a_job(path: Path) -> None:
    known = r"compliance\.(base\.|reports\.blocks|reports\.writers\.|reports$)"
    assert not [name for name in imported(path) if name.startswith("compliance") and not re.match(known, name)]


def both(word: str) -> Phrase:
    return Phrase(f"{word}（中）", f"{word} (en)")


def drawn(language: Language) -> Element:
    svg = Element("svg", {"class": "drawn"})
    svg.text = language
    return svg


WIDTHS: dict[Language, Sequence[int]] = {"zh": [30, 20], "en": [30, 20]}
TABLE = Table([both("column"), both("other")], [[Coded(both("cell"), "some/rule"), untranslated("7")]], WIDTHS)
KINDS: dict[type, Block] = {
    Title: Title(both("title")),
    Heading: Heading(both("heading")),
    Verdict: Verdict(both("verdict"), "compliant"),
    Paragraph: Paragraph(both("paragraph")),
    Note: Note(both("note")),
    Items: Items([Item(Coded(both("item"), "a_fact"), both("detail"))], boxes=True),
    Finding: Finding(Coded(both("finding"), "some/rule"), [both("sentence")], [(both("label"), both("line"))], "fail"),
    Table: TABLE,
    Matrix: Matrix(both("rules"), [Coded(both("rule"), "some/rule")], both("number"), 2, [["✓ +1", "✗ -1"]]),
    Bars: Bars(both("chart"), [Bar(both("bar"), Fraction(1, 2), both("half"))]),
    Picture: Picture(drawn, both("caption"), TABLE),
}
SAID = {
    Title: ["title"],
    Heading: ["heading"],
    Verdict: ["verdict"],
    Paragraph: ["paragraph"],
    Note: ["note"],
    Items: ["item", "a_fact", "detail"],
    Finding: ["finding", "some/rule", "sentence", "label", "line"],
    Table: ["column", "other", "cell", "some/rule", "7"],
    Matrix: ["rule", "some/rule", "✓ +1", "✗ -1"],
    Bars: ["bar", "half"],
    Picture: ["column", "cell"],
}


def written(form: str, language: Language, *some: Block) -> str:
    return rendered(Result(lambda: some, dict), form, language)


def test_every_kind_of_block_is_tried() -> None:
    assert set(KINDS) == set(get_args(blocks.Block)) == set(SAID)


@pytest.mark.parametrize("form", OF_BLOCKS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_writer_sets_every_kind_in_both_languages(form: str, kind: type) -> None:
    for language, mine, others in (("zh", "（中）", "(en)"), ("en", "(en)", "（中）")):
        text = written(form, language, KINDS[kind])  # type: ignore[arg-type]
        assert [word for word in SAID[kind] if word not in text] == []
        assert mine in text and others not in text


@pytest.mark.parametrize("form", OF_BLOCKS)
def test_an_unknown_block_is_refused_and_nothing_is_left_out(form: str) -> None:
    with pytest.raises((NotImplementedError, AttributeError)):
        written(form, "en", Bar(both("b"), Fraction(1), both("w")))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", OF_BLOCKS)
def test_a_page_of_nothing_can_be_written(form: str) -> None:
    assert written(form, "en").endswith("\n")


class Read(HTMLParser):
    """The text and the tags of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def hostile(name: str) -> list[Block]:
    """A name wherever one can stand."""
    text = untranslated(name)
    coded = Coded(text, name)
    table = Table([text], [[coded], [text]], {"zh": [70], "en": [70]})
    return [
        Title(text),
        Heading(text),
        Verdict(text),
        Paragraph(text),
        Note(text),
        Items([Item(coded, text), Item(text)]),
        Finding(coded, [text], [(text, text)]),
        table,
        Matrix(text, [coded], text, 1, [[name]]),
        Bars(text, [Bar(text, Fraction(1), text)]),
        Picture(drawn, text, table),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_shows_hostile_names_as_they_are(language: Language) -> None:
    page = Read(written("html", language, *hostile(HOSTILE)))
    assert "script" not in page.tags
    plain = Read(written("html", language, *hostile("plain")))
    assert page.tags == plain.tags
    # a cell's text has a space before its code
    assert page.texts.count(HOSTILE) + page.texts.count(HOSTILE + " ") == sum(
        plain.texts.count(one) for one in ("plain", "plain ")
    )


def test_markdown_escapes_every_mark_of_hostile_names() -> None:
    text = written("markdown", "en", *hostile(HOSTILE))
    for line in text.splitlines():
        bare = re.sub(r"\\.", "", line)
        assert not re.search(r"[<`*_\[\]~]|&\w+;(?<!&amp;)", bare.replace("**", "")), line
    tables = [line for line in text.splitlines() if line.startswith("|") and "script" in line]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} <= {2, 3}
    assert "&amp;amp;" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [("1. x", "1\\. x"), ("- x", "\\- x"), ("+ x", "\\+ x"), ("---", "\\---"), ("-3", "-3"), ("1.5 m²", "1.5 m²")],
)
def test_a_text_begins_no_list_in_markdown(name: str, said: str) -> None:
    assert written("markdown", "en", Paragraph(untranslated(name))) == f"{said}\n"


def test_a_text_with_line_breaks_stays_one_block_in_markdown() -> None:
    assert written("markdown", "en", Paragraph(untranslated("a\n\n# b\r\n- c"))) == "a \\# b - c\n"


def matrix(items: int, variants: int) -> Matrix:
    """A matrix whose cells say where they stand."""
    cells = [[f"{item}.{variant}" for variant in range(variants)] for item in range(items)]
    return Matrix(both("rules"), [Coded(both(f"r{n}"), f"p/r{n}") for n in range(items)], both("#"), variants, cells)


@pytest.mark.parametrize(("items", "last"), [(1, "A"), (26, "Z"), (27, "AA"), (53, "BA")])
def test_the_columns_of_a_matrix_in_the_terminal_are_letters(items: int, last: str) -> None:
    lines = written("table", "en", matrix(items, 2)).splitlines()
    assert f"{last}  r{items - 1} (en) [p/r{items - 1}]" in lines
    words = [word for line in lines for word in line.split()]
    assert [words.count(f"{item}.{variant}") for item in range(items) for variant in (0, 1)] == [1] * items * 2


@pytest.mark.parametrize(("variants", "tables"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_a_page_sets_as_many_variants_beside_one_another_as_a_sheet_holds(variants: int, tables: int) -> None:
    page = Read(written("html", "en", matrix(3, variants)))
    assert page.tags.count("table") == tables
    assert [page.texts.count(f"2.{variant}") for variant in range(variants)] == [1] * variants


def test_the_terminal_cuts_long_cells_and_leaves_brief_codes_out() -> None:
    table = Table([both("a")], [[Coded(untranslated("x" * 60), "p/r", brief=True)]], WIDTHS, 56)
    one_column = table._replace(widths={"zh": [70], "en": [70]})
    assert written("table", "en", one_column).splitlines()[-1] == "x" * 55 + "…"
    assert "x" * 60 + " `p/r`" in written("markdown", "en", one_column)


def test_subjects_are_parted_in_the_terminal_and_a_heading_stands_on_what_it_heads() -> None:
    title, heading, text = Title(untranslated("T")), Heading(untranslated("H")), Paragraph(untranslated("P"))
    found = written("table", "zh", title, text, heading, text, title, text).splitlines()
    assert found == ["T", "P", "", "H：", "P", "", "═" * 80, "", "T", "P"]
    assert written("markdown", "zh", title, heading, title).split("\n\n") == ["# T", "## H", "---", "# T\n"]
    assert Read(written("html", "zh", title, heading, title)).tags.count("article") == 2
