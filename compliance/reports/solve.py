"""What `solve` found, for the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Literal

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance import __version__
from compliance.base.outcome import INVALID, VERDICT_WORDS, Outcome, Reason, Verdict
from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.base.wrapping import table, wrapped
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.jobs.binding_rules import Bind
from compliance.jobs.solve import Range, Solution
from compliance.logic.exact_text import figure
from compliance.packs.sentence import value_words
from compliance.reports import details
from compliance.reports.check_json import PackPart, SubjectPart

ASKED = Phrase("{fact}（其他信息不变）", "{fact}, all other facts as given")
NOW = Phrase("；现为 {value}", "; now {value}")
COMPLIES = Phrase("合规的取值：{values}", "Compliant with: {values}")
NONE_COMPLIES = Phrase("没有合规的取值", "No value is shown to be compliant")
WANTING = Phrase(
    "已填信息中未发现不符合、只待补填信息的取值：{values}",
    "Nothing found against, but facts are still needed: {values}",
)
UNCLEAR = Phrase("文件本身有歧义或未作规定的取值：{values}", "The document itself is unclear or silent on: {values}")
SILENT = Phrase("没有强制性规则或目标适用的取值：{values}", "No mandatory rule or target applies to: {values}")
SPAN = Phrase("{start} 至 {end}", "{start} to {end}")
VALUES = Phrase("取值", "Values")
VERDICT = Phrase("结论", "Verdict")
BINDING = Phrase("起约束作用的规则", "What binds")
LOWER = Phrase("{rule}（下限）", "{rule} (lower end)")
UPPER = Phrase("{rule}（上限）", "{rule} (upper end)")
RULE = Phrase("{title}：{words}", "{title}: {words}")
MORE = Phrase("另有 {n} 条规则不符合（见 JSON）", "{n} more rule(s) not met (see the JSON)")
WAITING = Phrase("{n} 条规则待补填信息", "{n} rule(s) wait for facts")
NEEDED = Phrase("还需填写 {n} 项信息：{facts}{more}", "{n} fact(s) still needed: {facts}{more}")
AND_MORE = Phrase("等（compliance check 列出全部）", " and others (compliance check lists them all)")
CLASH = Phrase("与描述中的其他信息矛盾", "contradicts other facts of the description")
NOTHING = Phrase("没有强制性规则或目标适用", "no mandatory rule or target applies")
KEY = Phrase("规则编号：{rules}", "Rule ids: {rules}")
CONTRADICTORY = Phrase("自相矛盾", "Contradictory")
WIDTHS: dict[Language, list[int]] = {"zh": [22, 10, 44], "en": [22, 13, 41]}
MOST, MOST_FACTS = 4, 12


class BindPart(TypedDict):
    """A rule that binds: in which tier, by which reading or for want of what, in words."""

    rule: str
    title: str
    outcome: Outcome
    reason: Reason | None
    words: str
    missing: list[str]


Ends = TypedDict("Ends", {"from": str, "to": str})


class RangePart(Ends):
    """Values with one verdict, ends included; `invalid` where they contradict other facts.

    `binds`: for a compliant range the rules that fail or are open just beyond its ends, for others those that fail or are
    open in it. `from_binds`, `to_binds`: the rules at each end; none at the ends of what the fact can be.
    """

    verdict: str
    binds: list[str]
    from_binds: list[BindPart]
    to_binds: list[BindPart]
    reasons: list[Reason]
    missing: list[str]


class SolutionDocument(TypedDict):
    """All values of one fact. Numbers are exact decimals as text, dates ISO, choices codes; `now` is the value given."""

    schema: Literal[1]
    as_of: str
    engine: str
    language: Language
    subject: SubjectPart
    jurisdiction: str
    packs: list[PackPart]
    notes: list[str]
    fact: str
    label: str
    unit: str | None
    now: str | None
    ranges: list[RangePart]


def solution_document(solution: Solution, language: Language) -> str:
    """The solution as indented JSON, ending with a line break."""
    report, now = solution.report, solution.now
    whole = SolutionDocument(
        schema=1,
        as_of=report.as_of.isoformat(),
        engine=__version__,
        language=language,
        subject=SubjectPart(kind=report.kind, id=report.id, name=report.name),
        jurisdiction=report.jurisdiction,
        packs=[PackPart(pack=pack.name, sha256=pack.sha256) for pack in report.packs],
        notes=[note.text(language) for note in report.notes],
        fact=solution.name,
        label=solution.fact.label.text(language),
        unit=solution.fact.unit,
        now=None if now is None else figure(now),
        ranges=[range_part(one, language) for one in solution.ranges],
    )
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def range_part(one: Range, language: Language) -> RangePart:
    """One range in one language."""
    return {
        "from": str(figure(one.start)),
        "to": str(figure(one.end)),
        "verdict": one.verdict,
        "binds": [bind.rule for bind in one.binds],
        "from_binds": [bind_part(bind, language) for bind in one.start_binds],
        "to_binds": [bind_part(bind, language) for bind in one.end_binds],
        "reasons": list(dict.fromkeys(bind.reason for bind in against(one) if bind.reason)),
        "missing": missing([one]),
    }


def bind_part(bind: Bind, language: Language) -> BindPart:
    """One rule that binds, in one language."""
    return BindPart(
        rule=bind.rule,
        title=bind.title.text(language),
        outcome=bind.outcome,
        reason=bind.reason,
        words=bind.words.text(language),
        missing=list(bind.missing),
    )


def against(one: Range) -> tuple[Bind, ...]:
    """The rules that fail or are open in a range itself."""
    return () if one.verdict == Verdict.COMPLIANT else one.binds


def missing(ranges: Iterable[Range]) -> list[str]:
    """The facts that ranges wait for, each once."""
    return list(dict.fromkeys(name for one in ranges for bind in against(one) for name in bind.missing))


def verdict_words(verdict: str) -> Phrase:
    """A verdict for people."""
    return CONTRADICTORY if verdict == INVALID else VERDICT_WORDS[Verdict(verdict)]


def told(value: FactValue, solution: Solution) -> Phrase:
    """A value for people, without its unit."""
    return value_words(value, solution.fact)


def span(one: Range, solution: Solution) -> Phrase:
    """A range's values for people."""
    start, end = told(one.start, solution), told(one.end, solution)
    if one.start == one.end:
        return start
    short = Phrase(f"{start.zh}–{end.zh}", f"{start.en}–{end.en}")
    return short if solution.fact.type.is_number else SPAN.format(start=start, end=end)


