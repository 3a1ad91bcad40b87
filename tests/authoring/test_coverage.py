"""The ledger: what became of every clause is told, and what nothing accounts for is a problem at its place."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from wcwidth import wcswidth

from compliance.authoring.coverage import Tally, ledger_problems, tallies
from compliance.authoring.lint import lint
from compliance.base.diagnostics import InputError
from compliance.base.phrase import LANGUAGES, Language
from compliance.packs.library import Library
from tests.conftest import LIBRARY, ROOT

SHARED = ROOT.parent / "shared"
Run = Callable[..., subprocess.CompletedProcess[str]]

RULE = """\
{name}:
  title: {{zh: 玩具, en: Toys}}
  subject: facility
  obligation: must
  requires: {{minimum: {{quantity: slots, value: 1}}}}
  source: {{document: {document}, section: {section}, anchor: {anchor}}}
  advice: {{zh: 添置玩具。, en: Buy toys.}}
"""
LEDGER = """\
N-1: {document: notice, section: 一、数量, rules: [few, base/some]}
N-2: {document: notice, section: 二、种类, rules: [sorts]}
N-3: {document: notice, section: 二、种类, why: {zh: 鼓励赠送, en: Gifts are invited}}
"""
SOUND = {
    "base/pack.yaml": "pack: base\ntitle: {zh: 上级, en: Province}\ndocuments: {law: {title: 玩具规定}}\n",
    "base/facility.yaml": RULE.format(name="some", document="law", section="1", anchor="应有玩具"),
    "ours/pack.yaml": """\
pack: ours
title: {zh: 本区, en: Our District}
includes: [base]
documents:
  notice: {title: 玩具通知, file: notice.txt}
  custom: {title: 本地习惯}
""",
    "ours/facility.yaml": RULE.format(name="few", document="notice", section="一、数量", anchor="不少于20件")
    + RULE.format(name="sorts", document="notice", section="二、种类", anchor="积木和图书"),
    "ours/clauses.yaml": LEDGER,
}


def library_of(files: Mapping[str, str], folder: Path) -> Library:
    """The packs that the files make."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Library([str(folder)])


def told(files: Mapping[str, str], folder: Path) -> list[str]:
    """The ledger's problems in the pack named `ours`, in English, with places as in its folder."""
    library = library_of(files, folder)
    problems = ledger_problems(library, library.pack("ours"))
    return [problem.text("en").removeprefix(f"{folder}/ours/") for problem in problems]


def changed(old: str, new: str, file: str = "ours/clauses.yaml") -> dict[str, str]:
    """The sound packs with one change."""
    assert SOUND[file].count(old) == 1
    return {**SOUND, file: SOUND[file].replace(old, new)}


def test_a_sound_ledger_has_no_problems(tmp_path: Path) -> None:
    assert told(SOUND, tmp_path) == []


def place(files: Mapping[str, str], file: str, at: str) -> str:
    """The place where a text first stands in a file of ours."""
    before = files[f"ours/{file}"].partition(at)[0]
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


NO_RULE = "neither the pack nor one that it includes has a rule"


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("[sorts]", "[sort]", "sort]", f"N-2: {NO_RULE} “sort”; did you mean sorts?"),
        ("[sorts]", "[sorts, nonesuch]", "nonesuch", f"N-2: {NO_RULE} “nonesuch”"),
        ("base/some", "base/same", "base/same", f"N-1: {NO_RULE} “base/same”; did you mean base/some?"),
        ("base/some", "some", "some", f"N-1: {NO_RULE} “some”; did you mean base/some?"),
        ("base/some", "national/lease-years", "national", f"N-1: {NO_RULE} “national/lease-years”"),
        ("3: {document: notice", "3: {document: notise", "document: notise", "N-3: pack.yaml has no document “notise”; did you mean notice?"),
        ("1: {document: notice", "1: {document: law", "document: law", "N-1: pack.yaml has no document “law”"),
        ("[sorts]", "[]", "N-2", "N-2: name the rules that check it, or say why it cannot be checked"),
    ],
)  # fmt: skip
def test_what_a_clause_names_and_is_not_there_is_told_at_its_place(
    old: str, new: str, at: str, words: str, tmp_path: Path
) -> None:
    files = changed(old, new)
    assert told(files, tmp_path)[0] == f"{place(files, 'clauses.yaml', at)}: {words}"


def test_a_rule_may_be_named_with_its_own_pack(tmp_path: Path) -> None:
    assert told(changed("[sorts]", "[ours/sorts]"), tmp_path) == []


