"""Text that cannot be used is refused where it stands; text that can is kept as it is written."""

import os
from pathlib import Path

import pytest
import yaml

from compliance.base import yaml_nodes
from compliance.base.diagnostics import InputError
from compliance.base.yaml_nodes import Mapping, Scalar, plain, read_documents

LOADERS = [yaml.BaseLoader, *([yaml.CBaseLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each parser that PyYAML has here."""
    monkeypatch.setattr(yaml_nodes, "LOADER", request.param)


def refused(data: bytes, file: str = "f.yaml") -> str:
    with pytest.raises(InputError) as caught:
        read_documents(file, data)
    return caught.value.problems[0].text("en")


def test_scalars_stay_as_written() -> None:
    [document] = read_documents("f.yaml", b"a: 017\nb: 12:30:45\nc: no\nd: 1.10\ne: 2022-09-16\nf: ~\ng:\nh: '~'\n")
    assert plain(document) == {
        "a": "017", "b": "12:30:45", "c": "no", "d": "1.10", "e": "2022-09-16", "f": None, "g": None, "h": "~",
    }  # fmt: skip


def test_a_byte_order_mark_is_let_pass() -> None:
    [document] = read_documents("f.yaml", "\ufeff名称: 甲".encode())
    assert plain(document) == {"名称": "甲"}


def test_json_with_tabs_and_surrogate_pairs_is_read() -> None:
    [document] = read_documents("f.json", b'{\n\t"a": "\\ud83d\\ude00", "b": [1.10, null]\n}')
    assert plain(document) == {"a": "😀", "b": ["1.10", None]}


def test_places_count_from_one() -> None:
    [document] = read_documents("f.yaml", b"a:\n  b: x\n")
    assert isinstance(document, Mapping)
    inner = document.items[0][1]
    assert isinstance(inner, Mapping)
    key, value = inner.items[0]
    assert isinstance(value, Scalar)
    assert (str(key.place), str(value.place)) == ("f.yaml:2:3", "f.yaml:2:6")


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"a: [1, 2\n", "f.yaml:2:1", "not YAML"),
        (b'a: "x\n', "f.yaml:2:1", "not YAML"),
        (b"a:\n\tb: 1\n", "f.yaml:2:1", "a tab"),
        (b"a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "stands twice (first on line 1)"),
        (b"a: &x [1]\nb: *x\n", "f.yaml:1:4", "aliases"),
        (b"a: !!python/object:os.system x\n", "f.yaml:1:4", "tags"),
        (b"? [a]\n: b\n", "f.yaml:1:3", "plain key"),
        (b"[" * 300_000, "f.yaml:1:34", "nested"),
        (b"- " * 300_000 + b"a", "f.yaml:1:67", "nested"),
        (b"a: x\x01y\n", "f.yaml:1:5", "control character"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "f.yaml", "not a text file"),
        ("名称: 甲\x01乙\n".encode(), "f.yaml:1:6", "control character (U+0001)"),
        (b'a: "x\\u0001y"\n', "f.yaml:1:4", "control character (U+0001)"),
        (b"{a: " * 33 + b"1" + b"}" * 33, "f.yaml:1:130", "nested"),
        (b"a: x\nb: [1, {c: " + b"[" * 2000, "f.yaml:2:42", "nested"),
        ("名称: 托育".encode("gb18030"), "f.yaml", "GB18030"),
        ("名称: 托育".encode("utf-16"), "f.yaml", "UTF-16"),
        (b"a: \xff\xfe\xfd", "f.yaml", "UTF-8"),
    ],
)
@pytest.mark.usefixtures("loader")
def test_unusable_text_is_refused_with_its_place(data: bytes, place: str, words: str) -> None:
    message = refused(data)
    assert message.startswith(f"{place}: ")
    assert words in message


def test_aliases_that_would_expand_without_end_are_refused_at_the_first() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 122))
    assert refused(bomb).startswith("f.yaml:1:4: YAML anchors")


def test_bad_json_is_refused_with_its_place() -> None:
    assert refused(b'{"a": 1,}', "f.json").startswith("f.json:1:9: this is not JSON")
    assert refused(b"[" * 300_000, "f.json").startswith("f.json:1:34: nested")


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("opening", "closing", "column"), [("[", "]", 34), ('{"a": ', "}", 194)])
@pytest.mark.parametrize("file", ["f.yaml", "f.json"])
def test_nesting_of_32_is_the_deepest(file: str, opening: str, closing: str, column: int) -> None:
    def nested(depth: int) -> bytes:
        return (opening * depth + "1" + closing * depth).encode()

    assert len(read_documents(file, nested(32))) == 1
    assert f"{file}:1:{column}: nested more than 32 deep" in refused(nested(33), file)


@pytest.mark.parametrize("file", ["f.yaml", "f.json"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a"\n:1}', {"a": "1"}),
        ('{"%s": 1}' % ("x" * 2000), {"x" * 2000: "1"}),
        ('{"a": "b\u2028c"}', {"a": "b\u2028c"}),
        (' [\n\t{"a": "\\ud83d\\ude00\\n", "b": [1.10, null, true, -1e5, {}, []]}\r\n] ',
         [{"a": "😀\n", "b": ["1.10", None, "true", "-1e5", {}, []]}]),
    ],
)  # fmt: skip
def test_all_of_json_is_read_whatever_the_file_is_called(file: str, text: str, value: object) -> None:
    [document] = read_documents(file, text.encode())
    assert plain(document) == value


def test_places_in_json_count_from_one() -> None:
    [document] = read_documents("f.json", '{\n "甲": 1,\n "乙": {"b": "x"}}'.encode())
    assert isinstance(document, Mapping)
    assert [str(key.place) for key, _ in document.items] == ["f.json:2:2", "f.json:3:2"]
    assert str(document.items[1][1].place) == "f.json:3:7"
    assert str(document.place) == "f.json:1:1"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1 "b": 2}', "1:9", "not JSON"),
        ('{"a": 01}', "1:8", "not JSON"),
        ("{a: 1}", "1:2", "not JSON"),
        ('{"a": 1}\n\n{', "3:1", "not JSON"),
        ("[1, 2", "1:6", "not JSON"),
        ("[1,\n ]", "2:2", "not JSON"),
        ('{"a": "x\ny"}', "1:7", "not JSON"),
        ("", "1:1", "not JSON"),
        ('{"a": "x\u0085y"}', "1:7", "control character (U+0085)"),
        ('{"a": "\\u0085"}', "1:7", "control character (U+0085)"),
        ('{"a": "\\ud83d"}', "1:7", "without its pair"),
        ('{"a": 1,\n "a": 2}', "2:2", "stands twice (first on line 1)"),
    ],
)
def test_json_is_refused_where_it_cannot_be_used(text: str, place: str, words: str) -> None:
    message = refused(text.encode(), "f.json")
    assert message.startswith(f"f.json:{place}: ")
    assert words in message


@pytest.mark.usefixtures("loader")
def test_escaped_pairs_are_one_character_in_double_quotes_and_text_elsewhere() -> None:
    pair = r"\ud83d\ude00"
    lines = [
        f"plain: C:{pair}dir",
        f"single: '{pair}'",
        rf'double: "C:\\dir{pair}"',
        f'flow: {{a: "{pair}", b: C:{pair}}}',
    ]
    [document] = read_documents("f.yaml", "\n".join(lines).encode())
    assert plain(document) == {
        "plain": f"C:{pair}dir", "single": pair, "double": r"C:\dir😀", "flow": {"a": "😀", "b": f"C:{pair}"},
    }  # fmt: skip


def test_what_is_no_regular_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(os.devnull)
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("link.yaml", "pipe.yaml"):
        with pytest.raises(InputError, match="a device, pipe or socket, not a regular file"):
            read_documents(str(tmp_path / name))


def test_a_file_too_large_is_refused() -> None:
    assert "larger than 8 MiB" in refused(b"#" * (yaml_nodes.MOST_BYTES + 1))


def test_every_key_that_stands_twice_is_reported() -> None:
    with pytest.raises(InputError) as caught:
        read_documents("f.yaml", b"a: 1\na: 2\nb:\n  c: 1\n  c: 2\n")
    assert [str(p.place) for p in caught.value.problems] == ["f.yaml:2:1", "f.yaml:5:3"]
