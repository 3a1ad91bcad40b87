"""What every record has: its schema's version, the date, the program, the language; whom it is about and by which packs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from compliance import __version__
from compliance.base.phrase import Language
from compliance.findings.report import PackUsed, Report


class Envelope(TypedDict):
    """Head of every record: `as_of` is an ISO date, `engine` the version of the program."""

    schema: Literal[1]
    as_of: str
    engine: str
    language: Language


class SubjectPart(TypedDict):
    """What was checked."""

    kind: str
    id: str | None
    name: str | None


class PackPart(TypedDict):
    """A pack that was used."""

    pack: str
    sha256: str


def envelope(as_of: date, language: Language) -> Envelope:
    """The head of a record."""
    return Envelope(schema=1, as_of=as_of.isoformat(), engine=__version__, language=language)


def subject_part(report: Report) -> SubjectPart:
    """Whom a report is about."""
    return SubjectPart(kind=report.kind, id=report.id, name=report.name)


def pack_parts(packs: Iterable[PackUsed]) -> list[PackPart]:
    """The packs used."""
    return [PackPart(pack=pack.name, sha256=pack.sha256) for pack in packs]
