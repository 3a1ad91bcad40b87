"""不低于 · a lower limit

`quantity` 写数值事实或导出量，再写一个下限：`value` 含本数（不低于、不少于），`above` 不含本数（超过、大于），两者只能写一个。
下限先后调整过的，按起始日期逐个写明，核对之日以最近一次生效的为准；第一个日期之前没有规定，不适用。导出量是比率时按乘法比较，
不取近似值。

`quantity` is a number or a derived fact, with one limit: `value` includes the number itself (at least), `above` excludes it
(more than). A limit that was changed over time is written by the day from which each value is in force; the last one begun by
the day of the check counts, and before the first day the rule does not apply. Ratios are compared by multiplying out: nothing is
rounded.

    requires:
      minimum: {quantity: area_per_slot, value: 9}
    pass:
      - {slots: 30, building_area: 270}
    fail:
      - {slots: 30, building_area: 269.999999}
    undetermined:
      - {building_area: 270}

    requires:
      minimum: {quantity: outdoor_hours, above: 2}
    pass:
      - {outdoor_hours: 2.000001}
    fail:
      - {outdoor_hours: 2}

    as_of: 2025-12-31
    requires:
      minimum: {quantity: lease_years, value: {2022-09-16: 3, 2025-12-31: 5}}
    pass:
      - {lease_years: 5}
    fail:
      - {lease_years: 4.999999}
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
from compliance.packs.sentence import ABOVE, AT_LEAST


@model
class Minimum(Requirement):
    """A quantity and the least it may be: `value`, or `above` where the number itself does not do (超过)."""

    quantity: QuantityName
    value: Dated | None = None
    above: Dated | None = None

    def __post_init__(self) -> None:
        exactly_one(self, "value", "above")

    def lower(self, context: Context) -> list[Reading]:
        return [self.limit().reading("minimum", context)]

    def words(self, context: Context) -> Phrase:
        return self.limit().words(context)

    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        return changed_limit(self, "above", vocabulary)

    def limit(self) -> Limit:
        """The only limit that is given."""
        if self.value is not None:
            return Limit(self.quantity, ">=", AT_LEAST, self.value)
        assert self.above is not None
        return Limit(self.quantity, ">", ABOVE, self.above)
