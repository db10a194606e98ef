"""The main job: from a program and a profile to an explained answer.

In: a ``Program`` and the facts about one person. Out: an ``Evaluation``: every conclusion with its
status. Refused, as ``MedrulesError``: facts that do not fit the vocabulary; rules that contradict
each other on these facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from medrules.conclusions import Conclusions
from medrules.interpreter.machine import Machine, prepare
from medrules.ir.evaluation import Evaluation, Profile, Settlement
from medrules.ir.program import Program

if TYPE_CHECKING:
    from medrules.targets import Engine

KEPT_MACHINES = 8
_machines: dict[int, Machine] = {}


def machine_for(program: Program) -> Machine:
    """The prepared form of a program; those of the last few programs are kept."""
    machine = _machines.get(id(program))
    if machine is None or machine.program is not program:
        while len(_machines) >= KEPT_MACHINES:
            del _machines[next(iter(_machines))]
        machine = _machines[id(program)] = prepare(program)
    return machine


def evaluate(
    program: Program,
    facts: Profile | Mapping[str, object],
    *,
    only: Sequence[str] | None = None,
    engine: Engine | None = None,
    keep: bool = False,
) -> Evaluation:
    """Work out what follows from the facts, and how firm it is.

    ``facts`` is a ``Profile``, or nested dicts as a profile file would hold them. ``only`` names
    the conclusions to look into (``decision.outcome``, ``programs[].rank``); by default all.
    ``engine`` runs the rules in place of the interpreter; it was made for the same program. With
    ``keep``, what settling finds out about the packs, and about no profile, is kept in the user's cache
    folder and read from there; the answer is the same.
    Raises MedrulesError when the facts do not fit, or when rules contradict each other.
    """
    if isinstance(facts, Profile):
        profile = facts
    else:
        from medrules.profile.mapping import profile_from_mapping

        profile = profile_from_mapping(program, facts)
    machine = machine_for(program)
    run = (engine or machine).run(profile)
    if run.conflicts:
        from medrules.conflicts import conflict_error

        raise conflict_error(program, run)

    def settled(paths: list[str]) -> dict[str, Settlement]:
        from medrules.settle import Shelf, settle

        shelf = Shelf(program) if keep else None
        return settle(program, machine, profile, run, paths, shelf=shelf)

    return Evaluation(program.packs, profile, run, Conclusions(program, run, only, settled))
