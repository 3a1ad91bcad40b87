"""The ten rules in Polars. Each rule is a truth that is null where it is undetermined; sets are read once, as bits.

What is wrong, open or missing is gathered in bits as well, so that a row's three lists are looked up, not built; as
enums they are written as fast as numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
from polars import col

from tests.benchmarks import rivals
from tests.benchmarks.rivals import ASKED, MATERIALS, RULES, ZONES

SCHEMA = pl.Schema(
    {
        "id": pl.String(),
        "name": pl.String(),
        "stage": pl.String(),
        "nature": pl.String(),
        "slots": pl.Int64(),
        "enrolled": pl.Int64(),
        "building_area": pl.Decimal(12, 2),
        "registered_on": pl.Date(),
        "filed": pl.Boolean(),
        "filed_on": pl.Date(),
        "materials": pl.List(pl.String),
        "serves_meals": pl.Boolean(),
        "registrar": pl.String(),
        "business_scope": pl.String(),
        "alarm_hours": pl.Decimal(4, 1),
        "video_zones": pl.List(pl.String),
    }
)
UNKNOWN_ITEM = 1 << 15
DEADLINE = RULES.index("ten/filing-deadline")


def bits_of(items: Sequence[str], wanted: Iterable[str]) -> int:
    """The bits of some of the items."""
    return sum(1 << items.index(one) for one in wanted)


def as_bits(name: str, items: Sequence[str]) -> pl.Expr:
    """A set as bits in the order of the items; an item that is none of them has a bit of its own."""
    powers = [1 << place for place in range(len(items))]
    bit = pl.element().replace_strict(items, powers, default=UNKNOWN_ITEM, return_dtype=pl.UInt16)
    return pl.when(col(name).is_not_null()).then(col(name).list.agg(bit.bitwise_or()).fill_null(0))


def has_all(bits: str, wanted: int) -> pl.Expr:
    """Whether all of these bits are set."""
    return (col(bits) & pl.lit(wanted, pl.UInt16)) == wanted


def has_any(bits: str, wanted: int) -> pl.Expr:
    """Whether one of these bits is set."""
    return (col(bits) & pl.lit(wanted, pl.UInt16)) != 0


def facts() -> dict[str, pl.Expr]:
    """What several rules look at."""
    return {
        "papers": as_bits("materials", MATERIALS),
        "zones": as_bits("video_zones", ZONES),
        "is_registered": col("stage") != "proposed",
        "is_operating": col("stage") == "operating",
        "is_filed": pl.coalesce(col("filed"), pl.when(col("filed_on").is_not_null()).then(True)),
        "due": col("registered_on") + pl.duration(days=rivals.DAYS_TO_FILE),
    }


def enough_area() -> pl.Expr:
    """Area by tier. Of 60 slots two tiers speak: only what both say is known."""
    slots, area = col("slots"), col("building_area")
    low = pl.when(slots <= 30).then(9).when(slots <= 60).then(11).when(slots <= 90).then(13).when(slots <= 150).then(12)
    high = pl.when(slots == 60).then(13).otherwise(low)
    return pl.when(area >= high * slots).then(True).when(area < low * slots).then(False)


def holds() -> list[pl.Expr]:
    """What each rule requires, where it applies."""
    always, either = bits_of(MATERIALS, rivals.WANTED_ALWAYS), bits_of(MATERIALS, rivals.WANTED_EITHER)
    return [
        enough_area(),
        col("is_filed") & (col("filed_on") <= col("due")) & (col("filed_on") <= rivals.AS_OF),
        has_all("papers", always) & has_any("papers", either),
        has_any("papers", bits_of(MATERIALS, [rivals.FOOD_PERMIT])),
        col("registrar") == col("nature").replace_strict(rivals.REGISTRAR_OF, default=None, return_dtype=pl.String),
        col("business_scope").str.contains("托育服务", literal=True),
        col("name").str.contains("托育", literal=True),
        col("alarm_hours") >= 24,
        has_all("zones", bits_of(ZONES, ZONES)),
        col("enrolled") <= col("slots"),
    ]


def applies() -> list[pl.Expr]:
    """Whether each rule applies."""
    registered, operating = col("is_registered"), col("is_operating")
    meals = registered & col("serves_meals")
    return [pl.lit(True), registered, registered, meals, *[registered] * 3, *[operating] * 3]


def valid() -> pl.Expr:
    """Whether every fact given is one that there can be, and none contradicts another."""
    return pl.all_horizontal(
        col("stage").is_in(rivals.STAGES),
        col("nature").is_in(list(rivals.REGISTRAR_OF)),
        col("registrar").is_in(rivals.REGISTRARS),
        col("slots").is_between(1, 100_000),
        col("enrolled").is_between(0, 100_000),
        col("building_area").is_between(0, 10_000_000),
        col("alarm_hours").is_between(0, 24),
        col("papers") < UNKNOWN_ITEM,
        col("zones") < UNKNOWN_ITEM,
        col("filed_on") >= col("registered_on"),
        col("filed") | col("filed_on").is_null(),
    ).fill_null(True)


def failing() -> list[pl.Expr]:
    """When each rule fails. A filing that is not due does not."""
    found = [col(f"applies_{i}") & ~col(f"holds_{i}") for i in range(len(RULES))]
    found[DEADLINE] &= col("due") < rivals.AS_OF
    return found


def undetermined() -> list[pl.Expr]:
    """When each rule is open. Of a filing that is not in time, it is not known without its last day whether it is due."""
    places = range(len(RULES))
    unknown: list[pl.Expr] = [pl.when(col(f"applies_{i}")).then(col(f"holds_{i}").is_null()) for i in places]
    unknown[DEADLINE] |= col("is_registered") & col("due").is_null()
    return [col(f"applies_{i}").is_null() | unknown[i] for i in places]


def missing() -> list[pl.Expr]:
    """Which facts are missing: those that are not given and decide a rule that may apply."""
    may_be_registered, may_operate = col("is_registered").fill_null(True), col("is_operating").fill_null(True)
    not_filed = (~col("is_filed")).fill_null(False)
    not_yet = not_filed | (col("filed_on") > rivals.AS_OF).fill_null(False)
    wanted = {
        "building_area": (col("slots") <= 150).fill_null(True),
        "filed": may_be_registered & col("is_filed").is_null(),
        "filed_on": may_be_registered & ~not_filed,
        "registered_on": may_be_registered & ~(col("stage").is_null() & not_yet),
        **dict.fromkeys(("alarm_hours", "video_zones", "enrolled"), may_operate),
        **dict.fromkeys(("slots", "stage"), pl.lit(True)),
    }
    return [col(name).is_null() & wanted.get(name, may_be_registered) for name in ASKED]


def packed(truths: Iterable[pl.Expr]) -> pl.Expr:
    """Truths as bits; those of an invalid row are none."""
    one = [truth.fill_null(False).cast(pl.UInt16) * (1 << place) for place, truth in enumerate(truths)]
    return pl.when(col("valid")).then(pl.sum_horizontal(one)).otherwise(pl.lit(0, pl.UInt16))


def listed(bits: str, names: Sequence[str]) -> pl.Expr:
    """The names whose bits are set, looked up among all the lists that there can be."""
    each = pl.LazyFrame({"name": pl.Series(names, dtype=pl.Enum(names)), "bit": [1 << i for i in range(len(names))]})
    numbers = pl.LazyFrame({"number": range(1 << len(names))}).join(each, how="cross")
    held = col("name").filter(col("number") & col("bit") != 0)
    table = numbers.group_by("number").agg(held).sort("number").collect()["name"]
    return col(bits).map_batches(table.gather, return_dtype=table.dtype, is_elementwise=True)


def verdict() -> pl.Expr:
    """The verdict by the bits. Area is judged of every nursery, so there is always a rule that applied."""
    kind = pl.Enum(rivals.VERDICTS)
    named = {name: pl.lit(name, kind) for name in rivals.VERDICTS}
    return (
        pl.when(~col("valid"))
        .then(named["invalid"])
        .when(col("failed") > 0)
        .then(named["non_compliant"])
        .when(col("undetermined") > 0)
        .then(named["undetermined"])
        .otherwise(named["compliant"])
    )


def judged(table: pl.LazyFrame) -> pl.LazyFrame:
    """The table with what comes of it."""
    known = table.with_columns(**facts()).with_columns(
        valid().alias("valid"),
        *[one.alias(f"applies_{i}") for i, one in enumerate(applies())],
        *[one.alias(f"holds_{i}") for i, one in enumerate(holds())],
    )
    bits = known.with_columns(failed=packed(failing()), undetermined=packed(undetermined()), missing=packed(missing()))
    return bits.select(
        *SCHEMA,
        verdict=verdict(),
        failed=listed("failed", RULES),
        undetermined=listed("undetermined", RULES),
        missing=listed("missing", ASKED),
    )


def json_lines(source: Path) -> pl.LazyFrame:
    """JSON lines. The reader makes floats of decimals; to the places they have, casting them back is exact."""
    read = {name: pl.Float64() if isinstance(kind, pl.Decimal) else kind for name, kind in SCHEMA.items()}
    return pl.scan_ndjson(source, schema=read).cast(SCHEMA)


def run(source: Path, target: Path) -> None:
    """Judges a Parquet table, or JSON lines by the suffix, into a Parquet table."""
    table = pl.scan_parquet(source) if source.suffix == ".parquet" else json_lines(source)
    judged(table).sink_parquet(target, compression="snappy")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
