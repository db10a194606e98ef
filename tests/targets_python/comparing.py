"""Runs of the interpreter and of generated Python, side by side.

In: a program, its Python, a profile. Out: ``differences``: every slot, record and conflict in which the
two runs differ; empty where they agree. Refused: nothing.
"""

from __future__ import annotations

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.targets.python import Compiled


def differences(program: Program, code: Compiled, profile: Profile) -> list[str]:
    """What the two runs say differently."""
    wanted, came = prepare(program).run(profile), code.run(profile)
    found = [
        f"{path}: {wanted.values.get(path, 'nothing')!r} became {came.values.get(path, 'nothing')!r}"
        for path in sorted(wanted.values.keys() | came.values.keys())
        if _unlike(wanted.values.get(path, found_nothing), came.values.get(path, found_nothing))
    ]
    if wanted.records.keys() != came.records.keys():
        found.append(f"lists: {sorted(wanted.records)} became {sorted(came.records)}")
    for path in wanted.records.keys() & came.records.keys():
        if wanted.records[path] != came.records[path]:
            found.append(f"{path}: {wanted.records[path]} became {came.records[path]}")
    if wanted.conflicts != came.conflicts:
        found.append(f"conflicts: {wanted.conflicts} became {came.conflicts}")
    return found


found_nothing = object()


def _unlike(one: object, other: object) -> bool:
    return type(one) is not type(other) or one != other
