"""What differs between two versions of a pack is told in words, and which descriptions come out otherwise."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from compliance.authoring.diff import ADVISED, AS_WRITTEN, TITLE, Difference, Effect, difference, effects, versions
from compliance.base.diagnostics import InputError
from compliance.base.phrase import LANGUAGES
from compliance.facts.description import entries
from compliance.packs.library import built_in
from compliance.reports import details, rule_lines
from tests.conftest import LIBRARY

TIER = ("facility.yaml", "{to: 30, minimum: 9}", "{to: 30, minimum: 9.5}")
DUE = ("district.yaml", "due: 2022-12-31", "due: 2027-12-31")
READING = ("facility.yaml", "any_of: [托育服务, 婴幼儿照护服务]", "any_of: [托育服务, 婴幼儿照护服务, 托育]")
REMOVED = ("facility.yaml", "registered:\n  title:", "registration:\n  title:")
AT_THE_EDGE = "facility: {name: 边上, jurisdiction: huyi, stage: operating, slots: 30, building_area: 270}"
NEW_RULE = """
toys:
  title: {zh: 玩具件数, en: Number of toys}
  subject: facility
  obligation: must
  requires: {minimum: {quantity: toys, value: 20}}
  source: {document: task-table, section: "6", anchor: 不少于20件}
  advice: {zh: 添置玩具。, en: Buy toys.}
"""
NEW_FACTS = """\
  toys: {label: {zh: 玩具件数, en: number of toys}, type: whole, unit: time, minimum: 0, maximum: 100}
