"""The small changes that kinds have in common when the mutation run (`make mutate`) alters a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from compliance.base.decimals import decimals_of
from compliance.base.workdays import DAY
from compliance.base.yaml_model import KEYS, Model
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.packs.kinds.base import Change, KeyPath
from compliance.packs.kinds.dated import Dated

T = TypeVar("T")
FIELDS = {key: name for name, key in KEYS.items()}


def step_of(name: str, value: Fraction, vocabulary: Vocabulary) -> Fraction:
    """The step of a quantity: one where it is a whole number, else one in the last place written, at most a tenth."""
    return Fraction(1) if is_whole(name, vocabulary) else Fraction(1, 10 ** max(1, decimals_of(value) or 0))


def is_whole(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a quantity is always a whole number."""
    if name in vocabulary.facts:
        return vocabulary.facts[name].type is FactType.WHOLE
    derived = vocabulary.derived[name]
    return derived.ratio is None and all(is_whole(part, vocabulary) for part in derived.sum or [])


def moved(value: Fraction, step: Fraction) -> Iterator[tuple[str, Fraction]]:
    """A number a step less and a step more, in words."""
    for other in (value - step, value + step):
        yield f"{float(value):.12g} → {float(other):.12g}", other


def moved_days(day: date) -> Iterator[tuple[str, date]]:
    """The day before and the day after, in words."""
    for other in (day - DAY, day + DAY):
        yield f"{day} → {other}", other


def moved_dated(dated: Dated, name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Dated]]:
    """A value of a quantity a step off; of dated values each of them, and each of their days."""
    if not isinstance(dated, dict):
        yield from moved(dated, step_of(name, dated, vocabulary))
        return
    for day, value in dated.items():
        for what, other in moved(value, step_of(name, value, vocabulary)):
            yield f"{day}: {what}", {**dated, day: other}
        for what, another in moved_days(day):
            yield what, {another if start == day else start: held for start, held in dated.items()}


def lacking(items: list[T]) -> Iterator[tuple[int, list[T]]]:
    """The list without each of its items in turn, where any are left then."""
    if len(items) > 1:
        yield from ((number, items[:number] + items[number + 1 :]) for number in range(len(items)))


def lacking_key(items: Mapping[str, T]) -> Iterator[tuple[str, dict[str, T]]]:
    """The mapping without each of its keys in turn, where any are left then."""
    if len(items) > 1:
        yield from ((key, {other: held for other, held in items.items() if other != key}) for key in items)


def other_values(fact: Fact, texts: list[str]) -> list[str]:
    """The values of a fact that the texts do not write."""
    if fact.type is FactType.YES_NO:
        written = {fact.parse(text) for text in texts}
        return [text for text in ("yes", "no") if fact.parse(text) not in written]
    return [code for code in fact.choices if code not in fact.parse_set(texts)]


def changed_limit(model: Any, exclusive: str, vocabulary: Vocabulary) -> Iterator[Change]:
    """A limit on a quantity a step off, and with its end excluded where it was included, or back."""
    key, other = ("value", exclusive) if model.value is not None else (exclusive, "value")
    limit = getattr(model, key)
    for what, value in moved_dated(limit, model.quantity, vocabulary):
        yield Change((key,), what, replace(model, **{key: value}))
    yield Change((key,), f"{key} → {other}", replace(model, **{key: None, other: limit}))


def changed_length(model: Any, key: str) -> Iterator[Change]:
    """A length of time one less (but no less than one) and one more."""
    length = getattr(model, key)
    for other in (length - 1, length + 1):
        if other >= 1:
            yield Change((key,), f"{key} {length} → {other}", replace(model, **{key: other}))


def changed_parts(model: Any, opposite: str) -> Iterator[Change]:
    """Without each of the parts, and with `all` and `any` in each other's place."""
    from compliance.packs.kinds import KINDS  # the registry imports every kind

    for number, parts in lacking(model.parts):
        yield Change(("parts", number), f"part {number + 1} dropped", replace(model, parts=parts))
    if len(model.parts) > 1:
        kind: Any = KINDS[opposite]
        yield Change((), "all ↔ any", kind(parts=model.parts))


def with_part(whole: Any, path: KeyPath, part: object) -> Any:
    """A copy of a model, list or mapping with something else at the end of the path."""
    step, *further = path
    if isinstance(whole, Model):
        name = FIELDS.get(str(step), str(step))
        return replace(whole, **{name: with_part(getattr(whole, name), tuple(further), part) if further else part})  # type: ignore[type-var]
    copy: Any = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[step] = with_part(copy[step], tuple(further), part) if further else part
    return copy
