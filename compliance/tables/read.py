"""Reads tables of any format: what a file is tells which reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.base.diagnostics import all_of
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import UNREADABLE, refusal
from compliance.tables.file_kind import EXCEL, READERS, reader_of

if TYPE_CHECKING:
    from compliance.tables.source import Expected, Source

FOLDER = "folder"
KNOWN = Phrase("、".join(READERS), ", ".join(READERS))

UNKNOWN_KIND = Phrase(
    "不支持这种文件；应为 {known}，或存放 YAML、JSON 描述文件或表格的文件夹",
    "this kind of file cannot be read; expected {known} or a folder of tables or of YAML or JSON descriptions",
)
NO_SHEETS = Phrase("只有 Excel 工作簿才能指定工作表", "only an Excel workbook has sheets to choose from")
NO_MEMORY = Phrase(
    "内存不足，无法读取；请分成几个文件", "there is not enough memory to read it; split it into several files"
)


def read(paths: Sequence[Path], expected: Expected) -> Source:
    """The records of tables, files or folders of them, one under the other; see `Expected` for what is told of them.

    Files that are made on the way lie in a temporary folder, which is removed when the program ends. Raises InputError where
    a table cannot be used.
    """
    if len(paths) == 1:
        return read_one(paths[0], expected)
    from compliance.tables.united import united

    return united(str(paths[0]), all_of(paths, lambda path: read_one(path, expected)), expected)


def read_one(path: Path, expected: Expected) -> Source:
    """The records of one file or folder. Raises InputError."""
    from polars.exceptions import PolarsError

    from compliance.tables.source import ReadReport, TableRead, check_readable

    check_readable(path)
    reader, note = (FOLDER, None) if path.is_dir() else reader_of(path)
    if reader is None:
        raise refusal(str(path), UNKNOWN_KIND.format(known=KNOWN))
    if expected.sheets and reader not in (EXCEL, FOLDER):
        raise refusal(str(path), NO_SHEETS)
    read_with: Callable[[Path, Expected], Source] = import_module(f"compliance.tables.{reader}").read
    try:
        source = read_with(path, expected)
    except MemoryError:
        raise refusal(str(path), NO_MEMORY) from None
    except (OSError, PolarsError) as error:
        raise refusal(str(path), UNREADABLE.format(why=getattr(error, "strerror", None) or error)) from None
    tables = source.report.tables or (TableRead(str(path), None, (), source.rows or 0),)
    return source._replace(report=ReadReport(tables, (*((note,) if note else ()), *source.report.notes)))
