"""Watching files, and the line that counts: what happens around a run of cases."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from medrules_cli.pack_commands import cases as cases_command
from medrules_cli.testing import session
from medrules_cli.testing.watching import PAUSE, stamp, watch

from .running import medrules
from .test_pack_test import PASSING, pack


class Steps:
    """What happens in each pause, one after the other; then somebody presses Ctrl-C."""

    def __init__(self, *steps: object) -> None:
        self.steps = list(steps)
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if not self.steps:
            raise KeyboardInterrupt
        step = self.steps.pop(0)
        if callable(step):
            step()


def test_work_is_done_once_and_then_after_each_change(tmp_path: Path) -> None:
    folder = pack(tmp_path, PASSING)
    case = tmp_path / "cases/c.toml"
    done: list[int] = []
    steps = Steps(
        None,
        lambda: case.write_text(PASSING + "\n", encoding="utf-8"),
        None,
        lambda: (tmp_path / "new.toml").write_text("", encoding="utf-8"),
        lambda: case.unlink(),
        lambda: (tmp_path / "note.txt").write_text("no rule", encoding="utf-8"),
    )
    with pytest.raises(KeyboardInterrupt):
        watch([folder], lambda: done.append(len(done)), steps)
    assert len(done) == 4
    assert set(steps.pauses) == {PAUSE}


def test_a_folder_that_is_not_there_has_no_files_until_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    assert stamp([str(folder)]) == frozenset()
    folder.mkdir()
    (folder / "pack.toml").write_text("", encoding="utf-8")
    assert len(stamp([str(folder), str(tmp_path / "other")])) == 1


def test_a_pack_inside_a_distribution_is_watched(tmp_path: Path) -> None:
    inner = tmp_path / "dist" / "my_pack"
    inner.mkdir(parents=True)
    pack(inner, PASSING)
    assert len(stamp([str(tmp_path / "dist")])) == 3


def test_the_command_shows_what_it_cannot_read_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pack(tmp_path, PASSING)
    case = tmp_path / "cases/c.toml"
    steps = Steps(
        lambda: case.write_text("[[cases", encoding="utf-8"),
        lambda: case.write_text(PASSING, encoding="utf-8"),
    )
    monkeypatch.setattr(watch, "__defaults__", (steps,))
    ran = medrules("pack", "test", folder, "--watch")
    assert ran.code == 130
    assert ran.out.count("1 passed, 0 failed") == 2
    assert "error[MR01" in ran.err
    assert ran.err.count(f"watching {folder}; Ctrl-C ends") == 3
    assert "Traceback" not in ran.err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_line_that_counts_is_for_terminals_that_can_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    tell = session._progress(3)
    assert tell is not None
    tell(2)
    count = cases_command._progress()
    assert count is not None
    count(4, 9)
    assert screen.getvalue() == "\r2 of 3 cases\r4 of 9 goals"
    monkeypatch.setenv("TERM", "dumb")
    assert session._progress(3) is None
    assert cases_command._progress() is None
    monkeypatch.setattr("sys.stderr", io.StringIO())
    monkeypatch.setenv("TERM", "xterm")
    assert session._progress(3) is None
