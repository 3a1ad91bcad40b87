"""The number formats of a workbook: which styles of cells show a percentage, and what such a cell shows."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree
from zipfile import ZipFile

STYLES = "xl/styles.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PERCENT_FORMATS = ("9", "10")
WRITTEN_OUT = re.compile(r'"[^"]*"|\\.|_.|\*.')
DIGITS = 15


def percent_styles(archive: ZipFile) -> frozenset[int]:
    """The styles, by their number, whose format shows a percentage. Raises ParseError."""
    if STYLES not in archive.namelist():
        return frozenset()
    root = ElementTree.fromstring(archive.read(STYLES))
    formats = {
        str(one.get("numFmtId"))
        for one in root.iter(f"{MAIN}numFmt")
        if "%" in WRITTEN_OUT.sub("", one.get("formatCode", ""))
    }
    cells = root.find(f"{MAIN}cellXfs")
    styles = () if cells is None else cells.iter(f"{MAIN}xf")
    return frozenset(at for at, style in enumerate(styles) if style.get("numFmtId") in {*PERCENT_FORMATS, *formats})


def percent_pattern(styles: Collection[int]) -> re.Pattern[bytes] | None:
    """A pattern of number cells in these styles, None where there are none."""
    if not styles:
        return None
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    value = rb"(?:\s*<f(?:[^>]*/>|[^>]*[^/>]>[^<]*</f>|>[^<]*</f>))?\s*<v>([^<]+)</v>"
    return re.compile(rb'<c r="([A-Z]{1,3})(\d+)"(?=[^>]* s="(?:' + numbers + rb')")(?![^>]* t="(?!n"))[^>]*>' + value)


def as_percentage(number: str) -> str:
    """What a cell with a percent format shows, by exact decimals at Excel's fifteen digits: 95% for 0.95."""
    try:
        value = Decimal(f"{Decimal(number):.{DIGITS}g}") * 100
    except InvalidOperation:
        return number
    return f"{value.normalize():f}%"
