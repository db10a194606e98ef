"""One pack over another: what may change what, who is named when two packs collide, and staleness."""

from __future__ import annotations

from medrules.compiler.pipeline import Compiled, check_packs
from medrules.ir.program import Program
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.read import pack_from_files

BASE = """
[[enums]]
id = "caution"
members = ["a", "b"]

[[facts]]
path = "x.n"
type = "number"
question = "How many?"

[[facts]]
path = "things"
type = "records"
key = "name"
given_by = "both"
[[facts.fields]]
name = "name"
type = "text"
[[facts.fields]]
name = "size"
type = "number"

[[options]]
of = "things"
id = "one"
fields = { size = 1 }

[[parameters]]
path = "limits.n"
type = "number"
value = 4

[[conclusions]]
path = "cautions"
type = "set"
of = "caution"
policy = "collect"

[[rules]]
id = "many"
title = "Many"
when = "x.n > limits.n"
then = { cautions = "a" }
because = "More than {limits.n}."
cites = ["none: made up"]

[[tables]]
id = "t"
inputs = ["x.n"]
outputs = ["cautions"]
cites = ["none: made up"]
[[tables.rows]]
id = "few"
when = ["< 1"]
then = ["b"]
"""


def files(id: str, text: str, requires: tuple[str, ...] = ("base",)) -> PackFiles:
    needs = "".join(
        f'[[pack.requires]]\npack = "{one}"\nversion = ">=1"\n' for one in requires if one != id
    )
    head = f'[pack]\nid = "{id}"\nversion = "1.2.0"\ntitle = "{id}"\ndescription = "d"\nlanguage = 1\n{needs}'
    made = [PackFile("pack.toml", head.encode()), PackFile("rules.toml", text.encode())]
    return PackFiles(f"/nowhere/{id}", id, tuple(made), digest(made))


def compiled(*packs: PackFiles) -> Compiled:
    return check_packs([pack_from_files(one) for one in (files("base", BASE, ()), *packs)])


def program(*packs: PackFiles) -> Program:
    found = compiled(*packs)
    assert found.program is not None, found.diagnostics
    return found.program


def told(found: Compiled) -> list[tuple[str, str, list[str]]]:
    return [
        (one.code, str(one.span), [str(label.span) for label in one.labels])
        for one in found.diagnostics
    ]


VALUE = '[[overrides]]\nparameter = "limits.n"\nvalue = 5\nbecause = "Ours."\n'
TITLE = '[[overrides]]\nrule = "base/many"\ntitle = "Lots"\nbecause = "Ours."\n'
TEXT = '[[overrides]]\nrule = "base/many"\nbecause_text = "Above {limits.n}."\nbecause = "Ours."\n'
HELP = '[[overrides]]\nfact = "x.n"\nhelp = "Count them."\nbecause = "Ours."\n'
SIZE = '[[overrides]]\noption = "things/one"\nfields = { size = 3 }\nbecause = "Ours."\n'
RETIRE = '[[retire]]\nrule = "base/many"\nbecause = "Ours."\n'


def test_every_change_says_who_made_it_and_from_what_to_what() -> None:
    made = program(files("a", VALUE + TITLE + TEXT + HELP + SIZE))
    changes = [
        *made.parameters[0].changes,
        *next(one for one in made.rules if one.id == "base/many").changes,
        *next(one for one in made.facts if one.path == "x.n").changes,
        *made.options[0].changes,
    ]
    assert [(one.pack, one.version, one.what, one.before, one.after) for one in changes] == [
        ("a", "1.2.0", "value", "4", "5"),
        ("a", "1.2.0", "title", "Many", "Lots"),
        ("a", "1.2.0", "because", "More than {limits.n}.", "Above {limits.n}."),
        ("a", "1.2.0", "help", "", "Count them."),
        ("a", "1.2.0", "size", "1", "3"),
    ]
    assert {one.because for one in changes} == {"Ours."}


def test_a_retired_rule_is_gone_and_remembered() -> None:
    made = program(files("a", RETIRE))
    assert [one.id for one in made.rules] == ["base/t/few"]
    assert [(one.rule, one.by, one.version, one.because) for one in made.retired] == [
        ("base/many", "a", "1.2.0", "Ours.")
    ]


def test_two_packs_that_change_the_same_are_named_with_both_places() -> None:
    for text in (VALUE, TITLE, TEXT, HELP, SIZE):
        found = compiled(files("a", text), files("b", text))
        column = text.splitlines()[1].index('"') + 1
        assert told(found) == [
            ("MR0507", f"b/rules.toml:2:{column}", [f"a/rules.toml:2:{column}"])
        ], text
        assert '"b" changes' in found.diagnostics[0].message
        assert '"a" changes' in found.diagnostics[0].message


def test_different_aspects_of_one_rule_do_not_collide() -> None:
    assert compiled(files("a", TITLE), files("b", TEXT)).diagnostics == ()


def test_retiring_what_another_pack_rewords_is_a_conflict_in_either_order() -> None:
    later = compiled(files("a", TITLE), files("b", RETIRE))
    earlier = compiled(files("a", RETIRE), files("b", TITLE))
    assert told(later) == [("MR0507", "b/rules.toml:2:8", ["a/rules.toml:2:8"])]
    assert told(earlier) == [("MR0507", "b/rules.toml:2:8", ["a/rules.toml:2:8"])]
    assert 'retires "base/many"' in later.diagnostics[0].message


