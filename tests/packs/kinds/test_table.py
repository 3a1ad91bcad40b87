"""`table`: which value of one fact belongs to each value of another."""

import pytest

from tests.rules import changes, evaluation, in_words, told

ROWS = "{for_profit: market_regulation, nonprofit: [civil_affairs, government_services]}"
TABLE = f"requires: {{table: {{by: nature, fact: registrar, rows: {ROWS}}}}}"


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ("{nature: for_profit, registrar: market_regulation}", "pass"),
        ("{nature: for_profit, registrar: civil_affairs}", "fail"),
        ("{nature: nonprofit, registrar: civil_affairs}", "pass"),
        ("{nature: nonprofit, registrar: government_services}", "pass"),
        ("{nature: nonprofit, registrar: market_regulation}", "fail"),
        ("{nature: public_institution, registrar: establishment}", "undetermined:not_covered"),
        ("{registrar: establishment}", "undetermined:nature"),
        ("{nature: nonprofit}", "undetermined:registrar"),
    ],
)
def test_what_it_means(facts: str, result: str) -> None:
    assert told(evaluation(TABLE, facts)) == result


def test_its_words() -> None:
    assert in_words(TABLE)[0] == (
        "登记机关与机构性质相符（营利性：市场监管部门；社会服务机构（非营利）：民政部门或政务服务部门）"
    )


def test_its_changes() -> None:
    rows = "{owned: [for_profit, nonprofit], leased: nonprofit}"
    assert changes(f"requires: {{table: {{by: tenure, fact: nature, rows: {rows}}}}}") == [
        *("row owned dropped", "row leased dropped", "for_profit dropped", "nonprofit dropped"),
        *("public_institution added", "public_institution added", "for_profit added"),
    ]
