"""How fast `compliance batch` is, against the same ten rules written by hand for other engines. Run by `make bench`.

`python -m tests.benchmarks.batch` measures everything, for some twenty minutes; `--million-only` the million rows of
Parquet alone. Before anything is measured, every side must say of a thousand filings what the product's reference says.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from tabulate import tabulate

from tests.benchmarks import filings
from tests.benchmarks.agreement import PACK, reference, rows_of, unlike
from tests.benchmarks.measuring import Run, measured, medians
from tests.benchmarks.rivals import AS_OF
from tests.benchmarks.rivals.row_by_row import judged, rows_for

PRODUCT = "compliance batch"
BY_HAND = {"Polars by hand": "polars_by_hand", "DuckDB by hand": "duckdb_by_hand"}
ROW_BY_ROW = {
    "plain Python": "plain_python",
    "pydantic and Python": "pydantic_python",
    "ZEN engine": "zen",
    "Common Expression Language": "cel",
}
COMPARED, MILLION, MOST, IN_A_WORKBOOK, ROW_BY_ROW_ROWS = 1000, 1_000_000, 10_000_000, 100_000, 100_000
SHARE_WRONG = 10
TIMES = 3

Command = list[str | Path]


def product(source: Path, target: Path, *options: str) -> Command:
    """The product's own command, as a user runs it."""
    program = Path(sys.executable).with_name("compliance")
    return [program, "batch", source, "-o", target, "--as-of", AS_OF.isoformat(), *options]


def with_ten(source: Path) -> Command:
    """The product with the ten rules."""
    return product(source, beside(source, PRODUCT), "--jurisdiction", PACK, "--packs", "tests/benchmarks")


def by_hand(module: str, source: Path, name: str) -> Command:
    """A rival of whole tables."""
    return [sys.executable, "-m", f"tests.benchmarks.rivals.{module}", source, beside(source, name)]


def table_sides(source: Path) -> dict[str, Command]:
    """The sides that judge a whole table, each with a result of its own beside it."""
    return {PRODUCT: with_ten(source), **{name: by_hand(module, source, name) for name, module in BY_HAND.items()}}


def beside(source: Path, name: str) -> Path:
    """Where a side writes its result."""
    return source.with_name(f"{source.stem} {name}.parquet")


def show(title: str, rows: int, runs: Mapping[str, Run], against: Iterable[str] = ()) -> None:
    """A table of runs, each with its ratio to the fastest of `against`."""
    best = min((runs[name].seconds for name in against), default=None)
    shown = [
        [
            name,
            f"{rows:,}",
            f"{run.seconds:.2f}",
            f"{run.processor:.2f}" if run.processor else "",
            f"{rows / run.seconds:,.0f}",
            f"{run.peak:,.0f}" if run.peak else "",
            f"{run.seconds / best:.2f}" if best else "",
        ]
        for name, run in runs.items()
    ]
    headers = ["side", "rows", "seconds", "processor", "rows a second", "peak MiB", "times the faster by hand"]
    align = ("left", *["right"] * 6)
    print(f"\n{title}\n\n{tabulate(shown, headers, 'github', colalign=align, disable_numparse=True)}", flush=True)


def compare(folder: Path) -> None:
    """Stops where a side differs from the reference."""
    table = folder / "compared.parquet"
    filings.write(filings.filings(COMPARED, SHARE_WRONG), table)
    wanted = reference(table)
    for name, command in table_sides(table).items():
        measured(command)
        stop(name, unlike(rows_of(beside(table, name)), [one.row for one in wanted]))
    frame = pl.read_parquet(table)
    for name, module in ROW_BY_ROW.items():
        stop(name, unlike(judged(module, rows_for(module, frame)), [one.judgement for one in wanted]))
    print(f"Every side agrees with the reference on {COMPARED:,} rows.", flush=True)


