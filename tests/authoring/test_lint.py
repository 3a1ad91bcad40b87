"""Lint: a sound pack has no problems; each thing that can be wrong with a pack is told at its place, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from compliance.authoring.lint import lint
from compliance.base.diagnostics import Diagnostic
from compliance.facts.headers import Headers
from compliance.packs.library import Library

PACK = """\
pack: ours
title: {zh: 本区, en: Our District}
divisions: ["999999"]
includes: [base]
documents:
  notice: {title: 玩具通知, issued: 2022-01-01}
"""
WORDS = """\
subject: facility
facts:
  toys: {label: {zh: 玩具件数, en: number of toys}, type: whole, unit: time, minimum: 0, maximum: 10000}
  toys_bought_on: {label: {zh: 玩具购置日期, en: day of buying}, type: date}
  toys_checked_on: {label: {zh: 玩具查验日期, en: day of inspection}, type: date}
  toy_kinds:
    label: {zh: 玩具种类, en: kinds of toys}
    type: set
    choices: {blocks: {zh: 积木, en: blocks}, books: {zh: 图书, en: books}, balls: {zh: 球, en: balls}}
derived:
  toys_per_slot: {label: {zh: 每托位玩具, en: toys a slot}, unit: slot/1000, ratio: {of: toys, per: slots}}
"""
OVERLAPS = """\
      overlaps:
        - from: 60
          to: 60
          why: {zh: 原文如此, en: the document says so}
"""
TIERS = """\
tiers:
  title: {zh: 玩具分档, en: Tiers of toys}
  subject: facility
  obligation: must
  requires:
    tiered_minimum:
      quantity: toys_per_slot
      by: slots
      tiers:
        - {to: 30, minimum: 1}
        - {from: 31, to: 60, minimum: 2}
        - {from: 60, to: 90, minimum: 3}
"""
TIERS += OVERLAPS
TIERS += """\
  source: {document: notice, section: "1", anchor: 玩具分档}
  responsible: {lead: [区卫健局]}
  advice: {zh: 添置玩具。, en: Buy toys.}
"""
RULES = """
few:
  title: {zh: 玩具件数, en: Number of toys}
  subject: facility
  obligation: must
  applies_when: {stage: [registered, operating], slots: {minimum: 10, maximum: 500}}
  in_force: {from: 2022-01-01, to: 2030-12-31}
  relation: {tightens: base/some-toys}
  requires:
    minimum: {quantity: toys, value: 20}
  source: {document: notice, section: "2", anchor: 不少于20件}
  advice: {zh: 添置玩具。, en: Buy toys.}
sorts:
  title: {zh: 玩具种类, en: Kinds of toys}
  subject: facility
  obligation: should
  requires:
    includes: {fact: toy_kinds, items: [blocks, {any_of: [books, balls]}]}
  source: {document: notice, section: "3", anchor: 积木和图书}
  advice: {zh: 备齐种类。, en: Have all kinds.}
checked:
  title: {zh: 玩具查验, en: Inspection of toys}
  subject: facility
  obligation: must
  requires:
    within: {from: toys_bought_on, to: toys_checked_on, days: 30}
  source: {document: notice, section: "4", anchor: 30日内查验}
  advice: {zh: 及时查验。, en: Have them inspected.}
read:
  title: {zh: 玩具上限, en: Most toys}
  subject: facility
  obligation: must
  requires:
    readings:
      strict:
        label: {zh: 严格理解, en: strictly}
        requires:
          maximum: {quantity: toys, value: 900}
      loose:
        label: {zh: 宽松理解, en: loosely}
        requires:
          maximum: {quantity: toys, value: 1000}
  adopted:
    reading: strict
    by: {zh: 区卫健局, en: the health bureau}
    why: {zh: 书面答复, en: its written answer}
  source: {document: notice, section: "5", anchor: 不宜过多}
  advice: {zh: 减少玩具。, en: Have fewer toys.}
