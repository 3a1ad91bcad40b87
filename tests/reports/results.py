"""The result of every job on the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from compliance.base.phrase import Language
from compliance.facts.description import Entry, entries
from compliance.jobs.batch import Filings
from compliance.jobs.compare import compare, named, variation, varied, vocabulary_of
from compliance.jobs.facility_table import read_roster
from compliance.jobs.opened import Request
from compliance.jobs.slots_owed import PlanRequest, SlotPlan, plan
from compliance.jobs.solve import Solver, solve
from compliance.jobs.summary import Summary
from compliance.jobs.targets import Progress, progress
from compliance.reports.batch_summary import summary_result
from compliance.reports.blocks import Result
from compliance.reports.check import check_result
from compliance.reports.compare import comparison_result
from compliance.reports.provide import provision_result
from compliance.reports.solve import solution_result
from tests.conftest import LIBRARY, ROOT
from tests.documents.test_examples import AS_OF as DATED
from tests.documents.test_examples import EXAMPLES, TODAY, reports

FOLDER = ROOT / "examples"


def described(name: str) -> list[Entry]:
    """The descriptions in an example."""
    return list(entries(f"examples/{name}", LIBRARY.kinds, (FOLDER / name).read_bytes()))


def checked(example: Path, language: Language) -> Result:
    return check_result(reports(example), DATED.get(example.name, TODAY), language)


def solved(fact: str, language: Language) -> Result:
    case = Solver(LIBRARY, described("huyi-school-annex.yaml")[0], TODAY)
    return solution_result(case, solve(case, fact), language)


def varied_result(language: Language) -> Result:
    entry = described("huyi-proposed-site.yaml")[0]
    vocabulary = vocabulary_of(LIBRARY, entry, None)
    variations = [variation(text, vocabulary) for text in ("building_area=500..900:100", "slots=60,70")]
    compared = compare(LIBRARY, varied(entry, variations, vocabulary), TODAY)
    return comparison_result(compared, vocabulary.units, False, language)


def two_sites(language: Language) -> Result:
    found = [named(entry, "f", LIBRARY) for entry in described("two-sites.json")]
    units = vocabulary_of(LIBRARY, found[0].entry, None).units
    return comparison_result(compare(LIBRARY, found, TODAY), units, True, language)


def provided(language: Language) -> Result:
    roster = read_roster(LIBRARY, str(FOLDER / "yanjiang-facilities.csv"), TODAY, language, "yanjiang")
    roster = roster._replace(table="examples/yanjiang-facilities.csv")
    plans: list[SlotPlan | Progress] = [
        plan(LIBRARY, described("yanjiang-estate-26400.yaml")[0], PlanRequest(TODAY, None, "huyi")),
        progress(LIBRARY, described("yanjiang-district.yaml")[0], TODAY, None, roster, 300),
    ]
    return provision_result(plans, TODAY, language)


@cache
def summary() -> Summary:
    """What the table of filings comes to."""
    request = Request([str(FOLDER / "filings.csv")], TODAY, "en", "facility")
    return Filings(LIBRARY, request).judge(None, None, lambda rows: None)


JOBS: Mapping[str, Callable[[Language], Result]] = {
    **{f"check {path.name}": lambda language, path=path: checked(path, language) for path in EXAMPLES},  # type: ignore[misc]
    **{f"solve {fact}": lambda language, fact=fact: solved(fact, language) for fact in ("slots", "stage")},  # type: ignore[misc]
    "compare variants": varied_result,
    "compare two sites": two_sites,
    "provide": provided,
    "batch": lambda language: summary_result(summary(), language),
}
SCHEMAS = {"check": "report", "solve": "solution", "compare": "comparison", "provide": "provision", "batch": "summary"}
AS_OF: Mapping[str, date] = {f"check {name}": day for name, day in DATED.items()}
