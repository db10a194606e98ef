"""Programs as Python functions: straight-line code, no trace, the answers of the interpreter.

In: a ``Program``. Out: ``compiled``, and ``TARGET`` for ``medrules compile --to python``. Refused, as
MedrulesError: what Python cannot express (MR1010 to MR1012). See ``docs/targets-python.md``.
"""

from __future__ import annotations

from medrules.targets import Target
from medrules.targets.python.compiled import Compiled, compiled, write
from medrules.targets.python.runtime import Contradiction

__all__ = ["TARGET", "Compiled", "Contradiction", "compiled"]

TARGET = Target(
    name="python",
    title="Python",
    summary="One Python function: facts in, conclusions out, as fast as hand-written code.",
    dialects=(),
    write=write,
    engine=None,
)
