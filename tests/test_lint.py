"""Lint: a sound pack has no problems; each thing that can be wrong with a pack is told at its place, in both languages."""

from __future__ import annotations

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
for n in ():
    pass
