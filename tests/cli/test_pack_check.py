"""``medrules pack check`` as a person or a build would run it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from medrules_cli.main import run

ROOT = Path(__file__).parents[2]
BASE = """
[[enums]]
id = "verdict"
title = "Verdict"
members = ["go", "wait"]

[[facts]]
path = "person.age"
type = "integer"
min = 0
max = 120

[[facts]]
path = "person.senior"
type = "boolean"

[[conclusions]]
path = "advice"
type = "enum"
of = "verdict"

[[conclusions]]
path = "ready"
type = "boolean"
"""
FORMATS = ("text", "json", "sarif", "github")
HEAD = '[pack]\nid = "mine"\nversion = "1.0.0"\ntitle = "Mine"\ndescription = "A pack."\nlanguage = 1\n'
CLASH = """
[[rules]]
id = "one"
when = "person.age > 60"
then = { advice = "go" }
cites = ["none: a test"]

[[rules]]
id = "two"
when = "person.senior"
then = { advice = "wait" }
cites = ["none: a test"]
"""
NOTE = '[[rules]]\nid = "a"\nwhen = "person.age >= 0"\nthen = { ready = true }\ncites = ["none: a test"]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "mine"
    made.mkdir()
    (made / "pack.toml").write_text(HEAD)
    (made / "base.toml").write_text(BASE)
    return made


def medrules(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["pack", "check", *args])
    sys.stdout.flush()
    return int(ended.value.code or 0)


def codes_in(format_: str, out: str, err: str) -> list[str]:
    match format_:
        case "json":
            return sorted(one["code"] for one in json.loads(out))
        case "sarif":
            return sorted(one["ruleId"] for one in json.loads(out)["runs"][0]["results"])
        case "github":
            return sorted(re.findall(r"title=(MR\d{4})", out))
        case _:
            return sorted(re.findall(r"^\w+\[(MR\d{4})\]", err, re.MULTILINE))


@pytest.mark.parametrize(
    ("rules", "expected", "code"),
    [
        (CLASH, ["MR0807"], 1),
        (CLASH.replace("person.age", "person.agee"), ["MR0301"], 1),
        ("[[rules]\n", ["MR0110"], 1),
        (NOTE, ["MR0802"], 0),
        ("", [], 0),
    ],
)
def test_every_format_tells_the_same_and_ends_the_same(
    rules: str, expected: list[str], code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules.toml").write_text(rules)
    for format_ in FORMATS:
        assert medrules("mine", "--format", format_, "--select", "MR080") == code
        out, err = capsys.readouterr()
        found = codes_in(format_, out, err)
        assert [one for one in found if one in expected] == expected == found, format_
        if format_ != "text":
            assert err == ""


def test_notes_count_only_where_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rules.toml").write_text(NOTE)
    assert medrules("mine", "--select", "MR0802") == 0
    assert medrules("mine", "--select", "MR0802", "--strict") == 1
    assert medrules("mine", "--select", "MR0802", "--ignore", "MR0802", "--strict") == 0
    assert "mine: no findings" in capsys.readouterr().err


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_without_a_pack_cannot_be_used(
    format_: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert medrules("nowhere", "--format", format_) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "there is no such folder" in err


def test_a_code_that_does_not_exist_cannot_be_used(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert medrules("mine", "--ignore", "MR0881") == 2
    assert "MR0881" in capsys.readouterr().err


def test_the_text_shows_the_line_and_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules.toml").write_text(CLASH)
    medrules("mine", "--select", "MR0807")
    err = capsys.readouterr().err
    assert "--> mine/rules.toml:10:8" in err
    assert 'when = "person.senior"' in err
    assert "with person.age = 61, person.senior = true, both fire" in err
    assert "= help: narrow one of the conditions" in err


def test_what_the_pack_accepts_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rules.toml").write_text(NOTE)
    accept = '\n[[pack.accept]]\ncode = "MR0802"\nwhere = "a"\nbecause = "It reads better."\n'
    (folder / "pack.toml").write_text(HEAD + accept)
    assert medrules("mine", "--select", "MR0802", "--strict") == 0
    assert "mine: no findings (1 accepted by the pack)" in capsys.readouterr().err


def test_errors_say_that_the_lint_is_still_to_come(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules.toml").write_text(CLASH.replace("person.age", "person.agee"))
    assert medrules("mine") == 1
    assert "mend the errors to see what the lint finds" in capsys.readouterr().err


def test_fix_mends_says_so_and_checks_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules.toml").write_text(NOTE.replace("person.age >= 0", "persn.age > 0"))
    assert medrules("mine", "--fix", "--select", "MR0802") == 0
    err = capsys.readouterr().err
    assert 'fixed mine/rules.toml:3:9: "persn.age" is now "person.age" (MR0301)' in err
    assert "mine: no findings" in err
    assert "person.age > 0" in (folder / "rules.toml").read_text()


def test_fix_leaves_a_pack_alone_that_needs_nothing(folder: Path) -> None:
    (folder / "rules.toml").write_text(CLASH)
    before = {one.name: one.stat().st_mtime_ns for one in folder.iterdir()}
    assert medrules("mine", "--fix", "--select", "MR0807") == 1
    assert {one.name: one.stat().st_mtime_ns for one in folder.iterdir()} == before


def test_control_characters_of_a_pack_never_reach_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules.toml").write_text(
        '[[rules]]\nid = "a"\nthen = { ready = true }\nbecause = "\\u001b[31mred\\u202e"\n'
        'cites = ["none: a test"]\n'
    )
    for format_ in FORMATS:
        medrules("mine", "--format", format_)
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err
        assert "\u202e" not in err


@pytest.mark.parametrize("name", ["decision_flow", "program_selection", "alternatives"])
def test_the_built_in_packs_have_no_finding(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert medrules(str(ROOT / "packs/medrules_packs" / name), "--strict") == 0, (
        capsys.readouterr().err
    )


def test_help_begins_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert medrules("--help") == 0
    out = capsys.readouterr().out
    assert out.index("medrules pack check my-pack --fix") < out.index("Report what is wrong")
