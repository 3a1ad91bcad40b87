"""The command line `compliance`: reads options, calls a job and prints; it decides nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than checking a nursery

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> NoReturn:
    """Runs a command and exits with its status: 0, 1, 3, or 2 where it could not run. No traceback reaches a user."""
    try:
        from compliance.cli.program import run  # here, so that Ctrl-C ends quietly while modules are imported

        status = run(sys.argv[1:] if arguments is None else arguments, environment)
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)
