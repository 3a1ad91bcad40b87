"""0, 1 and 3 are verdicts, 2 is everything that could not run, 128 and more are signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import click
import pytest

from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.cli import main, program, signals
from compliance.cli.signals import ENDING, HAS_HANGUP, Ending
from tests.cli.conftest import Program
from tests.conftest import ROOT

POSIX = pytest.mark.skipif(not HAS_HANGUP, reason="Windows has no such signals, and pipes of its own")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"]
UNDETERMINED = "examples/huyi-proposed-site.yaml"
SITE = "facility: {{jurisdiction: huyi, stage: proposed, slots: 30, building_area: {area}}}\n"
AREA = ("--select", "huyi/area-per-slot")


def started(*arguments: str, stdout: int | IO[bytes] = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """The program, running."""
    return subprocess.Popen(
        [sys.executable, "-m", "compliance", *arguments, "--lang", "en"],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("area", "fail_on", "status"),
    [
        (270, "fail", 0),
        (269, "fail", 1),
        ("", "fail", 3),
        ("", "undetermined", 1),
        (269, "never", 0),
        ("", "never", 0),
    ],
)
def test_a_verdict_is_a_status(program: Program, tmp_path: Path, area: object, fail_on: str, status: int) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(SITE.format(area=area), "utf-8")
    assert program("check", file, *AREA, "--fail-on", fail_on).status == status
    table = tmp_path / "f.csv"
    table.write_text(f"jurisdiction,stage,slots,building_area\nhuyi,proposed,30,{area}\n", "utf-8")
    assert program("batch", table, *AREA, "--fail-on", fail_on).status == status
    assert program("batch", table, "--explain", "1", *AREA, "--fail-on", fail_on).status == status


REFUSED: list[tuple[BaseException, int, str]] = [
    (click.UsageError("so not"), 2, "so not"),
    (click.FileError("f", "why"), 2, "why"),
    (InputError([Diagnostic(Location("f", 1, 2), "k", Phrase("错", "wrong"))]), 2, "f:1:2: k: wrong\n"),
    (PermissionError(13, "x", "folder/f"), 2, "folder/f: it could not be finished: no permission"),
    (OSError(28, "x"), 2, "stdout: it could not be finished: no space is left on the disk\n"),
    (MemoryError(), 2, "there was not enough memory to finish\n"),
    (RuntimeError("own fault"), 2, "the program failed and could not finish (RuntimeError: own fault)"),
    (BrokenPipeError(32, "x"), 0, ""),
    (KeyboardInterrupt(), 130, ""),
    (click.Abort(), 130, ""),
    (click.exceptions.Exit(0), 0, ""),
]


@pytest.mark.parametrize(("raised", "status", "told"), REFUSED, ids=lambda value: type(value).__name__)
def test_what_is_raised_becomes_a_status_and_a_plain_text(
    program: Program, monkeypatch: pytest.MonkeyPatch, raised: BaseException, status: int, told: str
) -> None:
    def invoked(arguments: Sequence[str], language: Language) -> int:
        raise raised

    monkeypatch.setattr("compliance.cli.program.invoked", invoked)
    done = program()
    assert done.status == status
    assert told in done.err
    assert bool(told) == bool(done.err)
    assert "Traceback" not in done.err
    assert ("maintainers" in done.err) == (type(raised) is RuntimeError)


def test_an_interruption_while_modules_are_imported_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "run", run)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 130


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("rules", "--help"), ("facts",), ("rules", "list", "hebei")]
)
def test_what_only_tells_ends_with_0(program: Program, arguments: tuple[str, ...], language: Language) -> None:
    done = program(*arguments, language=language)
    assert (done.status, done.err) == (0, "")
    assert done.out


@pytest.mark.parametrize(
    "arguments", [("nope",), ("check",), ("rules", "nope"), ("rules", "lint", "nope"), ("rules", "test", "nope")]
)
def test_a_wrong_use_ends_with_2(program: Program, arguments: tuple[str, ...]) -> None:
    done = program(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Usage: compliance")


def test_proofs_end_with_0_and_1(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program("rules", "lint", "hebei").status == 0
    assert program("rules", "test", "hebei").status == 0
    wrong = Diagnostic(Location("f"), None, Phrase("错", "wrong"))
    monkeypatch.setattr("compliance.cli.rules.lint.lint", lambda *arguments: [wrong])
    monkeypatch.setattr("compliance.cli.rules.test.run", lambda *arguments: ([], [], [wrong]))
    assert program("rules", "lint", "hebei").status == 1
    assert program("rules", "test", "hebei").status == 1


def test_of_many_problems_some_hundreds_are_listed_and_the_rest_counted(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("facility:\n" + "".join(f"  slotsx{number}: 1\n" for number in range(1000)), "utf-8")
    done = program("check", file)
    assert done.status == 2
    lines = done.err.splitlines()
    assert len(lines) == 301
    assert lines[0] == f"{file}:2:3: slotsx0: no such fact in the vocabulary; did you mean slots?"
    assert lines[-1] == f"{file}: 700 more problems"


@POSIX
@pytest.mark.parametrize("name", ENDINGS)
def test_a_signal_ends_a_conversation_quietly(name: str) -> None:
    number = getattr(signal, name)
    with started("ask", "facility", "--jurisdiction", "huyi") as process:
        assert process.stderr is not None
        told = b""
        while not told.endswith(b"\n> ") and (character := process.stderr.read(1)):
            told += character
        process.send_signal(number)
        assert process.wait(60) == 128 + number
        assert b"Traceback" not in process.stderr.read()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that takes a while."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    rows = "".join(f"{number},huyi,proposed,{number % 90 + 1},270\n" for number in range(300_000))
    path.write_text("id,jurisdiction,stage,slots,building_area\n" + rows, "utf-8")
    return path


@POSIX
@pytest.mark.parametrize(("name", "suffix"), [*((name, ".csv") for name in ENDINGS), ("SIGTERM", ".parquet")])
def test_a_signal_leaves_the_old_results_and_no_part(large: Path, tmp_path: Path, name: str, suffix: str) -> None:
    target, number = tmp_path / f"r{suffix}", getattr(signal, name)
    target.write_bytes(b"old")
    with started("batch", str(large), "-o", str(target)) as process:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until and not list(tmp_path.glob(".*.part")):
            time.sleep(0.001)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {target.name: b"old"}


@POSIX
def test_handlers_are_those_from_before_once_it_has_ended_and_what_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        handlers = [signal.getsignal(number) for number in ENDING]
        with Ending() as ending:
            assert signal.getsignal(signal.SIGTERM) == ending.stop
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert [signal.getsignal(number) for number in ENDING] == handlers
        assert ending.status == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@POSIX
def test_an_engine_that_heeds_only_ctrl_c_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = threading.Event()
    monkeypatch.setattr(signals, "PATIENCE", 0.01)
    monkeypatch.setattr(os, "kill", lambda process, number: sent.set())
    ending = Ending()
    reader, writer = os.pipe()
    watcher = threading.Thread(target=ending.watch, args=(reader,))
    watcher.start()
    os.write(writer, bytes([signal.SIGINT]))
    assert not sent.wait(0.1), "Ctrl-C itself needs no help"
    os.write(writer, bytes([signal.SIGTERM]))
    assert sent.wait(10)
    os.close(writer)
    watcher.join(10)
    assert ending.status == 143
    ending.stop(signal.SIGTERM, None)  # too late, it is ending already


@POSIX
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", UNDETERMINED, "-f", "json"), 3),
        (("check", UNDETERMINED), 3),
        (("rules", "list"), 0),
        (("rules", "coverage"), 0),
        (("--help",), 0),
        (("facts", "facility"), 0),
    ],
)
def test_a_closed_pipe_ends_quietly_with_the_status_that_stood(arguments: tuple[str, ...], status: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        with started(*arguments, stdout=writer) as process:
            _, err = process.communicate(timeout=60)
    finally:
        os.close(writer)
    assert (process.returncode, err) == (status, b"")


@FULL
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", UNDETERMINED),
        ("--help",),
        ("facts",),
        ("schema", "report"),
        ("rules", "list", "hebei"),
        ("solve", "slots", UNDETERMINED),
    ],
)
def test_full_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full, started(*arguments, stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.decode().startswith("stdout: ")
    assert err.decode().endswith("no space is left on the disk\n")


@FULL
@pytest.mark.parametrize("arguments", [("check", "/nope"), ("check",), ("nope",), ("rules", "lint", "nope")])
@pytest.mark.parametrize("how", ["2>/dev/full", "2>&-"])
def test_an_error_that_cannot_be_told_is_still_2(
    run: Callable[..., object], arguments: tuple[str, ...], how: str
) -> None:
    command = f'exec "$@" {how}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", "compliance", *arguments], cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 2


@POSIX
@pytest.mark.parametrize(
    "arguments", [("check", "-"), ("solve", "slots", "-"), ("compare", "-"), ("provide", "-"), ("ask", "facility")]
)
def test_closed_standard_input_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    done = program(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("stdin: standard input is closed\n")
