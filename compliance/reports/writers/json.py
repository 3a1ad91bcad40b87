"""A record as indented JSON."""

from __future__ import annotations

import json

from compliance.base.phrase import Language
from compliance.reports.blocks import Result


def write(result: Result, language: Language) -> str:
    """The record, ending with a line break. Its texts are in the language that it was made in."""
    return json.dumps(result.record(), ensure_ascii=False, indent=2) + "\n"
