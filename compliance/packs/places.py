"""Which pack a place means: by the pack's name, a GB/T 2260 division code, or the place's name as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from compliance.base.phrase import Phrase, listed
from compliance.facts.parsing import plain_form
from compliance.packs.rules import PackHead

PART = re.compile(r".+?(?:自治区|自治州|自治县|特别行政区|街道办事处|街道|地区|省|市|区|县|旗|镇|乡)")
CITY = re.compile(r".*[市州盟]|.*地区")
CODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?")
NEAR = 60

NO_PLACE = Phrase("没有适用于“{name}”的规则包{near}；现有：{names}", "no pack is for “{name}”{near}; there are {names}")
NEAR_PLACES = Phrase("，是否应为 {near}？", "; did you mean {near}?")
DIVISION_TWICE = Phrase(
    "“{word}”已属于规则包 {other}；一个区划代码或名称只能对应一个规则包",
    "“{word}” belongs to the pack {other}; a division code or name can be of one pack only",
)


def pack_for(place: str, heads: Mapping[str, PackHead]) -> str | None:
    """The pack for a place; None where there is none. `heads` are all packs' heads by name.

    A code belongs to the pack with the longest division that begins it, so that a city's pack serves its districts. A name
    may have the places above and below it (陕西省西安市鄠邑区甘亭街道); a city that is not the pack's own means another place.
    """
    text = "".join(plain_form(place).split())
    if text in heads:
        return text
    if CODE.fullmatch(text):
        return by_code(text, heads)
    for name, head in heads.items():
        if text in (*head.names, head.title.zh) or place.strip() == head.title.en:
            return name
    return by_parts(parts_of(text), heads)


def by_code(code: str, heads: Mapping[str, PackHead]) -> str | None:
    """The pack with the longest division that a code of 6, 9 or 12 digits begins with."""
    begun = [
        (len(significant(division)), name)
        for name, head in heads.items()
        for division in head.divisions
        if code.startswith(significant(division))
    ]
    return max(begun)[1] if begun else None


def significant(division: str) -> str:
    """A division code without the pairs of noughts that stand for all below it: 610100 is 6101."""
    return re.sub(r"(?:00)+$", "", division[:6]) + division[6:].rstrip("0")


def parts_of(text: str) -> list[str]:
    """The parts of a place's name, from the largest: 陕西省, 西安市, 鄠邑区, 甘亭街道."""
    return PART.findall(text) or [text]


def by_parts(parts: Sequence[str], heads: Mapping[str, PackHead]) -> str | None:
    """The pack that the last part known names, unless the name's cities are not the pack's."""
    for part in reversed(parts):
        for name, head in heads.items():
            if is_called(part, head) and agrees(parts, head):
                return name
    return None


def is_called(part: str, head: PackHead) -> bool:
    """Whether a part of a place's name is the pack's; the place above it may stand before it, cut short (西安鄠邑区)."""
    ends = (part.removesuffix(known) for known in head.names if part.endswith(known))
    return any(before in head.title.zh for before in ends)


def agrees(parts: Sequence[str], head: PackHead) -> bool:
    """Whether a place's cities, if it names any, have the pack's own among them."""
    cities = [part for part in parts if CITY.fullmatch(part) and part not in head.names]
    own = [part for part in parts_of(head.title.zh) if CITY.fullmatch(part)]
    return not cities or not own or any(city.endswith(name) for city in cities for name in own)


def near_places(place: str, heads: Mapping[str, PackHead]) -> Iterable[str]:
    """The packs whose names are near to a place that no pack is for, the nearest first."""
    from rapidfuzz import fuzz, process

    known = {word: name for name, head in heads.items() for word in (name, *head.names, head.title.zh)}
    matches = process.extract(plain_form(place), list(known), scorer=fuzz.partial_ratio, score_cutoff=NEAR, limit=5)
    return dict.fromkeys(known[word] for word, _, _ in matches)


def titled(names: Iterable[str], heads: Mapping[str, PackHead]) -> Phrase:
    """Packs with the titles of their places, for messages."""
    return listed(Phrase(f"{name}（{heads[name].title.zh}）", f"{name} ({heads[name].title.en})") for name in names)


def no_place(place: str, heads: Mapping[str, PackHead]) -> Phrase:
    """That no pack is for a place, with those whose names are near and all that there are."""
    near = list(near_places(place, heads))
    hint = NEAR_PLACES.format(near=titled(near, heads)) if near else Phrase("", "")
    return NO_PLACE.format(name=place, near=hint, names=titled(heads, heads))


def same_places(heads: Mapping[str, PackHead]) -> Iterator[tuple[str, tuple[str, int], str, str]]:
    """The division codes and names that two packs have: the second pack, where its head says so, the word, the first pack."""
    owners: dict[str, str] = {}
    for pack, head in heads.items():
        words = [("divisions", index, word, significant(word)) for index, word in enumerate(head.divisions)]
        words += [("names", index, word, plain_form(word)) for index, word in enumerate(head.names)]
        for key, index, word, form in words:
            if (other := owners.setdefault(form, pack)) != pack:
                yield pack, (key, index), word, other
