"""The pack that the guide builds is a sound one: checked, tested, covered, and ready to be installed."""

from __future__ import annotations

import importlib.util
import shutil
import tomllib
from pathlib import Path

import pytest
from tests.docs.pages import sessions

from medrules.evaluating import evaluate
from medrules.loading import load
from medrules.plugins.discovery import folders_of
from medrules_cli.main import run

GUIDE = Path(sessions.__file__).parent / "pack-guide.md"
NORA = {
    "goals": {"primary_identity": "educator", "target_roles": ["clerkship-director"]},
    "support": {"funding": "none", "protected_hours_per_week": 3},
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file of the guide."""
    folder = tmp_path_factory.mktemp("guide")
    for name, content in sessions.files(GUIDE.read_text(encoding="utf-8")).items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    return folder


def _exit(*args: str) -> object:
    with pytest.raises(SystemExit) as ending:
        run(list(args))
    return ending.value.code


@pytest.mark.parametrize(
    "command", [("check",), ("test",), ("coverage", "--fail-under", "100")], ids=lambda one: one[0]
)
def test_the_pack_passes(house: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    assert _exit("pack", name, str(house / "northgate"), *options) == 0


def test_each_way_of_writing_is_shown(house: Path) -> None:
    program = load([house / "northgate"])
    kinds = {rule.origin.kind for rule in program.rules if rule.origin.pack == "northgate"}
    assert kinds == {"rule", "row", "flow", "formula"}
    assert "northgate" in {option.pack for option in program.options}
    assert "northgate" in {section.pack for section in program.report}
    assert {item.rule.rpartition("/")[0] for item in program.retired} >= {
        "decision-flow/director-years"
    }


def test_the_override_changes_the_answer_and_says_who_made_it(house: Path) -> None:
    before, after = load(), load([house / "northgate"])
    path = "thresholds.protected_hours_per_week"
    found = next(item for item in after.parameters if item.path == path)
    assert [(change.pack, change.before, change.after) for change in found.changes] == [
        ("northgate", "4", "3")
    ]
    outcomes = [
        evaluate(program, NORA, only=["decision.outcome"]).conclusions["decision.outcome"]
        for program in (before, after)
    ]
    assert [one.settlement.value for one in outcomes] == ["only-with-clear-payoff", "worthwhile"]


def test_the_option_is_ranked_with_the_rest(house: Path) -> None:
    answer = evaluate(load([house / "northgate"]), NORA, only=["alternatives[].rank"])
    names = [record["name"] for record in answer.run.records["alternatives"]]
    place = names.index("northgate-academy")
    assert f"alternatives[{place}].rank" in answer.conclusions


def test_the_distribution_leads_to_the_pack(house: Path) -> None:
    project = house / "northgate-rules"
    shutil.copytree(house / "northgate", project / "northgate_rules" / "northgate")
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    (entry,) = declared["project"]["entry-points"]["medrules"].items()
    name, module_name = entry
    place = project / module_name / "__init__.py"
    spec = importlib.util.spec_from_file_location(module_name, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (folder,) = folders_of([(name, module)])
    assert (Path(folder) / "pack.toml").is_file()
    assert "northgate" in {stamp.id for stamp in load([folder]).packs}
