"""What has no SQL that means the same: raised where it is found, reported with its place.

In: a message. Out: ``Gap``, which ``place`` gives the span of the expression; then a diagnostic.
Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.source.span import NOWHERE, Span


class Gap(Exception):
    """Something that SQL cannot say exactly."""

    def __init__(self, message: str, help: str = "", code: str = "MR1022") -> None:
        super().__init__(message)
        self.message = message
        self.help = help or "Write the rule without it, or run the program with the interpreter."
        self.code = code
        self.span = NOWHERE

    def place(self, span: Span) -> Gap:
        """The same, at the innermost expression that has a place."""
        if self.span == NOWHERE:
            self.span = span
        return self

    def diagnostic(self, rule: str) -> Diagnostic:
        """What the reader is told."""
        return report(self.code, f"{self.message} (rule `{rule}`).", self.span, help=self.help)


def inexact(what: str) -> Gap:
    """A number that cannot be worked out exactly."""
    return Gap(
        f"{what} cannot be worked out exactly in SQL",
        "Compare instead of dividing, or give the facts a `min` and a `max` so that the number of "
        "digits is known.",
        "MR1023",
    )
