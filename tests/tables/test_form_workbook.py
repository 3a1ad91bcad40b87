"""The blank forms: what a workbook and a description offer to be filled in is what the program reads."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from compliance.base.diagnostics import InputError
from compliance.base.phrase import LANGUAGES, Language, Phrase
from compliance.cli.template import command
from compliance.facts.choices import Label
from compliance.facts.description import entries, subject_of
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR, plain_form
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.tables import field_help, form_workbook
from compliance.tables.form_yaml import description
from tests.conftest import LIBRARY

Run = Callable[..., subprocess.CompletedProcess[str]]

PLACES = {name: LIBRARY.head(name).title for name in LIBRARY.folders}
EVERY = [(kind, pack, language) for kind in LIBRARY.kinds for pack in LIBRARY.folders for language in LANGUAGES]
NAMES = {"zh": ["填报", "填写说明"], "en": ["Records", "How to fill in"]}
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXCEL_DAY_0 = date(1899, 12, 30)


def vocabulary_of(kind: str, pack: str) -> Vocabulary:
    return LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))


def run_template(language: Language, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command(language), list(map(str, arguments)))


def form(folder: Path, vocabulary: Vocabulary, language: Language = "zh") -> Path:
    """A blank workbook."""
    path = folder / "form.xlsx"
    form_workbook.write(path, vocabulary, PLACES, language)
    return path


def part(path: Path, name: str) -> ElementTree.Element:
    """A part of a workbook."""
    with ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read(f"xl/{name}.xml"))


def rules(path: Path) -> Iterator[ElementTree.Element]:
    """What each column of the sheet to fill in takes, column by column."""
    found = part(path, "worksheets/sheet1").iter(f"{X}dataValidation")
    return iter(sorted(found, key=lambda rule: (len(rule.attrib["sqref"]), rule.attrib["sqref"])))


def offered(rule: ElementTree.Element, path: Path) -> list[str]:
    """The texts of a drop-down list."""
    source = rule.findtext(f"{X}formula1") or ""
    if source.startswith('"'):
        return source.strip('"').split(",")
    sheet, column, last = re.fullmatch(r"'(.+)'!\$([A-Z])\$1:\$\2\$(\d+)", source).groups()  # type: ignore[union-attr]
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [str(row[ord(column) - ord("A")]) for row in rows[: int(last)]]


@pytest.mark.parametrize(("kind", "pack", "language"), EVERY)
def test_every_header_is_read_as_the_fact_that_it_asks_for(
    kind: str, pack: str, language: Language, tmp_path: Path
) -> None:
    vocabulary = vocabulary_of(kind, pack)
    book = CalamineWorkbook.from_path(form(tmp_path, vocabulary, language))
    assert book.sheet_names[:2] == NAMES[language]
    [headers] = book.get_sheet_by_index(0).to_python()
    assert [vocabulary.codes[plain_form(str(header))] for header in headers] == list(vocabulary.facts)
    assert headers == [fact.label.text(language) for fact in vocabulary.facts.values()]


@pytest.mark.parametrize(("kind", "pack", "language"), EVERY)
def test_cells_take_what_their_facts_take(kind: str, pack: str, language: Language, tmp_path: Path) -> None:
    vocabulary = vocabulary_of(kind, pack)
    path = form(tmp_path, vocabulary, language)
    for rule, (code, fact) in zip(rules(path), vocabulary.facts.items(), strict=True):
        assert rule.attrib["sqref"].endswith("1048576") and re.match("[A-Z]+2:", rule.attrib["sqref"])
        assert fact.label.text(language)[:31].startswith(rule.attrib["promptTitle"].rstrip("…")[:31])
        assert len(rule.attrib["promptTitle"]) <= 32 and len(rule.attrib["prompt"]) <= 255
        assert len(rule.attrib["error"]) <= 255
        ends = [rule.findtext(f"{X}formula{n}") for n in (1, 2)]
        match fact.type:
            case FactType.WHOLE | FactType.DECIMAL:
                assert rule.attrib["type"] == fact.type.value
                assert [float(end or "") for end in ends] == [fact.minimum, fact.maximum]
                assert vocabulary.unit_label(fact.unit).text(language) in rule.attrib["prompt"]
            case FactType.DATE:
                days = [(date(FIRST_YEAR, 1, 1) - EXCEL_DAY_0).days, (date(LAST_YEAR, 12, 31) - EXCEL_DAY_0).days]
                assert (rule.attrib["type"], [int(end or "") for end in ends]) == ("date", days)
            case FactType.YES_NO:
                assert [fact.parse(text) for text in offered(rule, path)] == [True, False]
            case FactType.CHOICE:
                assert [fact.parse(text) for text in offered(rule, path)] == list(fact.choices)
            case _ if code == "jurisdiction":
                assert list(map(LIBRARY.find, offered(rule, path))) == list(LIBRARY.folders)
                assert "showErrorMessage" not in rule.attrib
            case _:
                assert "type" not in rule.attrib


@pytest.mark.parametrize(("kind", "pack", "language"), EVERY)
def test_several_items_are_read_as_the_form_tells_to_write_them(kind: str, pack: str, language: Language) -> None:
    mark = {"zh": "、", "en": "; "}[language]
    for fact in vocabulary_of(kind, pack).facts.values():
        if fact.type is FactType.SET:
            assert fact.parse({"zh": "无", "en": "none"}[language]) == frozenset()
            items = [field_help.item(fact, code).text(language) for code in fact.choices]
            assert field_help.values(fact).text(language) == mark.join(items)
            told = [re.sub(r".*(?:（写 | \(write )(\w+)[）)]", r"\1", one) for one in items]
            assert fact.parse(mark.join(told)) == frozenset(fact.choices)


def test_the_header_stays_in_view_and_says_unit_and_proof(tmp_path: Path) -> None:
    path = form(tmp_path, vocabulary_of("facility", "national"))
    pane = next(part(path, "worksheets/sheet1").iter(f"{X}pane"))
    assert (pane.attrib["state"], pane.attrib["topLeftCell"]) == ("frozen", "C2")
    comments = ["".join(one.itertext()) for one in part(path, "comments1").iter(f"{X}comment")]
    assert "建筑面积 (building_area)\n数，单位：㎡，0 至 10000000\n证明材料：不动产权证书或测绘报告" in comments


def test_numbers_of_records_and_credit_codes_stay_as_typed(tmp_path: Path) -> None:
    vocabulary = vocabulary_of("facility", "national")
    path = form(tmp_path, vocabulary)
    styles = part(path, "styles")
    codes = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{X}numFmt")}
    formats = [codes.get(xf.attrib["numFmtId"], xf.attrib["numFmtId"]) for xf in next(styles.iter(f"{X}cellXfs"))]
    columns = {}
    for column in part(path, "worksheets/sheet1").iter(f"{X}col"):
        for n in range(int(column.attrib["min"]), int(column.attrib["max"]) + 1):
            columns[list(vocabulary.facts)[n - 1]] = formats[int(column.attrib.get("style", "0"))]
    text = {columns[code] for code in ("id", "name", "credit_code", "jurisdiction", "materials")}
    assert text <= {"@", "49"}
    assert {columns[code] for code, fact in vocabulary.facts.items() if fact.type is FactType.DATE} == {"yyyy-mm-dd"}
    assert columns["slots"] == columns["building_area"] == "0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_sheet_explains_every_fact(language: Language, tmp_path: Path) -> None:
    vocabulary = vocabulary_of("facility", "yanjiang")
    rows = CalamineWorkbook.from_path(form(tmp_path, vocabulary, language)).get_sheet_by_index(1).to_python()
    explained = {str(row[0]): row[1:] for row in rows if row[0] in vocabulary.facts}
    assert list(explained) == list(vocabulary.facts)
    assert (
        explained["building_area"]
        == {
            "zh": ["建筑面积", "数", "㎡", "0 至 10000000", "不动产权证书或测绘报告", ""],
            "en": ["building area", "number", "m²", "0 to 10000000", "title deed or survey", ""],
        }[language]
    )
    text = "\n".join(str(row[0]) for row in rows)
    blank, no = {"zh": ("空白表示“未知”", "“否”"), "en": ("blank means unknown", "write no")}[language]
    assert blank in text and no in text


def test_lists_that_a_cell_cannot_hold_stand_on_a_hidden_sheet(tmp_path: Path) -> None:
    facility = vocabulary_of("facility", "national")
    long = {f"c{n}": Label(f"很长的选项名称之{n}", f"a long choice, number {n}") for n in range(40)}
    commas = {"a": Label("甲", "one, or two"), "b": Label("乙", "three")}
    facts = {
        "id": facility.facts["id"],
        "long": Fact(label=Phrase("长列表", "long list"), type=FactType.CHOICE, choices=long),
        "commas": Fact(label=Phrase("带逗号", "commas"), type=FactType.CHOICE, choices=commas),
    }
    path = form(tmp_path, replace(facility, facts=facts), "en")
    _, many, few = rules(path)
    assert offered(many, path) == [label.en for label in long.values()]
    assert offered(few, path) == ["one, or two", "three"]
    states = {one.attrib["name"]: one.attrib.get("state") for one in part(path, "workbook").iter(f"{X}sheet")}
    assert states == {"Records": None, "How to fill in": None, "Choices": "hidden"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_too_long_for_a_cell_point_to_the_explanation(language: Language, tmp_path: Path) -> None:
    vocabulary = vocabulary_of("facility", "yanjiang")
    prompts = [rule.attrib["prompt"] for rule in rules(form(tmp_path, vocabulary, language))]
    end = form_workbook.ELSEWHERE.text(language)
    full = [field_help.hints(fact, vocabulary).text(language) for fact in vocabulary.facts.values()]
    assert any(prompt.endswith(end) for prompt in prompts) is (language == "en")
    for prompt, hints in zip(prompts, full, strict=True):
        assert prompt.endswith((hints, end))


@pytest.mark.parametrize(("kind", "pack", "language"), EVERY)
def test_a_blank_description_is_read_as_one_of_which_nothing_is_known(kind: str, pack: str, language: Language) -> None:
    vocabulary = vocabulary_of(kind, pack)
    text = description(vocabulary, language, pack)
    [entry] = entries("blank.yaml", LIBRARY.kinds, text.encode())
    assert [key.text for key, _ in entry.record.items] == list(vocabulary.facts)
    assert subject_of(entry, vocabulary).facts == {"jurisdiction": pack}
    flat = re.sub(r"\n  # ?", "\n" if language == "zh" else " ", text).replace("\n", "")
    assert all(fact.label.text(language) in flat for fact in vocabulary.facts.values())


def test_a_blank_description_is_checked_as_undetermined(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "blank.yaml"
    assert run_template("zh", "district", "-o", path, "--jurisdiction", "汉滨区").exit_code == 0
    done = run("check", path, "--lang", "en")
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["facility", "托育机构", "nursery"])
def test_the_command_writes_the_form_of_a_subject_by_any_of_its_names(
    subject: str, language: Language, tmp_path: Path
) -> None:
    path = tmp_path / "表.XLSX"
    done = run_template(language, subject, "-o", path, "--jurisdiction", "yanjiang")
    assert (done.exit_code, done.output) == (0, "")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    [headers] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(headers) == len(vocabulary_of("facility", "yanjiang").facts) > len(LIBRARY.vocabulary("facility").facts)


BAD: dict[str, tuple[list[str], str]] = {
    "no such subject": (["school", "-o", "x.xlsx"], "没有核对对象“school”"),
    "another suffix": (["facility", "-o", "x.csv"], "“x.csv”应以 .xlsx 或 .yaml 结尾"),
    "no suffix": (["facility", "-o", "x"], "“x”应以 .xlsx 或 .yaml 结尾"),
    "no such place": (["facility", "-o", "x.xlsx", "--jurisdiction", "atlantis"], "没有适用于“atlantis”的规则包"),
    "no file": (["facility"], "-o"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_what_cannot_be_made_is_refused(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_template("zh", *arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_a_folder_that_is_not_there_is_told(suffix: str, tmp_path: Path) -> None:
    done = run_template("en", "facility", "-o", tmp_path / "none" / f"x.{suffix}")
    assert isinstance(done.exception, InputError)
    assert "cannot be written" in str(done.exception)


def test_a_form_that_fails_half_way_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text("filled in with care")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(form_workbook, "explain", fail)
    with pytest.raises(InputError, match="full"):
        form_workbook.write(path, LIBRARY.vocabulary("facility"), PLACES, "zh")
    assert [one.name for one in tmp_path.iterdir()] == ["form.xlsx"]
    assert path.read_text() == "filled in with care"
