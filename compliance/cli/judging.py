"""What commands that judge descriptions share: by which rules, as of when, and with which exit status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import click

from compliance.base.diagnostics import did_you_mean
from compliance.base.outcome import Verdict
from compliance.base.phrase import Phrase
from compliance.cli import options
from compliance.cli.lazy_group import Say
from compliance.facts.description import kind_of
from compliance.packs.library import Library
from compliance.packs.precedence import Selection

JURISDICTION = Phrase(
    "按此辖区核对（规则包名或区划代码），不论描述中如何填写",
    "check by this jurisdiction (pack name or division code), whatever the description says",
)
AS_OF = Phrase("核对日期（默认为今天）", "the date to check for (default: today)")
SELECT = Phrase(
    "只看这些规则（可用 * 通配，可多次使用）", "only these rules (* matches any text; may be given several times)"
)
IGNORE = Phrase("不看这些规则（同上）", "not these rules (likewise)")
FAIL_ON = Phrase(
    "何时以 1 退出：fail 仅不合规；undetermined 不能判定时也是；never 从不",
    "when to exit with 1: fail, non-compliant only; undetermined, that too; never",
)
NO_SUBJECT = Phrase("没有核对对象“{name}”；有：{kinds}", "there is no subject “{name}”; there are {kinds}")
NO_RULE = Phrase("没有与“{pattern}”相符的规则{near}", "no rule matches “{pattern}”{near}")


def place(say: Say) -> options.Decorator:
    """`--jurisdiction` and `--as-of`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        dated = click.option("--as-of", type=options.Day(say), default=date.today, show_default=False, help=say(AS_OF))
        return click.option("--jurisdiction", help=say(JURISDICTION))(dated(command))

    return decorate


def selection(say: Say) -> options.Decorator:
    """`--select`, `--ignore` and `--fail-on`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        choices = click.Choice(["fail", "undetermined", "never"])
        command = click.option("--fail-on", type=choices, default="fail", help=say(FAIL_ON))(command)
        command = click.option("--ignore", metavar="RULE", multiple=True, help=say(IGNORE))(command)
        return click.option("--select", metavar="RULE", multiple=True, help=say(SELECT))(command)

    return decorate


def named_place(library: Library, jurisdiction: str | None, say: Say) -> str | None:
    """The pack that `--jurisdiction` means. Raises a usage error where there is none."""
    found = jurisdiction and library.find(jurisdiction)
    if jurisdiction and not found:
        raise click.UsageError(say(library.no_place(jurisdiction)))
    return found or None


def named_kind(library: Library, subject: str, say: Say) -> str:
    """The kind of subject of that code, label or alias. Raises a usage error where there is none."""
    kind = kind_of(subject, library.kinds)
    if kind is None:
        raise click.UsageError(say(NO_SUBJECT.format(name=subject, kinds=", ".join(library.kinds))))
    return kind


def chosen_rules(library: Library, select: tuple[str, ...], ignore: tuple[str, ...], say: Say) -> Selection:
    """The rules to look at. Refuses the name of a rule that there is not; it would silently look at nothing."""
    for pattern in (*select, *ignore):
        prefix = pattern.partition("/")[0]
        ids = [
            rule
            for name in library.folders
            if prefix in (name, pattern) or "*" in prefix
            for rule in library.pack(name).rules
        ]
        if not any(Selection((pattern,)).takes(rule) for rule in ids):
            raise click.UsageError(say(NO_RULE.format(pattern=pattern, near=did_you_mean(pattern, ids))))
    return Selection(select, ignore)


def status(verdicts: Iterable[str], fail_on: str) -> int:
    """The exit status: that of the worst verdict, as `--fail-on` takes it. What could not be judged is undetermined."""
    found = set(verdicts) - {Verdict.COMPLIANT}
    if fail_on == "never" or not found:
        return 0
    return 1 if Verdict.NON_COMPLIANT in found or fail_on == "undetermined" else 3
