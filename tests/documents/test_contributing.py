"""The map of the house is made of the packages' docstrings, in the order of the floors."""

from __future__ import annotations

import ast
import re
import tomllib

from compliance import __version__
from tests.conftest import ROOT

PACKAGE = ROOT / "compliance"
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.M)


def jobs_by_package() -> dict[str, str]:
    """Each package's one sentence; none of them is imported for it."""
    return {
        path.parent.name: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        for path in PACKAGE.glob("*/__init__.py")
    }


def floors() -> list[str]:
    """The packages from the top floor to the lowest, as import-linter holds them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [layers] = [contract["layers"] for contract in project["tool"]["importlinter"]["contracts"] if "layers" in contract]
    return [name for layer in layers for name in layer.split(" | ") if (PACKAGE / name).is_dir()]


def test_the_map_says_of_each_package_what_it_says_itself_in_the_order_of_the_floors() -> None:
    rows = ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert rows == [(name, jobs_by_package()[name]) for name in floors()]


def test_every_package_says_its_one_job_in_one_sentence() -> None:
    assert set(jobs_by_package()) == set(floors())
    for name, job in jobs_by_package().items():
        assert re.fullmatch(r"[A-Z][^\n]*\.", job) and ". " not in job, name


def test_the_changelog_begins_with_the_version_of_the_program() -> None:
    versions = re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert versions[0] == __version__
