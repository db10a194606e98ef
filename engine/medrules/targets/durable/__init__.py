"""The target ``durable``: rules matched by durable_rules, everything else as elsewhere.

In: a program. Out: ``TARGET``: an engine that gives the same runs as the interpreter, and the rulesets
as JSON. Refused: a Python that durable_rules does not work with, durable_rules not installed. What
durable_rules cannot work out itself is asserted as a fact, and MR1041 says so of the written text.
"""

from __future__ import annotations

from medrules.ir.program import Program
from medrules.targets import Engine, Target, Written


def _write(program: Program, _dialect: str) -> Written:
    from medrules.targets.durable.writing import written

    return written(program)


def _engine(program: Program) -> Engine:
    from medrules.targets.durable.engine import DurableEngine

    return DurableEngine(program)


TARGET = Target(
    name="durable",
    title="durable_rules",
    summary="Rulesets that durable_rules matches, stratum by stratum, as JSON.",
    dialects=(),
    write=_write,
    engine=_engine,
)
