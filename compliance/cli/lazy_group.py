"""The tree of commands. A command's module is imported when the command is called for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from gettext import gettext
from importlib import import_module

import click

from compliance import __version__
from compliance.base.phrase import LANGUAGES, Language, Phrase

Say = Callable[[Phrase], str]

COMMANDS = ("check", "batch", "columns", "solve", "compare", "provide", "ask", "rules", "facts", "template", "schema")
RULES_COMMANDS = ("list", "show", "lint", "test", "coverage", "docs", "diff")
ABOUT = Phrase(
    "按国家和当地规定核对托育机构、居住区和区域的托育服务，说明结论、理由、依据和责任单位。\n\n"
    "例：compliance check examples/huyi-proposed-site.yaml。可核对：鄠邑、雁江、汉滨、河北区（天津）、寺坡。",
    "Checks nurseries, residential projects and districts against the rules that bind them, and says why, by which clause"
    " and who is responsible.\n\nFor example: compliance check examples/huyi-proposed-site.yaml. Places: Huyi, Yanjiang,"
    " Hanbin, Hebei (Tianjin), Sipo.",
)
LANG = Phrase(
    "显示语言（默认按 COMPLIANCE_LANG 或系统语言）",
    "language of all output (default: COMPLIANCE_LANG, then the locale)",
)
VERSION = Phrase("显示版本号并退出。", "Show the version and exit.")
RULES = Phrase("查阅、检查和测试规则包。", "Look up, lint and test the packs of rules.")
STATUS = Phrase(
    "退出码：0 合规，1 不合规，3 尚不能判定，2 无法执行。",
    "Exit status: 0 compliant, 1 non-compliant, 3 undetermined, 2 it could not run.",
)


def lang_option(language: Language) -> click.Option:
    """`--lang`, which is looked at before the command line is built."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=LANG.text(language))


class Formatter(click.HelpFormatter):
    """Help that fits 80 columns, Chinese characters counted as two."""

    def write_text(self, text: str) -> None:
        """A text, its paragraphs apart."""
        from compliance.base.wrapping import wrapped

        margin = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" * bool(number) + "".join(f"{line}\n" for line in wrapped(paragraph, margin)))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms with their explanations beside or, where a term is long, below them."""
        from compliance.base.width import ljust, wcswidth
        from compliance.base.wrapping import wrapped

        rows, margin = list(rows), " " * self.current_indent
        width = min(max(wcswidth(term) for term, _ in rows), col_max)
        for term, text in rows:
            beside = " " * (self.current_indent + width + col_spacing)
            lines = list(wrapped(text, beside))
            if wcswidth(term) <= width and lines:
                lines[0] = margin + ljust(term, width + col_spacing) + lines[0].lstrip()
            else:
                lines = [margin + term, *lines]
            self.write("".join(f"{line}\n" for line in lines))


class Context(click.Context):
    """A command's surroundings, with help that fits."""

    formatter_class = Formatter


class Group(click.Group):
    """A group whose commands are made when they are asked for."""

    context_class = Context

    def __init__(self, package: str, names: tuple[str, ...], language: Language, help: str) -> None:
        super().__init__(help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self.package, self.names, self.language = package, names, language
        self.params.append(lang_option(language))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        return list(self.names)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the first sentence of each one's help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.names]
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, (one.help or "").split("\n\n")[0]) for name, one in commands if one])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self.names:
            return None
        if name == "rules":
            return Group("compliance.cli.rules", RULES_COMMANDS, self.language, RULES.text(self.language))
        command: click.Command = import_module(f"{self.package}.{name}").command(self.language)
        command.context_class = Context
        return command


def command_line(language: Language) -> click.Group:
    """The whole command line in one language."""
    group = Group("compliance.cli", COMMANDS, language, f"{ABOUT.text(language)}\n\n{STATUS.text(language)}")
    return click.version_option(__version__, prog_name="compliance", help=VERSION.text(language))(group)
