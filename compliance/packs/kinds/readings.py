"""几种理解 · the ways to read an ambiguous document

文件规定不明、可作几种理解的，逐一写明：代码下写 `label`（怎样理解）和 `requires`（这样理解时的要求），必要时写 `due`（这样理解时
的期限）。各种理解分别核对，结论一致的按该结论，不一致的尚不能判定，并列出各种理解的结论。主管部门已有明确答复的，在规则中
用 `adopted` 写明采用哪一种、由谁决定、理由是什么，即只按该种理解核对。

The ways to read an ambiguous document, each under a code: `label` says how it is read, `requires` what it then requires, `due` the
last day for it where that depends on the reading. Each is checked; where they agree, that is the outcome, else the rule is
undetermined and tells what each comes to. Where the authority has decided, the rule's `adopted` names the reading, who decided and
why, and only that one is checked.

    requires:
      readings:
        each_year:
          label: {zh: 按每年理解, en: read as each year}
          requires:
            minimum: {quantity: slots, value: 20}
        in_all:
          label: {zh: 按总数理解, en: read as the whole}
          requires:
            minimum: {quantity: slots, value: 10}
    pass:
      - {slots: 20}
    fail:
      - {slots: 9}
    undetermined:
      - {slots: 19}
      - {slots: 10}
      - {}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from compliance.base.phrase import Phrase, listed
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Constant
from compliance.logic.lowered import Reading
from compliance.packs.annotations import not_empty
from compliance.packs.kinds.base import Change, Context, ReadingOption, Requirement
from compliance.packs.kinds.changes import lacking_key, moved_days, with_part


@model
class Readings(Requirement):
    """The ways to read an ambiguous document; they decide only where they agree."""

    body: ClassVar[str | None] = "options"

    options: dict[str, ReadingOption]

    def __post_init__(self) -> None:
        not_empty(self, "options")

    def lower(self, context: Context) -> list[Reading]:
        return [
            reading._replace(label=option.label, code=code, due=Constant(option.due) if option.due else reading.due)
            for code, option in self.options.items()
            for reading in option.requires.lower(context)
        ]

    def words(self, context: Context) -> Phrase:
        return listed([option.label for option in self.options.values()], "，或读作：", ", or read as: ")

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        for code, options in lacking_key(self.options):
            yield Change(("options", code), f"reading {code} dropped", replace(self, options=options))
        for code, option in self.options.items():
            path = ("options", code, "due")
            for what, day in moved_days(option.due) if option.due else ():
                yield Change(path, f"due {what}", with_part(self, path, day))

    def adoptable(self) -> list[str]:
        return list(self.options)

    def read_as(self) -> Mapping[str, ReadingOption]:
        return self.options
