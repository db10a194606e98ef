"""Pack files that the schema refuses: the code, the place and the words of every refusal."""

import pytest

from medrules.packs.validate import MOST, validate
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

HEAD = """\
[pack]
id = "p"
version = "1.0.0"
title = "P"
description = "A pack."
language = 1
"""


def check(text, name="content"):
    return validate(parse_toml(SourceFile("rules.toml", text)), name)


def brief(found):
    return [(one.code, one.span.line, one.span.column, one.message, one.help) for one in found]


# Text, then every diagnostic in the order of the file: code, line, column, a part of the message,
# a part of the help.
REFUSED = {
    "unknown key": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\nbecuase = "y"\n',
        [("MR0401", 4, 1, 'no key "becuase" in a rule', 'did you mean "because"?')],
    ),
    "unknown array": (
        '[[ruls]]\nid = "r"\n',
        [("MR0401", 1, 3, 'no key "ruls"', 'did you mean "rules"')],
    ),
    "unknown key far from all": (
        '[[retire]]\nrule = "a/b"\nbecause = "c"\nzzzz = 1\n',
        [
            (
                "MR0401",
                4,
                1,
                'no key "zzzz" in a retirement',
                'the keys are "rule", "was" and "because"',
            )
        ],
    ),
    "missing key": (
        '[[rules]]\nid = "r"\n',
        [("MR0402", 1, 1, 'this rule lacks the key "then"', "add it: conclusion = value")],
    ),
    "two missing keys": (
        "[[retire]]\n",
        [
            ("MR0402", 1, 1, 'this retirement lacks the key "rule"', "pack/rule"),
            ("MR0402", 1, 1, 'this retirement lacks the key "because"', "why this pack changes"),
        ],
    ),
    "a misspelt key is told once": (
        '[[retire]]\nrulle = "a/b"\nbecause = "c"\n',
        [("MR0401", 2, 1, '"rulle"', 'did you mean "rule"?')],
    ),
    "key that the type asks for": (
        '[[facts]]\npath = "a"\ntype = "enum"\n',
        [("MR0402", 1, 1, 'this fact lacks the key "of"', "the id of the enum")],
    ),
    "key that records ask for": (
        '[[facts]]\npath = "a"\ntype = "records"\nkey = "name"\n',
        [("MR0402", 1, 1, 'this fact lacks the key "fields"', "what each record may give")],
    ),
    "key that the type does not take": (
        '[[facts]]\npath = "a"\ntype = "text"\nunit = "USD"\nof = "b"\nkey = "c"\n',
        [
            ("MR0406", 4, 1, '"unit" has no meaning here', "only numbers have a unit"),
            ("MR0406", 5, 1, '"of" has no meaning here', "only the types enum and set"),
            ("MR0406", 6, 1, '"key" has no meaning here', "only facts of the type records"),
        ],
    ),
    "a wrong type is not held against other keys": (
        '[[facts]]\npath = "a"\ntype = "numbr"\nunit = "USD"\n',
        [("MR0404", 3, 8, '"type" cannot be the text "numbr"', 'did you mean "number"?')],
    ),
    "priority without a policy that uses it": (
        '[[conclusions]]\npath = "a"\ntype = "text"\npriority = ["x"]\n',
        [("MR0406", 4, 1, '"priority" has no meaning here', "priority and output-order")],
    ),
    "columns without a table": (
        '[[report]]\nid = "a"\ntitle = "A"\nkind = "list"\nshow = ["x"]\ncolumns = ["y"]\n',
        [("MR0406", 6, 1, '"columns" has no meaning here', "kind table")],
    ),
    "single value for a list": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\ncites = "s#A"\n',
        [("MR0403", 4, 9, '"cites" should be a list, but it is the text "s#A"', "write a list")],
    ),
    "number for a text": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\nbecause = 3\n',
        [("MR0403", 4, 11, '"because" should be a text, but it is the number 3', "in quotes")],
    ),
    "fraction for a whole number": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\norder = 1.5\n',
        [("MR0403", 4, 9, "should be a whole number, but it is the number 1.5", "whole")],
    ),
    "path without quotes": (
        '[[rules]]\nid = "r"\nthen = { decision.outcome = "skip" }\n',
        [("MR0403", 3, 10, "it is a table", 'in quotes: "decision.outcome"')],
    ),
    "entry of the wrong kind": (
        '[[enums]]\nid = "e"\nmembers = ["a", 3]\n',
        [("MR0403", 3, 17, 'entry 2 of "members" should be a text or a table', "")],
    ),
    "a table instead of an array of tables": (
        '[rules]\nid = "r"\n',
        [("MR0403", 1, 1, '"rules" should be a list, but it is a table', "")],
    ),
    "not one of": (
        '[[sources]]\nid = "s"\ntitle = "T"\ngrade = "good"\n',
        [("MR0404", 4, 9, '"grade" cannot be the text "good"', '"strong", "moderate"')],
    ),
    "id": (
        '[[enums]]\nid = "My Enum"\nmembers = ["a"]\n',
        [("MR0405", 2, 6, '"My Enum" is not a valid id', "lower-case letters")],
    ),
    "id with a line feed at its end": (
        '[[enums]]\nid = "a\\n"\nmembers = ["a"]\n',
        [("MR0405", 2, 6, '"a\\n" is not a valid id', "lower-case letters")],
    ),
    "path": (
        '[[facts]]\npath = "goals-x"\ntype = "text"\n',
        [("MR0405", 2, 8, '"goals-x" is not a valid path', "names joined by dots")],
    ),
    "path of a conclusion": (
        '[[rules]]\nid = "r"\nthen = { "programs[0].x" = 1 }\n',
        [("MR0405", 3, 10, '"programs[0].x" is not a name', "programs[].score")],
    ),
    "citation": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\ncites = ["s#A", "none:"]\n',
        [("MR0405", 4, 17, '"none:" is not a valid citation', "none: why not")],
    ),
    "loop": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\nfor = "programs"\n',
        [("MR0405", 4, 7, '"programs" is not a valid', "such as program in programs")],
    ),
    "date as text": (
        '[[sources]]\nid = "s"\ntitle = "T"\ngrade = "strong"\ndate = "2026-13-01"\n',
        [("MR0405", 5, 8, '"2026-13-01" is not a valid date', "2026-01-08")],
    ),
    "date with a time": (
        '[[sources]]\nid = "s"\ntitle = "T"\ngrade = "strong"\ndate = 2026-01-01T10:00:00\n',
        [("MR0405", 5, 8, '"2026-01-01T10:00:00" is not a valid date', "2026-01-08")],
    ),
    "address": (
        '[[sources]]\nid = "s"\ntitle = "T"\ngrade = "strong"\nurl = "javascript:x"\n',
        [("MR0405", 5, 7, "is not a valid web address", "https://")],
    ),
    "empty text": (
        '[[rules]]\nid = "r"\nthen = { x = 1 }\nwhen = ""\n',
        [("MR0407", 4, 8, '"when" is empty', "leave the key out")],
    ),
    "empty list": (
        '[[enums]]\nid = "e"\nmembers = []\n',
        [("MR0407", 3, 11, '"members" is an empty list', "write something")],
    ),
    "below the least": (
        '[[report]]\nid = "a"\ntitle = "A"\nkind = "list"\nshow = ["x"]\nlimit = -1\n',
        [("MR0407", 6, 9, '"limit" is less than 0', "")],
    ),
    "an entry twice": (
        '[[report]]\nid = "a"\ntitle = "A"\nkind = "list"\nshow = ["x", "y", "x"]\n',
        [("MR0408", 5, 19, 'the text "x" is listed twice', "take one")],
    ),
    "node without a form": (
        '[[flows]]\nid = "f"\noutcome = "o"\nstart = "a"\n[[flows.nodes]]\nid = "a"\n',
        [("MR0409", 5, 1, "neither a question nor an outcome", 'a question has "id", "when"')],
    ),
    "question that lacks an edge": (
        '[[flows]]\nid = "f"\noutcome = "o"\nstart = "a"\n'
        '[[flows.nodes]]\nid = "a"\nwhen = "true"\nyes = "a"\n',
        [("MR0402", 5, 1, 'this question lacks the key "no"', "the node that follows a no")],
    ),
    "question with a key of an outcome": (
        '[[flows]]\nid = "f"\noutcome = "o"\nstart = "a"\n'
        '[[flows.nodes]]\nid = "a"\nwhen = "true"\nyes = "a"\nno = "a"\noutcome = "x"\n',
        [("MR0406", 10, 1, '"outcome" has no meaning in a question', "a question has")],
    ),
    "override of nothing": (
        '[[overrides]]\nbecause = "x"\n',
        [("MR0409", 1, 1, "neither a parameter override, a rule override", "an option override")],
    ),
    "override of two things": (
        '[[overrides]]\nparameter = "a.b"\nvalue = 1\nrule = "a/b"\nbecause = "x"\n',
        [("MR0406", 4, 1, "it belongs to a rule override", "a parameter override has")],
    ),
    "override that changes nothing": (
        '[[overrides]]\nfact = "a"\nbecause = "x"\n',
        [("MR0407", 1, 1, "says too little", "title, question or help")],
    ),
}


