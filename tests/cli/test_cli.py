"""The command line as a user runs it: what is refused and how, exit statuses, options, formats, languages, the other commands."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import jsonschema
import pytest
from wcwidth import wcswidth

from compliance import __version__
from compliance.base.phrase import LANGUAGES, Language
from compliance.cli.lazy_group import COMMANDS, RULES_COMMANDS
from tests.authoring.test_lint import SOUND, changed
from tests.conftest import LIBRARY, ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]

CHINESE = re.compile("[\u4e00-\u9fff]")
ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".yaml", ".json"))
SITE = "id: G, jurisdiction: huyi, stage: proposed, slots: 30, below_ground: no"
AREA = ("--select", "huyi/area-per-slot")
MIB = 1 << 20
BOMB = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 122))


def written(folder: Path, text: str | bytes, name: str = "f.yaml") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def sites(folder: Path, *areas: str, name: str = "sites.yaml") -> Path:
    """A file of sites of 30 slots that differ in their building area: 270 m² is enough, ~ is unknown."""
    return written(folder, "facility:\n" + "".join(f"- {{{SITE}, building_area: {area}}}\n" for area in areas), name)


def packs(folder: Path, files: dict[str, str]) -> Path:
    """A folder of packs."""
    for name, text in files.items():
        path = folder / "packs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "packs"


def english_in(text: str) -> list[str]:
    """What looks like English sentences in Chinese text: two words in a row that are no part of a command."""
    return re.findall("[A-Za-z]{2,} [a-z]{2,}", re.sub("compliance( [a-z]+)*", "", text))


def assert_refused(done: subprocess.CompletedProcess[str], language: Language) -> None:
    """It could not run, and says so plainly, in the language asked for."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "failed and could not finish" not in done.stderr and "程序出错" not in done.stderr
    assert not ESCAPES.search(done.stderr)
    if language == "zh":
        assert CHINESE.search(done.stderr)
        assert english_in(done.stderr) == []


