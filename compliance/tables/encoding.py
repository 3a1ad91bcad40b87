"""Encodings of text files: UTF-8, UTF-16 with a byte order mark, and GB18030, which Chinese spreadsheet programs write."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from compliance.base.diagnostics import InputError
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal
from compliance.tables.source import scratch_file

BLOCK = 1 << 22
MOST_MIB = 16
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SURELY_UTF8 = 10

LINE_TOO_LONG = Phrase("此行超过 {limit} MiB，不像是表格", "a line longer than {limit} MiB; this is hardly a table")
BINARY = Phrase("含有空字符，不是文本文件", "null characters stand here; this is not a text file")
NO_ENCODING = Phrase(
    "第 {byte} 个字节处既不是 UTF-8 也不是 GB18030 编码；请另存为 UTF-8",
    "byte {byte} is neither UTF-8 nor GB18030; save the file as UTF-8",
)
NOT_UTF16 = Phrase(
    "第 {byte} 个字节处不是 UTF-16 编码；请另存为 UTF-8", "byte {byte} is not UTF-16; save the file as UTF-8"
)


def in_utf8(path: Path) -> Path:
    """The file where it is UTF-8, else a copy of it that is. Raises InputError where its encoding is another.

    Files may be UTF-8, UTF-16 with a byte order mark, or GB18030.
    """
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in UTF16:
        return checked(copy_of(path, "utf-16", NOT_UTF16), path)
    checked(path, path)
    try:
        for _ in decoded(path, "utf-8"):
            pass
    except Undecodable as error:
        # text in GB18030 is not UTF-8 for long
        if error.beyond_ascii >= SURELY_UTF8:
            raise refusal(str(path), NO_ENCODING.format(byte=error.byte)) from None
        return copy_of(path, "gb18030", NO_ENCODING)
    return path


def lines_in_utf8(path: Path) -> Path:
    """The file where its lines are UTF-8, or most of them; else a copy that is. Raises InputError where UTF-16 is broken.

    A line that is not UTF-8 stays as it is in a file that is neither UTF-8 nor GB18030 as a whole.
    """
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in UTF16:
        return copy_of(path, "utf-16", NOT_UTF16)
    try:
        for _ in decoded(path, "utf-8"):
            pass
    except Undecodable as error:
        if error.beyond_ascii < SURELY_UTF8:
            with suppress(InputError):
                return copy_of(path, "gb18030", NO_ENCODING)
    return path


def blocks(path: Path) -> Iterator[bytes]:
    """The file's content, piece by piece."""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def checked(path: Path, shown: Path) -> Path:
    """The file, if it has no null characters and no endless lines. Raises InputError."""
    line, open_bytes = 1, 0
    for block in blocks(path):
        if b"\0" in block:
            raise refusal(str(shown), BINARY, line + block[: block.index(b"\0")].count(b"\n"), 1)
        line += block.count(b"\n")
        last = block.rfind(b"\n")
        open_bytes = open_bytes + len(block) if last < 0 else len(block) - last - 1
        if open_bytes > MOST_MIB << 20:
            raise refusal(str(shown), LINE_TOO_LONG.format(limit=MOST_MIB), line, 1)
    return path


def line_count(path: Path) -> int:
    """How many lines a file has; the last need not end in a line feed."""
    found, last = 0, b"\n"
    for block in blocks(path):
        found, last = found + block.count(b"\n"), block[-1:]
    return found + (last != b"\n")


class Undecodable(ValueError):
    """Bytes that are not in an encoding: the first one, from 1, and how many beyond ASCII were well before it."""

    def __init__(self, byte: int, beyond_ascii: int) -> None:
        self.byte = byte
        self.beyond_ascii = beyond_ascii
        super().__init__(byte)


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """The file's text, piece by piece. Raises Undecodable."""
    decoder = codecs.getincrementaldecoder(encoding)()
    before = characters = 0
    for block in chain(blocks(path), [b""]):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            start = before - pending + error.start
            well = characters + len(error.object[: error.start].decode(encoding, "ignore"))
            raise Undecodable(start + 1, start - well) from None
        yield text
        before, characters = before + len(block), characters + len(text)


def copy_of(path: Path, encoding: str, message: Phrase) -> Path:
    """A copy of a file in UTF-8. Raises InputError where it is not in that encoding."""
    target = scratch_file(path.name)
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(decoded(path, encoding))
    except Undecodable as error:
        raise refusal(str(path), message.format(byte=error.byte)) from None
    return target
