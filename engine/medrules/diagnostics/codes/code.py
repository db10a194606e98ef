"""What a diagnostic code means, as its own page of the documentation says it.

In: nothing. Out: ``Code``, of which each area file (``codes/<area>.py``) holds a tuple ``CODES``.
Refused: nothing here; the tests of the registry refuse a code that is told twice or not explained.
"""

from __future__ import annotations

from medrules.diagnostics.model import Severity
from medrules.record import Record


class Code(Record):
    """One code. The texts are MyST Markdown for the page of that code.

    ``code`` is ``MR`` and four digits, the first two of which name the area; ``name`` is a short
    name with hyphens; ``what`` says what was found; ``why`` says why it matters; ``example`` is a
    piece of input (or a command) that gives the diagnostic; ``mend`` says how to put it right.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    mend: str
