"""The example of a new jurisdiction: a folder of YAML, with facts of its own, does all that the other packs do."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable

import pytest

from compliance.base.phrase import LANGUAGES
from compliance.packs.library import Library
from tests.conftest import LIBRARY, ROOT
from tests.mutation import Trial

EXAMPLE = ROOT / "examples" / "new-jurisdiction"
PACK = EXAMPLE / "liuxi"
README = (EXAMPLE / "README.md").read_text("utf-8")
CHINESE, ENGLISH = README.split("\n---\n")
FACTS = {"garden_area", "class_fewest_certified_caregivers"}
WITH_PACK = ["--packs", "examples/new-jurisdiction"]
CHECK = ["check", "examples/new-jurisdiction/site.yaml", *WITH_PACK, "--as-of", "2026-07-01"]

Run = Callable[..., subprocess.CompletedProcess[str]]


def blocks(language: str, text: str) -> list[str]:
    """What stands in the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


COMMANDS = [line for block in blocks("sh", CHINESE) for line in block.splitlines()]


def test_the_pack_is_yaml_and_nothing_else() -> None:
    files = [path for path in EXAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in files if PACK in path.parents} == {".yaml"}
    assert not [path for path in files if path.suffix == ".py"]


def test_no_python_file_of_the_program_knows_it() -> None:
    words = {"liuxi", "柳溪", *FACTS}
    for path in (ROOT / "compliance").rglob("*.py"):
        assert not [word for word in words if word in path.read_text("utf-8")], path


def test_its_two_facts_are_in_no_other_pack() -> None:
    library = Library([str(EXAMPLE)])
    own = {name for part in library.words("liuxi") for name in part.facts}
    shared = {name for part in LIBRARY.index.words for name in (*part.facts, *part.derived)}
    declared = {name for pack in LIBRARY.folders for part in LIBRARY.words(pack) for name in part.facts}
    assert own == FACTS
    assert not own & (shared | declared)


@pytest.mark.parametrize(("language", "clean"), [("zh", "1 个规则包没有问题"), ("en", "no problems in 1 pack(s)")])
def test_lint_and_the_documents_text_bear_it_out(run: Run, language: str, clean: str) -> None:
    sources = ["--sources", "examples/new-jurisdiction"]
    done = run("rules", "lint", "liuxi", *WITH_PACK, *sources, COMPLIANCE_LANG=language)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (0, "", clean)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", r"liuxi：7 条规则，\d+ 个用例，0 个不符；0 处没有用例触及\n"),
        ("en", r"liuxi: 7 rules, \d+ cases, 0 differ; 0 branches no case reaches\n"),
    ],
)
def test_its_cases_come_out_and_reach_every_branch(run: Run, language: str, told: str) -> None:
    done = run("rules", "test", "liuxi", *WITH_PACK, COMPLIANCE_LANG=language)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(told, done.stdout)


def test_no_small_change_to_its_rules_goes_unnoticed() -> None:
    found, _ = Trial(Library([str(EXAMPLE)]), "liuxi").survivors()
    assert [str(one) for one in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_nursery_is_checked_by_its_rules_and_the_national_ones(run: Run, language: str) -> None:
    done = run(*CHECK, "-f", "json", COMPLIANCE_LANG=language)
    [report] = json.loads(done.stdout)["reports"]
    findings = {finding["rule"]: finding for finding in report["findings"]}
    assert (done.returncode, report["verdict"], report["jurisdiction"]) == (1, "non_compliant", "liuxi")
    assert [pack["pack"] for pack in report["packs"]] == ["liuxi", "national"]
    assert findings["national/class-size-infant"]["reason"] == "condition_not_met"
    garden, filing = findings["liuxi/garden-area"], findings["liuxi/filing-deadline"]
    assert (garden["outcome"], garden["actual"], garden["required"]) == ("fail", "1.4", "1.5")
    assert ("garden_area", "90", "+6") in {(r["fact"], r["to"], r["change"]) for r in garden["remedies"]}
    assert (filing["outcome"], filing["reason"]) == ("undetermined", "ambiguous_source")
    assert [reading["outcome"] for reading in filing["readings"]] == ["fail", "pass"]


def test_both_halves_of_the_readme_show_the_same_blocks() -> None:
    for kind in ("sh", "yaml"):
        assert blocks(kind, CHINESE) == blocks(kind, ENGLISH)
    assert len(COMMANDS) >= 8
    assert len(re.findall("^## ", CHINESE, re.M)) == len(re.findall("^## ", ENGLISH, re.M))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works_as_shown(run: Run, command: str) -> None:
    program, *arguments = shlex.split(command)
    done = run(*arguments, COMPLIANCE_LANG="zh")
    assert program == "compliance"
    assert (done.returncode, bool(done.stdout or done.stderr)) == (1 if arguments[0] == "check" else 0, True)


@pytest.mark.parametrize("block", blocks("yaml", CHINESE))
def test_the_yaml_of_the_readme_stands_in_one_of_the_packs_files(block: str) -> None:
    files = [path.read_text("utf-8").splitlines() for path in PACK.rglob("*.yaml")]
    assert any(set(block.splitlines()) <= set(lines) for lines in files)