"""
CASES = """\
tiers:
  as_of: 2026-11-21
  cases:
    - {with: {slots: 30, toys: 30}, then: pass}
    - {with: {slots: 30, toys: 29}, then: fail}
    - {with: {slots: 31, toys: 62}, then: pass}
    - {with: {slots: 31, toys: 61}, then: fail}
    - {with: {slots: 60, toys: 120}, then: undetermined, reason: ambiguous_source, readings: [pass, fail]}
    - {with: {slots: 90, toys: 270}, then: pass}
    - {with: {slots: 90, toys: 269}, then: fail}
    - {with: {slots: 91, toys: 999}, then: undetermined, reason: not_covered}
"""
MORE_CASES = """
few:
  as_of: 2026-11-21
  given: {stage: operating, slots: 10}
  cases:
    - {with: {toys: 20}, then: pass}
    - {with: {toys: 19}, then: fail}
    - {with: {stage: registered}, then: undetermined, missing: [toys]}
    - {with: {slots: 500, toys: 20}, then: pass}
    - {with: {slots: 9}, then: not_applicable}
    - {with: {slots: 501}, then: not_applicable}
    - {with: {stage: proposed}, then: not_applicable}
sorts:
  as_of: 2026-11-21
  cases:
    - {with: {toy_kinds: [blocks, books]}, then: pass}
    - {with: {toy_kinds: [blocks, balls]}, then: pass}
    - {with: {toy_kinds: [books]}, then: fail}
    - {then: undetermined}
checked:
  as_of: 2026-11-21
  given: {toys_bought_on: 2026-01-05}
  cases:
    - {with: {toys_checked_on: 2026-02-04}, then: pass}
    - {with: {toys_checked_on: 2026-02-05}, then: fail}
    - {with: {toys_bought_on: 2026-11-10, toys_checked_on: 2026-12-01}, then: not_applicable, reason: not_due}
    - {then: undetermined, missing: [toys_checked_on]}
read:
  as_of: 2026-11-21
  cases:
    - {with: {toys: 900}, then: pass}
    - {with: {toys: 901}, then: fail}
    - {then: undetermined}
"""
BASE = """\
pack: base
title: {zh: 上级, en: Province}
documents: {law: {title: 玩具规定}}
"""
BASE_RULES = """\
some-toys:
  title: {zh: 应有玩具, en: Some toys}
  subject: facility
  obligation: must
  requires: {minimum: {quantity: slots, value: 1}}
  source: {document: law, section: "1", anchor: 应有玩具}
  advice: {zh: 添置玩具。, en: Buy toys.}
