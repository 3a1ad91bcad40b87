"""What is kept of files between runs: never stale, never another user's, never in the way."""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.base import cache
from compliance.base.cache import cached

POSIX = pytest.mark.skipif(os.name != "posix", reason="owners and modes of files are POSIX's")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache" / cache.NAME


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.yaml"
    path.write_text("a: 1", "utf-8")
    return path


class Reading:
    """Counts how often the sources are read."""

    def __init__(self, *sources: Path) -> None:
        self.sources, self.times = sources, 0

    def make(self) -> list[str]:
        self.times += 1
        return [source.read_text("utf-8") for source in self.sources]

    def __call__(self, label: str = "label") -> list[str]:
        return cached(label, self.sources, self.make)


class Harm:
    """What runs code where it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


def test_what_was_made_is_made_once(folder: Path, source: Path) -> None:
    reading = Reading(source)
    assert reading() == reading() == ["a: 1"]
    assert reading.times == 1
    assert len(list(folder.iterdir())) == 1


def test_a_change_of_the_content_alone_is_seen(folder: Path, source: Path) -> None:
    reading, before = Reading(source), source.stat()
    reading()
    source.write_text("a: 2", "utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert reading() == ["a: 2"]
    assert reading.times == 2


def test_a_further_source_is_seen(folder: Path, source: Path, tmp_path: Path) -> None:
    further = tmp_path / "z.yaml"
    further.write_text("b: 1", "utf-8")
    assert Reading(source)() == ["a: 1"]
    assert Reading(source, further)() == ["a: 1", "b: 1"]


def test_another_program_reads_afresh(folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(source)
    reading()
    monkeypatch.setattr(cache, "program", lambda: ("another",))
    reading()
    assert reading.times == 2


def test_two_folders_of_one_name_do_not_evict_each_other(folder: Path, tmp_path: Path) -> None:
    readings = []
    for place in ("here", "there"):
        (tmp_path / place / "ours").mkdir(parents=True)
        path = tmp_path / place / "ours" / "pack.yaml"
        path.write_text(place, "utf-8")
        readings.append(Reading(path))
    for _ in range(3):
        assert [reading("ours") for reading in readings] == [["here"], ["there"]]
    assert [reading.times for reading in readings] == [1, 1]


@pytest.mark.parametrize("content", [b"", b"kept", b"\x80\xff."], ids=["nothing", "text", "another protocol"])
def test_a_broken_entry_is_made_again(folder: Path, source: Path, content: bytes) -> None:
    reading = Reading(source)
    reading()
    [entry] = folder.iterdir()
    for broken in (content, entry.read_bytes()[:-1]):
        entry.write_bytes(broken)
        assert reading() == ["a: 1"]
    assert reading() == ["a: 1"]
    assert reading.times == 3


def test_old_entries_are_removed(folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for number in range(5):
        Reading(source)(f"label{number}")
        [entry] = folder.glob(f"label{number}-*")
        os.utime(entry, ns=(number, number))
    Reading(source)("last")
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"label3", "label4", "last"}


def test_no_file_but_an_entry_is_removed(folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 1)
    folder.mkdir(parents=True, mode=0o700)
    others = [folder.parent / "mine.txt", folder / "mine.txt"]
    for other in others:
        other.touch()
        os.utime(other, ns=(1, 1))
    for number in range(3):
        Reading(source)(f"label{number}")
    assert all(other.exists() for other in others)
    assert len(list(folder.glob("*.pickle"))) == 1


def test_sources_that_cannot_be_read_are_left_to_the_reader(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Reading(tmp_path / "nowhere.yaml")()


def test_where_nothing_can_be_written_all_is_read(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "cache"))
    reading = Reading(source)
    assert reading() == reading() == ["a: 1"]
    assert reading.times == 2


@POSIX
def test_the_folder_is_the_users_alone(folder: Path, source: Path) -> None:
    Reading(source)()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.fixture
def planted(folder: Path, source: Path, tmp_path: Path) -> Iterator[Path]:
    """An entry that does harm where it is read, and must not have done it."""
    Reading(source)()
    [entry] = folder.iterdir()
    entry.write_bytes(pickle.dumps(Harm(tmp_path / "harm")))
    yield entry
    assert not (tmp_path / "harm").exists()


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_to_is_not_used(planted: Path, source: Path, mode: int) -> None:
    planted.parent.chmod(mode)
    assert Reading(source)() == ["a: 1"]


@POSIX
def test_a_folder_of_another_user_is_not_used(planted: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    assert Reading(source)() == ["a: 1"]


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives files away")
def test_an_entry_of_another_user_is_not_read(planted: Path, source: Path) -> None:
    os.chown(planted, 65534, 65534)
    assert Reading(source)() == ["a: 1"]


def test_a_planted_entry_of_ones_own_would_do_harm(folder: Path, source: Path, tmp_path: Path) -> None:
    """The tests above show something: read, the entry does its harm."""
    Reading(source)()
    [entry] = folder.iterdir()
    entry.write_bytes(pickle.dumps(Harm(tmp_path / "harm")))
    Reading(source)()
    assert (tmp_path / "harm").exists()


def test_without_a_home_nothing_is_written(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/nursery-compliance"))
    monkeypatch.chdir(tmp_path)
    reading = Reading(source)
    assert reading() == reading() == ["a: 1"]
    assert reading.times == 2
    assert not (tmp_path / "~").exists()
