"""What every kind of requirement has to say for itself. The docstrings of the kinds' own modules are their manual."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, Union

from compliance.base.phrase import Phrase
from compliance.base.yaml_model import Model, model
from compliance.facts.vocabulary import Vocabulary
from compliance.logic.expression import Value
from compliance.logic.lowered import Reading
from compliance.packs.annotations import children

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

KeyPath = tuple[int | str, ...]


class Context(NamedTuple):
    """What a requirement's meaning and words depend on beside itself."""

    vocabulary: Vocabulary
    as_of: date


class Problem(NamedTuple):
    """What is wrong in a requirement: the keys that lead to the place, from the requirement on, and the message."""

    path: KeyPath
    message: Phrase


class Change(NamedTuple):
    """A model after one small change: where and what, and why no description could show it, where that is so."""

    path: KeyPath
    what: str
    model: Any
    without_effect: str = ""


class Requirement(Model, ABC):
    """A requirement of one kind; abstract, so that a kind that lacks a part does not pass mypy.

    `body` is the field that stands directly under the kind's name (`all: [...]`), where the kind has no keys of its own.
    `sets_due` says that the requirement is a deadline, which gives the rule its due date.
    """

    body: ClassVar[str | None] = None
    sets_due: ClassVar[bool] = False

    @abstractmethod
    def lower(self, context: Context) -> list[Reading]:
        """Its meaning as expressions, one for each reading of the document. Raises NotInForce."""

    @abstractmethod
    def words(self, context: Context) -> Phrase:
        """What it demands, as a noun phrase. Raises NotInForce."""

    @abstractmethod
    def mutants(self, vocabulary: Vocabulary) -> Iterator[Change]:
        """Itself after each small change that cases must notice (`make mutate`); nested requirements unchanged."""

    def problems(self, vocabulary: Vocabulary) -> Iterator[Problem]:
        """What lint refuses beyond unknown facts, facts of another type and values that a fact cannot have."""
        yield from ()

    def words_among_alternatives(self, context: Context) -> Phrase:
        """Its words as one of several alternatives."""
        return self.words(context)

    def adoptable(self) -> list[str]:
        """The codes of the readings of which a pack may adopt one."""
        return []

    def read_as(self) -> Mapping[str, ReadingOption]:
        """The requirements that it stands for, where it is itself only a choice between readings."""
        return {}

    def ambiguities(self) -> list[Phrase]:
        """Where the document is ambiguous, for people."""
        return []

    def counting_words(self) -> list[Phrase]:
        """How days are counted, where they are."""
        return []

    def row_words(self, facts: Mapping[str, Value], limit: Value | None, context: Context) -> Phrase | None:
        """The row that sets this limit for these facts, in words; None where it has no rows."""
        return None

    def walk(self) -> Iterator[Requirement]:
        """The requirement and all those within it, depth first."""
        yield self
        for _, part in nested(self):
            yield from part.walk()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads a requirement of any kind: by the only key of its mapping, which names the kind."""
        if cls is not Requirement:
            return handler(source)
        from pydantic import BeforeValidator, Discriminator, Tag

        from compliance.packs.kinds import KINDS  # the registry imports every kind

        def kind_of(value: Any) -> str | None:
            names = list(value) if isinstance(value, Mapping) else []
            return names[0] if len(names) == 1 and names[0] in KINDS else None

        def unwrapped(value: Mapping[str, Any]) -> Any:
            [(name, content)] = value.items()
            body = KINDS[name].body
            return {body: content} if body else content

        kinds = [Annotated[kind, BeforeValidator(unwrapped), Tag(name)] for name, kind in KINDS.items()]
        return handler.generate_schema(Annotated[Union[tuple(kinds)], Discriminator(kind_of)])  # noqa: UP007


@model
class ReadingOption(Model):
    """One way to read an ambiguous document; a target may have another due date under it."""

    label: Phrase
    requires: Requirement
    due: date | None = None


def nested(part: Model) -> Iterator[tuple[KeyPath, Requirement]]:
    """The requirements directly within a model, with the keys that lead to them."""
    for path, child in children(part):
        if isinstance(child, Requirement):
            yield path, child
        else:
            yield from (((*path, *further), requirement) for further, requirement in nested(child))
