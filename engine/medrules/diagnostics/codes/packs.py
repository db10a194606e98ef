"""Codes 0401 to 0429: a pack file whose tables do not have the shape that the format asks for.

In: nothing. Out: ``CODES``. Refused: nothing. What contradicts other definitions, rather than the
format, has codes from 0430 in ``structure``.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0401",
        "unknown-key",
        Severity.ERROR,
        what="A table holds a key that the pack format does not know.",
        why="A key with a typo would otherwise be passed over, and the pack would silently mean "
        "something else.",
        example='`[[rules]]` with the line `becuase = "…"`.',
        mend="Correct the spelling, or take the key out. `medrules schema pack` prints every key "
        "with what it means; an editor that knows the schema completes them.",
    ),
    Code(
        "MR0402",
        "missing-key",
        Severity.ERROR,
        what="A table lacks a key that it must have.",
        why="Without it the definition says nothing: a rule without `then` has no conclusion.",
        example='`[[rules]]` that holds `id = "repair-cv"` and nothing else.',
        mend="Add the key. Some keys are needed only beside another value: "
        '`type = "enum"` needs `of`.',
    ),
    Code(
        "MR0403",
        "wrong-kind-of-value",
        Severity.ERROR,
        what="A value is of another kind than the key takes: a text for a number, a single value "
        "for a list.",
        why="Values are never converted, so that a file means what it says.",
        example='`cites = "necessity-2026#F"`, where a list is meant.',
        mend="Write the kind of value that the message names.",
    ),
    Code(
        "MR0404",
        "not-one-of",
        Severity.ERROR,
        what="A value is not one of the few that the key takes.",
        why="Each of these words chooses a behaviour; any other would choose none.",
        example='`policy = "uniqe"` in `[[conclusions]]`.',
        mend="Write one of the values that the message lists.",
    ),
    Code(
        "MR0405",
        "bad-form",
        Severity.ERROR,
        what="A text does not have the form that the key asks for: an id, a path, a version, a "
        "date, a citation.",
        why="Ids and paths are written in one way only, so that they can be told apart from words "
        "of FEEL and be used in file names, profiles and reports.",
        example='`id = "Repair CV"`; the id would be `repair-cv`.',
        mend="Write it in the form that the message shows.",
    ),
    Code(
        "MR0406",
        "misplaced-key",
        Severity.ERROR,
        what="A key is known to the format but has no meaning beside the other keys of its table.",
        why="Somebody who writes it expects it to do something.",
        example='`unit = "USD"` in a fact of `type = "text"`.',
        mend="Take the key out, or change the key that decides whether it has a meaning (often "
        "`type`).",
    ),
    Code(
        "MR0407",
        "out-of-bounds",
        Severity.ERROR,
        what="A number, the length of a text or the number of entries lies outside what the key "
        "takes; an empty text is the usual case.",
        why="An empty condition or list means nothing, and bounds keep every answer quick.",
        example='`when = ""` in `[[rules]]`; a rule that always fires has no `when` at all.',
        mend="Write a value within the bounds, or leave the key out where it is optional.",
    ),
    Code(
        "MR0408",
        "repeated-entry",
        Severity.ERROR,
        what="A list that must not repeat itself holds an entry twice.",
        why="A second mention adds nothing and usually stands where another word was meant.",
        example='`outputs = ["degree.value", "degree.value"]` in `[[tables]]`.',
        mend="Remove the second entry, or write what was meant.",
    ),
    Code(
        "MR0409",
        "no-known-form",
        Severity.ERROR,
        what="A table fits none of the forms that may stand in its place.",
        why="A node of a flow is a question or an outcome; an override names a parameter, a rule, "
        "a fact or an option. A table that is none of them says nothing.",
        example='`[[flows.nodes]]` that holds `id = "start"` and nothing else.',
        mend="Add the keys of the form that you mean; the help lists them.",
    ),
    Code(
        "MR0410",
        "more-findings",
        Severity.NOTE,
        what="A file has so many errors that the rest of them is not listed.",
        why="Past some hundreds, one mistake is usually behind most of them.",
        example="A file of another program that was put into the pack folder.",
        mend="Mend what is listed and check again.",
    ),
    Code(
        "MR0411",
        "pack-too-large",
        Severity.ERROR,
        what="The files of a pack hold more than 10,000 values (tables, lists, texts, numbers), or its cases more than 40,000.",
        why="A pack is read, checked and compiled in a moment. One of that size would make everybody wait, and nobody could review it.",
        example="A decision table of ten thousand rows that another program has written.",
        mend="Split the pack in two, one of which requires the other, or keep tables of data in a database and give a profile what was looked up.",
    ),
)
