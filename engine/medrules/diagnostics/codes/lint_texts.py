"""Codes 0830 to 0899: texts, what a decision aid has to say, and the check itself.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0830",
        "hard-to-read",
        Severity.WARNING,
        what="A text for people lies above the pack's reading grade (`reading_grade`, 12 by default). The grade is that of Flesch and Kincaid: 0.39 × words per sentence + 11.8 × syllables per word − 15.59.",
        why="People decide on what they understand. Long sentences and long words keep out those who read in haste or in a second language.",
        example='`because = "Institutional accreditation considerations necessitate administrative documentation prior to participation."`',
        mend="Make two sentences of one, and take the shorter word. Texts of fewer than ten words are not judged. A pack for other readers may raise `reading_grade`.",
    ),
    Code(
        "MR0831",
        "mixed-letters",
        Severity.WARNING,
        what="A word mixes letters of two scripts that look alike, or is written in letters of another script and reads like a Latin word.",
        why="What looks the same is not the same: a search does not find it, a comparison fails, and a reader can be misled on purpose.",
        example='`title = "Funding"` with a Cyrillic `і` in it.',
        mend="Type the word again.",
    ),
    Code(
        "MR0832",
        "names-look-alike",
        Severity.WARNING,
        what="Two names cannot be told apart at a glance: they differ in `0` and `o`, `1` and `l`, `rn` and `m`, `vv` and `w`, or in their hyphens.",
        why="Sooner or later somebody writes one for the other, and both are valid.",
        example="The facts `plan.l1` and `plan.ll`.",
        mend="Rename one of them.",
    ),
    Code(
        "MR0833",
        "unseen-character",
        Severity.WARNING,
        what="A text holds a character that cannot be seen, or one that turns the reading order.",
        why="The text is another one than it seems to be.",
        example="A zero-width space that came along when a text was copied from a web page.",
        mend="Remove it; `medrules pack check --fix` does.",
    ),
    Code(
        "MR0840",
        "decision-aid-lacks",
        Severity.WARNING,
        what="A pack with a flow or a headline leads people to a decision, but does not say something that the IPDAS minimum standards for patient decision aids ask for: the decision, the options, the sources, the date, the update policy, or who paid.",
        why="Without these, nobody can judge whether to rely on the advice.",
        example="A `pack.toml` with a flow and no `funding`.",
        mend='Add what is missing to `[pack]` and `[pack.decision_aid]`; say `"None."` where nobody paid.',
    ),
    Code(
        "MR0841",
        "one-sided-option",
        Severity.WARNING,
        what="An option of the decision lacks what speaks for it, or what speaks against it.",
        why="A choice that is shown from one side is a recommendation in disguise.",
        example="`[[pack.decision_aid.options]]` with `positives` and no `negatives`.",
        mend="Add the other side.",
    ),
    Code(
        "MR0890",
        "accepts-nothing",
        Severity.WARNING,
        what="An entry of `[[pack.accept]]` accepts a finding that is not there.",
        why="The reason it gives is about something that is gone, and would silence a new finding of the same name.",
        example='`[[pack.accept]]` with `where = "leverag"`.',
        mend="Remove the entry, which `medrules pack check --fix` does, or correct its `where`: the id or path that the finding names first.",
    ),
    Code(
        "MR0891",
        "cannot-be-accepted",
        Severity.ERROR,
        what="An entry of `[[pack.accept]]` is for an error, or for a code that the lint does not report.",
        why="An error stops the pack from being used or from giving an answer; no reason changes that.",
        example='`[[pack.accept]]` with `code = "MR0806"`.',
        mend="Mend what the error is about, and remove the entry.",
    ),
    Code(
        "MR0899",
        "undecided",
        Severity.NOTE,
        what="A check could not decide some question within the steps that it is granted.",
        why="What was not decided was not found to be in order either.",
        example="A condition over very many numbers multiplied with each other.",
        mend="Nothing has to be done. Splitting the condition by conclusions of its own makes it easier to decide, and to read.",
    ),
)
