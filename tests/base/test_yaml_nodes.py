"""Text that cannot be used is refused where it stands; text that can is kept as it is written."""

import pytest

from compliance.base import yaml_nodes
from compliance.base.diagnostics import InputError
from compliance.base.yaml_nodes import Mapping, Scalar, plain, read_documents


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
        (b"a: [1, 2", "f.yaml:2:1", "not YAML"),
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
        ("名称: 托育".encode("gb18030"), "f.yaml", "GB18030"),
        ("名称: 托育".encode("utf-16"), "f.yaml", "UTF-16"),
        (b"a: \xff\xfe\xfd", "f.yaml", "UTF-8"),
    ],
)
def test_unusable_text_is_refused_with_its_place(data: bytes, place: str, words: str) -> None:
    message = refused(data)
    assert message.startswith(f"{place}: ")
    assert words in message


def test_aliases_that_would_expand_without_end_are_refused_at_the_first() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 122))
    assert refused(bomb).startswith("f.yaml:1:4: YAML anchors")


def test_bad_json_is_refused_with_its_place() -> None:
    assert refused(b'{"a": 1,}', "f.json").startswith("f.json:1:9: this is not JSON")
    assert refused(b"[" * 300_000, "f.json").startswith("f.json: nested")


def test_a_file_too_large_is_refused() -> None:
    assert "larger than 8 MiB" in refused(b"#" * (yaml_nodes.MOST_BYTES + 1))


def test_every_key_that_stands_twice_is_reported() -> None:
    with pytest.raises(InputError) as caught:
        read_documents("f.yaml", b"a: 1\na: 2\nb:\n  c: 1\n  c: 2\n")
    assert [str(p.place) for p in caught.value.problems] == ["f.yaml:2:1", "f.yaml:5:3"]
