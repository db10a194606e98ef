"""Codes 10xx: what a runtime cannot do, or what it needs to.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR1001",
        "extra-not-installed",
        Severity.ERROR,
        what="This runtime needs a library that is not installed.",
        why="The core install stays small; libraries for one runtime are extras of their own.",
        example="`medrules batch` where DuckDB is not installed",
        mend="Install the extra that the message names, such as `pip install 'medrules[cohort]'`.",
    ),
)
