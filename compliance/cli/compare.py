"""`compliance compare FILE...`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from compliance.base.diagnostics import Misfit, all_of
from compliance.base.phrase import Language, Phrase
from compliance.cli import judging, options
from compliance.cli.lazy_group import Say
from compliance.cli.outputs import check_outputs
from compliance.cli.solve import RULES, one_entry, rule_patterns
from compliance.packs.library import Library
from compliance.reports.formats import rendered

if TYPE_CHECKING:
    from compliance.jobs.compare import Variant

HELP = Phrase(
    "并列比较几个方案，较优者在前，逐条规则列出结论和余量。\n\nFILE 为一份或多份描述；用 --vary 时为一份描述，由它生成各方案，"
    "多个 --vary 取全部组合。比较完成即以 0 退出。",
    "Compare variants side by side, the best first, with the outcome and the margin of each rule.\n\nEach FILE has one or"
    " more descriptions; with --vary there is one, of which variants are made: every combination, where --vary is given"
    " several times. Exits with 0 once it has compared.",
)
VARY = Phrase(
    "让一个事实取这些值：FACT=起..止:步长 或 FACT=值,值（可多次使用）",
    "let a fact have these values: FACT=FROM..TO:STEP or FACT=VALUE,VALUE (may be given several times)",
)
ALL = Phrase("列出全部规则，也包括各方案相同的", "show all rules, those alike in all variants among them")
ONE_FILE = Phrase("使用 --vary 时应只给一个文件", "with --vary, one file is expected")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("compare", help=say(HELP))
    @click.argument("files", metavar="FILE...", nargs=-1, required=True)
    @click.option("--vary", metavar="FACT=VALUES", multiple=True, help=say(VARY))
    @click.option("--rules", metavar="RULE,RULE", multiple=True, help=say(RULES))
    @click.option("--all", "all_rules", is_flag=True, help=say(ALL))
    @judging.place(say)
    @options.form(say)
    @options.output(say)
    @options.packs(say)
    @options.lang(say)
    def compare(
        files: tuple[str, ...],
        vary: tuple[str, ...],
        rules: tuple[str, ...],
        all_rules: bool,
        jurisdiction: str | None,
        as_of: date,
        form: str,
        output: str | None,
        library: Library,
    ) -> None:
        check_outputs([output], files, library)
        place = judging.named_place(library, jurisdiction, say)
        selection = judging.chosen_rules(library, rule_patterns(rules), (), say)
        if vary and len(files) > 1:
            raise click.UsageError(say(ONE_FILE))
        from compliance.jobs.compare import compare, vocabulary_of
        from compliance.reports.compare import comparison_result

        variants = varied(files[0], vary, place, library, say) if vary else described(files, library)
        compared = compare(library, variants, as_of, place, selection)
        units = vocabulary_of(library, variants[0].entry, place).units
        result = comparison_result(compared, units, all_rules, language)
        options.write(rendered(result, form, language), output)

    return compare


def varied(file: str, vary: Sequence[str], place: str | None, library: Library, say: Say) -> list[Variant]:
    """The variants of the one description in a file. Raises a usage error where `--vary` does not say what it should."""
    from compliance.jobs.compare import variation, varied, vocabulary_of

    entry = one_entry(file, library)
    vocabulary = vocabulary_of(library, entry, place)
    try:
        return varied(entry, [variation(text, vocabulary) for text in vary], vocabulary)
    except Misfit as misfit:
        raise click.BadParameter(say(misfit.phrase), param_hint="--vary") from None


def described(files: Sequence[str], library: Library) -> list[Variant]:
    """The descriptions in the files, each under its name."""
    from compliance.jobs.compare import named

    read = all_of(files, lambda file: options.read(file, library.kinds))
    return [named(entry, file, library) for file, entries in zip(files, read, strict=True) for entry in entries]
