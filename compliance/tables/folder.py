"""Folders: of descriptions in YAML or JSON, or of the parts of a Parquet table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, InputError, Location, all_of
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.facts.description import Entry, entries
from compliance.tables import parquet
from compliance.tables.file_kind import OF_SUFFIX
from compliance.tables.read import KNOWN, NO_SHEETS, read_one
from compliance.tables.source import ERROR, PARQUET, Expected, ReadReport, Source, TableRead, Value, column
from compliance.tables.united import united

DESCRIPTIONS = (".yaml", ".yml", ".json")

NOTHING_THERE = Phrase(
    "文件夹里没有描述文件（.yaml、.yml、.json），也没有表格（{known}）",
    "the folder has no descriptions (.yaml, .yml, .json) and no tables ({known})",
)
NOT_READ = Phrase(
    "文件夹中有 {n} 项不是描述文件或表格，未读取：{names}",
    "{n} item(s) in the folder are no tables and were not read: {names}",
)
SHOWN = 5
ANOTHER_KIND = Phrase(
    "这里写的是 {kind}，而 {other} 写的是 {first}；一批只核对一种对象",
    "this is a {kind}, but {other} is a {first}; a batch is of one kind",
)


def read(path: Path, expected: Expected) -> Source:
    """The descriptions and tables in a folder, in the order of the files' names; not those in folders below it.

    Parquet files are the parts of one table. A description that cannot be read is kept as one record with its errors. Raises
    InputError where there is nothing to read, a table cannot be read, or the records are of several kinds.
    """
    files = sorted(file for file in path.iterdir() if not file.name.startswith((".", "~$", "_")))
    descriptions, parts, tables, others = sorted_out(files)
    if expected.sheets and (descriptions or parts):
        raise refusal(str((descriptions or parts)[0]), NO_SHEETS)
    sources = [described(descriptions, expected.kinds, expected.language)] if descriptions else []
    sources += [parquet.read_parts(parts)] if parts else []
    sources += all_of(tables, lambda file: read_one(file, expected))
    if not sources:
        raise refusal(str(path), NOTHING_THERE.format(known=KNOWN))
    whole = united(str(path), [with_table(path, source) for source in sources], expected)
    shown = "、".join(file.name for file in others[:SHOWN]) + ("…" if len(others) > SHOWN else "")
    notes = (*whole.report.notes, *([NOT_READ.format(n=len(others), names=shown)] if others else []))
    return whole._replace(report=ReadReport(whole.report.tables, notes))


def sorted_out(files: Sequence[Path]) -> tuple[list[Path], list[Path], list[Path], list[Path]]:
    """The descriptions among the files of a folder, the parts of a Parquet table, the other tables, and what is none of these."""
    descriptions: list[Path] = []
    parts: list[Path] = []
    tables: list[Path] = []
    others: list[Path] = []
    for file in files:
        suffix = file.suffix.lower()
        if file.is_dir():
            others.append(file)
        elif suffix in DESCRIPTIONS:
            descriptions.append(file)
        elif suffix == PARQUET:
            parts.append(file)
        else:
            (tables if suffix in OF_SUFFIX else others).append(file)
    return descriptions, parts, tables, others


def with_table(path: Path, source: Source) -> Source:
    """A source that tells at least its folder as a table."""
    tables = source.report.tables or (TableRead(str(path), None, (), source.rows or 0),)
    return source._replace(report=source.report._replace(tables=tables))


def described(files: list[Path], kinds: Mapping[str, Phrase], language: Language) -> Source:
    """The records of description files."""
    found: list[Entry | InputError] = []
    for file in files:
        try:
            found += entries(str(file), kinds)
        except InputError as error:
            found.append(error)
    kind = kind_of([one for one in found if isinstance(one, Entry)])
    records = [{} if isinstance(one, InputError) else values(one) for one in found]
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = [column(name, [record.get(name) for record in records]) for name in names]
    if any(isinstance(one, InputError) for one in found):
        columns.append(pl.Series(ERROR, [told(one, language) for one in found], pl.String))
    frame = pl.DataFrame([one.cast(pl.String) if one.dtype == pl.Null else one for one in columns])

    def place(row: int, index: int | None) -> str:
        return str(place_in(found[row - 1], names[index] if index is not None and index < len(names) else None))

    return Source(frame.lazy(), len(found), place, kind, keyed=True)


def kind_of(found: list[Entry]) -> str | None:
    """The one subject of all descriptions. Raises InputError where there are several."""
    for one in found:
        if one.kind != found[0].kind:
            message = ANOTHER_KIND.format(kind=one.kind, other=found[0].record.place, first=found[0].kind)
            raise InputError([Diagnostic(one.record.place, None, message)])
    return found[0].kind if found else None


def values(entry: Entry) -> dict[str, Value]:
    """The facts of a description as texts and lists of texts; what is nested deeper is written as JSON."""
    return {key.text.strip(): value_of(node) for key, node in entry.record.items}


def value_of(node: yaml_nodes.Node) -> Value:
    """A value as written, None where it is blank."""
    if isinstance(node, yaml_nodes.Scalar):
        return None if node.blank else node.text
    if isinstance(node, yaml_nodes.Sequence):
        return [item.text if isinstance(item, yaml_nodes.Scalar) else json_text(item) for item in node.items]
    return json_text(node)


def json_text(node: yaml_nodes.Node) -> str:
    """What is nested, as JSON."""
    return json.dumps(yaml_nodes.plain(node), ensure_ascii=False)


def told(one: Entry | InputError, language: Language) -> str | None:
    """What is wrong with a file, None for a description that was read."""
    if isinstance(one, Entry):
        return None
    return ("；" if language == "zh" else "; ").join(problem.text(language) for problem in one.problems)


def place_in(one: Entry | InputError, name: str | None) -> Location:
    """Where a description or a fact of it stands."""
    if isinstance(one, InputError):
        return one.problems[0].place
    return next((key.place for key, _ in one.record.items if key.text.strip() == name), one.record.place)