def test_a_rule_that_stands_in_no_clause_is_told_at_its_place(tmp_path: Path) -> None:
    assert told(changed("[few, base/some]", "[base/some]"), tmp_path) == [
        "facility.yaml:1:1: ours/few: no clause of clauses.yaml names this rule"
    ]


def test_a_document_with_a_file_has_clauses(tmp_path: Path) -> None:
    lacking = (
        f"{place(SOUND, 'pack.yaml', 'file: notice')}: notice: it has a file, but clauses.yaml has no clause of it"
    )
    without = {name: text for name, text in SOUND.items() if name != "ours/clauses.yaml"}
    assert told(without, tmp_path) == [lacking]
    assert told({**SOUND, "ours/clauses.yaml": ""}, tmp_path) == [lacking]
    assert told({**SOUND, "ours/clauses.yaml": LEDGER.replace("notice", "custom")}, tmp_path) == [lacking]


def test_a_document_without_a_file_needs_no_clauses(tmp_path: Path) -> None:
    files = changed(", file: notice.txt", "", "ours/pack.yaml")
    del files["ours/clauses.yaml"]
    assert told(files, tmp_path) == []


def test_lint_tells_the_ledger_s_problems(tmp_path: Path) -> None:
    library = library_of(changed("[sorts]", "[sort]"), tmp_path)
    assert any("has a rule “sort”" in problem.message.en for problem in lint(library, "ours"))


def test_a_clause_with_both_or_neither_cannot_be_read(tmp_path: Path) -> None:
    for new in ("section: 二、种类}", "section: 二、种类, rules: [sorts], why: {zh: 鼓励, en: Invited}}"):
        library = library_of(changed("section: 二、种类, rules: [sorts]}", new), tmp_path)
        with pytest.raises(InputError, match=r"clauses\.yaml:2:6: N-2"):
            tallies(library, library.pack("ours"))
        assert [problem.place.line for problem in lint(library, "ours") if problem.what == "N-2"] == [2]


def test_a_clause_of_which_nothing_came_is_unaccounted(tmp_path: Path) -> None:
    sound = library_of(SOUND, tmp_path)
    assert tallies(sound, sound.pack("ours")) == [Tally("notice", 3, 2, 1)]
    for number, new in enumerate(("[]", "[sort]", "[sorts, sort]")):
        library = library_of(changed("[sorts]", new), tmp_path / str(number))
        [tally] = tallies(library, library.pack("ours"))
        assert (tally.clauses, tally.covered, tally.explained, tally.unaccounted) == (3, 1, 1, 1)


def test_every_clause_of_every_pack_is_accounted_for(run: Run) -> None:
    done = run("rules", "coverage", COMPLIANCE_LANG="en")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.partition("\n\n")[0].splitlines()[2:]]
    assert [row[:3] for row in rows] == [
        ["hanbin", "creation-plan", "48"],
        ["hebei", "development-plan", "61"],
        ["huyi", "task-table", "48"],
        ["sipo", "plan", "31"],
        ["yanjiang", "plan", "177"],
        ["Total", "365", rows[-1][2]],
    ]
    assert {row[-1] for row in rows} == {"0"}
    assert "national lists no clauses" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_explained_clauses_are_listed_in_80_columns(language: Language, run: Run) -> None:
    done = run("rules", "coverage", "--why", "huyi", "yanjiang", COMPLIANCE_LANG=language)
    assert max(map(wcswidth, done.stdout.splitlines())) <= 80
    listed = re.findall(r"^- (\S+?)(?: \(|（)", done.stdout, re.M)
    explained = [one for pack in ("huyi", "yanjiang") for one in LIBRARY.pack(pack).clauses if one.clause.why]
    assert listed == [one.id for one in explained]
    squeezed = re.sub(r"\s", "", done.stdout)
    for one in explained:
        for text in (one.clause.section, one.clause.why.text(language) if one.clause.why else ""):
            assert re.sub(r"\s", "", text) in squeezed


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, the inventory of the documents' clauses; CI has it")
def test_the_ledgers_have_exactly_the_clauses_of_the_documents() -> None:
    wanted = [
        one["id"] for one in yaml.load((SHARED / "clauses.yaml").read_text("utf-8"), yaml.CSafeLoader)["requirements"]
    ]
    found = [one.id for name in LIBRARY.folders for one in LIBRARY.pack(name).clauses]
    assert len(found) == 365
    assert sorted(found) == sorted(wanted)
