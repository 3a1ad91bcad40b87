"""The report of `solve`: the answer, the ranges as a picture and a table, and what is still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.jobs.solve import Solution, Solver
from compliance.reports import details
from compliance.reports.blocks import Block, Note, Paragraph, Picture, Result, Table, Title, Verdict
from compliance.reports.picture import caption, drawn
from compliance.reports.solution_words import answer, needed, question, reasons, rule_ids, span, verdict_words

VALUES = Phrase("取值", "Values")
IN_UNIT = Phrase("（{unit}）", " ({unit})")
VERDICT = Phrase("结论", "Verdict")
BINDING = Phrase("起约束作用的规则", "What binds")
KEY = Phrase("规则编号：{rules}", "Rule ids: {rules}")
NOTHING_MORE = untranslated("")
WIDTHS: dict[Language, list[int]] = {"zh": [22, 10, 44], "en": [22, 13, 41]}


def solution_result(case: Solver, solution: Solution, language: Language) -> Result:
    """What `solve` found."""

    def record() -> Mapping[str, object]:
        from compliance.reports.solve_json import solution_document

        return solution_document(solution, language)

    return Result(lambda: solution_blocks(case, solution), record)


def solution_blocks(case: Solver, solution: Solution) -> Iterator[Block]:
    """What was asked, the answer, the ranges, and what is still needed."""
    report = solution.report
    yield Title(details.title(report))
    yield Paragraph(details.heading(report))
    yield Paragraph(question(solution))
    yield from (Verdict(sentence) for sentence in answer(solution))
    yield from (Note(note) for note in report.notes)
    yield Picture(partial(drawn, case, solution), caption(case, solution), ranges(solution))
    if ids := rule_ids(solution):
        yield Paragraph(KEY.format(rules=listed(map(untranslated, ids))))
    if wanted := needed(solution, case.vocabulary):
        yield Paragraph(wanted)


def ranges(solution: Solution) -> Table:
    """The ranges as a table: a row a range and rule that binds it."""
    unit = IN_UNIT.format(unit=solution.unit) if solution.unit.zh else NOTHING_MORE
    rows = []
    for one in solution.ranges:
        first = [span(one, solution), verdict_words(one.verdict)]
        for number, reason in enumerate(reasons(one) or [NOTHING_MORE]):
            rows.append([*(first if number == 0 else [NOTHING_MORE] * 2), reason])
    return Table([joined(VALUES, unit), VERDICT, BINDING], rows, WIDTHS)
