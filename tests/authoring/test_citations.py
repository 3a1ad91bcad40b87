"""`rules lint --sources`: an anchor stands in the section that its rule names, or the rule and the section are told."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.authoring.citations import Document, Section, sections_of, source_problems, squeezed
from compliance.base.diagnostics import Diagnostic, InputError, Location
from compliance.packs.library import Pack
from tests.authoring.test_coverage import SOUND, library_of, place
from tests.conftest import LIBRARY, ROOT

SHARED = ROOT.parent / "shared"
LOCAL = [name for name in sorted(LIBRARY.folders) if name != "national"]
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, the government documents; CI has it")
Run = Callable[..., subprocess.CompletedProcess[str]]

TEXT = """\
玩具通知
一、数量　每班玩具不少于
 20 件，种类见后。
二、种类　应有积木和图书。
附则
"""
PACK = SOUND["ours/pack.yaml"].replace("notice.txt", f"notice.txt, sha256: {sha256(TEXT.encode()).hexdigest()}")
SECTIONS = "notice:\n  一、数量: 一、数量\n  二、种类: 二、种类\n  附则: 附则\n"
FILES = {**SOUND, "ours/pack.yaml": PACK, "ours/sections.yaml": SECTIONS}
FILE = place(FILES, "pack.yaml", "file: ")
FEW = f"{place(FILES, 'facility.yaml', 'anchor: 不少于')}: ours/few"
SORTS = f"{place(FILES, 'facility.yaml', 'anchor: 积木')}: ours/sorts"


def told(folder: Path, files: Mapping[str, str] = FILES, text: str | bytes | None = TEXT) -> list[str]:
    """What is wrong with the pack named `ours`, in English, with places as in its folder; the document reads `text`."""
    documents = folder / "documents"
    documents.mkdir(exist_ok=True)
    if text is not None:
        (documents / "notice.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    problems = source_problems(library_of(files, folder).pack("ours"), documents)
    return [problem.text("en").replace(f"{folder}/", "").removeprefix("ours/") for problem in problems]


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The sound packs with one change."""
    assert FILES[file].count(old) == 1
    return {**FILES, file: FILES[file].replace(old, new)}


def other_sha256(text: str) -> str:
    """The message that the document is another."""
    found = sha256(text.encode()).hexdigest()
    return f"{place(FILES, 'pack.yaml', 'sha256')}: notice: sha256: the sha256 of notice.txt is another: {found}"


