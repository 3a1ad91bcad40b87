"""Checks one description against the packs of its jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from compliance.base.diagnostics import Diagnostic, InputError, all_of
from compliance.base.outcome import Outcome, Reason
from compliance.base.phrase import Phrase
from compliance.facts.description import Entry, SubjectRead, read_subject, subject_of
from compliance.facts.vocabulary import Subject, Vocabulary
from compliance.findings.finding import finding
from compliance.findings.least_changes import least_changes, least_combination
from compliance.findings.remedies import remedies
from compliance.findings.report import Asked, Finding, PackUsed, Remedy, Report
from compliance.logic.expression import Value
from compliance.logic.interpreter import Evaluation, Evaluator, evaluate
from compliance.packs.library import NATIONAL, Library, Pack
from compliance.packs.precedence import ALL, RuleInContext, Selection, layered
from compliance.packs.ready import NATIONAL_ONLY, ONLY_SOME, ready

NOTHING_APPLIED = Phrase(
    "没有任何强制性规则或目标适用于这份描述，因此不能得出合规结论",
    "No mandatory rule or target applied to this description, so nothing shows that it complies",
)


def check_entries(
    library: Library,
    entries: Sequence[Entry],
    as_of: date,
    jurisdiction: str | None = None,
    selection: Selection = ALL,
) -> list[Report]:
    """The reports on the descriptions of one file. Raises InputError with all that is wrong in any of them."""
    return all_of(entries, lambda entry: check_entry(library, entry, as_of, jurisdiction, selection))


def check_entry(
    library: Library, entry: Entry, as_of: date, jurisdiction: str | None = None, selection: Selection = ALL
) -> Report:
    """The report on a description as written. Raises InputError with all that is wrong with it."""
    name = jurisdiction or jurisdiction_of(library, entry)
    subject = subject_of(entry, ready(library, name or NATIONAL, entry.kind).vocabulary)
    return check_read(library, SubjectRead(subject, [], frozenset()), name, as_of, selection)


def check_record(
    library: Library, entry: Entry, as_of: date, jurisdiction: str | None = None, selection: Selection = ALL
) -> Report:
    """The report on a table's record, judged as the table is: a value that cannot be read is unknown, and noted.

    Raises InputError where the record names a place that is not known.
    """
    name = jurisdiction or jurisdiction_of(library, entry)
    vocabulary = ready(library, name or NATIONAL, entry.kind).vocabulary
    read = read_subject(entry, vocabulary)
    report = check_read(library, read, name, as_of, selection)
    wrong = (problem_words(problem, vocabulary) for problem in read.problems)
    return report._replace(notes=(*wrong, *report.notes))


def check_read(library: Library, read: SubjectRead, place: str | None, as_of: date, selection: Selection) -> Report:
    """The report on a subject as read, by the packs of a place; without one, by the national rules alone."""
    known = ready(library, place or NATIONAL, read.subject.kind)
    report = check(read.subject, known.vocabulary, known.packs, as_of, selection, read.unreadable)
    return report if place else report._replace(notes=(*report.notes, NATIONAL_ONLY))


def problem_words(problem: Diagnostic, vocabulary: Vocabulary) -> Phrase:
    """What is wrong with a value of a fact, and where, as a note of a report."""
    label = vocabulary.label_of(problem.what or "")
    return Phrase(problem._replace(what=label.zh).text("zh"), problem._replace(what=label.en).text("en"))


def jurisdiction_of(library: Library, entry: Entry) -> str | None:
    """The pack for the jurisdiction that the description names, if it names one."""
    vocabulary = library.vocabulary_of(entry.kind, NATIONAL)
    label = vocabulary.label_of("jurisdiction")
    given = entry.raw(["jurisdiction", label.zh, label.en])
    if given is None:
        return None
    name = library.find(given.text)
    if name is None:
        message = library.no_place(given.text)
        raise InputError([Diagnostic(given.place, "jurisdiction", message), *other_problems(entry, vocabulary)])
    return name


def other_problems(entry: Entry, vocabulary: Vocabulary) -> Iterable[Diagnostic]:
    """What else is wrong in a description whose place is not known: only what is wrong by any vocabulary."""
    try:
        subject_of(entry, vocabulary)
    except InputError as error:
        return [problem for problem in error.problems if problem.what in vocabulary.codes]
    return []


def check(
    subject: Subject,
    vocabulary: Vocabulary,
    packs: Sequence[Pack],
    as_of: date,
    selection: Selection = ALL,
    unreadable: frozenset[str] = frozenset(),
) -> Report:
    """The report on a typed subject. The first of `packs` is its jurisdiction's own; `unreadable` are facts with an error."""
    facts = vocabulary.implied(dict(subject.facts))
    rules = layered(packs, subject.kind, vocabulary, as_of, selection)
    findings = [finding_of(rule, facts, vocabulary, as_of, unreadable) for rule in rules]
    notes = [] if applied(findings) else [NOTHING_APPLIED]
    if selection != ALL:
        notes.append(ONLY_SOME)
    against = any(map(speaks_against, findings))
    least = least_changes(rules, findings, facts, vocabulary, as_of) if against else None
    missing = [name for finding in findings for name in finding.missing]
    named = dict.fromkeys([*missing, *(least.given if least else ())])
    return head(subject, vocabulary, packs, as_of, notes)._replace(
        findings=tuple(findings),
        asked={name: Asked(fact.label, fact.proof, fact.note) for name in named if (fact := vocabulary.facts[name])},
        mending=least,
    )


