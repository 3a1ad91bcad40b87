"""What is wrong where a text is not YAML: the mistakes that people make most are told as what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compliance.base.phrase import Phrase

TAB = Phrase("此处有制表符（Tab）；缩进应使用空格", "a tab stands here; indent with spaces")
WIDE_COLON = Phrase(
    "键后的冒号是全角的“：”；应为半角冒号加一个空格，如“托位数: 30”",
    "the colon behind the key is a full-width “：”; write a plain colon and a space, such as “slots: 30”",
)
NOT_YAML = Phrase(
    "此处不符合 YAML 格式；请检查缩进、冒号后的空格以及成对的引号和括号",
    "this is not YAML; check the indentation, the space after each colon, and that quotes and brackets are paired",
)
KEY_AND_WIDE_COLON = re.compile(r"(?P<margin>\s*(?:- )?)[^\s:：#'\"\[{|>][^:：#]{0,60}：")


def mistake(lines: Sequence[str], line: int, column: int) -> tuple[Phrase, int, int]:
    """What is wrong where a parser stopped, with line and column; all count from 0.

    A key with a full-width colon is part of a text to the parser, which stops at the next key only.
    """
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        return TAB, line, column
    for near in (line, line - 1):
        key = KEY_AND_WIDE_COLON.match(lines[near]) if 0 <= near < len(lines) else None
        if key:
            return WIDE_COLON, near, len(key["margin"])
    return NOT_YAML, line, column
