"""``packs``, ``rules``, ``facts`` and ``explain-code``: what is loaded, and what there is to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medrules.diagnostics.codes import all_codes
from medrules.ir.program import Program
from medrules.loading import load

from .running import PACKS, medrules

CHANGES = """
[pack]
id = "northgate"
version = "2.0.0"
title = "Northgate"
description = "Changes of others."
language = 1
[[pack.requires]]
pack = "decision-flow"
version = ">=1"

[[overrides]]
parameter = "figures.weeks_per_year"
value = 50
because = "Two weeks of summer school."

[[retire]]
rule = "decision-flow/{rule}"
because = "Not here."

[[sources]]
id = "paper"
title = "A paper"
publisher = "The press"
grade = "limited"
date = "2024"
"""


@pytest.fixture(scope="module")
def program() -> Program:
    return load()


@pytest.fixture
def northgate(tmp_path: Path, program: Program) -> tuple[str, str]:
    """A pack that changes others, and the id of the rule that it retires."""
    rule = next(
        rule.id.partition("/")[2]
        for rule in program.rules
        if rule.origin.pack == "decision-flow" and rule.origin.kind == "rule"
    )
    (tmp_path / "pack.toml").write_text(CHANGES.replace("{rule}", rule))
    return str(tmp_path), f"decision-flow/{rule}"


def rows(*args: str) -> list[dict[str, str]]:
    ran = medrules(*args, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, list)
    return found


def test_packs_are_listed_with_version_place_and_digest(program: Program) -> None:
    found = rows("packs")
    assert [row["id"] for row in found] == [stamp.id for stamp in program.packs]
    assert {len(row["digest"]) for row in found} == {64}
    assert found[0]["root"] == str(PACKS / "decision_flow")
    text = medrules("packs").out
    assert text.startswith("decision-flow 1.0.0\n  Should I take")
    assert f"sha256 {found[0]['digest'][:16]}…" in text


def test_one_pack_is_shown_in_full(program: Program) -> None:
    text = medrules("packs", "program-selection").out
    assert text.startswith("program-selection 1.0.0: ")
    assert f"digest  sha256:{rows('packs', 'program-selection')[0]['digest']}" in text
    for heading in ("It concludes", "It rests on"):
        assert heading in text.splitlines()
    shown = [one for one in program.derived if one.pack == "program-selection" and not one.internal]
    assert all(one.path in text for one in shown)


def test_one_pack_shows_what_it_changes_of_others(northgate: tuple[str, str]) -> None:
    folder, rule = northgate
    text = medrules("packs", "northgate", "--pack", folder).out
    assert "0 rules, 0 facts, 0 parameters, 0 options" in text
    assert "  paper [limited] A paper, The press, 2024" in text
    assert "It changes of other packs" in text
    assert f"  {rule} retired (Not here.)" in text
    assert "  figures.weeks_per_year, value: 52 → 50 (Two weeks of summer school.)" in text


def test_a_pack_that_is_not_there_gets_a_suggestion() -> None:
    ran = medrules("packs", "decision-flo")
    assert (ran.code, ran.out) == (2, "")
    assert 'there is no pack "decision-flo"; did you mean "decision-flow"?' in ran.err
    assert "loaded are decision-flow, alternatives" in medrules("packs", "zzz").err


def test_rules_are_listed_with_what_they_say_and_where(program: Program) -> None:
    found = rows("rules")
    assert len(found) == len(program.rules) + len(program.retired)
    one = next(row for row in found if row["id"].startswith("program-selection/rank"))
    assert one["concludes"].startswith("programs[].rank = ")
    assert one["place"].startswith("program-selection/score.toml:")
    text = medrules("rules").out
    assert one["id"] in text.splitlines()


def test_rules_of_one_pack_and_for_one_conclusion() -> None:
    ours = rows("rules", "alternatives")
    assert ours
    assert all(row["id"].startswith("alternatives/") for row in ours)
    value = rows("rules", "--concludes", "degree.value")
    assert {row["concludes"].partition(" = ")[0] for row in value} == {"degree.value"}
    assert rows("rules", "alternatives", "--concludes", "degree.value") == []


def test_a_retired_rule_is_listed_as_such(northgate: tuple[str, str]) -> None:
    folder, rule = northgate
    found = [row for row in rows("rules", "-p", folder) if row["id"] == rule]
    assert [(row["concludes"], row["when"]) for row in found] == [
        ("(retired)", "retired by northgate 2.0.0: Not here.")
    ]
    assert rule in {row["id"] for row in rows("rules", "decision-flow", "-p", folder)}
    assert rule not in {row["id"] for row in rows("rules", "alternatives", "-p", folder)}


def test_what_rules_are_not_there_gets_a_suggestion() -> None:
    pack = medrules("rules", "alternative")
    assert (pack.code, pack.out) == (2, "")
    assert 'there is no pack "alternative"; did you mean "alternatives"?' in pack.err
    conclusion = medrules("rules", "--concludes", "degree.vlue")
    assert 'there is no conclusion "degree.vlue"; did you mean "degree.value"?' in conclusion.err


def test_facts_are_those_that_a_profile_may_give(program: Program) -> None:
    found = {row["path"]: row for row in rows("facts")}
    assert found["support.funding"]["type"] == "one of none, partial, full"
    assert found["goals.motives"]["type"].startswith("any of ")
    assert found["experience.teaching_years"]["type"] == "integer in years"
    assert "programs[].brand" in found
    assert not [path for path in found if path.startswith("alternatives[]")], "packs give these"
    opened = {item.path for item in program.parameters if item.open}
    assert opened
    assert all("(preset: " in found[path]["question"] for path in opened)


def test_facts_by_the_beginning_of_their_path() -> None:
    assert {row["path"].partition(".")[0] for row in rows("facts", "support")} == {"support"}
    ran = medrules("facts", "suport")
    assert ran.code == 2
    assert 'no path begins with "suport"; did you mean "support"?' in ran.err
    assert medrules("facts", "zzzz").err.rstrip().endswith('no path begins with "zzzz"')


def test_conclusions_are_listed_without_the_internal_ones(program: Program) -> None:
    found = {row["path"]: row for row in rows("facts", "--conclusions")}
    assert set(found) == {item.path for item in program.derived if not item.internal}
    assert found["degree.value"]["policy"]
    assert set(rows("facts", "--conclusions", "programs[]")[0]) == {
        "path",
        "policy",
        "title",
        "type",
    }


def test_lists_keep_to_the_width_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for command in ("facts", "packs"):
        lines = medrules(command).out.splitlines()
        assert [line for line in lines if len(line) > 60 and " " in line.strip()] == []


def test_a_code_is_explained_in_any_case_and_all_are_listed() -> None:
    ran = medrules("explain-code", "mr0301")
    assert ran.code == 0
    assert ran.out.startswith("MR0301 unknown-fact (error)\n\n")
    for heading in ("Why", "Example", "How to mend it"):
        assert heading in ran.out.splitlines()
    listed = medrules("explain-code").out.splitlines()
    assert listed == [f"{code.code}  {code.name}" for code in all_codes()]
    assert medrules("explain-code", *listed[-1].split()[:1]).code == 0


def test_a_code_that_is_none_gets_a_suggestion() -> None:
    ran = medrules("explain-code", "MR301")
    assert (ran.code, ran.out) == (2, "")
    assert 'there is no code "MR301"' in ran.err
    assert "MR0301" in ran.err
    for other in ("zzz", "MR9999"):
        told = medrules("explain-code", other).err.rstrip()
        assert told.endswith(f'there is no code "{other}"; "medrules explain-code" lists all codes')
