"""A finding's details as labelled lines, for every report that people read."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.outcome import Citation, Finding, Obligation, Outcome, Report, Responsible
from compliance.phrase import Phrase, joined, listed, same
from compliance.reports.headline import waiting_for

PLACE = Phrase("适用规则", "Rules of")
AS_OF = Phrase("核对日期", "As of")
MENDED_BY = Phrase("达到要求至少需", "To comply, at least")
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
    """What was checked, by which packs, on which date."""
    packs = listed((Phrase(f"{p.title.zh}（{p.name}）", f"{p.title.en} ({p.name})") for p in report.packs), "＋", " + ")
    return Phrase("{place}：{packs} · {as_of}：{date}", "{place}: {packs} · {as_of}: {date}").fill(
        place=PLACE, packs=packs, as_of=AS_OF, date=report.as_of
    )


def title(report: Report) -> Phrase:
    """The subject's name and number."""
    name = same(report.name) if report.name else NAMELESS
    return Phrase(f"{name.zh}（{report.id}）", f"{name.en} ({report.id})") if report.id else name


def checklist(report: Report) -> Iterator[tuple[str, Phrase, Phrase]]:
    """The facts still needed: code, what each is called and proven by, and the rules that wait for it."""
    for name in report.missing:
        asked = report.asked[name]
        words = listed(filter(None, (asked.proof, asked.note)), "；", "; ")
        rules = listed((f.title for f in waiting_for(report, name)), "、", "; ")
        yield name, joined(asked.label, PROOF.fill(proof=words) if words.zh else same("")), NEEDED_FOR.fill(rules=rules)


def details(finding: Finding) -> Iterator[tuple[Phrase, Phrase]]:
    """What to do, the assumptions, the clause and the units: label and text of each line."""
    if finding.outcome in (Outcome.FAIL, Outcome.UNDETERMINED):
        yield WHAT_TO_DO, finding.advice
    if finding.remedies and finding.obligation is not Obligation.MAY:
        yield MENDED_BY, listed((remedy.words for remedy in finding.remedies), "；或", "; or ")
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
    section = ITEM.fill(n=source.section) if source.section.isdigit() else same(source.section)
    form = CITED if source.quoted else POINT
    return form.fill(title=source.title, number=number, section=section, anchor=source.anchor)


def units(responsible: Responsible) -> Phrase:
    """The responsible units, as the document prints them."""
    parts = [
        form.fill(units="、".join(names))
        for form, names in (
            (LEAD, responsible.lead),
            (SUPPORT, responsible.support),
            (same("{units}"), responsible.units),
        )
        if names
    ]
    return listed(parts, "；", "; ") if parts else NONE_NAMED