def test_anchors_are_found_whatever_white_space_stands_between(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_one_character_changed_names_the_rule_and_the_section(tmp_path: Path) -> None:
    text = TEXT.replace("20", "30")
    assert told(tmp_path, text=text) == [
        other_sha256(text),
        f"{FEW}: “不少于20件” does not stand in section “一、数量” of notice.txt",
    ]


def test_white_space_changed_is_another_document_with_the_same_anchors(tmp_path: Path) -> None:
    text = TEXT.replace(" 20 件", "20件")
    assert told(tmp_path, text=text) == [other_sha256(text)]


def test_a_document_without_sha256_may_change(tmp_path: Path) -> None:
    files = {**FILES, "ours/pack.yaml": SOUND["ours/pack.yaml"]}
    assert told(tmp_path, files, TEXT.replace("附则", "附则。")) == []


@pytest.mark.parametrize("anchor", ["种类见后", "附则"])
def test_an_anchor_in_another_section_does_not_count(anchor: str, tmp_path: Path) -> None:
    assert told(tmp_path, changed("ours/facility.yaml", "anchor: 积木和图书", f"anchor: {anchor}")) == [
        f"{SORTS}: “{anchor}” does not stand in section “二、种类” of notice.txt"
    ]


def test_a_section_that_is_not_known_is_told_of_rule_and_clause(tmp_path: Path) -> None:
    files = changed("ours/facility.yaml", "section: 二、种类", "section: 二、种种")
    files["ours/clauses.yaml"] = files["ours/clauses.yaml"].replace("notice, section: 一、数量", "notice, section: 九")
    assert told(tmp_path, files) == [
        f"{place(files, 'facility.yaml', 'section: 二')}: ours/sorts: sections.yaml has no section “二、种种”; did you mean 二、种类?",
        f"{place(files, 'clauses.yaml', 'section: 九')}: N-1: sections.yaml has no section “九”",
    ]


def test_an_opening_that_is_not_there_names_the_section_and_its_rules(tmp_path: Path) -> None:
    text = TEXT.replace("二、种类", "三、种类")
    assert told(tmp_path, text=text) == [
        other_sha256(text),
        "sections.yaml:3:3: 二、种类: “二、种类” does not stand in notice.txt after the beginning of the section before it",
        f"{SORTS}: “积木和图书” does not stand in section “二、种类” of notice.txt",
    ]


def test_sections_stand_in_the_order_of_the_document(tmp_path: Path) -> None:
    files = {**FILES, "ours/sections.yaml": "notice:\n  二、种类: 二、种类\n  一、数量: 一、数量\n"}
    first, second = told(tmp_path, files)
    assert first.startswith("sections.yaml:3:3: 一、数量: “一、数量” does not stand in notice.txt after")
    assert second.startswith(f"{FEW}: ")


def test_an_opening_is_looked_for_after_that_of_the_section_before() -> None:
    sections = [Section("1", "甲一", Location("")), Section("2", "乙", Location(""))]
    document = Document("notice", "notice.txt", "目录甲乙甲一乙二", sections)
    assert document.divided() == {"1": "甲一", "2": "乙二"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "there is no file notice.txt in documents"),
        ("玩具".encode("gb18030"), "notice.txt is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_once(text: bytes | None, words: str, tmp_path: Path) -> None:
    assert told(tmp_path, text=text) == [f"{FILE}: notice: file: {words}"]


def test_a_document_without_sections_is_told_once(tmp_path: Path) -> None:
    without = {name: text for name, text in FILES.items() if name != "ours/sections.yaml"}
    assert told(tmp_path, without) == [f"{FILE}: notice: file: sections.yaml does not have its sections"]


def test_sections_of_a_document_that_is_none_are_told(tmp_path: Path) -> None:
    assert told(tmp_path, {**FILES, "ours/sections.yaml": f"{SECTIONS}notise:\n  一: 一\n"}) == [
        "sections.yaml:6:3: notise: pack.yaml has no document “notise”; did you mean notice?"
    ]


def test_a_document_without_a_file_is_not_looked_at(tmp_path: Path) -> None:
    files = changed("ours/facility.yaml", "document: notice, section: 二、种类", "document: custom, section: 9")
    assert told(tmp_path, files) == []


@pytest.mark.parametrize(
    ("opening", "words"),
    [("件" * 25, "at most 24 characters"), ('""', "must not be empty"), ("[一]", "a text was expected")],
)
def test_an_opening_is_a_short_text(opening: str, words: str, tmp_path: Path) -> None:
    library = library_of(changed("ours/sections.yaml", "附则: 附则", f"附则: {opening}"), tmp_path)
    with pytest.raises(InputError, match=rf"sections\.yaml:4:3: 附则: {words}"):
        sections_of(library.pack("ours"))


def test_the_command_tells_what_it_finds(tmp_path: Path, run: Run) -> None:
    assert told(tmp_path, text=TEXT.replace("图书", "图画")) != []
    done = run("rules", "lint", "ours", "--packs", tmp_path, "--sources", tmp_path / "documents", COMPLIANCE_LANG="zh")
    assert done.returncode == 1
    assert "ours/sorts: notice.txt 的“二、种类”一节中没有“积木和图书”" in done.stdout


@pytest.mark.parametrize("pack", LOCAL)
def test_every_section_that_a_pack_names_is_known(pack: str) -> None:
    [(document, sections)] = sections_of(LIBRARY.pack(pack)).items()
    known = {section.name for section in sections}
    assert document in LIBRARY.head(pack).documents
    assert known >= {one.rule.source.section for one in LIBRARY.pack(pack).rules.values()}
    assert known >= {one.clause.section for one in LIBRARY.pack(pack).clauses}


@needs_shared
@pytest.mark.parametrize("pack", LOCAL)
def test_every_anchor_stands_in_its_section(pack: str) -> None:
    assert [one.text("en") for one in source_problems(LIBRARY.pack(pack), SHARED / "sources")] == []


@needs_shared
@pytest.mark.parametrize("pack", LOCAL)
def test_every_clause_s_quote_stands_in_its_section(pack: str) -> None:
    quotes = {one["id"]: one for one in inventory()}
    texts = document_of(LIBRARY.pack(pack)).divided()
    for one in LIBRARY.pack(pack).clauses:
        more = quotes[one.id].get("quote_more") or []
        for quote in (quotes[one.id]["quote"], *([more] if isinstance(more, str) else more)):
            assert squeezed(quote) in texts[one.clause.section], one.id


@needs_shared
@pytest.mark.parametrize("name", LOCAL)
def test_one_character_changed_in_any_anchor_names_the_rule_and_the_section(name: str, tmp_path: Path) -> None:
    pack = LIBRARY.pack(name)
    file = document_of(pack).file
    text = (SHARED / "sources" / file).read_text("utf-8")
    for one in pack.rules.values():
        source = one.rule.source
        phrase = r"\s*".join(map(re.escape, squeezed(source.anchor)))
        (tmp_path / file).write_text(re.sub(phrase, lambda found: "囗" + found[0][1:], text), "utf-8")
        assert is_told(list(source_problems(pack, tmp_path)), one.id, source.section), one.id


def is_told(problems: list[Diagnostic], rule: str, section: str) -> bool:
    """Whether the problems name the rule with the section, and the document as another."""
    named = [problem for problem in problems if problem.what == rule and f"“{section}”" in problem.message.en]
    return len(named) == 1 and "sha256" in problems[0].message.en


def document_of(pack: Pack) -> Document:
    """The pack's only document with a file, as ../shared has it."""
    [(name, sections)] = sections_of(pack).items()
    file = pack.head.documents[name].file or ""
    return Document(name, file, squeezed((SHARED / "sources" / file).read_text("utf-8")), sections)


def inventory() -> list[dict[str, Any]]:
    """The clauses of all documents with their words."""
    found: list[dict[str, Any]] = yaml.load((SHARED / "clauses.yaml").read_text("utf-8"), yaml.CSafeLoader)[
        "requirements"
    ]
    return found
