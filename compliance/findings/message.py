"""The one plain sentence of a finding: what came out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from compliance.base.outcome import OUTCOME_WORDS, Obligation, Outcome, Reason
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Value, facts_in
from compliance.logic.interpreter import Evaluation, ReadingEvaluation, failing_parts
from compliance.packs import conditions, sentence
from compliance.packs.kinds.base import Context
from compliance.packs.rules import InForce, Rule

PASSED = Phrase("符合。要求：{requirement}{actual}。", "Met. Required: {requirement}{actual}.")
FAILED = Phrase("不符合。要求：{requirement}{actual}{short}。", "Not met. Required: {requirement}{actual}{short}.")
CLAIMABLE = Phrase("可以享受。条件：{requirement}{actual}。", "It may claim this. Condition: {requirement}{actual}.")
LACKS = Phrase(
    "尚未享受或尚缺条件。条件：{requirement}{actual}{short}。",
    "Not claimed or not yet claimable. Condition: {requirement}{actual}{short}.",
)
NEEDS = Phrase(
    "待补填：{facts}。要求：{requirement}。",
    "Cannot be determined without: {facts}. Required: {requirement}.",
)
CORRECT = Phrase(
    "填写有误无法读取：{unreadable}{missing}。要求：{requirement}。",
    "Cannot be determined, as these cannot be read: {unreadable}{missing}. Required: {requirement}.",
)
ALSO_MISSING = Phrase("；另待补填：{facts}", "; also missing: {facts}")
AMBIGUOUS = Phrase(
    "文件此处规定不明，按不同理解结论不同：{readings}。",
    "Cannot be determined: the document can be read in several ways that differ here: {readings}.",
)
READING = Phrase("{label}{total}，结论为{outcome}", "{label}{total}: {outcome}")
TOTAL = Phrase("（折合{fact} {value}）", " (that is, {fact}: {value})")
NOT_COVERED = Phrase(
    "文件没有规定这种情形（{facts}），须请主管部门明确。现有规定：{requirement}。",
    "Cannot be determined: the document does not cover this case ({facts}). It says: {requirement}.",
)
NOT_DUE = Phrase(
    "尚未到期。要求：{requirement}{actual}{short}；期限为 {due}，还有 {days} 日。",
    "Not due yet. Required: {requirement}{actual}{short}; due on {due}, {days} day(s) to go.",
)
DOES_NOT_APPLY = Phrase("不适用：仅在{conditions}时适用。", "Does not apply: only where {conditions}.")
NOT_YET = Phrase("不适用：自 {start} 起施行。", "Does not apply: in force from {start}.")
NO_LONGER = Phrase("不适用：施行至 {end} 为止。", "Does not apply: in force until {end}.")
NO_VALUE = Phrase("不适用：核对之日没有有效的规定。", "Does not apply: no value is in force on the date.")
REPLACED = Phrase("不适用：由 {rule} 代替。", "Does not apply: {rule} takes its place.")
ACTUAL = Phrase("；实际：{value}", "; actual: {value}")
SHORT = Phrase("；相差 {amount}", "; off by {amount}")
LATE = Phrase("；期限为 {due}，逾期 {days} 日", ", due on {due}, {days} day(s) late")
NOT_DONE = Phrase(
    "；期限为 {due}，至核对之日尚未完成，已逾期 {days} 日",
    "; due on {due}, not done by the date of the check, {days} day(s) late",
)
LACKING = Phrase("；尚缺：{parts}", "; lacking: {parts}")
UNMET = Phrase("；未满足：{parts}", "; not met: {parts}")
LONGEST_TEXT = 40


class Message:
    """Words the evaluation of a rule for given facts as of a date; `replaced_by` is the id of the rule that takes its place."""

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

    def sentence(self) -> Phrase:
        """The sentence."""
        match self.evaluation.reason:
            case Reason.REPLACED:
                return REPLACED.format(rule=self.replaced_by)
            case Reason.NOT_IN_FORCE:
                return self.not_in_force(self.rule.in_force)
            case Reason.CONDITION_NOT_MET:
                return DOES_NOT_APPLY.format(conditions=conditions.words(self.rule.applies_when, self.vocabulary))
            case Reason.AMBIGUOUS_SOURCE:
                return AMBIGUOUS.format(readings=listed(map(self.reading_words, self.evaluation.readings), "；", "; "))
            case Reason.MISSING_FACTS:
                return NEEDS.format(facts=self.labels(self.evaluation.missing), requirement=self.requirement())
            case Reason.UNREADABLE_VALUE:
                return self.unreadable()
            case Reason.NOT_COVERED:
                return NOT_COVERED.format(facts=self.given(), requirement=self.requirement())
            case Reason.NOT_DUE:
                return self.not_due()
            case _:
                may = self.rule.obligation is Obligation.MAY
                passed, failed = (CLAIMABLE, LACKS) if may else (PASSED, FAILED)
                form = passed if self.evaluation.outcome is Outcome.PASS else failed
                return form.format(requirement=self.requirement(), actual=self.actual(), short=self.short())

    def labels(self, facts: Iterable[str]) -> Phrase:
        """What facts are called."""
        return listed(map(self.vocabulary.label_of, facts))

    def unreadable(self) -> Phrase:
        """The facts to be corrected, then those to be given."""
        wrong = self.evaluation.unreadable
        missing = [name for name in self.evaluation.missing if name not in wrong]
        also = ALSO_MISSING.format(facts=self.labels(missing)) if missing else untranslated("")
        return CORRECT.format(unreadable=self.labels(wrong), missing=also, requirement=self.requirement())

    def not_in_force(self, period: InForce | None) -> Phrase:
        if period is None:
            return NO_VALUE
        if period.start and self.as_of < period.start:
            return NOT_YET.format(start=period.start)
        return NO_LONGER.format(end=period.end) if period.end and self.as_of > period.end else NO_VALUE

    def not_due(self) -> Phrase:
        due = self.shown.due
        assert due is not None
        return NOT_DUE.format(
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
        """What is required: of tiers only the one that counts here, and under each reading where they differ."""
        limits = [self.limit(result) for result in self.evaluation.readings]
        known = list(dict.fromkeys(limit for limit in limits if limit))
        if known and all(limits):
            return listed(known, sentence.OR.zh, sentence.OR.en)
        option = self.rule.requires.read_as().get(self.shown.reading.code or "")
        requires = option.requires if option else self.rule.requires
        return requires.words(Context(self.vocabulary, self.as_of))

    def limit(self, result: ReadingEvaluation) -> Phrase | None:
        """The limit that counts under a reading, where it is a number, with what it comes to in whole."""
        measure, required = result.reading.measure, result.required
        if measure is None or measure.form is None or not isinstance(required, Fraction):
            return None
        words = sentence.bound_words(measure.form, measure.fact, required, self.vocabulary)
        return joined(words, self.total(result))

    def reading_words(self, result: ReadingEvaluation) -> Phrase:
        """What the rule comes to under a reading."""
        outcome = OUTCOME_WORDS[result.outcome]
        return READING.format(label=result.reading.label, total=self.total(result), outcome=outcome)

    def total(self, result: ReadingEvaluation) -> Phrase:
        """What a limit on a ratio comes to in whole, in brackets."""
        total = result.reading.measure and result.reading.measure.total
        if not total or not isinstance(result.total, Fraction):
            return untranslated("")
        value = sentence.amount(result.total, self.vocabulary.unit_of(total.fact), self.vocabulary)
        return TOTAL.format(fact=self.vocabulary.label_of(total.fact), value=value)

    def given(self) -> Phrase:
        """The facts that the rule looks at, as they are."""
        measure = self.shown.reading.measure
        names = [
            n for n in facts_in(self.shown.reading.holds) if n in self.facts and (measure is None or n != measure.fact)
        ]
        return listed(
            Phrase("{what}为 {value}", "{what}: {value}").format(
                what=self.vocabulary.label_of(name),
                value=self.value(name),
            )
            for name in names
        )

    def value(self, name: str) -> Phrase:
        """A given fact's value, a number with its unit."""
        value = self.facts[name]
        if isinstance(value, Fraction):
            return sentence.amount(value, self.vocabulary.unit_of(name), self.vocabulary)
        return sentence.value_words(value, self.vocabulary.facts.get(name))

    def actual(self) -> Phrase:
        """The actual value, where one is compared."""
        shown, measure = self.shown, self.shown.reading.measure
        if measure is None or shown.actual is None:
            return untranslated("")
        if isinstance(shown.actual, Fraction):
            return ACTUAL.format(value=sentence.amount(shown.actual, measure.unit, self.vocabulary))
        value = sentence.value_words(shown.actual, self.vocabulary.facts.get(measure.fact))
        cut = Phrase(
            *(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…" for text in (value.zh, value.en))
        )
        return ACTUAL.format(value=Phrase(f"“{cut.zh}”", f"“{cut.en}”"))

    def short(self) -> Phrase:
        """What is short of passing."""
        shown, measure = self.shown, self.shown.reading.measure
        lacking = [part.label for part in failing_parts(shown.reading, self.facts)]
        if lacking:
            return (LACKING if measure else UNMET).format(parts=listed(lacking))
        if shown.due and self.evaluation.outcome is Outcome.FAIL and shown.reading.counting:
            done = shown.actual if isinstance(shown.actual, date) else None
            form = LATE if done else NOT_DONE
            return form.format(due=shown.due, days=((done or self.as_of) - shown.due).days)
        if not shown.margin or measure is None or isinstance(shown.actual, date) or shown.reading.counting:
            return untranslated("")
        return SHORT.format(amount=sentence.amount(abs(shown.margin), measure.unit, self.vocabulary))
