"""What `provide` tells of a residential project: the slots owed, and the mixes of facilities that provide them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.base.decimals import decimal_text, with_places
from compliance.base.outcome import OBLIGATION_WORDS
from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.findings import report as findings
from compliance.findings.report import Report
from compliance.jobs.facility_areas import AreaRules
from compliance.jobs.facility_mixes import Mix
from compliance.jobs.slots_owed import SlotPlan, SlotRequirement
from compliance.reports import details
from compliance.reports.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Coded,
    Finding,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Table,
    Verdict,
)

NONE = untranslated("–")
REQUIRED, DUE, NO_DATE = Phrase("要求", "Required"), Phrase("期限", "By"), Phrase("文件未写", "no date given")
OWED_COLUMNS = (
    Phrase("规则", "Rule"),
    Phrase("约束力", "Binding"),
    REQUIRED,
    Phrase("应配托位", "Owed"),
    Phrase("还差", "Short"),
    DUE,
)
OWED = Phrase("应配托位 {owed} 个，现有 {have} 个，还差 {short} 个", "{owed} slots owed, {have} there, {short} short")
OWED_ONLY = Phrase("应配托位 {owed} 个；现有多少未填写", "{owed} slots owed; how many there are was not given")
NOT_KNOWN = Phrase("应配托位还不能算出，须先补填以下信息", "The slots owed cannot be told before these facts are given")
ENOUGH = Phrase("托位已够，无需增补。", "There are enough slots; none need to be added.")
WHAT_IS_OWED, STILL_NEEDED = Phrase("应配托位", "Slots owed"), Phrase("还需填写的信息", "Facts still needed")
MIXES = Phrase("提供 {n} 个托位的组合", "Mixes that provide {n} slots")
CHART = Phrase("各组合的建筑面积", "Building area of the mixes")
CHOSEN = Phrase(
    "每种机构数各取建筑面积最小的组合；面积相同的，依次取多余托位最少、规模种类最少、各所最接近的。规模从规则覆盖的 {sizes} 个托位中选取。",
    "For each number of facilities, the mix with the least building area; where areas are equal, the one with the fewest"
    " slots beyond the need, then the fewest different sizes, then the most even. Sizes: {sizes} slots, as far as the rule"
    " covers them.",
)
ONLY_AREA = Phrase(
    "只比较建筑面积，班额、室外场地、消防等其他要求另用 check 命令核对。",
    "Only building area is compared; class sizes, outdoor space, fire safety and the rest are for compliance check.",
)
BY_RULES_OF = Phrase("按{place}（{pack}）的规则：{titles}", "By the rules of {place} ({pack}): {titles}")
MIX_COLUMNS = (
    Phrase("机构数", "Facilities"),
    Phrase("组合（托位×所数）", "Mix (slots × number)"),
    Phrase("托位", "Slots"),
    Phrase("建筑面积 m²", "Area in m²"),
    Phrase("每托位 m²", "m² a slot"),
)
FACILITIES = Phrase("{n} 所", "{n}")
SQUARE_METRES = Phrase("{n} m²", "{n} m²")
WIDTHS: Mapping[str, Mapping[Language, Sequence[int]]] = {
    "debts": {"zh": [22, 6, 14, 8, 6, 12], "en": [24, 7, 14, 6, 6, 13]},
    "mixes": {"zh": [8, 30, 8, 12, 10], "en": [10, 28, 8, 12, 10]},
}


def plan_blocks(plan: SlotPlan) -> Iterator[Block]:
    """What a residential project owes, by which rules, and the mixes."""
    yield from map(Verdict, owed_words(plan))
    yield from map(Note, plan.notes)
    if plan.requirements:
        yield Heading(WHAT_IS_OWED)
        yield Table(OWED_COLUMNS, [debt_row(debt) for debt in plan.requirements], WIDTHS["debts"])
        yield from (grounds(debt.finding) for debt in plan.requirements)
    yield from still_needed(plan.report, dict.fromkeys(name for debt in plan.requirements for name in debt.missing))
    if plan.area_rules and plan.mixes:
        yield from mix_blocks(plan.mixes, plan.area_rules, plan.need or 0)


def owed_words(plan: SlotPlan) -> Iterator[Phrase]:
    """What is owed and what is short, as far as they are known."""
    owed = max((debt.slots for debt in plan.requirements if debt.slots is not None), default=None)
    if owed is not None:
        short = (
            max(debt.short for debt in plan.requirements if debt.short is not None) if plan.slots is not None else None
        )
        yield (OWED_ONLY if short is None else OWED).format(owed=owed, have=plan.slots, short=short)
    elif plan.requirements:
        yield NOT_KNOWN
    if plan.need == 0:
        yield ENOUGH


def still_needed(report: Report, names: Iterable[str]) -> Iterator[Block]:
    """The facts still needed, as a checklist."""
    if items := [Item(Coded(report.asked[name].label, name)) for name in names]:
        yield Heading(STILL_NEEDED)
        yield Items(items, boxes=True)


def debt_row(debt: SlotRequirement) -> list[Cell]:
    """What one rule asks for."""
    finding = debt.finding
    figures = [NONE if figure is None else untranslated(figure) for figure in (debt.slots, debt.short)]
    due = untranslated(finding.due) if finding.due else NO_DATE
    rule = Coded(finding.title, finding.rule, brief=True)
    return [rule, OBLIGATION_WORDS[finding.obligation], finding.required_words, *figures, due]


def grounds(finding: findings.Finding, sentences: Sequence[Phrase] = ()) -> Finding:
    """A rule with its clause, its units and what is assumed."""
    lines = [
        (details.SOURCE, details.cited(finding.source)),
        (details.UNITS, details.units(finding.responsible)),
        *((details.ASSUMED, assumption) for assumption in finding.assumptions),
    ]
    return Finding(Coded(finding.title, finding.rule), sentences, lines)


def mix_blocks(mixes: Sequence[Mix], ground: AreaRules, need: int) -> Iterator[Block]:
    """The mixes as a table and a chart, and the rules on area that they keep."""
    yield Heading(MIXES.format(n=need))
    yield Table(MIX_COLUMNS, [mix_row(mix) for mix in mixes], WIDTHS["mixes"])
    most = max(mix.area for mix in mixes)
    bars = [
        Bar(
            joined(FACILITIES.format(n=mix.facilities), untranslated(f"  {mix_text(mix)}")),
            mix.area / most,
            SQUARE_METRES.format(n=decimal_text(mix.area)),
        )
        for mix in mixes
    ]
    yield Bars(CHART, bars)
    titles = listed((rule.title for rule in ground.rules), "、", "; ")
    yield Paragraph(BY_RULES_OF.format(place=ground.place, pack=ground.pack, titles=titles))
    yield Paragraph(CHOSEN.format(sizes=spans(sorted(ground.areas))))
    yield Paragraph(ONLY_AREA)
    yield from map(grounds, ground.rules)


def mix_text(mix: Mix) -> str:
    """A mix: 150×1 + 114×1."""
    return " + ".join(f"{size}×{count}" for size, count in mix.sizes)


def mix_row(mix: Mix) -> list[Phrase]:
    """A mix as a row."""
    figures = (mix.facilities, mix_text(mix), mix.slots, decimal_text(mix.area), rounded(mix.area / mix.slots))
    return [untranslated(figure) for figure in figures]


def rounded(number: Fraction) -> str:
    """A number for looking at: to two decimals."""
    return with_places(Fraction(round(number * 100), 100), 0 if number.denominator == 1 else 2)


def spans(sizes: Sequence[int]) -> str:
    """Whole numbers in order, those without a gap as ranges."""
    found: list[list[int]] = []
    for size in sizes:
        if found and size == found[-1][-1] + 1:
            found[-1][1:] = [size]
        else:
            found.append([size])
    return ", ".join("–".join(map(str, ends)) for ends in found)
