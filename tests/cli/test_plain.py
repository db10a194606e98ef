"""Plain command lines: read without click, and read just as click reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medrules_cli.again import Asked
from medrules_cli.commands.evaluate import command
from medrules_cli.plain import OPTIONS, plain

from .running import COMPLETE, OPEN, PACKS, medrules, modules_after

PACK = str(PACKS / "decision_flow")
WORDS = [
    COMPLETE, OPEN, PACK, "none.toml", "-", "--", "", "x", "support.funding=full", "a=b=c", "ü ✓",
    "text", "json", "markdown", "TEXT", "-s", "--set", "-p", "--pack", "-f", "--format", "--only",
    "--engine", "--locked", "-o", "--output", "--help", "-h", "--se", "-sx=1", "-s=x", "--set=",
    "--set=a=b", "--set=-1", f"--pack={PACK}", "--format=json", "--format=xml", "-x", "-1", "--=x",
]  # fmt: skip


def read_by_click(words: list[str]) -> tuple[Asked, str]:
    said = command.make_context("evaluate", list(words)).params
    assert (said["locked"], said["only"], said["output"]) == (None, (), None)
    return Asked(said["profile"], said["packs"], said["overrides"]), said["format_"]


PIECES = [
    ["--set", "a=b=c"], ["-s", "ü ✓"], ["--set=a=b"], ["-p", PACK], [f"--pack={PACK}"],
    ["--format", "json"], ["-f", "markdown"], ["--format=text"],
]  # fmt: skip
pieces = st.one_of(st.sampled_from(PIECES), st.sampled_from(WORDS).map(lambda word: [word]))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, max_size=5), st.integers(0, 5))
def test_what_is_read_here_click_reads_alike(some: list[list[str]], place: int) -> None:
    some.insert(place, [COMPLETE])
    words = [word for piece in some for word in piece]
    found = plain(["evaluate", *words])
    if found is not None:
        assert found == read_by_click(words)


@pytest.mark.parametrize(
    "words",
    [
        [COMPLETE],
        [COMPLETE, "--set", "a=b", "-s", "a=c", "--set=d=e"],
        ["-f", "markdown", "-p", PACK, f"--pack={PACK}", COMPLETE],
        ["--format=json", COMPLETE, "--format", "text"],
    ],
)
def test_these_are_plain(words: list[str]) -> None:
    assert plain(["evaluate", *words]) == read_by_click(words)


@pytest.mark.parametrize(
    "words",
    [
        [], [COMPLETE, OPEN], ["-"], ["none.toml"], ["--", COMPLETE], [COMPLETE, "--help"],
        [COMPLETE, "--set"], [COMPLETE, "--set", "--set"], [COMPLETE, "-sa=b"], [COMPLETE, "-s=a"],
        [COMPLETE, "--format", "xml"], [COMPLETE, "--format="], [COMPLETE, "--pack", "nowhere"],
        [COMPLETE, "--only", "decision.outcome"], [COMPLETE, "-o", "answer.txt"],
        [COMPLETE, "--engine", "interpreter"], [COMPLETE, "--locked", "lock"], [""],
    ],
)  # fmt: skip
def test_these_are_left_to_click(words: list[str]) -> None:
    assert plain(["evaluate", *words]) is None


def test_other_commands_are_left_to_click() -> None:
    assert plain([]) is None
    assert plain(["explain", COMPLETE]) is None
    assert plain(["--version", "evaluate", COMPLETE]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_profile_that_may_not_be_read_is_left_to_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "mine.toml"
    place.write_text("")
    assert plain(["evaluate", str(place)]) is not None
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    assert plain(["evaluate", str(place)]) is None
    ran = medrules("evaluate", str(place))
    assert ran.code == 2
    assert "is not readable" in ran.err


def test_the_options_are_those_of_the_command() -> None:
    declared = {
        name: option.opts[-1]
        for option in command.params
        if isinstance(option, click.Option) and option.opts[-1] in OPTIONS
        for name in option.opts
    }
    assert declared == OPTIONS


@pytest.mark.parametrize("profile", [COMPLETE, OPEN])
@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_the_answer_is_the_same_either_way(profile: str, format_: str) -> None:
    plainly = medrules("evaluate", profile, "-f", format_, "--set", "support.funding=full")
    parsed = medrules("evaluate", profile, f"-f{format_}", "-ssupport.funding=full")
    assert plainly == parsed
    assert plainly.code == 0


def test_a_plain_command_line_does_without_click() -> None:
    code = "from medrules_cli.main import run\ntry: run({!r})\nexcept SystemExit: pass"
    for words in (["evaluate", COMPLETE], ["evaluate", OPEN, "--set", "support.funding=full"]):
        out, modules = modules_after(code.format(words), {"FORCE_COLOR": "1", "NO_COLOR": None})
        assert "\x1b[1m" in out
        assert not [name for name in modules if name.split(".")[0] == "click"]
    _, modules = modules_after(code.format(["packs"]))
    assert "click" in modules


def test_what_is_refused_is_told_the_same_either_way(tmp_path: Path) -> None:
    place = tmp_path / "wrong.toml"
    place.write_text("[clinician]\nstage = 'none'\n")
    plainly = medrules("evaluate", str(place), "-s", "x=1")
    assert plainly == medrules("evaluate", str(place), "-sx=1")
    assert plainly.code == 2
    assert "MR0" in plainly.err


def _ended(code: str) -> subprocess.CompletedProcess[str]:
    lines = f"import sys; sys.argv = ['medrules', 'evaluate', {COMPLETE!r}]; {code}"
    return subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, timeout=60)


RUN = "from medrules_cli.main import run; run()"


def test_what_waits_for_the_end_comes() -> None:
    usual = _ended(RUN)
    assert (usual.returncode, usual.stderr) == (0, "")
    waited = _ended(f"import atexit; atexit.register(print, 'the end'); {RUN}")
    assert (waited.returncode, waited.stderr) == (0, "")
    assert waited.stdout == usual.stdout + "the end\n"


@pytest.mark.parametrize(
    "watched",
    [
        "sys.setprofile(lambda *_: None)",
        "import threading, time; threading.Thread(target=lambda: (time.sleep(2), print('done'))).start()",
    ],
)
def test_a_run_that_is_watched_or_shared_ends_as_usual(watched: str) -> None:
    ended = _ended(f"{watched}\ntry: {RUN}\nexcept SystemExit: print('ending')")
    assert ended.returncode == 0
    assert "ending" in ended.stdout
    assert ("done" in ended.stdout) == ("Thread" in watched)
