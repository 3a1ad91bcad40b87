"""`compliance batch TABLE`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options, reading
from compliance.cli.lazy_group import Say
from compliance.cli.outputs import check_outputs
from compliance.packs.library import Library
from compliance.reports.formats import rendered
from compliance.tables.read import KNOWN

HELP = Phrase(
    "逐行核对表格中的备案材料，结论与逐份核对相同。\n\nTABLE 为 {known} 文件，或存放 YAML、JSON 描述文件的"
    "文件夹，可有多个；表头为事实的代码、名称或常用写法，次序不限，其他列原样保留。核对前可用 compliance columns 查看各列读作什么。",
    "Check each row of tables of filings, with the same outcomes as one by one.\n\nTABLE is {known}"
    " or a folder of YAML or JSON descriptions; its headers are codes or labels of facts, or what people usually write, in any"
    " order, and other columns are kept. To see first what they are read as: compliance columns.",
).format(known=KNOWN)
OUTPUT = Phrase(
    "结果写入此文件（.xlsx、.csv、.jsonl、.parquet），每份记录一行，原有各列在前",
    "write the results here (.xlsx, .csv, .jsonl, .parquet): a row a record, its own columns first",
)
FINDINGS = Phrase(
    "逐条规则的结论写入此文件（.csv、.jsonl、.parquet），每份记录的每条规则一行",
    "write the findings here (.csv, .jsonl, .parquet): a row a record and rule",
)
EXPLAIN = Phrase("只详细说明第 N 份记录", "only explain record N in full")
FORMAT = Phrase("汇总（或 --explain 的详细说明）的格式", "format of the summary or, with --explain, of the explanation")
ENGINE = Phrase(
    "计算引擎：polars 在本机；spark 在集群（须安装 [spark] 附加组件，读写 Parquet）",
    "the engine: polars on this machine; spark on a cluster (needs the extra [spark]; reads and writes Parquet)",
)
MASTER = Phrase("Spark 主节点地址", "the Spark master's address")
MOST_RECORDS = 1 << 32
LARGE, MORSEL = 64 << 20, "70000"
NO_SPARK = Phrase(
    "没有安装 Spark；请先安装附加组件 nursery-compliance[spark]",
    "Spark is not installed; first run pip install 'nursery-compliance[spark]'",
)
RECORDS = Phrase("核对", "Checking")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("batch", help=say(HELP))
    @click.argument("tables", metavar="TABLE...", nargs=-1, required=True)
    @click.option("-o", "--output", type=click.Path(), help=say(OUTPUT))
    @click.option("--findings", type=click.Path(), help=say(FINDINGS))
    @click.option("--explain", metavar="N", type=click.IntRange(1, MOST_RECORDS), help=say(EXPLAIN))
    @options.form(say, FORMAT)
    @reading.reading(say)
    @judging.place(say)
    @judging.selection(say)
    @click.option("--engine", type=click.Choice(["polars", "spark"]), default="polars", help=say(ENGINE))
    @click.option("--master", help=say(MASTER))
    @options.packs(say)
    @options.lang(say)
    def batch(
        tables: tuple[str, ...],
        output: str | None,
        findings: str | None,
        explain: int | None,
        form: str,
        asked: reading.Asked,
        jurisdiction: str | None,
        as_of: date,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        fail_on: str,
        engine: str,
        master: str | None,
        library: Library,
    ) -> int:
        gc.enable()
        check_outputs([output, findings], [*tables, asked.columns], library)
        place = judging.named_place(library, jurisdiction, say)
        rules = judging.chosen_rules(library, select, ignore, say)
        spare_memory(tables)
        from compliance.jobs.batch import Filings
        from compliance.reports.batch_summary import summary_result
        from compliance.reports.check import check_result

        request = reading.request(tables, library, language, as_of, asked, place, rules)
        if engine == "spark":
            try:
                from compliance.jobs.batch_spark import Cluster
            except ModuleNotFoundError:
                raise click.UsageError(say(NO_SPARK)) from None

            found = Cluster(library, request, master).judge(output, findings)
        else:
            filings = Filings(library, request)
            if explain:
                report = filings.explain(explain)
                options.write(rendered(check_result([report], as_of, language), form, language), None)
                return judging.status([report.verdict], fail_on)
            with progress(filings.source.rows, say) as advance:
                found = filings.judge(output, findings, advance)
        options.write(rendered(summary_result(found, language), form, language), None)
        return judging.status(found.verdicts, fail_on)

    return batch


def spare_memory(tables: Iterable[str]) -> None:
    """Has Polars, which looks when it is imported, read fewer rows of a large file at once: rules make many columns of each."""
    files = (path for path in map(Path, tables) if path.is_file())
    if any(path.stat().st_size >= LARGE for path in files):
        os.environ.setdefault("POLARS_IDEAL_MORSEL_SIZE", MORSEL)


@contextmanager
def progress(rows: int | None, say: Say) -> Iterator[Callable[[int], None]]:
    """A bar with the time left, on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    with click.progressbar(length=rows or 0, label=say(RECORDS), file=sys.stderr, show_pos=True) as bar:
        yield bar.update
