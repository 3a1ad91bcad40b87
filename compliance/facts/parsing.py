"""Single values as people write them: what they mean, or what was expected instead."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from compliance.base.diagnostics import Misfit
from compliance.base.phrase import Phrase

FIRST_YEAR, LAST_YEAR = 1949, 2199
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
ONE_VALUE = Phrase("应为单个值，而不是列表或映射", "one value was expected, not a list or mapping")


def plain_form(text: str) -> str:
    """The text in one form for comparing: full-width letters, digits and brackets as plain ones."""
    if unicodedata.is_normalized("NFKC", text):
        return text.strip()
    return WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).strip()


def yes_no(text: str) -> bool:
    """An explicit yes or no. Raises Misfit."""
    if text.lower() in ("yes", "true", "是", "有", "已"):
        return True
    if text.lower() in ("no", "false", "否", "无", "没有", "不是", "未"):
        return False
    raise Misfit(NOT_YES_NO.format(text=text))


def day(text: str) -> date:
    """A date written 2026-11-21, 2026/11/21 or 2026年11月21日. Raises Misfit."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d?)-(\d\d?)|\.(\d\d?)\.(\d\d?)|/(\d\d?)/(\d\d?)|年(\d\d?)月(\d\d?)日)", text)
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
        raise Misfit(BAD_CREDIT_CODE.format(text=text)) from None
