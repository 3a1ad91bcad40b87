"""What `solve` found as one page that opens without a network: the answer, a picture and the ranges."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from compliance.base.outcome import INVALID, Verdict
from compliance.base.phrase import Language, Phrase, listed
from compliance.jobs.solve import Case, Solution
from compliance.jobs.two_facts import level_axis, partner, plane
from compliance.reports import details
from compliance.reports.solve import (
    answer,
    headers,
    needed,
    question,
    rows,
    rule_ids,
    span,
    verdict_words,
)
from compliance.reports.svg import Drawing

BOTH = Phrase(
    "横轴为{level}，纵轴为{upright}；各区域按规则逐列求出，圆点为现状",
    "{level} across, {upright} upward; the regions are solved column by column, and the dot is the case as it is",
)
ONE = Phrase("{level}的各段取值；竖线为现状", "the values of {level}; the line is the value now")
ALTERNATIVE = Phrase("{picture}。{ranges}", "{picture}. {ranges}")
RANGE = Phrase("{values}：{verdict}", "{values}: {verdict}")
RULE_IDS = Phrase("规则编号：{rules}", "Rule ids: {rules}")
STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6775; --page: #fff; --line: #c6ced8;
  --compliant: #2f8f6b; --undetermined: #e0a526; --non_compliant: #c9d1db; --invalid: #e9ecf0; --mark: #0b4fb3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a7b1bd; --page: #14181d; --line: #3d4753;
  --compliant: #3fa982; --undetermined: #c68f1c; --non_compliant: #39424d; --invalid: #22282f; --mark: #8fbcff; } }
body { margin: 2rem auto; max-width: 52rem; padding: 0 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.4rem; margin: 0; } p { margin: .4rem 0; } .soft, figcaption { color: var(--soft); font-size: .9rem; }
.answer { font-size: 1.1rem; font-weight: 600; } figure { margin: 1.5rem 0; } svg { width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top;
  padding: .35rem .6rem; border-bottom: 1px solid var(--line); } td:first-child { white-space: nowrap; }
svg text { fill: var(--ink); font-size: 13px; } svg .tick { fill: var(--soft); font-size: 12px; }
svg .axis, svg .grid { stroke: var(--line); } svg .axis { stroke: var(--soft); } svg .grid { stroke-dasharray: 2 4; }
svg .compliant { fill: var(--compliant); } svg .undetermined { fill: var(--undetermined); }
svg .non_compliant { fill: var(--non_compliant); } svg .invalid { fill: var(--invalid); }
svg .hatch { fill: url(#hatch); } svg .dots { fill: url(#dots); }
svg .mark { fill: var(--mark); stroke: var(--page); stroke-width: 2; } svg .now { stroke: var(--mark); stroke-width: 3; }
svg .said { fill: var(--ink); stroke: var(--page); stroke-width: 4; paint-order: stroke; font-weight: 600; }
"""


def solution_page(case: Case, solution: Solution, language: Language) -> str:
    """The page, ending with a line break."""
    html = Element("html", lang="zh-CN" if language == "zh" else "en")
    head, body = SubElement(html, "head"), SubElement(html, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    said(head, "title", f"{question(solution).text(language)} · {details.title(solution.report).text(language)}")
    said(head, "style", STYLE)
    said(body, "h1", details.title(solution.report).text(language))
    said(body, "p", details.heading(solution.report).text(language), "soft")
    said(body, "p", question(solution).text(language))
    for phrase in answer(solution):
        said(body, "p", phrase.text(language), "answer")
    for note in solution.report.notes:
        said(body, "p", "※ " + note.text(language), "soft")
    body.append(figure(case, solution, language))
    body.append(ranges(solution, language))
    for text in below(case, solution, language):
        said(body, "p", text, "soft")
    return "<!DOCTYPE html>\n" + tostring(html, "unicode", "html") + "\n"


def said(parent: Element, tag: str, text: str, kind: str | None = None) -> Element:
    """A text as an element of a page or picture."""
    element = SubElement(parent, tag, {"class": kind} if kind else {})
    element.text = text
    return element


def below(case: Case, solution: Solution, language: Language) -> Iterator[str]:
    """What stands under the ranges: the rules' ids and the facts still needed."""
    ids = rule_ids(solution)
    if ids:
        yield RULE_IDS.format(rules=", ".join(ids)).text(language)
    wanted = needed(solution, case.vocabulary)
    if wanted:
        yield wanted.text(language)


def ranges(solution: Solution, language: Language) -> Element:
    """The ranges as a table."""
    table = Element("table")
    top = SubElement(SubElement(table, "thead"), "tr")
    for header in headers(solution, language):
        SubElement(top, "th", scope="col").text = header
    body = SubElement(table, "tbody")
    for row in rows(solution, language):
        line = SubElement(body, "tr")
        for cell in row:
            SubElement(line, "td").text = cell
    return table


def figure(case: Case, solution: Solution, language: Language) -> Element:
    """The picture, with what it shows in words for those who do not see it."""
    found, upright = Element("figure"), partner(case, solution)
    drawing = Drawing(case, language)
    words = ONE.format(level=case.vocabulary.label_of(solution.name))
    if upright is None:
        drawing.band(level_axis(case, solution), solution)
    else:
        words = BOTH.format(level=case.vocabulary.label_of(solution.name), upright=case.vocabulary.label_of(upright))
        drawing.regions(plane(case, solution, upright))
    found.append(
        drawing.finished(words.text(language), alternative(solution, words).text(language), verdicts(solution))
    )
    said(found, "figcaption", words.text(language))
    return found


def verdicts(solution: Solution) -> list[str]:
    """The verdicts that a legend names."""
    there = {one.verdict for one in solution.ranges}
    return [*Verdict, *([INVALID] if INVALID in there else [])]


def alternative(solution: Solution, picture: Phrase) -> Phrase:
    """The picture in words: each range with its verdict."""
    told = (RANGE.format(values=span(one, solution), verdict=verdict_words(one.verdict)) for one in solution.ranges)
    return ALTERNATIVE.format(picture=picture, ranges=listed(told, "；", "; "))
