"""Reads a table of any format: the suffix tells which reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import UNREADABLE, refusal

if TYPE_CHECKING:
    from compliance.tables.source import Expected, Source

# each suffix with the module of this package whose `read(path, expected)` reads such a file
READERS: Mapping[str, str] = {
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xls": "excel",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
FOLDER, WITH_SHEETS = "folder", "excel"
KNOWN = Phrase("、".join(READERS), ", ".join(READERS))

UNKNOWN_KIND = Phrase(
    "不支持这种文件；应为 {known}，或存放 YAML、JSON 描述文件的文件夹",
    "this kind of file cannot be read; expected {known} or a folder of YAML or JSON descriptions",
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
    [path] = paths
    return read_one(path, expected)


def read_one(path: Path, expected: Expected) -> Source:
    """The records of one file or folder. Raises InputError."""
    from polars.exceptions import PolarsError

    from compliance.tables.source import check_readable

    check_readable(path)
    reader = FOLDER if path.is_dir() else READERS.get(path.suffix.lower())
    if reader is None:
        raise refusal(str(path), UNKNOWN_KIND.format(known=KNOWN))
    if expected.sheets and reader != WITH_SHEETS:
        raise refusal(str(path), NO_SHEETS)
    read_with: Callable[[Path, Expected], Source] = import_module(f"compliance.tables.{reader}").read
    try:
        return read_with(path, expected)
    except MemoryError:
        raise refusal(str(path), NO_MEMORY) from None
    except (OSError, PolarsError) as error:
        raise refusal(str(path), UNREADABLE.format(why=getattr(error, "strerror", None) or error)) from None
