"""The blank workbook to fill in: one row a record, one column a fact, and a sheet that explains each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_range_abs

from compliance.base.phrase import Language, Phrase
from compliance.facts.parsing import FIRST_YEAR, LAST_YEAR
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.tables import field_help
from compliance.tables.workbook import (
    BODY,
    DAY,
    HEADER,
    HEADING,
    TEXT,
    Book,
    clipped,
    fit_row,
    new_book,
    remark,
    width_of,
)

RECORDS = Phrase("填报", "Records")
EXPLAINED = Phrase("填写说明", "How to fill in")
CHOICES = Phrase("选项", "Choices")
TITLE = Phrase("{subject}填报表", "Form: {subject}")
WITH_PLACE = Phrase(
    "本表含“{place}”的规则所用的事实：“所在辖区”一栏填“{place}”，或在核对时用 --jurisdiction 指明。",
    "This form has the facts that the rules of “{place}” use: write “{place}” as the jurisdiction, or give --jurisdiction.",
)
COLUMNS = (
    (Phrase("代码", "Code"), 30),
    (Phrase("名称", "Label"), 36),
    (Phrase("类型", "Type"), 16),
    (Phrase("单位", "Unit"), 12),
    (Phrase("范围或可选值", "Range or choices"), 46),
    (Phrase("证明材料", "Proof"), 30),
    (Phrase("说明", "Note"), 34),
)
ELSEWHERE = Phrase("…（全文见“填写说明”）", "… (in full: “How to fill in”)")
PICK = Phrase("请从下拉列表中选择；不清楚的留空。", "Choose from the list; leave it blank if you do not know.")
WRONG = Phrase("应填：{expected}。不清楚的留空。", "Expected: {expected}. Leave it blank if you do not know.")
REFUSED = Phrase("填写有误", "Not accepted")

LAST_ROW = 1_048_575
LONGEST_TITLE, LONGEST_MESSAGE, LONGEST_LIST = 32, 255, 255
WIDTHS = {
    FactType.WHOLE: 11,
    FactType.DECIMAL: 11,
    FactType.YES_NO: 11,
    FactType.DATE: 13,
    FactType.TEXT: 24,
    FactType.CREDIT_CODE: 22,
    FactType.CHOICE: 14,
    FactType.SET: 34,
}
FORMATS = {FactType.TEXT: TEXT, FactType.CREDIT_CODE: TEXT, FactType.SET: TEXT, FactType.DATE: DAY}
HEADER_LINES = 3
MOST_WIDTH = 40

Validation = dict[str, object]


def write(
    path: Path, vocabulary: Vocabulary, places: Mapping[str, Phrase], language: Language, place: str | None = None
) -> None:
    """Writes the blank workbook. Raises InputError where it cannot be written.

    `places` are the packs, offered as jurisdictions; `place` is the one whose own facts the vocabulary has.
    """
    with new_book(path) as book:
        title = TITLE.format(subject=vocabulary.label).text(language)
        book.workbook.set_properties({"title": title})
        book.workbook.set_custom_property("subject", vocabulary.subject)
        form = Form(book, vocabulary, list(places.values()), language)
        form.write()
        explain(book, vocabulary, title, places[place] if place else None, language)
        form.write_lists()


class Form:
    """The sheet to fill in, and behind it the lists that are too long to stand in a cell's own rules."""

    def __init__(self, book: Book, vocabulary: Vocabulary, places: Sequence[Phrase], language: Language) -> None:
        self.book, self.vocabulary, self.places, self.language = book, vocabulary, places, language
        self.sheet = book.sheet(RECORDS.text(language))
        self.lists: list[list[str]] = []

    def write(self) -> None:
        """The header, and below it columns that take only what fits."""
        for column, (code, fact) in enumerate(self.vocabulary.facts.items()):
            label = self.tell(fact.label)
            form = self.book.style({"num_format": FORMATS.get(fact.type, "General")})
            self.sheet.set_column(column, column, width(fact, self.language), form)
            self.sheet.write_string(0, column, label, self.book.style(HEADER))
            remark(self.sheet, 0, column, "\n".join((f"{label} ({code})", self.hints(fact))))
            rule = {**self.validation(code, fact), **self.messages(fact)}
            self.sheet.data_validation(1, column, LAST_ROW, column, rule)
        facts = self.vocabulary.facts.values()
        fit_row(self.sheet, 0, [(self.tell(fact.label), width(fact, self.language)) for fact in facts])
        self.sheet.freeze_panes(1, 2)
        self.sheet.repeat_rows(0)

    def tell(self, phrase: Phrase) -> str:
        """The phrase in the language of the workbook."""
        return phrase.text(self.language)

    def hints(self, fact: Fact) -> str:
        """All that helps to fill in the fact."""
        return self.tell(field_help.hints(fact, self.vocabulary))

    def messages(self, fact: Fact) -> Validation:
        """What is said when a cell is entered, and when what is filled in does not fit."""
        label, hint = self.tell(fact.label), self.hints(fact)
        title = clipped(label, LONGEST_TITLE)
        hint = hint if title == label else f"{label}\n{hint}"
        if clipped(hint, LONGEST_MESSAGE) != hint:
            end = self.tell(ELSEWHERE)
            hint = clipped(hint, LONGEST_MESSAGE - len(end)).removesuffix("…") + end
        chosen = fact.type in (FactType.CHOICE, FactType.YES_NO)
        wrong = PICK if chosen else WRONG.format(expected=field_help.expected(fact, self.vocabulary))
        return {
            "input_title": title,
            "input_message": hint,
            "error_title": self.tell(REFUSED),
            "error_message": clipped(self.tell(wrong), LONGEST_MESSAGE),
        }

    def validation(self, code: str, fact: Fact) -> Validation:
        """What the cells of a fact take."""
        if fact.type.is_number and fact.minimum is not None and fact.maximum is not None:
            low, high = float(fact.minimum), float(fact.maximum)
            return {"validate": fact.type.value, "criteria": "between", "minimum": low, "maximum": high}
        if fact.type is FactType.DATE:
            first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        if fact.type is FactType.YES_NO:
            return self.drop_down(field_help.YES_NO)
        if fact.type is FactType.CHOICE:
            return self.drop_down(list(fact.choices.values()))
        if code == "jurisdiction" and self.places:
            return {**self.drop_down(self.places), "show_error": False}
        return {"validate": "any"}

    def drop_down(self, items: Sequence[Phrase]) -> Validation:
        """A list to choose from; one that is too long, or that commas would break up, stands on the sheet of lists."""
        texts = [self.tell(one) for one in items]
        if len(",".join(texts)) <= LONGEST_LIST and not any("," in text for text in texts):
            return {"validate": "list", "source": texts}
        if texts not in self.lists:
            self.lists.append(texts)
        column = self.lists.index(texts)
        cells = xl_range_abs(0, column, len(texts) - 1, column)
        return {"validate": "list", "source": f"='{self.tell(CHOICES)}'!{cells}"}

    def write_lists(self) -> None:
        """The sheet of long lists, hidden; none where there are none."""
        if self.lists:
            sheet = self.book.sheet(self.tell(CHOICES))
            sheet.hide()
            for row in range(max(map(len, self.lists))):
                for column, texts in enumerate(self.lists):
                    self.book.put(sheet, row, column, texts[row] if row < len(texts) else None)


