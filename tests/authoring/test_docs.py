"""The handbook: the kept pages are those that the rules make; a page says all that a rule says, in both languages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.authoring.docs import FILE, page
from compliance.base.diagnostics import InputError
from compliance.packs.library import Library, built_in
from tests.conftest import LIBRARY

PACKS = sorted(LIBRARY.folders)
HEAD = """\
pack: toys
title: {zh: 玩具区, en: Toy District}
names: [玩具]
divisions: ["999999"]
includes: [national]
documents:
  notice: {title: 玩具通知, number: 玩发〔2022〕1号, issued: 2022-01-01}
"""
REST = """\
  source: {document: notice, section: "2", anchor: 不少于|20件}
  advice: {zh: 添置玩具。, en: Buy toys.}
"""
RULES = f"""\
dated:
  title: {{zh: 玩具件数, en: Number of toys}}
  subject: facility
  obligation: must
  applies_when: {{stage: operating}}
  requires: {{minimum: {{quantity: building_area, value: {{2022-09-16: 4.0, 2025-12-31: 4.5}}}}}}
  responsible: {{lead: [玩具局], support: [图书局]}}
  relation: {{tightens: national/lease-years}}
  assumptions: [{{zh: 一件算一件。, en: Each counts as one.}}]
{REST}
tiers:
  title: {{zh: 玩具分档, en: Tiers of toys}}
  subject: facility
  obligation: target
  due: 2025-12-31
  in_force: {{from: 2022-03-01, to: 2030-12-31}}
  requires:
    tiered_minimum:
      quantity: building_area
      by: slots
      tiers: [{{to: 60, minimum: 1}}, {{from: 60, minimum: 2}}]
      overlaps: [{{from: 60, to: 60, why: {{zh: 60 在两档, en: 60 stands in both}}}}]
  adopted: {{reading: second, by: {{zh: 玩具局, en: the bureau}}, why: {{zh: 答复, en: its answer}}}}
{REST}
read:
  title: {{zh: 玩具期限, en: Deadline of toys}}
  subject: facility
  obligation: should
  requires:
    readings:
      early:
        label: {{zh: 从严, en: strictly}}
        requires: {{within: {{from: registered_on, to: filed_on, days: 15}}}}
      late:
        label: {{zh: 从宽, en: loosely}}
        due: 2027-12-31
        requires: {{minimum: {{quantity: building_area, value: {{2023-01-01: 7}}}}}}
{REST}
"""
CASES = """\
dated:
  as_of: 2026-11-21
  cases:
    - {with: {stage: operating, building_area: 5}, then: pass}
    - {with: {stage: operating, building_area: 4}, then: fail}
"""
SAID = """\
| `toys/dated` | 中文 | English |
|---|---|---|
| 约束 · Force | 必须 | must |
| 要求 · Requires | 自 2022-09-16 起，建筑面积不低于 4 ㎡ | from 2022-09-16: building area of at least 4 m² |
| 要求 · Requires | 自 2025-12-31 起，建筑面积不低于 4.5 ㎡ | from 2025-12-31: building area of at least 4.5 m² |
| 施行 · In force | 自 2022-01-01 起 | from 2022-01-01 |
| 说明 · Assumed | 一件算一件。 | Each counts as one. |
| 建议 · Advice | 添置玩具。 | Buy toys. |
| 用例 · Cases | 2 | 2 |
| 期限 · Due | 2025-12-31 | 2025-12-31 |
| 施行 · In force | 2022-03-01 至 2030-12-31 | 2022-03-01 to 2030-12-31 |
| 歧义 · Ambiguity | 60 在两档 | 60 stands in both |
| 适用 · Applies when | 任何情形 | always |
| 用例 · Cases | 0 | 0 |
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def toys(tmp_path: Path) -> Path:
    """A folder of packs with one that has something of everything."""
    for name, text in {"pack.yaml": HEAD, "facility.yaml": RULES, "cases/facility.yaml": CASES}.items():
        path = tmp_path / "packs" / "toys" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "packs"


@pytest.mark.parametrize("pack", PACKS)
def test_the_kept_page_is_what_the_rules_make(pack: str) -> None:
    kept = (built_in() / pack / FILE).read_text("utf-8")
    assert kept == page(LIBRARY, pack), f"rules/{pack}/{FILE} differs; run `make docs`"


