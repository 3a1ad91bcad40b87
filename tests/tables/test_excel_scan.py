"""Workbooks as no spreadsheet program writes them: never more memory than their cells need, never an error read as blank."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from compliance.base.diagnostics import InputError
from compliance.tables.read import read
from compliance.tables.source import Expected
from tests.conftest import LIBRARY

HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>slots</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>'
)
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def book(path: Path, rows: str) -> Path:
    """A workbook with this XML as the rows of its sheet."""
    with Workbook(path) as workbook:
        workbook.add_worksheet("S")
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    parts["xl/worksheets/sheet1.xml"] = f"{SHEET}{rows}</sheetData></worksheet>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def cells_of(path: Path) -> list[object]:
    expected = Expected({"slots": "slots", "name": "name"}.get, LIBRARY.kinds, (), "en")
    return read([path], expected).frame.collect()["slots"].to_list()


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "XFD1048576"),
        ('<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>', "XFD1048576"),
        ('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>', "B4000000000"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "B1048577"),
        ('<row r="1048577"><c><v>1</v></c></row>', "B1048577"),
        ('<row r="1048576"><c r="BL1048576"><v>1</v></c></row>', "BL1048576"),
        ('<row r="2"><c r="XFE2"><v>1</v></c></row>', "XFE2"),
        ('<row r="2"><c\n r = "XFE2"><v>1</v></c></row>', "XFE2"),
        ('<row r="2"><c r="&#88;FE2"><v>1</v></c></row>', "XFE2"),
    ],
)
def test_cells_beyond_any_sheet_or_far_from_the_others_are_refused(tmp_path: Path, rows: str, cell: str) -> None:
    with pytest.raises(InputError, match=f"the sheet reaches as far as {cell};"):
        cells_of(book(tmp_path / "t.xlsx", HEADER + rows))


def test_the_last_cells_of_a_sheet_are_read(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2"><v>30</v></c><c r="XFD2"><v>1</v></c></row>'
    assert cells_of(book(tmp_path / "wide.xlsx", HEADER + rows)) == [30]
    rows = '<row r="1048576"><c r="A1048576"><v>30</v></c></row>'
    assert cells_of(book(tmp_path / "long.xlsx", HEADER + rows)) == [30]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A3" t="e"><v>#REF!</v></c>',
        "<c r='A3' t='e'><v>#REF!</v></c>",
        '<c t="e"><v>#REF!</v></c>',
        '<c t="e" r="A3"><v>#REF!</v></c>',
        '<c r="a3" t = "e" ><f>1/0</f><v>#REF!</v></c>',
        '<c r="A3" t="e"><v xml:space="preserve">#REF!</v></c>',
        '<c r="A3" t="e"><v>&#35;REF!</v></c>',
    ],
)
def test_an_error_is_never_a_blank(tmp_path: Path, cell: str) -> None:
    rows = f'{HEADER}<row r="2"><c r="A2"><v>30</v></c></row><row r="3">{cell}<c r="B3"><v>1</v></c></row>'
    assert cells_of(book(tmp_path / "t.xlsx", rows)) == ["30", "#REF!"]


def test_rows_and_cells_without_a_reference_follow_those_before(tmp_path: Path) -> None:
    header = '<row><c t="inlineStr"><is><t>slots</t></is></c><c t="inlineStr"><is><t>name</t></is></c></row>'
    rows = f'{header}<row><c t="e"><v>#N/A</v></c><c><v>1</v></c></row><row><c><v>2</v></c></row>'
    assert cells_of(book(tmp_path / "t.xlsx", rows)) == ["#N/A", "2"]
