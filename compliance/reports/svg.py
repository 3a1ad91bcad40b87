"""The picture of a solution as SVG, its style with it: a band over one fact, or regions over two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import floor, log10
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from compliance.base.phrase import Language, Phrase
from compliance.jobs.solve import Solution, Solver
from compliance.jobs.two_facts import Axis, Plane
from compliance.packs.sentence import digits, value_words
from compliance.reports.solution_words import verdict_words

WIDTH, HEIGHT, BAND = 780, 470, 210
LEFT, RIGHT, TOP, BOTTOM = 84, 40, 44, 60
TICKS = 6
NOW = Phrase("现状：{values}", "now: {values}")
AXIS = Phrase("{label}（{unit}）", "{label} ({unit})")
STYLE = """
svg { --ink: #1d2733; --soft: #5b6775; --page: #fff; --line: #c6ced8; --mark: #0b4fb3;
  --compliant: #2f8f6b; --undetermined: #e0a526; --non_compliant: #c9d1db; --invalid: #e9ecf0; }
@media screen and (prefers-color-scheme: dark) { svg { --ink: #e6eaf0; --soft: #a7b1bd; --page: #14181d; --line: #3d4753;
  --mark: #8fbcff; --compliant: #3fa982; --undetermined: #c68f1c; --non_compliant: #39424d; --invalid: #22282f; } }
svg { font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
svg text { fill: var(--ink); font-size: 13px; } svg .tick { fill: var(--soft); font-size: 12px; }
svg .grid { stroke: var(--line); stroke-dasharray: 2 4; } svg .axis { stroke: var(--soft); }
svg .compliant { fill: var(--compliant); } svg .undetermined { fill: var(--undetermined); }
svg .non_compliant { fill: var(--non_compliant); } svg .invalid { fill: var(--invalid); }
svg .hatch { fill: url(#hatch); } svg .dots { fill: url(#dots); }
svg .mark { fill: var(--mark); stroke: var(--page); stroke-width: 2; } svg .now { stroke: var(--mark); stroke-width: 3; }
svg .said { fill: var(--ink); stroke: var(--page); stroke-width: 4; paint-order: stroke; font-weight: 600; }
"""
PATTERNS = {"undetermined": "hatch", "non_compliant": "dots"}


class Side(NamedTuple):
    """An axis on the page, in pixels; the values of the lowest number begin at `begin`, and those of the highest end at `end`."""

    axis: Axis
    begin: float
    end: float

    def at(self, number: float) -> float:
        """Where a number stands; each number takes up the room from half below to half above it."""
        share = (number - self.axis.low + 0.5) / (self.axis.high - self.axis.low + 1)
        return self.begin + min(max(share, 0), 1) * (self.end - self.begin)


class Drawing:
    """Draws one picture."""

    def __init__(self, case: Solver, language: Language) -> None:
        self.case, self.language = case, language
        self.svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})

    def regions(self, plane: Plane) -> None:
        """The regions of two facts, with the case as it is."""
        level = Side(plane.x, LEFT, WIDTH - RIGHT)
        upright = Side(plane.y, HEIGHT - BOTTOM, TOP)
        self.size(HEIGHT)
        boxes = [
            (one.judgement.verdict, column.low, column.high, one.first, one.last)
            for column in plane.columns
            for one in column.intervals
            if one.last >= plane.y.low and one.first <= plane.y.high
        ]
        self.fill(boxes, level, upright)
        self.x_axis(level, HEIGHT - BOTTOM)
        self.upright_axis(upright)
        if plane.x.now is not None and plane.y.now is not None:
            x, y = level.at(plane.x.now), upright.at(plane.y.now)
            self.add("circle", "mark", cx=x, cy=y, r=7)
            self.mark_words(x, y - 14, [plane.x, plane.y])

    def band(self, axis: Axis, solution: Solution) -> None:
        """The ranges of one fact side by side, with the value now."""
        level, foot = Side(axis, LEFT, WIDTH - RIGHT), BAND - BOTTOM
        self.size(BAND)
        number = axis.scale.number
        boxes = [(one.verdict, number(one.start), number(one.end), 0, 0) for one in solution.ranges]
        self.fill(boxes, level, Side(Axis("", axis.scale, 0, 0, None), foot, TOP + 20))
        self.x_axis(level, foot)
        if axis.now is not None:
            x = level.at(axis.now)
            self.add("line", "now", x1=x, x2=x, y1=TOP + 12, y2=foot)
            self.mark_words(x, TOP + 8, [axis])

    def finished(self, title: str, description: str, verdicts: Sequence[str]) -> Element:
        """The picture with its legend, and in words."""
        x = float(LEFT)
        for verdict in verdicts:
            self.rectangle(verdict, x, 12, 22, 14)
            words = verdict_words(verdict).text(self.language)
            self.text(words, x + 28, 24)
            x += 28 + 8 * len(words.encode("gb18030")) + 26
        head = Element("title", id="picture-title")
        head.text = title
        more = Element("desc", id="picture-words")
        more.text = description
        self.svg.set("aria-labelledby", "picture-title picture-words")
        style = Element("style")
        style.text = STYLE
        self.svg.insert(0, patterns())
        self.svg.insert(0, style)
        self.svg.insert(0, more)
        self.svg.insert(0, head)
        return self.svg

    def size(self, height: int) -> None:
        """How large the picture is."""
        self.svg.set("viewBox", f"0 0 {WIDTH} {height}")

    def fill(self, boxes: Iterable[tuple[str, int, int, int, int]], level: Side, upright: Side) -> None:
        """Boxes in the colours of their verdicts: level from and to, upright from and to."""
        paths: dict[str, list[str]] = {}
        for verdict, left, right, low, high in boxes:
            a, b = level.at(left - 0.5), level.at(right + 0.5)
            c, d = upright.at(low - 0.5), upright.at(high + 0.5)
            paths.setdefault(verdict, []).append(f"M{a:.2f} {c:.2f}H{b:.2f}V{d:.2f}H{a:.2f}Z")
        for verdict, parts in paths.items():
            for kind in filter(None, (verdict, PATTERNS.get(verdict))):
                self.add("path", kind, d="".join(parts), **{"shape-rendering": "crispEdges"})

    def rectangle(self, verdict: str, x: float, y: float, width: float, height: float) -> None:
        """A box of a verdict's colour and pattern."""
        for kind in filter(None, (verdict, PATTERNS.get(verdict))):
            self.add("rect", kind, x=x, y=y, width=width, height=height)

    def x_axis(self, side: Side, y: float) -> None:
        """The axis below, with its values and name."""
        self.add("line", "axis", x1=side.begin, x2=side.end, y1=y, y2=y)
        for number, words in self.ticks(side.axis):
            x = side.at(number)
            self.add("line", "axis", x1=x, x2=x, y1=y, y2=y + 5)
            self.text(words, x, y + 20, "tick", "middle")
        self.text(self.name(side.axis), (side.begin + side.end) / 2, y + 46, None, "middle")

    def upright_axis(self, side: Side) -> None:
        """The axis at the left, with its values and name."""
        self.add("line", "axis", x1=LEFT, x2=LEFT, y1=side.begin, y2=side.end)
        for number, words in self.ticks(side.axis):
            y = side.at(number)
            self.add("line", "grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y)
            self.text(words, LEFT - 8, y + 4, "tick", "end")
        middle = (side.begin + side.end) / 2
        name = self.text(self.name(side.axis), 18, middle, None, "middle")
        name.set("transform", f"rotate(-90 18 {middle:.1f})")

    def name(self, axis: Axis) -> str:
        """What an axis shows, with its unit."""
        vocabulary = self.case.vocabulary
        label, unit = vocabulary.label_of(axis.name), vocabulary.unit_label(vocabulary.unit_of(axis.name))
        told, name = unit.text(self.language), label.text(self.language)
        return AXIS.format(label=label, unit=unit).text(self.language) if told not in ("", name) else name

    def mark_words(self, x: float, y: float, axes: Sequence[Axis]) -> None:
        """The case as it is, in words beside its mark."""
        values = " / ".join(self.value(axis, axis.now or 0) for axis in axes)
        anchor = "start" if x < WIDTH / 4 else "end" if x > WIDTH * 3 / 4 else "middle"
        self.text(NOW.format(values=values).text(self.language), x, max(y, 40), "said", anchor)

    def value(self, axis: Axis, number: int) -> str:
        """A value with its unit."""
        vocabulary = self.case.vocabulary
        words = value_words(axis.scale.value(number), vocabulary.facts[axis.name])
        unit = vocabulary.unit_label(vocabulary.unit_of(axis.name)).text(self.language)
        return f"{words.text(self.language)} {unit}".strip()

    def ticks(self, axis: Axis) -> Iterator[tuple[int, str]]:
        """Some numbers of an axis and how their values are written."""
        first, last = axis.scale.value(axis.low), axis.scale.value(axis.high)
        if isinstance(first, Fraction) and isinstance(last, Fraction):
            for value in round_values(first, last, 1 / Fraction(axis.scale.number(Fraction(1)))):
                yield axis.scale.number(value), digits(value)
        elif isinstance(first, date):
            steps = min(TICKS, axis.high - axis.low + 1)
            for number in sorted({axis.low + (axis.high - axis.low) * n // max(steps - 1, 1) for n in range(steps)}):
                yield number, str(axis.scale.value(number))
        else:
            for number in range(axis.low, axis.high + 1):
                yield number, self.value(axis, number)

    def text(self, words: str, x: float, y: float, kind: str | None = None, anchor: str = "start") -> Element:
        """A text."""
        element = self.add("text", kind, x=x, y=y, **{"text-anchor": anchor})
        element.text = words
        return element

    def add(self, tag: str, kind: str | None, **attributes: object) -> Element:
        """A part of the picture."""
        plain = {k: f"{v:.2f}" if isinstance(v, float) else str(v) for k, v in attributes.items()}
        return SubElement(self.svg, tag, {**({"class": kind} if kind else {}), **plain})


def round_values(first: Fraction, last: Fraction, finest: Fraction) -> Iterator[Fraction]:
    """Some round numbers from one to another, on a grid."""
    rough = max((last - first) / TICKS, finest)
    power = Fraction(10) ** floor(log10(rough))
    step = next((power * n for n in (1, 2, 5, 10) if power * n >= rough), rough)
    value = -(-first // step) * step
    while value <= last:
        yield value
        value += step


def patterns() -> Element:
    """Hatching and dots, so that regions can be told apart without their colours."""
    defs = Element("defs")
    hatch = SubElement(defs, "pattern", id="hatch", width="8", height="8", patternUnits="userSpaceOnUse")
    SubElement(hatch, "path", d="M-2 2l4-4M0 8l8-8M6 10l4-4", stroke="#000", opacity=".28")
    dots = SubElement(defs, "pattern", id="dots", width="9", height="9", patternUnits="userSpaceOnUse")
    SubElement(dots, "circle", cx="3", cy="3", r="1.1", opacity=".3")
    return defs
