"""YAML and JSON text read with the place of every value, and every scalar kept as it is written.

Built on the events of PyYAML's parser (and of one of JSON) rather than on its loader: nothing is typed, nothing expands,
nesting is bounded, and duplicate keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import yaml

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.json_events import JsonEvents, NotJson
from compliance.base.phrase import Phrase
from compliance.base.surrogates import SurrogatePairs
from compliance.base.yaml_mistakes import mistake

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LIMIT_MIB = 8
MOST_BYTES = LIMIT_MIB << 20
DEEPEST = 32
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NOT_IN_YAML = re.compile("[^\t\r\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATE = re.compile("[\ud800-\udfff]")

TOO_LARGE = Phrase(
    "文件超过 {limit} MiB；大量记录请分成多个文件，或使用表格批量核对",
    "larger than {limit} MiB; split it, or keep many records in a table",
)
NOT_FOUND = Phrase("找不到文件", "no such file")
NOT_A_FILE = Phrase(
    "不是普通文件，而是设备、管道或套接字；请先另存为文件",
    "a device, pipe or socket, not a regular file; save it as a file first",
)
UNREADABLE = Phrase("无法读取文件（{why}）", "the file cannot be read ({why})")
A_FOLDER = Phrase("这是文件夹，应为 YAML 或 JSON 文件", "this is a folder; a YAML or JSON file was expected")
BINARY = Phrase("不是文本文件；应为 UTF-8 编码的 YAML 或 JSON", "not a text file; YAML or JSON in UTF-8 was expected")
OTHER_ENCODING = Phrase(
    "不是 UTF-8 编码，看来是 {encoding}；请另存为 UTF-8",
    "not UTF-8; it seems to be {encoding}. Save it as UTF-8",
)
UNKNOWN_ENCODING = Phrase(
    "第 {byte} 个字节起不是 UTF-8 编码；请另存为 UTF-8", "not UTF-8 from byte {byte} on; save it as UTF-8"
)
CONTROL = Phrase(
    "含有不可见的控制字符（{code}）；应为纯文本",
    "an invisible control character ({code}) stands here; plain text was expected",
)
LONE_SURROGATE = Phrase(
    "含有不成对的字符转义（\\ud800 至 \\udfff）",
    "an escaped surrogate (\\ud800 to \\udfff) without its pair stands here",
)
NOT_JSON = Phrase("此处不符合 JSON 格式；请检查逗号、引号和括号", "this is not JSON; check commas, quotes and brackets")
ALIAS = Phrase(
    "不支持 YAML 的锚点和引用（& 与 *）；请把内容直接写出",
    "YAML anchors and aliases (& and *) are not accepted; write the value out",
)
TAGGED = Phrase("不支持 YAML 标签（!）；请直接写值", "YAML tags (!) are not accepted; write the plain value")
TOO_DEEP = Phrase("嵌套超过 {deepest} 层", "nested more than {deepest} deep")
KEY_TWICE = Phrase("同一个键写了两次（前一处在第 {line} 行）", "this key stands twice (first on line {line})")
KEY_EXPECTED = Phrase("此处应为一个简单的键", "a plain key was expected here")


class Scalar(NamedTuple):
    """A value as written. `plain` where it stands without quotes."""

    text: str
    plain: bool
    place: Location

    @property
    def blank(self) -> bool:
        """Nothing written: an empty value, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(NamedTuple):
    """A list of values."""

    items: list[Node]
    place: Location


class Mapping(NamedTuple):
    """Keys with values, in the order written; no key stands twice."""

    items: list[tuple[Scalar, Node]]
    place: Location


Node = Scalar | Sequence | Mapping


def read_documents(file: str, data: bytes | None = None) -> list[Node]:
    """The documents of a file (or of `data`, where the text is already at hand).

    Raises InputError, with the place, where the text cannot be used.
    """
    text = decoded(data if data is not None else bytes_of(file), file)
    if file.endswith(".json"):
        return json_documents(file, text)
    if text.lstrip()[:1] in ("{", "["):
        with suppress(NotJson):
            return Composer(file, iter(JsonEvents(text))).documents()
    return yaml_documents(file, text)


def json_documents(file: str, text: str) -> list[Node]:
    """The one document of JSON text. Raises InputError."""
    try:
        return Composer(file, iter(JsonEvents(text))).documents()
    except NotJson as error:
        raise refusal(file, NOT_JSON, error.mark.line + 1, error.mark.column + 1) from None


def yaml_documents(file: str, text: str) -> list[Node]:
    """The documents of YAML text. Raises InputError."""
    if match := NOT_IN_YAML.search(text):
        before = text[: match.start()]
        place = before.count("\n") + 1, match.start() - before.rfind("\n")
        raise refusal(file, CONTROL.format(code=code_of(match[0])), *place)
    pairs = SurrogatePairs(text)
    return Composer(file, parsed(file, pairs.hidden), pairs).documents()


