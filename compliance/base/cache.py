"""Keeps what has been read from files, as Python keeps compiled modules: in a `__pycache__`.

What is kept is used only while every file that it was made of, and the program itself, is as it was (by size and times of
change). Where the folder cannot be written to, everything is read afresh each time.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Stamp = list[tuple[str, int, int, int]]


def kept(path: Path, sources: Iterable[Path], make: Callable[[], T]) -> T:
    """What `make` makes of the sources: as kept at `path`, or made now and kept there."""
    stamp = [*stamp_of(sources), *program()]
    try:
        with path.open("rb") as stream:
            if pickle.load(stream) == stamp:
                found: T = pickle.load(stream)
                return found
    except Exception:  # a file that is missing, cut off or broken in any way is made again
        pass
    made = make()
    keep(path, stamp, made)
    return made


@cache
def program() -> Stamp:
    """The stamp of the program itself."""
    return stamp_of(Path(__file__).parent.parent.rglob("*.py"))


def stamp_of(sources: Iterable[Path]) -> Stamp:
    """Where each source lies, its size, and when it and its entry in the folder changed, in nanoseconds."""
    stats = ((str(source.absolute()), source.stat()) for source in sources)
    return sorted((path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in stats)


def keep(path: Path, stamp: Stamp, made: object) -> None:
    """Writes aside and renames, so that no reader meets a part."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        with aside.open("wb") as stream:
            pickle.dump(stamp, stream)
            pickle.dump(made, stream)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
