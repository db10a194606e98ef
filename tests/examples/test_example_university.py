"""An institution's pack from folder to answer: built, verified, installed in a fresh environment, seen.

The environment is new and gets the wheel from pip; medrules and its libraries are those that run
these tests. Nothing tells medrules where the pack is but the entry point in the wheel.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

import pytest

REPO = Path(__file__).parents[2]
PACK = REPO / "examples/packs/example-university"
COMPLETE = str(REPO / "examples/profiles/complete.toml")
FACTS = (
    "--set", "university.track=clinician-educator", "--set", "university.employment=60",
    "--set", "university.years_of_service=6", "--set", "university.chair_supports=false",
)  # fmt: skip


class Environment(NamedTuple):
    """A fresh environment with the pack in it."""

    python: str
    folder: Path
    wheel: Path

    def run(self, *args: str, code: int = 0) -> str:
        """Run medrules there; what it wrote, diagnostics after data."""
        ran = subprocess.run(
            [self.python, "-m", "medrules_cli", *args],
            env=_environ(self.folder),
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def told(self, *args: str) -> str:
        """The same on one line, without the bars of the tree: texts are wrapped."""
        return " ".join(self.run(*args).replace("│", " ").split())

    def pip(self, *args: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", self.python, "--quiet",
             "--disable-pip-version-check", *args],
            check=True,
        )  # fmt: skip


def _environ(folder: Path) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "FORCE_COLOR")
    }
    return {**kept, "MEDRULES_CACHE_DIR": str(folder / "cache"), "NO_COLOR": "1", "COLUMNS": "200"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("university")
    built = subprocess.run(
        [sys.executable, "-m", "medrules_cli", "pack", "build", str(PACK), "-o", str(folder)],
        env=_environ(folder),
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    inside = Path(sysconfig.get_path("purelib", vars={"base": str(venv)}))
    ours = sysconfig.get_path("purelib")
    (inside / "medrules_and_its_libraries.pth").write_text(
        f"import site; site.addsitedir({ours!r})\n"
    )
    scripts = "Scripts" if os.name == "nt" else "bin"
    made = Environment(str(venv / scripts / "python"), folder, Path(built.stdout.strip()))
    made.pip("install", "--no-deps", "--no-index", str(made.wheel))
    return made


def answer(installed: Environment, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        installed.run("evaluate", COMPLETE, *FACTS, "--format", "json", *args)
    )
    return found


def test_the_wheel_is_what_it_says(installed: Environment) -> None:
    said = installed.run("pack", "verify", str(installed.wheel))
    assert said.startswith("example-university 1.2.0: 11 files, all as they were built")
    assert "requires  decision-flow >=1.0, <2" in said


def test_the_entry_point_is_what_finds_it(installed: Environment) -> None:
    packs = {one["id"]: one for one in json.loads(installed.run("packs", "--format", "json"))}
    assert set(packs) == {
        "alternatives",
        "decision-flow",
        "example-university",
        "program-selection",
    }
    assert packs["example-university"]["root"].startswith(str(installed.folder / "venv"))
    assert packs["example-university"]["digest"] in installed.run(
        "pack", "verify", str(installed.wheel)
    )


def test_its_rules_and_figures_count(installed: Environment) -> None:
    said = answer(installed)["conclusions"]
    assert said["university.aid_usd"]["value"] == 15000
    assert said["university.educator_day"]["value"] is False
    assert "ask-for-educator-day" in said["next_steps"]["value"]
    after_aid = {one["$record"]: one["after_aid_usd"]["value"] for one in said["programs"]}
    assert [after_aid[f"programs[{index}]"] for index in range(6)] == [
        17000,
        43000,
        0,
        3000,
        0,
        26000,
    ], "three of the profile, then three of the pack"


def test_the_changed_threshold_changes_an_answer_and_says_who_changed_it(
    installed: Environment,
) -> None:
    half_day = ("--set", "support.funding=none", "--set", "support.protected_hours_per_week=6")
    said = answer(installed, *half_day)["conclusions"]["decision.outcome"]["value"]
    assert said == "only-with-clear-payoff"
    why = installed.told("explain", COMPLETE, *half_day, "decision.outcome")
    assert "example-university 1.2.0" in why
    assert "from 4 to 8" in why
    assert "Only the educator day of eight hours has held." in why


def test_the_reworded_and_the_retired_rule_say_so(installed: Environment) -> None:
    unpaid = ("--set", "support.funding=none", "--set", "support.protected_hours_per_week=0")
    why = installed.told("explain", COMPLETE, *unpaid, "next_steps")
    assert "Start with the education office: it knows both forms." in why
    assert "One office answers for both" in why
    why_not = installed.told("explain", COMPLETE, "--why-not", "programs[0].questions")
    assert "program-selection/ask-funding" in why_not
    assert "retired by example-university 1.2.0" in why_not
    assert "The education office keeps the list of grants" in why_not
    rules = installed.told("rules", "program-selection")
    assert "retired by example-university 1.2.0" in rules


def test_the_options_of_the_house_are_ranked_with_the_others(installed: Environment) -> None:
    said = answer(installed)["conclusions"]
    ranks = {one["name"]: one["rank"]["value"] for one in said["alternatives"]}
    assert ranks["teaching-scholars"] == 1
    assert "educator-certificate" in ranks
    assert [one["$record"] for one in said["alternatives"]] != sorted(
        one["$record"] for one in said["alternatives"]
    ), "ordered by rank, not as given"


def test_what_runs_is_locked_and_a_missing_pack_is_named(installed: Environment) -> None:
    installed.run("packs", "--lock", "medrules.lock")
    installed.run("evaluate", COMPLETE, "--locked", "medrules.lock", "--only", "decision.outcome")
    installed.pip("uninstall", "--yes", "example-university")
    try:
        refused = installed.run("evaluate", COMPLETE, "--locked", "medrules.lock", code=2)
        assert "MR0542" in refused
        assert '"example-university" 1.2.0' in refused
    finally:
        installed.pip("install", "--no-deps", "--no-index", str(installed.wheel))
    installed.run("evaluate", COMPLETE, "--locked", "medrules.lock", "--only", "decision.outcome")
