"""Files that commands write: never one that they read, never two into one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase
from compliance.packs.library import Library

STANDARD, FROM_STDIN = "-", 0
IS_INPUT = Phrase(
    "结果不能写入所读取的文件；请另写一个文件", "this is also read from; write the results to another file"
)
IS_OUTPUT = Phrase("两项结果不能写入同一个文件", "two results cannot be written to one file")

Identity = tuple[int, int] | str


def check_outputs(outputs: Iterable[str | Path | None], inputs: Iterable[str | None], library: Library) -> None:
    """Raises InputError where an output is an input, a file of a pack, or another output: also by way of links.

    A folder that is read counts with the files directly in it, and a folder is no output where an input lies in it. What is
    no regular file (a device, a pipe) may be named any number of times.
    """
    taken: dict[Identity | None, Phrase] = {}
    problems = []
    targets = [Path(target) for target in outputs if target and target != STANDARD]
    for path in files_of(inputs, library) if targets else ():
        taken[identity(path)] = IS_INPUT
    for target in targets:
        same = identity(target)
        if same is not None and same in taken:
            problems.append(Diagnostic(Location(str(target)), None, taken[same]))
        taken.setdefault(same, IS_OUTPUT)
    if problems:
        raise InputError(problems)


def files_of(inputs: Iterable[str | None], library: Library) -> Iterator[Path | int]:
    """What is read: the files, standard input, the files of folders, the folders that they lie in, and the packs."""
    for file in filter(None, inputs):
        if file == STANDARD:
            yield FROM_STDIN
            continue
        path = Path(os.path.realpath(file))
        yield path
        yield from path.parents
        with suppress(OSError):
            yield from path.iterdir()
    for folder in library.folders.values():
        yield from folder.rglob("*.yaml")


def identity(path: Path | int) -> Identity | None:
    """What tells a file from others, however it is named: disk and number, or a new one's name; None of a device or pipe."""
    try:
        stat = os.fstat(path) if isinstance(path, int) else path.stat()
    except OSError:
        return os.path.realpath(path).casefold() if isinstance(path, Path) else None
    return (stat.st_dev, stat.st_ino) if S_ISREG(stat.st_mode) or S_ISDIR(stat.st_mode) else None
