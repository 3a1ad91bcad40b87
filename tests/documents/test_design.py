"""The contract names every command that there is, and says of none that it is there or not where it is otherwise."""

from __future__ import annotations

import re

from compliance.cli.lazy_group import COMMANDS, RULES_COMMANDS
from tests.conftest import ROOT

DESIGN = (ROOT / "docs" / "design.md").read_text("utf-8")
BUILT, NOT_BUILT = DESIGN.split("\n## Not built yet\n")
OPEN = re.compile(r"^\| (\d) \|", re.M)


def test_every_command_is_named_and_none_that_is_there_is_called_not_built() -> None:
    listed = BUILT.split("\n## Commands\n")[1].strip().split("\n\n")[0]
    assert all(f"`{command}`" in listed for command in COMMANDS if command != "rules")
    assert f"`rules {'|'.join(RULES_COMMANDS)}`" in listed
    [missing] = re.findall(r"the commands (.*?);", NOT_BUILT)
    assert not {*re.findall(r"`(\w+)`", missing)} & {*COMMANDS}


def test_each_mark_of_what_is_not_built_is_explained_and_used() -> None:
    assert re.findall(r"◇\s(\d)", BUILT) == OPEN.findall(NOT_BUILT)
