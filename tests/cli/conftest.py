"""Runs commands in this process, and restores what they change of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from compliance.base.phrase import Language
from compliance.cli.program import run as run_program


class Done(NamedTuple):
    """What a command came to, and what it printed."""

    status: int
    out: str
    err: str


Program = Callable[..., Done]


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    gc.enable()


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], restored: None) -> Program:
    def call(*arguments: str | Path, language: Language = "en") -> Done:
        status = run_program([*map(str, arguments)], {"COMPLIANCE_LANG": language})
        return Done(status, *capsys.readouterr())

    return call
