"""Variants side by side, for the terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from tabulate import tabulate
from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance import __version__
from compliance.base.decimals import decimal_text
from compliance.base.outcome import OBLIGATION_WORDS, VERDICT_WORDS, Obligation, Outcome, Reason, Verdict
from compliance.base.phrase import Language, Phrase, untranslated
from compliance.base.wrapping import WIDTH, clipped, table, wrapped
from compliance.findings.report import Finding
from compliance.jobs.compare import Compared, margin_of, rules
from compliance.logic.exact_text import margin_text
from compliance.reports import details
from compliance.reports.check_json import PackPart, SubjectPart
from compliance.reports.markdown import plain

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
VARIANT = Phrase("方案", "Variant")
VERDICT = Phrase("结论", "Verdict")
FAILED = Phrase("不符合", "Not met")
OPEN = Phrase("未定", "Open")
LEAST = Phrase("最小余量", "Least margin")
BY_RULE = Phrase("各条规则（{key}）：", "By rule ({key}):")
RULE = Phrase("{title}（{binding}{unit}）{rule}", "{title} ({binding}{unit}) {rule}")
UNIT = Phrase("，余量单位 {unit}", ", margin in {unit}")
RULES = Phrase("规则", "Rule")
BINDING = Phrase("约束力", "Binding")
SAME = Phrase(
    "没有规则不符合，各方案的结论也都相同（--all 列出全部规则）",
    "no rule is failed and none differs (--all lists them all)",
)
LEFT_OUT = Phrase(
    "另有 {n} 条规则各方案相同且无不符合（--all 列出）", "{n} more rule(s) are the same and not failed (--all)"
)
MARKS = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.UNDETERMINED: "?", Outcome.NOT_APPLICABLE: "–"}
WIDTHS: dict[Language, list[int]] = {"zh": [4, 34, 10, 6, 6, 10], "en": [4, 30, 13, 7, 6, 12]}
CELL, NUMBERED = 12, 6
SMALLEST = Fraction(1, 100)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Units = Mapping[str, Phrase]


class CellPart(TypedDict):
    """What a rule comes to for a variant. The margin is an exact decimal, cut at six places where it does not end."""

    outcome: Outcome
    reason: Reason | None
    actual: str | None
    required: str | None
    margin: str | None


class VariantPart(TypedDict):
    """A variant; `least_margin` is a share of what is required, in per cent."""

    name: str
    subject: SubjectPart
    jurisdiction: str
    packs: list[PackPart]
    verdict: Verdict
    failed: int
    undetermined: int
    least_margin: str | None
    facts: dict[str, Any]
    findings: dict[str, CellPart]


class RulePart(TypedDict):
    """A rule that is compared."""

    title: str
    obligation: Obligation
    unit: str | None
    differs: bool


class ComparisonDocument(TypedDict):
    """The variants, best first, and the rules that they are compared by."""

    schema: Literal[1]
    as_of: str
    engine: str
    language: Language
    rules: dict[str, RulePart]
    variants: list[VariantPart]


def comparison_document(compared: Sequence[Compared], language: Language) -> str:
    """The comparison with all its rules as indented JSON, ending with a line break."""
    shown = {finding.rule for finding in rules(compared)}
    whole = ComparisonDocument(
        schema=1,
        as_of=compared[0].report.as_of.isoformat(),
        engine=__version__,
        language=language,
        rules={
            one.rule: RulePart(
                title=one.title.text(language),
                obligation=one.obligation,
                unit=one.unit,
                differs=one.rule in shown,
            )
            for one in rules(compared, all_rules=True)
        },
        variants=[variant_part(one, language) for one in compared],
    )
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def variant_part(one: Compared, language: Language) -> VariantPart:
    """One variant in one language."""
    report = one.report
    return VariantPart(
        name=one.name.text(language),
        subject=SubjectPart(kind=report.kind, id=report.id, name=report.name),
        jurisdiction=report.jurisdiction,
        packs=[PackPart(pack=pack.name, sha256=pack.sha256) for pack in report.packs],
        verdict=report.verdict,
        failed=report.how_many(Outcome.FAIL),
        undetermined=report.how_many(Outcome.UNDETERMINED),
        least_margin=None if one.least is None else margin_text(one.least * 100),
        facts=dict(report.facts),
        findings={
            rule: CellPart(outcome=f.outcome, reason=f.reason, actual=f.actual, required=f.required, margin=f.margin)
            for rule, f in one.findings.items()
        },
    )


def comparison_table(compared: Sequence[Compared], language: Language, units: Units, all_rules: bool) -> str:
    """The comparison for the terminal, 80 columns wide, ending with a line break."""
    return "\n".join(comparison_lines(compared, language, units, all_rules)) + "\n"


def comparison_lines(compared: Sequence[Compared], language: Language, units: Units, all_rules: bool) -> Iterator[str]:
    """The ranking, and then the matrix in blocks of as many rules as fit beside one another."""
    yield from wrapped(HEADING.format(n=len(compared)).text(language))
    for heading in dict.fromkeys(details.heading(one.report).text(language) for one in compared):
        yield from wrapped(heading)
    for note in dict.fromkeys(note.text(language) for one in compared for note in one.report.notes):
        yield from wrapped(note, "※ ")
    yield from ("", table(ranking(compared, language), ranking_headers(language), WIDTHS[language]))
    yield from wrapped(ORDER.text(language))
    yield from ("", *matrix(compared, rules(compared, all_rules), language, units))
    left_out = len(rules(compared, True)) - len(rules(compared, all_rules))
    if left_out:
        yield from ("", *wrapped(LEFT_OUT.format(n=left_out).text(language)))


def ranking_headers(language: Language) -> list[str]:
    """The columns of the ranking."""
    return [phrase.text(language) for phrase in (NUMBER, VARIANT, VERDICT, FAILED, OPEN, LEAST)]


def ranking(compared: Sequence[Compared], language: Language) -> list[list[str]]:
    """A row a variant."""
    return [
        [
            str(number),
            clipped(one.name.text(language), 2 * WIDTHS[language][1]),
            VERDICT_WORDS[one.report.verdict].text(language),
            str(one.report.how_many(Outcome.FAIL)),
            str(one.report.how_many(Outcome.UNDETERMINED)),
            "" if one.least is None else signed(one.least * 100) + "%",
        ]
        for number, one in enumerate(compared, 1)
    ]


def signed(number: Fraction) -> str:
    """A margin with its sign, cut at two decimals unless it is smaller than that."""
    text = margin_text(number)
    if number == 0 or abs(number) >= SMALLEST:
        text = decimal_text(Fraction(int(number / SMALLEST)) * SMALLEST)
    return f"+{text}" if number > 0 else str(text)


def matrix(compared: Sequence[Compared], shown: Sequence[Finding], language: Language, units: Units) -> Iterator[str]:
    """Variants by rules: a cell for each, and below what the letters stand for."""
    if not shown:
        yield from wrapped(SAME.text(language))
        return
    yield from wrapped(BY_RULE.format(key=LEGEND).text(language))
    fitting = (WIDTH - NUMBERED) // (CELL + 2)
    for start in range(0, len(shown), fitting):
        block = {letter(start + at): finding for at, finding in enumerate(shown[start : start + fitting])}
        rows = [
            [str(number), *(cell(one, finding.rule) for finding in block.values())]
            for number, one in enumerate(compared, 1)
        ]
        headers = [NUMBER.text(language), *block]
        yield from ("", table(rows, headers, [NUMBERED - 2, *(CELL for _ in block)]), "")
        for name, finding in block.items():
            yield from wrapped(rule_words(finding, units).text(language), f"{name}  ")


def letter(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    before, last = divmod(number, len(LETTERS))
    return (letter(before - 1) if before else "") + LETTERS[last]


def rule_words(finding: Finding, units: Units) -> Phrase:
    """What a letter stands for."""
    unit = UNIT.format(unit=units.get(finding.unit, finding.unit)) if finding.unit else untranslated("")
    return RULE.format(title=finding.title, binding=OBLIGATION_WORDS[finding.obligation], unit=unit, rule=finding.rule)


def cell(one: Compared, rule: str) -> str:
    """What a rule comes to for a variant, with its margin; nothing where it is not one of its rules."""
    finding = one.findings.get(rule)
    if finding is None:
        return ""
    margin = margin_of(finding) if finding.outcome in (Outcome.PASS, Outcome.FAIL) else None
    mark = MARKS[finding.outcome]
    return mark if margin is None else f"{mark} {signed(margin)}"


def comparison_markdown(compared: Sequence[Compared], language: Language, all_rules: bool) -> str:
    """The comparison as Markdown, ending with a line break."""
    shown = rules(compared, all_rules)
    names = [plain(one.name.text(language)) for one in compared]
    ranked = [[row[0], name, *row[2:]] for row, name in zip(ranking(compared, language), names, strict=True)]
    body = [
        [
            f"{plain(f.title.text(language))} `{f.rule}`",
            OBLIGATION_WORDS[f.obligation].text(language),
            *(cell(one, f.rule) for one in compared),
        ]
        for f in shown
    ]
    numbers = [str(number) for number in range(1, len(compared) + 1)]
    headers = [RULES.text(language), BINDING.text(language), *numbers]
    parts = [
        f"# {HEADING.format(n=len(compared)).text(language)}",
        *dict.fromkeys(details.heading(one.report).text(language) for one in compared),
        *("> " + text for text in dict.fromkeys(n.text(language) for one in compared for n in one.report.notes)),
        tabulate(ranked, ranking_headers(language), "github", disable_numparse=True),
        ORDER.text(language),
        tabulate(body, headers, "github", disable_numparse=True) if shown else SAME.text(language),
        LEGEND.text(language) if shown else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
