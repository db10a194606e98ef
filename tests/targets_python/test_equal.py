"""Generated Python and the interpreter give the same, slot by slot."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.differential.drawing import draw
from tests.interpreter.strategies import profiles, programs

from medrules.cases.read import read_cases
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.loading import compile_folders, load
from medrules.packs.folder import read_folder
from medrules.profile.read import read_profile
from medrules.targets.python import Contradiction, compiled
from medrules.targets.python.indexing import without_index

from .comparing import unlike

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "semantics"


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_the_semantics_corpus(name: str) -> None:
    files = read_folder(str(CORPUS / name), name)
    program = compile_folders([files])
    code = compiled(program)
    cases = read_cases(files, program, name)
    assert cases
    for case in cases:
        assert unlike(program, case.profile, code) == [], case.name


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_random_profiles_of_the_corpus(name: str) -> None:
    program = compile_folders([read_folder(str(CORPUS / name), name)])
    code, source = compiled(program), Random(3)
    for _ in range(60):
        assert unlike(program, draw(program, source), code) == []


def test_the_examples_of_the_packs() -> None:
    program = load()
    code = compiled(program)
    paths = sorted((ROOT / "examples" / "profiles").glob("*.toml"))
    assert paths
    for path in paths:
        assert unlike(program, read_profile(str(path), program).profile, code) == [], path.name


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_random_programs_and_profiles(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    code = compiled(made)
    for full in (True, False, False):
        assert unlike(made, data.draw(profiles(made, full=full)), code) == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_facts_that_are_null(data: st.DataObject) -> None:
    made = data.draw(programs())
    facts = data.draw(profiles(made, full=data.draw(st.booleans())))
    path = data.draw(st.sampled_from([one.path for one in made.facts if "[]" not in one.path]))
    changed = facts.replace(values={**facts.values, path: None})
    assert unlike(made, changed) == []
    if facts.records.get("items"):
        rows = ({**facts.records["items"][0], "size": None}, *facts.records["items"][1:])
        assert unlike(made, facts.replace(records={"items": rows})) == []


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_index_changes_nothing(data: st.DataObject) -> None:
    made = data.draw(programs())
    plain = _without_index(made)
    facts = data.draw(profiles(made, full=data.draw(st.booleans())))
    assert compiled(made).run(facts) == plain.run(facts)


def _without_index(program: Program):  # type: ignore[no-untyped-def]
    with without_index():
        return compiled(program)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_function_and_the_run_agree(data: st.DataObject) -> None:
    made = data.draw(programs())
    code = compiled(made)
    facts: Profile = data.draw(profiles(made))
    run = code.run(facts)
    flat = {**facts.values, **facts.records}
    if run.conflicts:
        with pytest.raises(Contradiction) as told:
            code.function(flat)
        assert told.value.conflicts == run.conflicts
        return
    answer = code.function(flat)
    for item in made.derived:
        head, inside, _ = item.path.partition("[].")
        if inside:
            assert answer[head] == run.records.get(head, answer[head])
        else:
            assert answer[item.path] == run.values[item.path]
