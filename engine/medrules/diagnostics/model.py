"""The one type of diagnostic.

In: a code from ``medrules.diagnostics.codes``, a message and where it applies. Out: ``Diagnostic``
values, which stages collect and never print. ``MedrulesError`` carries diagnostics to a caller
that cannot go on. Refused: a code that the registry does not know (KeyError).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from medrules.record import Record
from medrules.source.span import NOWHERE, Span


class Severity(StrEnum):
    """How bad it is; only an error stops a pack from being used."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Label(Record):
    """A second place that matters to a diagnostic, with a few words on why."""

    span: Span
    message: str


class Diagnostic(Record):
    """One finding. ``message`` is one sentence without the place; ``help`` says what to do."""

    code: str
    severity: Severity
    message: str
    span: Span = NOWHERE
    labels: tuple[Label, ...] = ()
    help: str = ""

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span != NOWHERE else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}"


class MedrulesError(Exception):
    """Input that cannot be used; ``diagnostics`` holds every reason, never just the first."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(str(item) for item in self.diagnostics))
