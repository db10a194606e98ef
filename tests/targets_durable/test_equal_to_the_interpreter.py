"""The same as the interpreter: runs with their firings, cases of packs, and what commands write."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.running import COMPLETE, PACKS, PROFILES, medrules
from tests.interpreter.building import (
    LEVELS,
    both,
    derived,
    fact,
    holds,
    profile,
    program,
    ref,
    rule,
)
from tests.interpreter.strategies import COLOUR_SET, profiles, programs

from medrules.cases.read import read_cases
from medrules.cases.run import run_cases
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Policy, Program
from medrules.loading import compile_folders, load
from medrules.packs.folder import read_folder
from medrules.targets.durable.engine import DurableEngine

pytestmark = pytest.mark.skipif(
    find_spec("durable_rules_engine") is None, reason="durable_rules is not installed"
)

CORPUS = Path(__file__).parents[1] / "corpus" / "semantics"


def assert_same(made: Program, *people: Profile) -> None:
    engine, machine = DurableEngine(made), prepare(made)
    for person in people:
        came, wanted = engine.run(person), machine.run(person)
        assert came.values == wanted.values
        assert came.records == wanted.records
        assert came.firings == wanted.firings
        assert came.conflicts == wanted.conflicts


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_programs_on_random_profiles(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    people = [data.draw(profiles(made)) for _ in range(4)]
    assert_same(made, *people, data.draw(profiles(made, full=True)))


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_the_semantics_corpus(name: str) -> None:
    files = read_folder(str(CORPUS / name), name)
    made = compile_folders([files])
    cases = read_cases(files, made, name)
    came = run_cases(made, cases, engine=DurableEngine(made))
    assert not [str(one) for outcome in came for one in outcome.failures]
    assert_same(made, *[case.profile for case in cases])


@pytest.fixture(scope="module")
def packs() -> Program:
    return load()


@pytest.mark.parametrize("name", ["decision_flow", "program_selection", "alternatives"])
def test_the_cases_of_the_packs(name: str, packs: Program) -> None:
    pack = name.replace("_", "-")
    cases = read_cases(read_folder(str(PACKS / name), pack), packs, pack)
    came = run_cases(packs, cases, engine=DurableEngine(packs))
    assert cases
    assert not [str(one) for outcome in came for one in outcome.failures]
    assert_same(packs, *[case.profile for case in cases])


PEOPLE = sorted(PROFILES.glob("*.toml"))


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_evaluate_writes_the_same(path: Path, form: str) -> None:
    wanted = medrules("evaluate", str(path), "--format", form)
    came = medrules("evaluate", str(path), "--format", form, "--engine", "durable")
    # Commands to go on with keep the engine.
    assert came._replace(out=came.out.replace(" --engine durable", "")) == wanted
    assert (came.code, came.err) == (0, "")


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_explain_writes_the_same(path: Path) -> None:
    assert medrules("explain", str(path), "--engine", "durable") == medrules("explain", str(path))


# -- recursion ---------------------------------------------------------------------------------------


def growing() -> Program:
    """Two sets that grow from one another, and one rule that may yet add to them."""
    colours, more = ref("colours", COLOUR_SET), ref("more", COLOUR_SET)
    rules = [
        rule("more", "red", ref("a")),
        rule("more", "green", holds(more, "red")),
        rule("colours", more, holds(more, "green")),
        rule("more", "blue", both(holds(colours, "green"), ref("b"))),
    ]
    conclusions = [derived(path, COLOUR_SET, Policy.COLLECT) for path in ("more", "colours")]
    return program([fact("a"), fact("b")], conclusions, rules)


@pytest.mark.parametrize("a", [None, True, False])
@pytest.mark.parametrize("b", [None, True, False])
def test_sets_that_grow_from_one_another(a: bool | None, b: bool | None) -> None:
    made = growing()
    assert any(stratum.recursive for stratum in made.strata)
    given = {"a": a, "b": b}
    assert_same(made, profile({name: value for name, value in given.items() if value is not None}))


# -- the command line ------------------------------------------------------------------------------


def test_an_engine_that_does_not_exist_is_refused_with_a_suggestion() -> None:
    ran = medrules("evaluate", COMPLETE, "--engine", "durabel")
    assert (ran.code, ran.out) == (2, "")
    assert "durable" in ran.err.partition("durabel")[2]
    assert "--engine" in ran.err


def test_the_interpreter_is_an_engine_too() -> None:
    assert medrules("evaluate", COMPLETE, "--engine", "interpreter") == medrules(
        "evaluate", COMPLETE
    )


def test_engines_are_completed() -> None:
    from medrules_cli.commands.evaluate import command

    with command.make_context("evaluate", [COMPLETE], resilient_parsing=True) as context:
        (option,) = [one for one in command.params if one.name == "engine"]
        words = [one.value for one in option.shell_complete(context, "d")]
        assert "durable" in words
        assert "interpreter" in [one.value for one in option.shell_complete(context, "")]


def test_rules_that_contradict_each_other_are_told_alike() -> None:
    made = program(
        [fact("a")],
        [derived("level", LEVELS)],
        [rule("level", "low", ref("a")), rule("level", "high", ref("a"))],
    )
    assert_same(made, profile({"a": True}), profile({}))
