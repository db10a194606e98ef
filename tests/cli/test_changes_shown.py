"""What one pack changes of another is listed, with its reason, where people look."""

from __future__ import annotations

import json
from pathlib import Path

from .running import medrules

PACK = str(Path(__file__).parents[2] / "examples/packs/example-university")


def test_packs_lists_all_that_a_pack_changes() -> None:
    shown = medrules("packs", "example-university", "--pack", PACK).out
    changes = shown.partition("It changes of other packs\n")[2].splitlines()
    assert [one.split()[0].rstrip(",") for one in changes] == [
        "program-selection/ask-funding",
        "thresholds.protected_hours_per_week",
        "decision-flow/ask-for-support",
    ]
    assert "value: 4 → 8 (Half a day a week is soon lost" in changes[1]


def test_rules_says_which_are_retired_and_which_are_reworded() -> None:
    rows = json.loads(medrules("rules", "--format", "json", "--pack", PACK).out)
    by_id = {one["id"]: one for one in rows}
    retired = by_id["program-selection/ask-funding"]
    assert retired["concludes"] == "(retired)"
    assert retired["when"].startswith("retired by example-university 1.2.0: ")
    reworded = by_id["decision-flow/ask-for-support"]
    assert reworded["changed"].startswith("because changed by example-university 1.2.0: ")
    assert by_id["decision-flow/decision/skip"]["changed"] == ""


def test_a_retired_rule_is_listed_for_the_conclusion_that_it_had() -> None:
    found = medrules("rules", "--concludes", "programs[].questions", "--pack", PACK).out
    assert "program-selection/ask-funding" in found
    assert "ask-funding" not in medrules("rules", "--concludes", "degree.value", "--pack", PACK).out
