"""What commands write: never over what they read, never two things into one file, and all of it or nothing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compliance.base.phrase import LANGUAGES, Language
from tests.cli.conftest import Program
from tests.conftest import ROOT

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes as POSIX knows them")
SITE = "facility: {id: G, jurisdiction: huyi, stage: proposed, slots: 30, building_area: 270}\n"
ESTATE = "neighborhood: {id: E, jurisdiction: yanjiang, development: new, population: 10000}\n"
TABLE = "id,jurisdiction,stage,slots,building_area\nG,huyi,proposed,30,270\n"
IS_INPUT = {"zh": "结果不能写入所读取的文件", "en": "this is also read from"}
IS_OUTPUT = {"zh": "两项结果不能写入同一个文件", "en": "two results cannot be written to one file"}

# the command that reads a file and writes another, and what the file holds
COMMANDS: dict[str, tuple[Callable[[str, str], list[str]], str, str]] = {
    "check": (lambda file, out: ["check", file, "-o", out], SITE, "f.yaml"),
    "check of several": (
        lambda file, out: ["check", "examples/huyi-proposed-site.yaml", file, "-o", out],
        SITE,
        "f.yaml",
    ),
    "solve": (lambda file, out: ["solve", "slots", file, "-o", out], SITE, "f.yaml"),
    "compare": (lambda file, out: ["compare", file, "--vary", "slots=20,30", "-o", out], SITE, "f.yaml"),
    "provide": (lambda file, out: ["provide", file, "-o", out], ESTATE, "f.yaml"),
    "batch": (lambda file, out: ["batch", file, "-o", out], TABLE, "f.csv"),
    "batch --findings": (lambda file, out: ["batch", file, "--findings", out], TABLE, "f.csv"),
}
NAMES = ["the same", "another way", "link", "hard link"]
FAILURES = ["check -f json -o", "solve slots -f html -o", "template facility -o", "batch -o"]


def alias(path: Path, way: str) -> str:
    """Another name of a file."""
    if way == "another way":
        return str(path.parent / ".." / path.parent.name / path.name)
    other = path.with_name(f"other{path.suffix}")
    if way == "link":
        other.symlink_to(path.name)
    elif way == "hard link":
        other.hardlink_to(path)
    return str(path if way == "the same" else other)


@pytest.mark.parametrize("way", NAMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_input_is_no_output(program: Program, tmp_path: Path, command: str, way: str) -> None:
    arguments, text, name = COMMANDS[command]
    file = tmp_path / name
    file.write_text(text, "utf-8")
    done = program(*arguments(str(file), alias(file, way)))
    assert (done.status, done.out) == (2, "")
    assert IS_INPUT["en"] in done.err
    assert file.read_text("utf-8") == text
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [("r.csv", "r.csv"), ("r.csv", "R.csv"), ("r.csv", "./r.csv")])
def test_two_results_are_not_written_to_one_file(
    program: Program, tmp_path: Path, names: tuple[str, str], language: Language
) -> None:
    table = tmp_path / "f.csv"
    table.write_text(TABLE, "utf-8")
    results, findings = (f"{tmp_path}/{name}" for name in names)
    done = program("batch", table, "-o", results, "--findings", findings, language=language)
    assert (done.status, done.out) == (2, "")
    assert IS_OUTPUT[language] in done.err
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_a_folder_that_is_read_is_no_output(program: Program, tmp_path: Path, language: Language) -> None:
    for name in ("a.yaml", "b.csv"):
        (tmp_path / name).write_text(SITE, "utf-8")
    done = program("batch", tmp_path, "-o", tmp_path / "b.csv", language=language)
    assert done.status == 2
    assert IS_INPUT[language] in done.err
    assert (tmp_path / "b.csv").read_text("utf-8") == SITE


def test_a_table_of_facilities_is_no_output(program: Program, tmp_path: Path) -> None:
    table = tmp_path / "f.csv"
    table.write_text(TABLE, "utf-8")
    done = program("provide", "examples/yanjiang-district.yaml", "--facilities", table, "-o", table)
    assert done.status == 2
    assert IS_INPUT["en"] in done.err
    assert table.read_text("utf-8") == TABLE


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "examples/huyi-proposed-site.yaml", "-o"],
        ["schema", "report", "-o"],
        ["template", "facility", "-o"],
        ["ask", "facility", "-o"],
    ],
)
def test_a_file_of_a_pack_is_no_output(program: Program, tmp_path: Path, arguments: list[str]) -> None:
    shutil.copytree(ROOT / "rules" / "hebei", tmp_path / "packs" / "hebei")
    head = tmp_path / "packs" / "hebei" / "pack.yaml"
    before = head.read_bytes()
    done = program(*arguments, head, "--packs", tmp_path / "packs")
    assert done.status == 2
    assert IS_INPUT["en"] in done.err
    assert head.read_bytes() == before


def test_a_page_of_docs_that_is_a_link_to_rules_is_refused(program: Program, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules" / "hebei", tmp_path / "packs" / "hebei")
    head = tmp_path / "packs" / "hebei" / "pack.yaml"
    before = head.read_bytes()
    (tmp_path / "out" / "hebei").mkdir(parents=True)
    (tmp_path / "out" / "hebei" / "README.md").symlink_to(head)
    done = program("rules", "docs", "hebei", "-o", tmp_path / "out", "--packs", tmp_path / "packs")
    assert done.status == 2
    assert head.read_bytes() == before


def test_standard_input_is_no_output(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(SITE, "utf-8")
    with file.open("rb") as stdin:
        command = [sys.executable, "-m", "compliance", "check", "-", "-o", str(file), "--lang", "en"]
        done = subprocess.run(command, stdin=stdin, capture_output=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 2
    assert IS_INPUT["en"] in done.stderr.decode()
    assert file.read_text("utf-8") == SITE


def test_a_dash_is_standard_output(program: Program) -> None:
    done = program("check", "examples/huyi-proposed-site.yaml", "-o", "-")
    assert done.out == program("check", "examples/huyi-proposed-site.yaml").out != ""


@POSIX
@pytest.mark.parametrize(
    ("arguments", "suffix"),
    [
        (["check", "F", "-f", "json", "-o"], ".json"),
        (["solve", "slots", "F", "-f", "html", "-o"], ".html"),
        (["schema", "report", "-o"], ".json"),
        (["template", "facility", "-o"], ".yaml"),
        (["template", "facility", "-o"], ".xlsx"),
        *((["batch", "T", "-o"], suffix) for suffix in (".csv", ".jsonl", ".parquet", ".xlsx")),
        (["batch", "T", "--findings"], ".csv"),
    ],
    ids=str,
)
def test_links_are_followed_and_modes_kept(program: Program, tmp_path: Path, arguments: list[str], suffix: str) -> None:
    (tmp_path / "f.yaml").write_text(SITE, "utf-8")
    (tmp_path / "f.csv").write_text(TABLE, "utf-8")
    real, link = tmp_path / f"real{suffix}", tmp_path / f"link{suffix}"
    real.touch(0o600)
    link.symlink_to(real.name)
    files = {"F": tmp_path / "f.yaml", "T": tmp_path / "f.csv"}
    done = program(*(files.get(one, one) for one in arguments), link)
    assert (done.status, done.err) == (0 if arguments[0] != "check" and arguments[0] != "batch" else 3, "")
    assert link.is_symlink()
    assert real.stat().st_size > 0
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(disk)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root makes a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize(
    ("arguments", "suffix"),
    [
        (["check", "examples/huyi-proposed-site.yaml", "-f", "json", "-o"], ".json"),
        (["solve", "slots", "examples/huyi-proposed-site.yaml", "-f", "html", "-o"], ".html"),
        (["template", "facility", "-o"], ".xlsx"),
        *((["batch", "T", "-o"], suffix) for suffix in (".csv", ".jsonl", ".parquet", ".xlsx")),
    ],
    ids=str,
)
def test_a_full_disk_leaves_the_old_file_and_is_told(
    run: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
    small_disk: Path,
    arguments: list[str],
    suffix: str,
    old: bool,
) -> None:
    table = tmp_path / "f.csv"
    rows = "".join(f"名{number},huyi,proposed,30,{number}.5\n" for number in range(5000))
    table.write_text(TABLE + rows, "utf-8")
    target = small_disk / f"r{suffix}"
    if old:
        target.write_bytes(b"old")
    else:
        (small_disk / "filler").write_bytes(b"x" * 8192)
    done = run(*(table if one == "T" else one for one in arguments), target, "--lang", "en")
    assert done.returncode == 2
    assert done.stderr == f"{target}: cannot be written: no space is left on the disk\n"
    assert (target.read_bytes() if target.exists() else None) == (b"old" if old else None)
    assert {path.name for path in small_disk.iterdir()} == ({target.name} if old else {"filler"})