def width(fact: Fact, language: Language) -> int:
    """How wide a fact's column is: enough for its values, and for its label in a few lines."""
    label = -(-width_of(fact.label.text(language)) // HEADER_LINES) + 3
    choices = (
        [width_of(one.text(language)) + 4 for one in fact.choices.values()] if fact.type is FactType.CHOICE else []
    )
    return min(MOST_WIDTH, max([WIDTHS[fact.type], label, *choices]))


def explain(book: Book, vocabulary: Vocabulary, title: str, place: Phrase | None, language: Language) -> None:
    """The sheet of guidance, with a row a fact."""
    sheet = book.sheet(EXPLAINED.text(language))
    sheet.fit_to_pages(1, 0)
    for column, (_, wide) in enumerate(COLUMNS):
        sheet.set_column(column, column, wide)
    sheet.write_string(0, 0, title, book.style(HEADING))
    notes = [*field_help.GUIDANCE, WITH_PLACE.format(place=place)] if place else field_help.GUIDANCE
    for row, note in enumerate(notes, 1):
        text = f"{row}. {note.format(subject=vocabulary.label).text(language)}"
        book.paragraph(sheet, row, len(COLUMNS), sum(wide for _, wide in COLUMNS), text)
    top = len(notes) + 2
    for column, (heading, _) in enumerate(COLUMNS):
        sheet.write_string(top, column, heading.text(language), book.style(HEADER))
    for row, (code, fact) in enumerate(vocabulary.facts.items(), top + 1):
        texts = explanation(code, fact, vocabulary, language)
        fit_row(sheet, row, zip(texts, (wide for _, wide in COLUMNS), strict=True))
        for column, text in enumerate(texts):
            book.put(sheet, row, column, text, BODY, {"border": 1})
    sheet.autofilter(top, 0, top + len(vocabulary.facts), len(COLUMNS) - 1)
    sheet.repeat_rows(top)


def explanation(code: str, fact: Fact, vocabulary: Vocabulary, language: Language) -> list[str]:
    """The row that explains a fact."""
    words = (
        fact.label,
        field_help.TYPES[fact.type],
        vocabulary.unit_label(fact.unit),
        field_help.values(fact),
        fact.proof or Phrase("", ""),
        fact.note or Phrase("", ""),
    )
    return [code, *(one.text(language) for one in words)]
