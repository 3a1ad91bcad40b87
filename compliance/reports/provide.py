"""The report of `provide`: the plan of a residential project, and the progress of a district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from compliance.base.decimals import decimal_text, with_places
from compliance.base.outcome import OBLIGATION_WORDS, Outcome, Reason
from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.findings import report as findings
from compliance.findings.report import Report
from compliance.jobs.facility_mixes import Mix
from compliance.jobs.slots_owed import Debt, Ground, Plan
from compliance.jobs.targets import SUMMED, Forecast, Nursery, Progress, Roster, Target
from compliance.packs.sentence import amount
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
    Result,
    Table,
    Title,
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
ROSTER = Phrase("辖区机构（{table}）", "Facilities ({table})")
STAGE_COLUMNS = (
    Phrase("办理阶段", "Stage"),
    Phrase("机构数", "Facilities"),
    Phrase("托位数", "Slots"),
    Phrase("普惠托位数", "Inclusive slots"),
)
NO_STAGE, ALL_COUNTED = Phrase("未填", "not given"), Phrase("计入合计", "counted")
AT_LEAST = Phrase("至少 {n}", "at least {n}")
PROBLEMS = Phrase("机构表中的错误（{n} 处）", "What is wrong in the table ({n})")
TARGETS, PROGRESS = Phrase("目标进度", "Targets"), Phrase("各目标完成程度", "How far each target is")
TARGET_COLUMNS = (
    Phrase("目标", "Target"),
    Phrase("目前", "Now"),
    REQUIRED,
    Phrase("还差", "To go"),
    DUE,
    Phrase("结论", "Outcome"),
)
COUNTS = Phrase("{n} 项目标（{counts}）", "{n} target(s) ({counts})")
COUNT = Phrase("{outcome} {n} 项", "{outcome}: {n}")
TO_GO = Phrase("还差{fact} {amount}", "Still to go: {amount} ({fact})")
PACE = Phrase("再新增 {slots} 个托位即达到：预计 {day}", "Met with {slots} new slots, by the forecast on {day}")
PACE_TOO_LATE = Phrase("再新增 {slots} 个托位才达到：在 9999 年以后", "Met with {slots} new slots, after the year 9999")
IN_TIME, LATE = Phrase("，在期限内", ", in time"), Phrase("，晚于期限", ", later than its due date")
WIDTHS: Mapping[str, Mapping[Language, Sequence[int]]] = {
    "debts": {"zh": [22, 6, 14, 8, 6, 12], "en": [24, 7, 14, 6, 6, 13]},
    "mixes": {"zh": [8, 30, 8, 12, 10], "en": [10, 28, 8, 12, 10]},
    "stages": {"zh": [20, 10, 16, 16], "en": [20, 10, 16, 16]},
    "targets": {"zh": [20, 11, 11, 11, 11, 6], "en": [19, 10, 12, 10, 10, 9]},
}


def provision_result(plans: Sequence[Plan | Progress], as_of: date, language: Language) -> Result:
    """What planners of residential projects and districts are told."""
    from compliance.reports.provide_json import provision_document

    return Result(lambda: provision_blocks(plans), lambda: provision_document(plans, as_of, language))


def provision_blocks(plans: Sequence[Plan | Progress]) -> Iterator[Block]:
    """All plans."""
    for one in plans:
        yield Title(details.title(one.report))
        yield Paragraph(details.heading(one.report))
        yield from plan_blocks(one) if isinstance(one, Plan) else progress_blocks(one)


def plan_blocks(plan: Plan) -> Iterator[Block]:
    """What a residential project owes, by which rules, and the mixes."""
    yield from map(Verdict, owed_words(plan))
    yield from map(Note, plan.notes)
    if plan.debts:
        yield Heading(WHAT_IS_OWED)
        yield Table(OWED_COLUMNS, [debt_row(debt) for debt in plan.debts], WIDTHS["debts"])
        yield from (grounds(debt.finding) for debt in plan.debts)
    yield from still_needed(plan.report, dict.fromkeys(name for debt in plan.debts for name in debt.missing))
    if plan.ground and plan.mixes:
        yield from mix_blocks(plan.mixes, plan.ground, plan.need or 0)


def owed_words(plan: Plan) -> Iterator[Phrase]:
    """What is owed and what is short, as far as they are known."""
    owed = max((debt.slots for debt in plan.debts if debt.slots is not None), default=None)
    if owed is not None:
        short = max(debt.short for debt in plan.debts if debt.short is not None) if plan.slots is not None else None
        yield (OWED_ONLY if short is None else OWED).format(owed=owed, have=plan.slots, short=short)
    elif plan.debts:
        yield NOT_KNOWN
    if plan.need == 0:
        yield ENOUGH


def still_needed(report: Report, names: Iterable[str]) -> Iterator[Block]:
    """The facts still needed, as a checklist."""
    if items := [Item(Coded(report.asked[name].label, name)) for name in names]:
        yield Heading(STILL_NEEDED)
        yield Items(items, boxes=True)


def debt_row(debt: Debt) -> list[Cell]:
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


def mix_blocks(mixes: Sequence[Mix], ground: Ground, need: int) -> Iterator[Block]:
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


def progress_blocks(progress: Progress) -> Iterator[Block]:
    """What the facilities of a district come to, and how far each target is."""
    targets = progress.targets
    if targets:
        counts = Counter(target.finding.outcome_words for target in targets)
        words = listed((COUNT.format(outcome=outcome, n=n) for outcome, n in counts.items()), "，", ", ")
        yield Verdict(COUNTS.format(n=len(targets), counts=words))
    yield from map(Note, progress.notes)
    if progress.roster:
        yield from roster_blocks(progress.roster, progress.stages)
    if targets:
        yield Heading(TARGETS)
        yield Table(TARGET_COLUMNS, [target_row(target, progress) for target in targets], WIDTHS["targets"])
        if bars := [bar for target in targets for bar in target_bar(target)]:
            yield Bars(PROGRESS, bars)
    for target in targets:
        if target.finding.outcome is not Outcome.PASS and target.finding.reason is not Reason.MISSING_FACTS:
            yield unmet(target, progress)
    names = dict.fromkeys(name for target in targets for name in target.finding.missing)
    yield from still_needed(progress.report, names)


def roster_blocks(roster: Roster, stages: Mapping[str, Phrase]) -> Iterator[Block]:
    """The facilities by stage, and what is wrong in their table."""
    yield Heading(ROSTER.format(table=roster.table))
    rows = [stage_row(stages[stage] if stage else NO_STAGE, nurseries) for stage, nurseries in roster.stages().items()]
    yield Table(STAGE_COLUMNS, [*rows, stage_row(ALL_COUNTED, roster.counted)], WIDTHS["stages"])
    if roster.problems:
        yield Heading(PROBLEMS.format(n=len(roster.problems)))
        yield Items([Item(untranslated(problem)) for problem in roster.problems], boxes=True)


def stage_row(label: Phrase, nurseries: Sequence[Nursery]) -> list[Phrase]:
    """The sums of some facilities; where one does not tell its part, what the others come to at least."""
    cells = []
    for name in SUMMED:
        values = [one.sums.get(name) for one in nurseries]
        known = sum(value for value in values if value is not None)
        cells.append(AT_LEAST.format(n=known) if None in values else untranslated(known))
    return [label, untranslated(len(nurseries)), *cells]


def target_row(target: Target, progress: Progress) -> list[Cell]:
    """A target as a row."""
    finding = target.finding
    unit = progress.vocabulary.unit_of(target.fact) if target.fact else None
    to_go = NONE if target.to_go is None else amount(target.to_go, unit, progress.vocabulary)
    due = untranslated(finding.due) if finding.due else NONE
    rule = Coded(finding.title, finding.rule, brief=True)
    return [rule, finding.actual_words, finding.required_words, to_go, due, finding.outcome_words]


def target_bar(target: Target) -> Iterator[Bar]:
    """How much of what is required is there, where both are numbers."""
    finding = target.finding
    if target.fact and finding.actual and finding.required:
        part = Fraction(finding.actual) / Fraction(finding.required)
        yield Bar(finding.title, min(part, Fraction(1)), untranslated(f"{rounded(part * 100)}%"))


def unmet(target: Target, progress: Progress) -> Finding:
    """What is known of a target that is not met: what is to go, when it will be met, its clause and units."""
    sentences = [target.finding.message]
    if target.to_go and target.fact:
        fact = progress.vocabulary.quantity(target.fact)
        needed = amount(target.to_go, fact.unit if fact else None, progress.vocabulary)
        sentences.append(TO_GO.format(fact=progress.vocabulary.label_of(target.fact), amount=needed))
    if target.forecast:
        sentences.append(forecast_words(target.forecast))
    return grounds(target.finding, sentences)._replace(kind=target.finding.outcome.value)


def forecast_words(forecast: Forecast) -> Phrase:
    """When a target is met."""
    if forecast.day is None:
        return PACE_TOO_LATE.format(slots=forecast.slots)
    words = PACE.format(slots=forecast.slots, day=forecast.day)
    return words if forecast.in_time is None else joined(words, IN_TIME if forecast.in_time else LATE)
