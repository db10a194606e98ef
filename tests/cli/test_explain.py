"""``medrules explain``: proofs, why-nots, depth, replay, and the names it takes."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import jsonschema
import pytest

import medrules_schemas

from .running import COMPLETE, OPEN, PACKS, PROGRAMS, Ran, medrules


def paths(ran: Ran) -> list[str]:
    """The conclusions of an explanation in JSON, in order."""
    assert ran.code == 0, ran.err
    return [proof["path"] for proof in json.loads(ran.out)["proofs"]]


def explained(*names: str, profile: str = PROGRAMS) -> list[str]:
    return paths(medrules("explain", profile, *names, "--format", "json"))


def test_the_headline_is_proved_when_nothing_is_named() -> None:
    ran = medrules("explain", COMPLETE)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("Should you take the degree? Worth taking\n└─ because: ")
    assert explained(profile=COMPLETE) == ["decision.outcome"]


def test_a_proof_has_rule_place_source_and_the_facts_with_their_lines() -> None:
    ran = medrules("explain", COMPLETE, "degree.value", "--depth", "1")
    assert 'rule "decision-flow/degree-value/' in ran.out
    assert "decision-flow/" in ran.out
    assert "grade: " in ran.out
    place = ran.out.replace("\n", " ")
    assert "complete.toml:" in place, "where the profile says so"


def test_json_and_its_schema() -> None:
    ran = medrules("explain", COMPLETE, "degree.value", "programs[0].score", "-f", "json")
    told = json.loads(ran.out)
    schema = json.loads(medrules_schemas.text("explanation"))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert paths(ran) == ["degree.value", "programs[0].score"]


def test_mermaid_draws_one_chart_for_each_conclusion() -> None:
    ran = medrules("explain", COMPLETE, "degree.value", "decision.outcome", "-f", "mermaid")
    assert ran.out.count("flowchart TD") == 2
    assert ran.out.count("-->") > 4


def test_names_are_conclusions_fields_lists_records_and_beginnings() -> None:
    assert explained("programs[1].rank") == ["programs[1].rank"]
    ranks = [f"programs[{index}].rank" for index in range(3)]
    assert explained("programs[].rank") == ranks
    everything = explained("programs")
    assert set(ranks) < set(everything)
    assert all(path.startswith("programs[") for path in everything)
    second = explained("programs[1]")
    assert "programs[1].rank" in second
    assert all(path.startswith("programs[1].") for path in second)
    assert all(path.startswith("degree.") for path in explained("degree"))
    assert explained("degree.value", "programs[0].rank") == ["degree.value", "programs[0].rank"]


def test_a_name_is_not_the_beginning_of_another_word() -> None:
    ran = medrules("explain", PROGRAMS, "program")
    assert ran.code == 2
    assert 'there is no conclusion "program"; did you mean' in ran.err


def test_a_record_that_is_not_there_gets_a_suggestion() -> None:
    ran = medrules("explain", PROGRAMS, "programs[9].rank")
    assert ran.code == 2
    assert '"programs[0].rank"' in ran.err
    far = medrules("explain", PROGRAMS, "zzzzz")
    assert '"medrules facts --conclusions" lists them' in far.err


def test_depth_stops_where_it_is_told_to() -> None:
    ran = {
        depth: medrules("explain", COMPLETE, "programs[1].rank", "--depth", str(depth)).out
        for depth in (1, 2, 9)
    }
    assert ran[1].count("\n") < ran[2].count("\n") <= ran[9].count("\n")
    assert "(more below: go deeper)" in ran[1]
    assert "(more below: go deeper)" not in ran[9]
    assert ran[9] == medrules("explain", COMPLETE, "programs[1].rank").out
    assert medrules("explain", COMPLETE, "--depth", "0").code == 2
    assert medrules("explain", COMPLETE, "--depth", "x").code == 2


def test_why_not_with_a_value_says_what_failed() -> None:
    ran = medrules("explain", COMPLETE, "--why-not", "decision.outcome=skip")
    assert ran.code == 0
    assert "skip" in ran.out.lower()
    assert "→ no" in ran.out
    data = json.loads(
        medrules("explain", COMPLETE, "--why-not", "decision.outcome=skip", "-f", "json").out
    )
    assert [(one["question"], one["path"], one["asked"]) for one in data["proofs"]] == [
        ("why-not", "decision.outcome", "skip")
    ]


def test_why_not_without_a_value_and_for_a_member_of_a_set() -> None:
    bare = medrules("explain", OPEN, "--why-not", "decision.outcome", "-f", "json")
    assert json.loads(bare.out)["proofs"][0]["question"] == "why-not"
    member = medrules("explain", OPEN, "--why-not", "cautions = repair-cv")
    assert member.code == 0, member.err
    assert member.out


def test_why_not_of_a_field_asks_for_every_record() -> None:
    ran = medrules("explain", PROGRAMS, "--why-not", "programs[].rank=1", "-f", "json")
    assert paths(ran) == [f"programs[{index}].rank" for index in range(3)]


def test_why_not_alone_leaves_out_the_headline_and_goes_with_conclusions() -> None:
    both = medrules(
        "explain", PROGRAMS, "degree.value", "--why-not", "decision.outcome=skip", "-f", "json"
    )
    assert paths(both) == ["degree.value", "decision.outcome"]


def test_a_value_that_the_conclusion_cannot_have_is_told() -> None:
    ran = medrules("explain", OPEN, "--why-not", "decision.outcome=worthwile")
    assert ran.code == 2
    assert "MR0710" in ran.err
    assert 'did you mean "worthwhile"?' in ran.err


def test_set_changes_what_is_explained() -> None:
    ran = medrules("explain", OPEN, "--set", "goals.primary_identity=clinician")
    assert "--set" in ran.out or "given" in ran.out
    assert ran.out.startswith("Should you take the degree? ")
    assert ran.out != medrules("explain", OPEN).out


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    place = tmp_path / "answer.json"
    assert medrules("evaluate", COMPLETE, "-f", "json", "-o", str(place)).code == 0
    return place


def test_a_saved_answer_is_replayed_from_a_file_and_from_stdin(saved: Path) -> None:
    fresh = medrules("explain", COMPLETE, "degree.value", "-f", "mermaid")
    for ran in (
        medrules("explain", str(saved), "degree.value", "-f", "mermaid"),
        medrules("explain", "-", "degree.value", "-f", "mermaid", stdin=saved.read_bytes()),
    ):
        assert ran.code == 0
        assert ran.err == "Replayed: the same packs give the same answer.\n"
        assert ran.out == fresh.out


def test_a_saved_explanation_is_replayed_too(tmp_path: Path) -> None:
    place = tmp_path / "why.json"
    medrules("explain", COMPLETE, "-f", "json", "-o", str(place))
    ran = medrules("explain", str(place))
    assert (ran.code, ran.err) == (0, "Replayed: the same packs give the same answer.\n")


def test_a_changed_answer_is_told_apart_with_what_it_was(saved: Path) -> None:
    data = json.loads(saved.read_text())
    data["conclusions"]["decision.outcome"]["value"] = "skip\x1b[2J"
    del data["conclusions"]["degree.value"]
    saved.write_text(json.dumps(data))
    ran = medrules("explain", str(saved))
    assert ran.code == 1
    assert "Replayed: this is not as it was saved." in ran.err
    assert "conclusion decision.outcome" in ran.err
    assert "skip" in ran.err
    assert "worthwhile" in ran.err
    assert "degree.value" not in ran.err, "what was not saved is not compared"
    assert "\x1b" not in ran.err
    assert ran.out.startswith("Should you take the degree? Worth taking"), "the answer of today"


def test_other_versions_of_the_packs_are_told(saved: Path, tmp_path: Path) -> None:
    changed = tmp_path / "decision-flow"
    copytree(PACKS / "decision_flow", changed)
    text = (changed / "pack.toml").read_text()
    (changed / "pack.toml").write_text(text.replace('version = "1.0.0"', 'version = "1.3.0"', 1))
    ran = medrules("explain", str(saved), "-p", str(changed))
    assert ran.code == 1
    assert "pack decision-flow: 1.0.0 (" in ran.err
    assert "then, 1.3.0 (" in ran.err


def test_a_pack_that_is_not_loaded_any_more_is_told(saved: Path) -> None:
    data = json.loads(saved.read_text())
    data["packs"].append({"id": "gone", "version": "1.0.0", "digest": "0" * 64})
    saved.write_text(json.dumps(data))
    ran = medrules("explain", str(saved))
    assert ran.code == 1
    assert "pack gone: 1.0.0 (000000000000) then, absent now" in ran.err


def test_a_saved_answer_cannot_be_set(saved: Path) -> None:
    ran = medrules("explain", str(saved), "--set", "support.funding=none")
    assert ran.code == 2
    assert "--set cannot change a saved evaluation; give its profile instead" in ran.err


def test_a_saved_answer_of_another_format_is_refused_with_its_place(saved: Path) -> None:
    text = saved.read_text()
    saved.write_text(text.replace('"medrules": 1', '"medrules": 2', 1))
    ran = medrules("explain", str(saved))
    assert ran.code == 2
    assert "MR0650" in ran.err
    assert "answer.json:2:15" in ran.err


def test_a_profile_on_stdin_is_explained_and_its_lines_are_shown() -> None:
    ran = medrules("explain", "-", stdin='goals.primary_identity = "clinician"\n')
    assert ran.code == 0
    assert "<stdin>:1:26" in ran.out
    wrong = medrules("explain", "-", stdin='goals.primary_identity = "clinican"\n')
    assert 'goals.primary_identity = "clinican"\n' in wrong.err, "the line itself"
    broken = medrules("explain", "-", stdin="goals.primary_identity = clinician\n")
    assert "goals.primary_identity = clinician\n" in broken.err


def test_stdin_larger_than_a_profile_may_be_is_refused() -> None:
    ran = medrules("explain", "-", stdin=b"#" * ((1 << 20) + 1))
    assert ran.code == 2
    assert "MR0105" in ran.err
