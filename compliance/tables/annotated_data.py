"""The sheets of data: the input as it was, its cells marked where something is wrong, and what came of each record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, islice

from xlsxwriter.worksheet import Worksheet

from compliance.base.outcome import VERDICT_WORDS, Verdict
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.tables.result import Annotated
from compliance.tables.workbook import AMBER, BODY, GREEN, GREY, HEADER, INDENT, RED, Book, fit_row, remark, width_of

INVALID = "invalid"
VERDICTS = {
    **{verdict.value: words for verdict, words in VERDICT_WORDS.items()},
    INVALID: Phrase("填写有误", "Invalid"),
}
COLOURS = {
    Verdict.COMPLIANT.value: GREEN,
    Verdict.NON_COMPLIANT.value: AMBER,
    Verdict.UNDETERMINED.value: GREY,
    INVALID: RED,
}
ADDED = (
    (Phrase("结论", "Verdict"), 14),
    (Phrase("不符合的规则", "Rules not met"), 40),
    (Phrase("未能判定的规则", "Rules undetermined"), 40),
    (Phrase("待补填的信息", "Facts still needed"), 40),
    (Phrase("填写错误", "Errors"), 50),
)
NOT_MET = Phrase("{title}：不符合{values} [{rule}]", "{title}: not met{values} [{rule}]")
VALUES = Phrase("（实际 {actual}，要求 {required}）", " (actual {actual}, required {required})")
ONLY_REQUIRED = Phrase("（要求 {required}）", " (required {required})")
MOST_REMARKS = 20_000
MOST_LINES = 3
SAMPLE = 200
TOP = {"valign": "top"}
NARROWEST, WIDEST = 10, 36

Failure = Mapping[str, object]
Marks = dict[int, tuple[str, list[str]]]


class DataSheets:
    """Writes the input with its marks."""

    def __init__(self, book: Book, one: Annotated, language: Language) -> None:
        self.book, self.one, self.language = book, one, language
        self.columns = len(one.columns)
        self.comma = "、" if language == "zh" else ";"
        self.remarks = 0

    def write(self, sheets: Sequence[Worksheet], most: int) -> int:
        """Writes the records over the sheets, `most` on each. Returns how many comments there was no room for."""
        rows = zip(self.one.records.iter_rows(), self.marks(), strict=True)
        for sheet in sheets:
            height = 0
            self.write_header(sheet)
            for height, (record, marks) in enumerate(islice(rows, most), 1):
                self.write_row(sheet, height, record, marks)
            sheet.autofilter(0, 0, height, self.columns + len(ADDED) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{height + 1}"})
        return max(0, self.remarks - MOST_REMARKS)

    def write_header(self, sheet: Worksheet) -> None:
        """The input's headers and those of what was found; they stay in view."""
        headers = [*self.one.columns, *(heading.text(self.language) for heading, _ in ADDED)]
        for column, (header, wide) in enumerate(zip(headers, self.widths, strict=True)):
            sheet.set_column(column, column, wide)
            sheet.write_string(0, column, header, self.book.style(HEADER))
        fit_row(sheet, 0, zip(headers, self.widths, strict=True))
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)

    @cached_property
    def widths(self) -> list[int]:
        """How wide the columns are, by their headers and first records."""
        columns = self.one.records[:SAMPLE, : self.columns].iter_columns()
        widths = []
        for header, column in zip(self.one.columns, columns, strict=True):
            wide = max(map(width_of, map(str, column)), default=0)
            widths.append(min(WIDEST, max(NARROWEST, wide + 2, -(-width_of(header) // 3) + 3)))
        return [*widths, *(wide for _, wide in ADDED)]

    def marks(self) -> Iterator[Marks]:
        """What is wrong with the cells of each record: the colour of each and what to say; an error before a failure."""
        errors: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for error in self.one.errors:
            errors[error.row].append((error.column, error.message.text(self.language)))
        failures = self.failures()
        upcoming = next(failures, None)
        for row in range(1, self.one.records.height + 1):
            marks: Marks = {}
            for column, text in errors.get(row, ()):
                marks.setdefault(column, (RED, []))[1].append(text)
            if upcoming and upcoming[0] == row:
                for failure in upcoming[1]:
                    self.mark(marks, failure)
                upcoming = next(failures, None)
            yield marks

    def failures(self) -> Iterator[tuple[int, list[Failure]]]:
        """The failures of each record that has some, in the order of the records."""
        ordered = self.one.failures.sort("row", maintain_order=True)
        for row, group in groupby(ordered.iter_rows(named=True), key=lambda failure: int(failure["row"])):
            yield row, list(group)

    def mark(self, marks: Marks, failure: Failure) -> None:
        """Marks the cells of the facts that a failing rule reads."""
        rule = str(failure["rule"])
        info = self.one.info(rule)
        actual, required = (self.one.spoken(failure[name], info, self.language) for name in ("actual", "required"))
        values = untranslated("")
        if required is not None:
            values = (ONLY_REQUIRED if actual is None else VALUES).format(actual=actual, required=required)
        text = NOT_MET.format(title=info.title, values=values, rule=rule).text(self.language)
        for column in self.places.get(rule, ()):
            marks.setdefault(column, (AMBER, []))[1].append(text)

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """The columns of the facts that each rule reads."""
        codes = [self.one.codes.get(name) for name in self.one.columns]
        return {
            rule: [column for column, code in enumerate(codes) if code in info.facts]
            for rule, info in self.one.rules.items()
        }

    def write_row(self, sheet: Worksheet, row: int, record: Sequence[object], marks: Marks) -> None:
        """One record."""
        for column, value in enumerate(record[: self.columns]):
            colour, texts = marks.get(column, ("", []))
            look = {"bg_color": colour, **TOP} if colour else TOP
            self.book.put(sheet, row, column, value, look, comma=self.comma)
            if texts:
                self.say(sheet, row, column, texts)
        self.write_found(sheet, row, [str(text or "") for text in record[self.columns :]])

    def write_found(self, sheet: Worksheet, row: int, found: Sequence[str]) -> None:
        """What came of a record: titles for rules, labels for facts."""
        verdict, failed, undetermined, missing, errors = found
        words = VERDICTS.get(verdict, untranslated(verdict)).text(self.language)
        texts = (
            words,
            self.told(failed, self.one.title_of),
            self.told(undetermined, self.one.title_of),
            self.told(missing, self.one.label_of),
            errors,
        )
        fit_row(sheet, row, zip(texts, (wide for _, wide in ADDED), strict=True), MOST_LINES)
        for column, text in enumerate(texts):
            look = {"bg_color": COLOURS.get(verdict, GREY)} if column == 0 else {}
            self.book.put(sheet, row, self.columns + column, text, BODY, INDENT, look)

    def told(self, text: str, words: Callable[[str], Phrase]) -> str:
        """Codes in the words of people."""
        items = (words(code.strip()).text(self.language) for code in text.split(";") if code.strip())
        return ("、" if self.language == "zh" else "; ").join(items)

    def say(self, sheet: Worksheet, row: int, column: int, texts: Sequence[str]) -> None:
        """Comments on a cell, as long as there is room for comments; with too many a spreadsheet opens no more."""
        self.remarks += 1
        if self.remarks <= MOST_REMARKS:
            remark(sheet, row, column, "\n".join(texts))
