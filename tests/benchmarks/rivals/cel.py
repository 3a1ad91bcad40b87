"""The ten rules in the Common Expression Language, each compiled once and executed for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import cel

from tests.benchmarks.rivals import INVALID, Judgement, judgement
from tests.benchmarks.rivals.expressions import Dialect

CEL = Dialect("&&", "||", "{text}.contains('{phrase}')", "{list}.all(one, one in {items})")


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[Judgement]:
    """What comes of each row."""
    valid = cel.compile(CEL.valid())
    programs = [cel.compile(rule) for rule in CEL.rules()]
    missing = cel.compile(CEL.missing())
    for row in rows:
        context = cel.Context(variables=dict(row))
        known = valid.execute(context)
        if known:
            yield judgement(tuple(program.execute(context) for program in programs), partial(missing.execute, context))
        else:
            yield INVALID
