"""Lint: a sound pack has no problems; each thing that can be wrong with a pack is told at its place, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from compliance.lint import lint
from compliance.loading import Library
from compliance.problem import Problem

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
      overlaps:
        - from: 60
          to: 60
          why: {zh: 原文如此, en: the document says so}
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
NO_PLACE = "problems of pack.yaml and vocabulary.yaml are told without line and column"

Lint = Callable[[Mapping[str, str]], list[Problem]]


@pytest.fixture
def lint_of(tmp_path: Path) -> Lint:
    """Writes packs into a folder and looks the one named `ours` through."""

    def problems(files: Mapping[str, str]) -> list[Problem]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        found = lint(Library([str(tmp_path)]), "ours")
        return [one._replace(place=one.place._replace(file=one.place.file.removeprefix(f"{tmp_path}/"))) for one in found]

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


def assert_told(problem: Problem, place: str, words: str) -> None:
    """The problem stands at the place, is told in these words, and in Chinese to those who read Chinese."""
    assert problem.tell("en").startswith(f"{place}: ")
    assert words in problem.tell("en")
    assert not CHINESE.search(re.sub("“[^”]*”", "", problem.message.en))
    assert CHINESE.search(problem.message.zh)


def test_a_sound_pack_has_no_problems(lint_of: Lint) -> None:
    assert [problem.tell("en") for problem in lint_of(SOUND)] == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("responsible: {lead", "‸responsable: {lead", "tiers: responsable: unknown key; did you mean responsible?"),
        ("{quantity: toys, value: 20}", "{quantity: toys, ‸valeu: 20}", "few: valeu: unknown key; did you mean value?"),
        ("quantity: toys, value: 20", "‸quantity: toyz, value: 20", "nursery has no fact “toyz”; did you mean toys?"),
        ("quantity: toys_per_slot", "‸quantity: toys_per_slat", "no fact “toys_per_slat”; did you mean toys_per_slot?"),
        ("{stage: [reg", "{‸stgae: [reg", "no fact “stgae”; did you mean stage?"),
        ("quantity: toys, value: 20", "‸quantity: name, value: 20", "fact “name” is of type text; whole, decimal"),
        ("fact: toy_kinds", "‸fact: stage", "fact “stage” is of type choice; set was expected"),
        ("{from: toys_bought_on", "{‸from: toys", "fact “toys” is of type whole; date was expected"),
        ("days: 30}", "days: 30, ‸done: stage}", "fact “stage” is of type choice; yes_no was expected"),
        ("minimum: {quantity: toys, value: 20}", "is: {‸fact: toys, value: 20}", "type whole; yes_no, choice, set was expected"),
        ("{stage: [registered, op", "{‸stage: [closed, op", "“closed” is not one of the choices; expected proposed, registered"),
        ("items: [blocks, {any_of: [books", "‸items: [dolls, {any_of: [books", "“dolls” is not one of the choices; expected blocks"),
        ("items: [blocks, {any_of: [books", "‸items: [blocks, {any_of: [dolls", "“dolls” is not one of the choices; expected blocks"),
        ("minimum: {quantity: toys, value: 20}", "is: {fact: below_ground, ‸value: maybe}", "“maybe” must be yes or no"),
        ("{from: 60, to: 90", "‸{from: 59, to: 90", "two tiers overlap at 59–60; if the document says so, declare it"),
        ("{from: 31, to: 60", "‸{from: 33, to: 60", "nothing covers 31–32 between two tiers"),
        ("{from: 31, to: 60", "‸{from: 32, to: 60", "nothing covers 31 between two tiers"),
        ("      overlaps:", "      ‸overlaps:\n        - {from: 30, to: 31, why: {zh: 无, en: none}}", "30–31 is declared in overlaps but is not"),
        ("{from: 60, to: 90, minimum: 3}\n      over", "{from: 61, to: 90, minimum: 3}\n      ‸over", "60 is declared in overlaps but is not what two tiers share"),
        ("{stage: [registered, operating],", "{‸stage: [],", "an empty condition never holds"),
        ("slots: {minimum: 10, maximum: 500}", "‸slots: {}", "the condition sets no limit"),
        ("slots: {minimum: 10, maximum: 500}", "‸slots: {minimum: 501, maximum: 500}", "its lower end is above its upper end"),
        ("slots: {minimum: 10, maximum: 500}", "‸slots: {above: 10, maximum: 10}", "its lower end is above its upper end"),
        ("slots: {minimum: 10, maximum: 500}", "‸slots: {minimum: 0, maximum: 500}", "0 is outside the range of “slots” (1 to 100000)"),
        ("title: {zh: 玩具件数, en: Number of toys}", "‸title: {zh: 玩具件数}", "few: title: en is missing"),
        ("title: {zh: 玩具件数, en: Number of toys}", "‸title: {en: Number of toys}", "few: title: zh is missing"),
        ("{zh: 玩具件数, en: N", "{‸zh: Toys, en: N", "zh has no Chinese characters; it seems untranslated"),
        ("{zh: 玩具件数, en: Number of toys}", "{zh: 玩具件数, ‸en: 玩具件数}", "en has no Latin letters; it seems untranslated"),
        ("by: {zh: 区卫健局, en", "by: {‸zh: the health bureau, en", "ours/read: zh has no Chinese characters"),
        ('source: {document: notice, section: "2", anchor: 不少于20件', '‸source: {document: notice, section: "2"', "few: source: anchor is missing"),
        ('document: notice, section: "2"', '‸document: notise, section: "2"', "no document “notise”; did you mean notice?"),
        ("in_force: {from: 2022-01-01", "‸in_force: {from: 2031-01-01", "few: in_force: it ends before it begins"),
        ("requires:\n    minimum: {quantity: toys,", "‸requires:\n    maximum: {quantity: slots, value: 9}\n    minimum: {quantity: toys,", "few: requires: exactly one kind of requirement"),
        ("requires:\n    minimum: {quantity: toys", "‸requires:\n    minimun: {quantity: toys", "; did you mean minimum?"),
        ('source: {document: notice, section: "2", anchor: 不少于20件', f'‸source: {{document: notice, section: "2", anchor: {"件" * 25}', "few: source: the anchor must have 1 to 24 characters"),
        ("relation: {tightens: base/some-toys", "‸relation: {tightens: base/some-toy", "the included packs have no rule “base/some-toy”; did you mean base/some-toys?"),
        ("reading: strict", "‸reading: lax", "there is no reading “lax”; there are strict, loose"),
        ("  responsible: {lead", "  adopted: {‸reading: third, by: {zh: 局, en: bureau}, why: {zh: 无, en: none}}\n  responsible: {lead", "there is no reading “third”; there are first, second"),
        ("  relation: {", "  adopted: {‸reading: first, by: {zh: 局, en: bureau}, why: {zh: 无, en: none}}\n  relation: {", "this rule has no readings to choose from"),
        ("obligation: should", "‸obligation: shall", "expected 'must', 'should', 'target' or 'may'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_told_at_its_place(lint_of: Lint, old: str, new: str, words: str) -> None:
    files, place = changed(old, new)
    [problem] = lint_of(files)
    assert_told(problem, place, words)