def question(solution: Solution) -> Phrase:
    """What was asked."""
    now = (
        untranslated("")
        if solution.now is None
        else NOW.format(value=with_unit(told(solution.now, solution), solution))
    )
    return joined(ASKED.format(fact=solution.fact.label), now)


def with_unit(words: Phrase, solution: Solution) -> Phrase:
    """Words with the fact's unit behind them."""
    return Phrase(f"{words.zh} {solution.unit.zh}".strip(), f"{words.en} {solution.unit.en}".strip())


def answer(solution: Solution) -> list[Phrase]:
    """The answer in a sentence or two."""
    spans: dict[Phrase | None, list[Phrase]] = {}
    for one in solution.ranges:
        spans.setdefault(sentence_for(one), []).append(span(one, solution))
    found = [
        form.format(values=with_unit(listed(spans[form]), solution))
        for form in (COMPLIES, WANTING, UNCLEAR, SILENT)
        if form in spans
    ]
    return found if COMPLIES in spans else [NONE_COMPLIES, *found]


def sentence_for(one: Range) -> Phrase | None:
    """The sentence of the answer that a range belongs in; None where it complies in no case."""
    if one.verdict == Verdict.COMPLIANT:
        return COMPLIES
    if one.verdict != Verdict.UNDETERMINED:
        return None
    if not one.binds:
        return SILENT
    return WANTING if all(bind.reason is Reason.MISSING_FACTS for bind in one.binds) else UNCLEAR


def needed(solution: Solution, vocabulary: Vocabulary) -> Phrase | None:
    """The facts still needed; None where none is."""
    names = missing(solution.ranges)
    facts = listed(vocabulary.label_of(name) for name in names[:MOST_FACTS])
    more = AND_MORE if len(names) > MOST_FACTS else untranslated("")
    return NEEDED.format(n=len(names), facts=facts, more=more) if names else None


def reasons(one: Range) -> list[Phrase]:
    """What binds a range, line by line; rules that only wait for facts are counted."""
    if one.verdict == INVALID:
        return [CLASH]
    if one.verdict == Verdict.COMPLIANT:
        ends = ((LOWER, one.start_binds), (UPPER, one.end_binds))
        return [form.format(rule=bind_words(bind)) for form, binds in ends for bind in binds]
    waiting = sum(bind.reason is Reason.MISSING_FACTS for bind in one.binds)
    told_ = [bind_words(bind) for bind in one.binds if bind.reason is not Reason.MISSING_FACTS]
    found = told_[:MOST]
    if len(told_) > MOST:
        found.append(MORE.format(n=len(told_) - MOST))
    if waiting:
        found.append(WAITING.format(n=waiting))
    return found or [NOTHING]


def bind_words(bind: Bind) -> Phrase:
    """A rule by its title, with its tier, reading or requirement."""
    return RULE.format(title=bind.title, words=bind.words)


def rule_ids(solution: Solution) -> list[str]:
    """The ids of the rules that are named."""
    binds = [
        bind
        for one in solution.ranges
        for bind in (*one.start_binds, *one.end_binds, *one.binds)
        if bind.reason is not Reason.MISSING_FACTS
    ]
    return sorted({bind.rule for bind in binds})


def solution_table(solution: Solution, vocabulary: Vocabulary, language: Language) -> str:
    """The solution for the terminal, 80 columns wide, ending with a line break."""
    return "\n".join(solution_lines(solution, vocabulary, language)) + "\n"


def solution_lines(solution: Solution, vocabulary: Vocabulary, language: Language) -> Iterator[str]:
    """What was asked, the answer, the ranges, and what is still needed."""
    report = solution.report
    for phrase in (details.title(report), details.heading(report), question(solution)):
        yield from wrapped(phrase.text(language))
    yield ""
    for phrase in answer(solution):
        yield from wrapped(phrase.text(language))
    for note in report.notes:
        yield from wrapped(note.text(language), "※ ")
    yield ""
    yield table(rows(solution, language), headers(solution, language), WIDTHS[language])
    yield ""
    ids = rule_ids(solution)
    if ids:
        yield from wrapped(KEY.format(rules=listed(map(untranslated, ids))).text(language))
    wanted = needed(solution, vocabulary)
    if wanted:
        yield from wrapped(wanted.text(language))


def headers(solution: Solution, language: Language) -> list[str]:
    """The columns' names, the unit beside the values."""
    unit = solution.unit.text(language)
    values = VALUES.text(language) + (f"（{unit}）" if language == "zh" else f" ({unit})") * bool(unit)
    return [values, VERDICT.text(language), BINDING.text(language)]


def rows(solution: Solution, language: Language) -> list[list[str]]:
    """A row a range and rule that binds it."""
    found = []
    for one in solution.ranges:
        first = [span(one, solution).text(language), verdict_words(one.verdict).text(language)]
        texts = [phrase.text(language) for phrase in reasons(one)] or [""]
        found += [[*(first if number == 0 else ["", ""]), text] for number, text in enumerate(texts)]
    return found