def test_a_key_whose_header_was_left_out_is_told_where_it_belongs():
    found = check('id = "p"\nrequires = []\nrulez = 1\n', "pack")
    assert [(one.message, one.help) for one in found if one.code == "MR0401"] == [
        ('there is no key "id" in a file of this kind', "write it below the line [pack]"),
        ('there is no key "requires" in a file of this kind', "write it below the line [pack]"),
        ('there is no key "rulez" in a file of this kind', 'did you mean "rules"?'),
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_content_file_is_refused(name):
    text, expected = REFUSED[name]
    found = brief(check(text))
    assert [one[:3] for one in found] == [one[:3] for one in expected]
    for (*_, message, help), (*_, message_part, help_part) in zip(found, expected, strict=True):
        assert message_part in message
        assert help_part in help


def test_pack_toml_must_have_a_pack_table():
    (one,) = check("", "pack")
    assert (one.code, one.span.line, one.span.column) == ("MR0402", 1, 1)
    assert one.message == 'this file lacks the key "pack"'
    assert check(HEAD, "pack") == ()
    assert check("", "content") == ()


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ('version = "1.0"', "MR0405", '"1.0" is not a valid version'),
        ('version = "01.0.0"', "MR0405", "not a valid version"),
        ("language = 2", "MR0404", '"language" cannot be the number 2'),
        ('requires = [{ pack = "q", version = "~1" }]', "MR0405", "not a valid version range"),
        ('requires = [{ pack = "q" }]', "MR0402", 'this requirement lacks the key "version"'),
        ('authors = ["A", "A"]', "MR0408", "listed twice"),
    ],
)
def test_the_pack_table_is_refused(line, code, part):
    key = line.partition(" ")[0]
    kept = [one for one in HEAD.splitlines() if not one.startswith(f"{key} ")]
    (one,) = check("\n".join([*kept, line]), "pack")
    assert one.code == code
    assert part in one.message
    assert one.span.line == len(kept) + 1


