"""The options and arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance.base.atomic import write_text
from compliance.base.diagnostics import Misfit
from compliance.base.phrase import LANGUAGES, Phrase
from compliance.base.yaml_nodes import bytes_of, refusal
from compliance.cli.lazy_group import LANG, Say
from compliance.cli.outputs import STANDARD
from compliance.cli.streams import STDIN, from_stdin, put
from compliance.facts.choices import Label
from compliance.facts.description import Entry, entries
from compliance.facts.parsing import day
from compliance.packs.library import HEAD, Library
from compliance.reports.formats import FORMATS

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

PACKS = Phrase("另外的规则包文件夹，可多次使用", "a further folder of packs; may be given several times")
OUTPUT = Phrase("写入文件，而不是标准输出", "write to a file instead of standard output")
FORMAT = Phrase(
    "输出格式；html 为可离线打开、可打印的网页",
    "format of the output; html is a page that opens offline and prints well",
)
NO_PACKS = Phrase("“{folder}”中没有规则包（pack.yaml）", "there is no pack (pack.yaml) in “{folder}”")
A_TABLE = Phrase(
    "这是表格，不是描述文件；表格请用 {command} 核对",
    "this is a table, not a description; check tables with {command}",
)
TABLES = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".parquet", ".jsonl")
TABLE_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")  # a zip archive, an OLE file, a Parquet file
NO_PACK = Phrase("没有规则包“{name}”；现有：{names}", "there is no pack “{name}”; there are {names}")


class Day(click.ParamType[date]):
    """A date option."""

    name = "date"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that the text writes."""
        if isinstance(value, date):
            return value
        try:
            return day(str(value))
        except Misfit as misfit:
            self.fail(self.say(misfit.phrase), param, ctx)


def lang(say: Say) -> Decorator:
    """`--lang`, on every command."""
    return click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help=say(LANG))


def packs(say: Say) -> Decorator:
    """`--packs`, as the library of all packs there are."""

    def library(ctx: click.Context, param: click.Parameter, folders: tuple[str, ...]) -> Library:
        for folder in folders:
            if not [*Path(folder).glob(HEAD), *Path(folder).glob(f"*/{HEAD}")]:
                raise click.BadParameter(say(NO_PACKS.format(folder=folder)), ctx, param)
        return Library(folders)

    option_type = click.Path(exists=True, file_okay=False)
    return click.option("--packs", "library", type=option_type, multiple=True, callback=library, help=say(PACKS))


def output(say: Say, about: Phrase = OUTPUT) -> Decorator:
    """`-o`, to a file."""
    return click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help=say(about))


def form(say: Say, about: Phrase = FORMAT) -> Decorator:
    """`-f`, one of the formats of reports."""
    choices = click.Choice(list(FORMATS))
    return click.option("-f", "--format", "form", type=choices, default=next(iter(FORMATS)), help=say(about))


def chosen_packs(library: Library, names: tuple[str, ...], say: Say) -> list[str]:
    """The packs named, or all. Raises a usage error that lists those there are."""
    for name in names:
        if name not in library.folders:
            raise click.UsageError(say(NO_PACK.format(name=name, names=library.choices())))
    return list(names or library.folders)


def write(text: str, target: str | None) -> None:
    """Prints a result, or writes it to a file. Raises InputError where that cannot be done."""
    if target in (None, STANDARD):
        put(text, nl=False)
    else:
        write_text(Path(str(target)), text)


def read(file: str, kinds: Mapping[str, Label]) -> list[Entry]:
    """The descriptions in a file, or on standard input where it is `-`. Raises InputError, also for a table."""
    name, data = (STDIN, from_stdin()) if file == STANDARD else (file, bytes_of(file))
    if Path(name).suffix.lower() in TABLES or data.startswith(TABLE_SIGNATURES):
        raise refusal(name, A_TABLE.format(command=f"compliance batch {'FILE' if file == STANDARD else file}"))
    return entries(name, kinds, data)
