"""Variants of descriptions side by side, the best first.

The order is: compliant, then undetermined, then non-compliant; among these the fewest binding rules not met, then the fewest
undetermined ones, then the larger least margin, as a share of what is required, so that square metres and days can be
told against each other; and those that are still equal as they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple

from compliance.base import yaml_nodes
from compliance.base.decimals import exact, series_of
from compliance.base.diagnostics import Location, Misfit
from compliance.base.outcome import Outcome, Verdict
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.facts.description import Entry, fact_named, fact_of
from compliance.facts.parsing import plain_form
from compliance.facts.vocabulary import Fact, Vocabulary
from compliance.findings.check import check_entries, jurisdiction_of
from compliance.findings.report import Finding, Report
from compliance.logic.exact_text import exact_text
from compliance.packs.library import NATIONAL, Library
from compliance.packs.precedence import ALL, Selection
from compliance.packs.ready import ready
from compliance.packs.sentence import amount, value_words

MOST_VARIANTS = 1000
VERDICTS = (Verdict.COMPLIANT, Verdict.UNDETERMINED, Verdict.NON_COMPLIANT)
NO_VARIATION = Phrase(
    "“{text}”应写作 事实=起..止:步长（如 slots=20..90:10）或 事实=值,值",
    "“{text}” should be written FACT=FROM..TO:STEP (such as slots=20..90:10) or FACT=VALUE,VALUE",
)
TOO_MANY = Phrase("共有 {n} 种组合，最多比较 {most} 种", "these make {n} variants; at most {most} are compared")
TWICE = Phrase("“{name}”给了两次取值", "“{name}” is varied twice")
SET_TO = Phrase("{fact} {value}", "{fact}: {value}")


class Variation(NamedTuple):
    """A fact by its code and the values that it is to have, as a description would write them."""

    name: str
    values: tuple[str, ...]


class Variant(NamedTuple):
    """A description to compare, and what it is called."""

    name: Phrase
    entry: Entry


class Compared(NamedTuple):
    """A variant and the report on it."""

    name: Phrase
    report: Report

    @property
    def rank(self) -> tuple[int, int, int, Fraction]:
        """Less is better: see the order above."""
        report, least = self.report, self.least
        failed, opened = (report.how_many(outcome) for outcome in (Outcome.FAIL, Outcome.UNDETERMINED))
        return VERDICTS.index(report.verdict), failed, opened, Fraction(0) if least is None else -least

    @property
    def least(self) -> Fraction | None:
        """The least margin of a binding rule that is met or not met, as a share of what it requires; None without any."""
        decided = [
            f for f in self.report.findings if f.obligation.binding and f.outcome in (Outcome.PASS, Outcome.FAIL)
        ]
        return min((share for finding in decided if (share := margin_share(finding)) is not None), default=None)

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by rule."""
        return {finding.rule: finding for finding in self.report.findings}


def margin_share(finding: Finding) -> Fraction | None:
    """A finding's margin over what is required, exact; None of what is no number or requires nothing."""
    margin = margin_of(finding)
    required = exact(finding.required) if finding.required else None
    return None if margin is None or not required else margin / abs(required)


def margin_of(finding: Finding) -> Fraction | None:
    """A finding's margin, exact where its decimals do not end."""
    return Fraction(finding.exact["margin"]) if "margin" in finding.exact else exact(finding.margin or "")


def compare(
    library: Library,
    variants: Sequence[Variant],
    as_of: date,
    jurisdiction: str | None = None,
    selection: Selection = ALL,
) -> list[Compared]:
    """The variants with their reports, best first. Raises InputError with all that is wrong in any of them."""
    reports = check_entries(library, [variant.entry for variant in variants], as_of, jurisdiction, selection)
    compared = [Compared(variant.name, report) for variant, report in zip(variants, reports, strict=True)]
    return sorted(compared, key=lambda variant: variant.rank)


