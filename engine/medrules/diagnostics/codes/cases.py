"""Codes 0485 to 0496: what is wrong with cases, or with what they reach.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0485",
        "case-text-differs",
        Severity.ERROR,
        what="A rule does not say what a case expects it to say.",
        why="The texts are what people read; a wrong figure or a missing name in one is a wrong answer.",
        example='`texts = { "no-support" = "Nobody pays." }` where the rule says `Nobody pays yet.`',
        mend="Mend the `because` of the rule, or confirm the new text and change the case. A rule with `for` gives a text for each record: write a list.",
    ),
    Code(
        "MR0486",
        "case-expects-nothing",
        Severity.ERROR,
        what="A row expects nothing, and neither does the case that it stands in.",
        why="It would pass whatever the rules say.",
        example='`rows = [{ name = "Nobody pays" }]` in a case without `expect`, `rules` and `texts`.',
        mend="Give the row, or the case, an `expect`, `rules` or `texts`.",
    ),
    Code(
        "MR0487",
        "case-cannot-hold",
        Severity.ERROR,
        what="A case expects what can never be: its parts contradict each other.",
        why="Whatever the rules say, the case would fail, and the failure would look like a mistake in the rules.",
        example='`"decision.outcome" = { status = "settled", possible = ["skip", "worthwhile"] }`',
        mend="Keep the part that was meant. What is settled has a `value`; what is not has `possible` and `missing`. A rule stands in `fired` or in `not_fired`.",
    ),
    Code(
        "MR0488",
        "agreement-incomplete",
        Severity.ERROR,
        what="A case says `agreed = true`, and not by whom or when; or `by` or `on` without `agreed`.",
        why="An agreement counts when it is known whose it is, and whether it was given before or after the rules changed.",
        example="`agreed = true` alone.",
        mend='Add `by = "chair of the education committee"` (a role) and `on = 2026-01-31`.',
    ),
    Code(
        "MR0490",
        "case-not-agreed",
        Severity.ERROR,
        what="A case has not been agreed to, and the pack or the command demands that every case is.",
        why="A generated case holds what the rules say today. Whether that is right, only the people responsible can say.",
        example="A case with `agreed = false`, and `require_agreed = true` in `[pack]`.",
        mend="Let the people responsible read the case. If the answer is right, set `agreed = true` with `by` and `on`; if not, correct the expectation and mend the rule.",
    ),
    Code(
        "MR0491",
        "rules-without-case",
        Severity.WARNING,
        what="A file has rules, and no case of the pack makes any of them fire.",
        why="Whatever these rules say, the tests pass.",
        example="`costs.toml` with five tables, and cases about everything else.",
        mend="Write a case for it; `medrules pack cases --missing` proposes some.",
    ),
    Code(
        "MR0492",
        "no-cases",
        Severity.ERROR,
        what="A pack has no case.",
        why="Nothing holds its rules to what was meant.",
        example="A pack folder without `cases/*.toml`.",
        mend="Write cases in `cases/first.toml`; `medrules pack cases --missing --write` proposes them.",
    ),
    Code(
        "MR0493",
        "todo-holds",
        Severity.NOTE,
        what="A case that is marked `todo` holds.",
        why="It could guard the rules from now on.",
        example='`todo = "the threshold is being discussed"` on a case that passes.',
        mend="Take the `todo` out.",
    ),
    Code(
        "MR0494",
        "goal-not-reached",
        Severity.WARNING,
        what="No profile was found that shows something: a rule fire or not, an edge taken, a term with effect. The message says when there is none.",
        why="What no profile can show is dead, or says less than it seems to.",
        example="A row after one that hits in every case in which it could.",
        mend="Where none exists, correct the condition or remove what is dead. Where the search only ended, write the case by hand.",
    ),
)
