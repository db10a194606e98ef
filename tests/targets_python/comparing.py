"""Runs of the interpreter and of generated Python, side by side.

In: a program, its Python, a profile. Out: ``unlike``: every slot, record and conflict in which the two runs
differ, by type as well as by value; empty where they agree. Refused: nothing.
"""

from __future__ import annotations

from tests.differential.comparing import differences

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.targets.python import Compiled, compiled


def unlike(program: Program, profile: Profile, code: Compiled | None = None) -> list[str]:
    """What the two runs say differently."""
    came = (code or compiled(program)).run(profile)
    wanted = prepare(program).run(profile)
    found = differences(wanted, came)
    for path, value in wanted.values.items():
        if type(value) is not type(came.values[path]):
            found.append(f"{path}: {value!r} became {came.values[path]!r}")
    return found
