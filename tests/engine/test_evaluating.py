"""The main job as a library: what ``evaluate`` takes, keeps and refuses, and the names it goes by."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import medrules
from interpreter.building import COLOURS, derived, fact, profile, program, ref, rule
from medrules import MedrulesError, evaluate, load
from medrules.evaluating import KEPT_MACHINES, _machines, machine_for
from medrules.ir.program import Program


def colourful() -> Program:
    """Two rules that disagree when both facts hold, and one conclusion beside them."""
    return program(
        facts=[fact("a"), fact("b")],
        deriveds=[derived("colour", COLOURS), derived("plain")],
        rules=[
            rule("colour", "red", ref("a"), id="test/if-a"),
            rule("colour", "blue", ref("b"), id="test/if-b"),
            rule("plain", True, ref("a")),
        ],
    )


def test_the_names_of_the_package_stay_what_they_are_whatever_is_imported() -> None:
    """A module that is imported becomes an attribute of its package: none may hide a public name."""
    for module in pkgutil.walk_packages(medrules.__path__, "medrules."):
        importlib.import_module(module.name)
    from medrules import evaluate as again
    from medrules import load as loaded

    assert callable(again)
    assert callable(loaded)
    assert again is importlib.import_module("medrules.evaluating").evaluate
    submodules = {module.name for module in pkgutil.iter_modules(medrules.__path__)}
    assert submodules.isdisjoint(medrules.__all__)


@pytest.mark.parametrize(
    "first", ["medrules.evaluating", "medrules.interpreter.machine", "medrules.loading"]
)
def test_evaluate_is_the_function_whichever_module_was_imported_first(first: str) -> None:
    told = "print(type(evaluate).__name__, load.__name__)"
    code = f"import {first}; from medrules import evaluate, load; {told}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "function load\n"


def test_every_public_name_is_there_and_no_other() -> None:
    for name in medrules.__all__:
        assert getattr(medrules, name) is not None
    with pytest.raises(AttributeError, match="module 'medrules' has no attribute 'evaluates'"):
        medrules.evaluates  # noqa: B018


def test_facts_come_as_a_profile_or_as_nested_dicts() -> None:
    made = colourful()
    as_profile = evaluate(made, profile({"a": True, "b": False}))
    as_dicts = evaluate(made, {"a": True, "b": False})
    assert dict(as_profile.conclusions) == dict(as_dicts.conclusions)
    assert as_dicts.conclusions["colour"].settlement.value == "red"
    assert as_dicts.conclusions["colour"].rules == ("test/if-a",)


def test_facts_that_do_not_fit_are_refused_all_at_once() -> None:
    with pytest.raises(MedrulesError) as raised:
        evaluate(colourful(), {"a": 3, "c": True})
    assert len(raised.value.diagnostics) == 2


def test_only_narrows_what_is_looked_into() -> None:
    found = evaluate(colourful(), {"a": True, "b": False}, only=["plain"])
    assert list(found.conclusions) == ["plain"]


def test_rules_that_disagree_are_named_with_both_places() -> None:
    with pytest.raises(MedrulesError) as raised:
        evaluate(colourful(), {"a": True, "b": True})
    (one,) = raised.value.diagnostics
    assert one.code == "MR0701"
    assert one.message == (
        'two rules disagree about "colour" (hit policy unique): "test/if-a" says "red", '
        '"test/if-b" says "blue"'
    )
    assert str(one.span) == "test/rules.toml:1:1"
    assert [(str(label.span), label.message) for label in one.labels] == [
        ("test/rules.toml:2:1", '"test/if-b" stands here')
    ]
    assert "this is a defect of the pack, not of the profile" in one.help


def test_every_conflict_is_told() -> None:
    made = program(
        facts=[fact("a")],
        deriveds=[derived("x", COLOURS), derived("y", COLOURS)],
        rules=[rule(path, colour, ref("a")) for path in "xy" for colour in ("red", "blue")],
    )
    with pytest.raises(MedrulesError) as raised:
        evaluate(made, {"a": True})
    assert [one.message.split('"')[1] for one in raised.value.diagnostics] == ["x", "y"]


def test_a_conflict_that_is_only_possible_is_no_error() -> None:
    found = evaluate(colourful(), {"a": True})
    assert found.conclusions["plain"].settlement.value is True


def test_a_program_is_prepared_once_and_only_a_few_are_kept() -> None:
    _machines.clear()
    first = colourful()
    machine = machine_for(first)
    assert machine_for(first) is machine
    others = [colourful() for _ in range(KEPT_MACHINES + 2)]
    for one in others:
        machine_for(one)
    assert len(_machines) == KEPT_MACHINES
    assert machine_for(first) is not machine, "it was dropped in between"
    assert machine_for(others[-1]).program is others[-1]


def test_a_machine_is_never_taken_for_that_of_another_program_at_the_same_place() -> None:
    """The id of an object is free again when the object is gone."""
    first, second = colourful(), colourful()
    _machines[id(second)] = machine_for(first)
    assert machine_for(second).program is second


def test_an_evaluation_does_not_change_the_facts_it_was_given() -> None:
    given = {"a": True, "b": False}
    evaluate(colourful(), given)
    assert given == {"a": True, "b": False}


def test_the_same_facts_give_the_same_answer_in_many_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    program_ = load()
    facts = {"goals": {"primary_identity": "educator", "target_roles": ["core-faculty"]}}

    def answer(_: int) -> dict[str, object]:
        found = evaluate(program_, facts, only=["decision.outcome", "degree.value"])
        return dict(found.conclusions)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, range(8)))
    assert all(one == answers[0] for one in answers)


def test_the_doctest_of_the_package_is_true() -> None:
    import doctest

    assert doctest.testmod(medrules).failed == 0
    assert Path(medrules.__file__ or "").name == "__init__.py"