@pytest.mark.parametrize(
    ("text", "code", "line", "part"),
    [
        ("", "MR0402", 1, 'this file lacks the key "cases"'),
        ('[[cases]]\nname = "a"\n', "MR0402", 1, "a case must expect something"),
        (
            '[[cases]]\nname = "a"\n[cases.expect]\n"a.b" = { valeu = 1 }\n',
            "MR0401",
            4,
            'no key "valeu" in an expected conclusion',
        ),
        (
            '[[cases]]\nname = "a"\n[cases.expect]\na.b = 1\n',
            "MR0401",
            4,
            'no key "b" in an expected conclusion',
        ),
        (
            '[[cases]]\nname = "a"\n[cases.expect]\n"a.b" = { status = "setled" }\n',
            "MR0404",
            4,
            '"status" cannot be the text "setled"',
        ),
        ('[[cases]]\nname = "a"\n[cases.rules]\nfird = ["x"]\n', "MR0401", 4, '"fird"'),
        ('[[cases]]\nname = "a"\n[cases.rules]\nfired = ["X"]\n', "MR0405", 4, "valid rule"),
        ('[[facts]]\npath = "a"\n', "MR0401", 1, 'no key "facts"'),
    ],
)
def test_a_file_of_cases_is_refused(text, code, line, part):
    found = [one for one in check(text, "cases") if one.code == code]
    assert [one.span.line for one in found] == [line]
    assert part in found[0].message


def test_valid_files_pass():
    text = """
[[enums]]
id = "level"
ordered = true
members = ["low", { value = "high", title = "High" }]
[[facts]]
path = "programs"
type = "records"
key = "name"
question = "Which programs?"
[[facts.fields]]
name = "name"
type = "text"
[[sources]]
id = "s"
title = "T"
grade = "strong"
date = 2026-01-08
accessed = "2026-02"
sections = { A = "First" }
[[rules]]
id = "r"
for = "program in programs"
when = 'program.name = "x"'
then = { "programs[].flag" = "a", "decision.outcome" = ["x"] }
because = "Since {program.name}."
cites = ["s#A", "none: nothing else"]
"""
    assert check(text) == ()
    assert check(HEAD + text, "pack") == ()
    cases = """
[[cases]]
name = "a"
given.goals.x = 1
[cases.expect]
"a.b" = 3
"programs[0].rank" = { value = 1, status = "provisional", possible = { min = 1, max = 2 } }
cautions = { possible = ["x"], missing = ["programs[0].x"] }
[cases.rules]
fired = ["r", "t/row-1", "other/t/row-1"]
"""
    assert check(cases, "cases") == ()


def test_the_second_of_two_equal_entries_points_at_the_first():
    (one,) = check(
        '[[enums]]\nid = "e"\nextend = true\nmembers = ["a"]\n[[report]]\nid = "a"\n'
        'title = "A"\nkind = "list"\nshow = ["x", "x"]\n'
    )
    assert [(label.span.line, label.span.column) for label in one.labels] == [(9, 9)]


def test_a_file_of_another_program_gives_a_bounded_list():
    text = "\n".join(f"key{number} = 1" for number in range(MOST + 50))
    found = check(text)
    assert len(found) == MOST + 1
    assert found[-1].code == "MR0410"
    assert found[-1].severity == "note"


def test_control_characters_and_long_texts_are_not_passed_on():
    (one,) = check('[[enums]]\nid = "\\u001b[31m' + "x" * 500 + '"\nmembers = ["a"]\n')[:1]
    assert "\x1b" not in one.message
    assert len(one.message) < 150


def test_a_schema_that_does_not_exist_is_a_key_error():
    with pytest.raises(KeyError):
        check("", "profile")
