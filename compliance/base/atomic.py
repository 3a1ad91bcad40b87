"""Outputs that are whole or not there: written aside, in the target's folder, and renamed over it at the end."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import Phrase, untranslated

CANNOT_WRITE = Phrase("无法写入：{why}", "cannot be written: {why}")
REASONS = {
    errno.ENOENT: Phrase("所在的文件夹不存在", "there is no such folder"),
    errno.ENOTDIR: Phrase("所在的文件夹不存在", "there is no such folder"),
    errno.ENOSPC: Phrase("磁盘已满", "no space is left on the disk"),
    errno.EISDIR: Phrase("这是文件夹", "this is a folder"),
    errno.EACCES: Phrase("没有写入权限，或文件正被其他程序打开", "no permission, or another program has the file open"),
    errno.EPERM: Phrase("没有写入权限", "no permission"),
    errno.EROFS: Phrase("磁盘是只读的", "the disk is read-only"),
}
LONGEST_NAME = 40

parts: set[Path] = set()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives the path of a new file to write to and to close; at the end of the block it replaces the file at `path`.

    Where the block raises, the old file stays as it was and the new one is removed. A link is followed, an existing file's
    mode is kept. What exists and is no regular file (a device, a pipe) is given as it is. Raises OSError.
    """
    mode = mode_of(path)
    if mode is not None and not S_ISREG(mode):
        yield path
        return
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name[:LONGEST_NAME]}.{os.urandom(4).hex()}.part")
    parts.add(part)
    try:
        part.touch(0o666 if mode is None else 0o600, exist_ok=False)
        yield part
        if mode is not None:
            part.chmod(S_IMODE(mode))
        part.replace(target)
    finally:
        discard(part)


@contextmanager
def output(path: Path) -> Iterator[Path]:
    """`replacing` for a file that a person asked for. Raises InputError, with the reason, where it cannot be written."""
    try:
        with replacing(path) as part:
            yield part
    except OSError as error:
        raise InputError([Diagnostic(Location(str(path)), None, CANNOT_WRITE.format(why=reason(error)))]) from None


def write_text(path: Path, text: str) -> None:
    """Writes a text in UTF-8, with the same line ends on every system. Raises InputError."""
    with output(path) as part, part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        stream.write(text)


def mode_of(path: Path) -> int | None:
    """The type and permissions of what is at `path`, None where there is nothing. Raises OSError where it takes no data."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
    return mode


def discard(part: Path) -> None:
    """Removes an unfinished file, if it is there."""
    with suppress(OSError):
        part.unlink(missing_ok=True)
    parts.discard(part)


def discard_all() -> None:
    """Removes all unfinished files of this process, for the end of it by a signal."""
    for part in tuple(parts):
        discard(part)


def reason(error: OSError) -> Phrase:
    """Why the system refused, in words; as the system says it where it is no usual reason."""
    return REASONS.get(error.errno or 0, untranslated(error.strerror or error))
