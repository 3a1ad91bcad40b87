"""`compliance rules diff OLD NEW`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click

from compliance.authoring.diff import (
    TITLE,
    Difference,
    Effect,
    Part,
    RuleDifference,
    Version,
    difference,
    effects,
    versions,
)
from compliance.base.diagnostics import all_of
from compliance.base.outcome import VERDICT_WORDS
from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.base.wrapping import wrapped
from compliance.cli import options
from compliance.cli.judging import AS_OF
from compliance.cli.streams import put
from compliance.facts.description import Entry, entries

HELP = Phrase(
    "比较一个规则包的两个版本（各为一个文件夹）：新增、删除和修改了哪些规则，改了什么。",
    "Compare two versions of a pack, a folder each: which rules were added, removed or changed, and how.",
)
AGAINST = Phrase(
    "描述文件：哪些对象的结论随之改变（未指明辖区的，按该规则包核对）",
    "description files: whose outcomes change with it (by this pack, where they name no jurisdiction)",
)
NOT_ASKED = Phrase("“{file}”之前缺少 --against", "“{file}” needs --against before it")
SUMMARY = Phrase(
    "{title}（{pack}）：删除 {removed} 条规则，新增 {added} 条，修改 {changed} 条",
    "{title} ({pack}): {removed} rule(s) removed, {added} added, {changed} changed",
)
REMOVED, ADDED, CHANGED = Phrase("删除：", "Removed:"), Phrase("新增：", "Added:"), Phrase("修改：", "Changed:")
BESIDES = Phrase("另有改动：{file}（{keys}）", "Changed as well: {file} ({keys})")
OLD, NEW = Phrase("原：{text}", "old: {text}"), Phrase("新：{text}", "new: {text}")
NONE = Phrase("无", "none")
LINE = Phrase("{label}：{text}", "{label}: {text}")
AFFECTED = Phrase(
    "{all} 份描述中 {n} 份的结论改变（核对日期：{day}）", "{n} of {all} description(s) come out otherwise (as of {day})"
)
TURNED = Phrase("{what}：{old} → {new}", "{what}: {old} → {new}")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    folder = click.Path(exists=True, file_okay=False)

    @click.command("diff", help=say(HELP))
    @click.argument("old", metavar="OLD", type=folder)
    @click.argument("new", metavar="NEW", type=folder)
    @click.argument("more", metavar="", nargs=-1)
    @click.option("--against", metavar="FILE...", multiple=True, help=say(AGAINST))
    @click.option("--as-of", type=options.Day(say), default=date.today, show_default=False, help=say(AS_OF))
    @options.lang(say)
    def diff(old: str, new: str, more: tuple[str, ...], against: tuple[str, ...], as_of: date) -> None:
        if more and not against:
            raise click.UsageError(say(NOT_ASKED.format(file=more[0])))
        before, after = versions(old, new)
        described = descriptions(after, (*against, *more))
        found = effects(before, after, described, as_of)
        for line in difference_lines(after, difference(before, after), language):
            put(line)
        if described:
            for line in effect_lines(found, len(described), as_of, language):
                put(line)

    return diff


def descriptions(version: Version, files: Sequence[str]) -> list[Entry]:
    """The descriptions in all files. Raises InputError with what is wrong in any of them."""
    return [entry for read in all_of(files, lambda file: entries(file, version.library.kinds)) for entry in read]


def difference_lines(version: Version, found: Difference, language: Language) -> Iterator[str]:
    """What differs, in words."""
    counts = {name: len(getattr(found, name)) for name in ("removed", "added", "changed")}
    head = version.pack.head
    yield from wrapped(SUMMARY.format(title=head.title, pack=head.pack, **counts).text(language))
    groups = ((REMOVED, found.removed, one_sided), (ADDED, found.added, one_sided), (CHANGED, found.changed, two_sided))
    for heading, rules, form in groups:
        if rules:
            yield from ("", heading.text(language))
        for one in rules:
            yield ""
            yield from wrapped(f"{one.title.text(language)}  [{one.id}]", "■ ")
            yield from form(one, language)
    for file, keys in found.besides.items():
        yield ""
        yield from wrapped(BESIDES.format(file=file, keys=", ".join(keys)).text(language))


def one_sided(one: RuleDifference, language: Language) -> Iterator[str]:
    """All that a rule says or said."""
    for part in one.parts:
        if part.label is not TITLE:
            for text in (*part.old, *part.new):
                yield from wrapped(LINE.format(label=part.label, text=text).text(language), "  ")


def two_sided(one: RuleDifference, language: Language) -> Iterator[str]:
    """What a rule said and what it says now, part by part."""
    for part in one.parts:
        yield from wrapped(part.label.text(language), "  ")
        shown = spoken_in(part, language)
        for form, texts in ((OLD, part.old), (NEW, part.new)):
            for text in texts or (NONE,):
                yield from wrapped(form.text(language).format(text=text.text(shown)), "    ")


def spoken_in(part: Part, language: Language) -> Language:
    """The language asked for, unless the versions differ in the other one only."""
    return next((one for one in (language, *LANGUAGES) if part.differs_in(one)), language)


def effect_lines(found: Sequence[Effect], count: int, as_of: date, language: Language) -> Iterator[str]:
    """Which descriptions come out otherwise, and by which rules."""
    yield ""
    yield from wrapped(AFFECTED.format(n=len(found), all=count, day=as_of).text(language))
    for one in found:
        old, new = VERDICT_WORDS[one.old], VERDICT_WORDS[one.new]
        yield ""
        yield from wrapped(TURNED.format(what=one.subject, old=old, new=new).text(language), "■ ")
        for flip in one.flips:
            what = f"{flip.title.text(language)} [{flip.rule}]"
            yield from wrapped(TURNED.format(what=what, old=flip.old, new=flip.new).text(language), "  ")
            if flip.message:
                yield from wrapped(flip.message.text(language), "    ")
