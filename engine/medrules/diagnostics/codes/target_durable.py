"""Codes 1040-1059: what durable_rules cannot do, or what stops it.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR1040",
        "durable-on-this-python",
        Severity.ERROR,
        what="This version of Python is one that durable_rules does not work with.",
        why="Its last release, 2.0.28, is built from source and cannot be imported with Python 3.13.",
        example="`medrules evaluate me.toml --engine durable` with Python 3.13",
        mend="Use Python 3.11 or 3.12, or leave `--engine` out: the answer is the same.",
    ),
    Code(
        "MR1041",
        "durable-worked-out-terms",
        Severity.WARNING,
        what="The written rulesets ask about values that durable_rules cannot work out.",
        why="It has no exact numbers, no unknown, and no counting over records, so such values are worked "
        "out before it runs, and asserted. medrules does that; the text alone does not.",
        example="`medrules compile my-pack --to durable`, where a rule says `count(programs) > 2`",
        mend='Assert the facts that the text lists under "worked out", or run the rules with '
        "`medrules evaluate --engine durable`.",
    ),
    Code(
        "MR1042",
        "durable-failed",
        Severity.ERROR,
        what="The library durable_rules stopped with an error.",
        why="It gives error numbers, such as 101 when it is out of memory; there is no answer then.",
        example="`medrules evaluate me.toml --engine durable` when memory is short",
        mend="Leave `--engine` out: the answer is the same.",
    ),
)
