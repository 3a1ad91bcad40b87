"""From an evaluation to a finding: what came out, why, and by which clause, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from compliance.base.decimals import decimal_text
from compliance.base.outcome import Reason, Responsible
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.base.workdays import is_published
from compliance.facts.vocabulary import Vocabulary
from compliance.findings.message import Message
from compliance.findings.report import Citation, Finding, ReadingResult, Remedy, TotalRequired
from compliance.logic.exact_text import exact_text, margin_text
from compliance.logic.expression import Value, facts_in
from compliance.logic.interpreter import Evaluation, ReadingEvaluation
from compliance.logic.lowered import Measure
from compliance.packs import sentence
from compliance.packs.library import Pack, RuleEntry
from compliance.packs.rules import Relation, Rule

TIGHTENS = Phrase("严于 {rule}，两者均须符合", "stricter than {rule}; both are checked")
REPLACES = Phrase("代替 {rule}", "takes the place of {rule}")
RESTATED = Phrase(
    "条文据转述编写，正式使用前请核对原文",
    "this clause is encoded from consistent restatements; its original wording was not seen",
)
ADOPTED = Phrase("采用的理解：{label}（{by}；{why}）", "reading taken: {label} ({by}; {why})")
NONE = untranslated("–")
NOT_BEFORE = Phrase("不早于 {day}", "from {day}")
NOT_AFTER = Phrase("不晚于 {day}", "by {day}")
SIGNS = {sentence.AT_LEAST: "≥ ", sentence.ABOVE: "> ", sentence.AT_MOST: "≤ ", sentence.BELOW: "< "}


def finding(
    pack_rule: RuleEntry,
    pack: Pack,
    evaluation: Evaluation,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
    replaced_by: str | None = None,
    remedies: tuple[Remedy, ...] = (),
    together: tuple[Remedy, ...] = (),
) -> Finding:
    """The finding that an evaluation of a rule comes to, as of a date.

    `replaced_by` is the id of the rule that takes its place; `remedies` each mend it alone, `together` only all at once.
    """
    rule, shown = pack_rule.rule, evaluation.shown
    ambiguous = evaluation.reason is Reason.AMBIGUOUS_SOURCE
    measure = shown.reading.measure if shown else None
    return Finding(
        rule=pack_rule.id,
        title=rule.title,
        obligation=rule.obligation,
        outcome=evaluation.outcome,
        message=Message(rule, evaluation, facts, vocabulary, as_of, replaced_by).sentence(),
        actual=exact_text(shown.actual, shown.required) if shown else None,
        required=exact_text(shown.required) if shown and not ambiguous else None,
        actual_words=value_for_people(shown.actual if shown else None, measure, vocabulary),
        required_words=required_for_people(evaluation, vocabulary),
        unit=measure.unit if measure else None,
        margin=margin_text(shown.margin) if shown and not ambiguous else None,
        total=total_required(shown, vocabulary) if shown and not ambiguous else None,
        exact=exact_figures(shown, ambiguous) if shown else {},
        reason=evaluation.reason,
        missing=evaluation.missing,
        readings=reading_results(evaluation, vocabulary),
        due=shown.due if shown else None,
        assumptions=assumptions(rule, evaluation, facts),
        remedies=remedies,
        together=together,
        advice=rule.advice,
        relation=relation_words(rule.relation),
        bearer=rule.bearer,
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
    """What is required, with the side on which good values lie; where readings differ, all that they require."""
    codes = [
        each.required for each in evaluation.readings if isinstance(each.required, str) and ";" not in each.required
    ]
    if len(codes) > 1 and len(codes) == len(evaluation.readings):
        wanted = "|".join(dict.fromkeys(code for text in codes for code in text.split("|")))
        return required_codes(wanted, evaluation.readings[0].reading.measure, vocabulary)
    words = [limit_words(result, vocabulary) for result in evaluation.readings]
    return listed(dict.fromkeys(words), sentence.OR.zh, sentence.OR.en) if words else NONE


def limit_words(result: ReadingEvaluation, vocabulary: Vocabulary) -> Phrase:
    """What one reading requires."""
    measure, required = result.reading.measure, result.required
    if isinstance(required, str):
        return required_codes(required, measure, vocabulary)
    words = value_for_people(required, measure, vocabulary)
    if isinstance(required, date) and measure:
        return (NOT_BEFORE if measure.sense == "minimum" else NOT_AFTER).format(day=words)
    return (
        joined(untranslated(SIGNS[measure.form]), words) if required is not None and measure and measure.form else words
    )


def required_codes(text: str, measure: Measure | None, vocabulary: Vocabulary) -> Phrase:
    """Codes that are all required (;) or of which one will do (|), in the vocabulary's words."""
    fact = vocabulary.facts.get(measure.fact) if measure else None
    choices = {"yes": sentence.YES, "no": sentence.NO, **(fact.choices if fact else {})}
    return listed(
        listed([choices.get(code, untranslated(code)) for code in item.split("|")], sentence.OR.zh, sentence.OR.en)
        for item in text.split(";")
    )


