"""`compliance schema NAME`."""

from __future__ import annotations

import json

import click

from compliance.base.phrase import Language, Phrase
from compliance.cli import options
from compliance.cli.outputs import check_outputs
from compliance.packs.library import Library

HELP = Phrase(
    "输出 JSON Schema，供编辑器补全和检查：facility、neighborhood、district（描述文件），pack、rules、cases、vocabulary"
    "（规则包文件），report、solution、comparison、provision、summary、columns（check、solve、compare、provide、batch、columns 以 -f json 输出的结果）。",
    "Print a JSON Schema, for editors to complete and check by: facility, neighborhood, district (descriptions), pack, rules,"
    " cases, vocabulary (files of a pack), report, solution, comparison, provision, summary, columns (what check, solve,"
    " compare, provide, batch and columns write with -f json).",
)
NO_SCHEMA = Phrase("没有“{name}”的 Schema；有：{names}", "there is no schema “{name}”; there are {names}")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("schema", help=say(HELP))
    @click.argument("name", metavar="NAME")
    @options.output(say)
    @options.packs(say)
    @options.lang(say)
    def schema(name: str, output: str | None, library: Library) -> None:
        from compliance.authoring.json_schema import names
        from compliance.authoring.json_schema import schema as schema_of

        if name not in names(library):
            raise click.UsageError(say(NO_SCHEMA.format(name=name, names=", ".join(names(library)))))
        check_outputs([output], [], library)
        options.write(json.dumps(schema_of(library, name), ensure_ascii=False, indent=2) + "\n", output)

    return schema
