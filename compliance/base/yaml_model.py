"""What YAML files are read into: frozen dataclasses with exact numbers; pydantic is at work only when a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar, dataclass_transform

from compliance.base.decimals import exact
from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

T = TypeVar("T")


KEYS = {"start": "from", "end": "to", "is_": "is", "not_": "not", "with_": "with"}


def rule_number(value: object) -> Fraction:
    """A number of a rule file, exact."""
    found = value if isinstance(value, Fraction) else exact(str(value).strip())
    if found is None:
        raise Misfit(NOT_A_NUMBER.format(text=value))
    return found


class ExactNumber:
    """Tells pydantic, when it reads a rule file, how to read a number."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        from pydantic_core import core_schema

        shown = core_schema.union_schema([core_schema.float_schema(), core_schema.str_schema()])
        return core_schema.no_info_plain_validator_function(rule_number, json_schema_input_schema=shown)


Number = Annotated[Fraction, ExactNumber()]


class Model:
    """What rule files are read into. Plain data: pydantic is at work only when a file is read, not when a rule is used."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = {
        "extra": "forbid",
        "alias_generator": lambda name: KEYS.get(name, name),
    }


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
def model(cls: type[T]) -> type[T]:
    """Makes a model a dataclass whose values are given by name.

    That nobody changes them mypy holds; to refuse it at run time would cost some milliseconds at every start.
    """
    return dataclass(kw_only=True, eq=False, repr=False)(cls)


NOT_A_NUMBER = Phrase("“{text}”应只写数字，不带单位", "“{text}” is not a number; write plain digits, without a unit")
