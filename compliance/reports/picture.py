"""The picture of what `solve` found: what it shows in words, and drawn."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from compliance.base.outcome import INVALID, Verdict
from compliance.base.phrase import Language, Phrase, listed
from compliance.jobs.solve import Solution, Solver
from compliance.jobs.two_facts import partner, plane, x_axis
from compliance.reports.solution_words import span, verdict_words
from compliance.reports.svg import Drawing

BOTH = Phrase(
    "横轴为{level}，纵轴为{upright}；各区域按规则逐列求出，圆点为现状",
    "{level} across, {upright} upward; the regions are solved column by column, and the dot is the case as it is",
)
ONE = Phrase("{level}的各段取值；竖线为现状", "the values of {level}; the line is the value now")
ALTERNATIVE = Phrase("{picture}。{ranges}", "{picture}. {ranges}")
RANGE = Phrase("{values}：{verdict}", "{values}: {verdict}")


def caption(case: Solver, solution: Solution) -> Phrase:
    """What the picture shows."""
    upright, level = partner(case, solution), case.vocabulary.label_of(solution.name)
    return BOTH.format(level=level, upright=case.vocabulary.label_of(upright)) if upright else ONE.format(level=level)


def drawn(case: Solver, solution: Solution, language: Language) -> Element:
    """The picture as SVG, with what it shows in words for those who do not see it."""
    drawing, upright, words = Drawing(case, language), partner(case, solution), caption(case, solution)
    if upright is None:
        drawing.band(x_axis(case, solution), solution)
    else:
        drawing.regions(plane(case, solution, upright))
    verdicts = {one.verdict for one in solution.ranges}
    legend = [*Verdict, *([INVALID] if INVALID in verdicts else [])]
    return drawing.finished(words.text(language), alternative(solution, words).text(language), legend)


def alternative(solution: Solution, picture: Phrase) -> Phrase:
    """The picture in words: each range with its verdict."""
    ranges = (RANGE.format(values=span(one, solution), verdict=verdict_words(one.verdict)) for one in solution.ranges)
    return ALTERNATIVE.format(picture=picture, ranges=listed(ranges, "；", "; "))
