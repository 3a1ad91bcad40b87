"""The stage of a column follows from what it reads: it can neither come too early nor be chosen by hand."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.columnar.stages import Staged, Stages, combined


def evaluated(stages: Stages, *last: Staged) -> list[int]:
    """The values in the one row of a frame, after all stages."""
    frame = nw.from_native(pl.DataFrame({"x": [2], "y": [3]}).lazy())
    for stage in stages.stages:
        frame = frame.with_columns(*stage)
    return list(frame.select(column.column.alias(str(at)) for at, column in enumerate(last)).collect().row(0))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12))
def test_any_net_of_operands_can_be_read_stage_by_stage(pairs: list[tuple[int, int]]) -> None:
    stages, columns, values = Stages(), [Staged(nw.col("x")), Staged(nw.col("y"))], [2, 3]
    for a, b in pairs:
        first, second = a % len(columns), b % len(columns)
        columns.append(stages.keep(lambda p, q: (p + 2 * q) % 1009, columns[first], columns[second]))
        values.append((values[first] + 2 * values[second]) % 1009)
    assert evaluated(stages, *columns) == values
    assert sum(map(len, stages.stages)) == len(pairs)


def test_a_column_stands_in_the_first_stage_that_has_all_it_reads() -> None:
    stages, x, y = Stages(), Staged(nw.col("x")), Staged(nw.col("y"))
    first = stages.store(x)
    second = stages.keep(lambda p: p + 1, first)
    beside = stages.keep(lambda p: p + 1, y)
    third = stages.keep(lambda p, q: p + q, second, y)
    assert [column.after for column in (first, second, beside, third)] == [1, 2, 1, 3]
    assert combined(lambda p, q: p + q, first, third).after == 3
    assert [len(stage) for stage in stages.stages] == [2, 1, 1]


def test_a_column_that_no_stage_has_made_cannot_be_read() -> None:
    stages = Stages()
    with pytest.raises(IndexError):
        stages.store(Staged(nw.col("x"), 1))
