"""All that is wrong with a pack: what cannot be read or does not fit, what is untranslated, untested or unaccounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from compliance.authoring.cases import run
from compliance.authoring.citations import source_problems
from compliance.authoring.coverage import ledger_problems
from compliance.base.diagnostics import Diagnostic, InputError
from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model
from compliance.base.yaml_nodes import Node, place_of, read_documents
from compliance.packs.annotations import annotated, children
from compliance.packs.kinds import key_of
from compliance.packs.library import HEAD, WORDS, Library, Pack
from compliance.packs.soundness import pack_problems

NO_CHINESE = Phrase("zh 中没有汉字，看来没有中文译文", "zh has no Chinese characters; it seems untranslated")
NO_ENGLISH = Phrase("en 中没有拉丁字母，看来没有英文译文", "en has no Latin letters; it seems untranslated")
UNTESTED = Phrase("{gap}（用例不全）", "{gap} (its cases are not complete)")


def lint(library: Library, name: str, sources: Path | None = None) -> list[Diagnostic]:
    """Every problem of a pack, in the order of its files; with `sources`, what the documents in it do not bear out."""
    problems: list[Diagnostic] = []
    try:
        pack = library.pack(name)
        problems += [*library.place_problems(name), *pack_problems(library, pack)]
        if not problems:
            problems += translations(pack)
            problems += case_problems(library, pack)
            problems += ledger_problems(library, pack)
        if sources:
            problems += source_problems(pack, sources)
    except InputError as error:
        problems += error.problems
    return sorted(problems, key=lambda p: p.place)


def case_problems(library: Library, pack: Pack) -> Iterator[Diagnostic]:
    """Cases that cannot be read or come out otherwise, and what no case reaches."""
    results, coverage, problems = run(library, pack)
    yield from problems
    for result in results:
        for difference in result.differences:
            yield Diagnostic(result.place, result.rule, difference)
    for one in coverage:
        for gap in one.gaps():
            yield Diagnostic(one.rule.place, one.rule.id, UNTESTED.format(gap=gap))


def translations(pack: Pack) -> Iterator[Diagnostic]:
    """Texts that stand in one language only, although both keys are there."""
    [head] = read_documents(str(pack.folder / HEAD))
    written: list[tuple[Model, Node, str]] = [(pack.head, head, pack.name)]
    if pack.words:
        words = read_documents(str(pack.folder / WORDS))
        written += [(part, node, part.subject) for part, node in zip(pack.words, words, strict=True)]
    written += [(one.rule, pack.nodes[one.id], one.id) for one in pack.rules.values()]
    for model, node, name in written:
        for path, phrase in phrases(model):
            for language, wanted, message in (("zh", "[\u4e00-\u9fff]", NO_CHINESE), ("en", "[A-Za-z]", NO_ENGLISH)):
                if not re.search(wanted, getattr(phrase, language)):
                    yield Diagnostic(place_of(node, (*path, language))[0], name, message)


def phrases(model: Model, path: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], Phrase]]:
    """Every text in a model, with the way to it."""
    path = (*path, *key_of(model))
    for key, _, value in annotated(model):
        members = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else []
        if isinstance(value, Phrase):
            yield (*path, key), value
        yield from (((*path, key, step), one) for step, one in members if isinstance(one, Phrase))
    for step_keys, child in children(model):
        yield from phrases(child, (*path, *step_keys))
