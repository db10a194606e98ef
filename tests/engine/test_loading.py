"""Loading: installed packs and folders, each taking the place that it should."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.loading import compile_folders, load, pack_folders

PACKS = Path(__file__).resolve().parents[2] / "packs" / "medrules_packs"
HEAD = '[pack]\nid = "{id}"\nversion = "1.0.0"\ntitle = "t"\ndescription = "d"\nlanguage = 1\n'


def pack(folder: Path, id: str, text: str = "", name: str = "") -> Path:
    place = folder / (name or id)
    place.mkdir(parents=True)
    (place / "pack.toml").write_text(HEAD.format(id=id) + text)
    return place


def ids(**named: object) -> list[str]:
    return [stamp.id for stamp in load(**named).packs]  # type: ignore[arg-type]


def test_the_installed_packs_are_there_without_being_named() -> None:
    assert ids() == ["decision-flow", "alternatives", "program-selection"]
    assert [one.shown for one in pack_folders()] == [
        "alternatives",
        "decision-flow",
        "program-selection",
    ]


def test_folders_come_beside_them_or_alone(tmp_path: Path) -> None:
    first, second = pack(tmp_path, "first"), pack(tmp_path, "second")
    assert set(ids(packs=[first, str(second)])) == {
        "first", "second", "decision-flow", "alternatives", "program-selection",
    }  # fmt: skip
    assert ids(packs=[second, first], installed=False) == ["first", "second"]
    assert ids(installed=False) == []


def test_a_folder_takes_the_place_of_the_installed_pack_of_its_id(tmp_path: Path) -> None:
    copytree(PACKS / "alternatives", tmp_path / "mine")
    stamps = {stamp.id: stamp.root for stamp in load([tmp_path / "mine"]).packs}
    assert stamps["alternatives"] == str(tmp_path / "mine")
    assert len(stamps) == 3


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_id_is_seen_however_it_is_written(tmp_path: Path, quote: str) -> None:
    place = tmp_path / "mine"
    copytree(PACKS / "alternatives", place)
    text = (place / "pack.toml").read_text()
    written = f"[pack]\n# a note\n  id={quote}alternatives{quote} # that is it\n"
    (place / "pack.toml").write_text(text.replace('[pack]\nid = "alternatives"\n', written, 1))
    assert len(load([place]).packs) == 3


def test_a_pack_that_is_named_twice_is_told_with_both_places(tmp_path: Path) -> None:
    one, other = pack(tmp_path, "same", name="one"), pack(tmp_path, "same", name="other")
    with pytest.raises(MedrulesError) as raised:
        load([one, other], installed=False)
    assert [item.code for item in raised.value.diagnostics] == ["MR0501"]


def test_what_is_wrong_with_any_pack_comes_at_once(tmp_path: Path) -> None:
    one = pack(tmp_path, "one", "[[rulez]]\n")
    other = pack(tmp_path, "other", "x = \n")
    with pytest.raises(MedrulesError) as raised:
        load([one, other])
    files = {item.span.file for item in raised.value.diagnostics}
    assert files == {f"{one}/pack.toml", f"{other}/pack.toml"}


def test_a_folder_without_a_pack_is_refused_before_anything_is_compiled(tmp_path: Path) -> None:
    with pytest.raises(MedrulesError) as raised:
        load([tmp_path])
    assert [item.code for item in raised.value.diagnostics] == ["MR0430"]


def test_an_empty_pack_toml_has_no_id_and_is_told_as_such(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    (place / "pack.toml").write_text("")
    with pytest.raises(MedrulesError) as raised:
        load([place])
    assert raised.value.diagnostics[0].span.file == f"{place}/pack.toml"


def test_with_and_without_the_cache_it_is_the_same_program(tmp_path: Path) -> None:
    assert load(cache=False) == load() == compile_folders(pack_folders())


def test_where_a_pack_stands_does_not_change_what_it_says(tmp_path: Path) -> None:
    copytree(PACKS / "decision_flow", tmp_path / "copy")
    here, there = (
        load([PACKS / "decision_flow"], installed=False),
        load([tmp_path / "copy"], installed=False),
    )
    assert here.packs[0].digest == there.packs[0].digest
    assert [rule.id for rule in here.rules] == [rule.id for rule in there.rules]
    assert here.strata == there.strata
