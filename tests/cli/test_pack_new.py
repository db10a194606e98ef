"""``medrules pack new``: what it makes passes every command for packs, as it stands."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from .running import medrules

KINDS = {
    "a project": ("northgate",),
    "only a folder": ("northgate", "--folder-only"),
    "over another pack": ("northgate", "--requires", "decision-flow"),
    "over two, only a folder": (
        "northgate", "--folder-only", "--requires", "decision-flow", "--requires", "alternatives",
    ),
    "two words": ("st-anna-2",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_pack_passes_everything(kind: str) -> None:
    name = KINDS[kind][0]
    made = medrules("pack", "new", *KINDS[kind])
    assert made.code == 0, made.err
    for command in (
        ("fmt", "--check"), ("check",), ("test",), ("coverage", "--fail-under", "100"), ("build",),
    ):  # fmt: skip
        ran = medrules("pack", command[0], name, *command[1:])
        assert ran.code == 0, (command, ran.out, ran.err)
    wheel = next(Path("dist").glob("*.whl"))
    assert medrules("pack", "verify", str(wheel)).code == 0
    assert not [one for one in os.listdir() if ".part" in one]


def test_it_works_inside_the_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    medrules("pack", "new", "northgate")
    monkeypatch.chdir("northgate")
    assert medrules("pack", "test").out.startswith("northgate: 5 passed")
    assert medrules("pack", "build").out == "dist/northgate-0.1.0-py3-none-any.whl\n"
    Path("me.toml").write_text('northgate.contract = "permanent"\nnorthgate.chair_agrees = true\n')
    answer = medrules("evaluate", "me.toml", "--pack", ".", "--only", "northgate")
    assert answer.code == 0
    assert "northgate.may_apply  yes (settled)" in answer.out


def test_the_project_says_the_version_once_and_registers_the_pack() -> None:
    medrules("pack", "new", "northgate")
    project = tomllib.loads(Path("northgate/pyproject.toml").read_text())["project"]
    assert project["dynamic"] == ["version"]
    assert project["entry-points"]["medrules"] == {"northgate": "northgate"}
    assert not list(Path("northgate").rglob("*.j2"))


def test_a_folder_only_holds_no_python() -> None:
    medrules("pack", "new", "northgate", "--folder-only")
    assert not list(Path("northgate").rglob("*.py"))
    assert Path("northgate/pack.toml").is_file()


def test_every_file_names_the_schema_that_stands_where_it_says() -> None:
    for args in (("northgate",), ("south-gate", "--folder-only")):
        medrules("pack", "new", *args)
        files = [one for one in Path(args[0]).rglob("*.toml") if one.name != "pyproject.toml"]
        assert len(files) >= 5
        for file in files:
            first = file.read_text().split("\n")[0]
            assert first.startswith("#:schema "), file
            assert (file.parent / first.removeprefix("#:schema ")).resolve().is_file(), file


def test_a_required_pack_is_required_in_its_range_and_one_of_its_figures_changed() -> None:
    medrules("pack", "new", "northgate", "--requires", "decision-flow")
    pack = tomllib.loads(Path("northgate/northgate/pack.toml").read_text())["pack"]
    assert pack["requires"] == [{"pack": "decision-flow", "version": ">=1.0, <2"}]
    changed = tomllib.loads(Path("northgate/northgate/overrides.toml").read_text())["overrides"]
    assert [(one["parameter"], one["was"], one["value"]) for one in changed] == [
        ("thresholds.protected_hours_per_week", 4, 8)
    ]


def test_the_figure_that_is_changed_is_not_one_that_another_loaded_pack_changes() -> None:
    other = str(Path(__file__).parents[2] / "examples/packs/example-university")
    medrules("pack", "new", "northgate", "--requires", "decision-flow", "--pack", other)
    assert "protected_hours" not in Path("northgate/northgate/overrides.toml").read_text()
    ran = medrules("pack", "test", "northgate", "--pack", other)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Big Hospital", '"big-hospital"'),
        ("big_hospital", '"big-hospital"'),
        ("../evil", '"evil"'),
        ("Hôpital Saint-Éloi", '"hopital-saint-eloi"'),
        ("2nd-ward", '"pack-2nd-ward"'),
        ("-x", '"x"'),
        ("***", '"my-pack"'),
        ("", '"my-pack"'),
        ("日本", '"my-pack"'),
        ("a" * 61, f'"{"a" * 60}"'),
        ("json", '"json-pack"'),
        ("medrules", '"medrules-pack"'),
        ("decision-flow", '"my-decision-flow"'),
    ],
)
def test_a_name_that_will_not_do_gets_one_that_will(name: str, suggestion: str) -> None:
    ran = medrules("pack", "new", "--", name)
    assert ran.code == 2
    assert suggestion in ran.err
    assert os.listdir() == []


def test_what_a_name_holds_does_not_reach_the_terminal_raw() -> None:
    ran = medrules("pack", "new", "a\x1b[31mb")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert '"a-31mb"' in ran.err


def test_nothing_is_overwritten() -> None:
    Path("northgate").mkdir()
    Path("south-gate").symlink_to("nowhere")
    for name in ("northgate", "south-gate"):
        ran = medrules("pack", "new", name)
        assert ran.code == 2
        assert "exists already" in ran.err
    assert os.listdir("northgate") == []


def test_a_pack_that_is_not_there_cannot_be_required() -> None:
    ran = medrules("pack", "new", "northgate", "--requires", "decision-flwo")
    assert ran.code == 2
    assert 'did you mean "decision-flow"?' in ran.err
    assert os.listdir() == []
