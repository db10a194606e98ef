"""The value that somebody asks about, as they typed it.

In: a program, the concrete path of a conclusion, a text such as ``worthwhile`` or ``3``. Out: the
value; for a set or a list, one member of it. Refused, as MedrulesError: a text that is no value of
the conclusion's type.
"""

from __future__ import annotations

from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.ir.types import ListType, SetType
from medrules.profile.overrides import parsed


def asked_value(program: Program, path: str, text: str) -> Plain:
    """The value that the text is, of the type of the conclusion. Raises MedrulesError."""
    head, bracket, rest = path.partition("[")
    declared = f"{head}[]{rest.partition(']')[2]}" if bracket else path
    kind = next(item.type for item in program.derived if item.path == declared)
    if isinstance(kind, SetType | ListType):
        kind = kind.item
    found = literal(parsed(text, kind), kind)
    if isinstance(found, Misfit):
        raise MedrulesError([report("MR0710", f"{found.message} ({path})", help=found.help)])
    return found
