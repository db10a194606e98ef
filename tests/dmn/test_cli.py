"""``medrules dmn run``, ``import`` and ``export`` as a person meets them."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from medrules_cli.main import run

from .model_text import decision, given, literal, model, table

ROWS = (("< 18", '"minor"'), (">= 18", '"adult"'))
LOAN = model(
    given("Age", "number"),
    given("Since", "date"),
    decision("Status", table("UNIQUE", ("Age",), ("",), *ROWS), "i_Age", type_ref="string"),
    decision("Exact", literal("Age / 3"), "i_Age", type_ref="number"),
    decision("Late", literal('Since > date("2026-01-01")'), "i_Since", type_ref="boolean"),
)


def medrules(*args: str) -> int:
    with pytest.raises(SystemExit) as ending:
        run(list(args))
    assert isinstance(ending.value.code, int)
    return ending.value.code


@pytest.fixture
def loan(tmp_path: Path) -> str:
    path = tmp_path / "loan.dmn"
    path.write_bytes(LOAN)
    return str(path)


def test_run_prints_every_decision_as_exact_json(
    loan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = tmp_path / "me.json"
    inputs.write_text('{"Age": 10, "Since": "2026-01-08"}')
    assert medrules("dmn", "run", loan, "--input", str(inputs)) == 0
    told = capsys.readouterr()
    assert '"Exact": 3.333333333333333333333333333333333,' in told.out
    assert json.loads(told.out)["Status"] == "minor"
    assert json.loads(told.out)["Late"] is True
    assert told.err == ""


def test_run_takes_toml_and_single_decisions_and_writes_files(loan: str, tmp_path: Path) -> None:
    inputs, output = tmp_path / "me.toml", tmp_path / "out.json"
    inputs.write_text("Age = 20\nSince = 2025-12-31\n")
    args = ("--decision", "Late", "-d", "Status", "-o", str(output))
    assert medrules("dmn", "run", loan, "-i", str(inputs), *args) == 0
    assert json.loads(output.read_text()) == {"Late": False, "Status": "adult"}


def test_run_reads_standard_input(
    loan: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stdin(StringIO):
        buffer: object

    stdin = Stdin()
    stdin.buffer = __import__("io").BytesIO(b'{"Age": 18}')
    monkeypatch.setattr(sys, "stdin", stdin)
    assert medrules("dmn", "run", loan, "--input", "-", "-d", "Status") == 0
    assert json.loads(capsys.readouterr().out) == {"Status": "adult"}


def test_missing_inputs_are_null_or_unknown(loan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert medrules("dmn", "run", loan) == 0
    assert json.loads(capsys.readouterr().out) == {"Status": None, "Exact": None, "Late": None}
    assert medrules("dmn", "run", loan, "--unknown") == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {}
    assert told.err == "unknown: Status, Exact, Late\n"


def test_findings_end_with_1_and_a_value(
    loan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = tmp_path / "me.json"
    inputs.write_text('{"Age": "ten"}')
    assert medrules("dmn", "run", loan, "-i", str(inputs), "-d", "Status") == 1
    told = capsys.readouterr()
    assert json.loads(told.out) == {"Status": None}
    assert 'inputData "Age" (id i_Age, line 2) is a text, not a number' in told.err
    assert "loan.dmn:2:1" in told.err


@pytest.mark.parametrize(
    ("text", "args", "words"),
    [
        (LOAN, ["-d", "Stats"], 'did you mean "Status"?'),
        (LOAN, ["-i", "{tmp}/agee.json"], 'did you mean "Age"?'),
        (LOAN, ["-i", "{tmp}/none.json"], "MR01"),
        (b"<definitions>", [], "MR0901"),
        (b"<!DOCTYPE d><d/>", [], "MR0902"),
        (model(decision("d", literal("1 +"))), [], "in the literalExpression (line 2)"),
    ],
)
def test_what_cannot_be_used_ends_with_2(
    text: bytes, args: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "m.dmn"
    path.write_bytes(text)
    (tmp_path / "agee.json").write_text('{"Agee": 1}')
    filled = [one.replace("{tmp}", str(tmp_path)) for one in args]
    assert medrules("dmn", "run", str(path), *filled) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert "Traceback" not in told.err


def test_a_model_that_is_a_folder_or_missing_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert medrules("dmn", "run", str(tmp_path)) == 2
    assert medrules("dmn", "run", str(tmp_path / "no.dmn")) == 2
    assert capsys.readouterr().err.count("error[MR01") == 2


def test_import_writes_a_pack_that_checks(
    loan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pack"
    assert medrules("dmn", "import", loan, "-o", str(folder)) == 1
    told = capsys.readouterr().err
    assert 'inputData "Since" (id i_Since, line 3) is not imported' in told
    assert 'decision "Late" (id Late, line 6) is not imported' in told
    assert "medrules pack check" in told
    assert sorted(path.name for path in folder.iterdir()) == [
        "decisions.toml",
        "facts.toml",
        "pack.toml",
    ]
    from medrules.loading import load

    program = load([str(folder)], installed=False, cache=False)
    assert {one.path for one in program.derived} == {"status", "exact"}


def test_import_does_not_touch_a_folder_that_holds_something(
    loan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    assert medrules("dmn", "import", loan, "-o", str(tmp_path)) == 2
    assert "is not empty" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt", "loan.dmn"]
    assert medrules("dmn", "import", loan, "-o", f"{loan}/inside") == 2
    assert "cannot write" in capsys.readouterr().err


def test_export_of_an_installed_pack_and_of_a_folder(
    loan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "flow.dmn"
    assert medrules("dmn", "export", "decision-flow", "-o", str(output)) == 0
    assert 'name="decision_outcome"' in output.read_text(encoding="utf-8")
    folder = tmp_path / "pack"
    medrules("dmn", "import", loan, "-o", str(folder))
    capsys.readouterr()
    assert medrules("dmn", "export", str(folder)) == 0
    again = tmp_path / "again.dmn"
    again.write_text(capsys.readouterr().out, encoding="utf-8")
    inputs = tmp_path / "me.json"
    inputs.write_text('{"age": 17}')
    assert medrules("dmn", "run", str(again), "-i", str(inputs), "-d", "status") == 0
    assert json.loads(capsys.readouterr().out) == {"status": "minor"}


def test_export_of_what_is_no_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert medrules("dmn", "export", "decision-flw") == 2
    assert 'did you mean "decision-flow"?' in capsys.readouterr().err


def test_help_shows_examples_first(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("run", "import", "export"):
        assert medrules("dmn", name, "--help") == 0
        told = capsys.readouterr().out
        assert told.index("Examples") < told.index("Options")
