"""The command line `compliance`: reads options, calls a job and prints; it decides nothing."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

import click

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than checking a nursery

from compliance.base.diagnostics import InputError
from compliance.base.phrase import Phrase
from compliance.cli.language import language_of, speak
from compliance.cli.lazy_group import command_line

CANNOT_RUN = 2
UNEXPECTED = Phrase(
    "程序出错，未能完成（{error}）。请把所用的命令和文件报告给维护者",
    "the program failed and could not finish ({error}); please report the command and the file to its maintainers",
)


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> NoReturn:
    """Runs a command and exits with its status: 0, 1, 3, or 2 where it could not run. No traceback reaches a user."""
    arguments = sys.argv[1:] if arguments is None else arguments
    language = language_of(arguments, environment)
    speak(language)
    gc.disable()  # nothing much becomes garbage before the first result; jobs over many records turn it on again
    try:
        command_line(language).main(list(arguments), prog_name="compliance")
    except InputError as error:
        for problem in error.problems:
            click.echo(problem.text(language), err=True)
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # an engine's panic is no Exception
        click.echo(UNEXPECTED.format(error=f"{type(error).__name__}: {error}").text(language), err=True)
    sys.exit(CANNOT_RUN)
