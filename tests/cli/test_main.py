"""The program as a process: it starts, and starts fast."""

from __future__ import annotations

import os
import subprocess
import sys

from compliance import __version__
from tests.conftest import ROOT, Run

EXAMPLE = "examples/huyi-proposed-site.yaml"
WHAT_IS_IMPORTED = """
import sys
from compliance.cli import main
try:
    main(["check", "--as-of", "2026-11-21", sys.argv[1]])
except SystemExit as end:
    print(end.code, *sorted(sys.modules), file=sys.stderr)
"""
SLOW = {
    "pydantic",
    "pydantic_core",
    "tabulate",
    "wcwidth",
    "polars",
    "narwhals",
    "hashlib",
    "chinese_calendar",
    "asyncio",
}


def test_the_module_is_the_program(run: Run, run_process: Run) -> None:
    assert run_process("--version", "--lang", "en").stdout == f"compliance, version {__version__}\n"
    for given in (["check", EXAMPLE, "--as-of", "2026-11-21"], ["check"], ["check", "nowhere.yaml"]):
        done, within = run_process(*given), run(*given)
        assert (done.returncode, done.stdout, done.stderr) == (within.returncode, within.stdout, within.stderr)


def test_a_check_whose_packs_are_kept_imports_nothing_slow(run: Run) -> None:
    assert run("check", EXAMPLE).returncode == 3
    command = [sys.executable, "-c", WHAT_IS_IMPORTED, EXAMPLE]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=True)
    status, *modules = done.stderr.split()
    assert status == "3"
    assert SLOW & set(modules) == set()
