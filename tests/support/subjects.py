"""Every pack's subjects, drawn descriptions of them, and the report on typed facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from compliance.base.diagnostics import Location
from compliance.facts.vocabulary import FactValue, Subject
from compliance.findings.check import check
from compliance.findings.report import Report
from tests.conftest import LIBRARY
from tests.support.descriptions import descriptions

SUBJECTS = [(pack, kind) for pack in sorted(LIBRARY.folders) for kind in LIBRARY.kinds]
DATES = st.dates(date(2022, 9, 1), date(2026, 11, 21))


def report(pack: str, kind: str, facts: Mapping[str, FactValue], as_of: date) -> Report:
    """The report on a subject with these facts."""
    packs = LIBRARY.packs_for(pack)
    subject = Subject(kind, facts, Location("f"), {})
    return check(subject, LIBRARY.vocabulary(kind, packs), packs, as_of)


def described(pack: str, kind: str, data: st.DataObject) -> dict[str, FactValue]:
    """Drawn facts of a subject."""
    return data.draw(descriptions(LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack))))
