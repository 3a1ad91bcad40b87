"""The handbook of a pack: one Markdown page with every rule in both languages, found by subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.base.outcome import OBLIGATION_WORDS
from compliance.base.phrase import LANGUAGES, Phrase
from compliance.findings.finding import RESTATED
from compliance.packs.library import Library, RuleEntry
from compliance.packs.soundness import sound_pack
from compliance.reports.rule_lines import CASES, SUBJECT, case_count, case_line, rule_lines
from compliance.reports.writers.markdown import plain

FILE = "README.md"
COMMAND = "`compliance rules docs`"
MADE = Phrase(
    "本页由 {command} 生成；要改内容，请改规则。", "{command} makes this page; to change it, change the rules."
).format(command=COMMAND)
PACK = Phrase("规则包", "Pack")
PLACE = Phrase("地名和区划代码", "Names and division codes of the place")
INCLUDES = Phrase("同时适用", "Applies as well")
DOCUMENTS = Phrase("文件", "Documents")
ISSUED = Phrase("自 {day} 起", "from {day}")
IN_SHORT = Phrase("标有“要点”的：{restated}。", "Where a clause is told “in short”, {restated}.")
COUNTS = Phrase("规则数", "Number of rules")
CONTENTS = Phrase("目录", "Contents")
LANGUAGE_NAMES = ("中文", "English")


def page(library: Library, name: str) -> str:
    """The page of a pack. It says the same on every day. Raises InputError."""
    made = Page(library, name)
    return "\n".join([*made.head(), *made.counts(), *made.contents(), *made.rules()])


def both(phrase: Phrase) -> str:
    """A phrase in both languages."""
    return plain(" · ".join(dict.fromkeys(phrase.text(language) for language in LANGUAGES)))


def table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table of Markdown, and the blank line that ends it."""
    first, *others = [f"| {' | '.join(map(str, row))} |" for row in (header, *rows)]
    yield from (first, "|---" * first.count(" | ") + "|---|", *others, "")


class Page:
    """Makes the parts of a page; each ends with a blank line."""

    def __init__(self, library: Library, name: str) -> None:
        self.library, self.pack = library, sound_pack(library, name)
        rules = self.pack.rules.values()
        found = {kind: [one for one in rules if one.rule.subject == kind] for kind in library.kinds}
        self.by_subject = {kind: rules for kind, rules in found.items() if rules}

    def head(self) -> Iterator[str]:
        """The place, what applies there, and its documents."""
        head = self.pack.head
        yield from (f"# {both(head.title)}", "", MADE.zh, MADE.en, "")
        yield f"- {both(PACK)}: `{head.pack}`"
        if place := [*head.names, *head.divisions]:
            yield f"- {both(PLACE)}: {plain('、'.join(place))}"
        if head.includes:
            yield f"- {both(INCLUDES)}: " + ", ".join(f"[`{name}`](../{name}/{FILE})" for name in head.includes)
        yield f"- {both(DOCUMENTS)}:"
        for document in head.documents.values():
            number = f"（{document.number}）" if document.number else ""
            issued = f" · {both(ISSUED.format(day=document.issued))}" if document.issued else ""
            yield "  - " + plain(f"《{document.title}》{number}") + issued
        yield ""
        if any(one.rule.source.confidence == "restated" for one in self.pack.rules.values()):
            words = IN_SHORT.format(restated=RESTATED)
            yield from (words.zh, words.en, "")

    def counts(self) -> Iterator[str]:
        """How many rules of each force there are for each subject, and how many cases."""
        header = [both(COUNTS), *map(both, OBLIGATION_WORDS.values()), both(CASES)]
        rows = [
            [
                both(self.library.kinds[kind]),
                *(sum(one.rule.obligation is force for one in rules) for force in OBLIGATION_WORDS),
                sum(case_count(self.pack, one) for one in rules),
            ]
            for kind, rules in self.by_subject.items()
        ]
        return table(header, rows)

    def contents(self) -> Iterator[str]:
        """The rules of each subject, with their force."""
        yield from (f"## {both(CONTENTS)}", "")
        for kind, rules in self.by_subject.items():
            yield from (f"**{both(self.library.kinds[kind])}**", "")
            for one in rules:
                force = both(OBLIGATION_WORDS[one.rule.obligation])
                yield f"- [{both(one.rule.title)}](#{anchor(one)}) — {force}"
            yield ""

    def rules(self) -> Iterator[str]:
        """Every rule by subject: Chinese and English beside each other."""
        packs = self.library.packs_for(self.pack.name)
        for kind, rules in self.by_subject.items():
            vocabulary = self.library.vocabulary(kind, packs)
            yield from (f"## {both(vocabulary.label)}", "")
            for one in rules:
                yield from (f'### <a id="{anchor(one)}"></a>{both(one.rule.title)}', "")
                said = [*rule_lines(self.pack, one, vocabulary), case_line(self.pack, one)]
                rows = [(both(label), plain(t.zh), plain(t.en)) for label, t in said if label is not SUBJECT]
                yield from table((f"`{one.id}`", *LANGUAGE_NAMES), rows)


def anchor(one: RuleEntry) -> str:
    """What the links to a rule end in: its id without the pack's name."""
    return one.id.partition("/")[2]
