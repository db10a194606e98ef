"""What is kept between runs may be lost, spoilt or someone else's: it is then simply not there."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.cache.store import MAGIC, MAX_BYTES, cache_folder, fetch, keep

DATA = b"what is kept" * 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "deep" / "kept"
    monkeypatch.setenv("MEDRULES_CACHE_DIR", str(place))
    return place


def test_what_is_kept_is_found_again_under_its_name_only(folder: Path) -> None:
    assert fetch("a") is None
    keep("a", DATA)
    assert fetch("a") == DATA
    assert fetch("b") is None
    assert os.listdir(folder) == ["a"], "and no drafts"
    keep("a", b"")
    assert fetch("a") == b""


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_folder_and_its_files_are_for_their_owner_alone(folder: Path) -> None:
    keep("a", DATA)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o600


@pytest.mark.parametrize("size", [0, 1, len(MAGIC), len(MAGIC) + 3, len(MAGIC) + 4, 100])
def test_a_file_cut_short_is_not_used(folder: Path, size: int) -> None:
    keep("a", DATA)
    whole = (folder / "a").read_bytes()
    (folder / "a").write_bytes(whole[:size])
    assert fetch("a") is None


def test_any_changed_byte_is_noticed(folder: Path) -> None:
    keep("a", DATA)
    whole = (folder / "a").read_bytes()
    for place in range(len(whole)):
        (folder / "a").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert fetch("a") is None, place


@given(data=st.binary(max_size=200))
def test_bytes_of_any_kind_are_never_taken_for_ours(data: bytes) -> None:
    place = Path(os.environ["MEDRULES_CACHE_DIR"])
    place.mkdir(parents=True, exist_ok=True)
    (place / "any").write_bytes(data)
    assert fetch("any") is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_file_that_others_may_write_is_not_trusted(folder: Path, mode: int) -> None:
    keep("a", DATA)
    (folder / "a").chmod(mode)
    assert fetch("a") is None
    keep("a", DATA)
    assert fetch("a") == DATA, "it is written anew"


@pytest.mark.skipif(sys.platform == "win32", reason="owners of POSIX")
def test_a_file_of_another_user_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("a", DATA)
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert fetch("a") is None


def test_on_windows_the_user_s_own_folder_is_trust_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("a", DATA)
    monkeypatch.setattr(sys, "platform", "win32")
    assert fetch("a") == DATA


def test_a_file_too_large_to_be_ours_is_not_read(folder: Path) -> None:
    keep("a", DATA)
    os.truncate(folder / "a", MAX_BYTES + 1)
    assert fetch("a") is None


def test_what_is_no_file_counts_as_nothing_kept(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "a").mkdir()
    assert fetch("a") is None
    keep("a", DATA)
    assert fetch("a") is None
    assert os.listdir(folder) == ["a"], "the draft is gone"


def test_a_folder_that_cannot_be_made_or_written_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.parent.mkdir()
    folder.write_text("a file stands here")
    keep("a", DATA)
    assert fetch("a") is None
    assert folder.read_text() == "a file stands here"
    monkeypatch.setenv("MEDRULES_CACHE_DIR", "/proc/nothing/of/ours")
    keep("a", DATA)
    assert fetch("a") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_without_permission_is_no_error(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o500)
    keep("a", DATA)
    assert fetch("a") is None


def test_an_empty_setting_turns_keeping_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MEDRULES_CACHE_DIR", "")
    monkeypatch.chdir(tmp_path)
    assert cache_folder() is None
    keep("a", DATA)
    assert fetch("a") is None
    assert os.listdir(tmp_path) == []


def test_where_things_are_kept_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDRULES_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg/cache")
    assert cache_folder() == "/xdg/cache/medrules"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert cache_folder() == "/home/somebody/.cache/medrules"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() is None, "the standard says to ignore what is not absolute"


def test_where_windows_keeps_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDRULES_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert cache_folder() == os.path.join("/local", "medrules")
    monkeypatch.delenv("LOCALAPPDATA")
    assert cache_folder() is None
