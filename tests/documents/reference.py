"""The reference of facts, made of the vocabulary, and that of commands, made of their help.

`python -m tests.documents.reference` writes the pages anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

import click

from compliance.authoring.docs import both, table
from compliance.base.decimals import decimal_text
from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.cli.language import speak
from compliance.cli.lazy_group import Context, command_line
from compliance.facts.vocabulary import Derived, Fact, Vocabulary, VocabularyPart
from compliance.packs.library import Library
from compliance.reports.writers.markdown import plain
from compliance.tables.field_help import TYPES
from tests.conftest import ROOT

REFERENCE = ROOT / "docs" / "reference"
MADE = Phrase("本页由 `make docs` 生成，请勿手改。", "`make docs` makes this page; do not change it by hand.")
FACTS = Phrase("事实", "Facts")
ABOUT_FACTS = Phrase(
    "描述中可填写的全部事实。键和选项可写代码，也可写中文或英文名称或别名，键后可带本单位；留空为未知。用法见[举办者](../guide/operator.zh-CN.md)。",
    "All facts that a description may state. Keys and choices may be codes, labels in either language or aliases, a key with "
    "its unit behind it; left out means unknown. How to use them: [operators](../guide/operator.md).",
)
ALSO = "也可写作 · Also: {words}"
SHARED = Phrase("各地通用", "all packs")
DERIVED = Phrase("导出量（由程序计算，不填写）", "Derived facts (worked out, never stated)")
OWN = Phrase("{pack}自有", "{pack} only")
HEADER = ("代码 · Code", "名称 · Label", "类型 · Type", "取值 · Values", "证明和说明 · Proof and notes")
DERIVED_HEADER = ("代码 · Code", "名称 · Label", "单位 · Unit", "算法 · How")
COMMANDS = Phrase("命令", "Commands")
OTHER = Phrase("[English](commands.md)", "[中文](commands.zh-CN.md)")
ABOUT_COMMANDS = Phrase(
    "每条命令的说明，即 `--help` 所显示的。退出码和各种结论的含义见[结论](results.zh-CN.md)。",
    "The help of every command, as `--help` shows it. What exit statuses and results mean: [results](results.md).",
)


def facts_page(library: Library) -> str:
    """Every fact that a description may state, by subject: those that all packs share, then each pack's own."""
    lines = [f"# {both(FACTS)}", "", MADE.zh, MADE.en, "", ABOUT_FACTS.zh, "", ABOUT_FACTS.en, ""]
    for subject, label in library.kinds.items():
        vocabulary = library.vocabulary(subject, [library.pack(name) for name in library.folders])
        lines += [f"## {both(label)} · `{subject}`", ""]
        for title, parts in declared_by(library):
            lines += part_lines(title, [part for part in parts if part.subject == subject], vocabulary)
    return "\n".join(lines)


def declared_by(library: Library) -> Iterator[tuple[Phrase, Iterable[VocabularyPart]]]:
    """The parts of the vocabulary, with who declares them."""
    yield SHARED, library.index.words
    for name in library.folders:
        yield OWN.format(pack=library.head(name).title), library.words(name)


def part_lines(title: Phrase, parts: Iterable[VocabularyPart], vocabulary: Vocabulary) -> Iterator[str]:
    """The facts and the derived facts that the parts declare, as tables; nothing where they declare none."""
    facts = {code: fact for part in parts for code, fact in part.facts.items()}
    derived = {code: fact for part in parts for code, fact in part.derived.items()}
    if facts:
        yield from (f"### {both(title)}", "")
        yield from table(HEADER, (fact_row(code, fact, vocabulary) for code, fact in facts.items()))
    if derived:
        yield from (f"{both(DERIVED)}:" if facts else f"### {both(title)} – {both(DERIVED)}", "")
        yield from table(DERIVED_HEADER, (derived_row(code, fact, vocabulary) for code, fact in derived.items()))


def fact_row(code: str, fact: Fact, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A fact as a row."""
    also = [plain(ALSO.format(words="、".join(fact.also)))] if fact.also else []
    notes = [*also, *(both(note) for note in (fact.proof, fact.note) if note)]
    return f"`{code}`", both(fact.label), both(TYPES[fact.type]), values(fact, vocabulary), "<br>".join(notes)


def values(fact: Fact, vocabulary: Vocabulary) -> str:
    """What a fact's value can be: the range with its unit, or the choices."""
    if fact.minimum is not None and fact.maximum is not None:
        span = f"{decimal_text(fact.minimum)}–{decimal_text(fact.maximum)}"
        return f"{span} {both(vocabulary.unit_label(fact.unit))}"
    return "<br>".join(f"`{code}` {both(label)}" for code, label in fact.choices.items())


def derived_row(code: str, fact: Derived, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A derived fact as a row."""
    return f"`{code}`", both(fact.label), both(vocabulary.unit_label(fact.unit)), f"`{how(fact)}`"


def how(fact: Derived) -> str:
    """How a derived fact is worked out, by the codes of its parts."""
    if fact.ratio:
        scale = "" if fact.ratio.scale == 1 else f" × {decimal_text(fact.ratio.scale)}"
        return f"{fact.ratio.of} ÷ {fact.ratio.per}{scale}"
    return f"{fact.days.end} − {fact.days.start}" if fact.days else " + ".join(fact.parts)


def commands_page(language: Language) -> str:
    """The help of every command in one language."""
    title, made, about, other = (phrase.text(language) for phrase in (COMMANDS, MADE, ABOUT_COMMANDS, OTHER))
    lines = [f"# {title}", "", other, "", made, "", about, ""]
    for path, text in helps(command_line(language)):
        lines += [f"## {path}", "", "```text", text, "```", ""]
    return "\n".join(lines)


def helps(command: click.Command, name: str = "compliance", above: Context | None = None) -> Iterator[tuple[str, str]]:
    """A command's path and help, and those of each command in it."""
    context = Context(command, above, info_name=name, terminal_width=80, **command.context_settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner_name in command.list_commands(context):
            inner = command.get_command(context, inner_name)
            assert inner
            yield from helps(inner, inner_name, context)


def reference_pages(library: Library) -> Mapping[str, str]:
    """Every page with its name. Click speaks as before when it is done."""
    before = os.environ.get("LANGUAGE")
    made = {"facts.md": facts_page(library)}
    for language, name in zip(LANGUAGES, ("commands.zh-CN.md", "commands.md"), strict=True):
        speak(language)
        made[name] = commands_page(language)
    os.environ.pop("LANGUAGE")
    os.environ.update({"LANGUAGE": before} if before is not None else {})
    return made


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for file, text in reference_pages(Library()).items():
        (REFERENCE / file).write_text(text, "utf-8", newline="\n")
