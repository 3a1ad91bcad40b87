"""`compliance rules docs`."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.authoring.docs import FILE, page
from compliance.base.atomic import CANNOT_WRITE, reason
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import refusal
from compliance.cli import options
from compliance.cli.outputs import check_outputs
from compliance.cli.streams import put
from compliance.packs.library import Library

HELP = Phrase(
    "为每个规则包写一页 Markdown（README.md）：两种语言的全部规则。",
    "Write one Markdown page a pack (README.md): all its rules in both languages.",
)
FOLDER = Phrase(
    "写入此文件夹，每个规则包一个子文件夹（默认写在规则旁）",
    "write into this folder, a subfolder a pack (default: beside the rules)",
)


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("docs", help=say(HELP))
    @click.argument("packs", metavar="[PACK...]", nargs=-1)
    @click.option("-o", "--output", type=click.Path(file_okay=False), help=say(FOLDER))
    @options.packs(say)
    @options.lang(say)
    def docs(packs: tuple[str, ...], output: str | None, library: Library) -> None:
        names = options.chosen_packs(library, packs, say)
        targets = {name: (Path(output) / name if output else library.folders[name]) / FILE for name in names}
        check_outputs(targets.values(), [], library)
        for name, target in targets.items():
            text = page(library, name)
            options.write(text, str(in_folder(target)))
            put(str(target))

    return docs


def in_folder(target: Path) -> Path:
    """The file, in a folder that is made where there is none. Raises InputError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(str(target), CANNOT_WRITE.format(why=reason(error))) from None
    return target
