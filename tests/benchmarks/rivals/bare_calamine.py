"""The least that reading a workbook takes: its first sheet by calamine, as a frame of texts, written as Parquet."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook


def run(source: Path, target: Path) -> None:
    """Reads a workbook into a Parquet table and judges nothing."""
    header, *rows = CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python()
    columns = zip(*rows, strict=True)
    texts = {str(name): [str(cell) for cell in column] for name, column in zip(header, columns, strict=True)}
    pl.DataFrame(texts).write_parquet(target)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
