"""Single values as people write them: what they mean, or what was expected instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from compliance.base.decimals import exact
from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase, listed, untranslated
from compliance.base.yaml_model import NOT_A_NUMBER

FIRST_YEAR, LAST_YEAR = 1949, 2199
DASHES = "-—－–―/／\\_~～ 　"
BLANKS = (
    "",
    "不详",
    "暂无",
    "未知",
    "未填",
    "未填写",
    "未提供",
    "待补",
    "待补充",
    "待定",
    "无数据",
    "空",
    "空白",
    "n/a",
    "na",
    "null",
    "unknown",
)
YES = ("yes", "y", "true", "1", "是", "有", "已", "对", "√", "✓", "✔", "☑", "已办理", "已完成")
NO = ("no", "n", "false", "0", "否", "无", "没有", "不是", "未", "×", "✗", "✘", "x", "未办理", "未完成")
STEM = re.compile("^(是否|有无)?(已经|已|均|有)?")
NUMBER_AND_UNIT = re.compile(r"(?P<number>[+-]?[\d,]+(?:\.\d+)?)(?P<unit>[^\d.,]\D*2?)?")
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
EXCEL_BEGINS = date(1899, 12, 30)
TIME = r"(?:[ T]+\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
DAY = re.compile(
    r"(\d{4})(?:-(\d\d?)-(\d\d?)|\.(\d\d?)\.(\d\d?)|/(\d\d?)/(\d\d?)|年(\d\d?)月(\d\d?)[日号]|(\d\d)(\d\d))" + TIME
)
CUT = re.compile(r"\d{15}000")

WIDE = re.compile("[\u3000\uff01-\uffee]")  # full-width and half-width forms of other characters; no superscript is one

NOT_WHOLE = Phrase("“{text}”应为整数", "“{text}” must be a whole number")
TOO_FINE = Phrase("“{text}”小数超过 6 位", "“{text}” has more than 6 decimal places")
OUT_OF_RANGE = Phrase("“{text}”超出范围，应为 {low} 至 {high}", "“{text}” is out of range; expected {low} to {high}")
NOT_YES_NO = Phrase("“{text}”应为“是”或“否”（yes 或 no）", "“{text}” must be yes or no")
NOT_A_DATE = Phrase("“{text}”不是日期，应写作 2026-11-21", "“{text}” is not a date; write it as 2026-11-21")
NO_SUCH_DAY = Phrase("“{text}”：日历上没有这一天", "“{text}”: there is no such day")
NOT_A_CHOICE = Phrase(
    "“{text}”不在可选值之内，应为：{choices}", "“{text}” is not one of the choices; expected {choices}"
)
BAD_CREDIT_CODE = Phrase(
    "“{text}”不是有效的统一社会信用代码（18 位，含校验位）",
    "“{text}” is not a valid unified social credit code (18 characters with a check digit)",
)
OTHER_UNIT = Phrase(
    "“{text}”的单位“{unit}”不是应有的单位（{own}）；请换算后填写",
    "the unit “{unit}” of “{text}” is not the one expected ({own}); please convert it first",
)
CUT_CODE = Phrase(
    "“{text}”：Excel 把这个代码当作数字，第 15 位以后已丢失；请把该列设为文本后重新填写",
    "“{text}”: Excel took this code for a number and lost what stood after its 15th digit; set the column to text and enter it again",
)
ONE_VALUE = Phrase("应为单个值，而不是列表或映射", "one value was expected, not a list or mapping")


def plain_form(text: str) -> str:
    """The text in one form for comparing: full-width letters, digits and brackets as plain ones."""
    if unicodedata.is_normalized("NFKC", text):
        return text.strip()
    return WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).strip()


def is_blank(text: str) -> bool:
    """Whether a text only says that nothing is known: empty, dashes, 不详, 暂无 …"""
    return plain_form(text).strip(DASHES).lower() in BLANKS


def yes_no(text: str, names: Iterable[str] = ()) -> bool:
    """An explicit yes or no. `names` are what the fact is called: its own verb with 已 or 未 is an answer too (已备案)."""
    text = text.lower()
    stems = [STEM.sub("", name.lower()) for name in names]
    if text in YES or text in [before + stem for stem in stems for before in ("", "已", "有", "是", "已经")]:
        return True
    if text in NO or text in [before + stem for stem in stems for before in ("未", "不", "非", "无", "没有", "尚未")]:
        return False
    raise Misfit(NOT_YES_NO.format(text=text))


def number(text: str, multiples: Mapping[str, Fraction]) -> Fraction:
    """A number in plain digits, alone or with a unit behind it. `multiples` are the units that may stand there, each with
    what one of it comes to in the fact's own unit. Raises Misfit."""
    text = "".join(text.split())
    found = NUMBER_AND_UNIT.fullmatch(text)
    value = exact(found["number"]) if found else None
    unit = (found["unit"] or "").lower() if found else ""
    if value is None or (unit and unit not in multiples):
        own = listed(untranslated(one) for one, times in multiples.items() if times == 1) if unit else None
        raise Misfit(
            OTHER_UNIT.format(text=text, unit=unit, own=own)
            if value is not None and own and own.zh
            else NOT_A_NUMBER.format(text=text)
        )
    return value * multiples.get(unit, 1)


def day(text: str) -> date:
    """A date: 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日 or 20261121, a time of day behind it left out; or the number
    by which a spreadsheet counts days from the end of 1899. Raises Misfit."""
    if SERIAL.fullmatch(text):
        return EXCEL_BEGINS + timedelta(days=int(text.partition(".")[0]))
    found = DAY.fullmatch(text)
    if not found:
        raise Misfit(NOT_A_DATE.format(text=text))
    try:
        value = date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Misfit(NO_SUCH_DAY.format(text=text)) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Misfit(OUT_OF_RANGE.format(text=text, low=f"{FIRST_YEAR}-01-01", high=f"{LAST_YEAR}-12-31"))
    return value


def credit_code(text: str) -> str:
    """A unified social credit code whose check digit is right. Raises Misfit."""
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        return str(uscc.validate(text))
    except ValidationError:
        raise Misfit((CUT_CODE if CUT.fullmatch(text) else BAD_CREDIT_CODE).format(text=text)) from None
