"""`compliance columns`, and the options of reading that it shares with `batch`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("托位数,面积,占地=院,经办人\n30,200,3,王\n", encoding="utf-8")
    return path


def facts(program: Program, *arguments: str | Path) -> dict[str, tuple[str | None, str | None]]:
    done = program("columns", *arguments, "-f", "json")
    assert (done.status, done.err) == (0, "")
    return {one["header"]: (one["fact"], one["by"]) for one in json.loads(done.out)["columns"]}


def test_headers_are_named_by_options_and_a_file_and_options_go_first(program: Program, table: Path) -> None:
    assert facts(program, table)["面积"] == (None, None)
    assert facts(program, table, "--column", "面积=建筑面积")["面积"] == ("building_area", "column")
    assert facts(program, table, "--column", "占地=院=outdoor_area")["占地=院"] == ("outdoor_area", "column")
    names = table.with_name("names.yaml")
    names.write_text("面积: 室外活动场地面积\n经办人: name\n", encoding="utf-8")
    found = facts(program, table, "--columns", names, "--column", "面积=建筑面积")
    assert (found["面积"], found["经办人"]) == (("building_area", "column"), ("name", "column"))


def test_a_table_without_facts_is_told_as_such_and_exits_with_0(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert facts(program, path) == {"甲": (None, None), "乙": (None, None)}
    assert program("batch", path).status == 2


def test_nothing_is_judged_and_no_input_is_written(program: Program, table: Path) -> None:
    before = table.read_bytes()
    done = program("columns", table, "-o", table, "-f", "json")
    assert (done.status, done.out, table.read_bytes()) == (2, "", before)


@pytest.mark.parametrize("option", [("--column", "面积"), ("--column", "=建筑面积"), ("--set", "办理阶段=")])
def test_an_option_without_both_sides_is_refused(program: Program, table: Path, option: tuple[str, str]) -> None:
    for command in ("batch", "columns"):
        done = program(command, table, *option)
        assert (done.status, done.out) == (2, "")
        assert option[1] in done.err


@pytest.mark.parametrize("content", ["- 面积\n", "面积: [a, b]\n", "面积:\n"])
def test_a_file_of_names_that_is_none_is_refused_where_it_is_wrong(program: Program, table: Path, content: str) -> None:
    names = table.with_name("names.yaml")
    names.write_text(content, encoding="utf-8")
    done = program("columns", table, "--columns", names)
    assert (done.status, done.out) == (2, "")
    assert "names.yaml:1:" in done.err


def test_batch_takes_the_same_options(program: Program, table: Path) -> None:
    options = ("--jurisdiction", "huyi", "--column", "面积=建筑面积", "--set", "办理阶段=运营中", "--set", "名称=甲")
    done = program("batch", table, *options, "-f", "json")
    summary = json.loads(done.out)
    assert (done.status, done.err) == (1, "")
    assert summary["worst"][0] == {"row": 1, "id": None, "name": "甲", "failed": ["huyi/area-per-slot"]}
    assert sum("--set" in doubt for doubt in summary["doubts"]) == 2


def test_a_place_that_is_near_is_suggested(program: Program, table: Path) -> None:
    done = program("batch", table, "--jurisdiction", "户县鄠邑曲", language="zh")
    assert done.status == 2
    assert "是否应为 huyi（西安市鄠邑区）？" in done.err
