"""The report of `provide`: plans of residential projects and progress of districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from compliance.base.phrase import Language
from compliance.jobs.slots_owed import SlotPlan
from compliance.jobs.targets import Progress
from compliance.reports import details
from compliance.reports.blocks import Block, Paragraph, Result, Title
from compliance.reports.provide_plan import plan_blocks
from compliance.reports.provide_progress import progress_blocks


def provision_result(plans: Sequence[SlotPlan | Progress], as_of: date, language: Language) -> Result:
    """What planners of residential projects and districts are told."""

    def record() -> Mapping[str, object]:
        from compliance.reports.provide_json import provision_document

        return provision_document(plans, as_of, language)

    return Result(lambda: provision_blocks(plans), record)


def provision_blocks(plans: Sequence[SlotPlan | Progress]) -> Iterator[Block]:
    """All plans."""
    for one in plans:
        yield Title(details.title(one.report))
        yield Paragraph(details.heading(one.report))
        yield from plan_blocks(one) if isinstance(one, SlotPlan) else progress_blocks(one)
