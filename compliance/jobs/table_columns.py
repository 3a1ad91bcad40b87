"""What the columns of a table are taken for, which of them are not read, and why: before any record is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from compliance.base.decimals import decimal_text
from compliance.base.diagnostics import Diagnostic, InputError, Location, Misfit, did_you_mean
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.columnar.evaluate import RulesByPlace
from compliance.facts.headers import HeaderReading, normal

NOT_READ = Phrase(
    "“{header}”未读取：是否指 {facts}？可用 --column {option} 指定",
    "“{header}” was not read: did you mean {facts}? Say so with --column {option}",
)
NOT_READ_BECAUSE = Phrase("“{header}”未读取：{why}", "“{header}” was not read: {why}")
DOUBLED = Phrase(
    "{label}（{code}）有多个表头：{headers}；均未读取，该事实按未知处理，请用 --column {option} 指定其一",
    "{label} ({code}) has several headers: {headers}; none was read and the fact is unknown; choose with --column {option}",
)
CONVERTED = Phrase(
    "“{header}”已按 1{unit}＝{factor}{own}换算为{label}",
    "“{header}” was converted to {label}: 1 {unit} = {factor} {own}",
)
SEVERAL = Phrase(
    "“{header}”在各地规则包中含义不同（{facts}），按各份记录所在辖区读取",
    "“{header}” means different facts in different packs ({facts}); each record is read by its own jurisdiction's",
)
UNUSED = Phrase("以下各列不是规则用到的事实，原样保留：{names}", "columns that are no facts, kept as they are: {names}")
AT = Phrase("“{header}”（{cell}）", "“{header}” ({cell})")
FACT = Phrase("{label}（{code}）", "{label} ({code})")
NO_SUCH_FACT = Phrase("没有名为“{name}”的事实{near}", "there is no fact called “{name}”{near}")
NO_SUCH_HEADER = Phrase(
    "--column 所指的表头“{header}”不在表中", "the table has no header “{header}”, which --column names"
)
OVERRULED = Phrase(
    "“{header}”也是{label}（{code}），但未读取：已用 --column 指定“{named}”",
    "“{header}” is {label} ({code}) too and was not read: --column names “{named}”",
)


class Column(NamedTuple):
    """A column that facts are read from: its header, the fact, and the unit that its header names where it converts."""

    header: str
    fact: str
    unit: str | None


class TableColumns(NamedTuple):
    """The columns of a table. `readings` are those of all its headers, in order; `doubled` the headers that mean one fact,
    none of which is read; `read` the columns that are; `given` the values for the whole table, by fact."""

    readings: Sequence[HeaderReading]
    doubled: Sequence[Sequence[str]]
    read: Sequence[Column]
    given: Mapping[str, str]

    @property
    def facts(self) -> dict[str, str]:
        """The fact of each header that is read; the first where places differ."""
        return {column.header: column.fact for column in reversed(self.read)}

    def column(self, fact: str) -> Column | None:
        """The column of a fact."""
        return next((column for column in self.read if column.fact == fact), None)


def columns_of(book: RulesByPlace, headers: Sequence[str], given: Mapping[str, str]) -> TableColumns:
    """What the headers are taken for. Of several headers for one fact the one that a person named is read, else none."""
    readings = [book.reading(header) for header in headers]
    doubled = list(doubled_of(readings))
    left = {header for headers in doubled for header in headers}
    named = {reading.fact for reading in readings if reading.by == "column"}
    read = [
        Column(reading.header, fact, reading.unit if reading.factor != 1 else None)
        for reading in readings
        if reading.fact and reading.header not in left and (reading.by == "column" or reading.fact not in named)
        for fact in book.facts_of(reading.header)
    ]
    return TableColumns(readings, doubled, read, given)


def doubled_of(readings: Iterable[HeaderReading]) -> Iterator[list[str]]:
    """The headers that mean one fact where none, or more than one, was named by a person."""
    groups: dict[str, list[HeaderReading]] = {}
    for reading in readings:
        if reading.fact:
            groups.setdefault(reading.fact, []).append(reading)
    for group in groups.values():
        named = [reading for reading in group if reading.by == "column"]
        doubled = named if named else group
        if len(doubled) > 1:
            yield [reading.header for reading in group]


def given_values(book: RulesByPlace, values: Mapping[str, str]) -> dict[str, str]:
    """The values for a whole table, by fact. Raises InputError where a name is no fact's, or a value not one of the fact."""
    given: dict[str, str] = {}
    problems = []
    for name, text in values.items():
        code = book.fact_named(name)
        if code is None:
            problems.append(no_such_fact(book, name, "--set"))
            continue
        try:
            book.facts[code].parse(text)
        except Misfit as misfit:
            problems.append(Diagnostic(Location("--set"), name, misfit.phrase))
        given[code] = text
    if problems:
        raise InputError(problems)
    return given


