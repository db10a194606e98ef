"""Codes 01xx: a file that cannot be read, or whose text is not TOML or JSON.

In: nothing. Out: ``CODES``. Refused: nothing.
"""

from __future__ import annotations

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        "MR0101",
        "not-utf8",
        Severity.ERROR,
        what="A file holds bytes that are not UTF-8 text. The place named is that of the first.",
        why="Packs and profiles are UTF-8, so that a letter means the same on every computer. A "
        "byte-order mark at the start is accepted, and nothing is lost by leaving it out.",
        example='A profile saved as Windows-1252 with the line `name = "Renée"`.',
        mend="Open the file in its editor and save it again with the encoding UTF-8.",
    ),
    Code(
        "MR0102",
        "file-not-found",
        Severity.ERROR,
        what="There is no file of the given name.",
        why="Nothing can be read. Most often a letter is wrong, or the command was started in "
        "another folder than the one the path is written for.",
        example="`medrules evaluate profil.toml` in a folder that holds `profile.toml`.",
        mend="Correct the path. If a file of a similar name stands beside it, the help names it.",
    ),
    Code(
        "MR0103",
        "is-a-folder",
        Severity.ERROR,
        what="A folder was given where a file is needed.",
        why="One profile is one file. Which of the files in a folder is meant is not guessed.",
        example="`medrules evaluate examples/profiles`",
        mend="Name the file inside the folder. A pack is a folder: give it with `--pack`.",
    ),
    Code(
        "MR0104",
        "not-a-regular-file",
        Severity.ERROR,
        what="The path leads to a device, a pipe or a socket.",
        why="Reading from one of these may wait for ever or never end.",
        example="`medrules evaluate /dev/zero`",
        mend="Give a file, or pipe the text in and write `-` for the file: "
        "`other-program | medrules evaluate -`.",
    ),
    Code(
        "MR0105",
        "file-too-large",
        Severity.ERROR,
        what="The file, or what comes through the standard input, is larger than the limit.",
        why="A profile or a pack file has some kilobytes. A file of gigabytes is another file than "
        "the one that was meant, and reading it would take all memory.",
        example="`medrules evaluate backup.tar`",
        mend="Check the name of the file. Split a pack that really is that large into several files.",
    ),
    Code(
        "MR0106",
        "file-empty",
        Severity.ERROR,
        what="The file is empty, or holds nothing but white space.",
        why="An empty profile says nothing about anybody, so the file was probably not saved.",
        example="`touch profile.toml`, then `medrules evaluate profile.toml`.",
        mend="Save the file, or start from a commented one: `medrules init profile.toml`.",
    ),
    Code(
        "MR0107",
        "cannot-read",
        Severity.ERROR,
        what="The operating system does not let the file be read, or broke off while it was read.",
        why="Without the text there is nothing to work on.",
        example="`chmod 000 profile.toml`, then `medrules evaluate profile.toml`.",
        mend="Follow the reason that is given: mostly a permission that the owner of the file sets.",
    ),
    Code(
        "MR0110",
        "toml-syntax",
        Severity.ERROR,
        what="The text is not TOML 1.0 at the place named.",
        why="A file is read whole or not at all: a guess at what was meant could change an answer.",
        example='```toml\ngoals.primary_identity = educator\nplan.move: "none"\n```',
        mend="Do what the help says. The usual slips: text without quotes, `:` for `=`, a quote or "
        "bracket that is not closed, a comma at the end of a line, `True` for `true`.\n\n"
        '```toml\ngoals.primary_identity = "educator"\nplan.move = "none"\n```',
    ),
    Code(
        "MR0111",
        "json-syntax",
        Severity.ERROR,
        what="The text is not JSON at the place named.",
        why="A file is read whole or not at all: a guess at what was meant could change an answer.",
        example='```json\n{"plan": {"move": \'none\',}}\n```',
        mend="Do what the help says. The usual slips: single quotes, a comma after the last member, "
        'comments, names without quotes.\n\n```json\n{"plan": {"move": "none"}}\n```',
    ),
    Code(
        "MR0112",
        "nested-too-deeply",
        Severity.ERROR,
        what="More than 64 tables, lists or objects stand inside each other.",
        why="Nothing that is read here is nested more than a few levels deep, so such a text was "
        "damaged or made to do damage.",
        example="`programs = [[[[[[ …` with a thousand brackets.",
        mend="Check the brackets, and the dots of the key that is named.",
    ),
    Code(
        "MR0113",
        "given-twice",
        Severity.ERROR,
        what="A key or a table is given a second time, or once with a value and once as a table.",
        why="Which of the two is meant cannot be known. Both places are shown.",
        example='```toml\nplan.move = "none"\nplan.move = "country"\n```',
        mend="Keep one of the two. Put keys of one table under one header.",
    ),
    Code(
        "MR0114",
        "not-an-object",
        Severity.ERROR,
        what="A JSON text is a list, a text or a number, and not an object.",
        why="A profile names facts, and only an object `{ … }` has names.",
        example='```json\n["educator"]\n```',
        mend='Write an object: `{"goals": {"primary_identity": "educator"}}`.',
    ),
    Code(
        "MR0115",
        "not-a-finite-number",
        Severity.ERROR,
        what="A number is `inf`, `nan` or, in JSON, `Infinity` or `NaN`.",
        why="With these, `a > b`, `a < b` and `a = b` can be false all at once, and a rule that "
        "compares them says nothing.",
        example="```toml\ncapacity.budget_usd = inf\n```",
        mend="Write a number. Leave the key out if the number is not known.",
    ),
    Code(
        "MR0116",
        "control-character",
        Severity.ERROR,
        what="The text holds a control character, such as the byte 0, where none may stand.",
        why="Such characters cannot be seen, and come from a damaged file or from one that is "
        "not text at all.",
        example="A line that was copied from a terminal together with its colours.",
        mend="Remove the character. Inside double quotes it may be written as an escape: `\\u001b`.",
    ),
    Code(
        "MR0117",
        "number-too-long",
        Severity.ERROR,
        what="A number has more than 100 digits, or lies beyond 10 to the power of 100.",
        why="Numbers are exact here. One of that size is a mistake, and slow to calculate with.",
        example="```toml\ncapacity.budget_usd = 1e999999\n```",
        mend="Correct the number, or put it in quotes if it is a text of digits.",
    ),
)
