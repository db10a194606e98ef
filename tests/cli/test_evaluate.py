"""``medrules evaluate``: the answer in each form, from every kind of input, and what it refuses."""

from __future__ import annotations

import json
import os
import stat
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import medrules_schemas
from medrules.loading import load

from .running import COMPLETE, OPEN, PACKS, PROGRAMS, medrules

EDUCATOR = 'goals.primary_identity = "educator"\n'
CASCADE = """
[pack]
id = "local-fund"
version = "0.1.0"
title = "A fund of our own"
description = "One fact and one rule."
language = 1

[[facts]]
path = "fund.open"
type = "boolean"
title = "Our fund is open"
question = "Is our fund open?"

[[conclusions]]
path = "fund.advice"
type = "text"
title = "What to do about the fund"

[[rules]]
id = "apply"
when = "fund.open"
then = { "fund.advice" = "Apply for it." }
because = "The fund is open."
cites = ["none: made up"]
"""


@pytest.fixture
def fund(tmp_path: Path) -> str:
    folder = tmp_path / "local-fund"
    folder.mkdir()
    (folder / "pack.toml").write_text(CASCADE)
    return str(folder)


def conclusions(*args: str, stdin: str | None = None) -> dict:
    ran = medrules("evaluate", *args, "--format", "json", stdin=stdin)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)["conclusions"]
    assert isinstance(found, dict)
    return found


def test_the_screen_has_every_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "88")
    ran = medrules("evaluate", COMPLETE)
    assert (ran.code, ran.err) == (0, "")
    parts = ["Should you take the degree? Worth taking", "How the answer came about", "Why", "Next"]
    assert [part for part in parts if part not in ran.out.splitlines()] == []
    assert max(map(len, ran.out.splitlines())) <= 88
    assert f"medrules explain {COMPLETE}" in ran.out
    assert "What is missing" not in ran.out, "nothing is"


def test_what_is_missing_is_said_with_a_command_that_works() -> None:
    ran = medrules("evaluate", OPEN)
    assert "provisional: it depends on facts that are missing" in ran.out
    assert "What is missing, and what it could change" in ran.out
    line = next(line for line in ran.out.splitlines() if "to try a value" in line)
    command = line.partition("medrules ")[2].split()
    tried = medrules(*command)
    assert tried.code == 0
    assert tried.out != ran.out


def test_json_keeps_the_contract() -> None:
    schema = json.loads(medrules_schemas.text("evaluation"))
    for profile in (COMPLETE, OPEN, PROGRAMS):
        ran = medrules("evaluate", profile, "-f", "json")
        told = json.loads(ran.out)
        jsonschema.Draft202012Validator(schema).validate(told)
        assert [pack["id"] for pack in told["packs"]] == [pack.id for pack in load().packs]
        assert ran.err == ""
    assert told["facts"]["goals.primary_identity"] == "educator"
    assert [one["rank"]["status"] for one in told["conclusions"]["programs"]] != []


def test_markdown_has_the_same_headings_as_the_screen() -> None:
    screen = medrules("evaluate", PROGRAMS).out.splitlines()
    page = medrules("evaluate", PROGRAMS, "--format", "markdown").out
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert len(headings) > 5
    assert set(headings) <= set(screen)
    assert page.startswith("# Should you take the degree? ")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_stdin_takes_toml_and_json() -> None:
    toml = conclusions("-", stdin=EDUCATOR)
    json_ = conclusions("-", stdin='{"goals": {"primary_identity": "educator"}}')
    assert toml == json_
    assert toml["decision.outcome"]["status"] == "provisional"


def test_a_profile_in_json_is_read_by_its_name_or_its_first_character(tmp_path: Path) -> None:
    for name in ("me.json", "me.txt"):
        place = tmp_path / name
        place.write_text('\n  {"goals": {"primary_identity": "clinician"}}')
        assert conclusions(str(place))["decision.outcome"]["value"] == "skip"


def test_stdin_has_a_next_command_without_a_name() -> None:
    assert "medrules explain PROFILE\n" in medrules("evaluate", "-", stdin=EDUCATOR).out


def test_set_goes_over_what_the_profile_says() -> None:
    funded = conclusions(OPEN, "--set", "support.funding=full")
    assert funded["decision.outcome"]["status"] == "settled"
    other = conclusions(
        OPEN, "-s", "support.funding=full", "-s", "goals.primary_identity=clinician"
    )
    assert other["decision.outcome"]["value"] == "skip"
    last = conclusions(
        OPEN, "-s", "goals.primary_identity=clinician", "-s", "goals.primary_identity=educator"
    )
    assert last["decision.outcome"]["value"] != "skip"


def test_set_reads_members_numbers_and_fields_of_records() -> None:
    ran = medrules(
        "evaluate", PROGRAMS, "-f", "json",
        "--set", "goals.motives=leadership,scholarship", "--set", "programs[0].brand=40",
        "--set", "capacity.hours_per_week=2.5",
    )  # fmt: skip
    facts = json.loads(ran.out, parse_float=Decimal)["facts"]
    assert set(facts["goals.motives"]) == {"leadership", "scholarship"}
    assert facts["programs"][0]["brand"] == 40
    assert facts["capacity.hours_per_week"] == Decimal("2.5")


