"""Every command: its exit code, and that data goes to stdout and everything else to stderr."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from medrules_cli.group import group

from .running import COMPLETE, OPEN, ROOT, medrules

HOUSE = ROOT / "examples" / "packs" / "example-university" / "example_university"
WHEEL = "example_university-1.2.0-py3-none-any.whl"
TWICE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m"
namespace="urn:m"><inputData name="x" id="x"><variable name="x" typeRef="number"/></inputData>
<decision name="twice" id="d"><variable name="twice" typeRef="number"/><informationRequirement>
<requiredInput href="#x"/></informationRequirement><literalExpression><text>x * 2</text>
</literalExpression></decision></definitions>"""
BROKEN = '[pack]\nid = "broken"\n[[ruls]]\n'
ELSEWHERE = {"batch", "compile", "summary"}
"""Commands whose tests have a table of their own."""

# What is typed; the exit code; whether anything stands on stdout, and on stderr.
TABLE: tuple[tuple[str, int, bool, bool], ...] = (
    ("evaluate me.toml", 0, True, False),
    ("evaluate me.toml -o answer.txt", 0, False, False),
    ("evaluate full.toml -f json", 0, True, False),
    ("evaluate none.toml", 2, False, True),
    ("evaluate empty.toml", 2, False, True),
    ("evaluate bad.toml", 2, False, True),
    ("evaluate me.toml --pack broken", 2, False, True),
    ("evaluate me.toml --only nothing", 2, False, True),
    ("evaluate me.toml -o none/answer.txt", 2, False, True),
    ("explain me.toml", 0, True, False),
    ("explain saved.json", 0, True, True),
    ("explain changed.json", 1, True, True),
    ("explain me.toml nothing", 2, False, True),
    ("explain bad.toml", 2, False, True),
    ("explain-code MR0301", 0, True, False),
    ("explain-code MR9999", 2, False, True),
    ("facts", 0, True, False),
    ("facts nothing", 2, False, True),
    ("init", 0, True, False),
    ("init new.toml", 0, False, True),
    ("init me.toml", 2, False, True),
    ("packs", 0, True, False),
    ("packs --lock new.lock", 0, False, True),
    ("packs nothing", 2, False, True),
    ("rules", 0, True, False),
    ("rules nothing", 2, False, True),
    ("schema profile", 0, True, False),
    ("schema nothing", 2, False, True),
    ("lsp --nothing", 2, False, True),
    ("dmn export house", 0, True, False),
    ("dmn export nothing", 2, False, True),
    ("dmn import me.toml -o model", 2, False, True),
    ("dmn import house.dmn -o model", 1, False, True),
    ("dmn import twice.dmn -o model", 0, False, True),
    ("dmn run twice.dmn --input x.json", 0, True, False),
    ("dmn run twice.dmn --input me.toml", 2, False, True),
    ("dmn run me.toml", 2, False, True),
    ("pack build house", 0, True, True),
    ("pack build failing", 1, False, True),
    ("pack build broken", 2, False, True),
    ("pack cases house", 0, True, False),
    ("pack cases broken", 2, False, True),
    ("pack check house", 0, False, True),
    ("pack check house -f json", 0, True, False),
    ("pack check broken", 1, False, True),
    ("pack check broken -f json", 1, True, False),
    ("pack check broken -f sarif", 1, True, False),
    ("pack check broken -f github", 1, True, False),
    ("pack check nothing", 2, False, True),
    ("pack coverage house", 0, True, False),
    ("pack coverage failing --fail-under 100", 1, True, False),
    ("pack coverage broken", 2, False, True),
    ("pack diff house house", 0, True, False),
    ("pack diff house failing", 0, True, False),
    ("pack diff house broken", 2, False, True),
    ("pack docs house", 0, True, False),
    ("pack docs broken", 2, False, True),
    ("pack fmt house --check", 0, False, True),
    ("pack fmt failing --check", 1, True, True),
    ("pack fmt failing --diff", 1, True, True),
    ("pack fmt nothing", 2, False, True),
    ("pack new fresh", 0, False, True),
    ("pack new house", 2, False, True),
    ("pack new Fresh", 2, False, True),
    ("pack test house", 0, True, False),
    ("pack test failing", 1, True, True),
    ("pack test failing -f json", 1, True, True),
    ("pack test failing -f junit", 1, True, True),
    ("pack test house -k nothing", 1, True, True),
    ("pack test broken", 2, False, True),
    ("pack verify me.toml", 2, False, True),
    (f"pack verify {WHEEL}", 0, True, False),
    ("pack verify changed.whl", 1, False, True),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of everything, sound and unsound."""
    folder = tmp_path_factory.mktemp("one of everything")
    shutil.copy(OPEN, folder / "me.toml")
    shutil.copy(COMPLETE, folder / "full.toml")
    (folder / "empty.toml").touch()
    (folder / "bad.toml").write_text('goals.primary_identity = "educater"\n')
    (folder / "broken").mkdir()
    (folder / "broken" / "pack.toml").write_text(BROKEN)
    shutil.copytree(HOUSE, folder / "house")
    failing = Path(shutil.copytree(HOUSE, folder / "failing"))
    for old in (failing / "cases").iterdir():
        old.unlink()
    (failing / "cases" / "one.toml").write_text(
        '[[cases]]\nname = "wrong"\n[cases.given]\ngoals.primary_identity = "clinician"\n'
        '[cases.expect]\n"decision.outcome" = "worthwhile"\n\n\n\n'
    )
    saved = medrules("evaluate", OPEN, "-f", "json").out
    (folder / "saved.json").write_text(saved)
    answer = json.loads(saved)
    answer["conclusions"]["degree.value"]["value"] = "low"
    (folder / "changed.json").write_text(json.dumps(answer))
    assert medrules("dmn", "export", str(HOUSE), "-o", str(folder / "house.dmn")).code == 0
    assert medrules("pack", "build", str(HOUSE), "-o", str(folder / "dist")).code == 0
    wheel = folder / WHEEL
    (folder / "dist" / WHEEL).rename(wheel)
    (folder / "changed.whl").write_bytes(wheel.read_bytes())
    (folder / "twice.dmn").write_text(TWICE)
    (folder / "x.json").write_text('{"x": 2}')
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shutil.copytree(made, tmp_path / "here"))


@pytest.mark.parametrize(("line", "code", "out", "err"), TABLE, ids=[row[0] for row in TABLE])
@pytest.mark.usefixtures("here")
def test_it_ends_as_the_table_says(line: str, code: int, out: bool, err: bool) -> None:
    ran = medrules(*line.split())
    assert (ran.code, bool(ran.out), bool(ran.err)) == (code, out, err), (ran.out, ran.err)
    if "json" in line.split() or "sarif" in line.split():
        json.loads(ran.out)


def commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command as it is typed."""
    if not isinstance(command, click.Group):
        yield " ".join(words)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from commands(inner, (*words, name))


@pytest.mark.parametrize("line", list(commands(group)))
def test_an_option_that_does_not_exist_is_a_usage_error(line: str) -> None:
    ran = medrules(*line.split(), "--no-such-option")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Usage: medrules {line}")


def test_the_table_has_every_command_well_and_badly_used() -> None:
    for line in commands(group):
        if line in ELSEWHERE:
            continue
        codes = {row[1] for row in TABLE if row[0] == line or row[0].startswith(f"{line} ")}
        assert 2 in codes, line
        assert 0 in codes or line == "lsp", line
