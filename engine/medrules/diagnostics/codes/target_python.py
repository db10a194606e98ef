"""Codes MR1010 to MR1019: what generated Python cannot express.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR1010",
        "python-cannot-express",
        Severity.ERROR,
        what="A rule uses a range, a context or a function as a value, which only DMN models do.",
        why="Generated Python answers exactly as the interpreter does, or not at all.",
        example="`medrules compile --to python` of a program with a rule whose value is `[1..3]`",
        mend="Evaluate a DMN model with `medrules dmn`; in a pack, say it with facts and conclusions.",
    ),
    Code(
        "MR1011",
        "python-loops-too-deep",
        Severity.ERROR,
        what="More than twelve quantifiers, filters or loops stand inside each other.",
        why="Python allows only so many loops inside each other.",
        example="`some a in list satisfies some b in list satisfies …`, thirteen deep",
        mend="Give an inner loop a conclusion of its own and name that instead.",
    ),
    Code(
        "MR1012",
        "python-nested-too-deep",
        Severity.ERROR,
        what="An expression is nested deeper than the generator of Python code can follow.",
        why="Evaluation would refuse it as well; without a bound the generator would end in a crash.",
        example="A condition of five hundred `not(not(… ))`.",
        mend="Give a part of the expression a conclusion of its own and name that instead.",
    ),
)
