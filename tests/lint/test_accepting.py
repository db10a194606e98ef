"""Findings that a pack accepts, and findings that are not asked for."""

from __future__ import annotations

from medrules.lint.inspection import Inspection, inspect

from .test_corpus import TODAY, pack

GAP = """
[[tables]]
id = "ages"
inputs = ["person.age"]
outputs = ["advice"]
cites = ["none: a test"]

[[tables.rows]]
id = "young"
when = ["< 60"]
then = ["go"]
"""


def accept(code: str, where: str) -> str:
    return f'\n[[pack.accept]]\ncode = "{code}"\nwhere = "{where}"\nbecause = "It is meant so."\n'


def look(head: str, rules: str = GAP, select: tuple[str, ...] = ("MR0809", "MR089")) -> Inspection:
    return inspect(pack(rules, head), today=TODAY, select=select)


def codes(found: Inspection) -> list[str]:
    return [one.code for one in found.diagnostics]


def test_a_finding_is_accepted_with_its_reason() -> None:
    assert codes(look("")) == ["MR0809"]
    found = look(accept("MR0809", "ages"))
    assert found.diagnostics == ()
    assert found.accepted == 1
    assert found.sound


def test_an_acceptance_that_accepts_nothing_is_told() -> None:
    found = look(accept("MR0809", "age"))
    assert sorted(codes(found)) == ["MR0809", "MR0890"]
    stale = next(one for one in found.diagnostics if one.code == "MR0890")
    assert stale.span.line == 10
    assert stale.help == 'did you mean "ages"?'


def test_an_acceptance_is_not_judged_by_a_check_that_did_not_run() -> None:
    assert codes(look(accept("MR0809", "age"), select=("MR0801", "MR089"))) == []


def test_errors_cannot_be_accepted() -> None:
    clash = GAP + '\n[[tables.rows]]\nid = "old"\nwhen = [">= 50"]\nthen = ["wait"]\n'
    found = look(accept("MR0806", "ages/old"), clash, ("MR0806", "MR089"))
    assert codes(found) == ["MR0891", "MR0806"]
    assert "is an error, which no reason makes right" in found.diagnostics[0].message
    assert not found.sound


def test_only_codes_of_the_lint_can_be_accepted() -> None:
    found = look(accept("MR0301", "ages"), select=("MR089",))
    assert codes(found) == ["MR0891"]
    assert "not a code that can be accepted" in found.diagnostics[0].message


def test_select_and_ignore_go_by_beginnings() -> None:
    assert "MR0809" in codes(inspect(pack(GAP), today=TODAY, select=("MR08",)))
    assert "MR0809" not in codes(inspect(pack(GAP), today=TODAY, ignore=("MR080",)))
    assert codes(inspect(pack(GAP), today=TODAY, select=("MR08",), ignore=("MR08",))) == []


def test_errors_of_the_compiler_are_told_whatever_is_selected() -> None:
    found = inspect(pack(GAP.replace("person.age", "person.agee")), today=TODAY, select=("MR0809",))
    assert codes(found) == ["MR0301"]
    assert not found.linted


def test_a_pack_is_not_blamed_for_what_another_pack_does() -> None:
    other = pack(GAP)
    mine = pack("", base=False)
    head = mine.files[0].data.replace(b'"corpus"', b'"mine"')
    files = mine.replace(
        root="/nowhere/mine", shown="mine", files=(mine.files[0].replace(data=head), mine.files[1])
    )
    found = inspect(files, [other], today=TODAY)
    assert found.diagnostics == ()


def test_a_rule_that_contradicts_another_pack_is_told_at_its_own_place() -> None:
    other = pack(GAP)
    mine = pack(
        '[[rules]]\nid = "senior"\nwhen = "person.senior"\nthen = { advice = "stop" }\n'
        'cites = ["none: a test"]',
        '\n[[pack.requires]]\npack = "corpus"\nversion = ">=1.0, <2"\n',
        base=False,
    )
    head = mine.files[0].data.replace(b'id = "corpus"', b'id = "mine"', 1)
    files = mine.replace(
        root="/nowhere/mine", shown="mine", files=(mine.files[0].replace(data=head), mine.files[1])
    )
    (found,) = inspect(files, [other], today=TODAY).diagnostics
    assert (found.code, found.span.file, found.span.line) == ("MR0807", "mine/rules.toml", 3)
    assert 'contradicts row "young" of the table "ages" of "corpus"' in found.message
    assert found.labels[0].span.file == "corpus/rules.toml"
