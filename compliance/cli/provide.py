"""`compliance provide FILE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from compliance.base.decimals import Series, exact, series_of
from compliance.base.diagnostics import Diagnostic, InputError, all_of
from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options
from compliance.cli.lazy_group import Say
from compliance.cli.outputs import check_outputs
from compliance.facts.description import Entry
from compliance.facts.parsing import plain_form
from compliance.packs.library import Library
from compliance.reports.formats import rendered

if TYPE_CHECKING:
    from compliance.jobs.slots_owed import SlotPlan
    from compliance.jobs.targets import Progress

HELP = Phrase(
    "为规划人员测算：居住区应配的托位、缺口和建筑面积最省的机构组合；区域各项目标的进度。\n\nFILE 为描述居住区（neighborhood）或"
    "区域（district）的 YAML 或 JSON 文件；“-”表示标准输入。",
    "For planners: the slots that a residential project owes, what is short, and the mixes of facilities that provide them"
    " with the least building area; how far the targets of a district are.\n\nFILE describes neighborhoods or districts in"
    " YAML or JSON; “-” is standard input.",
)
AREA_RULES = Phrase(
    "面积规则取自此规则包（居住区；默认为当地的）",
    "take the area rules from this pack (neighborhoods; default: the place's own)",
)
SIZES = Phrase(
    "可选的机构规模（居住区），如 20,30,60 或 20..90:10；默认 10..300 中规则覆盖的",
    "sizes that facilities may have (neighborhoods), such as 20,30,60 or 20..90:10; default: those of 10..300 that the rule"
    " covers",
)
MOST = Phrase(
    "组合最多几所机构（居住区；默认为最少所数再加 4）",
    "the most facilities in a mix (neighborhoods; default: four more than the fewest that will do)",
)
FACILITIES = Phrase(
    "辖区托育机构表（区域），格式同 batch 命令的 TABLE",
    "table of the district's nurseries, as compliance batch reads it",
)
PACE = Phrase(
    "每年新增托位数（区域），据此推算达到目标的日期", "new slots a year (districts), to forecast when targets are met"
)
BAD_SIZES = Phrase(
    "“{text}”不能作为规模；应写作 20,30,60 或 20..90:10，均在 1 至 1000 之间",
    "“{text}” names no sizes; write 20,30,60 or 20..90:10, all between 1 and 1000",
)
NOT_FOR = Phrase(
    "只测算居住区（neighborhood）和区域（district）；托育机构请用 check 或 solve 命令",
    "provide is for neighborhoods and districts; for nurseries there are compliance check and compliance solve",
)
NOT_USED = Phrase("{option} 只用于{kind}，而文件中没有", "{option} is for a {kind}, and the file describes none")
ONE_DISTRICT = Phrase(
    "一张机构表只能对应一个区域，而文件中有 {n} 个",
    "a table of facilities belongs to one district, and the file has {n}",
)
LARGEST_SIZE = 1000
KINDS = ("neighborhood", "district")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("provide", help=say(HELP))
    @click.argument("file")
    @judging.place(say)
    @click.option("--area-rules", metavar="PACK", help=say(AREA_RULES))
    @click.option("--sizes", type=Sizes(say), metavar="SIZES", help=say(SIZES))
    @click.option("--max-facilities", "most", metavar="N", type=click.IntRange(1, 30), help=say(MOST))
    @click.option("--facilities", "table", metavar="TABLE", help=say(FACILITIES))
    @click.option("--pace", metavar="N", type=click.IntRange(1), help=say(PACE))
    @options.form(say)
    @options.output(say)
    @options.packs(say)
    @options.lang(say)
    def provide(
        file: str,
        jurisdiction: str | None,
        as_of: date,
        area_rules: str | None,
        sizes: list[int] | None,
        most: int | None,
        table: str | None,
        pace: int | None,
        form: str,
        output: str | None,
        library: Library,
    ) -> None:
        check_outputs([output], [file, table], library)
        place = judging.named_place(library, jurisdiction, say)
        area_pack = judging.named_place(library, area_rules, say)
        found = options.read(file, library.kinds)
        check_kinds(found)
        used = {"neighborhood": {"--area-rules": area_rules, "--sizes": sizes, "--max-facilities": most}}
        used["district"] = {"--facilities": table, "--pace": pace}
        for kind, given in used.items():
            check_used(found, kind, given, library, say)
        task = Task(library, as_of, language, place, area_pack, sizes, most, table, pace)
        from compliance.reports.provide import provision_result

        options.write(rendered(provision_result(task.done(found), as_of, language), form, language), output)

    return provide


class Sizes(click.ParamType[list[int]]):
    """Sizes of facilities: numbers and ranges with a step, separated by commas."""

    name = "sizes"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """The sizes that the text writes, rising."""
        sizes: set[int] = set()
        for item in plain_form(str(value)).split(","):
            number = exact(item.strip())
            series = Series(number, Fraction(1), 1) if number is not None else series_of(item)
            if series is None or not all(size.denominator == 1 for size in (series.start, series.step)):
                self.fail(self.say(BAD_SIZES.format(text=value)), param, ctx)
            if series.start < 1 or series.end > LARGEST_SIZE:
                self.fail(self.say(BAD_SIZES.format(text=value)), param, ctx)
            sizes.update(map(int, series.numbers()))
        return sorted(sizes)


def check_kinds(found: Sequence[Entry]) -> None:
    """Refuses what there is nothing to be worked out for."""
    problems = [Diagnostic(one.record.place, one.kind, NOT_FOR) for one in found if one.kind not in KINDS]
    if problems:
        raise InputError(problems)


def check_used(found: Sequence[Entry], kind: str, given: Mapping[str, object], library: Library, say: Say) -> None:
    """Refuses options for a kind of subject that is not described, and one table for several districts."""
    described = [one for one in found if one.kind == kind]
    for option, value in given.items():
        if value is not None and not described:
            raise click.UsageError(say(NOT_USED.format(option=option, kind=library.kinds[kind])))
    if given.get("--facilities") and len(described) > 1:
        raise click.UsageError(say(ONE_DISTRICT.format(n=len(described))))


class Task(NamedTuple):
    """What is asked for."""

    library: Library
    as_of: date
    language: Language
    place: str | None
    area_rules: str | None
    sizes: list[int] | None
    most: int | None
    table: str | None
    pace: int | None

    def done(self, found: Sequence[Entry]) -> list[SlotPlan | Progress]:
        """The plans for the descriptions. Raises InputError with all that is wrong in any of them."""
        return all_of(found, lambda entry: self.plan(entry) if entry.kind == "neighborhood" else self.progress(entry))

    def plan(self, entry: Entry) -> SlotPlan:
        """The plan for a neighborhood."""
        from compliance.jobs.slots_owed import PlanRequest, plan

        return plan(self.library, entry, PlanRequest(self.as_of, self.place, self.area_rules, self.sizes, self.most))

    def progress(self, entry: Entry) -> Progress:
        """The progress of a district."""
        from compliance.jobs.targets import progress

        roster = None
        if self.table:
            from compliance.findings.check import jurisdiction_of
            from compliance.jobs.facility_table import read_roster

            place = self.place or jurisdiction_of(self.library, entry)
            roster = read_roster(self.library, self.table, self.as_of, self.language, place)
        return progress(self.library, entry, self.as_of, self.place, roster, self.pace)
