"""Defects of durable_rules 2.0.28 itself, without medrules: what the target has to work around.

Each test is marked ``defect_of_durable_rules`` in its name and passes while the defect is there. A newer
release that mends one makes its test fail, and then the way around it can go. What crashes or never
ends runs in a process of its own with a limit of time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distribution

import pytest

engine = pytest.importorskip("durable_rules_engine", exc_type=ImportError)

LIMIT = 3.0
"""Seconds for what takes a hundredth of one where it ends at all."""

PRELUDE = """
import json, sys
import durable_rules_engine as engine
def loaded(rules):
    return engine.create_ruleset("test", json.dumps({n: {"all": [{"m": one}]} for n, one in rules.items()}))
def tell(ruleset, sid, **fact):
    return engine.assert_fact(ruleset, json.dumps({"sid": sid, "id": "1", **fact}))
"""


def alone(text: str) -> subprocess.CompletedProcess[str]:
    """The text run as a program; memory that was never written is full of garbage there."""
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + text],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env={**os.environ, "MALLOC_PERTURB_": "165"},
        check=False,
    )


def loaded(**rules: object) -> int:
    made: int = engine.create_ruleset("test", json.dumps(rules))
    return made


def when(*tests: object) -> dict[str, object]:
    return {"all": [{f"m_{place}": test} for place, test in enumerate(tests)]}


def fired(ruleset: int, *facts: dict[str, object], sid: str = "1") -> list[str]:
    """The rules that fire once all facts have been asserted, one after the other."""
    state = 0
    for place, fact in enumerate(facts):
        _, state = engine.assert_fact(ruleset, json.dumps({"sid": sid, "id": str(place), **fact}))
    found: list[str] = []
    action = engine.start_action_for_state(ruleset, state)
    message = action[1] if action else None
    while message:
        found += json.loads(message)
        message = engine.complete_and_start_action(ruleset, state)
    return found


def test_defect_of_durable_rules_there_is_nothing_but_source() -> None:
    """Indexes take no wheels for plain ``linux``: what is installed was built here."""
    tags = [
        line.removeprefix("Tag: ")
        for line in (distribution("durable_rules").read_text("WHEEL") or "").splitlines()
        if line.startswith("Tag: ")
    ]
    if not sys.platform.startswith("linux"):
        pytest.skip("only on Linux do the names of wheels tell where they were built")
    assert tags
    assert all("-linux_" in tag for tag in tags)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="this Python is older than 3.13")
def test_defect_of_durable_rules_it_does_not_import_on_python_3_13() -> None:
    pytest.fail("durable_rules was imported: let medrules.targets.durable.session use it")


def test_defect_of_durable_rules_what_rests_on_none_is_not_withdrawn() -> None:
    ruleset = loaded(alone={"all": [{"m_0": {"a": 1}}, {"m_1$not": {"b": 1}}]})
    assert fired(ruleset, {"b": 1}, {"a": 1}, sid="first b") == []
    assert fired(ruleset, {"a": 1}, {"b": 1}, sid="first a") == ["alone"]


def test_defect_of_durable_rules_the_text_9_is_more_than_50000() -> None:
    assert fired(loaded(rich=when({"$gte": {"n": 50000}})), {"n": "9"}) == ["rich"]


def test_defect_of_durable_rules_numbers_are_doubles() -> None:
    ruleset = loaded(more=when({"$gt": {"n": 9007199254740992.5}}))
    assert fired(ruleset, {"n": 9007199254740993}) == []


def test_defect_of_durable_rules_a_long_text_is_compared_in_part() -> None:
    """It keeps lengths in two bytes, so 65,537 counts as 1."""
    assert fired(loaded(short=when({"text": "a"})), {"text": "a" * 65537}) == ["short"]


def test_defect_of_durable_rules_513_conditions_never_finish_loading() -> None:
    ended = alone('loaded({str(n): {"n": n} for n in range(500)}); print("loaded")')
    assert ended.stdout == "loaded\n"
    with pytest.raises(subprocess.TimeoutExpired):
        alone('loaded({str(n): {"n": n} for n in range(513)})')


def test_defect_of_durable_rules_1025_states_are_out_of_memory() -> None:
    ended = alone(
        'ruleset = loaded({"one": {"n": 1}})\n'
        "for sid in range(2000):\n"
        "    try:\n"
        "        tell(ruleset, str(sid), n=1)\n"
        "    except MemoryError:\n"
        "        sys.exit(str(sid))\n"
    )
    assert ended.stderr == "1024\n"


def test_defect_of_durable_rules_deleting_a_state_in_which_nothing_fired_crashes() -> None:
    """It frees a pointer that was never set."""
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is not known to be full of garbage here")
    ended = alone(
        'ruleset = loaded({"one": {"n": 1}})\ntell(ruleset, "1", n=2)\n'
        'engine.delete_state(ruleset, "1")'
    )
    assert ended.returncode < 0


def test_defect_of_durable_rules_at_most_64_conditions_hold_of_one_fact() -> None:
    rules = {f"more than {n}": when({"$gt": {"n": n}}) for n in range(65)}
    with pytest.raises(engine.error, match="303"):
        fired(loaded(**rules), {"n": 1000})


def test_defect_of_durable_rules_at_most_256_rules_end_in_one_condition() -> None:
    # In a process of its own: whether it is noticed depends on what memory held before.
    ended = alone(
        'loaded({f"rule {n}": {"n": 1} for n in range(256)})\n'
        'print("256")\n'
        "try:\n"
        '    loaded({f"rule {n}": {"n": 1} for n in range(257)})\n'
        "except engine.error as refused:\n"
        "    print(refused)\n"
    )
    assert ended.stdout == "256\nCould not create ruleset, error code: 108\n"


def test_defect_of_durable_rules_at_most_16_facts_are_joined() -> None:
    facts = [{"n": n} for n in range(17)]
    with pytest.raises(engine.error, match="304"):
        fired(loaded(all_of_them=when(*facts)), *facts)


def test_defect_of_durable_rules_a_fact_that_matches_nothing_raises() -> None:
    ended = alone(
        "from durable.engine import MessageNotHandledException, Ruleset\n"
        'rules = {"one": {"all": [{"m": {"n": 1}}], "run": lambda c: None}}\n'
        "try:\n"
        '    Ruleset("test", None, rules).assert_fact({"n": 2})\n'
        "except MessageNotHandledException:\n"
        '    print("raised")\n'
    )
    assert ended.stdout == "raised\n"
