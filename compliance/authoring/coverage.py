"""What became of each clause of a pack's documents: the rules that check it, or why it cannot be checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compliance.base import yaml_nodes
from compliance.base.diagnostics import Diagnostic, did_you_mean
from compliance.base.phrase import Phrase
from compliance.packs.library import Library, Pack, PackClause
from compliance.packs.soundness import NO_DOCUMENT

NO_RULE = Phrase(
    "本规则包及其所含的规则包中没有规则“{name}”{near}",
    "neither the pack nor one that it includes has a rule “{name}”{near}",
)
NEITHER = Phrase(
    "应写明由哪些规则核对，或说明为何不能核对", "name the rules that check it, or say why it cannot be checked"
)
NO_CLAUSE = Phrase("clauses.yaml 中没有条款写明由这条规则核对", "no clause of clauses.yaml names this rule")
NO_LEDGER = Phrase(
    "文件写有 file，但 clauses.yaml 中没有它的条款", "it has a file, but clauses.yaml has no clause of it"
)


class Tally(NamedTuple):
    """The clauses of one document: how many rules check, how many are explained, and how many there are."""

    document: str
    clauses: int
    covered: int
    explained: int

    @classmethod
    def total(cls, tallies: list[Tally]) -> Tally:
        """All together."""
        return cls(
            "",
            sum(tally.clauses for tally in tallies),
            sum(tally.covered for tally in tallies),
            sum(tally.explained for tally in tallies),
        )

    @property
    def unaccounted(self) -> int:
        """How many are neither explained nor named with rules that there are."""
        return self.clauses - self.covered - self.explained


def tallies(library: Library, pack: Pack) -> list[Tally]:
    """The tally of each document that has a file or a clause. Raises InputError."""
    known = set(known_rules(library, pack))
    filed = [name for name, document in pack.head.documents.items() if document.file]
    found = []
    for name in dict.fromkeys([*filed, *(one.clause.document for one in pack.clauses)]):
        clauses = [one for one in pack.clauses if one.clause.document == name]
        covered = [one for one in clauses if one.clause.rules and known.issuperset(rules_of(pack, one))]
        found.append(Tally(name, len(clauses), len(covered), len(explained(pack, name))))
    return found


def explained(pack: Pack, document: str) -> list[PackClause]:
    """The document's clauses that no rule checks and that say why."""
    return [one for one in pack.clauses if one.clause.document == document and one.clause.why]


def rules_of(pack: Pack, one: PackClause) -> list[str]:
    """The ids of the rules that a clause names; one without a pack before it is the pack's own."""
    return [name if "/" in name else f"{pack.name}/{name}" for name in one.clause.rules or []]


def known_rules(library: Library, pack: Pack) -> list[str]:
    """The ids of the rules of a pack and of those that it includes."""
    return [rule for one in library.packs_for(pack.name) for rule in one.rules]


def ledger_problems(library: Library, pack: Pack) -> Iterator[Diagnostic]:
    """Clauses that name what there is not, and rules and documents that no clause names. Raises InputError."""
    known = known_rules(library, pack)
    for one in pack.clauses:
        yield from clause_problems(pack, one, known)
    named = {rule for one in pack.clauses for rule in rules_of(pack, one)}
    for rule in pack.rules.values():
        if pack.clauses and rule.id not in named:
            yield Diagnostic(rule.place, rule.id, NO_CLAUSE)
    for tally in tallies(library, pack):
        if not tally.clauses:
            yield Diagnostic(pack.place_in_head("documents", tally.document, "file"), tally.document, NO_LEDGER)


def clause_problems(pack: Pack, one: PackClause, known: list[str]) -> Iterator[Diagnostic]:
    """A document or rules of a clause that there are not."""
    documents, name = pack.head.documents, one.clause.document
    if name not in documents:
        place, _ = yaml_nodes.place_of(one.node, ("document",))
        yield Diagnostic(place, one.id, NO_DOCUMENT.format(name=name, near=did_you_mean(name, documents)))
    if not one.clause.why and not one.clause.rules:
        yield Diagnostic(one.place, one.id, NEITHER)
    for at, (rule, written) in enumerate(zip(rules_of(pack, one), one.clause.rules or [], strict=True)):
        if rule not in known:
            place, _ = yaml_nodes.place_of(one.node, ("rules", at))
            choices = [*known, *(other.removeprefix(f"{pack.name}/") for other in known)]
            yield Diagnostic(place, one.id, NO_RULE.format(name=written, near=did_you_mean(written, choices)))
