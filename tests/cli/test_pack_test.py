"""``medrules pack test``, as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from tests.cases.packs import HEAD, base

from .running import hearing_ctrl_c, medrules

CASES = """
[[cases]]
name = "a clinician stays"
agreed = true
by = "chair"
on = 2026-01-31
given = { who = { identity = "clinician" } }
expect = { advice = "stay" }

[[cases]]
name = "<wrong> & \\u001b[31m"
given = { who = { identity = "clinician" } }
expect = { advice = "go" }
rules = { not_fired = ["stay"] }

[[cases]]
name = "undecided"
todo = "the office has not decided"
given = { who = { identity = "educator" } }
expect = { advice = "go" }

[[cases]]
name = "decided"
todo = "soon"
given = { who = { identity = "educator" }, time = { hours = 5 } }
expect = { advice = "go" }
"""
PASSING = CASES.partition('[[cases]]\nname = "<wrong>')[0]


def pack(folder: Path, cases: str = CASES, head: str = HEAD, rules: str = "") -> str:
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    (folder / "rules.toml").write_text(rules or base(), encoding="utf-8")
    if cases:
        (folder / "cases/c.toml").write_text(cases, encoding="utf-8")
    return str(folder)


def test_what_fails_is_shown_with_its_line_and_its_proof(tmp_path: Path) -> None:
    ran = medrules("pack", "test", pack(tmp_path))
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "todo undecided: the office has not decided",
        "todo decided: soon",
        "corpus: 1 passed, 1 failed, 2 todo",
    ]
    assert "FAILED <wrong> & \\x1b[31m" in ran.err
    assert "\x1b" not in ran.err
    assert 'the value of "advice" should be "go", but it is "stay"' in ran.err
    assert '13 | expect = { advice = "go" }' in ran.err
    assert "What happened:\n  Advice: stay\n  └─ because: You are a Clinician." in ran.err
    assert "Why not, for advice:" in ran.err
    assert 'the rule "corpus/stay" should not fire, but it does' in ran.err
    assert 'note[MR0493]: case "decided" is todo, and holds' in ran.err


def test_what_passes_says_little(tmp_path: Path) -> None:
    ran = medrules("pack", "test", pack(tmp_path, PASSING))
    assert (ran.code, ran.out, ran.err) == (0, "corpus: 1 passed, 0 failed\n", "")


def test_todo_never_fails(tmp_path: Path) -> None:
    ran = medrules("pack", "test", pack(tmp_path), "-k", "decided")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "corpus: 0 passed, 0 failed, 2 todo")


def test_keyword_takes_no_heed_of_case_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    ran = medrules("pack", "test", folder, "-k", "CLINICIAN")
    assert (ran.code, ran.out) == (0, "corpus: 1 passed, 0 failed\n")
    ran = medrules("pack", "test", folder, "-k", "clinican")
    assert ran.code == 1
    assert 'no case has "clinican" in its name' in ran.err


def test_a_pack_without_cases_fails(tmp_path: Path) -> None:
    ran = medrules("pack", "test", pack(tmp_path, ""))
    assert ran.code == 1
    assert 'error[MR0492]: the pack "corpus" has no case' in ran.err


def test_a_file_that_no_case_reaches_is_told_and_does_not_fail(tmp_path: Path) -> None:
    folder = pack(tmp_path, PASSING)
    (tmp_path / "more.toml").write_text(
        '[[rules]]\nid = "more"\nwhen = "time.paid"\nthen = { backed = true }\ncites = ["none: test"]\n'
    )
    ran = medrules("pack", "test", folder)
    assert (ran.code, ran.out) == (0, "corpus: 1 passed, 0 failed\n")
    assert "warning[MR0491]: no case makes the rule of this file fire" in ran.err
    assert "more.toml" in ran.err
    # Asked for some cases only, nothing can be said about the others.
    assert "MR0491" not in medrules("pack", "test", folder, "-k", "clinician").err


def test_agreement_can_be_asked_for_and_demanded(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    ran = medrules("pack", "test", folder, "-k", "decided", "--require-agreed")
    assert ran.code == 1
    assert 'error[MR0490]: case "decided" is not agreed to' in ran.err
    folder = pack(tmp_path, head=HEAD + "require_agreed = true\n")
    assert medrules("pack", "test", folder, "-k", "decided").code == 1
    assert medrules("pack", "test", folder, "-k", "clinician").code == 0


def test_a_misspelt_rule_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    ran = medrules(
        "pack", "test", pack(tmp_path, '[[cases]]\nname = "c"\nrules = { not_fired = ["stya"] }\n')
    )
    assert (ran.code, ran.out) == (2, "")
    assert "error[MR0481]" in ran.err
    assert 'did you mean "stay"?' in ran.err


def test_json(tmp_path: Path) -> None:
    ran = medrules("pack", "test", pack(tmp_path), "--format", "json")
    rows = json.loads(ran.out)
    assert ran.code == 1
    assert [(one["passed"], one["state"]) for one in rows] == [
        (True, "passed"), (False, "failed"), (False, "todo"), (True, "todo-passed"),
    ]  # fmt: skip
    first, wrong = rows[0], rows[1]
    assert (first["agreed"], first["by"], first["on"], first["todo"]) == (
        True,
        "chair",
        "2026-01-31",
        None,
    )
    assert [one["code"] for one in wrong["failures"]] == ["MR0483", "MR0484"]
    assert (wrong["case"], wrong["line"]) == ("<wrong> & \x1b[31m", 11)
    assert wrong["file"].endswith("cases/c.toml")
    assert [one["question"] for one in wrong["proofs"]] == ["why", "why-not"]
    assert rows[2]["proofs"] == []


def test_junit_is_sound_and_complete(tmp_path: Path) -> None:
    folder = pack(tmp_path, head=HEAD + "require_agreed = true\n")
    ran = medrules("pack", "test", folder, "--format", "junit", "-o", str(tmp_path / "report.xml"))
    assert (ran.code, ran.out) == (1, "")
    root = xml.parse(tmp_path / "report.xml").getroot()
    assert root.tag == "testsuites"
    (suite,) = root
    assert suite.tag == "testsuite"
    assert suite.get("name") == "corpus"
    for element in (root, suite):
        assert {key: element.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": "7", "failures": "4", "errors": "0", "skipped": "2",
        }  # fmt: skip
        assert float(element.get("time", "x")) >= 0
    cases = suite.findall("testcase")
    assert len(cases) == 7
    assert all(one.get("classname") and one.get("name") for one in cases)
    assert [[child.tag for child in one] for one in cases] == [
        [], ["failure"], ["skipped"], ["skipped"], ["failure"], ["failure"], ["failure"],
    ]  # fmt: skip
    failure = cases[1].find("failure")
    assert failure is not None
    assert failure.get("type") == "MR0483"
    assert "because: You are a Clinician." in (failure.text or "")
    assert cases[1].get("name") == "<wrong> & \\x1b[31m"
    assert cases[1].get("classname") == "corpus.c"
    assert (cases[1].get("line"), cases[1].get("file")) == ("11", f"{folder}/cases/c.toml")
    assert cases[2][0].get("message") == "todo: the office has not decided"
    assert cases[4].get("name") == 'case "<wrong> & \\x1b[31m" is not agreed to'


def test_junit_carries_no_character_that_xml_cannot(tmp_path: Path) -> None:
    cases = '[[cases]]\nname = "odd \\uffff \\u0000 \\u202e"\nexpect = { advice = "go" }\n'
    ran = medrules("pack", "test", pack(tmp_path, cases), "-f", "junit")
    case = next(xml.fromstring(ran.out).iter("testcase"))
    assert case.get("name") == "odd \\uffff \\x00 \\u202e"


def test_every_format_and_number_of_jobs_ends_in_the_same_code(tmp_path: Path) -> None:
    for cases, code in ((PASSING, 0), ("", 1)):
        (tmp_path / "cases" / "c.toml").unlink(missing_ok=True)
        folder = pack(tmp_path, cases)
        for args in (("-f", "json"), ("-f", "junit"), ("-j", "2")):
            assert medrules("pack", "test", folder, *args).code == code


def test_help_begins_with_examples() -> None:
    ran = medrules("pack", "test", "--help")
    assert ran.out.index("Examples:") < ran.out.index("Run the cases of the pack")


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_watch_runs_again_when_a_file_changes_and_ends_quietly(tmp_path: Path) -> None:
    folder = pack(tmp_path, PASSING)
    log = tmp_path / "log.txt"
    with log.open("w") as stream:
        with hearing_ctrl_c():
            process = subprocess.Popen(
                [sys.executable, "-m", "medrules_cli", "pack", "test", folder, "--watch"],
                stdout=stream, stderr=stream, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        try:
            _until(log, "1 passed", 1)
            (tmp_path / "cases/c.toml").write_text(
                PASSING.replace('"stay"', '"go"'), encoding="utf-8"
            )
            _until(log, "0 passed, 1 failed", 1)
            (tmp_path / "cases/c.toml").write_text("[[cases", encoding="utf-8")
            _until(log, "error[MR01", 1)
            (tmp_path / "cases/c.toml").write_text(PASSING, encoding="utf-8")
            _until(log, "1 passed", 2)
            _until(log, "Ctrl-C ends", 4)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text()
    assert "KeyboardInterrupt" not in log.read_text()


def _until(log: Path, text: str, times: int) -> None:
    """Wait until the text was written so often."""
    end = time.monotonic() + 60
    while log.read_text().count(text) < times:
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)
