"""What the documents show is what the program does, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from compliance.cli.lazy_group import command_line
from tests.conftest import ROOT
from tests.documents import pages
from tests.documents.pages import PAGES, Shown, console_blocks, language_of, matches, name_of, renewed, shell_commands

Run = Callable[..., subprocess.CompletedProcess[str]]
OUTPUTS = ("-o", "--output", "--findings")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
INLINE = re.compile(r"`compliance ([^`]+)`")
TRANSLATED = [page for page in PAGES if page.with_name(f"{page.stem}.zh-CN.md").exists()]


def label(shown: Shown) -> str:
    return f"{shown.page}: {shown.command}"


@pytest.mark.parametrize("shown", list(console_blocks()), ids=label)
def test_a_command_prints_what_the_page_shows(shown: Shown, run: Run) -> None:
    done = run(*shlex.split(shown.command), COMPLIANCE_LANG=language_of(shown.page))
    output = done.stdout + done.stderr
    assert matches(shown.output, output), f"if that is meant, run `make examples`; it prints\n{output}"


@pytest.mark.parametrize("shown", sorted({shown.command: shown for shown in shell_commands()}.values()), ids=label)
def test_a_command_that_a_page_gives_runs(shown: Shown, run: Run, tmp_path: Path) -> None:
    """Its outputs go to a folder of the test's own."""
    words = shlex.split(shown.command, comments=True)
    moved = [
        str(tmp_path / word) if before in OUTPUTS else word for before, word in zip(["", *words], words, strict=False)
    ]
    done = run(*moved)
    assert done.returncode != 2, done.stderr
    assert all(
        (tmp_path / word).exists() for before, word in zip(["", *words], words, strict=False) if before in OUTPUTS
    )


def options_of(words: list[str]) -> tuple[set[str], list[str]]:
    """The options that the named command has, and the words behind its name."""
    command: click.Command = command_line("en")
    while isinstance(command, click.Group) and words and re.fullmatch("[a-z]+", words[0]):
        inner = command.get_command(click.Context(command), words[0])
        assert inner, f"no command is called {words[0]}"
        command, words = inner, words[1:]
    return {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_command_in_a_sentence_exists_with_its_options(page: Path) -> None:
    for command in INLINE.findall(FENCED.sub("", page.read_text("utf-8"))):
        known, words = options_of(command.replace("…", "").split())
        assert {word for word in words if word.startswith("-") and word != "-"} <= known, command


def anchors(page: Path) -> set[str]:
    """What a link into a page may name: its headings in small letters, and the anchors that it sets itself."""
    text = FENCED.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    slugs = {
        re.sub(r"[^\w\- ]", "", re.sub("<[^>]*>", "", heading)).strip().lower().replace(" ", "-")
        for heading in headings
    }
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        path = page.parent / target if target else page
        assert path.exists(), link
        assert not anchor or anchor in anchors(path), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        links = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
        linked = [(page.parent / link).resolve() for link in links]
        targets = {path for path in linked if path.suffix == ".md"} | {
            inner for path in linked for inner in path.glob("*.md")
        }
        waiting += targets - reached - {*waiting}
    assert not {name_of(page) for page in set(PAGES) - reached}


@pytest.mark.parametrize("page", TRANSLATED, ids=name_of)
def test_both_languages_show_the_same_commands_and_sections(page: Path) -> None:
    chinese = page.with_name(f"{page.stem}.zh-CN.md")
    both = [text.read_text("utf-8") for text in (page, chinese)]
    english_shown, chinese_shown = ([command for command, _ in pages.BLOCK.findall(text)] for text in both)
    english_parts, chinese_parts = (re.findall("^(#+) ", FENCED.sub("", text), re.M) for text in both)
    assert (english_shown, english_parts) == (chinese_shown, chinese_parts)
    assert chinese.name in both[0] and page.name in both[1]


def test_every_guide_is_there_in_both_languages() -> None:
    guides = {page.name for page in (ROOT / "docs" / "guide").glob("*.md")}
    people = ("install", "operator", "planner", "inspector", "rule-author")
    assert guides == {f"{person}{ending}" for person in people for ending in (".md", ".zh-CN.md")}


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("a\nb\nc\nd\n", True),
        ("a\nb\nc\n", False),
        ("a\n…\nd\n", True),
        ("a\n…\n", True),
        ("…\nd\n", True),
        ("a\n…\nc\n…\n", True),
        ("b\n…\nd\n", False),
        ("a\n…\nc\n", False),
        ("a\n…\nb\n…\nd\n", False),
        ("a\nb\n…\nc\nd\n", False),
        ("a\n…\nx\n…\nd\n", False),
        ("a…\nb\nc\nd\n", False),
    ],
)
def test_what_is_left_out_is_at_least_a_line_and_the_rest_stands_unbroken(shown: str, same: bool) -> None:
    assert matches(shown, "a\nb\nc\nd\n") is same


def test_a_block_is_renewed_with_what_it_leaves_out() -> None:
    assert renewed("a 1\n…\nc\n…\nd\ne\n", "a 2\nb\nc\nx\nd\nnew\n") == "a 2\n…\nc\n…\nd\nnew\n"
    assert renewed("a\n", "b\n") == "b\n"
    with pytest.raises(SystemExit, match="is printed no more"):
        renewed("a\n…\nd\n", "a\nb\n")
