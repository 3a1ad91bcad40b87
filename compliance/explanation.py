"""From an evaluation to a finding: what came out, why, and by which clause, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from compliance import sentence
from compliance.expression import Value, facts_in
from compliance.interpreter import Evaluation, ReadingEvaluation, failing_parts
from compliance.kinds import Readings, TieredMinimum
from compliance.loading import Pack, PackRule
from compliance.lowering import Measure
from compliance.number import cut_text, decimal_text
from compliance.outcome import (
    OUTCOME_WORDS,
    Citation,
    Finding,
    Obligation,
    Outcome,
    ReadingResult,
    Reason,
    Remedy,
    Responsible,
)
from compliance.phrase import Phrase, listed, same
from compliance.rulepack import InForce, Relation, Rule
from compliance.vocabulary import Vocabulary
from compliance.workdays import is_published

PASSED = Phrase("符合：{requirement}{actual}。", "Met: {requirement}{actual}.")
FAILED = Phrase("不符合：{requirement}{actual}{short}。", "Not met: {requirement}{actual}{short}.")
CLAIMABLE = Phrase("可以享受：{requirement}{actual}。", "It may claim this: {requirement}{actual}.")
LACKS = Phrase(
    "尚缺条件或尚未享受：{requirement}{actual}{short}。",
    "Not claimed or not yet claimable: {requirement}{actual}{short}.",
)
NEEDS = Phrase(
    "无法判定，还需填写：{facts}。要求：{requirement}。",
    "Cannot be determined without: {facts}. Required: {requirement}.",
)
AMBIGUOUS = Phrase(
    "无法判定，文件在此处有两种以上理解，结论不同：{readings}。",
    "Cannot be determined: the document can be read in several ways that differ here: {readings}.",
)
READING = Phrase("{label}，则{outcome}", "{label}: {outcome}")
NOT_COVERED = Phrase(
    "无法判定，文件没有规定这种情形（{facts}）。规定为：{requirement}。",
    "Cannot be determined: the document does not cover this case ({facts}). It says: {requirement}.",
)
NOT_DUE = Phrase(
    "尚未到期：{requirement}{actual}{short}；期限为 {due}，还有 {days} 日。",
    "Not due yet: {requirement}{actual}{short}; due on {due}, {days} day(s) to go.",
)
DOES_NOT_APPLY = Phrase("不适用：仅在{conditions}时适用。", "Does not apply: only where {conditions}.")
NOT_YET = Phrase("不适用：自 {start} 起施行。", "Does not apply: in force from {start}.")
NO_LONGER = Phrase("不适用：施行至 {end} 为止。", "Does not apply: in force until {end}.")
NO_VALUE = Phrase("不适用：核对之日没有有效的规定。", "Does not apply: no value is in force on the date.")
REPLACED = Phrase("不适用：由 {rule} 代替。", "Does not apply: {rule} takes its place.")
ACTUAL = Phrase("，实际为 {value}", "; actual: {value}")
SHORT = Phrase("，相差 {amount}", ", {amount} off")
LATE = Phrase("，期限为 {due}，逾期 {days} 日", ", due on {due}, {days} day(s) late")
NOT_DONE = Phrase(
    "；期限为 {due}，至核对之日尚未完成，已逾期 {days} 日",
    "; due on {due}, not done by the date of the check, {days} day(s) late",
)
LACKING = Phrase("；尚缺：{parts}", "; lacking: {parts}")
UNMET = Phrase("；未满足：{parts}", "; not met: {parts}")
TIGHTENS = Phrase("严于 {rule}，两者均须符合", "stricter than {rule}; both are checked")
REPLACES = Phrase("代替 {rule}", "takes the place of {rule}")
RESTATED = Phrase(
    "该条款按转述文字编入，未核对原件",
    "this clause is encoded from consistent restatements; its original wording was not seen",
)
ADOPTED = Phrase("采用的理解：{label}（{by}；{why}）", "reading taken: {label} ({by}; {why})")
NONE = same("–")
LONGEST_TEXT = 40


def finding(
    pack_rule: PackRule,
    pack: Pack,
    evaluation: Evaluation,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
    replaced_by: str | None = None,
    remedies: tuple[Remedy, ...] = (),
) -> Finding:
    """The finding that an evaluation comes to."""
    rule, shown = pack_rule.rule, evaluation.shown
    ambiguous = evaluation.reason is Reason.AMBIGUOUS_SOURCE
    measure = shown.reading.measure if shown else None
    return Finding(
        rule=pack_rule.id,
        title=rule.title,
        obligation=rule.obligation,
        outcome=evaluation.outcome,
        message=Explainer(rule, evaluation, facts, vocabulary, as_of, replaced_by).message(),
        actual=figure(shown.actual, shown.required) if shown else None,
        required=figure(shown.required) if shown and not ambiguous else None,
        actual_words=value_for_people(shown.actual if shown else None, measure, vocabulary),
        required_words=required_for_people(evaluation, vocabulary),
        unit=measure.unit if measure else None,
        margin=margin_text(shown.margin) if shown and not ambiguous else None,
        exact=exact_figures(shown, ambiguous) if shown else {},
        reason=evaluation.reason,
        missing=evaluation.missing,
        readings=reading_results(evaluation),
        due=shown.due if shown else None,
        assumptions=assumptions(rule, evaluation, facts),
        remedies=remedies,
        advice=rule.advice,
        relation=relation_words(rule.relation),
        source=citation(rule, pack),
        responsible=Responsible(
            *(tuple(u) for u in (rule.responsible.lead, rule.responsible.support, rule.responsible.units))
        ),
    )


def value_for_people(value: Value | None, measure: Measure | None, vocabulary: Vocabulary) -> Phrase:
    """A value with its unit, or in the vocabulary's words."""
    if value is None or measure is None:
        return NONE
    if isinstance(value, Fraction):
        return sentence.amount(value, measure.unit, vocabulary)
    return sentence.value_words(value, vocabulary.facts.get(measure.fact))


