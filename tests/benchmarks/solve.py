"""How long `solve` takes over a fact of about a thousand values, against one batch over columns of as many records.

Both judge by all rules of a pack and begin from the packs as loaded: the sheet of rules is made, turned into the engine's
plans and run. The batch judges the description with each of the values, `solve` answers for all of them. Run by
`python -m tests.benchmarks.solve`; at most 3 is asked for.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from compliance.facts.description import Entry, entries
from compliance.facts.vocabulary import FactValue
from compliance.jobs.solve import Solver, solve
from compliance.packs.library import Library

ROOT = Path(__file__).parent.parent.parent
AS_OF = date(2026, 11, 21)
VALUES, RUNS, MOST = 1000, 7, 3.0
FILES = ("huyi-proposed-site.yaml", "yanjiang-filing.yaml", "sipo-partial-video.yaml", "hebei-name.yaml")
FACTS = ("infant_largest_class", "slots", "building_area")


def batch(library: Library, entry: Entry, fact: str) -> None:
    """One batch of a thousand records."""
    solver = Solver(library, entry, AS_OF)
    records: list[Mapping[str, FactValue]] = [
        {**solver.subject.facts, fact: Fraction(number)} for number in range(1, VALUES + 1)
    ]
    solver.judged(records)


def solution(library: Library, entry: Entry, fact: str) -> None:
    """All values of the fact."""
    solve(Solver(library, entry, AS_OF), fact)


def seconds(job: Callable[[Library, Entry, str], None], library: Library, entry: Entry, fact: str) -> float:
    """How long a job takes."""
    begun = time.perf_counter()
    job(library, entry, fact)
    return time.perf_counter() - begun


def main() -> None:
    """Runs both in turn and prints the median of each and their ratio, for each file and fact."""
    library = Library()
    print(f"median of {RUNS}, both run in turn (a ratio of at most {MOST:.2f} is asked for)")
    for file in FILES:
        [entry] = entries(str(ROOT / "examples" / file), library.kinds)
        for fact in FACTS:
            runs = [
                (seconds(batch, library, entry, fact), seconds(solution, library, entry, fact)) for _ in range(RUNS + 1)
            ][1:]
            batched, solved = (statistics.median(times) for times in zip(*runs, strict=True))
            name = f"{file} {fact}"
            print(f"{name:46} batch {batched * 1000:5.0f} ms  solve {solved * 1000:5.0f} ms  {solved / batched:5.2f}")


if __name__ == "__main__":
    main()
