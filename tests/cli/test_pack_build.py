"""``medrules pack build``, ``pack verify``, ``packs --lock`` and ``--locked``, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import medrules

REPO = Path(__file__).parents[2]
PROFILE = str(REPO / "examples/profiles/newcomer.toml")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    medrules("pack", "new", "northgate", "--folder-only")


def test_build_prints_the_path_and_nothing_else_on_stdout() -> None:
    ran = medrules("pack", "build", "northgate", "-o", "out/wheels")
    assert (ran.code, ran.out) == (0, "out/wheels/medrules_pack_northgate-0.1.0-py3-none-any.whl\n")
    assert "sha256:" in ran.err


def test_build_twice_gives_the_same_bytes() -> None:
    first = Path(medrules("pack", "build", "northgate", "-o", "a").out.strip()).read_bytes()
    assert Path(medrules("pack", "build", "northgate", "-o", "b").out.strip()).read_bytes() == first


def test_a_pack_whose_cases_fail_is_not_built() -> None:
    case = Path("northgate/cases/grant.toml")
    case.write_text(case.read_text().replace("= 3000", "= 4000"))
    ran = medrules("pack", "build", "northgate")
    assert (ran.code, ran.out) == (1, "")
    assert "MR0483" in ran.err
    assert "its cases fail" in ran.err
    assert not Path("dist").exists()
    assert medrules("pack", "build", "northgate", "--no-test").code == 0


def test_a_pack_without_a_case_is_not_built() -> None:
    Path("northgate/cases/grant.toml").unlink()
    ran = medrules("pack", "build", "northgate")
    assert ran.code == 1
    assert "it has no case" in ran.err


def test_a_pack_with_errors_is_not_built_at_all() -> None:
    Path("northgate/rules.toml").write_text("[[rules]]\n")
    ran = medrules("pack", "build", "northgate", "--no-test")
    assert ran.code == 2
    assert "MR0402" in ran.err


def test_a_folder_that_cannot_be_made_is_told() -> None:
    Path("taken").write_text("")
    ran = medrules("pack", "build", "northgate", "-o", "taken/x")
    assert ran.code == 2
    assert "cannot make the folder" in ran.err


def wheel() -> str:
    return medrules("pack", "build", "northgate").out.strip()


def test_verify_says_what_the_wheel_holds() -> None:
    ran = medrules("pack", "verify", wheel())
    assert ran.code == 0
    assert ran.out.startswith("northgate 0.1.0: 5 files, all as they were built\n")
    assert "installs  medrules>=0.1" in ran.out


def test_verify_in_json() -> None:
    found = json.loads(medrules("pack", "verify", wheel(), "--format", "json").out)
    assert (found["pack"], found["version"], found["findings"]) == ("northgate", "0.1.0", [])


def test_a_changed_wheel_is_a_finding_and_a_text_is_no_wheel() -> None:
    path = Path(wheel())
    data = bytearray(path.read_bytes())
    data[data.index(b"3000")] = ord("9")
    path.write_bytes(data)
    ran = medrules("pack", "verify", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert "MR0531" in ran.err
    assert medrules("pack", "verify", PROFILE).code == 2
    assert medrules("pack", "verify", "no-such.whl").code == 2


def test_locked_lets_through_what_was_locked_and_nothing_else() -> None:
    assert medrules("packs", "--lock", "medrules.lock").code == 0
    for command in ("evaluate", "explain"):
        assert medrules(command, PROFILE, "--locked", "medrules.lock").code == 0
        ran = medrules(command, PROFILE, "--locked", "medrules.lock", "--pack", "northgate")
        assert (ran.code, ran.out) == (2, "")
        assert "MR0541" in ran.err
        assert '"northgate" 0.1.0' in ran.err


def test_locked_refuses_a_changed_pack() -> None:
    assert medrules("packs", "--lock", "medrules.lock", "--pack", "northgate").code == 0
    rules = Path("northgate/rules.toml")
    rules.write_text(rules.read_text().replace("3000", "3001"))
    ran = medrules("evaluate", PROFILE, "--locked", "medrules.lock", "--pack", "northgate")
    assert ran.code == 2
    assert "MR0544" in ran.err


def test_a_lock_goes_to_stdout_too_and_names_no_single_pack() -> None:
    ran = medrules("packs", "--lock", "-")
    assert ran.code == 0
    assert '[[packs]]\nid = "alternatives"' in ran.out
    assert medrules("packs", "decision-flow", "--lock", "x.lock").code == 2
