"""Packs in which nothing is wrong, ready to check one kind of subject; kept for the next run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from compliance.base.diagnostics import InputError
from compliance.base.phrase import Phrase
from compliance.facts.vocabulary import Vocabulary
from compliance.packs.library import Library, Pack


class Ready(NamedTuple):
    """The packs by which a subject of a jurisdiction is checked, and its vocabulary."""

    packs: Sequence[Pack]
    vocabulary: Vocabulary


def ready(library: Library, name: str, subject: str) -> Ready:
    """The pack and those that it includes, checked before anything is evaluated. Raises InputError."""

    def make() -> Ready:
        from compliance.packs.soundness import pack_problems

        packs = library.packs_for(name, subject)
        problems = [problem for pack in packs for problem in pack_problems(library, pack)]
        if problems:
            raise InputError(problems)
        return Ready([replace(pack, nodes={}) for pack in packs], library.vocabulary(subject, packs))

    return library.ready(name, subject, make)


NATIONAL_ONLY = Phrase(
    "未指明辖区，仅按国家规则核对；当地另有规定的未予核对",
    "No jurisdiction given: only the national rules were checked, none of the place's own",
)


ONLY_SOME = Phrase(
    "只核对了所选的规则，不是全部结论", "Only the rules selected were checked; this is not the whole verdict"
)
