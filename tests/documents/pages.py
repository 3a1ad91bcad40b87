"""The documents that people read, and the commands that they show.

A block of `console` shows one command and all that it prints, on both streams. A line of it that is `…` and nothing else
stands for one line or more that are left out; the lines before, between and after must stand in the output unbroken and
in this order, those before at its start, those after at its end. `make examples` writes the blocks anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

LEFT_OUT = "…"
BLOCK = re.compile(r"^```console\n\$ compliance ([^\n]*)\n(.*?)^```$", re.M | re.S)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


class Shown(NamedTuple):
    """A command that a page shows, and what it prints there."""

    page: str
    command: str
    output: str


def name_of(page: Path) -> str:
    """A page's path in the repository, with slashes on every system."""
    return page.relative_to(ROOT).as_posix()


def language_of(page: str) -> str:
    """The language of a page, by its name."""
    return "zh" if page.endswith(".zh-CN.md") else "en"


def console_blocks() -> Iterator[Shown]:
    """Every command that a page shows with its output."""
    for page in PAGES:
        for command, output in BLOCK.findall(page.read_text("utf-8")):
            yield Shown(name_of(page), command, output)


def shell_commands() -> Iterator[Shown]:
    """Every command of the program that a page gives without its output."""
    for page in PAGES:
        for block in SHELL.findall(page.read_text("utf-8")):
            for line in block.splitlines():
                if line.startswith("compliance "):
                    yield Shown(name_of(page), line.removeprefix("compliance "), "")


def parts(shown: str) -> list[list[str]]:
    """The runs of lines between those that say that something is left out."""
    runs: list[list[str]] = [[]]
    for line in shown.splitlines():
        if line == LEFT_OUT:
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what the page shows, but for what it leaves out."""
    first, *others = parts(shown)
    lines = printed.splitlines()
    if not others:
        return shown == printed
    *between, last = others
    at = len(first)
    if lines[:at] != first or len(lines) < at + 1 + len(last) or lines[len(lines) - len(last) :] != last:
        return False
    end = len(lines) - len(last)
    for run in between:
        starts = [start for start in range(at + 1, end - len(run)) if lines[start : start + len(run)] == run]
        if not run or not starts:
            return False
        at = starts[0] + len(run)
    return True


def renewed(shown: str, printed: str) -> str:
    """The block with what the command prints today: each run begins at the line at which it began, and is as long."""
    first, *others = parts(shown)
    if not others:
        return printed
    lines = printed.splitlines()
    result, at = lines[: len(first)], len(first)
    for number, run in enumerate(others):
        if run and run[0] not in lines[at:]:
            raise SystemExit(f"“{run[0]}” is printed no more: choose anew what this block leaves out\n{shown}")
        at = lines.index(run[0], at) if run else len(lines)
        end = None if number == len(others) - 1 else at + len(run)
        result += [LEFT_OUT, *lines[at:end]]
        at += len(run)
    return "".join(f"{line}\n" for line in result)


def printed(command: str, language: str) -> str:
    """What a command prints, on both streams."""
    arguments = [sys.executable, "-m", "compliance", *shlex.split(command)]
    environment = {**os.environ, "COMPLIANCE_LANG": language, "PYTHONUTF8": "1"}
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, env=environment)
    return done.stdout.decode() + done.stderr.decode()


def renew(page: Path) -> None:
    """Writes a page with what its commands print today."""
    language = language_of(page.name)

    def block(match: re.Match[str]) -> str:
        return f"```console\n$ compliance {match[1]}\n{renewed(match[2], printed(match[1], language))}```"

    text = page.read_text("utf-8")
    page.write_text(BLOCK.sub(block, text), "utf-8", newline="\n")
