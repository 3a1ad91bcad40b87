"""Choices as officials write them: the words of the filing rules, authorities with their place, words that are unclear."""

from __future__ import annotations

import pickle
from itertools import chain

import pytest

from compliance.base.diagnostics import Misfit
from compliance.facts.choices import Choices, Label
from compliance.facts.vocabulary import FactValue
from tests.conftest import LIBRARY

# 国卫办人口发〔2019〕25号, articles 4 and 8, as the document writes them.
ARTICLE_4 = [
    ("nature", "事业单位", "public_institution"),
    ("nature", "社会服务机构", "nonprofit"),
    ("nature", "营利性", "for_profit"),
    ("registrar", "机构编制部门", "establishment"),
    ("registrar", "民政部门", "civil_affairs"),
    ("registrar", "市场监管部门", "market_regulation"),
]
ARTICLE_8 = [
    ("备案书", {"filing_form"}),
    ("备案承诺书", {"commitment"}),
    ("营业执照或其他法人登记证书", {"legal_registration"}),
    ("托育机构工作人员专业资格证明及健康合格证明", {"staff_qualifications", "staff_health_certificates"}),
    ("工作人员专业资格证明及健康合格证明", {"staff_qualifications", "staff_health_certificates"}),
    ("评价为“合格”的《托幼机构卫生评价报告》", {"hygiene_report"}),
    ("消防安全检查合格证明", {"fire_certificate"}),
    ("《食品经营许可证》", {"food_permit"}),
]


def parsed(fact: str, text: str) -> FactValue:
    return LIBRARY.vocabulary("facility").facts[fact].parse(text)


def refusal(fact: str, text: str) -> Misfit:
    with pytest.raises(Misfit) as caught:
        parsed(fact, text)
    return caught.value


@pytest.mark.parametrize(("fact", "text", "code"), ARTICLE_4)
def test_the_words_of_article_4(fact: str, text: str, code: str) -> None:
    assert parsed(fact, text) == code


@pytest.mark.parametrize(("text", "codes"), ARTICLE_8)
def test_the_words_of_article_8(text: str, codes: set[str]) -> None:
    assert parsed("materials", text) == codes


def test_all_materials_of_article_8_in_one_text() -> None:
    assert parsed("materials", "；".join(text for text, _ in ARTICLE_8)) == set(
        chain(*(codes for _, codes in ARTICLE_8))
    )


@pytest.mark.parametrize("text", ["场地证明", "托育机构场地证明", "备案书、场地证明"])
def test_proof_of_the_premises_may_be_a_deed_or_a_lease(text: str) -> None:
    phrase = refusal("materials", text).phrase
    assert "房屋产权证明、房屋租赁合同" in phrase.zh
    assert "title deed, lease" in phrase.en


@pytest.mark.parametrize(
    ("fact", "text", "code"),
    [
        ("registrar", "鄠邑区市场监督管理局", "market_regulation"),
        ("registrar", "西安市鄠邑区行政审批服务局", "government_services"),
        ("registrar", "西安市民政局", None),
        ("filed_with", "西安市鄠邑区卫生健康局", {"county_health"}),
        ("filed_with", "甘亭街道办事处", {"subdistrict"}),
        ("filed_with", "鄠邑区卫生健康局、鄠邑区甘亭街道办事处", {"county_health", "subdistrict"}),
        ("filed_with", "西安市卫生健康委员会", None),
        ("filed_with", "陕西省卫生健康委员会", None),
        ("filed_with", "内蒙古自治区卫生健康委员会", None),
        ("filed_with", "国家卫生健康委员会", None),
        ("filed_with", "未向甘亭街道办事处", None),
        ("nature", "某某区的营利", None),
    ],
)
def test_an_authority_is_read_with_its_place_before_it(fact: str, text: str, code: FactValue | None) -> None:
    if code is None:
        refusal(fact, text)
    else:
        assert parsed(fact, text) == code


def test_a_level_that_may_not_be_meant_is_named() -> None:
    assert "县级卫生健康部门" in refusal("filed_with", "西安市卫生健康委员会").phrase.zh


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_every_word_of_a_choice_means_that_choice_alone(kind: str) -> None:
    for pack in LIBRARY.folders:
        for fact in LIBRARY.vocabulary(kind, LIBRARY.packs_for(pack)).facts.values():
            assert list(Choices(fact.choices).clashes()) == []
            for code, label in fact.choices.items():
                wanted = frozenset([code]) if fact.type == "set" else code
                assert [fact.parse(word) for word in label.words()] == [wanted] * len(label.words())
                for word in label.unclear:
                    with pytest.raises(Misfit, match=r"unclear|may be"):
                        fact.parse(word)


def test_what_is_kept_for_the_next_run_keeps_its_words() -> None:
    label = Label("自有", "owned", ("自建",), ("自用",))
    assert pickle.loads(pickle.dumps(label)) == label
    unit = LIBRARY.index.units["person"]
    kept = pickle.loads(pickle.dumps(unit))
    assert (kept.words(), kept.multiples) == (unit.words(), unit.multiples)
