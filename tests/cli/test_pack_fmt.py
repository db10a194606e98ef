"""``medrules pack fmt``: writes, checks, shows; and leaves alone what it cannot read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from .running import medrules


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    medrules("pack", "new", "northgate", "--folder-only")


def untidy() -> Path:
    path = Path("northgate/rules.toml")
    text = path.read_text()
    path.write_bytes(text.replace('id = "grant"\n', '').replace(
        'title = "The grant', 'title   =    "The grant'
    ).replace('inputs = [', 'id="grant"\ninputs=  [').replace("\n", "\r\n").encode())  # fmt: skip
    return path


def test_check_lists_the_files_and_changes_nothing() -> None:
    path = untidy()
    before = path.read_bytes()
    ran = medrules("pack", "fmt", "northgate", "--check")
    assert (ran.code, ran.out) == (1, "northgate/rules.toml\n")
    assert "1 file would change" in ran.err
    assert path.read_bytes() == before


def test_diff_shows_the_lines_and_changes_nothing() -> None:
    path = untidy()
    before = path.read_bytes()
    ran = medrules("pack", "fmt", "northgate", "--diff")
    assert ran.code == 1
    assert "+++ northgate/rules.toml (new)" in ran.out
    assert '+id = "grant"\n' in ran.out
    assert path.read_bytes() == before


def test_fmt_writes_and_is_then_content() -> None:
    wanted = Path("northgate/rules.toml").read_bytes()
    path = untidy()
    path.chmod(0o640)
    ran = medrules("pack", "fmt", "northgate")
    assert (ran.code, ran.out) == (0, "")
    assert path.read_bytes() == wanted
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert medrules("pack", "fmt", "northgate", "--check").code == 0
    assert sorted(os.listdir("northgate")) == sorted(set(os.listdir("northgate")) - {".part"})


def test_a_file_that_is_no_toml_is_told_and_nothing_is_written() -> None:
    path = untidy()
    before = path.read_bytes()
    Path("northgate/facts.toml").write_text("[[facts]]\npath = northgate\n")
    ran = medrules("pack", "fmt", "northgate")
    assert ran.code == 2
    assert "northgate/facts.toml:2:8" in ran.err
    assert path.read_bytes() == before


def test_a_folder_without_a_pack_is_refused() -> None:
    Path("empty").mkdir()
    ran = medrules("pack", "fmt", "empty")
    assert ran.code == 2
    assert "MR0430" in ran.err


def test_several_packs_in_one_folder_are_not_guessed_at() -> None:
    Path("both").mkdir()
    for name in ("one", "two"):
        Path(f"both/{name}").mkdir()
        Path(f"both/{name}/pack.toml").write_text("")
    ran = medrules("pack", "fmt", "both")
    assert ran.code == 2
    assert "both/one, both/two" in ran.err


def test_colour_marks_the_difference_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    untidy()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    ran = medrules("pack", "fmt", "northgate", "--diff")
    assert '\x1b[32m+id = "grant"\x1b[0m' in ran.out


def test_the_folder_one_is_in_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("northgate")
    assert medrules("pack", "fmt", "--check").err == "northgate: every file is laid out already\n"
    assert medrules("pack", "check").err == "northgate: no findings\n"
