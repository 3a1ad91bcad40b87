"""Runs one command: what it returns or raises becomes the exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

import click

from compliance.base.atomic import reason
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Language, Phrase
from compliance.base.printable import quotes_shortened
from compliance.cli import INTERRUPTED
from compliance.cli.language import language_of, speak
from compliance.cli.lazy_group import command_line
from compliance.cli.signals import Ending
from compliance.cli.streams import STDOUT, prepare, silence, tell, tell_problems

CANNOT_RUN = 2
NAME, COMPLETION = "compliance", "_COMPLIANCE_COMPLETE"
REFUSED = Phrase("无法完成：{why}", "it could not be finished: {why}")
NO_MEMORY = Phrase("内存不足，未能完成", "there was not enough memory to finish")
UNEXPECTED = Phrase(
    "程序出错，未能完成（{error}）。请把所用的命令和文件报告给维护者",
    "the program failed and could not finish ({error}); please report the command and the file to its maintainers",
)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs a command; returns the exit status."""
    language = language_of(arguments, environment)
    speak(language)
    prepare(language)
    gc.disable()  # nothing much becomes garbage before the first result; jobs over many records turn it on again
    with Ending() as ending:
        status = outcome(arguments, language, ending)
    return ending.status or status


def outcome(arguments: Sequence[str], language: Language, ending: Ending) -> int:
    """The status that a command returns, or that of what it raises, which is told."""
    try:
        return invoked(arguments, language)
    except click.exceptions.Exit as end:
        return end.exit_code
    except SystemExit as end:  # completion ends by itself
        return int(end.code or 0)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        tell_usage(error)
    except InputError as error:
        tell_problems(error.problems, language)
    except BrokenPipeError:  # nobody reads help to its end
        silence(sys.stdout)
        return 0
    except OSError as error:
        silence(sys.stdout)
        place = Location(str(error.filename or STDOUT))  # what has no name is a stream
        tell(Diagnostic(place, None, REFUSED.format(why=reason(error))).text(language))
    except MemoryError:
        tell(NO_MEMORY.text(language))
    except BaseException as error:  # an engine's panic is no Exception
        tell_unexpected(error, language, ending)
    return CANNOT_RUN


def invoked(arguments: Sequence[str], language: Language) -> int:
    """What the command returns; one that only prints or writes returns nothing, which is 0."""
    program = command_line(language)
    if COMPLETION in os.environ:
        program.main(prog_name=NAME)
    with program.make_context(NAME, list(arguments)) as context:
        return program.invoke(context) or 0


def tell_unexpected(error: BaseException, language: Language, ending: Ending) -> None:
    """Says that the fault is ours; nothing where a signal ends the program, since an engine that is stopped may panic."""
    if not ending.status:
        tell(UNEXPECTED.format(error=f"{type(error).__name__}: {error}").text(language))


def tell_usage(error: click.ClickException) -> None:
    """Says how a command is used and what was wrong."""
    with suppress(OSError):
        click.UsageError(quotes_shortened(error.format_message()), getattr(error, "ctx", None)).show()
