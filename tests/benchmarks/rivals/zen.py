"""The ten rules as a decision of the ZEN engine: one node of expressions, evaluated for each row.

What is missing is a decision of its own, evaluated for the rows of which a rule is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from zen import ZenEngine

from tests.benchmarks.rivals import INVALID, RULES, Judgement, judgement
from tests.benchmarks.rivals.expressions import Dialect

ZEN = Dialect("and", "or", "contains({text}, '{phrase}')", "all({list}, # in {items})")
NAMES = [f"rule_{number}" for number in range(len(RULES))]


def decision(values: Mapping[str, str]) -> dict[str, Any]:
    """A decision: input, expressions, output."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in values.items()]
    kinds: dict[str, Any] = {"input": {}, "expression": {"expressions": expressions}, "output": {}}
    nodes = [
        {"id": kind, "type": f"{kind}Node", "name": kind, "position": {"x": 0, "y": 0}, "content": content}
        for kind, content in kinds.items()
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "input", "targetId": "expression"},
        {"id": "2", "type": "edge", "sourceId": "expression", "targetId": "output"},
    ]
    return {"nodes": nodes, "edges": edges}


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[Judgement]:
    """What comes of each row. A static loader keeps the decision compiled, ten times as fast as `create_decision`."""
    rules = dict(zip(["valid", *NAMES], [ZEN.valid(), *ZEN.rules()], strict=True))
    decisions = {"rules": decision(rules), "missing": decision({"missing": ZEN.missing()})}
    engine = ZenEngine({"loader": {"type": "static", "content": decisions}})

    def missing(row: dict[str, Any]) -> Iterable[str]:
        found: list[str] = engine.evaluate("missing", row)["result"]["missing"]
        return found

    for one in rows:
        row = dict(one)
        result = engine.evaluate("rules", row)["result"]
        outcomes = tuple(result[name] for name in NAMES)
        yield judgement(outcomes, partial(missing, row)) if result["valid"] else INVALID