@pytest.mark.parametrize("pack", PACKS)
def test_a_page_lists_every_rule_once_and_links_to_it(pack: str) -> None:
    text = page(LIBRARY, pack)
    rules = [name.partition("/")[2] for name in LIBRARY.pack(pack).rules]
    for pattern in (
        r"^- \[.*\]\(#([a-z0-9-]+)\) — ",
        r'^### <a id="([a-z0-9-]+)"></a>',
        rf"^\| `{pack}/([a-z0-9-]+)` \|",
    ):
        assert sorted(re.findall(pattern, text, re.M)) == sorted(rules)


@pytest.mark.parametrize("pack", PACKS)
def test_a_page_names_each_document_and_has_no_noise(pack: str) -> None:
    text = page(LIBRARY, pack)
    for document in LIBRARY.head(pack).documents.values():
        assert f"  - 《{document.title}》" in text
        assert (document.number or "") in text
    assert text.endswith("|\n") and not re.search(r"[ \t]\n|\n\n\n|\{", text)
    assert all(row.count(" | ") == 2 for row in text.splitlines() if row.startswith("| ") and "· Force |" in row)


def test_a_page_says_all_that_a_rule_says_in_both_languages(toys: Path) -> None:
    text = page(Library([str(toys)]), "toys")
    rows = set(text.splitlines())
    assert [row for row in SAID.splitlines() if row not in rows] == []
    for words in (
        "# 玩具区 · Toy District\n",
        ": 玩具、999999\n",
        "[`national`](../national/README.md)",
        "  - 《玩具通知》（玩发〔2022〕1号） · 自 2022-01-01 起 · from 2022-01-01\n",
        "| 托育机构 · nursery | 1 | 1 | 1 | 0 | 2 |\n",
        "- [玩具件数 · Number of toys](#dated) — 必须 · must\n",
        "不少于\\|20件",
        "| 牵头 玩具局；配合 图书局 | lead 玩具局; support 图书局 |",
        "national/lease-years",
        "| 从宽——自 2023-01-01 起，建筑面积不低于 7 ㎡（期限 2027-12-31） |"
        " loosely: from 2023-01-01: building area of at least 7 m² (due 2027-12-31) |",
        "| strictly: date of filing within 15 days of date of registration |",
        "the first day is not counted; a last day on a weekend or holiday moves to the next working day |",
        "reading taken: 60 in the tier 60 or more",
    ):
        assert words in text, words


def test_a_rule_is_shown_in_the_words_of_its_page(toys: Path, run: Run) -> None:
    text = page(Library([str(toys)]), "toys").replace("\\", "")
    for language, column in (("zh", 2), ("en", 3)):
        shown = run("rules", "show", "toys/dated", "--packs", toys, "--lang", language).stdout.replace("\n", " ")
        table = text.partition("| `toys/dated` |")[2].partition("\n\n")[0]
        for row in table.splitlines()[2:]:
            said = re.split(r" \| |^\| | \|$", row)[column]
            assert "".join(said.split()) in "".join(shown.split())


def test_docs_writes_beside_the_rules_or_into_a_folder(toys: Path, run: Run, tmp_path: Path) -> None:
    done = run("rules", "docs", "toys", "--packs", toys)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{toys}/toys/README.md\n", "")
    done = run("rules", "docs", "toys", "huyi", "--packs", toys, "-o", tmp_path / "pages")
    assert done.stdout.splitlines() == [f"{tmp_path}/pages/{name}/README.md" for name in ("toys", "huyi")]
    texts = [(folder / "toys" / FILE).read_text("utf-8") for folder in (toys, tmp_path / "pages")]
    assert texts[0] == texts[1] == page(Library([str(toys)]), "toys")


def test_docs_refuses_what_it_cannot_do(toys: Path, run: Run) -> None:
    done = run("rules", "docs", "nowhere", "--lang", "en")
    assert done.returncode == 2 and "there is no pack “nowhere”" in done.stderr
    (toys / "pages").mkdir()
    (toys / "pages" / "toys").write_text("", "utf-8")
    for language, words in (("en", "cannot be written"), ("zh", "无法写入")):
        done = run("rules", "docs", "toys", "--packs", toys, "-o", toys / "pages", "--lang", language)
        assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_a_pack_that_does_not_fit_has_no_page(toys: Path) -> None:
    path = toys / "toys" / "facility.yaml"
    path.write_text(RULES.replace("by: slots", "by: slats", 1), "utf-8")
    with pytest.raises(InputError, match="did you mean slots"):
        page(Library([str(toys)]), "toys")