def required_for_people(evaluation: Evaluation, vocabulary: Vocabulary) -> Phrase:
    """What is required; where readings differ, all that they require."""
    words = [
        required_codes(one.required, one.reading.measure, vocabulary)
        if isinstance(one.required, str)
        else value_for_people(one.required, one.reading.measure, vocabulary)
        for one in evaluation.readings
    ]
    return listed(dict.fromkeys(words), sentence.OR.zh, sentence.OR.en) if words else NONE


def required_codes(text: str, measure: Measure | None, vocabulary: Vocabulary) -> Phrase:
    """Codes that are all required (;) or of which one will do (|), in the vocabulary's words."""
    fact = vocabulary.facts.get(measure.fact) if measure else None
    choices = {"yes": sentence.YES, "no": sentence.NO, **(fact.choices if fact else {})}
    return listed(
        listed([choices.get(code, same(code)) for code in item.split("|")], sentence.OR.zh, sentence.OR.en)
        for item in text.split(";")
    )


def figure(value: Value | None, other: Value | None = None) -> str | None:
    """A value as text: exact, or cut on its own side of `other`."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        upward = isinstance(other, Fraction) and value > other
        return decimal_text(value) or cut_text(value, upward)
    return ";".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def margin_text(margin: Fraction | None) -> str | None:
    """A margin, cut away from zero where its decimals do not end."""
    return None if margin is None else decimal_text(margin) or cut_text(margin, upward=margin > 0)


def exact_figures(shown: ReadingEvaluation, ambiguous: bool) -> dict[str, str]:
    """The figures that decimals cannot write, as fractions."""
    figures = {"actual": shown.actual, "margin": None if ambiguous else shown.margin}
    return {k: str(v) for k, v in figures.items() if isinstance(v, Fraction) and decimal_text(v) is None}


def reading_results(evaluation: Evaluation) -> tuple[ReadingResult, ...]:
    """Each reading's result, where the readings differ."""
    if not evaluation.readings_differ:
        return ()
    return tuple(
        ReadingResult(r.reading.label or same(""), r.outcome, figure(r.required), margin_text(r.margin))
        for r in evaluation.readings
    )


def assumptions(rule: Rule, evaluation: Evaluation, facts: Mapping[str, Value]) -> tuple[Phrase, ...]:
    """What the finding takes for granted: how days are counted, readings taken, wording not seen."""
    if not evaluation.readings:
        return ()
    found = list(rule.assumptions)
    if evaluation.readings_differ and isinstance(rule.requires, TieredMinimum):
        found += [shared.why for shared in rule.requires.overlaps]
    for one in evaluation.readings:
        if one.reading.counting:
            found += sentence.counting_words(one.reading.counting)
            found += [sentence.UNPUBLISHED.fill(year=y) for y in years(facts, one) if not is_published(y)]
    if rule.source.confidence == "restated":
        found.append(RESTATED)
    if rule.adopted:
        label = evaluation.readings[0].reading.label
        found.append(ADOPTED.fill(label=label, by=rule.adopted.by, why=rule.adopted.why))
    return tuple(dict.fromkeys(found))


def years(facts: Mapping[str, Value], one: ReadingEvaluation) -> range:
    """The years that a period touches."""
    dates = [d for d in (one.due, *facts.values()) if isinstance(d, date)]
    if one.due is None:
        return range(0)
    start = min(d.year for d in dates if d <= one.due)
    return range(start, one.due.year + 1)


def relation_words(relation: Relation | None) -> Phrase | None:
    """How the rule stands to another."""
    if relation is None:
        return None
    form, other = (TIGHTENS, relation.tightens) if relation.tightens else (REPLACES, relation.replaces)
    return form.fill(rule=other)


def citation(rule: Rule, pack: Pack) -> Citation:
    """Where the rule stands."""
    document = pack.head.documents[rule.source.document]
    return Citation(rule.source.document, document.title, document.number, rule.source.section, rule.source.anchor)


