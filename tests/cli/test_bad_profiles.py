"""Profiles that cannot be used: every mistake with its line, its column and a suggestion, all at once."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from pathlib import Path

import pytest

from .running import Ran, medrules, spawned

SECONDS = (
    20.0  # A guard against slow growth, on a slow machine with coverage counted; not a timing.
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(name: str, *options: str) -> Ran:
    """Evaluate and explain the profile: both refuse it, soon, with the same words and no traceback."""
    started = time.process_time()
    ran = medrules("evaluate", name, *options)
    told = medrules("explain", name, *options)
    assert time.process_time() - started < SECONDS
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err
    assert (told.code, told.out) == (2, "")
    if " are read" not in ran.err:
        assert told.err == ran.err
    return ran


def findings(ran: Ran) -> list[tuple[str, str, str]]:
    """Code, place and help of everything that was said."""
    found = []
    for part in ran.err.split("\n\n"):
        code = re.match(r"(?:error|warning)\[(MR\d+)\]", part)
        if code:
            place = re.search(r"^ +--> (.*)$", part, re.MULTILINE)
            help = re.search(r"= help: (.*)$", part, re.MULTILINE)
            found.append((code[1], place[1] if place else "", help[1] if help else ""))
    return found


def test_everything_comes_at_once_in_the_order_of_the_file() -> None:
    Path("me.toml").write_text(
        """[goals]
primary_identit = "educator"
motives = ["leadership", "leadershp"]
target_roles = "core-faculty"

[support]
funding = "ful"
funding_usd = "much"

[experience]
teaching_years = -3
activities = 7

[degree]
value = "high"

