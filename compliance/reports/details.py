"""A finding's details as labelled lines, for every report that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from compliance.base.outcome import Obligation, Outcome, Responsible
from compliance.base.phrase import Phrase, joined, listed, untranslated
from compliance.base.printable import printable, shortened
from compliance.findings.report import Citation, Finding, PackUsed, Report
from compliance.reports.headline import waiting_for

PLACE = Phrase("适用规则", "Rules of")
AS_OF = Phrase("核对日期", "As of")
PROVENANCE = Phrase("{place}：{packs} · {as_of}：{date}", "{place}: {packs} · {as_of}: {date}")
MENDED_BY = Phrase("达到要求至少需", "To comply, at least")
TOGETHER = Phrase("达到要求须同时", "To comply, all of these together")
LEAST = Phrase("最少改动", "Least changes")
ORDER = Phrase(
    "改法不止一种的，先取改动已填事实最少的，再取新填最少的，仍相同的取词汇表中在前的",
    "of several ways this one changes the fewest stated facts, then states the fewest new ones, then follows the vocabulary's order",
)
AS_THEY_ARE = Phrase("已填的信息无须改动", "no fact stated has to change")
TO_STATE = Phrase(
    "还有 {n} 项未填的信息，填写后须达到要求（各项限值见 JSON 报告）",
    "{n} fact(s) not stated yet have to come up to what is required (the limits are in the JSON report)",
)
TO_GIVE = Phrase(
    "还有 {n} 项客观情况或文字未填，不作假定，填明后才能定论：{facts}",
    "{n} fact(s) that are not the subject's to change are not guessed; the verdict stays open until they are stated: {facts}",
)
BLOCKED = Phrase(
    "没有可行的改动：改变该对象可以改变的事实，仍不能使下列规则都符合（取决于客观情况、名称等文字，或文件本身不明、各条不能兼顾）：{rules}",
    "None will do: whatever the subject can change, these rules are not all met (they turn on circumstances or on texts such as a"
    " name, the document itself is unclear, or they exclude each other): {rules}",
)
TOO_MANY = Phrase("改动的组合过多，未能确定最少的改动", "not determined: there are too many combinations of changes")
WHAT_TO_DO = Phrase("整改建议", "What to do")
ASSUMED = Phrase("说明", "Assumed")
BEARER = Phrase("义务主体", "Whose duty")
RELATION = Phrase("与国家规定的关系", "Relation")
SOURCE = Phrase("依据", "Clause")
UNITS = Phrase("责任单位", "Responsible")
NONE_NAMED = Phrase("文件未列", "none named in the document")
LEAD = Phrase("牵头 {units}", "lead {units}")
SUPPORT = Phrase("配合 {units}", "support {units}")
ITEM = Phrase("第{n}项", " item {n}")
POINT = Phrase("《{title}》{number}{section}（要点：{anchor}）", "《{title}》{number}{section} (in short: {anchor})")
CITED = Phrase("《{title}》{number}{section}“{anchor}”", "《{title}》{number}{section} “{anchor}”")
NAMELESS = Phrase("（未命名）", "(unnamed)")
NEEDED_FOR = Phrase("用于：{rules}", "for: {rules}")
PROOF = Phrase("（{proof}）", " ({proof})")


def heading(report: Report) -> Phrase:
    """By which packs and as of which date a subject was checked."""
    return provenance(report.packs, report.as_of)


def provenance(packs: Iterable[PackUsed], as_of: date) -> Phrase:
    """The packs and the date that a result rests on."""
    names = listed((Phrase(f"{p.title.zh}（{p.name}）", f"{p.title.en} ({p.name})") for p in packs), "＋", " + ")
    return PROVENANCE.format(place=PLACE, packs=names, as_of=AS_OF, date=as_of)


def title(report: Report) -> Phrase:
    """The subject's name and number, in one line that nothing written in them can break or reorder."""
    name, number = (printable(shortened(" ".join((text or "").split()))) for text in (report.name, report.id))
    words = untranslated(name) if name else NAMELESS
    return Phrase(f"{words.zh}（{number}）", f"{words.en} ({number})") if number else words


def checklist(report: Report) -> Iterator[tuple[str, Phrase, Phrase]]:
    """The facts still needed: code, what each is called and proven by, and the rules that wait for it."""
    for name in report.missing:
        asked = report.asked[name]
        words = listed(filter(None, (asked.proof, asked.note)), "；", "; ")
        rules = listed((f.title for f in waiting_for(report, name)), "、", "; ")
        yield (
            name,
            joined(asked.label, PROOF.format(proof=words) if words.zh else untranslated("")),
            NEEDED_FOR.format(rules=rules),
        )


def least_changes(report: Report) -> Iterator[Phrase]:
    """What has to change for the verdict to be compliant, or why nothing will do."""
    mending = report.mending
    if mending is None:
        return
    titles = [finding.title for finding in report.findings if finding.rule in mending.blocked_by]
    if mending.possible is False:
        yield BLOCKED.format(rules=listed(dict.fromkeys(titles), "、", "; "))
        return
    if not mending.changes and not mending.given:
        yield TOO_MANY
        return
    changed = [one.words for one in mending.changes if one.fact in report.facts]
    yield from changed or [AS_THEY_ARE]
    if len(mending.changes) > len(changed):
        yield TO_STATE.format(n=len(mending.changes) - len(changed))
    if mending.given:
        facts = listed(report.asked[name].label for name in mending.given)
        yield TO_GIVE.format(n=len(mending.given), facts=facts)
    yield ORDER


def details(finding: Finding) -> Iterator[tuple[Phrase, Phrase]]:
    """What to do, the assumptions, the clause and the units: label and text of each line."""
    if finding.outcome in (Outcome.FAIL, Outcome.UNDETERMINED):
        yield WHAT_TO_DO, finding.advice
    if finding.remedies and finding.obligation is not Obligation.MAY:
        yield MENDED_BY, listed((remedy.words for remedy in finding.remedies), "；或", "; or ")
    if finding.together and finding.obligation is not Obligation.MAY:
        yield TOGETHER, listed((remedy.words for remedy in finding.together), "；", "; ")
    for assumption in finding.assumptions:
        yield ASSUMED, assumption
    if finding.relation:
        yield RELATION, finding.relation
    if finding.bearer:
        yield BEARER, finding.bearer
    yield SOURCE, cited(finding.source)
    yield UNITS, units(finding.responsible)


def cited(source: Citation) -> Phrase:
    """The clause."""
    number = f"（{source.number}）" if source.number else ""
    section = ITEM.format(n=source.section) if source.section.isdigit() else untranslated(source.section)
    form = CITED if source.quoted else POINT
    return form.format(title=source.title, number=number, section=section, anchor=source.anchor)


def units(responsible: Responsible) -> Phrase:
    """The responsible units, as the document prints them."""
    parts = [
        form.format(units="、".join(names))
        for form, names in (
            (LEAD, responsible.lead),
            (SUPPORT, responsible.support),
            (untranslated("{units}"), responsible.units),
        )
        if names
    ]
    return listed(parts, "；", "; ") if parts else NONE_NAMED
