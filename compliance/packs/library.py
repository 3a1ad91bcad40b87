"""From the folders of rules to packs and vocabularies, every error with file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from compliance.base import yaml_nodes
from compliance.base.cache import cached
from compliance.base.diagnostics import Diagnostic, InputError, Location, did_you_mean
from compliance.base.phrase import Phrase, untranslated
from compliance.facts.choices import Label
from compliance.facts.declared import declared
from compliance.facts.vocabulary import Unit, Vocabulary, VocabularyPart
from compliance.packs.places import DIVISION_TWICE, no_place, pack_for, same_places, titled
from compliance.packs.rules import Clause, InForce, PackHead, Rule, RuleCases
from compliance.packs.validation import members, one_document, read

T = TypeVar("T")

HEAD, WORDS, LEDGER, UNITS = "pack.yaml", "vocabulary.yaml", "clauses.yaml", "units.yaml"
SECTIONS = "sections.yaml"
NATIONAL = "national"

NO_PACK = Phrase("没有规则包“{name}”{near}", "there is no pack “{name}”{near}")
RULE_TWICE = Phrase("这条规则已写在 {place}", "this rule stands already at {place}")
DECLARED_TWICE = Phrase("事实 {fact} 已在别处声明", "fact {fact} is declared elsewhere")
NAMED_OTHERWISE = Phrase("规则包名应与文件夹同名（{folder}）", "a pack is named as its folder ({folder})")


class RuleEntry(NamedTuple):
    """A rule with its id and its place."""

    id: str
    rule: Rule
    place: Location


class PackCases(NamedTuple):
    """The cases of one rule, as read and as written."""

    rule: str
    cases: RuleCases
    node: yaml_nodes.Node
    place: Location


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction. `nodes` are the rules as written, for those who look them through."""

    head: PackHead
    folder: Path
    rules: Mapping[str, RuleEntry]
    nodes: Mapping[str, yaml_nodes.Node]
    words: tuple[VocabularyPart, ...]
    sha256: str

    @property
    def name(self) -> str:
        """The pack's name."""
        return self.head.pack

    @cached_property
    def cases(self) -> list[PackCases]:
        """The cases that stand beside the rules, read when asked for."""
        found = []
        for path in sorted((self.folder / "cases").glob("*.yaml")):
            for document in yaml_nodes.read_documents(str(path)):
                for key, rule_cases, node in members(document, RuleCases):
                    found.append(PackCases(f"{self.name}/{key.text}", rule_cases, node, key.place))
        return found

    @cached_property
    def clauses(self) -> list[PackClause]:
        """The ledger of the documents' clauses, read when asked for; empty where the pack keeps none."""
        path = self.folder / LEDGER
        return [
            PackClause(key.text, clause, node, key.place)
            for document in (yaml_nodes.read_documents(str(path)) if path.exists() else [])
            for key, clause, node in members(document, Clause)
        ]

    def place_in_head(self, *path: str) -> Location:
        """Where pack.yaml says something."""
        [head] = yaml_nodes.read_documents(str(self.folder / HEAD))
        return yaml_nodes.place_of(head, path)[0]


class PackClause(NamedTuple):
    """A clause with its id, as read and as written."""

    id: str
    clause: Clause
    node: yaml_nodes.Node
    place: Location


class Front(NamedTuple):
    """A pack but for its rules: what it is for, and the facts that it declares."""

    head: PackHead
    words: tuple[VocabularyPart, ...]


class Index(NamedTuple):
    """What travels with the program, but for its rules: each pack's front, the facts that all share, the units' words."""

    fronts: Mapping[str, Front]
    words: list[VocabularyPart]
    units: dict[str, Unit]


