"""Which language to speak: `--lang`, then COMPLIANCE_LANG, then the locale."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from compliance.base.phrase import LANGUAGES, Language

VARIABLES = ("COMPLIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language asked for; Chinese where nothing says otherwise."""
    for name, value in zip(arguments, [*arguments, ""][1:], strict=True):
        asked = value if name == "--lang" else name.removeprefix("--lang=") if name.startswith("--lang=") else ""
        for language in LANGUAGES:
            if asked == language:
                return language
    for variable in VARIABLES:
        for language in LANGUAGES:
            if environment.get(variable, "").lower().startswith(language):
                return language
    return "zh"


def speak(language: Language) -> None:
    """Makes click, which takes its messages through gettext, speak the language too."""
    gettext.bindtextdomain("messages", Path(__file__).parent.parent / "locale")
    os.environ["LANGUAGE"] = "zh_CN" if language == "zh" else "en"