# What stands in the file, where the error is told, and how in English and in Chinese.
BAD: dict[str, tuple[str | bytes, str, str, str]] = {
    "a bracket not closed": ("facility:\n  slots: [1\n", ":3:1", "this is not YAML", "此处不符合 YAML 格式"),
    "indented wrongly": ("facility:\n  slots: 3\n filed: no\n", ":3:2", "this is not YAML", "请检查缩进"),
    "a tab": ("facility:\n\tslots: 3\n", ":2:1", "a tab stands here; indent with spaces", "此处有制表符"),
    "a key twice": ("facility:\n  slots: 3\n  slots: 4\n", ":3:3", "slots: this key stands twice (first on line 2)", "slots: 同一个键写了两次（前一处在第 2 行）"),
    "an alias": ("facility:\n  name: &n x\n  id: *n\n", ":2:9", "aliases (& and *) are not accepted", "不支持 YAML 的锚点和引用"),
    "a billion laughs": (BOMB, ":1:4", "aliases (& and *) are not accepted", "不支持 YAML 的锚点和引用"),
    "a tag": ("facility: !!python/object:os.system x\n", ":1:11", "tags (!) are not accepted", "不支持 YAML 标签"),
    "nested too deep": ("- " * 9999 + "a", ":1:67", "nested more than 32 deep", "嵌套超过 32 层"),
    "a control character": (b"facility:\n  name: a\x01\n", ":2:10", "an invisible control character", "不可见的控制字符"),
    "a list for a number": ("facility:\n  slots: [3]\n", ":2:10", "slots: one value was expected, not a list or mapping", "slots: 应为单个值"),
    "a mapping for a number": ("facility:\n  slots: {a: 3}\n", ":2:10", "slots: one value was expected", "slots: 应为单个值"),
    "a word for a number": ("facility:\n  slots: thirty\n", ":2:10", "slots: “thirty” is not a number; write plain digits", "slots: “thirty”应只写数字"),
    "half a slot": ("facility:\n  slots: 30.5\n", ":2:10", "slots: “30.5” must be a whole number", "slots: “30.5”应为整数"),
    "a number for a yes or no": ("facility:\n  filed: 3\n", ":2:10", "filed: “3” must be yes or no", "filed: “3”应为“是”或“否”"),
    "no choice": ("facility:\n  stage: closed\n", ":2:10", "expected proposed, registered, operating", "应为：proposed（拟办）、registered（已登记）"),
    "facts without a mapping": ("facility: 3\n", ":1:11", "facility: a mapping of facts", "facility: 此处应为事实的映射"),
    "a list on top": ("- 3\n", ":1:1", "the top key must be one of district, facility, neighborhood", "最上层的键应为"),
    "an unknown subject": ("facilty:\n  slots: 3\n", ":1:1", "facilty: no such subject; one of district, facility, neighborhood was expected; did you mean facility?", "是否应为 facility？"),
    "a negative area": ("facility:\n  building_area: -5\n", ":2:18", "building_area: “-5” is out of range; expected 0 to 10000000", "building_area: “-5”超出范围"),
    "not a number": ("facility:\n  building_area: NaN\n", ":2:18", "building_area: “NaN” is not a number", "building_area: “NaN”应只写数字"),
    "YAML's not a number": ("facility:\n  building_area: .nan\n", ":2:18", "building_area: “.nan” is not a number", "building_area: “.nan”应只写数字"),
    "infinity": ("facility:\n  building_area: .inf\n", ":2:18", "building_area: “.inf” is not a number", "building_area: “.inf”应只写数字"),
    "minus infinity": ("facility:\n  建筑面积: -Infinity\n", ":2:9", "建筑面积: “-Infinity” is not a number", "建筑面积: “-Infinity”应只写数字"),
    "1e400": ("facility:\n  building_area: 1e400\n", ":2:18", "building_area: “1e400” is not a number", "building_area: “1e400”应只写数字"),
    "no such day": ("facility:\n  registered_on: 2026-02-30\n", ":2:18", "registered_on: “2026-02-30”: there is no such day", "日历上没有这一天"),
    "29 February of no leap year": ("facility:\n  registered_on: 2023年2月29日\n", ":2:18", "there is no such day", "“2023年2月29日”：日历上没有这一天"),
    "a fact by code and label": ("facility:\n  slots: 3\n  托位数: 3\n", ":3:3", "托位数: the same fact as “slots” on line 2", "托位数: 与第 2 行的“slots”是同一个事实"),
    "an unknown fact": ("facility:\n  slotz: 3\n", ":2:3", "slotz: no such fact in the vocabulary; did you mean slots?", "slotz: 词汇表中没有这个事实，是否应为 托位数（slots）？"),
    "an unknown label": ("托育机构:\n  托位术: 3\n", ":2:3", "托位术: no such fact in the vocabulary; did you mean slots?", "是否应为 托位数（slots）？"),
    "an unclear label": ("机构:\n  收托规模: 30\n", ":2:3", "收托规模: unclear; it may mean slots", "含义不明确，可能指：托位数（slots）"),
    "a full-width colon": ("机构:\n  托位数: 30\n  建筑面积：660\n  租期: 3\n", ":3:3", "the colon behind the key is a full-width “：”", "键后的冒号是全角的“：”"),
    "a full-width colon only": ("机构：\n  托位数：30\n", ":1:1", "the colon behind the key is a full-width “：”", "键后的冒号是全角的“：”"),
    "a table": (b"PK\x03\x04rest", "", "this is a table, not a description; check tables with compliance batch ", "表格请用 compliance batch "),
    "an unknown place": ("facility:\n  jurisdiction: atlantis\n", ":2:17", "jurisdiction: no pack is for “atlantis”; there are hanbin (", "没有适用于“atlantis”的规则包；现有：hanbin（安康市汉滨区）、"),
    "nothing": ("", "", "the file is empty; one of district, facility, neighborhood was expected", "文件是空的；应有"),
    "only a comment": ("# 尚未填写\n", "", "the file is empty", "文件是空的"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", "not a text file; YAML or JSON in UTF-8 was expected", "不是文本文件"),
    "GB18030": ("托育机构:\n  机构名称: 小太阳托育中心\n".encode("gb18030"), "", "it seems to be GB18030 (GBK). Save it as UTF-8", "看来是 GB18030 (GBK)；请另存为 UTF-8"),
    "UTF-16": ("托育机构:\n  托位数: 3\n".encode("utf-16"), "", "it seems to be UTF-16. Save it as UTF-8", "看来是 UTF-16；请另存为 UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "words"), [one[:3] for one in BAD.values()], ids=BAD)
def test_bad_input_is_told_plainly_at_its_place(
    run: Run, tmp_path: Path, text: str | bytes, place: str, words: str
) -> None:
    file = written(tmp_path, text)
    done = run("check", file, "--lang", "en")
    assert_refused(done, "en")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{file}{place}: ")
    assert words in line


def test_bad_input_is_told_in_chinese_too(run: Run, tmp_path: Path) -> None:
    files = [written(tmp_path, text, f"{n}.yaml") for n, (text, *_) in enumerate(BAD.values())]
    done = run("check", *files, "--lang", "zh")
    assert_refused(done, "zh")
    for line, file, (_, place, _, words) in zip(done.stderr.splitlines(), files, BAD.values(), strict=True):
        assert line.startswith(f"{file}{place}: ")
        assert words in line
        assert CHINESE.search(words)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(f"facility: {{slots: 1{'0' * 5000}}}", ":1:19"),
        pytest.param("facility: {building_area: 10²}", ":1:27"),
        pytest.param('facility: {name: "\\e[31m\\a"}', ":1:18"),
    ],
    ids=["5001 digits", "a square", "escaped control characters"],
)  # fmt: skip
def test_further_bad_input_is_told_plainly_at_its_place(run: Run, tmp_path: Path, text: str, place: str) -> None:
    file = written(tmp_path, text)
    done = run("check", file, "--lang", "en")
    assert_refused(done, "en")
    assert done.stderr.startswith(f"{file}{place}: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_50_mb_is_refused_at_once(run: Run, tmp_path: Path, language: Language) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as stream:
        stream.write(b"facility:\n  slots: 3\n#")
        stream.truncate(50 * MIB)
    done = run("check", file, "--lang", language)
    assert_refused(done, language)
    assert done.stderr.startswith(f"{file}: ")
    assert ("文件超过 8 MiB" if language == "zh" else "larger than 8 MiB") in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_file_and_a_folder_are_told(run: Run, tmp_path: Path, language: Language) -> None:
    done = run("check", tmp_path / "none.yaml", tmp_path, "--lang", language)
    assert_refused(done, language)
    missing, folder = done.stderr.splitlines()
    en = (f"{tmp_path}/none.yaml: no such file", f"{tmp_path}: this is a folder; a YAML or JSON file was expected")
    zh = (f"{tmp_path}/none.yaml: 找不到文件", f"{tmp_path}: 这是文件夹，应为 YAML 或 JSON 文件")
    assert (missing, folder) == (zh if language == "zh" else en)


def test_all_errors_of_all_files_are_told_at_once(run: Run, tmp_path: Path) -> None:
    one = written(tmp_path, "facility:\n- {slots: x}\n- {slotz: 1, building_area: -1}\n", "one.yaml")
    two = written(tmp_path, '{"facility": {"slots": NaN, "building_area": 1e400}}', "two.json")
    done = run("check", one, two, "--lang", "en")
    assert_refused(done, "en")
    places = [line.split(": ")[0] for line in done.stderr.splitlines()]
    assert places == [f"{one}:2:11", f"{one}:3:4", f"{one}:3:29", f"{two}:1:24", f"{two}:1:46"]


def test_an_unknown_jurisdiction_does_not_hide_other_errors(run: Run, tmp_path: Path) -> None:
    done = run("check", written(tmp_path, "facility: {jurisdiction: atlantis, slots: x}\n"), "--lang", "en")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + f"facility: {{{SITE}, building_area: 270}}\n".encode(),
        f"facility:\r\n  {SITE}\r\n  building_area: 270\r\n".replace(", ", "\r\n  ").encode(),
    ],
    ids=["byte order mark", "Windows line ends"],
)
def test_what_windows_editors_write_is_read(run: Run, tmp_path: Path, text: bytes) -> None:
    done = run("check", written(tmp_path, text), *AREA)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_jurisdiction_option_lists_those_there_are(run: Run, tmp_path: Path, language: Language) -> None:
    done = run("check", sites(tmp_path, "270"), "--jurisdiction", "atlantis", "--lang", language)
    assert_refused(done, language)
    assert "atlantis" in done.stderr
    titles = [LIBRARY.head(name).title.text(language) for name in LIBRARY.folders]
    assert all(name in done.stderr for name in LIBRARY.folders)
    assert all(title in done.stderr for title in titles)


