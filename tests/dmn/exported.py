"""Runs a program and its exported model side by side.

In: a program, an exported model, a complete profile. Out: every conclusion on which they differ.
"""

from __future__ import annotations

from medrules.dmn.evaluate import Evaluator
from medrules.dmn.exporting.program import Exported
from medrules.dmn.layout import lay_out
from medrules.dmn.read import read_model
from medrules.dmn.write import write_model
from medrules.interpreter.machine import Machine
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.ir.types import SetType

from .completing import inputs_of, listed


def evaluator_of(exported: Exported) -> Evaluator:
    """The model as it comes back from its XML."""
    xml = write_model(exported.model, lay_out(exported.model))
    return Evaluator(read_model(xml.encode(), "exported.dmn"))


def differences(
    program: Program, machine: Machine, exported: Exported, model: Evaluator, profile: Profile
) -> dict[str, tuple[object, object]] | None:
    """Path to what the pack says and what the model says; None where rules contradict."""
    run = machine.run(profile)
    if run.conflicts:
        return None
    outcome = model.run(inputs_of(profile, exported.inputs))
    assert outcome.notes == (), [str(one) for one in outcome.notes]
    sets = {one.path for one in program.derived if isinstance(one.type, SetType)}
    found: dict[str, tuple[object, object]] = {}
    for path, (decision, *field) in exported.conclusions.items():
        value = outcome.values[decision]
        head = path.partition("[].")[0]
        if field:
            assert isinstance(value, tuple)
            wanted: object = [listed(record[field[0]]) for record in run.records[head]]
            got: object = [_ordered(record.get(field[0]), path in sets) for record in value]
        else:
            wanted, got = listed(run.values[path]), _ordered(value, path in sets)
        if wanted != got:
            found[path] = (wanted, got)
    return found


def _ordered(value: object, is_set: bool) -> object:
    return tuple(sorted(value)) if is_set and isinstance(value, tuple) else value
