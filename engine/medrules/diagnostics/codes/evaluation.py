"""Codes 07xx: an evaluation that cannot be completed.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0710",
        "asked-for-no-value",
        Severity.ERROR,
        what="A question names a value that the conclusion can never have.",
        why="There is no reason why something did not come that could not come.",
        example="`--why-not decision.outcome=worth`",
        mend="Name one of the values of the conclusion; `medrules facts --conclusions` lists them.",
    ),
    Code(
        "MR0701",
        "rules-disagree",
        Severity.ERROR,
        what="Two rules fired for one conclusion and say different things, but its hit policy allows one answer only (`unique`, `any`).",
        why="An engine that picked one of them would hide a contradiction.",
        example="Two rules without a common boundary: `>= 3` gives `high`, `<= 3` gives `low`, and the fact is 3.",
        mend="The pack needs mending: narrow one of the conditions, or give the conclusion a hit policy that says which rule counts.",
    ),
    Code(
        "MR0702",
        "nested-too-deep",
        Severity.ERROR,
        what="An expression is nested so deep, or functions call each other so deep, that it cannot be worked out.",
        why="Evaluation needs room for every level; without a bound it would end in a crash.",
        example="A condition of five hundred `not(not(… ))`, or a function that calls itself without end.",
        mend="Give a part of the expression a conclusion of its own and name that instead; let a function that calls itself come to an end.",
    ),
    Code(
        "MR0703",
        "too-much-work",
        Severity.ERROR,
        what="The loops, lists or texts of an evaluation come to more than half a million items, or one text to more than 100,000 letters.",
        why="No question about one person needs that; without a bound a pack could keep a computer busy for ever or fill its memory.",
        example="`for a in [1, 2, …] return count(for b in [1, 2, …] return …)` over lists of a thousand numbers, three deep.",
        mend="Look for a loop inside a loop, or a conclusion that joins a text to itself, and say it otherwise.",
    ),
)
