"""The ten rules in DuckDB: one query. What fails, is open or missing is gathered in bits, and these are named at last.

To join lists made beforehand is no faster, and does not keep the order of the rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from tests.benchmarks import rivals
from tests.benchmarks.rivals import ASKED, MATERIALS, RULES, ZONES

COLUMNS = {
    "id": "text",
    "name": "text",
    "stage": "text",
    "nature": "text",
    "slots": "bigint",
    "enrolled": "bigint",
    "building_area": "decimal(12, 2)",
    "registered_on": "date",
    "filed": "boolean",
    "filed_on": "date",
    "materials": "text[]",
    "serves_meals": "boolean",
    "registrar": "text",
    "business_scope": "text",
    "alarm_hours": "decimal(4, 1)",
    "video_zones": "text[]",
}
AS_OF = f"date '{rivals.AS_OF}'"
REGISTERED, OPERATING = "is_registered", "is_operating"


def quoted(words: Iterable[str]) -> str:
    """The words as a list in SQL, without brackets."""
    return ", ".join(f"'{word}'" for word in words)


def has(fact: str, items: Sequence[str]) -> str:
    """Which of the items a set has, as bits: the set is looked through once, for all that is asked of it."""
    return " + ".join(f"{1 << place} * list_contains({fact}, '{item}')::int" for place, item in enumerate(items))


def some(items: Sequence[str], wanted: Iterable[str]) -> int:
    """The bits of some of the items."""
    return sum(1 << items.index(one) for one in wanted)


def known_items(fact: str, bits: str, items: Sequence[str]) -> str:
    """Whether a set has no other items. Mostly counting will do; where an item stands twice, each is looked up."""
    return f"case when bit_count({bits}) = len({fact}) then true else list_has_all([{quoted(items)}], {fact}) end"


def by_nature() -> str:
    """The registrar that belongs to the nature."""
    rows = " ".join(f"when '{nature}' then '{registrar}'" for nature, registrar in rivals.REGISTRAR_OF.items())
    return f"case nature {rows} end"


ALWAYS, EITHER = some(MATERIALS, rivals.WANTED_ALWAYS), some(MATERIALS, rivals.WANTED_EITHER)
SETS = {"papers": has("materials", MATERIALS), "zones": has("video_zones", ZONES)}
VALID = f"""
    stage in ({quoted(rivals.STAGES)}),
    nature in ({quoted(rivals.REGISTRAR_OF)}),
    registrar in ({quoted(rivals.REGISTRARS)}),
    slots between 1 and 100000,
    enrolled between 0 and 100000,
    building_area between 0 and 10000000,
    alarm_hours between 0 and 24,
    {known_items("materials", "papers", MATERIALS)},
    {known_items("video_zones", "zones", ZONES)},
    filed_on >= registered_on,
    filed or filed_on is null"""
FACTS = f"""
    stage <> 'proposed' as is_registered,
    stage = 'operating' as is_operating,
    coalesce(filed, case when filed_on is not null then true end) as is_filed,
    registered_on + {rivals.DAYS_TO_FILE} as due,
    slots * case when slots <= 30 then 9 when slots <= 60 then 11 when slots <= 90 then 13 when slots <= 150 then 12 end
        as least_area,
    case when slots = 60 then 60 * 13 else least_area end as sure_area"""
# Of 60 slots two tiers speak: only what both say is known. A filing is not due until its last day is over.
HOLDS = (
    "case when building_area >= sure_area then true when building_area < least_area then false end",
    f"is_filed and filed_on <= due and filed_on <= {AS_OF}",
    f"papers & {ALWAYS} = {ALWAYS} and papers & {EITHER} <> 0",
    f"papers & {some(MATERIALS, [rivals.FOOD_PERMIT])} <> 0",
    f"registrar = {by_nature()}",
    "contains(business_scope, '托育服务')",
    "contains(name, '托育')",
    "alarm_hours >= 24",
    f"zones = {some(ZONES, ZONES)}",
    "enrolled <= slots",
)
APPLIES = ("true", *[REGISTERED] * 2, f"{REGISTERED} and serves_meals", *[REGISTERED] * 3, *[OPERATING] * 3)
NOT_FILED = "is_filed is false"
ASKED_WHERE = {
    "slots": "true",
    "stage": "true",
    "building_area": "slots <= 150 is not false",
    "filed": f"is_filed is null and {REGISTERED} is not false",
    "filed_on": f"is_filed is not false and {REGISTERED} is not false",
    "registered_on": f"{REGISTERED} or ({REGISTERED} is null and is_filed is not false and filed_on > {AS_OF} is not true)",
    **dict.fromkeys(("alarm_hours", "video_zones", "enrolled"), f"{OPERATING} is not false"),
}


def failing(place: int) -> str:
    """When a rule fails. A filing that is not due does not."""
    truth = f"applies_{place} and not holds_{place}"
    return f"{truth} and due < {AS_OF}" if RULES[place].endswith("deadline") else truth


def undetermined(place: int) -> str:
    """When a rule is open."""
    unknown = f"applies_{place} is null or (applies_{place} and holds_{place} is null)"
    late = f" or (applies_{place} and due is null)" if RULES[place].endswith("deadline") else ""
    return unknown + late


def asked(fact: str) -> str:
    """When a fact is missing: it is not given, and a rule that may apply turns on it."""
    return f"{fact} is null and ({ASKED_WHERE.get(fact, f'{REGISTERED} is not false')})"


def bits(truths: Iterable[str]) -> str:
    """Truths as bits; those of an invalid row are none."""
    each = " | ".join(f"case when {truth} then {1 << place} else 0 end" for place, truth in enumerate(truths))
    return f"case when valid then {each} else 0 end"


def named(bits: str, names: Sequence[str]) -> str:
    """The names whose bits are set. Most rows have none, and are spared the list."""
    truths = ", ".join(f"{bits} & {1 << place} <> 0" for place in range(len(names)))
    return f"case when {bits} = 0 then []::text[] else list_where([{quoted(names)}], [{truths}]) end"


def selected(columns: Mapping[str, str]) -> str:
    """Columns in SQL, each under its name."""
    return ", ".join(f"{value} as {name}" for name, value in columns.items())


def query(table: str) -> str:
    """The whole query over a table."""
    places = range(len(RULES))
    truths = {f"holds_{i}": HOLDS[i] for i in places} | {f"applies_{i}": APPLIES[i] for i in places}
    gathered = {
        "failed": bits(map(failing, places)),
        "undetermined": bits(map(undetermined, places)),
        "missing": bits(map(asked, ASKED)),
    }
    valid = " and ".join(f"({part}) is not false" for part in VALID.split(",\n"))
    return f"""
        with sets as (select *, {selected(SETS)} from {table}),
        facts as (select *, {valid} as valid, {FACTS} from sets),
        truths as (select *, {selected(truths)} from facts),
        gathered as (select {", ".join(COLUMNS)}, valid, {selected(gathered)} from truths)
        select {", ".join(f"gathered.{name}" for name in COLUMNS)},
            case when not valid then 'invalid' when failed > 0 then 'non_compliant' when undetermined > 0
                then 'undetermined' else 'compliant' end as verdict,
            {selected({"failed": named("failed", RULES), "undetermined": named("undetermined", RULES)})},
            {named("missing", ASKED)} as missing
        from gathered"""


def run(source: Path, target: Path) -> None:
    """Judges a Parquet table, or JSON lines by the suffix, into a Parquet table."""
    types = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    lines = f"read_json('{source}', format = 'newline_delimited', columns = {{{types}}})"
    table = f"'{source}'" if source.suffix == ".parquet" else lines
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query(table)}) to '{target}' (format parquet)")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
