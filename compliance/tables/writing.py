"""Tables of results written to files: aside first, so that no one ever meets a part of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from compliance.phrase import Phrase
from compliance.yamltext import refusal

PARQUET, CSV, LINES = (".parquet",), (".csv",), (".jsonl", ".ndjson")
WRITTEN = (*PARQUET, *CSV, *LINES)
UNKNOWN = Phrase("不支持写入这种文件；应为 {known}", "this kind of file cannot be written; expected {known}")
CANNOT_WRITE = Phrase("无法写入：{why}", "cannot be written: {why}")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place when all is written and is removed where it is not."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise refusal(str(path), CANNOT_WRITE.fill(why=error.strerror or error)) from None
    finally:
        part.unlink(missing_ok=True)


def check_suffix(path: Path, known: Sequence[str]) -> None:
    """Raises InputError where files of this kind are not written."""
    if path.suffix.lower() not in known:
        raise refusal(str(path), UNKNOWN.fill(known=", ".join(known)))


def write(frame: pl.LazyFrame, path: Path) -> None:
    """Streams a table to Parquet, JSON lines or CSV, by the suffix. Raises InputError."""
    suffix = path.suffix.lower()
    with aside(path) as part:
        if suffix in PARQUET:
            frame.sink_parquet(part)
        elif suffix in LINES:
            frame.sink_ndjson(part)
        else:
            flat(frame).sink_csv(part, include_bom=True)


def flat(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The table with lists as texts."""
    lists = [name for name, dtype in frame.collect_schema().items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists)
