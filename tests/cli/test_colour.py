"""Colour only where somebody wants it: variables, terminals, and stderr apart from stdout."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys

import click
import pytest

from medrules_cli.colour import Style, wanted

from .running import COMPLETE, OPEN, medrules, script, surroundings

ESCAPE = "\x1b["
WRONG = 'goals.primary_identity = "educater"\n'


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "terminal", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": "0"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "true"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": ""}, False, False),
        ({"FORCE_COLOR": ""}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False, True),
        ({"TERM": "xterm"}, True, True),
    ],
)
def test_who_wins(
    variables: dict[str, str], terminal: bool, colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wanted(Terminal() if terminal else io.StringIO()) is colour
    assert wanted(None) is False, "a stream that is closed"


def test_styles_leave_text_alone_without_colour_and_empty_text_always() -> None:
    plain, painted = Style(False), Style(True)
    for name in ("heading", "strong", "good", "open", "bad", "dim"):
        assert getattr(plain, name)("text") == "text"
        assert getattr(painted, name)("text") == getattr(painted, name)("text").replace("\n", "")
        assert getattr(painted, name)("text").startswith(ESCAPE)
        assert getattr(painted, name)("text").endswith("\x1b[0m")
        assert getattr(painted, name)("") == ""


def test_styles_are_written_as_click_writes_them() -> None:
    painted = Style(True)
    for name, named in {
        "heading": {"bold": True},
        "strong": {"bold": True},
        "good": {"fg": "green"},
        "open": {"fg": "yellow"},
        "bad": {"fg": "red"},
        "dim": {"dim": True},
    }.items():
        assert getattr(painted, name)("text") == click.style("text", **named)  # type: ignore[arg-type]


def test_roles_of_a_proof_have_their_styles() -> None:
    style = Style(True)
    for role in ("good", "bad", "open", "dim"):
        assert style.role(role, "x") == getattr(style, role)("x")
    assert style.role("title", "x") == style.strong("x")
    assert style.role("plain", "x") == "x"


def _forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")


def test_forced_colour_reaches_reports_proofs_lists_and_diagnostics(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _forced(monkeypatch)
    for args in (["evaluate", OPEN], ["explain", OPEN], ["packs"], ["explain-code", "MR0301"]):
        ran = medrules(*args)
        assert ESCAPE in ran.out, args
        assert ran.err == ""
    wrong = medrules("evaluate", "-", stdin=WRONG)
    assert ESCAPE in wrong.err
    assert wrong.out == ""


def test_data_and_files_are_never_coloured(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _forced(monkeypatch)
    for args in (
        ["evaluate", OPEN, "-f", "json"], ["evaluate", OPEN, "-f", "markdown"],
        ["explain", OPEN, "-f", "mermaid"], ["rules", "-f", "json"], ["schema", "pack"], ["init"],
    ):  # fmt: skip
        assert "\x1b" not in medrules(*args).out, args
    place = tmp_path_factory.mktemp("out") / "answer.txt"
    medrules("evaluate", OPEN, "-o", str(place))
    assert "\x1b" not in place.read_text()


def test_without_colour_the_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    plain = medrules("evaluate", COMPLETE).out
    assert "\x1b" not in plain
    _forced(monkeypatch)
    assert re.sub(r"\x1b\[[0-9;]*m", "", medrules("evaluate", COMPLETE).out) == plain


def _on_a_terminal(*args: str, env: dict[str, str | None], terminal: str) -> tuple[str, str]:
    """Run with stdout or stderr on a terminal, the other in a pipe; what came out of the two."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, terminal: theirs}
    running = subprocess.Popen(
        [*script(), *args], stdin=subprocess.PIPE, **streams, env=surroundings(env)
    )
    os.close(theirs)
    assert running.stdin is not None
    running.stdin.write(WRONG.encode())
    running.stdin.close()
    shown = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # Linux ends a terminal that nobody writes to any more with EIO
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    piped = (running.stdout or running.stderr).read()  # type: ignore[union-attr]
    running.wait(timeout=30)
    for stream in (running.stdout, running.stderr):
        if stream is not None:
            stream.close()
    return shown.decode(), piped.decode()


TERMINAL = {"NO_COLOR": None, "FORCE_COLOR": None, "TERM": "xterm-256color", "COLUMNS": None}


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_a_real_terminal_gets_colour_and_a_dumb_one_does_not() -> None:
    shown, piped = _on_a_terminal("evaluate", COMPLETE, env=TERMINAL, terminal="stdout")
    assert ESCAPE in shown
    assert piped == ""
    dumb, _ = _on_a_terminal(
        "evaluate", COMPLETE, env={**TERMINAL, "TERM": "dumb"}, terminal="stdout"
    )
    assert "\x1b" not in dumb
    assert "Worth taking" in dumb


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_each_stream_is_judged_by_itself() -> None:
    """Diagnostics on a terminal are coloured though the data goes into a file."""
    shown, piped = _on_a_terminal("evaluate", "-", env=TERMINAL, terminal="stderr")
    assert ESCAPE in shown
    assert "MR0607" in shown
    assert piped == ""
    data, told = _on_a_terminal("evaluate", "-", env=TERMINAL, terminal="stdout")
    assert data == ""
    assert "MR0607" in told
    assert "\x1b" not in told
