"""The semantics corpus: each folder is a pack whose cases hold one part of the language."""

from __future__ import annotations

from pathlib import Path

import pytest

from medrules.cases.read import read_cases
from medrules.cases.run import run_cases
from medrules.loading import compile_folders
from medrules.packs.folder import read_folder

CORPUS = Path(__file__).parents[1] / "corpus" / "semantics"


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_cases_hold(name: str) -> None:
    files = read_folder(str(CORPUS / name), name)
    program = compile_folders([files])
    cases = read_cases(files, program, name)
    failures = [one for outcome in run_cases(program, cases) for one in outcome.failures]
    assert cases
    assert not failures, "\n".join(str(one) for one in failures)
