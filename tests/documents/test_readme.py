"""What the README shows is what the program does."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import LIBRARY, ROOT
from tests.documents.test_examples import KEPT

READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
BLOCK = re.compile(r"^```console\n\$ (compliance [^\n]*)\n(.*?)^```$", re.M | re.S)
BLOCKS = [
    (name, command, shown) for name in READMES for command, shown in BLOCK.findall((ROOT / name).read_text("utf-8"))
]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("name", "command", "shown"), BLOCKS, ids=[f"{name}: {command}" for name, command, _ in BLOCKS]
)
def test_a_command_prints_what_the_readme_shows(name: str, command: str, shown: str, run: Run) -> None:
    done = run(*shlex.split(command)[1:], COMPLIANCE_LANG=READMES[name])
    assert done.stderr == ""
    assert shown == done.stdout


def renewed(name: str) -> str:
    """A README with what each command prints today."""

    def block(found: re.Match[str]) -> str:
        command = [sys.executable, "-m", *shlex.split(found[1])]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, env={**os.environ, "COMPLIANCE_LANG": READMES[name]}
        )
        return f"```console\n$ {found[1]}\n{done.stdout.decode()}```"

    return BLOCK.sub(block, (ROOT / name).read_text("utf-8"))


def test_both_readmes_show_the_same_commands_and_sections() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in READMES)
    assert [command for command, _ in BLOCK.findall(english)] == [command for command, _ in BLOCK.findall(chinese)]
    assert len(BLOCKS) >= 6
    assert len(re.findall("^## ", english, re.M)) == len(re.findall("^## ", chinese, re.M))


def test_the_readmes_name_every_pack_and_subject() -> None:
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        assert all(f"`{one}`" in text for one in (*LIBRARY.folders, *LIBRARY.kinds))


def test_what_the_readmes_show_is_what_the_examples_keep() -> None:
    for name, language in READMES.items():
        assert (KEPT / f"yanjiang-new-estate.{language}.txt").read_text("utf-8") in (ROOT / name).read_text("utf-8")


def test_no_machine_or_workplace_is_named() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for path in tracked:
        if path.endswith((".py", ".md", ".yaml", ".toml", "Makefile")) and path != "tests/documents/test_readme.py":
            assert not re.search(r"/work/|/root/|/tmp/v", (ROOT / path).read_text("utf-8")), path


def picture(language: str) -> str:
    """The picture of the solution that the README explains, as a file of its own."""
    wanted = f"solve slots examples/huyi-school-annex.yaml --rules huyi/area-per-slot --as-of 2026-11-21 -f html --lang {language}"
    command = [sys.executable, "-m", "compliance", *shlex.split(wanted)]
    page: str = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    [drawing] = re.findall("<svg.*?</svg>", page, re.S)
    return f"{drawing}\n"


@pytest.mark.parametrize("language", READMES.values())
def test_the_picture_in_the_readme_is_what_solve_draws(language: str) -> None:
    assert (ROOT / "examples" / f"huyi-area-slots.{language}.svg").read_text("utf-8") == picture(language)


if __name__ == "__main__":
    for one, spoken in READMES.items():
        (ROOT / one).write_text(renewed(one), "utf-8")
        (ROOT / "examples" / f"huyi-area-slots.{spoken}.svg").write_text(picture(spoken), "utf-8")
