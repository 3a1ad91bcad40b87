"""不超过 · an upper limit

`quantity` 写数值事实或导出量，再写一个上限：`value` 含本数（不超过、不高于），`below` 不含本数（不满、低于），两者只能写一个。上限
可按起始日期逐个写明，用法与 `minimum` 相同。

`quantity` is a number or a derived fact, with one limit: `value` includes the number itself (at most), `below` excludes it (less
than). The limit may be written by date as in `minimum`.

    requires:
      maximum: {quantity: infant_children_per_caregiver, value: 3}
    pass:
      - {infant_children: 9, infant_caregivers: 3}
    fail:
      - {infant_children: 10, infant_caregivers: 3}
      - {infant_children: 1, infant_caregivers: 0}
    undetermined:
      - {infant_children: 9}

    requires:
      maximum: {quantity: infant_largest_class, below: 10}
    pass:
      - {infant_largest_class: 9}
    fail:
      - {infant_largest_class: 10}
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.base.phrase import Phrase
from compliance.base.yaml_model import model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.lowered import Reading
from compliance.packs.annotations import QuantityName, exactly_one
from compliance.packs.kinds.base import Change, Context, Requirement
from compliance.packs.kinds.changes import changed_limit
from compliance.packs.kinds.dated import Dated
from compliance.packs.kinds.shared import Limit
from compliance.packs.sentence import AT_MOST, BELOW


@model
class Maximum(Requirement):
    """A quantity and the most it may be: `value`, or `below` where the number itself does not do (不满)."""

    quantity: QuantityName
    value: Dated | None = None
    below: Dated | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "value", "below")

    def lower(self, context: Context) -> list[Reading]:
        return [self.limit().reading("maximum", context)]

    def words(self, context: Context) -> Phrase:
        return self.limit().words(context)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        return changed_limit(self, "below", vocabulary)

    def limit(self) -> Limit:
        """The only limit that is given."""
        if self.value is not None:
            return Limit(self.quantity, "<=", AT_MOST, self.value)
        assert self.below is not None
        return Limit(self.quantity, "<", BELOW, self.below)
