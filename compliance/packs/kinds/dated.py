"""Values that a later amendment replaces: one number, or the numbers by the day from which each is in force."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from compliance.base.yaml_model import Number

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class NotEmpty:
    """Tells pydantic to refuse a mapping without a single dated value: it would never be in force."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return {**schema, "min_length": 1}


Dated = Number | Annotated[dict[date, Number], NotEmpty()]


class NotInForce(Exception):
    """No value is in force on the date."""


def value_at(dated: Fraction | dict[date, Fraction], as_of: date) -> Fraction:
    """The value in force on a date: of dated values the last one begun. Raises NotInForce where none has."""
    if not isinstance(dated, dict):
        return dated
    begun = [start for start in dated if start <= as_of]
    if not begun:
        raise NotInForce
    return dated[max(begun)]
