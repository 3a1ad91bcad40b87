"""Whether each rule's anchor stands in the section that the rule names, in the document itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from compliance.base.diagnostics import Diagnostic, Location, did_you_mean
from compliance.base.phrase import Phrase
from compliance.base.yaml_nodes import place_of
from compliance.packs.library import SECTIONS, Pack
from compliance.packs.rules import LONGEST_ANCHOR
from compliance.packs.soundness import NO_DOCUMENT
from compliance.packs.validation import one_document

NO_FILE = Phrase("{folder} 中没有文件 {file}", "there is no file {file} in {folder}")
NOT_TEXT = Phrase("{file} 不是 UTF-8 编码的文字", "{file} is not text in UTF-8")
CHANGED = Phrase("{file} 的 sha256 与此不符，现为 {found}", "the sha256 of {file} is another: {found}")
NO_SECTIONS = Phrase("sections.yaml 中没有这份文件的各节", "sections.yaml does not have its sections")
NO_SECTION = Phrase("sections.yaml 中没有“{section}”这一节{near}", "sections.yaml has no section “{section}”{near}")
NO_OPENING = Phrase(
    "{file} 中，前一节开头之后没有“{opening}”",
    "“{opening}” does not stand in {file} after the beginning of the section before it",
)
NO_ANCHOR = Phrase(
    "{file} 的“{section}”一节中没有“{anchor}”", "“{anchor}” does not stand in section “{section}” of {file}"
)

Openings = dict[str, dict[str, Annotated[str, Field(min_length=1, max_length=LONGEST_ANCHOR)]]]


class Section(NamedTuple):
    """A section of a document: the phrase with which it begins, and where sections.yaml says so."""

    name: str
    opening: str
    place: Location


class Document(NamedTuple):
    """A document: its name in the pack, its file, its text without white space, and its sections in order."""

    name: str
    file: str
    text: str
    sections: list[Section]

    def divided(self) -> dict[str, str]:
        """The text of each section, up to the next one; a section whose opening is not found is left out."""
        starts: dict[str, int] = {}
        after = 0
        for section in self.sections:
            start = self.text.find(section.opening, after)
            if start >= 0:
                starts[section.name], after = start, start + len(section.opening)
        ends = [*starts.values(), len(self.text)][1:]
        return {name: self.text[start:end] for (name, start), end in zip(starts.items(), ends, strict=True)}


def source_problems(pack: Pack, folder: Path) -> Iterator[Diagnostic]:
    """What the documents in a folder do not bear out; those without a file are not looked at. Raises InputError."""
    known, documents = sections_of(pack), pack.head.documents
    for name, sections in known.items():
        if sections and name not in documents:
            yield Diagnostic(sections[0].place, name, NO_DOCUMENT.format(name=name, near=did_you_mean(name, documents)))
    for name, document in documents.items():
        if document.file:
            yield from document_problems(pack, name, folder / document.file, known.get(name, []))


def sections_of(pack: Pack) -> dict[str, list[Section]]:
    """The sections of each document of a pack, in the document's order. Raises InputError."""
    path = pack.folder / SECTIONS
    if not path.exists():
        return {}
    node, documents = one_document(path, Openings)
    return {
        name: [Section(one, squeezed(phrase), place_of(node, (name, one))[0]) for one, phrase in openings.items()]
        for name, openings in documents.items()
    }


def document_problems(pack: Pack, name: str, path: Path, sections: list[Section]) -> Iterator[Diagnostic]:
    """A document that is not there or is another, and what of the pack does not stand in it."""

    def problem(key: str, message: Phrase) -> Diagnostic:
        return Diagnostic(pack.place_in_head("documents", name, key), f"{name}: {key}", message)

    try:
        data = path.read_bytes()
        document = Document(name, path.name, squeezed(data.decode()), sections)
    except OSError:
        yield problem("file", NO_FILE.format(file=path.name, folder=path.parent))
        return
    except UnicodeDecodeError:
        yield problem("file", NOT_TEXT.format(file=path.name))
        return
    if pack.head.documents[name].sha256 not in (None, found := sha256(data).hexdigest()):
        yield problem("sha256", CHANGED.format(file=path.name, found=found))
    if not sections:
        yield problem("file", NO_SECTIONS)
        return
    yield from unknown_sections(pack, document)
    yield from missing_phrases(pack, document)


def unknown_sections(pack: Pack, document: Document) -> Iterator[Diagnostic]:
    """Sections of the document that rules or clauses name and sections.yaml does not."""
    sources = [(one.id, one.rule.source, pack.nodes[one.id], ("source", "section")) for one in pack.rules.values()]
    clauses = [(one.id, one.clause, one.node, ("section",)) for one in pack.clauses]
    named = [(what, one.document, one.section, place_of(node, path)[0]) for what, one, node, path in sources]
    named += [(what, one.document, one.section, place_of(node, path)[0]) for what, one, node, path in clauses]
    known = [section.name for section in document.sections]
    for what, name, section, place in named:
        if name == document.name and section not in known:
            yield Diagnostic(place, what, NO_SECTION.format(section=section, near=did_you_mean(section, known)))


def missing_phrases(pack: Pack, document: Document) -> Iterator[Diagnostic]:
    """Openings that do not stand in the document in their order, and anchors that do not stand in their section."""
    texts = document.divided()
    for section in document.sections:
        if section.name not in texts:
            yield Diagnostic(
                section.place, section.name, NO_OPENING.format(file=document.file, opening=section.opening)
            )
    known = {section.name for section in document.sections}
    for one in pack.rules.values():
        source = one.rule.source
        if source.document != document.name or source.section not in known:
            continue
        if squeezed(source.anchor) not in texts.get(source.section, ""):
            place, _ = place_of(pack.nodes[one.id], ("source", "anchor"))
            message = NO_ANCHOR.format(file=document.file, section=source.section, anchor=source.anchor)
            yield Diagnostic(place, one.id, message)


def squeezed(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)
