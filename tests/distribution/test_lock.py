"""Locks: what they name passes; whatever differs is named, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from medrules.diagnostics.model import MedrulesError, Severity
from medrules.distribution.lock import check_lock, lock_text
from medrules.ir.program import Program
from medrules.loading import compile_folders
from medrules.packs.folder import read_folder

from .building import PACK, small_pack


def program(
    folder: Path,
    version: str = "1.0.0",
    title: str = "Small",
    ids: tuple[str, ...] = ("one", "two"),
) -> Program:
    folders = []
    for id in ids:
        head = PACK.replace("small-pack", id).replace("1.0.0", version).replace("Small", title)
        place = small_pack(folder / id, head)
        (place / "rules.toml").write_text("")
        folders.append(read_folder(str(place), str(place)))
    return compile_folders(folders)


def told(made: Program, path: Path) -> list[tuple[str, int]]:
    with pytest.raises(MedrulesError) as error:
        check_lock(made, str(path))
    assert all(one.help for one in error.value.diagnostics)
    return [(one.code, one.span.line) for one in error.value.diagnostics]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "medrules.lock"
    path.write_text(lock_text(program(tmp_path / "a")))
    return path


def test_what_was_locked_passes_wherever_it_stands(tmp_path: Path, lock: Path) -> None:
    assert check_lock(program(tmp_path / "elsewhere"), str(lock)) == ()


def test_a_lock_is_the_same_text_for_the_same_packs(tmp_path: Path, lock: Path) -> None:
    assert lock_text(program(tmp_path / "b", ids=("two", "one"))) == lock.read_text()


def test_other_versions_contents_more_and_fewer_packs_are_named(tmp_path: Path, lock: Path) -> None:
    assert told(program(tmp_path / "b", version="1.1.0"), lock) == [("MR0543", 7), ("MR0543", 12)]
    assert told(program(tmp_path / "c", title="Tall"), lock) == [("MR0544", 7), ("MR0544", 12)]
    assert told(program(tmp_path / "d", ids=("one", "two", "three")), lock) == [("MR0541", 0)]
    assert told(program(tmp_path / "e", ids=("two",)), lock) == [("MR0542", 7)]
    assert told(program(tmp_path / "f", ids=("three",)), lock) == [
        ("MR0541", 0), ("MR0542", 7), ("MR0542", 12),
    ]  # fmt: skip


def test_another_version_of_medrules_is_a_warning(tmp_path: Path, lock: Path) -> None:
    lock.write_text(lock.read_text().replace('medrules = "', 'medrules = "9.'))
    found = check_lock(program(tmp_path / "b"), str(lock))
    assert [(one.code, one.severity) for one in found] == [("MR0545", Severity.WARNING)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("format = 1", "format = 2"), "MR0540"),
        (("format = 1", ""), "MR0540"),
        (('id = "one"', "id = 1"), "MR0540"),
        (('id = "one"', ""), "MR0540"),
        (('id = "one"', 'id = "one"\nx = 1'), "MR0540"),
        (('id = "one"', 'id = "two"'), "MR0540"),
        (("[[packs]]", "[[packages]]"), "MR0540"),
        (("[[packs]]", "[[packs"), "MR0110"),
    ],
)
def test_what_is_no_lock_is_refused(
    tmp_path: Path, lock: Path, change: tuple[str, str], code: str
) -> None:
    lock.write_text(lock.read_text().replace(*change))
    assert {one for one, _ in told(program(tmp_path / "b"), lock)} == {code}


def test_a_lock_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert told(program(tmp_path / "a"), tmp_path / "no.lock") == [("MR0102", 0)]
