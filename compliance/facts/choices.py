"""Labels and choices as people write them: by code, label or alias, an authority also with its place before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase, listed
from compliance.facts.parsing import NOT_A_CHOICE, plain_form

UNCLEAR = Phrase(
    "“{text}”含义不明确，可能指：{choices}；请按实际情况写明",
    "“{text}” is unclear; it may mean {choices}. Please write which",
)
LEAST = 4  # characters of a word before which a place's name may stand
PLACE_ENDS = re.compile("(?:[省市区县旗镇乡州盟]|街道)$")
PLACE_BEGINS = re.compile("[省市区县旗镇乡州盟]|街道|地区|自治")
DENIES = re.compile("[未无非不没]")


@dataclass(frozen=True, slots=True)
class Label(Phrase):
    """What something is called in both languages.

    `also` are the further ways in which people write it, `unclear` those that may mean something else too.
    """

    also: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Phrase], tuple[object, ...]]:
        """For pickle: with all ways to write it."""
        return Label, (self.zh, self.en, self.also, self.unclear)

    def words(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.zh, self.en, *self.also)


@dataclass(frozen=True)
class Choices:
    """The choices of one fact, with every way to write them."""

    labels: Mapping[str, Label]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Every way to write a choice, with its code."""
        words = {unquoted(word): code for code, label in self.labels.items() for word in label.words()}
        return {**words, **{code.lower(): code for code in self.labels}}

    @cached_property
    def unclear(self) -> Mapping[str, tuple[str, ...]]:
        """The words that are too unclear to be taken for a choice, with the codes that each may mean."""
        words: dict[str, tuple[str, ...]] = {}
        for code, label in self.labels.items():
            for word in map(unquoted, label.unclear):
                words[word] = (*words.get(word, ()), code)
        return words

    def knows(self, text: str) -> bool:
        """Whether a text writes one choice as it stands."""
        return unquoted(text) in self.codes

    def code_of(self, text: str) -> str:
        """The code of the choice that a text writes. Raises Misfit, with the choices that it may mean."""
        word = unquoted(text)
        if word not in self.codes and word not in self.unclear:
            word = self.after_place(word)
        if word in self.codes:
            return self.codes[word]
        if word in self.unclear:
            raise Misfit(UNCLEAR.format(text=text, choices=listed(self.labels[code] for code in self.unclear[word])))
        choices = Phrase(
            "、".join(f"{code}（{label.zh}）" for code, label in self.labels.items()), ", ".join(self.labels)
        )
        raise Misfit(NOT_A_CHOICE.format(text=text, choices=choices))

    def after_place(self, text: str) -> str:
        """The longest word that ends a text behind a place's name (西安市鄠邑区卫生健康局); empty where none does."""
        words = (word for word in (*self.codes, *self.unclear) if len(word) >= LEAST and text.endswith(word))
        return max((word for word in words if follows_place(text.removesuffix(word), word)), key=len, default="")

    def clashes(self) -> Iterator[tuple[str, str, str]]:
        """The words that mean two choices: each with the code of the choice that has it and of the other."""
        owner: dict[str, str] = {}
        for code, label in self.labels.items():
            for word in dict.fromkeys((code, *label.words())):
                if (first := owner.setdefault(unquoted(word), code)) != code:
                    yield word, first, code


def follows_place(before: str, word: str) -> bool:
    """Whether a word stands behind a place's name: 鄠邑区|市场监督管理局, 甘亭|街道办事处."""
    ends = PLACE_ENDS.search(before) or (len(before) > 1 and PLACE_BEGINS.match(word))
    return bool(ends) and not DENIES.search(before)


def unquoted(text: str) -> str:
    """A choice in the form in which choices are compared: plain, in lower case, without title marks, quotes and spaces."""
    return re.sub(r"[《》“”\"'‘’\s]", "", plain_form(text)).lower()
