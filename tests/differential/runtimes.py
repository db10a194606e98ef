"""The runtimes that are compared with the interpreter: one entry each.

In: a program. Out: ``RUNTIMES``: by name, what makes a function from a batch of profiles to their runs, of
which values, records and conflicts count. Refused: nothing; an extra that is not installed raises
MedrulesError when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medrules.ir.evaluation import Profile, Run
from medrules.ir.program import Program

Answer = Callable[[Sequence[Profile]], list[Run]]
Make = Callable[[Program], Answer]


def _python(program: Program) -> Answer:
    from medrules.targets.python import compiled

    code = compiled(program)
    return lambda profiles: [code.run(profile) for profile in profiles]


def _sql(program: Program) -> Answer:
    from functools import partial

    from tests.targets_sql.relations import runs

    return partial(runs, program)


def _durable(program: Program) -> Answer:
    from medrules.targets.durable.engine import DurableEngine

    engine = DurableEngine(program)
    return lambda profiles: [engine.run(profile) for profile in profiles]


RUNTIMES: dict[str, Make] = {"python": _python, "sql": _sql, "durable": _durable}

BY_DEFAULT = ("python", "sql")
"""Those that answer a million profiles in an hour."""
