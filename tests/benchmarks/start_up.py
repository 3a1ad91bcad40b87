"""How long `compliance check` of one facility takes, against importing what it is built on. Run by `make bench`.

Both sides find their modules compiled and the rules kept, as from a user's second run on.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RUNS = 10
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
BASELINE = [sys.executable, "-c", "import click, pydantic, yaml"]
COMMAND = [str(Path(sys.executable).with_name("compliance")), "check"]
FACILITIES = ["huyi-proposed-site.yaml", "yanjiang-filing.yaml", "sipo-partial-video.yaml"]


def seconds(command: list[str]) -> float:
    """One run, start to end."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False)
    return time.perf_counter() - begun


def main() -> None:
    """Runs all commands in turn and prints the median of each and its ratio to the baseline."""
    commands = {"import click, pydantic, yaml": BASELINE}
    commands |= {f"compliance check {name}": [*COMMAND, f"examples/{name}"] for name in FACILITIES}
    for command in commands.values():
        seconds(command)
    runs = [{name: seconds(command) for name, command in commands.items()} for _ in range(RUNS)]
    medians = {name: statistics.median(run[name] for run in runs) for name in commands}
    baseline = next(iter(medians.values()))
    print(f"median of {RUNS}, each command run in turn (at most 2.00 is asked for)")
    for name, median in medians.items():
        print(f"{name:45} {median * 1000:6.0f} ms  {median / baseline:5.2f} times the import")


if __name__ == "__main__":
    main()
