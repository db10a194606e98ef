"""Folders that are not what they seem, several packs that do not go together, and wheels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from medrules.distribution.archive import packed

from .limits import bounded
from .packs import FACTS, HEAD


def folder(place: Path, id: str = "hostile", requires: tuple[str, ...] = ()) -> Path:
    place.mkdir(parents=True)
    needs = "".join(f'[[pack.requires]]\npack = "{one}"\nversion = "*"\n' for one in requires)
    (place / "pack.toml").write_text(HEAD.replace('"hostile"', f'"{id}"') + needs)
    return place


def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.toml"
    path.write_text('password = "hunter2"\n')
    return path


def test_a_link_to_a_file_outside_is_not_followed(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    (place / "rules.toml").symlink_to(secret(tmp_path))
    for what in ("evaluate", "check", "format"):
        ended = bounded(what, place)
        assert ended.codes == ["MR0432"]
        assert "hunter2" not in ended.shown


def test_a_link_to_a_folder_of_cases_is_not_followed(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    cases = tmp_path / "elsewhere"
    cases.mkdir()
    (cases / "a.toml").write_text(secret(tmp_path).read_text())
    (place / "cases").symlink_to(cases)
    ended = bounded("evaluate", place)
    assert ended.codes == ["MR0432"]
    assert "hunter2" not in ended.shown


def test_a_link_that_goes_in_a_circle_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    (place / "rules.toml").symlink_to("rules.toml")
    assert bounded("evaluate", place).codes == ["MR0432"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    os.mkfifo(place / "rules.toml")
    assert bounded("evaluate", place).codes == ["MR0432"]


def test_a_folder_called_like_a_file_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    (place / "rules.toml").mkdir()
    assert bounded("evaluate", place).codes == ["MR0432"]


def test_a_device_as_a_pack_is_told(tmp_path: Path) -> None:
    for place in ("/dev/zero", "/dev/full", "/proc/self/environ", str(tmp_path / "none"), "\0"):
        assert bounded("evaluate", place).codes in (["MR0431"], ["MR0430"]), place


def test_a_pack_in_many_files_is_bounded(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    for number in range(300):
        (place / f"r{number}.toml").write_text("")
    assert bounded("evaluate", place).codes == ["MR0105"]


def test_files_that_come_to_many_megabytes_are_bounded(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    for number in range(12):
        (place / f"r{number}.toml").write_text("#" * ((1 << 20) - 1) + "\n")
    assert bounded("evaluate", place).codes == ["MR0105"]


def test_many_files_full_of_cases_are_bounded(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    (place / "facts.toml").write_text(FACTS)
    (place / "cases").mkdir()
    case = '[[cases]]\nname = "c#"\n[cases.given]\nx.n = #\n[cases.expect]\n"out.yes" = false\n'
    for file in range(8):
        text = "".join(case.replace("#", str(file * 10_000 + n)) for n in range(6000))
        (place / f"cases/c{file}.toml").write_text(text)
    assert bounded("test", place).codes == ["MR0411"]


@pytest.mark.parametrize("count", [1, 2, 150])
def test_packs_that_require_each_other_in_a_circle(tmp_path: Path, count: int) -> None:
    places = [folder(tmp_path / str(n), f"p{n}", (f"p{(n + 1) % count}",)) for n in range(count)]
    ended = bounded("evaluate", *places)
    assert ended.codes == ["MR0504"]


def test_packs_that_require_all_others(tmp_path: Path) -> None:
    ids = [f"p{n}" for n in range(60)]
    places = [folder(tmp_path / id, id, tuple(one for one in ids if one != id)) for id in ids]
    assert "MR0504" in bounded("evaluate", *places).codes


def test_duplicate_packs_are_told(tmp_path: Path) -> None:
    places = [folder(tmp_path / name) for name in ("one", "two", "three")]
    codes = bounded("evaluate", *places).codes
    assert set(codes) == {"MR0501"}


def test_the_same_folder_twice_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "p")
    assert set(bounded("evaluate", place, place).codes) == {"MR0501"}


def test_a_version_range_that_is_none(tmp_path: Path) -> None:
    place = folder(tmp_path / "p", "p", ("q",))
    text = (place / "pack.toml").read_text().replace('"*"', '">=' + "1." * 20_000 + '"')
    (place / "pack.toml").write_text(text)
    ended = bounded("evaluate", place, folder(tmp_path / "q", "q"))
    assert set(ended.codes) <= {"MR0503", "MR0405", "MR0407"}
    assert ended.codes


def test_a_wheel_of_many_members(tmp_path: Path) -> None:
    path = tmp_path / "x-1.0.0-py3-none-any.whl"
    path.write_bytes(packed([(f"m/{n}.toml", b"") for n in range(60_000)]))
    assert bounded("verify", path).codes == ["MR0530"]


def test_a_wheel_of_hostile_files(tmp_path: Path) -> None:
    path = tmp_path / "x-1.0.0-py3-none-any.whl"
    nested = b"x = " + b"[" * 500_000
    path.write_bytes(
        packed([("m/pack.toml", nested), ("m/medrules-manifest.json", b"[" * 500_000)])
    )
    assert set(bounded("verify", path).codes) <= {"MR0534", "MR0533", "MR0532", "MR0535", "MR0112"}
