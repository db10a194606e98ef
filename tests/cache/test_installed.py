"""Which packs are installed is asked once, and again when something was installed or removed."""

from __future__ import annotations

import marshal
import os
import sys
import time
from pathlib import Path

import pytest

from medrules.cache import installed
from medrules.cache.store import fetch, keep
from medrules.plugins import discovery

VERSION = "1"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question that was put to the distributions; the answer is one folder that exists."""
    monkeypatch.setenv("MEDRULES_CACHE_DIR", str(tmp_path / "cache"))
    place = tmp_path / "site"
    place.mkdir()
    monkeypatch.setattr(sys, "path", [str(place), str(tmp_path / "not-there")])
    (tmp_path / "pack").mkdir()
    found: list[str] = []

    def answer() -> tuple[str, ...]:
        found.append("asked")
        return (str(tmp_path / "pack"),)

    monkeypatch.setattr(discovery, "installed_folders", answer)
    return found


def _name() -> str:
    return f"installed-{installed._short(installed._stamp(VERSION))}"


def test_the_answer_is_kept(asked: list[str], tmp_path: Path) -> None:
    first = installed.installed_folders(VERSION)
    assert first == (str(tmp_path / "pack"),)
    assert installed.installed_folders(VERSION) == first
    assert len(asked) == 1


def test_a_distribution_that_comes_or_goes_is_noticed(asked: list[str], tmp_path: Path) -> None:
    installed.installed_folders(VERSION)
    (tmp_path / "site" / "new-1.0.dist-info").mkdir()
    os.utime(tmp_path / "site", ns=(time.time_ns(), time.time_ns() + 10_000_000))
    installed.installed_folders(VERSION)
    assert len(asked) == 2


def test_another_version_or_path_is_noticed(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed.installed_folders(VERSION)
    installed.installed_folders("2")
    assert len(asked) == 2
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    installed.installed_folders(VERSION)
    assert len(asked) == 3


def test_a_pack_folder_that_is_gone_is_noticed(asked: list[str], tmp_path: Path) -> None:
    installed.installed_folders(VERSION)
    (tmp_path / "pack").rmdir()
    installed.installed_folders(VERSION)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"noise",
        marshal.dumps(None),
        marshal.dumps(()),
        marshal.dumps(("x", ())),
        marshal.dumps([1, 2]),
    ],
)
def test_what_was_kept_wrongly_is_asked_again(asked: list[str], data: bytes) -> None:
    keep(_name(), data)
    assert len(installed.installed_folders(VERSION)) == 1
    assert len(asked) == 1
    assert fetch(_name()) != data


@pytest.mark.parametrize("folders", [5, (5,), None, ((),)])
def test_a_kept_answer_that_is_no_list_of_folders_is_asked_again(
    asked: list[str], folders: object
) -> None:
    keep(_name(), marshal.dumps((installed._stamp(VERSION), folders)))
    assert all(isinstance(one, str) for one in installed.installed_folders(VERSION))
    assert len(asked) == 1
