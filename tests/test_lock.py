"""The lock files hold what pyproject.toml asks for, with hashes, and name no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
ASKED = [
    *((RUNTIME, text) for text in PROJECT["dependencies"]),
    *((DEV, text) for text in PROJECT["dependencies"]),
    *((DEV, text) for extra in PROJECT["optional-dependencies"].values() for text in extra),
]


def locked(name: str) -> Mapping[str, str]:
    """The version of each distribution in a lock file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("lock", "text"), ASKED)
def test_what_the_project_asks_for_is_locked(lock: str, text: str) -> None:
    asked = Requirement(text)
    if asked.name != PROJECT["name"]:
        assert asked.specifier.contains(locked(lock)[canonicalize_name(asked.name)])
        assert len(asked.specifier) == 1
        assert str(asked.specifier).startswith(">=")


def test_both_locks_hold_the_same_versions() -> None:
    assert locked(RUNTIME).items() <= locked(DEV).items()


@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_every_version_has_hashes_and_no_place_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(name)) > 20
    assert all("--hash=sha256:" in entry for entry in entries)