"""
Change = tuple[str, str, str]
Run = Callable[..., subprocess.CompletedProcess[str]]


class Copies:
    """Two copies of a built-in pack, the second changed."""

    def __init__(self, folder: Path, pack: str = "huyi") -> None:
        self.old, self.new = folder / "old" / pack, folder / "new" / pack
        for copy in (self.old, self.new):
            shutil.copytree(built_in() / pack, copy, ignore=shutil.ignore_patterns("__pycache__"))

    def change(self, *changes: Change) -> Copies:
        """Replaces texts in files of the new version; each stands there once."""
        for name, old, new in changes:
            path = self.new / name
            text = path.read_text("utf-8")
            assert text.count(old) == 1, old
            path.write_text(text.replace(old, new), "utf-8")
        return self

    def append(self, name: str, text: str) -> Copies:
        """Adds to a file of the new version."""
        with (self.new / name).open("a", encoding="utf-8") as stream:
            stream.write(text)
        return self

    def difference(self) -> Difference:
        return difference(*versions(str(self.old), str(self.new)))

    def effects(self, text: str, as_of: str = "2026-11-21") -> list[Effect]:
        described = entries("f.yaml", LIBRARY.kinds, text.encode())
        return effects(*versions(str(self.old), str(self.new)), described, date.fromisoformat(as_of))


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """Two copies of huyi."""
    return Copies(tmp_path)


def told(copies: Copies) -> dict[str, dict[str, tuple[list[str], list[str]]]]:
    """The changed rules with their parts: old and new, in English."""
    return {
        one.id: {p.label.en: ([text.en for text in p.old], [text.en for text in p.new]) for p in one.parts}
        for one in copies.difference().changed
    }


def flips(found: list[Effect]) -> list[tuple[str, str, str]]:
    """All outcomes that changed."""
    return [(flip.rule, flip.old.en, flip.new.en) for one in found for flip in one.flips]


def test_copies_do_not_differ(copies: Copies) -> None:
    assert copies.difference() == ([], [], [], {})
    assert copies.effects(AT_THE_EDGE) == []


def test_a_changed_threshold_is_told_and_flips_a_description_at_the_edge(copies: Copies) -> None:
    copies.change(TIER)
    [(changed, parts)] = told(copies).items()
    [(label, (old, new))] = parts.items()
    assert (changed, label) == ("huyi/area-per-slot", "Requires")
    assert "up to 30: 9 m²" in old[0] and "up to 30: 9.5 m²" in new[0]
    [effect] = copies.effects(AT_THE_EDGE)
    assert (effect.subject.zh, effect.new) == ("边上", "non_compliant") and effect.old != effect.new
    assert flips([effect]) == [("huyi/area-per-slot", "met", "not met")]
    assert copies.effects(AT_THE_EDGE.replace("270", "285")) == []


def test_a_removed_and_an_added_rule_are_told_whole(copies: Copies) -> None:
    copies.change(REMOVED)
    found = copies.difference()
    assert [one.id for one in found.removed] == ["huyi/registered"]
    assert [one.id for one in found.added] == ["huyi/registration"]
    assert found.changed == []
    [removed], [added] = found.removed, found.added
    assert [part.old for part in removed.parts] == [part.new for part in added.parts]
    assert {part.label for part in added.parts} >= {
        TITLE,
        ADVISED,
        rule_lines.REQUIRES,
        rule_lines.FORCE,
        details.SOURCE,
    }
    assert flips(copies.effects("facility: {jurisdiction: huyi, stage: operating, registered: no}")) == [
        ("huyi/registered", "not met", "no such rule"),
        ("huyi/registration", "no such rule", "not met"),
    ]
    assert copies.effects("facility: {jurisdiction: huyi, stage: proposed}") == []


def test_a_changed_due_date_is_told_and_makes_a_failing_target_not_due(copies: Copies) -> None:
    copies.change(DUE)
    rule_id = "huyi/public-kindergarten-toddler-class"
    assert told(copies) == {rule_id: {"Due": (["2022-12-31"], ["2027-12-31"])}}
    text = "district: {jurisdiction: huyi, public_kindergartens_with_toddler_class: 0}"
    [(flipped, old, _)] = flips(copies.effects(text))
    assert (flipped, old) == (rule_id, "not met")
    assert copies.effects(text, as_of="2028-01-01") == []


def test_a_changed_reading_is_told_alone(copies: Copies) -> None:
    copies.change(READING)
    [(old, new)] = told(copies)["huyi/business-scope"].values()
    assert [len(old), len(new)] == [1, 1]
    assert "“婴幼儿照护服务” or “托育”" in new[0] and "or “托育”" not in old[0]
    text = "facility: {jurisdiction: huyi, stage: operating, business_scope: 托育}"
    [(flipped, old_outcome, new_outcome)] = flips(copies.effects(text))
    assert (flipped, old_outcome) == ("huyi/business-scope", "not met") and new_outcome != "not met"


def test_every_part_of_a_rule_is_compared(copies: Copies) -> None:
    rule_lines = (
        ("  obligation: must\n  applies_when: {stage: [proposed, registered, operating]}", "  obligation: should"),
        ("每托位平均建筑面积, en: B", "每个托位建筑面积, en: B"),
        ("en: Enlarge the building", "en: Please enlarge the building"),
        ("anchor: 每托位平均建筑面积不得低于9㎡", "anchor: 不得低于9㎡"),
        ("lead: [区资源规划分局, 区住建局]", "lead: [区住建局]"),
        ("en: the document puts 60", "en: the table puts 60"),
    )
    copies.change(*(("facility.yaml", old, new) for old, new in rule_lines))
    path = copies.new / "facility.yaml"
    path.write_text(
        path.read_text("utf-8").replace("  requires:", "  in_force: {from: 2030-01-01}\n  requires:", 1), "utf-8"
    )
    assert set(told(copies)["huyi/area-per-slot"]) == {
        "Force", "Applies when", "In force", "Wording (title)", "Wording (advice)", "Clause", "Responsible", "Ambiguity",
    }  # fmt: skip


def test_what_the_words_do_not_tell_is_told_as_written(copies: Copies) -> None:
    copies.change(("facility.yaml", "[托育服务, 婴幼儿照护服务]", '["托育服务", 婴幼儿照护服务]'))
    assert copies.difference().changed == []
    copies.change((*TIER[:2], "{to: 30, minimum: 9.0}"))
    [changed] = copies.difference().changed
    [part] = changed.parts
    assert part.label is AS_WRITTEN
    assert '"minimum": "9"' in part.old[0].zh and '"minimum": "9.0"' in part.new[0].zh


def test_facts_and_places_that_changed_are_named(copies: Copies) -> None:
    copies.append("facility.yaml", NEW_RULE).change(
        ("vocabulary.yaml", "subject: facility\nfacts:\n", f"subject: facility\nfacts:\n{NEW_FACTS}"),
        ("pack.yaml", "names: [鄠邑, ", "names: [户县, 鄠邑, "),
    )
    found = copies.difference()
    assert found.besides == {"pack.yaml": ["names"], "vocabulary.yaml": ["facility.toys"]}
    assert [one.id for one in found.added] == ["huyi/toys"]


def test_a_fact_of_one_version_only_is_left_out_under_the_other(copies: Copies) -> None:
    copies.append("facility.yaml", NEW_RULE).change(
        ("vocabulary.yaml", "subject: facility\nfacts:\n", f"subject: facility\nfacts:\n{NEW_FACTS}")
    )
    text = "facility: {jurisdiction: huyi, 玩具件数: 3}"
    assert flips(copies.effects(text)) == [("huyi/toys", "no such rule", "not met")]
    with pytest.raises(InputError) as wrong:
        copies.effects("facility: {jurisdiction: huyi, toyz: 3}")
    assert len(wrong.value.problems) == 1


def test_a_description_without_a_jurisdiction_is_of_this_pack_and_another_place_keeps_its_own(copies: Copies) -> None:
    copies.change(TIER)
    assert len(flips(copies.effects(AT_THE_EDGE.replace("jurisdiction: huyi, ", "")))) == 1
    assert copies.effects(AT_THE_EDGE.replace("huyi", "sipo")) == []


def test_a_change_of_the_national_rules_reaches_the_places_that_include_them(tmp_path: Path) -> None:
    copies = Copies(tmp_path, "national")
    text = (copies.new / "facility.yaml").read_text("utf-8")
    changed = text.replace("quantity: lease_years, value: 3", "quantity: lease_years, value: 5")
    assert changed != text
    (copies.new / "facility.yaml").write_text(changed, "utf-8")
    assert list(told(copies)) == ["national/lease-years"]
    found = copies.effects("facility: {jurisdiction: huyi, stage: operating, tenure: leased, lease_years: 4}")
    assert flips(found) == [("national/lease-years", "met", "not met")]


def test_bad_input_is_refused(copies: Copies, tmp_path: Path, run: Run) -> None:
    for folder, words in (
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path / "new", "no pack.yaml in this folder"),
        (built_in() / "sipo", "another version of “huyi” was expected"),
    ):
        done = run("rules", "diff", copies.old, folder, "--lang", "en")
        assert (done.returncode, done.stdout) == (2, "") and words in done.stderr
    done = run("rules", "diff", copies.old, copies.new, "f.yaml", "--lang", "en")
    assert done.returncode == 2 and "needs --against before it" in done.stderr
    done = run("rules", "diff", copies.old, copies.new, "--against", "f.yaml", "g.yaml", "--lang", "en")
    assert done.returncode == 2 and done.stderr.splitlines() == ["f.yaml: no such file", "g.yaml: no such file"]
    copies.change(
        (
            "facility.yaml",
            "contains: {fact: business_scope, any_of: [托育服务]}",
            "contains: {fact: scope, any_of: [托育服务]}",
        )
    )
    done = run("rules", "diff", copies.old, copies.new, "--lang", "en")
    assert done.returncode == 2 and "has no fact “scope”" in done.stderr


def test_a_pack_that_includes_one_there_is_not_is_refused(copies: Copies, run: Run) -> None:
    copies.change(("pack.yaml", "includes: [national]", "includes: [nation]"))
    done = run("rules", "diff", copies.old, copies.new, "--lang", "en")
    assert done.returncode == 2 and "did you mean national" in done.stderr


def test_the_command_tells_all_in_both_languages(copies: Copies, tmp_path: Path, run: Run) -> None:
    copies.change(TIER, DUE, REMOVED, ("facility.yaml", "en: Ask the registrar to add", "en: Have the registrar add"))
    described = tmp_path / "f.yaml"
    described.write_text(AT_THE_EDGE, "utf-8")
    arguments = ("rules", "diff", copies.old, copies.new, "--against", described, described, "--as-of", "2026-11-21")
    words = {
        "en": (
            "Huyi District of Xi'an (huyi): 1 rule(s) removed, 1 added, 3 changed\n",
            "\n  Due\n    old: 2022-12-31\n    new: 2027-12-31\n",
            "\n2 of 2 description(s) come out otherwise (as of 2026-11-21)\n",
            "\n  Building area per slot [huyi/area-per-slot]: met → not met\n",
        ),
        "zh": (
            "西安市鄠邑区（huyi）：删除 1 条规则，新增 1 条，修改 3 条\n",
            "\n  期限\n    原：2022-12-31\n    新：2027-12-31\n",
            "\n  文字（建议）\n    原：Ask the registrar to add",
            "\n2 份描述中 2 份的结论改变（核对日期：2026-11-21）\n",
            "\n  每托位平均建筑面积 [huyi/area-per-slot]：符合 → 不符合\n",
        ),
    }
    for language in LANGUAGES:
        done = run(*arguments, "--lang", language)
        assert (done.returncode, done.stderr) == (0, "")
        assert [one for one in words[language] if one not in done.stdout] == []