@pytest.mark.parametrize("name", ["hebei", "120105", "河北区"])
def test_the_jurisdiction_option_overrides_the_description(run: Run, tmp_path: Path, name: str) -> None:
    assert report(run("check", sites(tmp_path, "270"), "--jurisdiction", name, "-f", "json"))["jurisdiction"] == "hebei"


# What is changed in a sound folder of packs, and what is told of it.
BAD_PACKS = {
    "a head that does not parse": ("divisions:", "‸\tdivisions:", "pack.yaml", "a tab stands here", "此处有制表符"),
    "another name": ("pack: ours", "‸pack: theirs", "pack.yaml", "a pack is named as its folder (ours)", "规则包名应与文件夹同名（ours）"),
    "a misspelled key": ("responsible: {lead", "‸responsable: {lead", "facility.yaml", "unknown key; did you mean responsible?", "不认识的键，是否应为 responsible？"),
    "an unknown fact": ("quantity: toys, value: 20", "‸quantity: toyz, value: 20", "facility.yaml", "has no fact “toyz”; did you mean toys?", "没有事实“toyz”，是否应为 toys？"),
    "a duplicate key": ("sorts:\n", "‸few:\n", "facility.yaml", "few: this key stands twice (first on line 21)", "同一个键写了两次（前一处在第 21 行）"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("old", "new", "file", "en", "zh"), BAD_PACKS.values(), ids=BAD_PACKS)
def test_broken_packs_are_told_at_their_place(
    run: Run, tmp_path: Path, old: str, new: str, file: str, en: str, zh: str, language: Language
) -> None:
    files, place = changed(old, new, file)
    folder = packs(tmp_path, files)
    options = ("--packs", folder, "--jurisdiction", "ours", "--lang", language)
    done = run("check", sites(tmp_path, "270"), *options)
    assert_refused(done, language)
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{folder}/{place}: ")
    assert (zh if language == "zh" else en) in line


@pytest.mark.parametrize(
    "command",
    [("check",), ("rules", "test", "ours"), ("facts", "facility", "--jurisdiction", "ours")],
    ids=lambda one: one[0],
)
def test_an_included_pack_that_does_not_exist_is_told(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    files, _ = changed("[base]", "[basis‸]", "pack.yaml")
    more = (sites(tmp_path, "270"), "--jurisdiction", "ours") if command == ("check",) else ()
    done = run(*command, *more, "--packs", packs(tmp_path, files), "--lang", "en")
    assert_refused(done, "en")
    assert "there is no pack “basis”; did you mean base?" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_packs_folder_that_is_none_is_a_usage_error(run: Run, tmp_path: Path, language: Language) -> None:
    file = sites(tmp_path, "270")
    for folder, en, zh in (
        (tmp_path / "none", "does not exist", "不存在"),
        (file, "is a file", "是文件，应为文件夹"),
    ):
        done = run("check", file, "--packs", folder, "--lang", language)
        assert_refused(done, language)
        assert str(folder) in done.stderr
        assert (zh if language == "zh" else en) in done.stderr


def test_a_further_folder_of_packs_brings_rules_and_facts(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path, 'facility: {jurisdiction: "999999", stage: operating, slots: 30, 玩具件数: 19, toy_kinds: 积木}'
    )
    done = run("check", file, "--packs", packs(tmp_path, SOUND), "-f", "json")
    outcomes = {finding["rule"]: finding["outcome"] for finding in report(done)["findings"]}
    assert done.returncode == 1
    assert outcomes == {
        "ours/tiers": "fail", "ours/few": "fail", "ours/sorts": "fail", "ours/checked": "undetermined",
        "ours/read": "pass", "base/some-toys": "pass",
    }  # fmt: skip


class Harm:
    """What runs code where it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


def test_a_folder_of_packs_runs_no_code(run: Run, tmp_path: Path) -> None:
    folder = packs(tmp_path, SOUND)
    for subject in LIBRARY.kinds:
        kept = folder / "ours" / "__pycache__" / subject
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(pickle.dumps(Harm(tmp_path / "harm")))
    done = run("check", sites(tmp_path, "270"), "--packs", folder, "--jurisdiction", "ours")
    assert "程序出错" not in done.stderr
    assert not (tmp_path / "harm").exists()


def refuse_float(text: str) -> NoReturn:
    raise AssertionError(f"{text} would pass through a reader's floats")


def reports(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The reports of a run with `-f json`."""
    assert done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout, parse_float=refuse_float)["reports"]
    return found


def report(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one report of a run with `-f json`."""
    [one] = reports(done)
    return one


@pytest.mark.parametrize(
    ("areas", "fail_on", "status"),
    [
        (["270"], "fail", 0),
        (["255"], "fail", 1),
        (["~"], "fail", 3),
        (["270", "~", "270"], "fail", 3),
        (["~", "255", "270"], "fail", 1),
        (["255", "~"], "fail", 1),
        (["255"], "undetermined", 1),
        (["270", "~"], "undetermined", 1),
        (["270"], "never", 0),
        (["~", "255"], "never", 0),
    ],
)
def test_the_exit_status_is_that_of_the_worst(
    run: Run, tmp_path: Path, areas: list[str], fail_on: str, status: int
) -> None:
    fail = ("--fail-on", fail_on) if fail_on != "fail" else ()
    done = run("check", sites(tmp_path, *areas), *AREA, *fail, "-f", "json")
    assert (done.returncode, done.stderr) == (status, "")
    verdicts = {"270": "compliant", "255": "non_compliant", "~": "undetermined"}
    assert [one["verdict"] for one in reports(done)] == [verdicts[area] for area in areas]


def test_the_worst_of_several_files_stands(run: Run, tmp_path: Path) -> None:
    files = [sites(tmp_path, area, name=f"{n}.yaml") for n, area in enumerate(("255", "~"))]
    assert run("check", *files, *AREA).returncode == 1


@pytest.mark.parametrize("place", [0, 1])
def test_a_good_file_is_reported_beside_a_bad_one(run: Run, tmp_path: Path, place: int) -> None:
    files = [sites(tmp_path, "270", name="good.yaml")]
    files.insert(place, sites(tmp_path, "270", "-1", name="bad.yaml"))
    done = run("check", *files, *AREA, "-f", "json", "--fail-on", "never", "--lang", "en")
    assert done.returncode == 2
    assert report(done)["facts"]["building_area"] == "270"
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path}/bad.yaml:3:")
    assert "building_area: “-1” is out of range" in line


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        (f"facility: {{{SITE}, building_area: 255}}", 1, ""),
        (f"托育机构: {{{SITE}, 建筑面积: 270}}\n---\nfacility: {{{SITE}}}", 3, ""),
        ('{\n\t"facility": {\n\t\t"jurisdiction": "huyi", "slots": 30, "building_area": 270}}', 0, ""),
        ("facility:\n  slots: x\n", 2, "stdin:2:10: slots: “x” is not a number"),
        ("", 2, "stdin: the file is empty; one of district, facility, neighborhood was expected"),
        pytest.param(
            '{"facility": {"name": "\\ud83d\\ude00", "jurisdiction": "huyi", "slots": 30, "building_area": 270}}', 0, "",
        ),
    ],
    ids=["YAML", "two documents", "JSON with tabs", "bad", "nothing", "JSON with a surrogate pair"],
)  # fmt: skip
def test_standard_input_is_read(run: Run, text: str, status: int, told: str) -> None:
    done = run("check", "-", *AREA, "--lang", "en", stdin=text.encode())
    assert done.returncode == status
    assert done.stderr.startswith(told) and bool(done.stderr) == bool(told) == (not done.stdout)


@pytest.mark.parametrize(
    ("as_of", "status", "outcome", "reason"),
    [
        ("2022-09-15", 3, "not_applicable", "not_in_force"),
        ("2022-10-24", 3, "not_applicable", "not_due"),
        ("2022-10-25", 1, "fail", None),
        ("2022/10/25", 1, "fail", None),
        ("2022年10月25日", 1, "fail", None),
    ],
)
def test_everything_is_evaluated_as_of_a_date(
    run: Run, tmp_path: Path, as_of: str, status: int, outcome: str, reason: str | None
) -> None:
    file = written(
        tmp_path, "facility: {jurisdiction: yanjiang, stage: registered, registered_on: 2022-10-08, filed: no}"
    )
    done = run("check", file, "--as-of", as_of, "--select", "yanjiang/filing-deadline", "-f", "json")
    [finding] = report(done)["findings"]
    assert (done.returncode, finding["outcome"], finding["reason"]) == (status, outcome, reason)
    assert finding["due"] == (None if reason == "not_in_force" else "2022-10-24")
    assert json.loads(done.stdout)["as_of"] == as_of.replace("/", "-").replace("年", "-").replace("月", "-").strip("日")


def test_without_a_date_it_is_today(run: Run, tmp_path: Path) -> None:
    before = date.today()
    as_of = json.loads(run("check", sites(tmp_path, "270"), *AREA, "-f", "json").stdout)["as_of"]
    assert before.isoformat() <= as_of <= date.today().isoformat()


@pytest.mark.parametrize(
    ("options", "wanted", "unwanted"),
    [
        (["--select", "huyi/area-per-slot"], {"huyi/area-per-slot"}, {"huyi/business-scope", "national/lease-years"}),
        (["--select", "*/filing-materials"], {"huyi/filing-materials", "national/filing-materials"}, {"huyi/area-per-slot"}),
        (["--select", "huyi/*"], {"huyi/area-per-slot", "huyi/business-scope"}, {"national/lease-years"}),
        (["--select", "huyi/area-per-slot", "--select", "national/*"], {"huyi/area-per-slot", "national/lease-years"}, {"huyi/business-scope"}),
        (["--ignore", "huyi/*"], {"national/lease-years"}, {"huyi/area-per-slot"}),
        (["--select", "huyi/*", "--ignore", "*/area-*"], {"huyi/business-scope"}, {"huyi/area-per-slot", "national/lease-years"}),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)  # fmt: skip
def test_rules_are_selected_and_ignored_by_patterns(
    run: Run, tmp_path: Path, options: list[str], wanted: set[str], unwanted: set[str]
) -> None:
    found = {one["rule"] for one in report(run("check", sites(tmp_path, "270"), *options, "-f", "json"))["findings"]}
    assert wanted <= found
    assert not unwanted & found


def test_where_nothing_is_selected_nothing_complies(run: Run, tmp_path: Path) -> None:
    done = run("check", sites(tmp_path, "270"), "--ignore", "*", "-f", "json", "--lang", "en")
    assert done.returncode == 3
    assert report(done)["findings"] == []
    assert any("No mandatory rule or target applied" in note for note in report(done)["notes"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_refused_with_the_nearest(run: Run, tmp_path: Path, option: str, language: Language) -> None:
    done = run("check", sites(tmp_path, "270"), option, "huyi/area-per-slt", "--lang", language)
    assert_refused(done, language)
    en, zh = "no rule matches “huyi/area-per-slt”; did you mean huyi/area-per-slot?", "，是否应为 huyi/area-per-slot？"
    assert (zh if language == "zh" else en) in done.stderr


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_report_is_written_to_a_file(run: Run, tmp_path: Path, form: str) -> None:
    command = ("check", sites(tmp_path, "255"), *AREA, "-f", form, "--as-of", "2026-11-21")
    target = tmp_path / "报告.txt"
    done = run(*command, "-o", target)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert target.read_text("utf-8") == run(*command).stdout


def test_no_file_is_written_where_there_is_no_report(run: Run, tmp_path: Path) -> None:
    assert run("check", written(tmp_path, ""), "-o", tmp_path / "out.txt").returncode == 2
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "target",
    [".", pytest.param("none/out.txt")],
)
def test_a_target_that_cannot_be_written_is_told(run: Run, tmp_path: Path, target: str, language: Language) -> None:
    done = run("check", sites(tmp_path, "270"), *AREA, "-o", tmp_path / target, "--lang", language)
    assert_refused(done, language)
    assert str(tmp_path / target) in done.stderr


def test_json_is_as_its_published_schema_says(run: Run, tmp_path: Path) -> None:
    schema = json.loads(run("schema", "report").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for language in LANGUAGES:
        done = run("check", *EXAMPLES, "-f", "json", "--as-of", "2026-11-21", "--lang", language)
        document = json.loads(done.stdout, parse_float=refuse_float)
        validator.validate(document)
        assert (document["schema"], document["engine"], document["language"]) == (1, __version__, language)
        assert len(document["reports"]) > len(EXAMPLES)  # one of them describes two sites
    assert list(validator.iter_errors({**document, "schema": 2}))


def test_numbers_that_the_law_compares_are_text(run: Run, tmp_path: Path) -> None:
    one = report(run("check", sites(tmp_path, "255"), *AREA, "-f", "json", "--lang", "en"))
    [finding] = one["findings"]
    assert (finding["actual"], finding["required"], finding["margin"], finding["unit"]) == (
        "8.5",
        "9",
        "-0.5",
        "m2/slot",
    )
    assert {"fact": "building_area", "to": "270", "change": "+15"} in finding["remedies"]
    assert {"fact": "slots", "to": "28", "change": "-2"} in finding["remedies"]
    assert one["facts"]["building_area"] == "255"
    assert one["subject"] == {"kind": "facility", "id": "G", "name": None}
    assert [pack["pack"] for pack in one["packs"]] == ["huyi", "national"]
    assert all(re.fullmatch("[0-9a-f]{64}", pack["sha256"]) for pack in one["packs"])


@pytest.mark.parametrize(
    ("environment", "options", "language"),
    [
        ({"LANG": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "C.UTF-8"}, (), "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "en_US.UTF-8", "COMPLIANCE_LANG": "zh"}, (), "zh"),
        ({"LANG": "zh_CN.UTF-8", "COMPLIANCE_LANG": "en"}, (), "en"),
        ({"LANG": "zh_CN.UTF-8", "COMPLIANCE_LANG": "zh"}, ("--lang", "en"), "en"),
        ({"LANG": "en_US.UTF-8", "COMPLIANCE_LANG": "en"}, ("--lang=zh",), "zh"),
    ],
)
def test_the_language_is_chosen(
    run: Run, tmp_path: Path, environment: dict[str, str], options: tuple[str, ...], language: Language
) -> None:
    done = run("check", sites(tmp_path, "270"), *AREA, *options, **environment)
    assert ("合规：" in done.stdout, "Compliant: " in done.stdout) == (language == "zh", language == "en")
    assert english_in(done.stdout) == [] or language == "en"


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color", "COLORTERM": "truecolor"}])
def test_a_pipe_gets_no_escape_codes(run: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    file = sites(tmp_path, "255", "270", "~")
    assert not ESCAPES.search(run("check", file, written(tmp_path, ""), **environment).stdout)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_description_puts_no_escape_codes_into_a_report(run: Run, tmp_path: Path, form: str) -> None:
    file = written(tmp_path, f'facility: {{name: "\\e]0;title\\a\\e[31mred", {SITE}}}')
    assert not ESCAPES.search(run("check", file, *AREA, "-f", form).stdout)


def too_wide(text: str) -> list[str]:
    """The lines that do not fit a terminal of 80 columns."""
    return [line for line in text.splitlines() if not 0 <= wcswidth(line) <= 80]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("as_of", ["2022-10-01", "2026-11-21"])
def test_tables_fit_80_columns(run: Run, as_of: str, language: Language) -> None:
    done = run("check", *EXAMPLES, "--as-of", as_of, "--lang", language)
    assert done.stdout.count("═" * 80) >= len(EXAMPLES)
    assert too_wide(done.stdout) == []


def test_long_names_fit_80_columns(run: Run, tmp_path: Path) -> None:
    text = f"facility:\n- {{name: {'长' * 99}, {SITE}}}\n- {{name: {'x' * 99}, {SITE}}}\n"
    shown = run("check", written(tmp_path, text), *AREA).stdout
    assert "长" * 30 in shown and "x" * 30 in shown
    assert too_wide(shown) == []


@pytest.mark.parametrize("language", ["en", pytest.param("zh")])
def test_a_table_with_every_column_full_fits_80_columns(run: Run, tmp_path: Path, language: Language) -> None:
    text = """
    facility:
      jurisdiction: huyi
      stage: operating
      slots: 151  # in none of the tiers: the longest outcome
      building_area: 9999
      kindergarten_integrated: yes  # the longest title
      admitted_by_education: no
      business_scope: 家政服务、教育咨询、玩具销售
      materials: [lease]
    """
    assert too_wide(run("check", written(tmp_path, text), "--lang", language).stdout) == []


# A usage error, what is told in Chinese and what in English.
USAGE = {
    "check": ("缺少参数 'FILE...'", "Missing argument 'FILE...'"),
    "check x --bogus": ("没有选项 '--bogus'", "No such option '--bogus'"),
    "check x --format pdf": ("'pdf' 不在可选值之内：'table', 'json', 'markdown'", "'pdf' is not one of 'table', 'json', 'markdown'"),
    "check x --fail-on no": ("'--fail-on' 的值无效", "Invalid value for '--fail-on'"),
    "check x --as-of 2026-02-30": ("“2026-02-30”：日历上没有这一天", "“2026-02-30”: there is no such day"),
    "check x --as-of yesterday": ("“yesterday”不是日期", "“yesterday” is not a date; write it as 2026-11-21"),
    "check x --select": ("选项 '--select' 需要一个值", "Option '--select' requires an argument"),
    "check x --lang fr": ("'fr' 不在可选值之内：'zh', 'en'", "'fr' is not one of 'zh', 'en'"),
    "chek x": ("没有命令 'chek'", "No such command 'chek'"),
    "rules lint atlantis": ("没有规则包“atlantis”；现有：", "there is no pack “atlantis”; there are "),
    "rules show huyi/area-per-slt": ("没有规则“huyi/area-per-slt”，是否应为 huyi/area-per-slot？", "did you mean huyi/area-per-slot?"),
    "facts planet": ("没有核对对象“planet”", "there is no subject “planet”; there are district, facility, neighborhood"),
    "facts facility more": ("多余的参数（more）", "Got unexpected extra argument (more)"),
    "schema planet": ("没有“planet”的 Schema", "there is no schema “planet”; there are district, facility, neighborhood, pack"),
}  # fmt: skip


@pytest.mark.parametrize(("command", "words"), USAGE.items(), ids=USAGE)
def test_usage_errors_are_told_in_chinese(run: Run, command: str, words: tuple[str, str]) -> None:
    done = run(*command.split(), COMPLIANCE_LANG="zh")
    assert_refused(done, "zh")
    assert words[0] in done.stderr


@pytest.mark.parametrize(
    "command", ["check", "check x --as-of 2026-02-30", "chek x", "rules lint atlantis", "facts planet"]
)
def test_usage_errors_are_told_in_english(run: Run, command: str) -> None:
    done = run(*command.split(), COMPLIANCE_LANG="en")
    assert_refused(done, "en")
    assert USAGE[command][1] in done.stderr


HELP = {
    "": ("退出码：0 合规，1 不合规，3 尚不能判定，2 无法执行", "Exit status: 0 compliant, 1 non-compliant, 3 undetermined, 2"),
    "check": ("核对描述文件中的托育机构、居住区或区域", "Check the facilities, neighborhoods and districts that files describe"),
    "rules": ("查阅、检查和测试规则包", "Look up, lint and test the packs of rules"),
    "rules list": ("列出规则", "List the rules"),
    "rules show": ("显示一条规则", "Show one rule"),
    "rules lint": ("检查规则包", "Look packs through"),
    "rules test": ("运行规则旁的用例", "Run the cases that stand beside the rules"),
    "facts": ("列出一种对象的事实", "List the facts of a subject"),
    "schema": ("输出 JSON Schema", "Print a JSON Schema"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS, *(f"rules {name}" for name in RULES_COMMANDS)])
def test_every_command_has_help(run: Run, command: str, language: Language) -> None:
    done = run(*command.split(), "--help", COMPLIANCE_LANG=language)
    assert (done.returncode, done.stderr) == (0, "")
    assert HELP.get(command, ("", ""))[LANGUAGES.index(language)] in done.stdout
    if language == "zh":
        assert CHINESE.search(done.stdout)
        assert english_in(done.stdout) == []
    else:
        assert not CHINESE.search(done.stdout)
        assert too_wide(done.stdout) == []


@pytest.mark.parametrize("command", [("--help",), ("rules", "--help"), ("rules", "list", "--help")], ids=" ".join)
def test_help_takes_the_language_as_an_option(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--lang", "en")
    assert done.returncode == 0
    assert not CHINESE.search(done.stdout)


@pytest.mark.parametrize("command", ["", "schema"])
def test_chinese_help_fits_80_columns(run: Run, command: str) -> None:
    assert too_wide(run(*command.split(), "--help", COMPLIANCE_LANG="zh").stdout) == []


def test_the_version_is_told(run: Run) -> None:
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_are_listed(run: Run, language: Language) -> None:
    done = run("rules", "list", "huyi", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"huyi/area-per-slot", "huyi/business-scope"} <= set(done.stdout.split())
    assert "sipo/" not in done.stdout
    assert ("每托位平均建筑面积" if language == "zh" else "Building area per slot") in done.stdout
    assert too_wide(done.stdout) == []


@pytest.mark.parametrize("command", ["rules list", "facts facility"])
def test_ids_and_codes_stand_whole_in_lists(run: Run, command: str) -> None:
    words = set(run(*command.split(), "--lang", "en").stdout.split())
    rules = {rule for name in LIBRARY.folders for rule in LIBRARY.pack(name).rules}
    assert (rules if command == "rules list" else set(LIBRARY.vocabulary("facility").facts)) <= words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_shown(run: Run, language: Language) -> None:
    done = run("rules", "show", "huyi/area-per-slot", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    rule = LIBRARY.pack("huyi").rules["huyi/area-per-slot"].rule
    words = [rule.title.text(language), rule.advice.text(language), rule.source.anchor, *rule.responsible.lead]
    shown = "".join(done.stdout.split())
    assert all("".join(one.split()) in shown for one in [*words, "[huyi/area-per-slot]", "60–90", "91–150"])
    assert ("文件把60个托位同时写入" if language == "zh" else "thedocumentputs60slotsboth") in shown
    assert too_wide(done.stdout) == []


def test_lint_finds_the_packs_that_travel_with_the_program_sound(run: Run) -> None:
    done = run("rules", "lint", "--lang", "en")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"no problems in {len(LIBRARY.folders)} pack(s)\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lint_prints_what_is_wrong(run: Run, tmp_path: Path, language: Language) -> None:
    files, place = changed("quantity: toys, value: 20", "‸quantity: toyz, value: 20")
    folder = packs(tmp_path, files)
    done = run("rules", "lint", "ours", "--packs", folder, "--lang", language)
    en, zh = "nursery has no fact “toyz”; did you mean toys?", "“托育机构”的词汇表中没有事实“toyz”，是否应为 toys？"
    assert done.returncode == 1
    assert done.stdout == f"{folder}/{place}: ours/few: quantity: {zh if language == 'zh' else en}\n"
    assert done.stderr == ("共 1 个问题\n" if language == "zh" else "1 problem(s)\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cases_are_run(run: Run, tmp_path: Path, language: Language) -> None:
    case = "{with: {slots: 31, toys: 62}, then: pass}"
    files, place = changed(case, "‸" + case.replace("pass", "fail"), "cases/facility.yaml")
    folder = packs(tmp_path, files)
    done = run("rules", "test", "ours", "--packs", folder, "--lang", language)
    difference, summary = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert difference.startswith(f"{folder}/{place}: ours/tiers: ")
    assert ("应为 fail，实得 pass" if language == "zh" else "expected fail, got pass") in difference
    count = SOUND["ours/cases/facility.yaml"].count("then:")
    assert (
        f"5 条规则，{count} 个用例，1 个不符" if language == "zh" else f"5 rules, {count} cases, 1 differ"
    ) in summary


def test_cases_that_come_out_as_they_say_exit_with_0(run: Run) -> None:
    done = run("rules", "test", "sipo", "huyi", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["sipo", "huyi"]
    assert all(" 0 differ; 0 branches" in line for line in done.stdout.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_listed(run: Run, language: Language) -> None:
    subjects = run("facts", "--lang", language).stdout.split()
    assert {"facility", "neighborhood", "district"} <= set(subjects)
    assert ("托育机构" if language == "zh" else "nursery") in subjects
    for subject in ("facility", "托育机构"):
        done = run("facts", subject, "--lang", language)
        assert (done.returncode, done.stderr) == (0, "")
        assert {"slots", "building_area", "staff_roles", "registered_on"} <= set(done.stdout.split())
        assert ("建筑面积" if language == "zh" else "building area") in done.stdout
        assert too_wide(done.stdout) == []


def test_facts_of_a_jurisdiction_are_listed_too(run: Run, tmp_path: Path) -> None:
    folder = packs(tmp_path, SOUND)
    assert "玩具件数" in run("facts", "facility", "--jurisdiction", "ours", "--packs", folder, "--lang", "zh").stdout
    assert "玩具件数" not in run("facts", "facility", "--packs", folder, "--lang", "zh").stdout


def test_a_schema_of_descriptions_takes_the_examples(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "facility.schema.json"
    done = run("schema", "facility", "-o", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    validator = jsonschema.Draft202012Validator(json.loads(target.read_text("utf-8")))
    sites_example = json.loads((ROOT / "examples" / "two-sites.json").read_text("utf-8"))
    validator.validate(sites_example)
    assert list(validator.iter_errors({"facility": {"slotz": 3}}))
    assert list(validator.iter_errors({"facility": {"building_area": -5}}))


@pytest.mark.parametrize("name", ["district", "rules", "vocabulary"])
def test_every_schema_is_one(run: Run, name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(run: Run, shell: str) -> None:
    done = run(_COMPLIANCE_COMPLETE=f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_COMPLIANCE_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("compliance ", {"check", "rules", "facts", "schema"}),
        ("compliance rules l", {"list", "lint"}),
        ("compliance check --fail", {"--fail-on"}),
        ("compliance check --fail-on ", {"fail", "undetermined", "never"}),
    ],
)
def test_commands_options_and_choices_are_completed(run: Run, words: str, choices: set[str]) -> None:
    typed = len(words.split()) - (not words.endswith(" "))
    done = run(_COMPLIANCE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(typed))
    assert choices <= {line.partition(",")[2] for line in done.stdout.splitlines()}
