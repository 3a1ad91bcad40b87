"""Text in the two languages of the program. What exists in one language only cannot be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in Chinese and English; `{name}` stands for a value to be filled in."""

    zh: str
    en: str

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "str_min_length": 1}

    def __reduce__(self) -> tuple[type[Phrase], tuple[object, ...]]:
        """For pickle: read back in a third of the time that a dataclass with slots takes; packs hold thousands."""
        return Phrase, (self.zh, self.en)

    def text(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Phrase:
        """Puts values in; a value that is itself a phrase is put in in the language of its surroundings."""
        return Phrase(*(self.text(one).format(**{k: spoken(v, one) for k, v in values.items()}) for one in LANGUAGES))


def spoken(value: object, language: Language) -> str:
    """A value as text: a phrase in `language`, anything else as it prints."""
    return value.text(language) if isinstance(value, Phrase) else str(value)


def untranslated(text: object) -> Phrase:
    """A text that is the same in both languages: a number, a code, a proper name."""
    return Phrase(str(text), str(text))


def joined(*parts: Phrase) -> Phrase:
    """The texts one after another, nothing between them."""
    return listed(parts, "", "")


def listed(items: Iterable[Phrase], zh: str = "、", en: str = ", ") -> Phrase:
    """The items one after another, separated as each language does."""
    items = list(items)
    return Phrase(zh.join(i.zh for i in items), en.join(i.en for i in items))
