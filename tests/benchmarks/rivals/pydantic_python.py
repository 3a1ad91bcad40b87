"""Each row a validated pydantic model, and the rules as the functions of `plain_python`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, Field, ValidationError, model_validator

from tests.benchmarks.rivals import INVALID, Judgement, judgement
from tests.benchmarks.rivals.plain_python import Filing, consistent, missing, outcomes

Material = Literal[
    "filing_form",
    "commitment",
    "legal_registration",
    "title_deed",
    "lease",
    "staff_qualifications",
    "staff_health_certificates",
    "hygiene_report",
    "fire_certificate",
    "food_permit",
]


class Row(BaseModel):
    """One row, its values within what is declared."""

    id: str
    name: str | None
    stage: Literal["proposed", "registered", "operating"] | None
    nature: Literal["public_institution", "nonprofit", "for_profit"] | None
    slots: Annotated[int, Field(ge=1, le=100_000)] | None
    enrolled: Annotated[int, Field(ge=0, le=100_000)] | None
    building_area: Annotated[Decimal, Field(ge=0, le=10_000_000)] | None
    registered_on: date | None
    filed: bool | None
    filed_on: date | None
    materials: list[Material] | None
    serves_meals: bool | None
    registrar: Literal["establishment", "government_services", "civil_affairs", "market_regulation"] | None
    business_scope: str | None
    alarm_hours: Annotated[Decimal, Field(ge=0, le=24)] | None
    video_zones: list[Literal["main_entrance", "living_area", "activity_area"]] | None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not consistent(self.filed, self.filed_on, self.registered_on):
            raise ValueError("the filing contradicts itself")
        return self


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[Judgement]:
    """What comes of each row."""
    for row in rows:
        try:
            one = Row.model_validate(row)
        except ValidationError:
            yield INVALID
        else:
            filing = cast(Filing, one)
            yield judgement(outcomes(filing), partial(missing, filing))
