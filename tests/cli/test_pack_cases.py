"""``medrules pack cases``, as a user runs it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .running import medrules
from .test_pack_test import CASES, PASSING, pack


def test_lists_the_cases_with_their_agreement(tmp_path: Path) -> None:
    ran = medrules("pack", "cases", pack(tmp_path))
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert len(lines) == 4
    assert lines[0].startswith("a clinician stays  agreed (chair, 2026-01-31)  ")
    assert "todo: soon" in lines[3]
    assert "\x1b" not in ran.out


def test_proposes_on_stdout_and_says_how_many_on_stderr(tmp_path: Path) -> None:
    ran = medrules("pack", "cases", pack(tmp_path, PASSING), "--missing")
    cases = tomllib.loads(ran.out)["cases"]
    assert cases
    assert all(one["agreed"] is False for one in cases)
    assert f"corpus: {len(cases)} new cases for " in ran.err
    # "other-way" contradicts "one-way" wherever it fires.
    assert 'no profile was found that would make the rule "other-way" fire' in ran.err
    assert ran.code == 1


def test_writes_into_the_pack_what_passes_at_once(tmp_path: Path) -> None:
    rules = (
        '[[facts]]\npath = "a"\ntype = "boolean"\n[[conclusions]]\npath = "out"\ntype = "boolean"\n'
        '[[rules]]\nid = "r"\nwhen = "a"\nthen = { out = true }\ncites = ["none: test"]\n'
    )
    folder = pack(tmp_path, "", rules=rules)
    ran = medrules("pack", "cases", folder, "--missing", "--terms", "--write")
    assert (ran.code, ran.out) == (0, "")
    assert (
        ran.err == f"corpus: 3 new cases in {folder}/cases/missing.toml for 5 of 5 missing goals\n"
    )
    assert medrules("pack", "test", folder).out == "corpus: 3 passed, 0 failed\n"
    assert medrules("pack", "fmt", folder, "--check").code in (0, 1)
    text = (tmp_path / "cases/missing.toml").read_text(encoding="utf-8")
    assert (
        medrules(
            "pack", "coverage", folder, "--fail-under", "100", "--fail-under-terms", "100"
        ).code
        == 0
    )
    assert medrules("pack", "test", folder, "--require-agreed").code == 1
    again = medrules("pack", "cases", folder, "--missing", "--terms", "--write")
    assert (again.code, again.out, again.err) == (0, "", "corpus: nothing is missing\n")
    assert (tmp_path / "cases/missing.toml").read_text(encoding="utf-8") == text


def test_never_writes_over_what_is_there(tmp_path: Path) -> None:
    folder = pack(tmp_path, PASSING)
    (tmp_path / "cases/c.toml").rename(tmp_path / "cases/missing.toml")
    medrules("pack", "cases", folder, "--missing", "--write")
    assert (tmp_path / "cases/missing.toml").read_text(encoding="utf-8") == PASSING
    assert (tmp_path / "cases/missing-2.toml").exists()


def test_writes_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "new.toml"
    ran = medrules("pack", "cases", pack(tmp_path, CASES), "--missing", "-o", str(out))
    assert ran.out == ""
    assert tomllib.loads(out.read_text(encoding="utf-8"))["cases"]
    assert f" in {out} for " in ran.err


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert medrules("pack", "cases", folder, "--terms").code == 2
    assert medrules("pack", "cases", folder, "--write").code == 2
    ran = medrules("pack", "cases", folder, "--missing", "--write", "-o", "x.toml")
    assert (ran.code, "exclude each other" in ran.err) == (2, True)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    ran = medrules("pack", "cases", pack(tmp_path, "[[cases"), "--missing")
    assert (ran.code, ran.out) == (2, "")
    assert "error[MR01" in ran.err
