"""Which packs count while one is worked on: what it stands on, and nothing else that is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from medrules import loading
from medrules.diagnostics.model import MedrulesError
from medrules.loading import pack_at_work, requires_hint
from medrules.packs.folder import PackFile, PackFiles, read_folder


def pack(folder: Path, id: str, requires: str = "") -> PackFiles:
    place = folder / id
    place.mkdir(parents=True)
    needs = "".join(f'[[pack.requires]]\npack = "{one}"\n' for one in requires.split())
    (place / "pack.toml").write_text(f'[pack]\nid = "{id}"\n{needs}')
    return read_folder(str(place), id)


def names(found: tuple[PackFiles, ...]) -> list[str]:
    return [Path(one.root).name for one in found]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Roots that count as installed; tests add to them."""
    roots = [
        pack(tmp_path / "i", id, requires).root
        for id, requires in [("apart", ""), ("base", ""), ("middle", "base"), ("over", "base")]
    ]
    monkeypatch.setattr(loading, "installed_folders", lambda _version: tuple(roots))
    return roots


def test_what_is_required_comes_directly_or_not_and_in_the_usual_order(
    tmp_path: Path, installed: list[str]
) -> None:
    assert names(pack_at_work(pack(tmp_path, "mine"))) == ["mine"]
    assert names(pack_at_work(pack(tmp_path / "2", "mine", "middle"))) == ["base", "middle", "mine"]
    assert names(pack_at_work(pack(tmp_path / "3", "base"))) == ["base"]


def test_folders_named_count_with_what_they_require_and_in_place_of_installed_ones(
    tmp_path: Path, installed: list[str]
) -> None:
    other = pack(tmp_path / "o", "other", "over")
    middle = pack(tmp_path / "m", "middle")
    mine = pack(tmp_path, "mine", "middle")
    found = pack_at_work(mine, [other.root, middle.root])
    assert names(found) == ["base", "over", "other", "middle", "mine"]
    assert found[-2].root == middle.root


def test_packs_that_require_each_other_come_once(tmp_path: Path, installed: list[str]) -> None:
    installed.append(pack(tmp_path / "i", "round", "ring").root)
    installed.append(pack(tmp_path / "i", "ring", "round mine").root)
    assert names(pack_at_work(pack(tmp_path, "mine", "ring"))) == ["round", "ring", "mine"]


def test_an_installed_pack_that_cannot_be_read_matters_only_where_it_is_required(
    tmp_path: Path, installed: list[str]
) -> None:
    (tmp_path / "broken").mkdir()
    installed.append(str(tmp_path / "broken"))
    assert names(pack_at_work(pack(tmp_path, "mine", "base"))) == ["base", "mine"]
    with pytest.raises(MedrulesError, match="broken"):
        pack_at_work(pack(tmp_path / "2", "mine", "broken"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '[[pack.requires]]\npack = "a"\nversion = "1"\n[[pack.requires]]\npack = \'b\'',
            ["a", "b"],
        ),
        (
            '  [[ pack . "requires" ]] # why\r\n\r\n# note\r\nversion = ">=1"\r\n"pack" = "a"\r\n',
            ["a"],
        ),
        ('[pack]\nrequires = [{ pack = "a" },\n  { version = "1", pack = "b" }]\n', ["a", "b"]),
        ('pack.requires = [{pack="a"}]', ["a"]),
        ('[[pack.requires]]\n[[rules]]\npack = "a"\n', []),
        ('# [[pack.requires]]\n# pack = "a"\n', []),
        ("[[pack.requires]]", []),
        ("", []),
    ],
)
def test_what_is_required_is_seen_however_it_is_written(text: str, found: list[str]) -> None:
    file = PackFile("pack.toml", text.encode())
    assert requires_hint(PackFiles("r", "r", (file,), "")) == found


def test_a_file_of_a_megabyte_is_looked_through_at_once() -> None:
    for text in (
        "[[pack.requires]]\n" * 60_000,
        "requires = [" * 90_000,
        "\n" * 10**6,
        " " * 10**6,
    ):
        file = PackFile("pack.toml", text.encode())
        assert requires_hint(PackFiles("r", "r", (file,), "")) == []
