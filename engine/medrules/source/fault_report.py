"""From what a scanner found to what a person is told.

In: a ``SourceFile`` and the ``Fault``s of its text. Out: diagnostics with lines and columns.
Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.source.lines import Lines
from medrules.source.text import SourceFile
from medrules.source.tree import Fault


def refuse(source: SourceFile, faults: Iterable[Fault]) -> NoReturn:
    """Raise MedrulesError with a diagnostic for each fault."""
    raise MedrulesError(diagnostics_of(source, faults))


def diagnostics_of(source: SourceFile, faults: Iterable[Fault]) -> list[Diagnostic]:
    """A diagnostic for each fault, in their order."""
    lines = Lines(source.name, source.text)
    found: list[Diagnostic] = []
    for fault in faults:
        labels: tuple[Label, ...] = ()
        if fault.other:
            extent, words = fault.other
            labels = (Label(lines.span(*extent), words),)
        found.append(
            report(fault.code, fault.message, lines.span(*fault.extent), labels, fault.help)
        )
    return found
