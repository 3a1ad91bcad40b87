"""Standard streams that are closed, full, broken off or of an encoding that lacks characters end no command by accident.

A stream keeps its encoding: what Windows redirects to a file is opened by programs that expect the system's. What it lacks
is written by a substitute or, as in JSON everything, by an escape that loses nothing.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path

import click

from compliance.base.atomic import CANNOT_WRITE, reason
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.yaml_nodes import MOST_BYTES

STDIN, STDOUT = "stdin", "stdout"
SUBSTITUTES = {
    "²": "2",
    "³": "3",
    "✓": "v",
    "✗": "x",
    "■": "#",
    "□": "-",
    "※": "*",
    "═": "=",
    "█": "#",
    "·": "-",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "…": "...",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}
LISTED = 300
CLOSED = Phrase("标准输入已关闭", "standard input is closed")
MORE = Phrase("另有 {n} 个问题", "{n} more problems")


def prepare(language: Language) -> None:
    """Makes standard output and error take every text."""
    codecs.register_error("substitute", substituted)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, TextIOWrapper):
            # of Chinese in an encoding without it, nothing but escapes would be left
            stream.reconfigure(
                encoding=None if language == "en" or takes_chinese(stream) else "utf-8", errors="substitute"
            )


def takes_chinese(stream: TextIOWrapper) -> bool:
    """Whether the stream's encoding has Chinese characters."""
    try:
        return bool("中".encode(stream.encoding))
    except UnicodeEncodeError:
        return False


def substituted(error: UnicodeError) -> tuple[str, int]:
    """The handler of characters that an encoding lacks; JSON gets its own escapes, since it is read by programs."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    exact = error.object.lstrip().startswith("{")
    lacking = error.object[error.start : error.end]
    return "".join(escaped(one) if exact else SUBSTITUTES.get(one, escaped(one)) for one in lacking), error.end


def escaped(character: str) -> str:
    r"""The character as `\uXXXX`, beyond the first plane as two of them."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def put(text: str, nl: bool = True) -> None:
    """Prints a result. Once nobody reads any more, nothing is printed and the command goes on to its exit status."""
    try:
        click.echo(text, nl=nl)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise InputError([Diagnostic(Location(STDOUT), None, CANNOT_WRITE.format(why=reason(error)))]) from None


def tell(text: str, nl: bool = True) -> None:
    """Says something on standard error, if anybody hears it."""
    try:
        click.echo(text, err=True, nl=nl)
    except (OSError, ValueError):
        silence(sys.stderr)


def tell_problems(problems: Sequence[Diagnostic], language: Language) -> None:
    """Lists what is wrong; beyond some hundreds in one file the rest is counted."""
    for file, of_file in groupby(problems, key=lambda problem: problem.place.file):
        listed = list(of_file)
        for problem in listed[:LISTED]:
            tell(problem.text(language))
        if len(listed) > LISTED:
            tell(Diagnostic(Location(file), None, MORE.format(n=len(listed) - LISTED)).text(language))


def silence(stream: object) -> None:
    """Has a broken stream lead nowhere, so that what is left in it disturbs the end of the program no more."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)


def from_stdin() -> bytes:
    """All of standard input, as far as a file may be long. Raises InputError where it is closed."""
    if sys.stdin is None:
        raise InputError([Diagnostic(Location(STDIN), None, CLOSED)])
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def answer() -> str:
    """The next line of standard input, empty at its end. Raises InputError where it is closed."""
    if sys.stdin is None:
        raise InputError([Diagnostic(Location(STDIN), None, CLOSED)])
    line = sys.stdin.buffer.readline()
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(sys.stdin.encoding, "replace")