[[programs]]
name = "A"
brand = 101
bran = 5
"""
    )
    ran = refused("me.toml")
    assert [(code, place) for code, place, _ in findings(ran)] == [
        ("MR0601", "me.toml:2:1"),
        ("MR0607", "me.toml:3:26"),
        ("MR0604", "me.toml:4:16"),
        ("MR0607", "me.toml:7:11"),
        ("MR0604", "me.toml:8:15"),
        ("MR0606", "me.toml:11:18"),
        ("MR0604", "me.toml:12:14"),
        ("MR0602", "me.toml:15:1"),
        ("MR0606", "me.toml:19:9"),
        ("MR0601", "me.toml:20:1"),
    ]
    assert all(help for _, _, help in findings(ran))
    assert 'did you mean "goals.primary_identity"?' in ran.err
    assert 'did you mean "leadership"?' in ran.err
    assert 'did you mean "full"?' in ran.err
    assert "it takes 0 to 60 years" in ran.err
    assert "10 errors" in ran.err


def test_the_same_in_json() -> None:
    Path("me.json").write_text(
        '{\n  "goals": {"primary_identit": "educator", "motives": ["leadershp"]},\n'
        '  "support": {"funding": 3}\n}\n'
    )
    found = findings(refused("me.json"))
    assert [(code, place) for code, place, _ in found] == [
        ("MR0601", "me.json:2:13"),
        ("MR0607", "me.json:2:56"),
        ("MR0604", "me.json:3:26"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "help"),
    [
        ("goals.primary_identity = educator\n", "MR0110", "1:26", 'write "educator"'),
        ('[goals\nprimary_identity = "educator"\n', "MR0110", "1:1", ""),
        ('goals.primary_identity = "educator\n', "MR0110", "1:26", ""),
        ("x = 1\n\nx = 2\n", "MR0113", "3:1", "keep one of the two"),
        (
            'goals.primary_identity = "a"\ngoals.primary_identity = "b"\n',
            "MR0113",
            "2:1",
            "keep one",
        ),
        ("[experience]\nteaching_years = inf\n", "MR0115", "2:18", "write a number"),
        ("", "MR0612", "1:1", '"medrules init" writes'),
        ("# nothing\n", "MR0612", "", '"medrules init" writes'),
        ("a = " + "[" * 10_000 + "]" * 10_000, "MR0112", "1:69", "check the brackets"),
        ("[" + ".".join("a" * 10_000) + "]\n", "MR0112", "1:2", "check the brackets"),
        ("a = " + "{a = " * 10_000 + "1" + "}" * 10_000, "MR0112", "1:325", "check the brackets"),
    ],
)
def test_toml(text: str, code: str, place: str, help: str) -> None:
    Path("me.toml").write_text(text)
    found = findings(refused("me.toml"))
    assert len(found) == 1
    assert found[0][0] == code
    assert found[0][1].startswith(f"me.toml:{place}")
    assert help in found[0][2]


@pytest.mark.parametrize(
    ("text", "code", "place", "help"),
    [
        ('{"goals": {"primary_identity": "educator",}}', "MR0111", "1:42", "remove the comma"),
        ('{"goals": {"primary_identity": "educator"}', "MR0111", "1:1", ""),
        ("{'goals': 1}", "MR0111", "1:2", ""),
        ("[1]", "MR0114", "1:1", "write the facts between braces"),
        (
            '{"goals": {"primary_identity": "a", "primary_identity": "b"}}',
            "MR0113",
            "1:37",
            "keep one",
        ),
        ('{"experience": {"teaching_years": NaN}}', "MR01", "1:35", ""),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "MR0112", "1:321", "check the brackets"),
        ("{}", "MR0612", "1:1", '"medrules init" writes'),
        ('{"goals": {"primary_identity": "\\ud800"}}', "MR0", "1:", ""),
    ],
)
def test_json(text: str, code: str, place: str, help: str) -> None:
    Path("me.json").write_text(text)
    found = findings(refused("me.json"))
    assert len(found) == 1
    assert found[0][0].startswith(code)
    assert found[0][1].startswith(f"me.json:{place}")
    assert help in found[0][2]


def test_a_file_that_is_not_utf_8_shows_where_and_what_it_may_be() -> None:
    Path("latin.toml").write_bytes(
        'x = 1\ngoals.primary_identity = "\xe9ducator"\n'.encode("latin-1")
    )
    ran = refused("latin.toml")
    assert findings(ran)[0][:2] == ("MR0101", "latin.toml:2:27")
    assert "in Windows-1252 or Latin-1 this byte is" in ran.err
    Path("wide.toml").write_bytes("goals = 1".encode("utf-16"))
    assert "it looks like UTF-16" in refused("wide.toml").err


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake() -> None:
    Path("me.toml").write_bytes(b'\xef\xbb\xbf[goals]\r\nprimary_identity = "clinician"\r\n')
    assert medrules("evaluate", "me.toml", "--only", "decision.outcome").code == 0


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    for name in ("huge.toml", "huge.json"):
        with open(name, "wb") as stream:
            stream.truncate(1 << 30)
        started = time.monotonic()
        ran = refused(name)
        assert time.monotonic() - started < SECONDS
        assert findings(ran)[0][0] == "MR0105"
        assert "the file has 1.1 GB" in ran.err


def test_a_folder_and_the_folder_of_a_pack_are_told_apart() -> None:
    Path("mine").mkdir()
    ran = refused("mine")
    assert findings(ran) == [("MR0103", "mine", "name the profile inside it")]
    Path("mine/pack.toml").write_text("")
    ran = refused("mine")
    assert '"mine" is the folder of a pack, not a profile' in ran.err
    assert findings(ran)[0][2] == "give a profile, and the pack beside it: PROFILE --pack mine"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and sockets of POSIX")
def test_pipes_sockets_and_devices_are_refused_without_waiting() -> None:
    os.mkfifo("pipe.toml")
    assert "is a pipe, not a regular file" in refused("pipe.toml").err
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.toml")
        assert "is a socket, not a regular file" in refused("socket.toml").err
    assert "is a device, not a regular file" in refused("/dev/zero").err


def test_a_file_that_is_not_there_gets_only_near_names() -> None:
    for name in ("complete.toml", "pyproject.toml", "zebra.txt"):
        Path(name).write_text("")
    assert 'did you mean "complete.toml"?' in refused("complet.toml").err
    assert 'did you mean "complete.toml"?' in refused("complete.json").err
    assert 'did you mean "complete.toml"?' in refused("Complete.toml").err
    for name in ("nofile.toml", "nofile", "x/nofile.toml", "nofile.txt"):
        ran = refused(name)
        assert findings(ran)[0][0] == "MR0102"
        assert "did you mean" not in ran.err, name
    assert 'there is no folder "x" either' in refused("x/nofile.toml").err


def test_a_link_that_leads_nowhere_or_round_in_a_circle() -> None:
    os.symlink("gone.toml", "link.toml")
    assert findings(refused("link.toml"))[0][0] == "MR0102"
    os.symlink("loop.toml", "loop.toml")
    assert findings(refused("loop.toml"))[0][0] == "MR0107"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission() -> None:
    Path("me.toml").write_text("")
    os.chmod("me.toml", 0)
    assert findings(refused("me.toml"))[0][0] == "MR0107"


def test_names_and_values_cannot_command_the_terminal() -> None:
    Path("me.toml").write_text(
        '"\\u001b[2Jgoals" = 1\n[support]\nfunding = "\\u001b[31mfull\\u202e"\n'
    )
    ran = refused("me.toml")
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err
    assert "\\x1b[31mfull\\u202e" in ran.err


def test_very_many_mistakes_are_listed_up_to_a_bound_and_soon() -> None:
    Path("me.toml").write_text("".join(f"x{number} = 1\n" for number in range(20_000)))
    started = time.process_time()
    ran = medrules("evaluate", "me.toml")
    assert time.process_time() - started < SECONDS
    assert ran.code == 2
    assert "100 errors and 1 note" in ran.err


def test_a_real_run_is_as_quiet_as_one_in_process() -> None:
    Path("me.toml").write_text('goals.primary_identity = "educater"\n')
    done = spawned("evaluate", "me.toml")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == medrules("evaluate", "me.toml").err


def test_a_name_in_bytes_that_are_no_text() -> None:
    name = os.fsdecode(b"bad\xff.toml")
    try:
        Path(name).write_text("x = 1\n")
    except OSError:
        pytest.skip("this file system has no such names")
    done = spawned("evaluate", name)
    assert done.returncode == 2
    assert b"bad\\udcff.toml:1:1" in done.stderr
    Path(name).write_text('goals.primary_identity = "clinician"\n')
    done = spawned("evaluate", name)
    assert (done.returncode, done.stderr) == (0, b"")
