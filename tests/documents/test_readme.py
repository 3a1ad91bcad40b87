"""The first page in both languages: short, the packs and subjects named, its output and picture true."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import LIBRARY, ROOT
from tests.documents import pages

READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
LONGEST = 150


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short_and_shows_one_real_output(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert len(pages.BLOCK.findall(text)) == 1


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_every_pack_subject_and_guide(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert all(f"`{code}`" in text for code in (*LIBRARY.folders, *LIBRARY.kinds))
    ending = name.removeprefix("README")
    assert all(
        f"docs/guide/{person}{ending})" in text for person in ("operator", "planner", "inspector", "rule-author")
    )


def test_no_machine_or_workplace_is_named() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for path in tracked:
        if path.endswith((".py", ".md", ".yaml", ".toml", "Makefile")) and path != "tests/documents/test_readme.py":
            assert not re.search(r"/work/|/root/|/tmp/v", (ROOT / path).read_text("utf-8")), path


def picture(language: str) -> str:
    """The picture of the solution that the guides explain, as a file of its own."""
    wanted = f"solve slots examples/huyi-school-annex.yaml --rules huyi/area-per-slot --as-of 2026-11-21 -f html --lang {language}"
    command = [sys.executable, "-m", "compliance", *shlex.split(wanted)]
    page: str = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    [drawing] = re.findall("<svg.*?</svg>", page, re.S)
    return f"{drawing}\n"


@pytest.mark.parametrize("language", READMES.values())
def test_the_picture_in_the_guides_is_what_solve_draws(language: str) -> None:
    assert (ROOT / "examples" / f"huyi-area-slots.{language}.svg").read_text("utf-8") == picture(language)


if __name__ == "__main__":
    for path in pages.PAGES:
        pages.renew(path)
    for spoken in READMES.values():
        (ROOT / "examples" / f"huyi-area-slots.{spoken}.svg").write_text(picture(spoken), "utf-8", newline="\n")
