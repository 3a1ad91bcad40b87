"""Keeps what was read from files in the user's cache folder, so that the next run need not read it again.

An entry is used only while its sources read byte for byte as when it was made, and the program's own files are the same by
size and times. Entries are pickles, that is, code: they are read only from a folder that belongs to the user and that nobody
else can write to. A cache that cannot be used is passed over in silence: everything is read afresh.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from compliance.base.diagnostics import InputError
from compliance.base.yaml_nodes import bytes_of

T = TypeVar("T")

VARIABLE = "COMPLIANCE_CACHE"
NAME = "nursery-compliance"
SUFFIX = ".pickle"
MOST_ENTRIES = 100

Fingerprint = tuple[object, ...]


def cached(label: str, sources: Iterable[Path], make: Callable[[], T]) -> T:
    """What `make` makes of the files: as an earlier run kept it, or made now and kept for the next.

    Files that cannot be read are left to `make`, which says what is wrong with them.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    paths = sorted(sources)
    try:
        fingerprint = (program(), [(str(path), bytes_of(str(path))) for path in paths])
    except InputError:
        return make()
    entry = folder / entry_name(label, paths)
    try:
        with entry.open("rb") as stream:
            if is_own(os.fstat(stream.fileno())) and pickle.load(stream) == fingerprint:
                kept: T = pickle.load(stream)
                return kept
    except Exception:  # an entry that is missing, cut off or broken in any way is made again
        pass
    made = make()
    keep(entry, fingerprint, made)
    return made


def cache_folder() -> Path | None:
    """The folder of the entries, made where it is missing; None where there is none that only this user can write to."""
    folder = chosen_folder()
    if not folder.is_absolute():  # a user without a home
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = is_own(folder.stat(), shared=stat.S_IWGRP | stat.S_IWOTH)
    except OSError:
        return None
    return folder if private else None


def chosen_folder() -> Path:
    """A folder of the program's own where COMPLIANCE_CACHE says, or in the system's place for such files."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).absolute() / NAME
    from platformdirs import user_cache_path

    return user_cache_path(NAME, appauthor=False)


def is_own(status: os.stat_result, shared: int = 0) -> bool:
    """Whether a file belongs to this user and has none of the permissions `shared`; Windows keeps the user's folders apart."""
    return sys.platform == "win32" or (status.st_uid == os.getuid() and not status.st_mode & shared)


def entry_name(label: str, paths: Iterable[Path]) -> str:
    """A file name of its own for each label, place of the files, program and Python."""
    places = [str(Path(__file__).parent), sys.version, *(str(path.absolute()) for path in paths)]
    return f"{label}-{zlib.crc32(os.fsencode(chr(0).join(places))):08x}{SUFFIX}"


@cache
def program() -> Fingerprint:
    """The program's own files: where each lies, its size, and when it and its entry in the folder changed, in ns."""
    stats = ((str(path), path.stat()) for path in Path(__file__).parent.parent.rglob("*.py"))
    return tuple(sorted((path, status.st_size, status.st_mtime_ns, status.st_ctime_ns) for path, status in stats))


def keep(entry: Path, fingerprint: Fingerprint, made: object) -> None:
    """Writes an entry, and removes the oldest where there are too many."""
    from compliance.base.atomic import replacing  # only where there is something to write

    with suppress(OSError):
        with replacing(entry) as part, part.open("wb") as stream:
            pickle.dump(fingerprint, stream)
            pickle.dump(made, stream)
        entries = sorted(entry.parent.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime_ns)
        for old in entries[:-MOST_ENTRIES]:
            old.unlink(missing_ok=True)
