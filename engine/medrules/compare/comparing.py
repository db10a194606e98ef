"""Two versions of a pack compared: what is written otherwise, and what follows from it.

In: two opened versions, perhaps a file of profiles, how many profiles to generate. Out:
``Comparison``. Refused, as ``MedrulesError``: a file of profiles that cannot be used.
"""

from __future__ import annotations

from medrules.compare.answers import Answers
from medrules.compare.model import AnswerChange, Change, Comparison, Side, Tried
from medrules.compare.opening import Version
from medrules.compare.proposing import proposal
from medrules.compare.slices import Slices
from medrules.compare.subjects import Subject, boundary, case_subjects, cohort
from medrules.compare.written import changes_of
from medrules.ir.evaluation import Profile

MOST_GENERATED = 1000


def compare(
    old: Version, new: Version, profiles: str | None = None, most_generated: int = MOST_GENERATED
) -> Comparison:
    """Everything that differs, and the step of SemVer that it asks for."""
    changes = changes_of(old.pack, new.pack)
    slices = Slices(old.program, new.program)
    cases = case_subjects(old.cases, new.cases)
    given = cohort(profiles, old.program, new.program) if profiles is not None else ()
    empty = Subject("generated", "an empty profile", Profile({}, {}, {}))
    made: tuple[Subject, ...] = ()
    left_out = 0
    if slices.affected and most_generated:
        made, left_out = boundary(slices, (*cases, empty), most_generated - 1)
        made = (empty, *made)
    answers = Answers(slices, _renamed(changes, old.pack.id, new.pack.id))
    found: list[AnswerChange] = []
    for subject in (*cases, *given, *made):
        found += answers.changes(subject)
    return Comparison(
        Side(old.shown, old.pack.id, old.pack.version),
        Side(new.shown, new.pack.id, new.pack.version),
        changes,
        tuple(found),
        Tried(len(cases), len(given), len(made), left_out),
        proposal(changes, found, old.pack.version, new.pack.version),
    )


def _renamed(changes: tuple[Change, ...], old: str, new: str) -> dict[str, str]:
    """Full ids of rules whose id alone changed."""
    return {
        f"{old}/{one.id}": f"{new}/{one.to}" for one in changes if one.how == "moved" and one.to
    }
