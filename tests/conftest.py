"""What the tests share."""

from __future__ import annotations

import gc
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings

from compliance.base import cache
from compliance.cli import main
from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.findings.report import Finding, Report
from compliance.packs.library import Library

settings.register_profile("here", deadline=None, derandomize=True, max_examples=150)
settings.register_profile("explore", deadline=None, derandomize=False, max_examples=1000)  # for a nightly run
settings.load_profile("here")

ROOT = Path(__file__).parent.parent
LIBRARY = Library()

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure(config: pytest.Config) -> None:
    """What is read from rules is kept in a folder of this test process, removed when it ends."""
    folder = tempfile.mkdtemp(prefix="compliance-tests-")
    os.environ[cache.VARIABLE] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-kept` writes the kept outputs of the examples anew; read the difference before you commit it."""
    parser.addoption("--update-kept", action="store_true", help="write the kept outputs of the examples anew")


def report_on(text: str, as_of: str = "2026-11-21", library: Library = LIBRARY) -> Report:
    """The report on the one description that the text writes."""
    [report] = check_entries(library, entries("f.yaml", library.kinds, text.encode()), date.fromisoformat(as_of))
    return report


def finding_on(rule: str, text: str, as_of: str = "2026-11-21") -> Finding:
    """One rule's finding on the description that the text writes."""
    return next(finding for finding in report_on(text, as_of).findings if finding.rule == rule)


def environment(**further: str) -> dict[str, str]:
    """The surroundings of a user whose terminal is of no particular language."""
    given = {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "LANG": "C.UTF-8", **further}
    return {cache.VARIABLE: os.environ[cache.VARIABLE], **given}


@pytest.fixture
def run() -> Run:
    """Runs the program within this process: what it prints, and its exit status."""

    def compliance(
        *arguments: str | Path, stdin: bytes | None = None, **further: str
    ) -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        given = environment(**further)
        with surroundings(given, stdin or b"") as (output, errors), pytest.raises(SystemExit) as end:
            main(words, given)
        code = end.value.code
        status = code if isinstance(code, int) else int(code is not None)
        return subprocess.CompletedProcess(words, status, text_of(output), text_of(errors))

    return compliance


@contextmanager
def surroundings(given: dict[str, str], stdin: bytes) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """Streams, environment, folder and garbage collection as a process of its own has them."""
    streams = [io.TextIOWrapper(io.BytesIO(content), "utf-8") for content in (stdin, b"", b"")]
    with (
        chdir(ROOT),
        patch.dict(os.environ, given, clear=True),
        patch("sys.stdin", streams[0]),
        patch("sys.stdout", streams[1]),
        patch("sys.stderr", streams[2]),
    ):
        try:
            yield streams[1], streams[2]
        finally:
            gc.enable()


def text_of(stream: io.TextIOWrapper) -> str:
    """What was written to a stream."""
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


@pytest.fixture
def run_process() -> Run:
    """Runs the program in a process of its own, for tests that are about the process."""

    def compliance(
        *arguments: str | Path, stdin: bytes | None = None, **further: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "compliance", *map(str, arguments)]
        given = environment(**further)
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=given, timeout=120, check=False)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return compliance
