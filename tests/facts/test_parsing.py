"""Single values as people write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import yaml

from compliance.base.diagnostics import Misfit
from compliance.facts.parsing import is_blank
from compliance.facts.vocabulary import FactValue
from tests.conftest import LIBRARY, ROOT

SPELLINGS = ROOT.parent / "shared" / "tables" / "spellings.yaml"
FACILITY, DISTRICT = (LIBRARY.vocabulary(subject, LIBRARY.packs_for("huyi")) for subject in ("facility", "district"))


def parsed(fact: str, text: str) -> FactValue:
    return {**DISTRICT.facts, **FACILITY.facts}[fact].parse(text)


def refused(fact: str, text: str) -> str:
    with pytest.raises(Misfit) as caught:
        parsed(fact, text)
    return caught.value.phrase.zh


@pytest.mark.skipif(
    not SPELLINGS.exists(), reason="the collected ways of writing lie in ../shared/tables, which is not here"
)
@pytest.mark.parametrize("fact", ["nature", "tenure", "materials"])
def test_every_choice_collected_is_understood(fact: str) -> None:
    collected = yaml.safe_load(SPELLINGS.read_text("utf-8"))["values"][fact]
    for code, texts in collected.items():
        for text in texts:
            assert parsed(fact, text) in (code, frozenset([code])), text


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("slots", "60个", 60),
        ("slots", "６０", 60),
        ("slots", "60.0", 60),
        ("building_area", "1,200平方米", 1200),
        ("building_area", "660㎡", 660),
        ("building_area", "480.5m2", Fraction("480.5")),
        ("building_area", "１，２００", 1200),
        ("building_area", "1.2万平方米", 12000),
        ("lease_years", "3年", 3),
        ("video_retention_days", "90天", 90),
        ("video_retention_days", "90日", 90),
        ("knowledge_rate", "95%", 95),
        ("knowledge_rate", "95", 95),
        ("knowledge_rate", "0.95%", Fraction("0.95")),
        ("population", "26.4万人", 264_000),
    ],
)
def test_a_number_with_its_own_unit(fact: str, text: str, value: Fraction) -> None:
    assert parsed(fact, text) == value


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("building_area", "600亩"),
        ("building_area", "600人"),
        ("building_area", "约500"),
        ("building_area", "6.6百"),
        ("video_retention_days", "≥30天"),
        ("video_retention_days", "3个月"),
        ("video_retention_days", "3年"),
        ("slots", "无"),
        ("slots", "60.5个"),
        ("slots", "30-60"),
    ],
)
def test_a_number_that_is_not_plainly_one_is_refused(fact: str, text: str) -> None:
    assert text in refused(fact, text)


@pytest.mark.parametrize("text", ["0.95", "1", "0.000001"])
def test_a_rate_that_may_be_a_share_is_asked_for(text: str) -> None:
    assert "百分号" in refused("knowledge_rate", text)


@pytest.mark.parametrize("text", ["0", "1.000001", "100"])
def test_a_rate_that_can_be_no_share_is_per_cent(text: str) -> None:
    assert parsed("knowledge_rate", text) == Fraction(text)


@pytest.mark.parametrize("text", ["√", "✓", "Y", "yes", "1", "是", "有", "已备案", "备案", "已办理"])
def test_yes(text: str) -> None:
    assert parsed("filed", text) is True


@pytest.mark.parametrize("text", ["×", "N", "no", "0", "否", "无", "未备案", "尚未备案", "未办理"])
def test_no(text: str) -> None:
    assert parsed("filed", text) is False


@pytest.mark.parametrize("text", ["已过期", "已撤销", "未通过", "正常", "2", "已供餐"])
def test_what_has_another_verb_is_no_answer(text: str) -> None:
    assert text in refused("filed", text)


@pytest.mark.parametrize(
    "text",
    [
        "20250303",
        "2025.3.3",
        "2025-03-03",
        "2025/3/3 0:00",
        "2025-03-03 14:30:22",
        "2025-03-03T00:00:00",
        "2025年3月3日",
        "45719",
    ],
)
def test_a_day_in_many_forms(text: str) -> None:
    assert parsed("filed_on", text) == date(2025, 3, 3)


@pytest.mark.parametrize("text", ["2025年3月", "25.3.10", "20250230", "2025-3", "457190", "19480101", "3/3/2025"])
def test_what_is_no_certain_day_is_refused(text: str) -> None:
    assert text in refused("filed_on", text)


@pytest.mark.parametrize("text", ["", " ", "/", "—", "-", "——", "不详", "暂无", "未知", "未填", "N/A", "n/a", "　"])
def test_the_usual_blanks(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["无", "0", "否", "a", "未", "-1", "1/2"])
def test_what_says_something_is_no_blank(text: str) -> None:
    assert not is_blank(text)


def test_several_papers_in_one_cell() -> None:
    text = "工作人员专业资格证明及健康合格证明；评价为“合格”的《托幼机构卫生评价报告》、营业执照"
    wanted = {"staff_qualifications", "staff_health_certificates", "hygiene_report", "legal_registration"}
    assert parsed("materials", text) == wanted
    assert parsed("materials", "无") == frozenset()


def test_a_code_that_excel_cut_is_told_as_that() -> None:
    assert "第 15 位" in refused("credit_code", "916101180000000000")
    assert "校验位" in refused("credit_code", "91610118MA60000000")
    assert parsed("credit_code", "91610118ma6000011l") == "91610118MA6000011L"
