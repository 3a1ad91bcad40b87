"""Runs a command and measures it from outside: seconds from start to end, processor seconds, and the most memory it held.

Processor seconds are of use where the machine is busy with other things as well.

Memory is anonymous memory, what the process has for itself: pages of files that it maps count for nothing, as the system
can drop them. Linux tells it, and is asked every 20 milliseconds.
"""

from __future__ import annotations

import re
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
EVERY = 0.02
RAN = (0, 1, 3)


class Run(NamedTuple):
    """What a run took: seconds, processor seconds, and MiB at most; and what it printed."""

    seconds: float
    processor: float
    peak: float
    printed: str


def measured(command: Sequence[str | Path]) -> Run:
    """One run. Raises RuntimeError where the command could not do its work."""
    begun, before = time.perf_counter(), processor_seconds()
    with subprocess.Popen(
        list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        peak = 0.0
        while True:
            try:
                process.wait(EVERY)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, anonymous(process.pid))
        seconds = time.perf_counter() - begun
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode not in RAN:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{printed}")
    return Run(seconds, processor_seconds() - before, peak, printed)


def processor_seconds() -> float:
    """What the processes that have ended took of all processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def anonymous(process: int) -> float:
    """The anonymous memory of a process in MiB; nothing of one that has just ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = re.search(r"^RssAnon:\s+(\d+) kB", status, re.M)
    return int(found[1]) / 1024 if found else 0


def length(run: Run) -> float:
    """How long a run took."""
    return run.seconds


def medians(
    commands: Mapping[str, Sequence[str | Path]], times: int, key: Callable[[Run], float] = length
) -> dict[str, Run]:
    """The median of several runs of each command, all of them in turn, so that none has the machine's best minutes."""
    runs = [{name: measured(command) for name, command in commands.items()} for _ in range(times)]
    return {name: median([run[name] for run in runs], key) for name in commands}


def median(runs: Sequence[Run], key: Callable[[Run], float] = length) -> Run:
    """The run of median length, with the most memory that any of them held."""
    chosen = sorted(runs, key=key)[len(runs) // 2]
    return chosen._replace(peak=max(run.peak for run in runs))
