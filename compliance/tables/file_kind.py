"""What a file is, by its first bytes: its suffix only says what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import refusal

OLD_FORMAT = ".xls"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP, PARQUET_MAGIC = b"PK\x03\x04", b"PAR1"
ENCRYPTED, BOOK = "EncryptedPackage".encode("utf-16-le"), ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
MOST_OF_OLE = 16 << 20
BEGINNING = 1 << 16
UTF16 = (b"\xff\xfe", b"\xfe\xff")
WEB = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|body|table|div|style)\b", re.I)
XML, MAIL = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml"), re.compile(rb"\AMIME-Version:", re.I)
SEPARATED = re.compile(rb"\A[^\r\n]*[,;\t]|[\r\n][^\r\n]*[,;\t]")
EXCEL, CSV, JSONL, FILE_OF_COLUMNS, WEB_PAGE = "excel", "csv", "jsonl", "parquet", "web_page"

# each suffix with the module of this package whose `read(path, expected)` reads such a file, if it is what it is called
READERS: Mapping[str, str] = {
    ".xlsx": EXCEL,
    ".xlsm": EXCEL,
    ".xls": EXCEL,
    ".et": EXCEL,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".parquet": FILE_OF_COLUMNS,
}
OF_SUFFIX = {".htm": WEB_PAGE, ".html": WEB_PAGE, ".wps": EXCEL, **READERS}

OLD_WORKBOOK = Phrase("旧版 Excel 工作簿（.xls）", "a workbook of the old format (.xls)")
CALLED: Mapping[str, Phrase] = {
    EXCEL: Phrase("Excel 工作簿", "an Excel workbook"),
    CSV: Phrase("文本表格（CSV）", "a table of text (CSV)"),
    FILE_OF_COLUMNS: Phrase("Parquet 文件", "a Parquet file"),
    WEB_PAGE: Phrase("网页文件", "a web page"),
}
IS_OTHER = Phrase(
    "{file} 的扩展名是 {suffix}，实际是“{kind}”，已按后者读取",
    "{file} is called {suffix} but is {kind}, and was read as that",
)
PASSWORD = Phrase("文件设有密码；请取消密码后再试", "the file is protected by a password; remove it first")
NO_SHEETS_IN_IT = Phrase(
    "这不是表格文件（可能是文字文档）；请把表格另存为 .xlsx",
    "this is no workbook but perhaps a text; save the table as .xlsx",
)
SAVE_AS = Phrase(
    "这是 XML 或网页归档文件，请用 Excel 打开后另存为 .xlsx",
    "this is XML or a web archive; open it in Excel and save it as .xlsx",
)


def reader_of(path: Path) -> tuple[str | None, Phrase | None]:
    """The reader of a file by what it is, None for a suffix that no table has; and a note where its name says otherwise.

    Raises InputError where the file is something that cannot be read.
    """
    suffix = path.suffix.lower()
    named = OF_SUFFIX.get(suffix)
    if named is None or not path.is_file():
        return named, None
    with path.open("rb") as stream:
        start = stream.read(BEGINNING)
    kind = kind_of(path, start, named)
    old = start.startswith(OLE)
    if kind == named and (not old or suffix in (OLD_FORMAT, ".et")):
        return kind, None
    what = OLD_WORKBOOK if old else CALLED[kind]
    return kind, IS_OTHER.format(file=path.name, suffix=suffix, kind=what)


def kind_of(path: Path, start: bytes, named: str) -> str:
    """What a file that begins so is; as it is named where that is not plain. Raises InputError."""
    if start.startswith(OLE):
        return old_workbook(path)
    if start.startswith(ZIP):
        return EXCEL
    if start.startswith(PARQUET_MAGIC):
        return FILE_OF_COLUMNS
    if named in (EXCEL, CSV, WEB_PAGE):
        if WEB.match(start) or (XML.match(start) and b"<table" in start.lower()):
            return WEB_PAGE
        if XML.match(start) or MAIL.match(start):
            raise refusal(str(path), SAVE_AS)
    is_text = start[:2] in UTF16 or (b"\0" not in start and SEPARATED.search(start))
    return CSV if named == EXCEL and is_text else named


def old_workbook(path: Path) -> str:
    """The reader of an OLE file that holds a workbook. Raises InputError where it holds another document, or a locked one."""
    with path.open("rb") as stream:
        content = stream.read(MOST_OF_OLE)
    if ENCRYPTED in content:
        raise refusal(str(path), PASSWORD)
    if len(content) < MOST_OF_OLE and not any(name in content for name in BOOK):
        raise refusal(str(path), NO_SHEETS_IN_IT)
    return EXCEL