def head(
    subject: Subject, vocabulary: Vocabulary, packs: Sequence[Pack], as_of: date, notes: Iterable[Phrase]
) -> Report:
    """A report without findings: who is looked at, by which packs, as of when. The first of `packs` is the jurisdiction's."""
    return Report(
        kind=subject.kind,
        id=subject.text("id"),
        name=subject.text("name"),
        jurisdiction=packs[0].name,
        as_of=as_of,
        packs=tuple(PackUsed(pack.name, pack.head.title, pack.sha256) for pack in packs),
        facts={name: vocabulary.facts[name].plain(value) for name, value in subject.facts.items()},
        findings=(),
        asked={},
        notes=tuple(notes),
    )


def speaks_against(finding: Finding) -> bool:
    """Whether a binding finding stands in the way of compliance, and not only because facts are missing."""
    unclear = finding.outcome is Outcome.UNDETERMINED and not (finding.reason and finding.reason.wants_facts)
    return finding.obligation.binding and (unclear or finding.outcome is Outcome.FAIL)


def finding_of(
    rule: RuleInContext,
    facts: Mapping[str, Value],
    vocabulary: Vocabulary,
    as_of: date,
    unreadable: frozenset[str] = frozenset(),
) -> Finding:
    """One rule's finding. Where another takes its place, it applies only where that other one does not."""
    entry, pack, lowered, by = rule
    evaluation = evaluate(lowered, facts, as_of, unreadable=unreadable)
    if lowered and by and Evaluator(facts)(by.applies) is True:
        evaluation = Evaluation(Outcome.NOT_APPLICABLE, Reason.REPLACED)
    single: tuple[Remedy, ...] = ()
    several: tuple[Remedy, ...] = ()
    if lowered and evaluation.outcome is Outcome.FAIL:
        single = remedies(lowered, facts, vocabulary, as_of)
        several = () if single else least_combination(lowered, facts, vocabulary, as_of)
    return finding(entry, pack, evaluation, facts, vocabulary, as_of, by.rule if by else None, single, several)


def applied(findings: Iterable[Finding]) -> bool:
    """Whether any binding rule applied."""
    return any(f.obligation.binding and f.outcome is not Outcome.NOT_APPLICABLE for f in findings)