class Explainer:
    """Makes the one sentence of a finding."""

    def __init__(
        self,
        rule: Rule,
        evaluation: Evaluation,
        facts: Mapping[str, Value],
        vocabulary: Vocabulary,
        as_of: date,
        replaced_by: str | None,
    ) -> None:
        self.rule, self.evaluation, self.facts = rule, evaluation, facts
        self.vocabulary, self.as_of, self.replaced_by = vocabulary, as_of, replaced_by

    def message(self) -> Phrase:
        """The sentence."""
        match self.evaluation.reason:
            case Reason.REPLACED:
                return REPLACED.fill(rule=self.replaced_by)
            case Reason.NOT_IN_FORCE:
                return self.not_in_force(self.rule.in_force)
            case Reason.CONDITION_NOT_MET:
                return DOES_NOT_APPLY.fill(conditions=sentence.conditions(self.rule, self.vocabulary))
            case Reason.AMBIGUOUS_SOURCE:
                return AMBIGUOUS.fill(readings=listed(map(self.reading_words, self.evaluation.readings), "；", "; "))
            case Reason.MISSING_FACTS:
                facts = listed(self.vocabulary.label_of(name) for name in self.evaluation.missing)
                return NEEDS.fill(facts=facts, requirement=self.requirement())
            case Reason.NOT_COVERED:
                return NOT_COVERED.fill(facts=self.given(), requirement=self.requirement())
            case Reason.NOT_DUE:
                return self.not_due()
            case _:
                may = self.rule.obligation is Obligation.MAY
                passed, failed = (CLAIMABLE, LACKS) if may else (PASSED, FAILED)
                form = passed if self.evaluation.outcome is Outcome.PASS else failed
                return form.fill(requirement=self.requirement(), actual=self.actual(), short=self.short())

    def not_in_force(self, period: InForce | None) -> Phrase:
        if period is None:
            return NO_VALUE
        if period.start and self.as_of < period.start:
            return NOT_YET.fill(start=period.start)
        return NO_LONGER.fill(end=period.end) if period.end and self.as_of > period.end else NO_VALUE

    def not_due(self) -> Phrase:
        due = self.shown.due
        assert due is not None
        return NOT_DUE.fill(
            requirement=self.requirement(),
            actual=self.actual(),
            short=self.short(),
            due=due,
            days=(due - self.as_of).days,
        )

    @property
    def shown(self) -> ReadingEvaluation:
        assert self.evaluation.shown is not None
        return self.evaluation.shown

    def requirement(self) -> Phrase:
        """What is required, of tiers only the one that counts here."""
        measure, required = self.shown.reading.measure, self.shown.required
        if measure and measure.form and isinstance(required, Fraction):
            return sentence.bound_words(measure.form, measure.fact, required, self.vocabulary)
        requires, code = self.rule.requires, self.shown.reading.code
        if isinstance(requires, Readings) and code in requires.options:
            requires = requires.options[code].requires
        return sentence.requirement(requires, self.vocabulary, self.as_of)

    def reading_words(self, one: ReadingEvaluation) -> Phrase:
        return READING.fill(label=one.reading.label, outcome=OUTCOME_WORDS[one.outcome])

    def given(self) -> Phrase:
        """The facts that the rule looks at, as they are."""
        measure = self.shown.reading.measure
        names = [
            n for n in facts_in(self.shown.reading.holds) if n in self.facts and (measure is None or n != measure.fact)
        ]
        return listed(
            Phrase("{what}为 {value}", "{what}: {value}").fill(
                what=self.vocabulary.label_of(name),
                value=sentence.value_words(self.facts[name], self.vocabulary.facts.get(name)),
            )
            for name in names
        )

    def actual(self) -> Phrase:
        """The actual value, where one is compared."""
        shown, measure = self.shown, self.shown.reading.measure
        if measure is None or shown.actual is None:
            return same("")
        if isinstance(shown.actual, Fraction):
            return ACTUAL.fill(value=sentence.amount(shown.actual, measure.unit, self.vocabulary))
        value = sentence.value_words(shown.actual, self.vocabulary.facts.get(measure.fact))
        cut = Phrase(
            *(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…" for text in (value.zh, value.en))
        )
        return ACTUAL.fill(value=Phrase(f"“{cut.zh}”", f"“{cut.en}”"))

    def short(self) -> Phrase:
        """What is short of passing."""
        shown, measure = self.shown, self.shown.reading.measure
        lacking = [part.label for part in failing_parts(shown.reading, self.facts)]
        if lacking:
            return (LACKING if measure else UNMET).fill(parts=listed(lacking))
        if shown.due and self.evaluation.outcome is Outcome.FAIL and shown.reading.counting:
            done = shown.actual if isinstance(shown.actual, date) else None
            form = LATE if done else NOT_DONE
            return form.fill(due=shown.due, days=((done or self.as_of) - shown.due).days)
        if shown.margin is None or measure is None or isinstance(shown.actual, date) or shown.reading.counting:
            return same("")
        return SHORT.fill(amount=sentence.amount(abs(shown.margin), measure.unit, self.vocabulary))
