"""What the tests share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from compliance.facts.description import entries
from compliance.findings.check import check_entries
from compliance.findings.report import Finding, Report
from compliance.packs.library import Library

settings.register_profile("here", deadline=None, derandomize=True, max_examples=150)
settings.load_profile("here")

ROOT = Path(__file__).parent.parent
LIBRARY = Library()


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


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program as a user does, in a terminal of no particular language."""

    def compliance(
        *arguments: str | Path, stdin: bytes | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "compliance", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "LANG": "C.UTF-8", **environment},
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return compliance
