"""medrules: a declarative rules engine for decisions people must be able to trust and question.

>>> from medrules import evaluate, load
>>> answer = evaluate(load(), {"goals": {"primary_identity": "clinician"}})
>>> answer.conclusions["decision.outcome"].settlement.value
'skip'

Names are imported when they are first used, so that ``import medrules`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.version import __version__

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic, MedrulesError
    from medrules.evaluating import evaluate
    from medrules.ir.evaluation import Conclusion, Evaluation, Profile, Settlement
    from medrules.ir.program import Program
    from medrules.ir.values import UNKNOWN
    from medrules.loading import load
    from medrules.plugins.hookspecs import hookimpl
    from medrules.targets.python import compiled

__all__ = [
    "UNKNOWN",
    "Conclusion",
    "Diagnostic",
    "Evaluation",
    "MedrulesError",
    "Profile",
    "Program",
    "Settlement",
    "__version__",
    "compiled",
    "evaluate",
    "hookimpl",
    "load",
]

_HOMES = {
    "UNKNOWN": "medrules.ir.values",
    "Conclusion": "medrules.ir.evaluation",
    "Diagnostic": "medrules.diagnostics.model",
    "Evaluation": "medrules.ir.evaluation",
    "MedrulesError": "medrules.diagnostics.model",
    "Profile": "medrules.ir.evaluation",
    "Program": "medrules.ir.program",
    "Settlement": "medrules.ir.evaluation",
    "compiled": "medrules.targets.python",
    "evaluate": "medrules.evaluating",
    "hookimpl": "medrules.plugins.hookspecs",
    "load": "medrules.loading",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use. Raises AttributeError for any other."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'medrules' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value