def stop(name: str, differing: list[int]) -> None:
    """Ends the program where rows differ: figures of a side that judges otherwise mean nothing."""
    if differing:
        sys.exit(
            f"{name} differs from the reference in {len(differing)} of {COMPARED} rows, first in row {differing[0]}"
        )


def parquet(folder: Path, rows: int, times: int = TIMES) -> Path:
    """Whole tables of Parquet."""
    table = folder / f"filings-{rows}.parquet"
    filings.write(filings.filings(rows), table)
    show(f"Parquet, whole process, median of {times}", rows, medians(table_sides(table), times), BY_HAND)
    return table


def json_lines(folder: Path, table: Path, rows: int) -> None:
    """The same rows as JSON lines."""
    lines = folder / "filings.jsonl"
    filings.write_jsonl(table, lines)
    show(f"JSON lines, whole process, median of {TIMES}", rows, medians(table_sides(lines), TIMES), BY_HAND)


def workbook(folder: Path) -> None:
    """A workbook, against no more than reading it."""
    table, book = folder / "office.parquet", folder / "office.xlsx"
    filings.write(filings.filings(IN_A_WORKBOOK), table)
    filings.write_xlsx(table, book)
    bare = "calamine and Polars, reading only"
    commands = {PRODUCT: with_ten(book), bare: by_hand("bare_calamine", book, bare)}
    show(f"Workbook, whole process, median of {TIMES}", IN_A_WORKBOOK, medians(commands, TIMES), [bare])


def row_by_row(folder: Path, million: Path) -> None:
    """The rivals of single rows, and the product. The rows of all of them are in memory before the time begins."""
    table = folder / "rows.parquet"
    filings.write(filings.filings(ROW_BY_ROW_ROWS), table)
    module = "tests.benchmarks.rivals.row_by_row"
    rows = {PRODUCT: MILLION, **dict.fromkeys(ROW_BY_ROW, ROW_BY_ROW_ROWS)}
    commands: dict[str, Command] = {
        PRODUCT: [sys.executable, "-m", "tests.benchmarks.in_memory", million],
        **{name: [sys.executable, "-m", module, one, table, str(ROW_BY_ROW_ROWS)] for name, one in ROW_BY_ROW.items()},
    }
    runs = medians(commands, TIMES, key=printed)
    rates = {name: rows[name] / printed(run) for name, run in runs.items()}
    shown = [
        [name, f"{rows[name]:,}", f"{rate:,.0f}", f"{runs[name].peak:,.0f}", f"{rates[PRODUCT] / rate:.1f}"]
        for name, rate in rates.items()
    ]
    headers = ["side", "rows", "rows a second", "peak MiB", "the product is so many times as fast"]
    table_text = tabulate(shown, headers, "github", colalign=("left", *["right"] * 4), disable_numparse=True)
    print(f"\nIn memory, reading and writing not counted, median of {TIMES}\n\n{table_text}", flush=True)


def printed(run: Run) -> float:
    """The seconds that a run printed."""
    return float(run.printed)


def growth(folder: Path) -> None:
    """The full rules of all packs, for filings of all jurisdictions, by tens."""
    for rows in (10_000, 100_000, MILLION, MOST):
        table = folder / "mixed.parquet"
        filings.write(filings.mixed(rows), table)
        runs = {PRODUCT: measured(product(table, beside(table, PRODUCT)))}
        show("All rules of all packs, forty facts, one run", rows, runs)


def main() -> None:
    """Compares, measures and prints tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000], help="further numbers of rows of Parquet")
    parser.add_argument("--million-only", action="store_true", help="measure a million rows of Parquet and no more")
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        compare(folder)
        million = parquet(folder, MILLION)
        if chosen.million_only:
            return
        for rows in chosen.rows:
            parquet(folder, rows)
        json_lines(folder, million, MILLION)
        workbook(folder)
        row_by_row(folder, million)
        parquet(folder, MOST, times=1)
        growth(folder)


if __name__ == "__main__":
    main()
