"""What records of a table put the numbers in doubt: no place, values filled in, rows left out, records that stand twice."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.base.phrase import Phrase, listed, untranslated
from compliance.columnar.evaluate import RulesByPlace
from compliance.facts.parsing import is_blank
from compliance.jobs.batch_polars import IDENTITIES, Inspection
from compliance.jobs.table_columns import TableColumns, named
from compliance.jobs.tally import Tally
from compliance.packs.ready import NATIONAL_ONLY
from compliance.tables.source import ReadReport

SHOWN = 5

PLACELESS = Phrase("{n} 份记录未指明辖区：{note}", "{n} record(s): {note}")
FILLED = Phrase("{fact}有 {n} 份记录按 --set 取“{value}”", "{fact} is “{value}” by --set in {n} record(s)")
LEFT_OUT = Phrase(
    "{table}：第 {rows} 行未作为记录读取（{why}）", "{table}: row(s) {rows} were not read as records ({why})"
)
AND_MORE = Phrase("{rows} 等 {n}", "{rows} and others, {n} in all,")
FAULTS = Phrase("{fact}有 {n} 处不能读取：{why}", "{fact} cannot be read in {n} cell(s): {why}")
MORE_FAULTS = Phrase(
    "另有 {n} 种填写错误，见各份记录的 errors", "{n} more kinds of error: see the errors of each record"
)
BLANKS = Phrase(
    "以“—”“不详”等表示不知道的有：{facts}，均按未知处理", "cells that say unknown, by “—” and the like: {facts}"
)
COUNT = Phrase("{fact} {n} 处", "{fact} {n}")
TWICE = Phrase(
    "有 {n} 个{what}重复出现，例如 {examples}；各份均已核对",
    "{n} {what}(s) stand more than once, such as {examples}; all were checked",
)
AT_ROWS = Phrase("{id}（第 {rows} 份）", "{id} (records {rows})")


def placeless(tally: Tally) -> Iterator[Phrase]:
    """How many records name no place."""
    if tally.placeless:
        yield PLACELESS.format(n=tally.placeless, note=NATIONAL_ONLY)


def filled(tally: Tally, columns: TableColumns, book: RulesByPlace) -> Iterator[Phrase]:
    """How many records took a value that was given for the whole table."""
    for fact, value in columns.given.items():
        yield FILLED.format(fact=named(fact, book), n=tally.filled[fact], value=value)


def unread(tally: Tally, book: RulesByPlace) -> Iterator[Phrase]:
    """The cells that cannot be read, the commonest kinds first, and those that say that nothing is known."""
    for (fact, why), n in tally.faults.most_common(SHOWN):
        yield FAULTS.format(fact=named(fact, book), n=n, why=untranslated(why))
    if len(tally.faults) > SHOWN:
        yield MORE_FAULTS.format(n=len(tally.faults) - SHOWN)
    if blanks := +tally.blanks:
        counts = (COUNT.format(fact=book.facts[fact].label, n=n) for fact, n in blanks.most_common(SHOWN))
        yield BLANKS.format(facts=listed(counts))


def left_out(report: ReadReport) -> Iterator[Phrase]:
    """The rows that are no records, and what else the readers say."""
    yield from report.notes
    for table in report.tables:
        reasons: dict[Phrase, list[int]] = {}
        for row in table.left_out:
            reasons.setdefault(row.why, []).append(row.row)
        for why, rows in reasons.items():
            shown = ", ".join(map(str, rows[:SHOWN]))
            many = AND_MORE.format(rows=shown, n=len(rows)) if len(rows) > SHOWN else shown
            name = f"{table.file}!{table.sheet}" if table.sheet else table.file
            yield LEFT_OUT.format(table=name, rows=many, why=why)


def repeated(inspection: Inspection, book: RulesByPlace) -> Iterator[Phrase]:
    """The numbers, credit codes and names that more than one record has."""
    for fact in IDENTITIES:
        twice = [(text, rows) for text, rows in inspection.twice(fact) if not is_blank(text)]
        if twice:
            examples = [AT_ROWS.format(id=text, rows=", ".join(map(str, rows[:SHOWN]))) for text, rows in twice[:SHOWN]]
            yield TWICE.format(n=len(twice), what=book.facts[fact].label, examples=listed(examples))
