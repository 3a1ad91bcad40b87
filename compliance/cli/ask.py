"""`compliance ask SUBJECT`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click

from compliance.base.diagnostics import Misfit
from compliance.base.outcome import Verdict
from compliance.base.phrase import Language, Phrase, joined, listed, untranslated
from compliance.base.wrapping import wrapped
from compliance.cli import judging, options
from compliance.cli.lazy_group import Say
from compliance.cli.outputs import check_outputs
from compliance.cli.streams import answer, tell
from compliance.facts.parsing import is_blank, yes_no
from compliance.facts.vocabulary import Fact, FactType, Vocabulary
from compliance.jobs.interview import Interview, Question, described, picked
from compliance.packs.library import NATIONAL, Library
from compliance.packs.sentence import NO, YES
from compliance.reports.details import cited
from compliance.reports.headline import headline

HELP = Phrase(
    "逐项提问，核对一个对象：只问还能改变结论的信息，说明为何要问、出自哪一条。\n\nSUBJECT 为 facility（托育机构）、neighborhood"
    "（居住区）或 district（区域）。不清楚的直接回车；填“上一步”改上一个回答，填“结束”结束提问。答案存为 YAML，可再用 compliance check 核对。",
    "Ask about one subject, only for what can still change the verdict, and say why it is asked and by which clause.\n\nSUBJECT is"
    " facility, neighborhood or district. An empty line means “don't know”, “back” corrects the last answer, “stop” ends."
    " The answers are saved as YAML that compliance check reads.",
)
SAVE = Phrase("把答案存入此文件（默认写到标准输出）", "save the answers to this file (default: standard output)")
HOW_TO = Phrase(
    "不清楚的直接回车（或填“不清楚”）；填“上一步”改上一个回答；填“结束”结束提问。",
    "An empty line (or “?”) means you don't know; “back” corrects the last answer; “stop” ends.",
)
WHERE = Phrase(
    "所在辖区（不清楚的直接回车，只按国家规定核对）", "Place (empty line: only the national rules are checked)"
)
WHY = Phrase(
    "为何要问：{n} 条规则要据此判断，如“{title}”，{source}",
    "Why: {n} rule(s) turn on this, “{title}” for one: {source}",
)
PROOF = Phrase("可查：{proof}", "See: {proof}")
NUMBER = Phrase("填数字，单位：{unit}（{low} 至 {high}）", "A number, unit: {unit} ({low} to {high})")
WHOLE = Phrase("填整数，单位：{unit}（{low} 至 {high}）", "A whole number, unit: {unit} ({low} to {high})")
DAY = Phrase("填日期，如 2026-11-21", "A date, such as 2026-11-21")
TEXT = Phrase("填文字", "A text")
SEVERAL = Phrase("可选多项，如：1 2；都没有的填“无”", "Several may be picked, such as: 1 2; for none of them: none")
EARLY = Phrase(
    "已可得出结论。是否继续填写，以便核对其余规则？（是/否；也可填“上一步”）",
    "The verdict is decided. Go on, to check the other rules too? (yes, no or back)",
)
FIRST = Phrase("已是第一问", "this is the first question")
DONE = Phrase("没有其他信息能改变结论。", "Nothing else that you know can change the verdict.")
SAVED = Phrase(
    "答案已存入 {file}；完整报告：compliance check {file}", "Saved to {file}; the whole report: compliance check {file}"
)
DONT_KNOW = ("", "?", "？", "不清楚", "不知道", "don't know", "unknown")
SHORT = {"y": "yes", "1": "yes", "n": "no", "2": "no", "": "no"}
BACK, STOP = ("back", "上一步"), ("stop", "结束")


def command(language: Language) -> click.Command:
    """The command in one language."""

    def say(phrase: Phrase) -> str:
        return phrase.text(language)

    @click.command("ask", help=say(HELP))
    @click.argument("subject", metavar="SUBJECT")
    @judging.place(say)
    @options.output(say, SAVE)
    @options.packs(say)
    @options.lang(say)
    def ask(subject: str, jurisdiction: str | None, as_of: date, output: str | None, library: Library) -> int:
        check_outputs([output], [], library)
        kind = judging.named_kind(library, subject, say)
        place = judging.named_place(library, jurisdiction, say)
        talk = Talk(say)
        talk.tell(HOW_TO)
        interview = Interview(library, kind, place or talk.place(library), as_of)
        talk.go_through(interview)
        talk.tell(headline(interview.report()), "■ ")
        options.write(described(interview, language), output)
        if output:
            talk.tell(SAVED.format(file=output))
        return judging.status([interview.verdict], "fail")

    return ask


class Talk:
    """The conversation: questions on standard error, an answer a line from standard input."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.over = False

    def tell(self, phrase: Phrase, mark: str = "") -> None:
        """Says something."""
        for line in wrapped(self.say(phrase), mark):
            tell(line)

    def hear(self) -> str:
        """The next line; at the end of input, or where it is broken off, the interview is over."""
        tell("> ", nl=False)
        try:
            line = answer()
        except KeyboardInterrupt:
            line = ""
        self.over = not line or line.strip().lower() in STOP
        if not line:
            tell("")
        return line.strip()

    def place(self, library: Library) -> str | None:
        """The place whose rules ask; None for the national ones alone."""
        names = [name for name in library.folders if name != NATIONAL]
        self.tell(WHERE)
        self.tell(numbered(library.head(name).title for name in names), "  ")
        while (text := self.hear()).lower() not in DONT_KNOW and not self.over:
            try:
                found = picked(text, tuple(names)) if text.isdigit() and len(text) < 3 else library.find(text)
            except Misfit as misfit:
                self.tell(misfit.phrase, "! ")
                continue
            if found:
                return found
            self.tell(library.no_place(text), "! ")
        return None

    def go_through(self, interview: Interview) -> None:
        """Asks until nothing more is to be asked, or nobody answers."""
        told = False
        while not self.over and (question := interview.question()):
            failed = interview.verdict is Verdict.NON_COMPLIANT
            if failed and not told:
                self.tell(headline(interview.report()), "■ ")
                told = self.goes_on(interview)
                if not told:
                    return
                continue
            told = failed
            self.put(question, len(interview.answers) + 1, interview.vocabulary)
            self.take(question, interview)
        if not self.over:
            self.tell(DONE)

    def goes_on(self, interview: Interview) -> bool:
        """Whether to go on though the verdict is decided."""
        self.tell(EARLY)
        while not self.over:
            text = self.hear().lower()
            if text in BACK:
                return interview.undo()
            try:
                return yes_no(SHORT.get(text, text)) and not self.over
            except Misfit as misfit:
                if not self.over:
                    self.tell(misfit.phrase, "! ")
        return False

    def put(self, question: Question, number: int, vocabulary: Vocabulary) -> None:
        """Asks a question: what for, by which clause, and how to answer."""
        fact = question.fact
        tell("")
        self.tell(joined(untranslated(f"{number}. "), fact.label, untranslated(f"  {question.code}")))
        self.tell(WHY.format(n=question.waiting, title=question.title, source=cited(question.source)), "   ")
        for note in filter(None, (fact.note, PROOF.format(proof=fact.proof) if fact.proof else None)):
            self.tell(note, "   ")
        for way in ways(fact, vocabulary):
            self.tell(way, "   ")

    def take(self, question: Question, interview: Interview) -> None:
        """Hears the answer, again and again until it can be taken."""
        while not self.over:
            text = self.hear()
            if self.over:
                return
            if text.lower() in BACK and not interview.undo():
                self.tell(FIRST, "! ")
                continue
            if text.lower() in BACK:
                return
            if text.lower() in DONT_KNOW or is_blank(text):
                interview.pass_over(question)
                return
            try:
                interview.answer(question, text)
                return
            except Misfit as misfit:
                self.tell(misfit.phrase, "! ")


def ways(fact: Fact, vocabulary: Vocabulary) -> Iterator[Phrase]:
    """How to answer: the unit and the range, or the choices."""
    if fact.type.is_number:
        form = WHOLE if fact.type is FactType.WHOLE else NUMBER
        yield form.format(unit=vocabulary.unit_label(fact.unit), low=fact.minimum, high=fact.maximum)
    elif fact.type is FactType.YES_NO:
        yield numbered([YES, NO])
    elif fact.choices:
        yield numbered(fact.choices.values())
        if fact.type is FactType.SET:
            yield SEVERAL
    else:
        yield DAY if fact.type is FactType.DATE else TEXT


def numbered(choices: Iterable[Phrase]) -> Phrase:
    """The choices with their numbers."""
    return listed((joined(untranslated(f"{n} "), one) for n, one in enumerate(choices, 1)), "；", "; ")