def rules(compared: Sequence[Compared], all_rules: bool = False) -> list[Finding]:
    """The rules to show, one finding of each: those whose outcome differs or that a variant fails, what binds first."""
    first: dict[str, Finding] = {}
    outcomes: dict[str, set[Outcome | None]] = {}
    for variant in compared:
        for rule, finding in variant.findings.items():
            first.setdefault(rule, finding)
            outcomes.setdefault(rule, set()).add(finding.outcome)
    for rule, seen in outcomes.items():
        if any(rule not in variant.findings for variant in compared):
            seen.add(None)
    shown = [
        finding
        for rule, finding in first.items()
        if all_rules or len(outcomes[rule]) > 1 or Outcome.FAIL in outcomes[rule]
    ]
    return sorted(shown, key=lambda finding: not finding.obligation.binding)


def vocabulary_of(library: Library, entry: Entry, jurisdiction: str | None) -> Vocabulary:
    """The vocabulary that a description is read by. Raises InputError."""
    return ready(library, jurisdiction or jurisdiction_of(library, entry) or NATIONAL, entry.kind).vocabulary


def variation(text: str, vocabulary: Vocabulary) -> Variation:
    """What `--vary` writes: `slots=20..90:10` or `stage=proposed,operating`. Raises Misfit."""
    name, sign, values = text.partition("=")
    if not sign or not values.strip():
        raise Misfit(NO_VARIATION.format(text=text))
    try:
        code = fact_named(name, vocabulary)
    except Misfit as misfit:
        raise Misfit(joined(untranslated(f"{name}: "), misfit.phrase)) from None
    texts = stepped(text, values) if ".." in values else [value.strip() for value in values.split(",")]
    for value in texts:
        vocabulary.facts[code].parse(value)
    return Variation(code, tuple(texts))


def stepped(text: str, values: str) -> list[str]:
    """The numbers from one to another by steps, exact; the end is one of them where a step meets it. Raises Misfit."""
    series = series_of(plain_form(values))
    if series is None:
        raise Misfit(NO_VARIATION.format(text=text))
    if series.length > MOST_VARIANTS:
        raise Misfit(TOO_MANY.format(n=series.length, most=MOST_VARIANTS))
    return [exact_text(number) for number in series.numbers()]


def varied(entry: Entry, variations: Sequence[Variation], vocabulary: Vocabulary) -> list[Variant]:
    """A variant of a description for each combination of values, in the order given. Raises Misfit."""
    names = [variation.name for variation in variations]
    for name in names:
        if names.count(name) > 1:
            raise Misfit(TWICE.format(name=name))
    many = prod(len(variation.values) for variation in variations)
    if many > MOST_VARIANTS:
        raise Misfit(TOO_MANY.format(n=many, most=MOST_VARIANTS))
    return [
        variant(entry, dict(zip(names, values, strict=True)), vocabulary)
        for values in product(*(variation.values for variation in variations))
    ]


def variant(entry: Entry, values: Mapping[str, str], vocabulary: Vocabulary) -> Variant:
    """A description with other values, named by them."""
    kept = [(key, node) for key, node in entry.record.items if fact_of(key.text, vocabulary) not in values]
    items = [*kept, *nodes_of(values, entry.record.place)]
    words = listed(set_to(vocabulary.facts[name], text, vocabulary) for name, text in values.items())
    return Variant(words, Entry(entry.kind, yaml_nodes.Mapping(items, entry.record.place)))


def nodes_of(values: Mapping[str, str], place: Location) -> Iterator[tuple[yaml_nodes.Scalar, yaml_nodes.Node]]:
    """The values as a description writes them."""
    for name, text in values.items():
        yield yaml_nodes.Scalar(name, True, place), yaml_nodes.Scalar(text, False, place)


def set_to(fact: Fact, text: str, vocabulary: Vocabulary) -> Phrase:
    """A fact and its value in words."""
    value = fact.parse(text)
    words = amount(value, fact.unit, vocabulary) if isinstance(value, Fraction) else value_words(value, fact)
    return SET_TO.format(fact=fact.label, value=words)


def named(entry: Entry, file: str, library: Library) -> Variant:
    """A description as it is, under its own name or number, or the name of its file."""
    vocabulary = library.vocabulary(entry.kind)
    words = entry.raw("name", vocabulary) or entry.raw("id", vocabulary)
    return Variant(untranslated(words.text if words else file), entry)
