"""The report of `compare`: the variants ranked, and what each rule comes to for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.base.decimals import decimal_text
from compliance.base.outcome import OBLIGATION_WORDS, VERDICT_WORDS, Outcome
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.findings.report import Finding
from compliance.jobs.compare import Compared, margin_of, rules
from compliance.logic.exact_text import margin_text
from compliance.reports import details
from compliance.reports.blocks import Block, Cell, Coded, Heading, Matrix, Note, Paragraph, Result, Table, Title

HEADING = Phrase("{n} 个方案，较优者在前", "{n} variant(s), the best first")
ORDER = Phrase(
    "排序：合规、尚不能判定、不合规；再依次比较不符合的规则数、未能判定的规则数、最小余量（占要求的比例，大者在前）；"
    "仍相同的按给出的次序。鼓励性规则和支持政策不影响排序",
    "Order: compliant, undetermined, non-compliant; then fewest rules not met, fewest undetermined, larger least margin (as a"
    " share of what is required); else as given. Encouragements and entitlements do not count",
)
LEGEND = Phrase(
    "✓ 符合，✗ 不符合，? 未能判定，– 不适用；其后为余量，负数为所缺",
    "✓ met, ✗ not met, ? undetermined, – not applicable; behind it the margin, of which a negative one is lacking",
)
NUMBER = Phrase("序", "#")
RANKING = (
    NUMBER,
    Phrase("方案", "Variant"),
    Phrase("结论", "Verdict"),
    Phrase("不符合", "Not met"),
    Phrase("未定", "Open"),
    Phrase("最小余量", "Least margin"),
)
BY_RULE = Phrase("各条规则", "By rule")
RULE = Phrase("{title}（{binding}{unit}）", "{title} ({binding}{unit})")
UNIT = Phrase("，余量单位 {unit}", ", margin in {unit}")
RULES = Phrase("规则", "Rule")
SAME = Phrase(
    "没有规则不符合，各方案的结论也都相同（--all 列出全部规则）",
    "no rule is failed and none differs (--all lists them all)",
)
LEFT_OUT = Phrase(
    "另有 {n} 条规则各方案相同且无不符合（--all 列出）", "{n} more rule(s) are the same and not failed (--all)"
)
MARKS = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.UNDETERMINED: "?", Outcome.NOT_APPLICABLE: "–"}
WIDTHS: dict[Language, list[int]] = {"zh": [4, 34, 10, 6, 6, 10], "en": [4, 28, 13, 7, 6, 12]}
LONGEST_NAME = 60
SMALLEST = Fraction(1, 100)
Units = Mapping[str, Phrase]


def comparison_result(compared: Sequence[Compared], units: Units, all_rules: bool, language: Language) -> Result:
    """What `compare` found; with `all_rules` people are shown those too that come to the same for all variants."""

    def record() -> Mapping[str, object]:
        from compliance.reports.compare_json import comparison_document

        return comparison_document(compared, language)

    return Result(lambda: comparison_blocks(compared, units, all_rules), record)


def comparison_blocks(compared: Sequence[Compared], units: Units, all_rules: bool) -> Iterator[Block]:
    """The ranking, and then the variants by rule."""
    reports = [one.report for one in compared]
    yield Title(HEADING.format(n=len(compared)))
    yield from map(Paragraph, dict.fromkeys(map(details.heading, reports)))
    yield from map(Note, dict.fromkeys(note for report in reports for note in report.notes))
    yield Table(RANKING, [ranked(one, number) for number, one in enumerate(compared, 1)], WIDTHS, LONGEST_NAME)
    yield Paragraph(ORDER)
    yield Heading(BY_RULE)
    shown = rules(compared, all_rules)
    if shown:
        yield Paragraph(LEGEND)
        items = [Coded(rule_words(finding, units), finding.rule) for finding in shown]
        cells = [[cell(one, finding.rule) for one in compared] for finding in shown]
        yield Matrix(RULES, items, NUMBER, len(compared), cells)
    else:
        yield Paragraph(SAME)
    if left_out := len(rules(compared, True)) - len(shown):
        yield Paragraph(LEFT_OUT.format(n=left_out))


def ranked(one: Compared, number: int) -> list[Cell]:
    """A variant as a row of the ranking."""
    report = one.report
    least = "" if one.least is None else f"{signed(one.least * 100)}%"
    counts = [report.how_many(outcome) for outcome in (Outcome.FAIL, Outcome.UNDETERMINED)]
    return [untranslated(number), one.name, VERDICT_WORDS[report.verdict], *map(untranslated, (*counts, least))]


def signed(number: Fraction) -> str:
    """A margin with its sign, cut at two decimals unless it is smaller than that."""
    text = margin_text(number)
    if number == 0 or abs(number) >= SMALLEST:
        text = decimal_text(Fraction(int(number / SMALLEST)) * SMALLEST)
    return f"+{text}" if number > 0 else str(text)


def rule_words(finding: Finding, units: Units) -> Phrase:
    """A rule by its title, with its force and the unit of its margins."""
    unit = UNIT.format(unit=units.get(finding.unit, finding.unit)) if finding.unit else untranslated("")
    return RULE.format(title=finding.title, binding=OBLIGATION_WORDS[finding.obligation], unit=unit)


def cell(one: Compared, rule: str) -> str:
    """What a rule comes to for a variant, with its margin; nothing where it is not one of its rules."""
    finding = one.findings.get(rule)
    if finding is None:
        return ""
    margin = margin_of(finding) if finding.outcome in (Outcome.PASS, Outcome.FAIL) else None
    mark = MARKS[finding.outcome]
    return mark if margin is None else f"{mark} {signed(margin)}"
