"""The command ``medrules batch`` as people run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.cli.running import medrules, script, surroundings

CSV = "id,goals.primary_identity,support.funding\n1,clinician,full\n2,educator,ful\n"


@pytest.fixture
def people(tmp_path):
    (tmp_path / "people.csv").write_text(CSV)
    return tmp_path / "people.csv"


def test_counts_go_to_stderr_and_rejects_are_findings(people, tmp_path):
    ran = medrules(
        "batch", str(people), "-o", str(tmp_path / "out.csv"), "--only", "decision.outcome"
    )
    assert ran.code == 1
    assert ran.out == ""
    assert "2 rows read: 1 answered, 1 rejected" in ran.err
    assert "out.rejects.csv" in ran.err
    assert 'note[MR1113]: carried through, being no fact: "id"' in ran.err
    text = (tmp_path / "out.csv").read_text()
    assert text == "row,id,decision.outcome,status\n1,1,skip,settled\n"


def test_allowed_rejects_are_none_of_the_exit_code(people, tmp_path):
    ran = medrules(
        "batch", str(people), "-o", str(tmp_path / "o.parquet"), "--allow-rejects", "-q",
        "--rejects", str(tmp_path / "bad.csv"), "--only", "decision",
    )  # fmt: skip
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "bad.csv").exists()
    assert not (tmp_path / "o.rejects.csv").exists()


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ('{"id": 1, "goals": {"primary_identity": "clinician"}}\n', ()),
        ("id,goals.primary_identity\n1,clinician\n", ()),
        ("id|goals.primary_identity\n1|clinician\n", ("--input-format", "csv")),
    ],
)
def test_a_pipe_in_and_a_pipe_out(text, more):
    ran = medrules(
        "batch",
        "-",
        "-o",
        "-",
        "-f",
        "jsonl",
        "--open",
        "--only",
        "decision.outcome",
        *more,
        stdin=text,
    )
    assert ran.code == 0
    line = json.loads(ran.out)
    assert line["decision.outcome"] == "skip"
    assert (line["row"], line["status"], line["open"]) == (1, "settled", [])


def test_scenarios_print_who_changes(people, tmp_path):
    people.write_text(
        "id,goals.primary_identity,goals.target_roles\n1,clinician,[]\n2,educator,[]\n3,clinician,[]\n"
    )
    ran = medrules(
        "batch", str(people), "-o", str(tmp_path / "o.csv"), "-q", "--only", "decision.outcome",
        "--compare-set", "goals.primary_identity=clinician",
    )  # fmt: skip
    assert ran.code == 0
    assert ran.out.startswith("1 row of 3 change")
    assert "(decision.outcome)\n  1  not known -> skip" in ran.out.replace(
        "smaller-programs", "not known"
    )


def test_columns_that_are_kept(people, tmp_path):
    people.write_text("id,status,goals.primary_identity,decision.outcome\n1,new,clinician,old\n")
    out = tmp_path / "o.csv"
    args = ("batch", str(people), "-o", str(out), "--only", "decision.outcome")
    assert medrules(*args).code == 0
    head = "row,id,input.status,input.decision.outcome,decision.outcome,status"
    assert out.read_text().splitlines()[0] == head
    ran = medrules(*args, "--keep", "goals.primary_identity")
    assert 'left out, being no facts: "id", "status", "decision.outcome"' in ran.err
    assert out.read_text().splitlines()[1].startswith("1,clinician,skip")
    assert (
        'has no column "idd"; did'
        in medrules(*args, "--keep", "idd")
        .err.replace("\n  help: ", "; ")
        .replace("\n  = help: ", "; ")
        or "MR1105" in medrules(*args, "--keep", "idd").err
    )


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (("nothing.csv", "-o", "o.csv"), "MR1100"),
        (("none*.csv", "-o", "o.csv"), "no file matches"),
        (("s3://bucket/a.parquet", "-o", "o.csv"), "only files on this machine"),
        (("people.csv", "-o", "o.txt"), "MR1101"),
        (("people.csv", "-o", "people.csv"), "MR1109"),
        (("people.csv", "-o", "o.csv", "--rejects", "people.csv"), "MR1109"),
        (("people.csv", "-o", "nowhere/o.csv"), "MR1109"),
        (("people.csv", "-o", "-", "-f", "parquet"), "MR1109"),
        (("people.csv", "-o", "o.csv", "--threads", "0"), "MR1116"),
        (("people.csv", "-o", "o.csv", "--memory-limit", "much"), "MR1116"),
        (("people.csv", "-o", "o.csv", "--decimals", "99"), "MR1116"),
        (("people.csv", "-o", "o.csv", "--set", "support.fundng=full"), "did you mean"),
        (("people.csv", "-o", "o.csv", "--compare-set", "programs[0].name=x"), "MR1116"),
        (("people.csv", "-o", "o.csv", "--only", "decsion"), "decision"),
        (("people.csv", "-o", "o.csv", "--input-format", "parquet"), "MR1102"),
        (("people.csv", "-o", "o.csv", "--map", "map.toml"), "map.toml"),
    ],
)
def test_what_cannot_be_run_leaves_nothing_behind(people, tmp_path, monkeypatch, args, part):
    monkeypatch.chdir(tmp_path)
    ran = medrules("batch", *args)
    assert ran.code == 2
    assert part in ran.err
    assert sorted(os.listdir(tmp_path)) == ["people.csv"]
    assert people.read_text() == CSV


def test_an_old_output_stays_until_the_new_one_is_whole(people, tmp_path):
    out = tmp_path / "o.csv"
    out.write_text("old")
    people.write_text("id,nothing\n1,2\n")
    assert medrules("batch", str(people), "-o", str(out)).code == 2
    assert out.read_text() == "old"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up_and_says_nothing(tmp_path, sent):
    rows = "".join(f"{one},educator,leadership\n" for one in range(300_000))
    (tmp_path / "many.csv").write_text(f"id,goals.primary_identity,goals.motives\n{rows}")
    (tmp_path / "scratch").mkdir()
    reset = f"import signal; signal.signal({int(signal.SIGINT)}, signal.default_int_handler); "
    start = (
        f"{reset}from medrules_cli.main import run; run({['batch', 'many.csv', '-o', 'o.csv']!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start],
        cwd=tmp_path,
        env=surroundings({"TMPDIR": str(tmp_path / "scratch")}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not os.listdir(tmp_path / "scratch") and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert sorted(os.listdir(tmp_path)) == ["many.csv", "scratch"]
    assert os.listdir(tmp_path / "scratch") == []


def test_nothing_of_it_is_loaded_by_other_commands():
    done = subprocess.run(
        [*script(), "--help"], capture_output=True, text=True, env=surroundings(), check=True
    )
    assert "batch" in done.stdout


def test_the_parquet_says_what_it_is(people, tmp_path):
    import duckdb

    from medrules.cohort.manifest import read_manifest

    out = str(tmp_path / "o.parquet")
    medrules("batch", str(people), "-o", out, "--set", "plan.payoff_plan=true", "--why")
    manifest = read_manifest(duckdb.connect(), out)
    assert manifest is not None
    assert (manifest.read, manifest.settings) == (2, ("plan.payoff_plan=true",))
    note = next(one for one in manifest.columns if one.name == "decision.outcome")
    assert ("skip", "Skip the degree for now") in note.members or len(note.members) == 4
    assert {one.id for one in manifest.packs} == {
        "alternatives",
        "decision-flow",
        "program-selection",
    }
