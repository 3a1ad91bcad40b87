"""What commands that read tables share: which sheets, and what the headers mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from compliance.base import yaml_nodes
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.cli import judging, options
from compliance.cli.lazy_group import Say
from compliance.packs.library import Library
from compliance.packs.precedence import ALL, Selection

if TYPE_CHECKING:
    from compliance.jobs.opened import Request

SUBJECT = Phrase("核对对象（默认按表头推断）", "the subject (default: by the headers)")
SHEET = Phrase(
    "读取此工作表，可多次使用（默认为所有表头相同的工作表）",
    "read this sheet; may be given several times (default: all sheets with the same headers)",
)
COLUMN = Phrase(
    "把这个表头读作某事实，例如 面积=建筑面积（可多次使用）",
    "read this header as a fact, such as Area=building_area (may be given several times)",
)
COLUMNS = Phrase(
    "从 YAML 文件读取表头与事实的对应（每行 表头: 事实），--column 优先",
    "headers and facts from a YAML file (a line each, header: fact); --column goes first",
)
SET = Phrase(
    "表中没有此列或为空白时取此值，例如 办理阶段=运营中（可多次使用）",
    "a fact's value where the table has no column of it or a blank, such as stage=operating (may be given several times)",
)
NO_EQUALS = Phrase("“{text}”应写作 {form}", "“{text}” must be written as {form}")
HEADER_FACT = Phrase("表头=事实", "HEADER=FACT")
FACT_VALUE = Phrase("事实=值", "FACT=VALUE")
NOT_HEADERS = Phrase("应为 表头: 事实 的对应，每个值为一项事实", "a mapping of headers to facts was expected")


class Asked(NamedTuple):
    """The options of reading, as given."""

    subject: str | None
    sheet: tuple[str, ...]
    column: tuple[str, ...]
    columns: str | None
    given: tuple[str, ...]


def reading(say: Say) -> options.Decorator:
    """`--subject`, `--sheet`, `--column`, `--columns` and `--set`, as one parameter `asked`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def gathered(
            *,
            subject: str | None,
            sheet: tuple[str, ...],
            column: tuple[str, ...],
            columns: str | None,
            given: tuple[str, ...],
            **others: Any,
        ) -> Any:
            return command(asked=Asked(subject, sheet, column, columns, given), **others)

        gathered.__dict__.update(command.__dict__)  # what decorators below have noted of the command
        file = click.Path(exists=True, dir_okay=False)
        decorators = [
            click.option("--subject", help=say(SUBJECT)),
            click.option("--sheet", multiple=True, help=say(SHEET)),
            click.option("--column", metavar=say(HEADER_FACT), multiple=True, help=say(COLUMN)),
            click.option("--columns", metavar="FILE", type=file, help=say(COLUMNS)),
            click.option("--set", "given", metavar=say(FACT_VALUE), multiple=True, help=say(SET)),
        ]
        result: Callable[..., Any] = gathered
        for decorator in reversed(decorators):
            result = decorator(result)
        return result

    return decorate


def request(
    tables: tuple[str, ...],
    library: Library,
    language: Language,
    as_of: date,
    asked: Asked,
    place: str | None,
    rules: Selection = ALL,
) -> Request:
    """What is asked of tables. Raises a usage error or InputError where an option makes no sense."""
    from compliance.jobs.opened import Request

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    kind = judging.named_kind(library, asked.subject, say) if asked.subject else None
    named = pairs(asked.column, HEADER_FACT, say)
    names = {**(in_file(asked.columns) if asked.columns else {}), **named}
    values = pairs(asked.given, FACT_VALUE, say)
    return Request(tables, as_of, language, kind, asked.sheet, place, rules, names, values)


def pairs(texts: Iterable[str], form: Phrase, say: Say) -> dict[str, str]:
    """What is before the last `=` of each text, with what is behind it. Raises a usage error where there is none."""
    found = {}
    for text in texts:
        before, _, behind = text.rpartition("=")
        if not before.strip() or not behind.strip():
            raise click.UsageError(say(NO_EQUALS.format(text=text, form=form)))
        found[before.strip()] = behind.strip()
    return found


def in_file(file: str) -> dict[str, str]:
    """The headers and facts of a YAML file. Raises InputError."""
    found = {}
    for document in yaml_nodes.read_documents(file):
        if not isinstance(document, yaml_nodes.Mapping):
            raise refusal(file, NOT_HEADERS, document.place.line, document.place.column)
        for key, value in document.items:
            if not isinstance(value, yaml_nodes.Scalar) or not value.text:
                raise refusal(file, NOT_HEADERS, key.place.line, key.place.column)
            found[key.text] = value.text
    return found
