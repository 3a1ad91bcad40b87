"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from compliance.base import atomic
from compliance.base.atomic import discard_all, output, reason, replacing, write_text
from compliance.base.diagnostics import InputError

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes as POSIX knows them")


@pytest.fixture
def umask() -> Iterator[int]:
    os.umask(0o027)
    yield 0o027
    os.umask(0o022)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("old", [None, b"old"])
def test_the_file_takes_its_place_when_the_block_ends(tmp_path: Path, old: bytes | None) -> None:
    target = tmp_path / "r.json"
    if old:
        target.write_bytes(old)
    with replacing(target) as part:
        assert part.parent == tmp_path
        part.write_bytes(b"new")
        assert (target.read_bytes() if target.exists() else None) == old
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"r.json": b"new"}


@pytest.mark.parametrize("raised", [ValueError, OSError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("old", [None, b"old"])
def test_where_the_block_raises_the_old_file_stays_and_no_part(
    tmp_path: Path, old: bytes | None, raised: type[BaseException]
) -> None:
    target = tmp_path / "r.json"
    if old:
        target.write_bytes(old)

    def broken_off() -> None:
        with replacing(target) as part:
            part.write_bytes(b"half")
            raise raised

    with pytest.raises(raised):
        broken_off()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([old] if old else [])
    assert not atomic.parts


@POSIX
@pytest.mark.parametrize("permissions", [0o600, 0o640, 0o666, 0o755])
def test_the_mode_of_a_file_is_kept(tmp_path: Path, permissions: int) -> None:
    target = tmp_path / "r.json"
    target.touch()
    target.chmod(permissions)
    with replacing(target) as part:
        part.write_bytes(b"new")
        assert mode(part) & 0o077 == 0, "nobody else reads a part of what may be secret"
    assert mode(target) == permissions


@POSIX
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, umask: int) -> None:
    write_text(tmp_path / "r.json", "new")
    assert mode(tmp_path / "r.json") == 0o666 & ~umask


@POSIX
@pytest.mark.parametrize("old", [True, False])
def test_a_link_is_followed(tmp_path: Path, old: bool) -> None:
    real, link = tmp_path / "folder" / "real.json", tmp_path / "link.json"
    real.parent.mkdir()
    if old:
        real.write_bytes(b"old")
    link.symlink_to("folder/real.json")
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert [path.name for path in real.parent.iterdir()] == ["real.json"]


@POSIX
def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_text(pipe, "new")
    reader.join(10)
    assert read == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@POSIX
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except (OSError, AttributeError):
        pytest.skip("only root makes devices")
    write_text(device, "new")
    assert stat.S_ISCHR(device.stat().st_mode)
    assert device.read_bytes() == b""


@pytest.mark.parametrize("name", [".", "no/such/folder/r.json", "file/r.json"])
def test_what_cannot_be_written_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(InputError) as refused:
        write_text(tmp_path / name, "new")
    assert "cannot be written: " in str(refused.value)
    assert "folder" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_to_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_bytes(b"old")
    target.chmod(0o400)
    with pytest.raises(InputError, match="no permission"):
        write_text(target, "new")
    assert target.read_bytes() == b"old"


def test_a_failure_to_rename_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_use(self: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(InputError, match="another program has the file open"):
        write_text(tmp_path / "r.json", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_the_greatest_length_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("托" * 83 + ".json")
    write_text(target, "new")
    assert target.read_bytes() == b"new"


def test_text_is_utf_8_with_plain_line_ends_and_loses_nothing(tmp_path: Path) -> None:
    write_text(tmp_path / "r.json", "㎡\n\udcff")
    assert (tmp_path / "r.json").read_bytes() == "㎡\n".encode() + rb"\udcff"


def test_what_is_unfinished_can_be_discarded_at_once(tmp_path: Path) -> None:

    def stopped() -> None:
        with output(tmp_path / "a.json") as part:
            part.write_bytes(b"half")
            discard_all()
            assert list(tmp_path.iterdir()) == []

    with pytest.raises(InputError):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_usual_reasons_are_told_in_both_languages_and_others_as_the_system_does() -> None:
    assert reason(OSError(errno.ENOSPC, "x")).zh == "磁盘已满"
    assert reason(OSError(errno.ENOSPC, "x")).en == "no space is left on the disk"
    assert reason(OSError(errno.EXDEV, "Invalid link")).en == "Invalid link"
    assert reason(OSError("no number")).en == "no number"
