"""What differs between two versions of a pack, and which descriptions come out otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.outcome import Outcome, Verdict
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.facts.description import Entry, fact_of
from compliance.findings.check import check_entry, jurisdiction_of
from compliance.findings.report import Finding, Report
from compliance.packs.library import HEAD, WORDS, Library, Pack
from compliance.packs.ready import ready
from compliance.packs.soundness import sound_pack
from compliance.reports import details
from compliance.reports.rule_lines import ADVICE, rule_lines

NOT_A_PACK = Phrase(
    "文件夹中没有 {head}，应为一个规则包的文件夹", "no {head} in this folder; the folder of a pack was expected"
)
OTHER_PACK = Phrase(
    "这是规则包“{new}”，应为“{old}”的另一版本", "this is pack “{new}”; another version of “{old}” was expected"
)
TITLE = Phrase("文字（名称）", "Wording (title)")
ADVISED = Phrase("文字（建议）", "Wording (advice)")
AS_WRITTEN = Phrase("规则文件中的写法", "As written in the file")
NO_SUCH_RULE = Phrase("没有这条规则", "no such rule")

Said = dict[Phrase, list[Phrase]]


class Version(NamedTuple):
    """A pack as it stands in one folder, with the packs that it includes."""

    library: Library
    pack: Pack


class Part(NamedTuple):
    """A part of a rule: what one version says that the other does not."""

    label: Phrase
    old: Sequence[Phrase]
    new: Sequence[Phrase]

    def differs_in(self, language: Language) -> bool:
        """Whether the versions differ in this language, and not in the other only."""
        old, new = ({text.text(language) for text in texts} for texts in (self.old, self.new))
        return old != new


class RuleDifference(NamedTuple):
    """A rule that was removed, added or changed, and the parts that one version has and the other has not."""

    id: str
    title: Phrase
    parts: Sequence[Part]


class Difference(NamedTuple):
    """What differs between two versions. `besides` are other keys that changed, by file: facts, say, or places."""

    removed: Sequence[RuleDifference]
    added: Sequence[RuleDifference]
    changed: Sequence[RuleDifference]
    besides: Mapping[str, Sequence[str]]


class Flip(NamedTuple):
    """A rule that comes out otherwise for a description; `message` says what it now comes to."""

    rule: str
    title: Phrase
    old: Phrase
    new: Phrase
    message: Phrase | None


class Effect(NamedTuple):
    """A description under both versions."""

    subject: Phrase
    old: Verdict
    new: Verdict
    flips: Sequence[Flip]


def versions(old: str, new: str) -> tuple[Version, Version]:
    """The pack in each folder. Raises InputError where one is unsound, or they are not versions of one pack."""
    before, after = version(old), version(new)
    if before.pack.name != after.pack.name:
        message = OTHER_PACK.format(old=before.pack.name, new=after.pack.name)
        raise InputError([Diagnostic(Location(new), None, message)])
    return before, after


def version(folder: str) -> Version:
    """The pack in a folder; what it includes is that of the built-in packs. Raises InputError."""
    path = Path(folder)
    if not (path / HEAD).is_file():
        raise InputError([Diagnostic(Location(folder), None, NOT_A_PACK.format(head=HEAD))])
    library = Library([folder])
    return Version(library, sound_pack(library, path.resolve().name))


def difference(old: Version, new: Version) -> Difference:
    """The rules removed, added and changed, in the order of their files."""
    before, after = said(old), said(new)
    both = [rule_difference(new, one, before[one], after[one]) for one in after if one in before]
    changes = [one if one.parts else one._replace(parts=written_otherwise(old, new, one.id)) for one in both]
    besides = {
        HEAD: changed_keys(asdict_of(old.pack.head), asdict_of(new.pack.head)),
        WORDS: changed_keys(declared(old.pack), declared(new.pack)),
    }
    return Difference(
        removed=[rule_difference(old, one, before[one], {}) for one in before if one not in after],
        added=[rule_difference(new, one, {}, after[one]) for one in after if one not in before],
        changed=[one for one in changes if one.parts],
        besides={file: keys for file, keys in besides.items() if keys},
    )


def said(version: Version) -> dict[str, Said]:
    """What each rule says, by label; its title and advice are wording."""
    library, pack = version
    packs = library.packs_for(pack.name)
    vocabularies = {kind: library.vocabulary(kind, packs) for kind in library.kinds}
    found: dict[str, Said] = {}
    for one in pack.rules.values():
        texts = found.setdefault(one.id, {TITLE: [one.rule.title]})
        for label, text in rule_lines(pack, one, vocabularies[one.rule.subject]):
            texts.setdefault(ADVISED if label is ADVICE else label, []).append(text)
    return found


def rule_difference(version: Version, rule: str, old: Said, new: Said) -> RuleDifference:
    """The parts of a rule that say something else."""
    parts = [
        Part(
            label,
            [text for text in old.get(label, ()) if text not in new.get(label, ())],
            [text for text in new.get(label, ()) if text not in old.get(label, ())],
        )
        for label in {**old, **new}
    ]
    return RuleDifference(rule, version.pack.rules[rule].rule.title, [one for one in parts if one.old or one.new])


def written_otherwise(old: Version, new: Version, rule: str) -> list[Part]:
    """What its file says otherwise of a rule, although its words are the same."""
    before, after = plain_rule(old, rule), plain_rule(new, rule)
    keys = changed_keys(before, after)
    if not keys:
        return []
    return [Part(AS_WRITTEN, [as_written(before, keys)], [as_written(after, keys)])]


def plain_rule(version: Version, rule: str) -> dict[str, Any]:
    """A rule as its file has it."""
    found: Any = yaml_nodes.plain(version.pack.nodes[rule])
    return dict(found)


def as_written(rule: Mapping[str, Any], keys: Iterable[str]) -> Phrase:
    """Some keys of a rule with their values."""
    return untranslated(json.dumps({key: rule[key] for key in keys if key in rule}, ensure_ascii=False))


def declared(pack: Pack) -> dict[str, Any]:
    """The facts that a pack declares, and how."""
    return {
        f"{part.subject}.{name}": asdict_of(one)
        for part in pack.words
        for name, one in {**part.facts, **part.derived}.items()
    }


def asdict_of(one: Any) -> dict[str, Any]:
    """A model as plain data, to compare it."""
    return asdict(one)


def changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys whose values differ, or that only one of them has."""
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def effects(old: Version, new: Version, entries: Iterable[Entry], as_of: date) -> list[Effect]:
    """The descriptions for which a rule or the verdict comes out otherwise. Raises InputError."""
    problems: dict[Diagnostic, None] = {}
    found = []
    for entry in entries:
        try:
            found.append(effect(report(old, new, entry, as_of), report(new, old, entry, as_of)))
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputError(problems)
    return [one for one in found if one.flips or one.old is not one.new]