class Library:
    """The packs there are: those that travel with the program, and those in further folders."""

    def __init__(self, further: Iterable[str] = ()) -> None:
        self.roots = [built_in(), *(Path(folder) for folder in further)]
        # Kept on the library itself, so that they go when it goes
        self._fronts: dict[str, Front] = {}
        self._packs: dict[tuple[str, str | None], Pack] = {}
        self._ready: dict[tuple[str, str], Any] = {}

    @cached_property
    def folders(self) -> Mapping[str, Path]:
        """Each pack's folder. A further folder may be a pack itself or hold packs."""
        heads = [head for root in self.roots for head in sorted([*root.glob(HEAD), *root.glob(f"*/{HEAD}")])]
        return {head.parent.resolve().name: head.parent for head in heads}

    @cached_property
    def index(self) -> Index:
        """What travels with the program. Raises InputError."""
        root = built_in()
        folders = [head.parent for head in sorted(root.glob(f"*/{HEAD}"))]
        words = sorted((root / "vocabulary").glob("*.yaml"))

        def make() -> Index:
            parts = [part for path in words if path.name != UNITS for part in parts_of(path)]
            units = one_document(root / "vocabulary" / UNITS, dict[str, Unit])[1]
            return Index({folder.name: front(folder) for folder in folders}, parts, units)

        return cached("index", [*words, *(path for folder in folders for path in sources_of(folder))], make)

    def front(self, name: str) -> Front:
        """What a pack is for, and the facts that it declares. Raises InputError."""
        folder = self.folders[name]
        if folder.resolve().parent == built_in().resolve():
            return self.index.fronts[name]
        if name not in self._fronts:
            self._fronts[name] = cached(name, sources_of(folder), lambda: front(folder))
        return self._fronts[name]

    def head(self, name: str) -> PackHead:
        """What a pack is for. Raises InputError."""
        return self.front(name).head

    def ready(self, name: str, subject: str, make: Callable[[], T]) -> T:
        """What `make` makes of a pack, and of those that it includes, for a subject; kept for the next run."""
        if (name, subject) not in self._ready:
            folders = [*(self.folders[pack] for pack in self.names(name)), built_in() / "vocabulary"]
            sources = [path for folder in folders for path in folder.glob("*.yaml")]
            self._ready[name, subject] = cached(f"{name}-{subject}", sources, make)
        ready: T = self._ready[name, subject]
        return ready

    def pack(self, name: str, subject: str | None = None) -> Pack:
        """A pack without its cases; with `subject`, only that subject's rules. Raises InputError.

        The rules of a subject stand in files named after it: facility.yaml, facility-benefits.yaml.
        """
        if (name, subject) not in self._packs:
            self._packs[name, subject] = self.read_pack(name, subject)
        return self._packs[name, subject]

    def read_pack(self, name: str, subject: str | None) -> Pack:
        """`pack`, read from its files."""
        from hashlib import sha256

        head, folder = self.head(name), self.folders[name]
        rules: dict[str, RuleEntry] = {}
        nodes: dict[str, yaml_nodes.Node] = {}
        digest = sha256()
        for path in sorted(folder.glob("*.yaml")):
            content = yaml_nodes.bytes_of(str(path))
            digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
            if path.name not in (HEAD, WORDS, LEDGER, SECTIONS) and subject in (None, path.stem.partition("-")[0]):
                for one, node in self.rules_of(path, content, head):
                    if one.id in rules:
                        message = RULE_TWICE.format(place=rules[one.id].place)
                        raise InputError([Diagnostic(one.place, one.id, message)])
                    rules[one.id], nodes[one.id] = one, node
        return Pack(head, folder, rules, nodes, self.words(name), digest.hexdigest())

    def rules_of(self, path: Path, content: bytes, head: PackHead) -> Iterator[tuple[RuleEntry, yaml_nodes.Node]]:
        """The rules of one file. A rule without a period of its own is in force from its document's day."""
        for document in yaml_nodes.read_documents(str(path), content):
            for key, rule, node in members(document, Rule):
                source = head.documents.get(rule.source.document)
                if rule.in_force is None and source and source.issued:
                    rule = replace(rule, in_force=InForce(start=source.issued))
                yield RuleEntry(f"{head.pack}/{key.text}", rule, key.place), node

    def packs_for(self, name: str, subject: str | None = None) -> list[Pack]:
        """The pack of that name and those that it includes, its own first. Raises InputError."""
        return [self.pack(one, subject) for one in self.names(name)]

    def names(self, name: str) -> list[str]:
        """The pack's name and those of the packs that it includes. Raises InputError where there is none of a name."""
        order = [name]
        for one in order:
            for included in self.head(one).includes:
                if included not in self.folders:
                    message = NO_PACK.format(name=included, near=did_you_mean(included, self.folders))
                    [head] = yaml_nodes.read_documents(str(self.folders[one] / HEAD))
                    raise InputError([Diagnostic(yaml_nodes.place_of(head, ("includes",))[0], "includes", message)])
                order += [included] if included not in order else []
        return order

    @cached_property
    def heads(self) -> Mapping[str, PackHead]:
        """What each pack is for. Raises InputError, also where two packs have one division code or name."""
        if problems := [problem for name in self.folders for problem in self.place_problems(name)]:
            raise InputError(problems)
        return {name: self.head(name) for name in self.folders}

    def place_problems(self, name: str) -> Iterator[Diagnostic]:
        """The division codes and names of a pack that are another's too. Raises InputError."""
        heads = {one: self.head(one) for one in self.folders}
        for pack, path, word, other in same_places(heads):
            if pack == name:
                [head] = yaml_nodes.read_documents(str(self.folders[pack] / HEAD))
                message = DIVISION_TWICE.format(word=word, other=other)
                yield Diagnostic(yaml_nodes.place_of(head, path)[0], path[0], message)

    def find(self, place: str) -> str | None:
        """The pack for a jurisdiction: by its name, a division code, or the place's name (see `pack_for`)."""
        return pack_for(place, self.heads)

    def no_place(self, place: str) -> Phrase:
        """That no pack is for a place, and which are near."""
        return no_place(place, self.heads)

    def choices(self) -> Phrase:
        """The packs there are, for messages."""
        return titled(self.folders, self.heads)

    def words(self, name: str) -> tuple[VocabularyPart, ...]:
        """The facts that a pack declares itself."""
        return self.front(name).words

    def declares(self, name: str, subject: str) -> bool:
        """Whether a pack declares facts of a subject itself."""
        return any(part.subject == subject for part in self.words(name))

    @cached_property
    def kinds(self) -> Mapping[str, Label]:
        """The kinds of subject there are, with every way to write them."""
        labels = ((part.subject, part.label or untranslated(part.subject), part.also) for part in self.index.words)
        return {subject: Label(label.zh, label.en, tuple(also)) for subject, label, also in labels}

    def vocabulary(self, subject: str, packs: Iterable[Pack] = ()) -> Vocabulary:
        """The facts of a subject: the common ones and those that the packs declare."""
        return self.declared(subject, (part for pack in packs for part in pack.words))

    def vocabulary_of(self, subject: str, name: str) -> Vocabulary:
        """The facts of a subject by the pack of that name and those that it includes; no rule is read."""
        return self.declared(subject, (part for pack in self.names(name) for part in self.words(pack)))

    def declared(self, subject: str, further: Iterable[VocabularyPart]) -> Vocabulary:
        """The common facts of a subject and further ones, with the local words for either."""
        return declared(subject, self.kinds[subject], self.index.units, [*self.index.words, *further])


def built_in() -> Path:
    """The rules that travel with the program: inside the wheel, or beside the package in a checkout."""
    here = Path(__file__).parent.parent
    return here / "rules" if (here / "rules").is_dir() else here.parent / "rules"


def sources_of(folder: Path) -> list[Path]:
    """The files of a pack's front."""
    return [path for path in (folder / HEAD, folder / WORDS) if path.exists()]


def front(folder: Path) -> Front:
    """A pack's front, read from its files. Raises InputError."""
    document, head = one_document(folder / HEAD, PackHead)
    if head.pack != folder.resolve().name:
        place, _ = yaml_nodes.place_of(document, ("pack",))
        raise InputError([Diagnostic(place, "pack", NAMED_OTHERWISE.format(folder=folder.resolve().name))])
    return Front(head, parts_of(folder / WORDS) if (folder / WORDS).exists() else ())


def parts_of(path: Path) -> tuple[VocabularyPart, ...]:
    """The documents of a vocabulary file."""
    return tuple(read(document, VocabularyPart) for document in yaml_nodes.read_documents(str(path)))
