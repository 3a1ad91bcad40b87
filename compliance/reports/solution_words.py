"""What `solve` found, in words."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.base.outcome import INVALID, VERDICT_WORDS, Reason, Verdict
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.facts.vocabulary import FactValue, Vocabulary
from compliance.jobs.binding_rules import BindingRule
from compliance.jobs.solve import Range, Solution
from compliance.packs.sentence import value_words

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
LOWER = Phrase("{rule}（下限）", "{rule} (lower end)")
UPPER = Phrase("{rule}（上限）", "{rule} (upper end)")
RULE = Phrase("{title}：{words}", "{title}: {words}")
MORE = Phrase("另有 {n} 条规则不符合（见 JSON）", "{n} more rule(s) not met (see the JSON)")
WAITING = Phrase("{n} 条规则待补填信息", "{n} rule(s) wait for facts")
NEEDED = Phrase("还需填写 {n} 项信息：{facts}{more}", "{n} fact(s) still needed: {facts}{more}")
AND_MORE = Phrase("等（compliance check 列出全部）", " and others (compliance check lists them all)")
CLASH = Phrase("与描述中的其他信息矛盾", "contradicts other facts of the description")
NOTHING = Phrase("没有强制性规则或目标适用", "no mandatory rule or target applies")
CONTRADICTORY = Phrase("自相矛盾", "Contradictory")
MOST, MOST_FACTS = 4, 12


def against(one: Range) -> tuple[BindingRule, ...]:
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


def bind_words(bind: BindingRule) -> Phrase:
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
