"""What is noted while a model runs, kept in the frame that the closures run in.

In: a frame and a diagnostic. Out: the list of all of one run. Refused: nothing; the same note is kept
once.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.dmn.types import Misfit
from medrules.interpreter.frame import Frame
from medrules.source.span import Span

NOTES = "!notes"
"""Where a frame keeps the diagnostics of its run; no variable and no path is called so."""


def note(frame: Frame, found: Diagnostic) -> None:
    """Add a diagnostic to those of the run."""
    notes = frame[NOTES]
    assert isinstance(notes, list)
    if found not in notes:
        notes.append(found)


def misfit(what: str, found: Misfit, span: Span) -> Diagnostic:
    """MR0922: a value that does not fit its declared type."""
    return report("MR0922", f"{what} {found.reason}; it is taken as null", span)
