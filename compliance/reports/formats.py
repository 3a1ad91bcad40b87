"""The formats of reports: what `-f` of every command offers.

A new format is a module of `writers` with `write(result, language) -> str`, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from compliance.base.phrase import Language
from compliance.reports.blocks import Result

FORMATS: Mapping[str, str] = {"table": "text", "json": "json", "markdown": "markdown", "html": "html"}
"""Format → module of `writers`; the first is the default. Modules are imported only where their format is asked for."""


def rendered(result: Result, form: str, language: Language) -> str:
    """The result in one of FORMATS, ending with a line break."""
    writer = import_module(f"compliance.reports.writers.{FORMATS[form]}")
    return str(writer.write(result, language))
