"""The engine in this process: lookups as a left join gives them, and steps that threads do not share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Barrier
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from compliance.columnar.engine import ITEM_SEPARATOR
from compliance.columnar.engines.polars import WIDEST_TABLE, Embedded, category_codes

THREADS = 4


@dataclass(frozen=True)
class Doubled:
    """A step that counts how often it is compiled."""

    compiled: list[int] = field(default_factory=list, compare=False)

    def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        self.compiled.append(1)
        return frame.with_columns((nw.col("x") * 2).alias("doubled"))


def chunk(number: int, rows: int = 1000) -> pl.DataFrame:
    return pl.DataFrame({"x": range(number, number + rows)})


def test_many_chunks_on_many_threads_come_to_what_one_thread_makes_of_them() -> None:
    chunks = [chunk(1000 * number) for number in range(64)]
    alone, shared = Embedded(), Embedded()
    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(lambda frame: shared.run(Doubled(), frame), chunks))
    for frame, result in zip(chunks, together, strict=True):
        assert result.equals(alone.run(Doubled(), frame))
        assert result["doubled"].to_list() == [2 * x for x in frame["x"]]


def test_no_two_threads_run_the_same_compiled_step_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """All threads have handed in their frames before the first is read: each must read its own."""
    met, collect = Barrier(THREADS, timeout=30), pl.LazyFrame.collect

    def collect_together(plan: pl.LazyFrame, **options: Any) -> Any:
        met.wait()
        return collect(plan, **options)

    monkeypatch.setattr(pl.LazyFrame, "collect", collect_together)
    engine, step = Embedded(), Doubled()
    with ThreadPoolExecutor(THREADS) as threads:
        results = list(threads.map(lambda number: engine.run(step, chunk(number)), range(THREADS)))
    assert [result["doubled"][0] for result in results] == [2 * number for number in range(THREADS)]
    assert len(step.compiled) == THREADS


def test_a_step_is_compiled_once_for_frames_of_one_schema_and_anew_for_another() -> None:
    engine = Embedded()
    compiled: list[int] = []
    for frame in (chunk(0), chunk(7), chunk(3)):
        engine.run(Doubled(compiled), frame)
    assert len(compiled) == 1
    engine.run(Doubled(compiled), chunk(0).cast(pl.Int32))
    assert len(compiled) == 2


def test_a_frame_is_let_go_of_and_its_step_given_back_when_a_run_fails() -> None:
    @dataclass(frozen=True)
    class Fails:
        compiled: list[int] = field(default_factory=list, compare=False)

        def __call__(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
            self.compiled.append(1)
            return frame.select(nw.col("x").cast(nw.Int64()))

    engine, step = Embedded(), Fails()
    with pytest.raises(pl.exceptions.InvalidOperationError):
        engine.run(step, pl.DataFrame({"x": ["no number"]}))
    assert engine.run(step, pl.DataFrame({"x": ["1"]}))["x"].to_list() == [1]
    assert len(step.compiled) == 1
    [pool] = engine.pools.values()
    assert pool.get_nowait().frame.is_empty()


DAYS = [date(1000, 1, 1), date(2024, 2, 28), date(2024, 3, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("values", [DAYS, DAYS[1:3], [], ["a", "", "托育"]], ids=["far", "near", "none", "texts"])
def test_a_lookup_puts_beside_each_value_what_a_table_says_of_it(values: list[Any]) -> None:
    dtype = nw.String() if values[-1:] == ["托育"] else nw.Date()
    column = [None, *values, *reversed(values), None]
    truths = [None if value == values[0] else place % 2 == 0 for place, value in enumerate(values)]
    table: dict[str, list[Any]] = {"v": values, "w": values, **{f"t{at}": truths for at in range(70)}}
    types = {"v": dtype, "w": dtype, **{f"t{at}": nw.Boolean() for at in range(70)}}
    frame = pl.DataFrame(
        {"v": pl.Series(column, dtype=pl.String if dtype == nw.String else pl.Date), "x": range(len(column))}
    )
    joined = Embedded().lookup_join(frame, "v", table, types)
    says = dict(zip(values, truths, strict=True))
    assert joined.columns[:2] == ["v", "x"]
    assert set(joined.columns) == {"x", *table}
    assert joined["w"].to_list() == joined["v"].to_list() == column
    for at in range(70):
        assert joined[f"t{at}"].to_list() == [says.get(value) for value in column]


@pytest.mark.parametrize("span", [WIDEST_TABLE, WIDEST_TABLE + 1])
def test_codes_are_the_same_by_a_table_and_by_a_hash_map(span: int) -> None:
    values, column = pl.Series([5 + span, 5, 6]), pl.Series([6, None, 5, 5 + span, 6])
    assert category_codes(column, values).to_list() == [2, None, 1, 0, 2]


def test_lists_are_joined_and_null_stays_null() -> None:
    frame = pl.DataFrame({"x": [["a", "b"], [], None, ["托育"]]})
    assert Embedded().join_lists(frame, "x")["x"].to_list() == [f"a{ITEM_SEPARATOR}b", "", None, "托育"]


def test_only_columns_with_something_left_are_parsed() -> None:
    frame = pl.DataFrame({"raw a": ["1", None], "a": [1, None], "raw b": ["1", "x"], "b": [1, None]})
    assert Embedded().unparsed_columns(frame, {"raw a": "a", "raw b": "b"}) == ["raw b"]


@pytest.mark.parametrize("rules", [["r", "s"], []])
def test_unpivoting_makes_a_row_for_each_record_and_rule(rules: list[str]) -> None:
    wide = pl.DataFrame({"id": [1, 2], "outcome 0": ["pass", "fail"], "outcome 1": ["fail", None]})
    long = Embedded().unpivot(wide, ["id"], ["outcome"], rules)
    assert long.schema == {"id": pl.Int64, "rule": pl.String, "outcome": pl.String}
    expected = [(1, "r", "pass"), (2, "r", "fail"), (1, "s", "fail"), (2, "s", None)]
    assert sorted(long.rows(), key=str) == sorted(expected if rules else [], key=str)
