"""Standard output of any encoding takes what every command prints."""

from __future__ import annotations

import io
import json
import sys

import pytest

from compliance.base.phrase import LANGUAGES, Language
from compliance.cli import streams
from compliance.cli.lazy_group import COMMANDS, RULES_COMMANDS
from compliance.cli.program import run
from tests.cli.conftest import Program

SITE, ESTATE = "examples/huyi-proposed-site.yaml", "examples/yanjiang-new-estate.yaml"
ENCODINGS = ["gbk", "cp936", "ascii", "cp1252"]
RUNS: dict[str, tuple[str, ...]] = {
    "check": (SITE,),
    "batch": ("examples/filings.csv",),
    "columns": ("examples/filings.csv",),
    "solve": ("slots", SITE),
    "compare": (SITE, "--vary", "slots=20..60:20"),
    "provide": (ESTATE,),
    "ask": ("facility", "--jurisdiction", "huyi"),
    "facts": ("facility",),
    "template": (),
    "schema": ("report",),
    "rules list": ("huyi",),
    "rules show": ("huyi/area-per-slot",),
    "rules lint": ("hebei",),
    "rules test": ("hebei",),
    "rules coverage": ("hebei",),
    "rules docs": ("nope",),
    "rules diff": ("rules/hebei", "rules/huyi"),
}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, restored: None) -> object:
    def call(encoding: str, language: Language, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8"))
        raw = {name: io.BytesIO() for name in ("stdout", "stderr")}
        for name, buffer in raw.items():
            monkeypatch.setattr(sys, name, io.TextIOWrapper(buffer, encoding=encoding, write_through=True))
        status = run(arguments, {"COMPLIANCE_LANG": language})
        used = "utf-8" if encoding == "ascii" or (language == "zh" and encoding == "cp1252") else encoding
        return status, raw["stdout"].getvalue().decode(used), raw["stderr"].getvalue().decode(used)

    return call


def test_every_command_is_tried() -> None:
    names = [*(name for name in COMMANDS if name != "rules"), *(f"rules {name}" for name in RULES_COMMANDS)]
    assert sorted(RUNS) == sorted(names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("command", RUNS)
def test_no_encoding_ends_a_command(printed, command: str, encoding: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    arguments = (*command.split(), *RUNS[command])
    expected, out, err = printed("utf-8", language, *arguments)
    done = printed(encoding, language, *arguments)
    assert done[0] == expected
    assert len(done[1]) >= len(out), "nothing is dropped"
    assert len(done[2]) >= len(err)
    assert "maintainers" not in done[2] and "维护者" not in done[2]


def test_what_gbk_lacks_has_a_substitute(printed) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = printed("gbk", "en", "facts", "facility")
    assert "m2" in out and "m²" not in out
    assert "\\u" not in out


def test_json_loses_nothing_in_any_encoding(printed) -> None:  # type: ignore[no-untyped-def]
    documents = [
        json.loads(printed(encoding, "en", "check", SITE, "-f", "json")[1]) for encoding in ("utf-8", "gbk", "cp1252")
    ]
    assert documents[0] == documents[1] == documents[2]
    assert "m²" in json.dumps(documents[0], ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("m²", "cp866", "m2"),
        ("✓ 𠀀", "ascii", "v \\ud840\\udc00"),
        ('{"a": "²𠀀"}', "gbk", '{"a": "\\u00b2\\ud840\\udc00"}'),
        ("\udcff", "utf-8", "\\udcff"),
    ],
)
def test_characters_are_substituted_or_escaped(text: str, encoding: str, shown: str) -> None:
    streams.prepare("en")
    assert text.encode(encoding, "substitute").decode(encoding) == shown


def test_a_stream_that_is_not_there_is_none_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    streams.prepare("zh")
    streams.put("to nobody")
    streams.tell("to nobody")


@pytest.mark.parametrize(("raw", "text"), [("是\n".encode(), "是\n"), ("是\n".encode("gbk"), "是\n"), (b"", "")])
def test_answers_are_read_in_utf_8_or_in_the_systems_encoding(
    monkeypatch: pytest.MonkeyPatch, raw: bytes, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="gbk"))
    assert streams.answer() == text


def test_a_name_cannot_reorder_or_break_a_report(program: Program, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "f.yaml"
    file.write_text('facility: {name: "x\\u202Ey\\nVerdict: fine", slots: 30}\n', "utf-8")
    for form in ("table", "markdown"):
        out = program("check", file, "-f", form).out
        assert "\u202e" not in out
        assert "Verdict: fine" not in out.splitlines()


def test_a_name_of_8_mb_is_cut_in_titles(program: Program, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "f.yaml"
    file.write_text(f"facility: {{name: {'x' * 8_000_000}, slots: 30}}\n", "utf-8")
    done = program("check", file)
    assert done.status == 3
    assert len(done.out) < 50_000
