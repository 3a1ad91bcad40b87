"""The reference of the kinds of requirement, made from the docstrings of their modules (`make docs`).

A docstring has a title in both languages, paragraphs in each, and examples: an indented block of YAML with `requires`, perhaps
`as_of`, and under the name of each outcome the descriptions that come to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from inspect import cleandoc
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from compliance.authoring.cases import child
from compliance.authoring.docs import table
from compliance.base.outcome import OUTCOME_WORDS, Outcome
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import read_documents
from compliance.facts.vocabulary import Vocabulary
from compliance.packs.kinds import KINDS
from compliance.packs.kinds.base import Context, Requirement
from compliance.packs.library import Library
from compliance.packs.validation import read

FILES: dict[Language, str] = {"zh": "kinds.zh-CN.md", "en": "kinds.md"}
SUBJECT = "facility"
ANY_DAY = date(2026, 11, 21)
TITLE = Phrase("要求的写法", "Kinds of requirement")
OTHER = Phrase("[English](kinds.md)", "[中文](kinds.zh-CN.md)")
MADE = Phrase(
    "本页由 {command} 按程序中各种写法的说明生成；要改内容，请改 `compliance/packs/kinds` 中的说明。",
    "{command} makes this page of the manuals in `compliance/packs/kinds`; to change it, change them.",
).format(command="`make docs`")
INTRODUCTION = Phrase(
    "规则的 `requires` 只能用下列写法之一，没有公式，也没有代码；`all`、`any`、`not`、`readings` 之内可以再写要求。"
    "各例只列出有关的事实，事实及其代码见 {command}。",
    "A rule's `requires` is one of these kinds; there are no formulas and no code. Within `all`, `any`, `not` and `readings` stand"
    " further requirements. The examples give only the facts that matter; {command} lists the facts and their codes.",
).format(command="`compliance facts facility`")
ENTRY = Phrase("- [`{name}`](#{name})：{title}", "- [`{name}`](#{name}): {title}")
HEADING = Phrase('## <a id="{name}"></a>`{name}`：{title}', '## <a id="{name}"></a>`{name}`: {title}')
MEANING = Phrase("即：{words}。", "In words: {words}.")
ON_DAY = Phrase("核对之日：{day}。", "Day of the check: {day}.")
DESCRIPTION, OUTCOME = Phrase("描述", "Description"), Phrase("结论", "Outcome")


class Example(NamedTuple):
    """A requirement as rule files write it, and what descriptions come to on a day; without a day, on any."""

    requires: str
    as_of: date | None
    outcomes: tuple[tuple[str, Outcome], ...]

    def requirement(self) -> Requirement:
        """The requirement as read."""
        [document] = read_documents("example.yaml", self.requires.encode())
        node = child(document, "requires")
        assert node is not None
        return read(node, Requirement)  # type: ignore[type-abstract]


class Manual(NamedTuple):
    """What the docstring of a kind's module says."""

    title: Phrase
    paragraphs: tuple[Phrase, ...]
    examples: tuple[Example, ...]


def manual(name: str) -> Manual:
    """The manual of the kind of that name."""
    title, *blocks = cleandoc(sys.modules[KINDS[name].__module__].__doc__ or "").split("\n\n")
    texts = [block for block in blocks if not block.startswith(" ")]
    chinese = ["".join(text.splitlines()) for text in texts if has_chinese(text)]
    english = [" ".join(text.splitlines()) for text in texts if not has_chinese(text)]
    return Manual(
        Phrase(*title.split(" · ")),
        tuple(Phrase(zh, en) for zh, en in zip(chinese, english, strict=True)),
        tuple(example_in(dedent(block)) for block in blocks if block.startswith(" ")),
    )


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def example_in(block: str) -> Example:
    """The example that a block of YAML writes."""
    parts: dict[str, list[str]] = {}
    for line in block.splitlines():
        if not line.startswith(" "):
            parts[line.partition(":")[0]] = lines = []
        lines.append(line)
    [as_of] = parts.pop("as_of", [""])
    requires = "\n".join(parts.pop("requires"))
    outcomes = [(line.strip().removeprefix("- "), Outcome(key)) for key, (_, *lines) in parts.items() for line in lines]
    return Example(requires, date.fromisoformat(as_of.split()[-1]) if as_of else None, tuple(outcomes))


def kinds_page(library: Library, language: Language) -> str:
    """The page of all kinds in one language."""
    manuals = {name: manual(name) for name in KINDS}
    lines = [
        f"# {TITLE.text(language)}",
        "",
        OTHER.text(language),
        "",
        MADE.text(language),
        "",
        INTRODUCTION.text(language),
        "",
    ]
    lines += [ENTRY.format(name=name, title=text.title).text(language) for name, text in manuals.items()]
    for name, text in manuals.items():
        lines += ["", HEADING.format(name=name, title=text.title).text(language)]
        for paragraph in text.paragraphs:
            lines += ["", paragraph.text(language)]
        for example in text.examples:
            lines += ["", *example_lines(example, library.vocabulary(SUBJECT), language)]
    return "\n".join([*lines, ""])


def example_lines(example: Example, vocabulary: Vocabulary, language: Language) -> Iterator[str]:
    """An example: the YAML, what it says in words, and a table of descriptions with what they come to."""
    words = example.requirement().words(Context(vocabulary, example.as_of or ANY_DAY))
    yield from ("```yaml", example.requires, "```", "", MEANING.format(words=words).text(language))
    if example.as_of:
        yield ON_DAY.format(day=example.as_of).text(language)
    yield ""
    header = [DESCRIPTION.text(language), OUTCOME.text(language)]
    rows = [(f"`{facts}`", OUTCOME_WORDS[outcome].text(language)) for facts, outcome in example.outcomes]
    *lines, _ = table(header, rows)
    yield from lines


def write_pages(folder: Path) -> None:
    """Writes the page in each language into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, file in FILES.items():
        (folder / file).write_text(kinds_page(Library(), language), "utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