"""
SOUND = {
    "base/pack.yaml": BASE,
    "base/facility.yaml": BASE_RULES,
    "ours/pack.yaml": PACK,
    "ours/vocabulary.yaml": WORDS,
    "ours/facility.yaml": TIERS + RULES,
    "ours/cases/facility.yaml": CASES + MORE_CASES,
}
MARK = "‸"  # stands in changed text where the problem is to be told
CHINESE = re.compile("[\u4e00-\u9fff]")

Lint = Callable[[Mapping[str, str]], list[Diagnostic]]


@pytest.fixture
def lint_of(tmp_path: Path) -> Lint:
    """Writes packs into a folder and looks the one named `ours` through."""

    def problems(files: Mapping[str, str]) -> list[Diagnostic]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        found = lint(Library([str(tmp_path)]), "ours")
        return [
            one._replace(place=one.place._replace(file=one.place.file.removeprefix(f"{tmp_path}/"))) for one in found
        ]

    return problems


def changed(old: str, new: str, file: str = "facility.yaml") -> tuple[dict[str, str], str]:
    """The sound packs with one change, and the place that the change marks."""
    file = f"ours/{file}"
    assert SOUND[file].count(old) == 1
    before, _, after = SOUND[file].replace(old, new).partition(MARK)
    return {**SOUND, file: before + after}, place_after(file, before)


def place_after(file: str, before: str) -> str:
    """The place of what follows this text in a file."""
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def assert_told(problem: Diagnostic, place: str, words: str) -> None:
    """The problem stands at the place, is told in these words, and in Chinese to those who read Chinese."""
    assert problem.text("en").startswith(f"{place}: ")
    assert words in problem.text("en")
    assert not CHINESE.search(re.sub("“[^”]*”", "", problem.message.en))
    assert CHINESE.search(problem.message.zh)


def test_a_sound_pack_has_no_problems(lint_of: Lint) -> None:
    assert [problem.text("en") for problem in lint_of(SOUND)] == []


ADOPTED = "  adopted: {‸reading: %s, by: {zh: 局, en: bureau}, why: {zh: 无, en: none}}\n"

# What is changed, into what (the mark stands where the problem is to be told), and the words that tell it.
WRONG = {
    "an unknown key": ("responsible: {lead", "‸responsable: {lead", "tiers: responsable: unknown key; did you mean responsible?"),
    "an unknown key of a kind": ("{quantity: toys, value: 20}", "{quantity: toys, ‸valeu: 20}", "few: valeu: unknown key; did you mean value?"),
    "an unknown fact": ("quantity: toys, value: 20", "‸quantity: toyz, value: 20", "few: quantity: nursery has no fact “toyz”; did you mean toys?"),
    "an unknown derived fact": ("quantity: toys_per_slot", "‸quantity: toys_per_slat", "no fact “toys_per_slat”; did you mean toys_per_slot?"),
    "an unknown fact in a condition": ("{stage: [reg", "{‸stgae: [reg", "few: stgae: nursery has no fact “stgae”; did you mean stage?"),
    "a minimum of a text": ("quantity: toys, value: 20", "‸quantity: name, value: 20", "fact “name” is of type text; whole, decimal was expected"),
    "a set that is none": ("fact: toy_kinds", "‸fact: stage", "fact “stage” is of type choice; set was expected"),
    "a date that is none": ("{from: toys_bought_on", "{‸from: toys", "fact “toys” is of type whole; date was expected"),
    "a yes-or-no that is none": ("days: 30}", "days: 30, ‸done: stage}", "fact “stage” is of type choice; yes_no was expected"),
    "a number that must be a code": ("minimum: {quantity: toys, value: 20}", "is: {‸fact: toys, value: 20}", "type whole; yes_no, choice, set was expected"),
    "no choice, in a condition": ("{stage: [registered,", "{‸stage: [closed,", "“closed” is not one of the choices; expected proposed, registered"),
    "no choice, among items": ("items: [blocks, {any", "‸items: [dolls, {any", "“dolls” is not one of the choices; expected blocks, books, balls"),
    "no choice, among alternatives": ("items: [blocks, {any_of: [books", "‸items: [blocks, {any_of: [dolls", "“dolls” is not one of the choices"),
    "neither yes nor no": ("minimum: {quantity: toys, value: 20}", "is: {fact: below_ground, ‸value: maybe}", "“maybe” must be yes or no"),
    "an overlap undeclared": (f"{{from: 60, to: 90, minimum: 3}}\n{OVERLAPS}", "‸{from: 60, to: 90, minimum: 3}\n", "two tiers overlap at 60; if the document says so, declare it in overlaps"),
    "a gap": ("{from: 31, to: 60", "‸{from: 33, to: 60", "nothing covers 31–32 between two tiers"),
    "a gap of one": ("{from: 31, to: 60", "‸{from: 32, to: 60", "nothing covers 31 between two tiers"),
    "an overlap that is none": ("{from: 60, to: 90, minimum: 3}\n      over", "{from: 61, to: 90, minimum: 3}\n      ‸over", "60 is declared in overlaps but is not what two tiers share"),
    "a condition without values": ("{stage: [registered, operating],", "{‸stage: [],", "an empty condition never holds"),
    "a condition without bounds": ("slots: {minimum: 10, maximum: 500}", "‸slots: {}", "the condition sets no limit"),
    "a condition upside down": ("slots: {minimum: 10, maximum: 500}", "‸slots: {minimum: 501, maximum: 500}", "the condition cannot hold: its lower end is above its upper end"),
    "a condition that excludes its only value": ("slots: {minimum: 10, maximum: 500}", "‸slots: {above: 10, maximum: 10}", "the condition cannot hold"),
    "a condition no fact can meet": ("slots: {minimum: 10, maximum: 500}", "‸slots: {minimum: 0, maximum: 500}", "0 is outside the range of “slots” (1 to 100000)"),
    "no English": ("title: {zh: 玩具件数, en: Number of toys}", "‸title: {zh: 玩具件数}", "few: title: en is missing"),
    "no Chinese": ("title: {zh: 玩具件数, en: Number of toys}", "‸title: {en: Number of toys}", "few: title: zh is missing"),
    "no Chinese in the Chinese": ("{zh: 玩具件数, en: N", "{‸zh: Toys, en: N", "few: zh has no Chinese characters; it seems untranslated"),
    "no English in the English": ("{zh: 玩具件数, en: Number of toys}", "{zh: 玩具件数, ‸en: 玩具件数}", "few: en has no Latin letters; it seems untranslated"),
    "no Chinese deeper down": ("by: {zh: 区卫健局, en", "by: {‸zh: the health bureau, en", "read: zh has no Chinese characters"),
    "no anchor": ('source: {document: notice, section: "2", anchor: 不少于20件', '‸source: {document: notice, section: "2"', "few: source: anchor is missing"),
    "an anchor too long": ('source: {document: notice, section: "2", anchor: 不少于20件', f'‸source: {{document: notice, section: "2", anchor: {"件" * 25}', "few: source: the anchor must have 1 to 24 characters"),
    "an unknown document": ('document: notice, section: "2"', '‸document: notise, section: "2"', "few: document: pack.yaml has no document “notise”; did you mean notice?"),
    "in force after its end": ("in_force: {from: 2022-01-01", "‸in_force: {from: 2031-01-01", "few: in_force: it ends before it begins"),
    "two kinds": ("requires:\n    minimum: {quantity: toys,", "‸requires:\n    maximum: {quantity: slots, value: 9}\n    minimum: {quantity: toys,", "few: requires: exactly one kind of requirement was expected: minimum, maximum"),
    "an unknown kind": ("requires:\n    minimum: {quantity: toys", "‸requires:\n    minimun: {quantity: toys", "few: requires: exactly one kind of requirement was expected: minimum, "),
    "an unknown kind and its nearest": ("requires:\n    minimum: {quantity: toys", "‸requires:\n    minimun: {quantity: toys", "; did you mean minimum?"),
    "a relation to an unknown rule": ("relation: {tightens: base/some-toys", "‸relation: {tightens: base/some-toy", "the included packs have no rule “base/some-toy”; did you mean base/some-toys?"),
    "an unknown reading": ("reading: strict", "‸reading: lax", "read: reading: there is no reading “lax”; there are strict, loose"),
    "an unknown reading of tiers": ("  responsible: {lead", ADOPTED % "third" + "  responsible: {lead", "there is no reading “third”; there are first, second"),
    "a reading where there are none": ("  relation: {", ADOPTED % "first" + "  relation: {", "few: reading: this rule has no readings to choose from"),
    "an unknown obligation": ("obligation: should", "‸obligation: shall", "sorts: obligation: expected must, should, target, may"),
    "a due date beside a deadline's own": ("  requires:\n    within", "  ‸due: 2030-12-31\n  requires:\n    within", "checked: due: within has its own due date"),
    "an aliased value": ("{lead: [区卫健局]}", "‸&units {lead: [区卫健局]}", "YAML anchors and aliases (& and *) are not accepted"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_rule_is_told_at_its_place(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, place = changed(old, new)
    [problem] = lint_of(files)
    assert_told(problem, place, words)


# Likewise, where the place that is told is not yet that of the text itself.
MISPLACED = {
    "a deadline among parts": ("    within: {from", "    all:\n      - ‸within: {from", "ours/checked", "within stands alone or directly in readings only"),
    "a deadline denied": ("    within: {from", "    not:\n      ‸within: {from", "ours/checked", "within stands alone or directly in readings only"),
    "no Chinese for an overlap": ("{zh: 原文如此", "{‸zh: so it says", "ours/tiers", "zh has no Chinese characters; it seems untranslated"),
    "no English for a reading": ("{zh: 宽松理解, en: loosely}", "{zh: 宽松理解, ‸en: 宽松理解}", "ours/read", "en has no Latin letters; it seems untranslated"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "words"), MISPLACED.values(), ids=MISPLACED)
def test_what_is_wrong_deep_in_a_rule_is_told(lint_of: Lint, old: str, new: str, rule: str, words: str) -> None:
    files, _ = changed(old, new)
    [problem] = lint_of(files)
    assert_told(problem, str(problem.place), words)
    assert problem.place.file == "ours/facility.yaml" and problem.place.line and (problem.what or "").startswith(rule)


@pytest.mark.parametrize(("old", "new", "rule", "words"), MISPLACED.values(), ids=MISPLACED)
def test_what_is_wrong_deep_in_a_rule_is_told_at_its_place(
    lint_of: Lint, old: str, new: str, rule: str, words: str
) -> None:
    files, place = changed(old, new)
    [problem] = lint_of(files)
    assert_told(problem, place, words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("value: 20}", "‸value: twenty}", "few: value: “twenty” is not a number; write plain digits", id="a number"),
        pytest.param("slots: {minimum: 10, maximum: 500}", "slots: {‸minimun: 10, maximum: 500}", "few: minimun: unknown key; did you mean minimum?", id="a bound"),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, place = changed(old, new)
    [problem] = lint_of(files)
    assert_told(problem, place, words)


def test_choices_are_told_in_chinese_too(lint_of: Lint) -> None:
    files, _ = changed("obligation: should", "‸obligation: shall")
    [problem] = lint_of(files)
    assert all(choice in problem.message.zh for choice in ("must", "should", "target", "may"))
    assert " or " not in problem.message.zh


def test_a_rule_that_stands_in_two_files_is_refused(lint_of: Lint) -> None:
    problems = lint_of({**SOUND, "ours/facility-more.yaml": TIERS})
    assert any("tiers" in (problem.what or "") and problem.place.line == 1 for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ("{zh: 玩具件数, en", "{‸zh: Toys, en", "vocabulary.yaml"),
        ("{zh: 本区, en", "{‸zh: Our District, en", "pack.yaml"),
    ],
    ids=["of a fact", "of the pack"],
)
def test_labels_and_titles_are_to_be_translated_too(lint_of: Lint, old: str, new: str, file: str) -> None:
    files, place = changed(old, new, file)
    [problem] = lint_of(files)
    assert_told(problem, place, "zh has no Chinese characters; it seems untranslated")


def test_dated_values_without_a_value_are_refused(lint_of: Lint) -> None:
    files, place = changed("value: 20}", "‸value: {}}")
    assert place in [str(one.place) for one in lint_of(files) if one.place.file == "ours/facility.yaml"]


def test_a_condition_that_no_whole_number_meets_is_refused(lint_of: Lint) -> None:
    files, place = changed("slots: {minimum: 10, maximum: 500}", "‸slots: {above: 10, below: 11}")
    [problem] = lint_of(files)
    assert_told(problem, place, "the condition cannot hold")


def test_the_overlap_of_a_tier_within_another_is_the_inner_one(lint_of: Lint) -> None:
    tiers = "{from: 60, to: 90, minimum: 3}\n" + OVERLAPS
    files, place = changed(tiers, "‸{from: 40, to: 50, minimum: 3}\n")
    [problem] = lint_of(files)
    assert_told(problem, place, "two tiers overlap at 40–50;")


def test_tiers_that_are_no_neighbours_overlap_too(lint_of: Lint) -> None:
    files, _ = changed("minimum: 3}\n", f"minimum: 3}}\n        - {{from: 25, to: 28, minimum: 9}}{MARK}\n")
    overlaps = [problem.message.en for problem in lint_of(files) if "overlap" in problem.message.en]
    assert [text.partition(";")[0] for text in overlaps] == ["two tiers overlap at 25–28"]


def test_a_deadline_may_stand_in_readings(lint_of: Lint) -> None:
    option = "label: {zh: 一, en: one}, requires: {within: {from: toys_bought_on, to: toys_checked_on, days: 30}}"
    files, _ = changed(
        "    within: {from: toys_bought_on, to: toys_checked_on, days: 30}",
        f"    readings: {{one: {{{option}}}}}{MARK}",
    )
    assert lint_of(files) == []


def test_an_anchor_of_24_characters_is_let_pass(lint_of: Lint) -> None:
    files, _ = changed("anchor: 不少于20件", f"anchor: {'件' * 24}{MARK}")
    assert lint_of(files) == []


def test_an_overlap_declared_wrongly_is_told_as_both(lint_of: Lint) -> None:
    files, _ = changed("          to: 60\n", f"          to: 61{MARK}\n")
    undeclared, none = lint_of(files)
    assert_told(
        undeclared, place_after("ours/facility.yaml", TIERS.partition("{from: 60")[0]), "two tiers overlap at 60;"
    )
    assert_told(
        none, place_after("ours/facility.yaml", TIERS.partition("overlaps:")[0]), "60–61 is declared in overlaps"
    )


def test_all_problems_are_told_at_once_in_the_order_of_the_file(lint_of: Lint) -> None:
    text = SOUND["ours/facility.yaml"]
    for old, new in (
        ("toys_per_slot", "toys_per_slat"),
        ("fact: toy_kinds", "fact: stage"),
        ("reading: strict", "reading: lax"),
    ):
        text = text.replace(old, new)
    assert [(p.what or "").partition(":")[0] for p in lint_of({**SOUND, "ours/facility.yaml": text})] == [
        "ours/tiers", "ours/sorts", "ours/read",
    ]  # fmt: skip


def test_a_rule_in_the_file_of_another_subject_is_refused(lint_of: Lint) -> None:
    files = {**SOUND, "ours/neighborhood.yaml": RULES, "ours/facility.yaml": TIERS}
    told = lint_of(files)
    assert [problem.what for problem in told] == [
        f"ours/{rule}: subject" for rule in ("few", "sorts", "checked", "read")
    ]
    place = place_after("ours/neighborhood.yaml", RULES.partition("subject:")[0])
    assert_told(told[0], place, "ours/few: subject: the rule belongs in a file named facility*.yaml")


def test_a_pack_named_unlike_its_folder_is_refused(lint_of: Lint) -> None:
    files, place = changed("pack: ours", "‸pack: theirs", "pack.yaml")
    [problem] = lint_of(files)
    assert_told(problem, place, "pack: a pack is named as its folder (ours)")


def test_a_rule_without_a_source_is_refused(lint_of: Lint) -> None:
    files, _ = changed('  source: {document: notice, section: "2", anchor: 不少于20件}\n', MARK)
    [problem] = lint_of(files)
    before = SOUND["ours/facility.yaml"].partition("title: {zh: 玩具件数")[0]
    assert_told(problem, place_after("ours/facility.yaml", before), "few: source is missing")


# What is changed in vocabulary.yaml, into what, and the words that tell what is wrong.
WRONG_WORDS = {
    "a common fact declared again": ("  toys_bought_on:", "  ‸slots:", "slots: fact slots is declared elsewhere"),
    "an unknown unit": ("unit: time", "unit: ‸tine", "toys: units.yaml has no unit “tine”; did you mean time?"),
    "an unknown unit of a derived fact": ("slot/1000", "‸slot/100", "no unit “slot/100”; did you mean slot/1000?"),
    "a ratio of an unknown fact": ("of: toys", "of: ‸toyz", "toys_per_slot: nursery has no fact “toyz”; did you mean toys?"),
    "a ratio per an unknown fact": ("per: slots", "per: ‸slotz", "toys_per_slot: nursery has no fact “slotz”; did you mean slots?"),
    "a sum of different units": ("ratio: {of: toys, per: slots}", "‸sum: [toys, slots]", "toys_per_slot: the summed facts differ in unit: slot, time"),
    "an unknown subject": ("subject: facility", "subject: ‸planet", "planet: there is no subject “planet”"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_what_is_wrong_with_a_vocabulary_is_told(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, _ = changed(old, new, "vocabulary.yaml")
    [problem] = [one for one in lint_of(files) if one.place.file == "ours/vocabulary.yaml"]
    assert_told(problem, str(problem.place), words)


@pytest.mark.parametrize(("old", "new", "words"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_what_is_wrong_with_a_vocabulary_is_told_on_its_line(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, place = changed(old, new, "vocabulary.yaml")
    [problem] = [one for one in lint_of(files) if one.place.file == "ours/vocabulary.yaml"]
    assert f":{problem.place.line}:" in place and problem.place.column


def test_an_included_pack_that_does_not_exist_is_refused(lint_of: Lint) -> None:
    files, _ = changed("[base]", f"[{MARK}basis]", "pack.yaml")
    [problem] = lint_of(files)
    assert_told(problem, str(problem.place), "includes: there is no pack “basis”; did you mean base?")
    assert problem.place.file == "ours/pack.yaml"


def test_an_included_pack_that_does_not_exist_is_refused_on_its_line(lint_of: Lint) -> None:
    files, place = changed("[base]", f"[{MARK}basis]", "pack.yaml")
    [problem] = lint_of(files)
    assert f":{problem.place.line}:" in place and problem.place.column


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("    - {with: {toys: 19}, then: fail}\n", ["no case comes to fail", "no case makes “toys >= 20” false"]),
        ("    - {with: {stage: registered}, then: undetermined, missing: [toys]}\n", ["no case comes to undetermined", "no case makes “stage == registered” true"]),
        ("    - {with: {slots: 501}, then: not_applicable}\n", ["no case makes “slots <= 500” false"]),
        ("    - {with: {slots: 9}, then: not_applicable}\n", ["no case makes “slots >= 10” false"]),
    ],
    ids=["no fail", "no undetermined", "not above the upper end", "not below the lower end"],
)  # fmt: skip
def test_what_no_case_reaches_is_told_at_the_rule(lint_of: Lint, old: str, words: list[str]) -> None:
    files, _ = changed(old, MARK, "cases/facility.yaml")
    found = lint_of(files)
    place = place_after("ours/facility.yaml", TIERS + "\n")
    assert len(found) == len(words)
    for problem, wanted in zip(found, words, strict=True):
        assert_told(problem, place, f"ours/few: {wanted} (its cases are not complete)")


def test_a_threshold_of_a_tier_wants_cases_on_both_sides(lint_of: Lint) -> None:
    files, _ = changed("    - {with: {slots: 31, toys: 61}, then: fail}\n", MARK, "cases/facility.yaml")
    files["ours/cases/facility.yaml"] = files["ours/cases/facility.yaml"].replace(
        "{slots: 60, toys: 120}", "{slots: 60, toys: 121}"
    )
    [problem] = lint_of(files)
    assert_told(problem, "ours/facility.yaml:1:1", "ours/tiers: no case makes “toys >= 2 * slots” false")


def test_a_rule_without_cases_is_told(lint_of: Lint) -> None:
    [problem] = lint_of({**SOUND, "ours/cases/facility.yaml": MORE_CASES})
    assert_told(problem, "ours/facility.yaml:1:1", "ours/tiers: no case (its cases are not complete)")


# What is changed in the cases, into what, and the words that tell it.
WRONG_CASES = {
    "another outcome": ("- {with: {slots: 31, toys: 62}, then: pass}", "- ‸{with: {slots: 31, toys: 62}, then: fail}", "ours/tiers: outcome: expected fail, got pass"),
    "another reason": ("- {with: {slots: 91, toys: 999}, then: undetermined, reason: not_covered", "- ‸{with: {slots: 91, toys: 999}, then: undetermined, reason: missing_facts", "ours/tiers: reason: expected missing_facts, got not_covered"),
    "another missing fact": ("- {with: {stage: registered}, then: undetermined, missing: [toys]}", "- ‸{with: {stage: registered}, then: undetermined, missing: [slots]}", "ours/few: missing facts: expected slots, got toys"),
    "other readings": ("- {with: {slots: 60, toys: 120}, then: undetermined, reason: ambiguous_source, readings: [pass, fail]}", "- ‸{with: {slots: 60, toys: 120}, then: undetermined, reason: ambiguous_source, readings: [fail, fail]}", "ours/tiers: outcomes of the readings: expected fail, fail, got pass, fail"),
    "a case for no rule": ("read:\n  as_of", "‸redd:\n  as_of", "the pack has no rule “redd”; did you mean read?"),
    "an unknown fact": ("{with: {toys: 901}", "{with: {‸toyz: 901}", "toyz: no such fact in the vocabulary; did you mean toys?"),
    "an unknown outcome": ("{toys: 901}, then: fail", "{toys: 901}, ‸then: fails", "read: then: expected pass, fail, undetermined, not_applicable"),
    "no date": ("read:\n  as_of: 2026-11-21\n  cases", "read:\n  ‸cases", "read: as_of is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), WRONG_CASES.values(), ids=WRONG_CASES)
def test_what_is_wrong_with_a_case_is_told_at_its_place(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, place = changed(old, new, "cases/facility.yaml")
    problems = [one for one in lint_of(files) if one.place.file == "ours/cases/facility.yaml"]
    assert len(problems) == 1
    assert_told(problems[0], place, words)


TOYS = "{zh: 玩具件数, en: number of toys}, type: whole"

# What is changed in the vocabulary, into what, and the words that tell it.
WORDS_WRONG = {
    "a shared label": ("{zh: 玩具件数, en: number of toys}", "{zh: 托位数, en: number of toys}", "{‸label", "toys: “托位数” is what fact slots (slots) is called already"),
    "a shared label in English": ("{zh: 玩具件数, en: number of toys}", "{zh: 玩具件数, en: Slots}", "{‸label", "toys: “Slots” is what fact slots (slots) is called already"),
    "a shared alias": (TOYS, TOYS.replace("type", "also: [玩具, 托位总数], type"), "玩具, ‸托位总数", "toys: “托位总数” is what fact slots (slots) is called already"),
    "a word of a fact of the pack": (TOYS, TOYS.replace("type", "also: [玩具种类], type"), "", "“玩具种类” is what fact"),
    "a word of two choices": ("en: books}", "en: books, also: [积木]}", "{zh: 积木, en: blocks}, ‸books", "toy_kinds: “积木” is what choice blocks (blocks) is called already"),
    "a local word of another fact": ("derived:", "aliases: {slots: [收托名额, 建筑总面积]}\nderived:", "收托名额, ‸建筑总面积", "slots: “建筑总面积” is what fact building_area (building area) is called already"),
    "a local word of no fact": ("derived:", "aliases: {slotz: [收托名额]}\nderived:", "{‸slotz", "slotz: nursery has no fact “slotz”; did you mean slots?"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "mark", "words"), WORDS_WRONG.values(), ids=WORDS_WRONG)
def test_a_word_that_means_two_things_is_refused_at_its_place(
    lint_of: Lint, old: str, new: str, mark: str, words: str
) -> None:
    assert SOUND["ours/vocabulary.yaml"].count(old) == 1
    text = SOUND["ours/vocabulary.yaml"].replace(old, new)
    [problem] = lint_of({**SOUND, "ours/vocabulary.yaml": text})
    place = (
        place_after("ours/vocabulary.yaml", text[: text.index(mark.replace(MARK, "")) + mark.index(MARK)])
        if mark
        else str(problem.place)
    )
    assert_told(problem, place, words)
    assert problem.place.line


def test_a_pack_may_have_words_of_its_own_for_common_facts(lint_of: Lint, tmp_path: Path) -> None:
    words = SOUND["ours/vocabulary.yaml"] + "aliases: {slots: [收托名额], toys: [玩具数目]}\n"
    assert lint_of({**SOUND, "ours/vocabulary.yaml": words}) == []
    library = Library([str(tmp_path)])
    headers = Headers(library.vocabulary_of("facility", "ours"))
    assert [headers.read(word).fact for word in ("收托名额（个）", "玩具数目", "托位总数")] == [
        "slots",
        "toys",
        "slots",
    ]
    assert Headers(library.vocabulary_of("facility", "base")).read("收托名额").fact is None
