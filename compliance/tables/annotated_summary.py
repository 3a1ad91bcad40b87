"""The sheet that sums a batch up: verdicts, rules, units, missing facts, and two charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl
from xlsxwriter.worksheet import Worksheet

from compliance.base.outcome import OBLIGATION_WORDS, Obligation, Outcome
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.base.printable import quotes_emptied
from compliance.tables.annotated_data import COLOURS, MOST_REMARKS, VERDICTS
from compliance.tables.result import Annotated, RuleInfo
from compliance.tables.workbook import AMBER, BODY, COUNT, HEADER, HEADING, INDENT, PART, Book, fit_row

TITLE = Phrase("核对结果汇总", "Summary of the results")
BY_VERDICT = Phrase("各结论的记录数", "Records by verdict")
BY_RULE = Phrase("各规则的不符合数和未能判定数", "Records that do not meet each rule, or leave it undetermined")
BY_UNIT = Phrase("各牵头（责任）单位的不符合项数", "Findings not met by lead or responsible unit")
BY_FACT = Phrase("待补填的信息", "Facts still needed")
BY_ERROR = Phrase("填写错误", "Values that cannot be read")
VERDICT, SHARE, TOTAL = Phrase("结论", "Verdict"), Phrase("占比", "Share"), Phrase("合计", "Total")
RECORDS = Phrase("记录数", "Records")
RULE, RULE_ID = Phrase("规则", "Rule"), Phrase("规则代码", "Rule id")
FAILED, UNDETERMINED = Phrase("不符合", "Not met"), Phrase("未能判定", "Undetermined")
BINDING = Phrase("约束力", "Binding")
UNIT, ITEMS = Phrase("单位", "Unit"), Phrase("项数", "Findings")
FACT, CODE = Phrase("信息", "Fact"), Phrase("代码", "Code")
WAITING = Phrase("等待此信息的记录数", "Records that wait for it")
PROBLEM, CELLS = Phrase("错误", "Error"), Phrase("处数", "Cells")
KIND_OF_ERROR = Phrase("{fact}：{kind}", "{fact}: {kind}")
NO_UNIT = Phrase("文件未列责任单位", "no unit named in the document")
NOTHING = Phrase("无", "none")
MOST_FAILED = Phrase("不符合最多的规则", "Rules not met most often")

LEGEND = Phrase(
    "“数据”表中，红色为填写有误的单元格，橙色为不符合规则所依据的单元格，原因见其批注；空白表示未知。",
    "On the data sheet, cells that cannot be read are red and cells behind a rule that is not met are amber; their comments"
    " say why. Blank means unknown.",
)
SHARED = Phrase(
    "由几个单位共同牵头的一项，各计一次。", "A finding that several units lead is counted once for each of them."
)
LEFT_OUT = Phrase(
    "批注过多会使表格难以打开：前 {most} 个单元格有批注，其后 {n} 个只着色，原因见“发现”表和“填写错误”列。",
    "Too many comments keep a workbook from opening: the first {most} cells have theirs, {n} later ones are coloured only;"
    " the findings sheet and the column of errors say why.",
)

WIDTHS = (46, 13, 13, 12, 36)
CHART_COLUMN = len(WIDTHS) + 1
MOST_BARS = 10
BORDER = "#7F7F7F"
ROW_PIXELS = 20
VERDICT_CHART, RULE_CHART = {"width": 620, "height": 240}, {"width": 820, "height": 400}


class RuleCount(NamedTuple):
    """How many records do not meet a rule, and how many leave it undetermined."""

    id: str
    info: RuleInfo
    failed: int
    undetermined: int

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """The place among all: the worst first, mere support last."""
        return self.info.obligation is Obligation.MAY, -self.failed, -self.undetermined, self.id


class SummarySheet:
    """Writes the summary, one table below the other."""

    def __init__(self, book: Book, sheet: Worksheet, one: Annotated, language: Language) -> None:
        self.book, self.sheet, self.one, self.language = book, sheet, one, language
        self.row = 0

    def write(self, left_out: int) -> None:
        """The whole sheet. `left_out` is how many cells have no comment for want of room."""
        for column, wide in enumerate(WIDTHS):
            self.sheet.set_column(column, column, wide)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.write_string(0, 0, self.tell(TITLE), self.book.style(HEADING))
        self.row = 1
        notes = [*self.one.notes, LEGEND, *([LEFT_OUT.format(most=MOST_REMARKS, n=left_out)] if left_out else [])]
        for note in notes:
            self.book.paragraph(self.sheet, self.row, len(WIDTHS), sum(WIDTHS), self.tell(note))
            self.row += 1
        top = self.row + 1
        self.write_verdicts()
        self.write_rules(top + -(-VERDICT_CHART["height"] // ROW_PIXELS) + 1)
        self.write_units()
        self.write_facts()
        self.write_errors()

    def tell(self, phrase: Phrase) -> str:
        """The phrase in the language of the workbook."""
        return phrase.text(self.language)

    def table(self, title: Phrase, headers: Sequence[Phrase], rows: Iterable[Sequence[object]]) -> tuple[int, int]:
        """A table under its title. Returns its first row, and the one behind its last."""
        self.sheet.write_string(self.row + 1, 0, self.tell(title), self.book.style(PART))
        texts = [self.tell(header) for header in headers]
        fit_row(self.sheet, self.row + 2, zip(texts, WIDTHS, strict=False))
        for column, text in enumerate(texts):
            self.book.put(self.sheet, self.row + 2, column, text or None, HEADER)
        first = self.row = self.row + 3
        for cells in rows:
            fit_row(self.sheet, self.row, zip(cells, WIDTHS, strict=False))
            for column, cell in enumerate(cells):
                self.write_cell(column, cell)
            self.row += 1
        if first == self.row:
            self.write_cell(0, self.tell(NOTHING))
            self.row += 1
        return first, self.row

    def write_cell(self, column: int, cell: object) -> None:
        """One cell of a table."""
        form = {"num_format": "0.0%"} if isinstance(cell, float) else {"num_format": COUNT}
        look = form if isinstance(cell, int | float) else INDENT
        self.book.put(self.sheet, self.row, column, cell, BODY, look, {"border": 1})

    def write_verdicts(self) -> None:
        """How many records there are of each verdict; they add up to all that were read."""
        counts = Counter(self.one.added["verdict"].to_list())
        total, top = self.one.records.height, self.row + 1
        rows = [
            (self.tell(words), counts[code], counts[code] / total if total else 0.0) for code, words in VERDICTS.items()
        ]
        all_rows = [*rows, (self.tell(TOTAL), total, sum(share for *_, share in rows))]
        first, end = self.table(BY_VERDICT, (VERDICT, RECORDS, SHARE), all_rows)
        self.draw(top, BY_VERDICT, (first, end - 2), VERDICT_CHART, [COLOURS[code] for code in VERDICTS])

    def write_rules(self, chart_row: int) -> None:
        """The rules that some record does not meet or leaves open, and the worst of them as a chart."""
        counts = rule_counts(self.one)
        rows = [
            (
                self.tell(one.info.title),
                one.failed,
                one.undetermined,
                self.tell(OBLIGATION_WORDS[one.info.obligation]),
                one.id,
            )
            for one in counts
        ]
        first, _ = self.table(BY_RULE, (RULE, FAILED, UNDETERMINED, BINDING, RULE_ID), rows)
        bars = sum(one.failed > 0 and one.info.obligation is not Obligation.MAY for one in counts[:MOST_BARS])
        if bars:
            self.draw(chart_row, MOST_FAILED, (first, first + bars - 1), RULE_CHART, [AMBER] * bars)

    def write_units(self) -> None:
        """How many findings that are not met fall to each unit."""
        counts = unit_counts(self.one)
        rows = [(self.tell(unit), count) for unit, count in counts]
        self.table(BY_UNIT, (UNIT, ITEMS), rows)
        if rows:
            self.book.paragraph(self.sheet, self.row, len(WIDTHS), sum(WIDTHS), self.tell(SHARED))
            self.row += 1

    def write_facts(self) -> None:
        """How many records wait for each missing fact."""
        waiting = Counter(code for text in self.one.added["missing"].drop_nulls() for code in codes_in(text))
        total = self.one.records.height
        rows = [
            (self.tell(self.one.label_of(code)), count, count / total, None, code)
            for code, count in sorted(waiting.items(), key=lambda one: (-one[1], one[0]))
        ]
        self.table(BY_FACT, (FACT, WAITING, SHARE, untranslated(""), CODE), rows)

    def write_errors(self) -> None:
        """How many cells cannot be read, by fact and by what is wrong with them."""
        self.table(BY_ERROR, (PROBLEM, CELLS), [(self.tell(kind), count) for kind, count in error_counts(self.one)])

    def draw(
        self, row: int, title: Phrase, rows: tuple[int, int], size: dict[str, int], colours: Sequence[str]
    ) -> None:
        """A bar chart of a table's first two columns, beside the tables."""
        first, last = rows
        chart = self.book.workbook.add_chart({"type": "bar"})
        assert chart is not None
        name = self.sheet.get_name()
        chart.add_series(
            {
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "points": [{"fill": {"color": colour}, "border": {"color": BORDER}} for colour in colours],
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
        chart.set_title({"name": self.tell(title), "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False, "min": 0})
        chart.set_size(size)
        self.sheet.insert_chart(row, CHART_COLUMN, chart)


def codes_in(text: str) -> Iterator[str]:
    """The codes of a text, “;” between them."""
    return (code.strip() for code in text.split(";") if code.strip())


def error_counts(one: Annotated) -> list[tuple[Phrase, int]]:
    """The kinds of errors in cells: the fact and what is wrong, without what was written; the commonest first."""
    counts: Counter[Phrase] = Counter()
    for error in one.errors:
        header = one.columns[error.column]
        fact = one.label_of(one.codes.get(header, header))
        kind = Phrase(quotes_emptied(error.message.zh), quotes_emptied(error.message.en))
        counts[KIND_OF_ERROR.format(fact=fact, kind=kind)] += 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].zh))


def rule_counts(one: Annotated) -> list[RuleCount]:
    """The rules with findings, the worst first."""
    counted = one.findings.group_by("rule", "outcome").len()
    counts = {(rule, outcome): count for rule, outcome, count in counted.iter_rows()}
    found = (
        RuleCount(
            rule,
            one.info(rule),
            counts.get((rule, Outcome.FAIL.value), 0),
            counts.get((rule, Outcome.UNDETERMINED.value), 0),
        )
        for rule in {rule for rule, _ in counts}
    )
    return sorted(found, key=lambda count: count.rank)


def unit_counts(one: Annotated) -> list[tuple[Phrase, int]]:
    """The units with the findings not met that fall to each, the most first."""
    counts: Counter[Phrase] = Counter()
    for rule, count in one.failures.group_by("rule").agg(pl.len()).iter_rows():
        answers = one.info(rule).responsible
        for unit in answers.lead or answers.units or (None,):
            counts[untranslated(unit) if unit else NO_UNIT] += count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].zh))