def check_names(book: RulesByPlace) -> None:
    """Raises InputError where a person names a fact that there is not."""
    names = book.names or {}
    if problems := [no_such_fact(book, fact, "--column") for fact in names.values() if not book.fact_named(fact)]:
        raise InputError(problems)


def no_such_fact(book: RulesByPlace, name: str, option: str) -> Diagnostic:
    """That there is no fact of that name, and which is near."""
    near = did_you_mean(name, [word for fact in book.facts.values() for word in (fact.label.zh, fact.label.en)])
    return Diagnostic(Location(option), name, NO_SUCH_FACT.format(name=name, near=near))


def doubts_of(columns: TableColumns, book: RulesByPlace, cell: Callable[[str], str]) -> Iterator[Phrase]:
    """What puts the numbers in doubt: columns that are not read, or read otherwise than they stand. `cell` tells where a
    header stands."""
    for headers in columns.doubled:
        yield doubled(headers, book, cell)
    for reading in columns.readings:
        yield from doubt_of(reading, book)
    yield from overruled(columns, book)
    for header in dict.fromkeys(column.header for column in columns.read):
        facts = [column.fact for column in columns.read if column.header == header]
        if len(facts) > 1:
            yield SEVERAL.format(header=header, facts=listed(named(code, book) for code in facts))


def doubled(headers: Sequence[str], book: RulesByPlace, cell: Callable[[str], str]) -> Phrase:
    """That several headers mean one fact, so that none of them is read."""
    code = book.facts_of(headers[0])[0]
    at = listed(AT.format(header=header, cell=cell(header)) for header in headers)
    option = option_of(headers[0], book, code)
    return DOUBLED.format(label=book.facts[code].label, code=code, headers=at, option=option)


def overruled(columns: TableColumns, book: RulesByPlace) -> Iterator[Phrase]:
    """The headers that are not read because a person named another for their fact, and the named that are not there."""
    headers = {normal(reading.header) for reading in columns.readings}
    for header in book.names or {}:
        if normal(header) not in headers:
            yield NO_SUCH_HEADER.format(header=header)
    left = {header for headers in columns.doubled for header in headers}
    for reading in columns.readings:
        if reading.fact and reading.header not in columns.facts and reading.header not in left:
            column = columns.column(reading.fact)
            label = book.facts[reading.fact].label
            other = column.header if column else ""
            yield OVERRULED.format(header=reading.header, label=label, code=reading.fact, named=other)


def doubt_of(reading: HeaderReading, book: RulesByPlace) -> Iterator[Phrase]:
    """That a header is not read although it is near to a fact, or that its unit is converted."""
    if reading.problem:
        yield NOT_READ_BECAUSE.format(header=reading.header, why=reading.problem)
    elif not reading.fact and reading.suggestions:
        facts = listed(named(code, book) for code in reading.suggestions)
        option = option_of(reading.header, book, reading.suggestions[0])
        yield NOT_READ.format(header=reading.header, facts=facts, option=option)
    elif reading.fact and reading.factor != 1:
        fact = book.facts[reading.fact]
        own = book.headers[0].vocabulary.unit_label(fact.unit)
        factor = decimal_text(reading.factor)
        yield CONVERTED.format(header=reading.header, unit=reading.unit, factor=factor, own=own, label=fact.label)


def named(code: str, book: RulesByPlace) -> Phrase:
    """A fact's label with its code."""
    return FACT.format(label=book.facts[code].label, code=code)


def option_of(header: str, book: RulesByPlace, code: str) -> Phrase:
    """How `--column` is written for a header; quoted where a shell would take it apart."""
    name = " ".join(header.split())
    quote = "" if name.isalnum() else '"'
    label = book.facts[code].label
    option = untranslated("{quote}{name}={fact}{quote}")
    return option.format(quote=quote, name=name, fact=Phrase(label.zh, code))


def unused(columns: TableColumns) -> Iterator[Phrase]:
    """The headers that are no facts and near to none."""
    plain = [one.header for one in columns.readings if not (one.fact or one.problem or one.suggestions)]
    if plain:
        yield UNUSED.format(names=listed(map(untranslated, plain)))
