"""Reads a table of any format: the suffix tells which reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.source import PARQUET, Source, check_readable

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt")
LINES = (".jsonl", ".ndjson")
UNKNOWN_KIND = Phrase(
    "不支持这种文件；应为 .xlsx、.csv、.jsonl、.parquet，或存放 YAML、JSON 描述文件的文件夹",
    "this kind of file cannot be read; expected .xlsx, .csv, .jsonl, .parquet or a folder of YAML or JSON descriptions",
)


NO_SHEETS = Phrase("只有 Excel 工作簿才能指定工作表", "only an Excel workbook has sheets to choose from")


def read(
    path: Path,
    codes: Collection[str],
    kinds: Mapping[str, Phrase],
    sheet: str | None = None,
    language: Language = "zh",
) -> Source:
    """The records of a table.

    `codes` are all known spellings of facts' names, in plain form; `kinds` the subjects there are, with their labels.
    `sheet` names a workbook's sheet. `language` is that of the texts in the column ERROR. Files that are made on the way
    lie in a temporary folder, which is removed when the program ends. Raises InputError where the table cannot be used.
    """
    suffix = path.suffix.lower()
    check_readable(path)
    if sheet is not None and suffix not in WORKBOOKS:
        raise refusal(str(path), NO_SHEETS)
    if path.is_dir():
        from compliance.tables import folder

        return folder.read(path, kinds, language)
    if suffix in WORKBOOKS:
        from compliance.tables import excel

        return excel.read(path, codes, sheet)
    if suffix in TEXTS:
        from compliance.tables import csv

        return csv.read(path, codes)
    if suffix in LINES:
        from compliance.tables import jsonl

        return jsonl.read(path, kinds, language)
    if suffix == PARQUET:
        from compliance.tables import parquet

        return parquet.read([path])
    raise refusal(str(path), UNKNOWN_KIND)