def test_what_set_cannot_mean_is_told_all_at_once() -> None:
    ran = medrules(
        "evaluate",
        OPEN,
        "--set",
        "support.funding=fll",
        "--set",
        "x",
        "--set",
        "goals.motive=repair-cv",
    )
    assert ran.code == 2
    assert ran.out == ""
    assert 'did you mean "full"?' in ran.err
    assert "write --set FACT=VALUE" in ran.err
    assert 'did you mean "goals.motives"?' in ran.err
    assert "3 errors" in ran.err


def test_only_takes_a_conclusion_a_list_or_the_beginning_of_names() -> None:
    assert list(conclusions(PROGRAMS, "--only", "degree.value")) == ["degree.value"]
    costs = conclusions(PROGRAMS, "--only", "degree", "--only", "decision.outcome")
    assert {path.partition(".")[0] for path in costs} == {"degree", "decision"}
    listed = conclusions(PROGRAMS, "--only", "programs")["programs"]
    field = conclusions(PROGRAMS, "--only", "programs[].rank")["programs"]
    assert len(listed) == len(field) == 3
    assert "rank" in field[0]
    assert "score" in listed[0]
    assert "score" not in field[0]


def test_only_on_the_screen_names_the_path_and_its_status() -> None:
    ran = medrules("evaluate", OPEN, "--only", "decision.outcome")
    assert ran.out.startswith("  decision.outcome  ")
    assert "(provisional)" in ran.out
    assert "What the degree is worth" not in ran.out


def test_a_conclusion_that_is_none_gets_a_suggestion() -> None:
    ran = medrules("evaluate", OPEN, "--only", "degree.valu")
    assert ran.code == 2
    assert 'there is no conclusion "degree.valu"; did you mean "degree.value"?' in ran.err
    far = medrules("evaluate", OPEN, "--only", "zzz")
    assert '"medrules facts --conclusions" lists them' in far.err


def test_the_beginning_of_several_names_is_suggested_too() -> None:
    told = medrules("evaluate", COMPLETE, "--only", "decison")
    assert 'did you mean "decision"?' in told.err


def test_another_pack_adds_its_facts_and_conclusions(fund: str) -> None:
    found = conclusions(OPEN, "--pack", fund, "--set", "fund.open=true")
    assert found["fund.advice"] == {
        "value": "Apply for it.",
        "status": "settled",
        "rules": ["local-fund/apply"],
    }
    assert "decision.outcome" in found
    assert medrules("evaluate", OPEN, "--set", "fund.open=true").code == 2


def test_a_folder_takes_the_place_of_an_installed_pack(tmp_path: Path) -> None:
    from shutil import copytree

    changed = tmp_path / "decision-flow"
    copytree(PACKS / "decision_flow", changed)
    text = (changed / "pack.toml").read_text()
    (changed / "pack.toml").write_text(text.replace('version = "1.0.0"', 'version = "1.0.7"', 1))
    told = json.loads(medrules("evaluate", OPEN, "-p", str(changed), "-f", "json").out)
    versions = {pack["id"]: pack["version"] for pack in told["packs"]}
    assert versions["decision-flow"] == "1.0.7"
    assert len(versions) == 3


def test_a_pack_that_cannot_be_used_stops_everything(tmp_path: Path) -> None:
    ran = medrules("evaluate", OPEN, "--pack", str(tmp_path / "nothing"))
    assert (ran.code, ran.out) == (2, "")
    assert "there is no such folder" in ran.err
    file = medrules("evaluate", OPEN, "--pack", str(PACKS / "alternatives" / "pack.toml"))
    assert "it is a file" in file.err
    assert "name the folder that holds pack.toml" in file.err


def test_output_is_written_whole_with_the_mode_that_the_file_had(tmp_path: Path) -> None:
    place = tmp_path / "answer.json"
    place.write_text("before")
    place.chmod(0o640)
    ran = medrules("evaluate", OPEN, "-f", "json", "-o", str(place))
    assert (ran.code, ran.out) == (0, "")
    assert json.loads(place.read_text())["medrules"] == 1
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["answer.json"]


def test_output_to_a_dash_is_stdout() -> None:
    assert medrules("evaluate", OPEN, "-o", "-").out == medrules("evaluate", OPEN).out


def test_output_follows_a_link_and_leaves_it_there(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    medrules("schema", "pack", "-o", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert "$schema" in (tmp_path / "real").read_text()


def test_output_to_what_is_no_plain_file_does_not_replace_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert medrules("evaluate", OPEN, "--only", "decision.outcome", "-o", str(pipe)).code == 0
        assert os.read(reader, 1 << 16).startswith(b"  decision.outcome")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_output_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    nowhere = medrules("evaluate", OPEN, "-o", str(tmp_path / "none" / "x"))
    assert nowhere.code == 2
    assert "cannot write" in nowhere.err
    assert "No such file or directory" in nowhere.err
    folder = medrules("evaluate", OPEN, "-o", str(tmp_path))
    assert (folder.code, folder.err) == (2, f"Error: cannot write {tmp_path}: it is a folder\n")
    assert os.listdir(tmp_path) == []


def test_a_name_that_a_shell_would_take_apart_is_quoted_in_the_next_command(tmp_path: Path) -> None:
    place = tmp_path / "it's me.toml"
    place.write_text(EDUCATOR)
    ran = medrules("evaluate", str(place))
    assert f"medrules explain '{tmp_path}/it'\"'\"'s me.toml'" in ran.out


def test_a_name_that_cannot_be_shown_is_not(tmp_path: Path) -> None:
    place = tmp_path / "a\x1b[31mb.toml"
    place.write_text(EDUCATOR)
    ran = medrules("evaluate", str(place))
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "medrules explain PROFILE\n" in ran.out
