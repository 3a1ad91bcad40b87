"""What a pack may add to the vocabulary in YAML alone."""

from __future__ import annotations

from pathlib import Path

from compliance.base.phrase import Phrase
from compliance.facts.vocabulary import VocabularyPart
from compliance.packs.library import Library

PACK = """
pack: bridge
title: {zh: 桥头区, en: Bridge District}
includes: [national]
documents: {paper: {title: 某文件}}
"""
WORDS = """
subject: facility
units: {metre: {zh: 米, en: metres}}
facts:
  way_to_park: {label: {zh: 到公园的步行距离, en: walk to the park}, type: whole, unit: metre, minimum: 0, maximum: 100000}
"""


def test_a_pack_may_declare_units_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "bridge"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "vocabulary.yaml").write_text(WORDS, "utf-8")
    library = Library([str(tmp_path)])
    vocabulary = library.vocabulary("facility", library.packs_for("bridge"))
    assert vocabulary.unit_label("metre") == Phrase("米", "metres")
    assert vocabulary.unit_label("m2") == Phrase("㎡", "m²")
    assert "way_to_park" not in library.vocabulary("facility").facts
    assert isinstance(library.pack("bridge").words[0], VocabularyPart)