def parsed(file: str, text: str) -> Iterator[yaml.Event]:
    """The events of YAML text, the next one parsed when it is asked for. Raises InputError.

    A parser that looks ahead may stop at nesting that is too deep for it before it hands over the events on the way there;
    so the text before the place where it stopped is parsed first: whoever counts the depth is to see them.
    """
    events = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            events += 1
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = text.splitlines(keepends=True)
        yield from islice(parsed_before("".join(lines[:line]) + "".join(lines[line : line + 1])[:column]), events, None)
        message, line, column = mistake(lines, line, column)
        raise refusal(file, message, line + 1, column + 1) from None


def parsed_before(text: str) -> Iterator[yaml.Event]:
    """The events of text that was cut off."""
    with suppress(yaml.MarkedYAMLError):
        yield from yaml.parse(text, Loader=LOADER)


def code_of(character: str) -> str:
    """A character's number, as Unicode writes it."""
    return f"U+{ord(character):04X}"


def bytes_of(file: str) -> bytes:
    """A file's content. Raises InputError where there is none or too much."""
    path = Path(file)
    try:
        if path.is_dir():
            raise refusal(file, A_FOLDER)
        check_regular(path)
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise refusal(file, NOT_FOUND) from None
    except (OSError, ValueError) as error:
        raise refusal(file, UNREADABLE.format(why=getattr(error, "strerror", None) or error)) from None


def check_regular(path: Path) -> None:
    """Raises InputError where there is something else than a regular file; to open a pipe may take for ever."""
    if path.exists() and not path.is_file():
        raise refusal(str(path), NOT_A_FILE)


def decoded(data: bytes, file: str) -> str:
    """The text of `data`, which must be UTF-8; a byte order mark is let pass."""
    if len(data) > MOST_BYTES:
        raise refusal(file, TOO_LARGE.format(limit=LIMIT_MIB))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(file, OTHER_ENCODING.format(encoding="UTF-16"))
    if b"\0" in data:
        raise refusal(file, BINARY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(file, guessed_encoding(data, error.start)) from None


def guessed_encoding(data: bytes, bad_byte: int) -> Phrase:
    """Says what the bytes seem to be, when they are not UTF-8."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return UNKNOWN_ENCODING.format(byte=bad_byte + 1)
    if re.search("[\u4e00-\u9fff]", text) and not re.search("[\x00-\x08\x0e-\x1f\ue000-\uf8ff]", text):
        return OTHER_ENCODING.format(encoding="GB18030 (GBK)")
    return BINARY


def refusal(file: str, message: Phrase, line: int = 0, column: int = 0) -> InputError:
    """The error that one place of a file cannot be used."""
    return InputError([Diagnostic(Location(file, line, column), None, message)])


class Composer:
    """Makes nodes of a parser's events."""

    def __init__(self, file: str, events: Iterator[yaml.Event], pairs: SurrogatePairs | None = None) -> None:
        self.file, self.events, self.pairs = file, events, pairs
        self.problems: list[Diagnostic] = []

    def documents(self) -> list[Node]:
        """All documents; every key that stands twice is reported at once."""
        found = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                found.append(self.node(next(self.events), 0))
        if self.problems:
            raise InputError(self.problems)
        return found

    def place(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)

    def node(self, event: yaml.Event, depth: int) -> Node:
        place = self.place(event)
        if depth > DEEPEST:
            raise refusal(self.file, TOO_DEEP.format(deepest=DEEPEST), place.line, place.column)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refusal(self.file, ALIAS, place.line, place.column)
        if getattr(event, "tag", None):
            raise refusal(self.file, TAGGED, place.line, place.column)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(list(self.items(depth)), place)
        return self.mapping(place, depth)

    def scalar(self, event: yaml.ScalarEvent, place: Location) -> Scalar:
        text = self.pairs.shown(event) if self.pairs else str(event.value)
        if match := UNPRINTABLE.search(text):
            raise refusal(self.file, CONTROL.format(code=code_of(match[0])), place.line, place.column)
        if SURROGATE.search(text):
            raise refusal(self.file, LONE_SURROGATE, place.line, place.column)
        return Scalar(text, event.style in (None, ""), place)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def mapping(self, place: Location, depth: int) -> Mapping:
        items: list[tuple[Scalar, Node]] = []
        seen: dict[str, Location] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise refusal(self.file, KEY_EXPECTED, key.place.line, key.place.column)
            if key.text in seen:
                self.problems.append(Diagnostic(key.place, key.text, KEY_TWICE.format(line=seen[key.text].line)))
            seen.setdefault(key.text, key.place)
            items.append((key, self.node(next(self.events), depth + 1)))
        return Mapping(items, place)


def plain(node: Node) -> object:
    """The node as Python's own str, list and dict; a blank is None."""
    if isinstance(node, Scalar):
        return None if node.blank else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.items}


def place_of(node: Node, path: tuple[int | str, ...]) -> tuple[Location, str | None]:
    """The place of what `path` leads to, as far as it can be followed, and the last key on the way."""
    place, last = node.place, None
    for step in path:
        if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
        elif isinstance(node, Mapping):
            found = next(((key, value) for key, value in node.items if key.text == str(step)), None)
            if found:
                place, last, node = found[0].place, found[0].text, found[1]
    return place, last
