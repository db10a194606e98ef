"""How a run ends: exit codes, pipes that close, Ctrl-C, full disks, and defects of our own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medrules import loading
from medrules_cli import main

from .running import COMPLETE, OPEN, hearing_ctrl_c, medrules, script, spawned, surroundings

FULL = Path("/dev/full")
SEVERAL = ["rules", "explain-code", "--help"]


def broken(*_args: object, **_named: object) -> None:
    raise RuntimeError("the engine fell over")


def test_success_findings_and_what_cannot_be_used(tmp_path: Path) -> None:
    assert medrules("packs").code == 0
    (tmp_path / "pack.toml").write_text("[pack]\n")
    assert medrules("pack", "check", str(tmp_path)).code == 1
    assert medrules("evaluate", str(tmp_path / "none.toml")).code == 2
    assert medrules("evaluate", OPEN).code == 0, "an answer that is not settled is an answer"


def test_a_defect_says_so_and_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "load", broken)
    monkeypatch.delenv("MEDRULES_DEBUG", raising=False)
    ran = medrules("packs")
    assert (ran.code, ran.out) == (101, "")
    assert ran.err.startswith("medrules: internal error: RuntimeError: the engine fell over\n")
    assert "Please report it" in ran.err
    assert "Traceback" not in ran.err


def test_a_defect_shows_its_traceback_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "load", broken)
    monkeypatch.setenv("MEDRULES_DEBUG", "1")
    ran = medrules("packs")
    assert ran.code == 101
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert "test_endings.py" in ran.err
    assert ran.err.endswith("RuntimeError: the engine fell over\n")


def test_input_that_cannot_be_used_has_no_traceback_either_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MEDRULES_DEBUG", "1")
    ran = medrules("evaluate", "nothing-here.toml")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_an_interrupt_in_a_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load", interrupted)
    assert medrules("packs") == (130, "", "")


def test_an_interrupt_while_everything_is_still_loading_ends_with_130(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(_args: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_ended", interrupted)
    assert medrules("packs") == (130, "", "")


def test_starting_imports_nothing_that_an_interrupt_could_hit() -> None:
    code = "import medrules_cli.main, sys; print('click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_real_run_quietly() -> None:
    with hearing_ctrl_c():
        running = subprocess.Popen(
            [*script(), "evaluate", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(),
        )  # fmt: skip
    try:
        _wait_until_it_reads(running)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 130
    assert (out, err) == (b"", b"")


def _wait_until_it_reads(running: subprocess.Popen[bytes]) -> None:
    """Wait for the read of standard input; where the system does not tell, long enough."""
    state = Path(f"/proc/{running.pid}/syscall")
    for _ in range(200):
        time.sleep(0.05)
        try:
            if state.read_text().startswith("0 0x0 "):
                return
        except OSError:
            time.sleep(2)
            return


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("command", SEVERAL)
def test_a_reader_that_leaves_is_no_error(command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [*script(), command], stdout=write, stderr=subprocess.PIPE, env=surroundings(), timeout=60
        )  # fmt: skip
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_head_gets_its_line(tmp_path: Path) -> None:
    command = f"{' '.join(script())} rules; echo $? > {tmp_path}/code"
    done = subprocess.run(
        ["sh", "-c", f"({command}) | head -1"], capture_output=True, env=surroundings(), timeout=60
    )
    assert done.stdout.decode().startswith("decision-flow/")
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
    assert (tmp_path / "code").read_text() == "0\n"


@pytest.mark.parametrize("args", [["evaluate", "nothing-here.toml"], ["evaluate"]])
def test_an_error_that_nobody_reads_keeps_its_code(args: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run([*script(), *args], stderr=write, env=surroundings(), timeout=60)
    finally:
        os.close(write)
    assert done.returncode == 2


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", SEVERAL)
def test_a_full_disk_is_said_and_is_no_defect(command: str) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*script(), command], stdout=full, stderr=subprocess.PIPE, env=surroundings(), timeout=60
        )  # fmt: skip
    assert done.returncode == 2
    message = b"Error: cannot write to the standard output: No space left on device\n"
    assert done.stderr == message


def test_a_closed_stdout_is_said_unless_nothing_goes_there(tmp_path: Path) -> None:
    def closed(*args: str) -> subprocess.CompletedProcess[bytes]:
        words = " ".join([*script(), *args])
        return subprocess.run(
            ["sh", "-c", f"{words} >&-"], capture_output=True, env=surroundings(), timeout=60
        )

    said = closed("packs")
    assert (said.returncode, said.stderr) == (
        2,
        b"Error: cannot write: the standard output is closed\n",
    )
    done = closed("evaluate", COMPLETE, "-f", "json", "-o", str(tmp_path / "answer.json"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "answer.json").stat().st_size > 1000


def test_a_closed_stdin_is_said() -> None:
    words = " ".join([*script(), "evaluate", "-"])
    done = subprocess.run(
        ["sh", "-c", f"{words} <&-"], capture_output=True, env=surroundings(), timeout=60
    )
    assert done.returncode == 2
    assert b"the standard input is closed" in done.stderr


def test_what_the_encoding_lacks_is_escaped_and_the_rest_is_shown() -> None:
    done = spawned("explain", COMPLETE, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": None})
    assert done.returncode == 0
    assert b"Worth taking\n\\u2514\\u2500 because: " in done.stdout


def test_the_same_bytes_in_and_out_of_process() -> None:
    done = spawned("evaluate", OPEN, "--format", "json")
    assert done.stdout.decode() == medrules("evaluate", OPEN, "--format", "json").out
    assert done.stderr == b""


def test_the_module_runs_as_the_script_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "medrules_cli", "--version"], capture_output=True, timeout=60
    )
    assert (done.returncode, done.stdout[:9]) == (0, b"medrules ")
