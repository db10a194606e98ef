"""The packs that come with medrules: their cases show what each term of a condition does."""

from __future__ import annotations

from pathlib import Path

import pytest

from medrules.cases.coverage import measured, runs_of
from medrules.cases.goals import Goals
from medrules.cases.read import read_cases
from medrules.ir.program import Program
from medrules.loading import compile_folders, pack_folders
from medrules.packs.folder import PackFiles
from medrules.proposals.propose import propose

PACKS = Path(__file__).parents[2] / "packs" / "medrules_packs"
NAMES = ("decision_flow", "program_selection", "alternatives")


@pytest.fixture(scope="module")
def files() -> tuple[PackFiles, ...]:
    return pack_folders([PACKS / name for name in NAMES], installed=False)


@pytest.fixture(scope="module")
def program(files: tuple[PackFiles, ...]) -> Program:
    return compile_folders(files)


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_every_term_is_shown_with_effect(
    place: int, files: tuple[PackFiles, ...], program: Program
) -> None:
    pack = NAMES[place].replace("_", "-")
    cases = read_cases(files[place], program, pack)
    found = measured(Goals(program, pack), runs_of(program, cases), len(cases))
    lacking = {
        (condition.owner, term.text, term.lacking)
        for condition in found.conditions
        for term in condition.terms
        if term.lacking
    }
    assert lacking == set()
    assert found.percent == 100
    proposal = propose(program, pack, cases, terms=True)
    assert proposal.cases == ()
    assert proposal.unreached == ()
