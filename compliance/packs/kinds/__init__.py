"""The closed set of kinds of requirement, one module a kind, and the registry of them by their name in rule files."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.base.yaml_model import Model
from compliance.facts.vocabulary import Vocabulary
from compliance.packs.kinds.all_ import All
from compliance.packs.kinds.any_ import Any_
from compliance.packs.kinds.at_most_old import AtMostOld
from compliance.packs.kinds.base import Change, Requirement, nested
from compliance.packs.kinds.changes import with_part
from compliance.packs.kinds.contains import Contains
from compliance.packs.kinds.includes import Includes
from compliance.packs.kinds.is_ import Is
from compliance.packs.kinds.maximum import Maximum
from compliance.packs.kinds.minimum import Minimum
from compliance.packs.kinds.not_ import Not
from compliance.packs.kinds.one_of import OneOf
from compliance.packs.kinds.readings import Readings
from compliance.packs.kinds.table import Table
from compliance.packs.kinds.tiered_minimum import TieredMinimum
from compliance.packs.kinds.within import Within

KINDS: dict[str, type[Requirement]] = {
    "minimum": Minimum,
    "maximum": Maximum,
    "tiered_minimum": TieredMinimum,
    "is": Is,
    "one_of": OneOf,
    "includes": Includes,
    "contains": Contains,
    "within": Within,
    "at_most_old": AtMostOld,
    "table": Table,
    "all": All,
    "any": Any_,
    "not": Not,
    "readings": Readings,
}
NAMES: dict[type[Model], tuple[str, ...]] = {kind: (name,) for name, kind in KINDS.items()}


def key_of(part: Model) -> tuple[str, ...]:
    """The key that a rule file writes before the content of a model: a kind's name, and none for other models."""
    return NAMES.get(type(part), ())


def changed(requires: Requirement, vocabulary: Vocabulary) -> Iterator[Change]:
    """Every small change to a requirement and to those within it."""
    key = key_of(requires)
    for change in requires.mutants(vocabulary):
        yield change._replace(path=(*key, *change.path))
    for path, part in nested(requires):
        for change in changed(part, vocabulary):
            whole = with_part(requires, path, change.model)
            yield change._replace(path=(*key, *path, *change.path), model=whole)