def report(version: Version, other: Version, entry: Entry, as_of: date) -> Report:
    """The report on a description under one version: in its own jurisdiction, or that of the pack where it names none.

    Facts that only the other version declares are left out.
    """
    name = jurisdiction_of(version.library, entry) or version.pack.name
    known, others = (ready(one.library, name, entry.kind).vocabulary for one in (version, other))
    items = [
        (key, value) for key, value in entry.record.items if fact_of(key.text, known) or not fact_of(key.text, others)
    ]
    return check_entry(version.library, entry._replace(record=entry.record._replace(items=items)), as_of, name)


def effect(old: Report, new: Report) -> Effect:
    """What differs between two reports on one description."""
    before, after = ({one.rule: one for one in report.findings} for report in (old, new))
    flips = [flip(name, before.get(name), after.get(name)) for name in {**before, **after}]
    return Effect(details.title(new), old.verdict, new.verdict, [one for one in flips if one])


def flip(rule: str, old: Finding | None, new: Finding | None) -> Flip | None:
    """How a rule's outcome changed; one that does not apply is as good as none."""
    nothing = Outcome.NOT_APPLICABLE
    if (old.outcome if old else nothing) is (new.outcome if new else nothing):
        return None
    shown = new or old
    assert shown
    before, after = (one.outcome_words if one else NO_SUCH_RULE for one in (old, new))
    return Flip(rule, shown.title, before, after, new.message if new else None)