def test_rewording_a_row_of_a_table_that_a_rival_retires_is_a_conflict() -> None:
    row = '[[overrides]]\nrule = "base/t/few"\ntitle = "Few"\nbecause = "Ours."\n'
    table = '[[retire]]\nrule = "base/t"\nbecause = "Ours."\n'
    for first, second in ((row, table), (table, row)):
        found = compiled(files("a", first), files("b", second))
        assert [one.code for one in found.diagnostics] == ["MR0507"]


def test_a_pack_that_requires_the_other_decides() -> None:
    made = program(files("a", VALUE), files("b", VALUE.replace("5", "6"), ("base", "a")))
    assert made.parameters[0].value == 6
    assert [one.pack for one in made.parameters[0].changes] == ["a", "b"]


def test_rewording_a_rule_that_a_required_pack_retired_names_the_retirement() -> None:
    found = compiled(files("a", RETIRE), files("b", TITLE, ("base", "a")))
    assert told(found) == [("MR0505", "b/rules.toml:2:8", ["a/rules.toml:2:8"])]
    assert "retired" in found.diagnostics[0].message


def test_a_base_value_that_moved_is_a_warning() -> None:
    same = compiled(files("a", VALUE.replace("value", "was = 4\nvalue")))
    assert same.diagnostics == ()
    moved = compiled(files("a", VALUE.replace("value", "was = 3\nvalue")))
    assert told(moved) == [("MR0509", "a/rules.toml:3:7", ["base/rules.toml:29:8"])]
    assert "it was 3" in moved.diagnostics[0].message
    assert "was = 4" in moved.diagnostics[0].help
    assert moved.program is not None, "a warning does not stop anything"


def test_a_was_of_another_type_is_an_error() -> None:
    found = compiled(files("a", VALUE.replace("value", 'was = "four"\nvalue')))
    assert [(one.span.line, one.span.column) for one in found.diagnostics] == [(3, 7)]
    assert found.program is None


def test_a_rule_that_moved_is_a_warning_and_the_fingerprint_is_told_on_request() -> None:
    for text in (TITLE, TEXT, RETIRE):

        def with_was(was: str, text: str = text) -> Compiled:
            return compiled(files("a", text.replace("because = ", f'was = "{was}"\nbecause = ')))

        asked = with_was("?")
        assert [one.code for one in asked.diagnostics] == ["MR0509"]
        fingerprint = asked.diagnostics[0].help.split('"')[1]
        assert with_was(fingerprint).diagnostics == ()
        moved = with_was("0123456789")
        assert [one.code for one in moved.diagnostics] == ["MR0509"]
        assert fingerprint in moved.diagnostics[0].help
        assert moved.program is not None


def test_the_fingerprint_sees_every_part_of_a_rule() -> None:
    from medrules.compiler.staleness import fingerprint

    rule = next(one for one in program().rules if one.id == "base/many")
    seen = {fingerprint([rule])}
    for change in (
        {"title": "x"}, {"condition": None}, {"cites": ()}, {"conclusion": "y"}, {"part": 1},
        {"because": rule.because.replace(parts=("x",))}, {"id": "base/other"},
    ):  # fmt: skip
        changed = fingerprint([rule.replace(**change)])
        seen.add(changed)
    assert len(seen) == 7, "part only orders what is told; everything else counts"


LOANS = """
[[sources]]
id = "paper"
title = "A paper"
grade = "opinion"

[[conclusions]]
path = "y"
type = "boolean"

[[rules]]
id = "reads"
when = "x.n > limits.n"
then = { y = true }
because = "Because."
cites = ["none: made up"]

[[rules]]
id = "concludes"
then = { cautions = "a" }
because = "Nothing but {x.n}."
cites = ["paper"]
"""


def test_what_a_rule_uses_of_a_pack_that_its_own_does_not_require_is_refused() -> None:
    found = compiled(files("a", LOANS, ()))
    assert [(one.code, one.message) for one in found.diagnostics] == [
        ("MR0512", f'"a" {uses} of "base" without requiring it')
        for uses in ('reads "x.n"', 'reads "limits.n"', 'concludes "cautions"', 'reads "x.n"')
    ]
    assert [str(one.span) for one in found.diagnostics][:2] == [
        "a/rules.toml:13:9",
        "a/rules.toml:13:15",
    ]
    assert found.diagnostics[0].help.startswith('add [[pack.requires]] with pack = "base"')
    assert program(files("a", LOANS)), "with the requirement it is right"


def test_what_is_required_by_what_is_required_may_be_used() -> None:
    assert program(files("a", VALUE), files("b", LOANS, ("a",)))


def test_a_source_of_another_pack_is_cited_only_where_that_is_required() -> None:
    cites = LOANS.partition("[[conclusions]]")[0]
    rule = (
        '[[conclusions]]\npath = "z"\ntype = "boolean"\n[[rules]]\nid = "z"\nthen = { z = true }\n'
    )
    rule += 'because = "Read it."\ncites = ["paper"]\n'
    found = compiled(files("a", cites, ()), files("b", rule, ()))
    assert [one.message for one in found.diagnostics] == [
        '"b" cites "paper" of "a" without requiring it'
    ]
