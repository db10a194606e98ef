"""Codes 06xx: a profile that says something which the packs do not understand.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

_ERROR = Severity.ERROR

CODES: tuple[Code, ...] = (
    Code(
        "MR0601",
        "no-such-fact",
        _ERROR,
        what="A profile names a fact, a table of facts or a field of a record that no pack "
        "declares.",
        why="A fact under a name with a typo would otherwise be passed over, and the answer would "
        "be about somebody else.",
        example='`[goal]` with `motives = ["leadership"]`; the table is called `goals`.',
        mend="Correct the name. `medrules facts` lists every fact; a pack that declares it may be "
        "missing (`--pack`).",
    ),
    Code(
        "MR0602",
        "derived-fact",
        _ERROR,
        what="A profile gives a value that the rules derive.",
        why="A conclusion has its reasons in the rules; a value put in its place would have none.",
        example='`[decision]` with `outcome = "worthwhile"`.',
        mend="Take it out. To see what it becomes, run `medrules evaluate`; to see why, "
        "`medrules explain`.",
    ),
    Code(
        "MR0603",
        "closed-parameter",
        _ERROR,
        what="A profile sets a parameter that its pack has not opened to profiles.",
        why="Some figures are policy: whoever changes them has to say so in a pack, with a reason.",
        example="`[costs]` with `weeks_per_year = 40`, where the pack does not say `open = true`.",
        mend="Take it out, or change the parameter in a pack of your own with `[[overrides]]`.",
    ),
    Code(
        "MR0604",
        "wrong-kind-of-fact",
        _ERROR,
        what="A value is of another kind than the fact takes: a text for a number, a word for "
        "true or false, a single word for a list.",
        why="Values are never converted, so that a profile means what it says.",
        example='`hours_per_week = "40"`; a number stands without quotes.',
        mend="Write the value as the help shows.",
    ),
    Code(
        "MR0605",
        "not-a-whole-number",
        _ERROR,
        what="A fact that counts something was given a fraction.",
        why="Rounding it silently could move it over a threshold of a rule.",
        example="`teaching_years = 2.5`.",
        mend="Write a whole number.",
    ),
    Code(
        "MR0606",
        "out-of-range",
        _ERROR,
        what="A number lies outside the range that the fact declares.",
        why="Such a number is nearly always a slip: a digit too many, or another unit.",
        example="`hours_per_week = 200`; a week has 168 hours.",
        mend="Check the number and its unit; the help names both.",
    ),
    Code(
        "MR0607",
        "no-such-word",
        _ERROR,
        what="A word is not one of those that the fact takes.",
        why="Rules compare exact words; any other word would match none of them.",
        example='`primary_identity = "Educator"`; the word is `educator`.',
        mend="Write one of the words that the message lists. `medrules facts` lists all of them "
        "with what they mean.",
    ),
    Code(
        "MR0608",
        "repeated-member",
        _ERROR,
        what="A word stands twice in a set.",
        why="A second mention adds nothing and usually stands where another word was meant.",
        example='`motives = ["leadership", "leadership"]`.',
        mend="Take one of the two out, or write what was meant.",
    ),
    Code(
        "MR0609",
        "same-record-twice",
        _ERROR,
        what="Two records of a list have the same name.",
        why="The answer names records, and one name would stand for both.",
        example='Two `[[programs]]` with `name = "North"`.',
        mend="Give each its own name, or remove one.",
    ),
    Code(
        "MR0610",
        "too-many-records",
        _ERROR,
        what="A profile lists more records than the list takes.",
        why="The bound keeps every answer quick; a longer list is a job for a cohort, not for one "
        "profile.",
        example="A profile with 51 `[[programs]]`, where at most 50 are compared.",
        mend="Keep the records that are really in question.",
    ),
    Code(
        "MR0611",
        "text-too-long",
        _ERROR,
        what="A text has more than 2,000 characters.",
        why="Facts are names and words, not documents.",
        example="A whole letter of motivation as `specialty`.",
        mend="Shorten it.",
    ),
    Code(
        "MR0612",
        "says-nothing",
        _ERROR,
        what="A profile gives no fact at all.",
        why="An answer for nobody in particular helps nobody; most likely the wrong file was "
        "named, or every line of a starter is still commented out.",
        example="The file that `medrules init` writes, unchanged.",
        mend="Remove the `#` before the facts that you know, and correct their values.",
    ),
    Code(
        "MR0613",
        "table-of-facts",
        _ERROR,
        what="A name that holds several facts was given a value of its own.",
        why="It is not clear which of the facts is meant.",
        example='`goals = "educator"`; the fact is `goals.primary_identity`.',
        mend="Name the fact, as the help shows.",
    ),
    Code(
        "MR0614",
        "no-record-list",
        _ERROR,
        what="A list of records was written as something else: as one table, or as a value.",
        why="There may be several of them, so each needs a table of its own.",
        example="`[programs]` with single brackets.",
        mend="Write `[[programs]]` with double brackets, once for each record.",
    ),
    Code(
        "MR0615",
        "records-of-packs",
        _ERROR,
        what="A profile lists records that only packs can list.",
        why="They carry citations and figures which a profile has no place for.",
        example="`[[alternatives]]` in a profile.",
        mend="Take them out, or add them in a pack of your own with `[[options]]`.",
    ),
    Code(
        "MR0616",
        "fact-given-twice",
        _ERROR,
        what="A fact is given in two ways: inside its table, and under its full name in quotes.",
        why="The two could differ, and neither is more right.",
        example='`"goals.motives" = []` beside `[goals]` with `motives = ["leadership"]`.',
        mend="Keep one of the two.",
    ),
    Code(
        "MR0617",
        "bad-option",
        _ERROR,
        what="A `--set` option does not name one fact and a value.",
        why="Nothing else can be set from the command line.",
        example="`--set programs.brand=80`; it does not say which program.",
        mend="Write `--set FACT=VALUE`, for a record `--set programs[0].brand=80`. Put the option "
        "in quotes where the shell treats brackets as its own.",
    ),
    Code(
        "MR0618",
        "no-such-record",
        _ERROR,
        what="A `--set` option names a record that the profile does not have.",
        why="Records count from 0, and there can be no gap between them.",
        example="`--set programs[5].brand=80` for a profile with two programs.",
        mend="Use the number of a record that is there, or the next one to add a record.",
    ),
    Code(
        "MR0650",
        "not-an-evaluation",
        _ERROR,
        what="A file that should hold a saved evaluation does not.",
        why="Replaying needs the packs, the facts and the conclusions that were saved together.",
        example="A profile in JSON, given where the output of "
        "`medrules evaluate --format json` is meant.",
        mend="Save one with `medrules evaluate PROFILE --format json -o FILE`.",
    ),
    Code(
        "MR0690",
        "more-problems",
        Severity.NOTE,
        what="A profile has so many problems that the rest of them is not listed.",
        why="Past a hundred, one mistake is usually behind most of them.",
        example="The export of another program, given as a profile.",
        mend="Mend what is listed and try again.",
    ),
)
