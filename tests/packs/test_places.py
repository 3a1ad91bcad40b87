"""Which pack a place means."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.authoring.lint import lint
from compliance.base.diagnostics import InputError
from compliance.packs.library import Library
from compliance.packs.places import near_places, pack_for
from tests.conftest import LIBRARY

HEADS = {name: LIBRARY.head(name) for name in LIBRARY.folders}


@pytest.mark.parametrize(
    ("place", "pack"),
    [
        ("huyi", "huyi"),
        ("ｈｕｙｉ", "huyi"),
        ("鄠邑", "huyi"),
        ("鄠邑区", "huyi"),
        ("西安市鄠邑区", "huyi"),
        ("陕西省西安市鄠邑区", "huyi"),
        ("陕西 西安市 鄠邑区", "huyi"),
        ("西安鄠邑区", "huyi"),
        ("鄠邑区甘亭街道", "huyi"),
        ("610118", "huyi"),
        ("610118000000", "huyi"),
        ("610118001", "huyi"),
        ("四川省资阳市雁江区", "yanjiang"),
        ("平顶山市舞钢市寺坡街道", "sipo"),
        ("天津市河北区", "hebei"),
        ("北京市鄠邑区", None),
        ("石家庄市河北区", None),
        ("河北省", None),
        ("610100", None),
        ("61011", None),
        ("", None),
    ],
)
def test_a_place_as_people_write_it(place: str, pack: str | None) -> None:
    assert pack_for(place, HEADS) == pack


def test_a_citys_pack_serves_its_districts_unless_one_has_a_pack_of_its_own() -> None:
    city = HEADS["huyi"].__class__(
        **{**vars(HEADS["huyi"]), "pack": "xian", "names": ["西安市"], "divisions": ["610100"]}
    )
    heads = {**HEADS, "xian": city}
    assert pack_for("610102", heads) == "xian"
    assert pack_for("610118", heads) == "huyi"


def test_another_spelling_is_suggested() -> None:
    assert list(near_places("鄂邑区", HEADS)) == ["huyi"]


def pack_of(folder: Path, name: str, heads: str) -> Path:
    (folder / name).mkdir(parents=True)
    text = f"pack: {name}\ntitle: {{zh: 某地, en: Somewhere}}\n{heads}includes: [national]\ndocuments: {{}}\n"
    (folder / name / "pack.yaml").write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("heads", "place"),
    [
        ("names: [鄠邑区]\ndivisions: []\n", ":3:9"),
        ('names: []\ndivisions: ["610118"]\n', ":4:13"),
        ('names: []\ndivisions: ["610118000000"]\n', ":4:13"),
    ],
)
def test_two_packs_with_one_name_or_division_are_refused_where_the_second_says_so(
    tmp_path: Path, heads: str, place: str
) -> None:
    library = Library([str(pack_of(tmp_path, "other", heads))])
    with pytest.raises(InputError) as refused:
        library.find("鄠邑")
    assert f"pack.yaml{place}" in str(refused.value)
    assert "huyi" in str(refused.value)
    assert [problem.place for problem in lint(library, "other")] == [
        problem.place for problem in refused.value.problems
    ]


def test_a_place_that_no_pack_is_for_is_suggested() -> None:
    assert "是否应为 huyi（西安市鄠邑区）？" in LIBRARY.no_place("鄠邑曲").zh
    assert LIBRARY.find("鄠邑曲") is None
    assert LIBRARY.find("陕西省西安市鄠邑区甘亭街道") == "huyi"
