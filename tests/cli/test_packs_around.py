"""What else is installed, sound or broken, changes nothing that is said of a pack under work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from medrules import loading

from .running import PACKS, ROOT, Ran, medrules

HOUSE = str(ROOT / "examples" / "packs" / "example-university" / "example_university")
OWN = str(PACKS / "decision_flow")
COMMANDS: tuple[Sequence[str], ...] = (
    ("check", OWN, "--format", "json"),
    ("test", OWN, "--format", "json"),
    ("coverage", OWN, "--format", "json"),
    ("cases", OWN),
    ("docs", OWN),
    ("diff", OWN, OWN, "--format", "json"),
    ("build", OWN, "-o", "wheels"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_another_pack_that_is_installed_changes_nothing(
    command: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    usual = ran(command)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pack.toml").write_text('[pack]\nid = "broken"\nversion = [\n')
    before = loading.installed_folders
    more = (HOUSE, str(broken), str(tmp_path / "gone"))
    monkeypatch.setattr(loading, "installed_folders", lambda version: (*before(version), *more))
    assert medrules("packs").code == 2, "the packs beside it do count elsewhere"
    assert ran(command) == usual
    assert usual.out


def ran(command: Sequence[str]) -> Ran:
    return medrules("pack", *command)
