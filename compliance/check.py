"""Checks one description against the packs of its jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from compliance.description import Entry, subject_of
from compliance.explanation import finding
from compliance.expression import Value
from compliance.interpreter import Evaluation, evaluate
from compliance.loading import NATIONAL, NO_PLACE, Library, Pack, PackRule
from compliance.lowering import lower
from compliance.outcome import Finding, Outcome, PackUsed, Reason, Report
from compliance.phrase import Phrase
from compliance.problem import InputError, Problem
from compliance.vocabulary import Subject, Vocabulary

NATIONAL_ONLY = Phrase(
    "未指明辖区，仅按国家规则核对；当地另有规定的未予核对",
    "No jurisdiction given: only the national rules were checked, none of the place's own",
)
NOTHING_APPLIED = Phrase(
    "没有任何强制性规则或目标适用于这份描述，因此不能得出合规结论",
    "No mandatory rule or target applied to this description, so nothing shows that it complies",
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules to look at: those that match a pattern of `select` (all, where there is none) and none of `ignore`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, rule: str) -> bool:
        """Whether a rule is looked at."""
        chosen = not self.select or any(fnmatchcase(rule, pattern) for pattern in self.select)
        return chosen and not any(fnmatchcase(rule, pattern) for pattern in self.ignore)


def check_entry(
    library: Library, entry: Entry, as_of: date, jurisdiction: str | None = None, selection: Selection = Selection()
) -> Report:
    """The report on a description as written. Raises InputError with all that is wrong with it."""
    name = jurisdiction or jurisdiction_of(library, entry)
    packs = library.packs_for(name or NATIONAL)
    vocabulary = library.vocabulary(entry.kind, packs)
    report = check(subject_of(entry, vocabulary), vocabulary, packs, as_of, selection)
    return report if name else noted(report, NATIONAL_ONLY)


def jurisdiction_of(library: Library, entry: Entry) -> str | None:
    """The pack for the jurisdiction that the description names, if it names one."""
    declared = library.vocabulary(entry.kind).facts["jurisdiction"].label
    given = entry.raw(["jurisdiction", declared.zh, declared.en])
    if given is None:
        return None
    name = library.find(given.text.strip())
    if name is None:
        message = NO_PLACE.fill(name=given.text, names=library.choices())
        raise InputError([Problem(given.place, "jurisdiction", message)])
    return name


def check(
    subject: Subject, vocabulary: Vocabulary, packs: Sequence[Pack], as_of: date, selection: Selection = Selection()
) -> Report:
    """The report on a typed subject. The first of `packs` is its jurisdiction's own."""
    facts = vocabulary.implied(dict(subject.facts))
    replaced = replacements(packs, subject.kind, as_of)
    findings = [
        finding_of(one, pack, facts, vocabulary, as_of, replaced.get(one.id))
        for pack in packs
        for one in pack.rules.values()
        if one.rule.subject == subject.kind and selection.takes(one.id)
    ]
    report = Report(
        kind=subject.kind,
        id=subject.text("id"),
        name=subject.text("name"),
        jurisdiction=packs[0].name,
        as_of=as_of,
        packs=tuple(PackUsed(pack.name, pack.head.title, pack.sha256) for pack in packs),
        facts=subject.facts,
        findings=tuple(findings),
        notes=(),
    )
    return report if applied(findings) else noted(report, NOTHING_APPLIED)


def replacements(packs: Sequence[Pack], kind: str, as_of: date) -> Mapping[str, str]:
    """The rules whose place another takes on the date, with that other's id."""
    return {
        one.rule.relation.replaces: one.id
        for pack in packs
        for one in pack.rules.values()
        if one.rule.relation and one.rule.relation.replaces and one.rule.subject == kind and one.rule.in_force.holds(as_of)
    }


def finding_of(
    one: PackRule, pack: Pack, facts: Mapping[str, Value], vocabulary: Vocabulary, as_of: date, replaced_by: str | None
) -> Finding:
    """One rule's finding."""
    lowered = lower(one.rule, vocabulary, as_of)
    if replaced_by:
        evaluation = Evaluation(Outcome.NOT_APPLICABLE, Reason.REPLACED)
    else:
        evaluation = evaluate(lowered, facts, as_of)
    return finding(one, pack, evaluation, facts, vocabulary, as_of, replaced_by)


def applied(findings: Iterable[Finding]) -> bool:
    """Whether any binding rule applied."""
    return any(f.obligation.binding and f.outcome is not Outcome.NOT_APPLICABLE for f in findings)


def noted(report: Report, note: Phrase) -> Report:
    """The report with a further note."""
    from dataclasses import replace

    return replace(report, notes=(*report.notes, note))