def exact_figures(shown: ReadingEvaluation, ambiguous: bool) -> dict[str, str]:
    """The figures that decimals cannot write, as fractions."""
    figures = {"actual": shown.actual, "margin": None if ambiguous else shown.margin}
    return {k: str(v) for k, v in figures.items() if isinstance(v, Fraction) and decimal_text(v) is None}


def total_required(result: ReadingEvaluation, vocabulary: Vocabulary) -> TotalRequired | None:
    """What a limit on a ratio comes to in whole."""
    total = result.reading.measure and result.reading.measure.total
    if not total or not isinstance(result.total, Fraction):
        return None
    return TotalRequired(total.fact, exact_text(result.total, limit=Fraction(0)), vocabulary.unit_of(total.fact))


def reading_results(evaluation: Evaluation, vocabulary: Vocabulary) -> tuple[ReadingResult, ...]:
    """Each reading's result, where the readings differ."""
    if not evaluation.readings_differ:
        return ()
    return tuple(
        ReadingResult(
            r.reading.label or untranslated(""),
            r.outcome,
            exact_text(r.required),
            margin_text(r.margin),
            total_required(r, vocabulary),
        )
        for r in evaluation.readings
    )


def assumptions(rule: Rule, evaluation: Evaluation, facts: Mapping[str, Value]) -> tuple[Phrase, ...]:
    """What the finding takes for granted: how days are counted, readings taken, wording not seen."""
    if not evaluation.readings:
        return ()
    phrases = list(rule.assumptions)
    if evaluation.readings_differ:
        phrases += rule.requires.ambiguities()
    for result in evaluation.readings:
        if result.reading.counting:
            phrases += sentence.counting_words(result.reading.counting)
            phrases += [sentence.UNPUBLISHED.format(year=y) for y in years(facts, result) if not is_published(y)]
    if rule.source.confidence == "restated":
        phrases.append(RESTATED)
    if rule.adopted:
        label = evaluation.readings[0].reading.label
        phrases.append(ADOPTED.format(label=label, by=rule.adopted.by, why=rule.adopted.why))
    return tuple(dict.fromkeys(phrases))


def years(facts: Mapping[str, Value], result: ReadingEvaluation) -> range:
    """The years that a period touches, from the day it begins to its last."""
    if result.due is None or result.reading.due is None:
        return range(0)
    begun = [day.year for name in facts_in(result.reading.due) if isinstance(day := facts.get(name), date)]
    return range(min(begun, default=result.due.year), result.due.year + 1)


def relation_words(relation: Relation | None) -> Phrase | None:
    """How the rule stands to another."""
    if relation is None:
        return None
    form, other = (TIGHTENS, relation.tightens) if relation.tightens else (REPLACES, relation.replaces)
    return form.format(rule=other)


def citation(rule: Rule, pack: Pack) -> Citation:
    """Where the rule stands."""
    document = pack.head.documents[rule.source.document]
    return Citation(
        rule.source.document,
        document.title,
        document.number,
        rule.source.section,
        rule.source.anchor,
        document.file is not None,
    )
