"""Proofs written out: JSON by its schema, text by the line, Mermaid that nothing breaks out of."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from interpreter.building import derived, fact, holds, program, record_list, ref, rule, span
from interpreter.strategies import profiles, programs
from medrules.exact_json import to_text as json_text
from medrules.explain.as_json import explanation_json
from medrules.explain.as_mermaid import escaped, to_mermaid
from medrules.explain.as_text import to_lines, to_text
from medrules.explain.prove import prove
from medrules.explain.reasons import reasons
from medrules.explain.why_not import why_not
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Conclusion, Evaluation, Profile, Settlement
from medrules.ir.program import Program
from medrules.ir.types import TEXT
from medrules.ir.values import UNKNOWN

from .world import COLOUR_SET, WORLD, answer

SCHEMA = Draft202012Validator(
    json.loads((files("medrules_schemas") / "explanation.schema.json").read_text("utf-8"))
)
FULL = {"wants": True, "paid": True, "money": 20, "colours": frozenset({"blue"})}
COURSES = ({"name": "North", "price": 80, "good": False}, {"name": "South"})


def proofs(made: Program, found: Evaluation):
    for path in found.conclusions:
        yield prove(made, found, path)
        yield why_not(made, found, path)


def checked(made: Program, found: Evaluation, some) -> dict[str, object]:
    data = json.loads(json_text(explanation_json(made, found, some)))
    problems = [f"{one.json_path}: {one.message}" for one in SCHEMA.iter_errors(data)]
    assert problems == []
    return data


@pytest.mark.parametrize("values", [{}, FULL, {"wants": False}, {"paid": True, "limit": 5}])
@pytest.mark.parametrize("courses", [(), COURSES])
def test_json_follows_its_schema(values, courses) -> None:
    found = answer(values, courses)
    data = checked(WORLD, found, proofs(WORLD, found))
    assert len(data["proofs"]) == 2 * len(found.conclusions)
    assert data["facts"].get("wants") == values.get("wants")


def test_json_of_one_proof() -> None:
    found = answer({"wants": True, "paid": False, "money": 20})
    data = checked(WORLD, found, [why_not(WORLD, found, "level", "high")])
    (proof,) = data["proofs"]
    assert (proof["path"], proof["question"], proof["asked"]) == ("level", "why-not", "high")
    rule, retired = proof["tree"]["children"]
    assert (rule["status"], rule["value"], rule["title"]) == ("failed", None, "Rule 2")
    assert rule["cites"][0]["section"] == "A Decision flow"
    assert retired["retired"]["because"] == "It was wrong."
    assert retired["note"].startswith("out of force")
    (ready,) = rule["children"]
    assert (ready["kind"], ready["path"], ready["value"]) == ("conclusion", "ready", False)


def test_json_of_a_parameter_and_a_unit() -> None:
    found = answer({**FULL, "limit": 50})
    data = checked(WORLD, found, [prove(WORLD, found, "signs")])
    text = json.dumps(data)
    assert '"set_by_profile": true' in text
    assert '"unit": "USD"' in text


TEXT_OF_LEVEL = """\
Level: High
└─ because: All is ready.
   │ rule "test/rule-2", test/rules.toml:2:1
   │ source: A paper, A Decision flow (2026-01-08; grade: moderate) https://example.org/paper [paper]
   └─ Ready: yes
      └─ because: Wanted and paid for.
         │ rule "test/rule-1", test/rules.toml:1:1
         └─ wants and paid → yes
            ├─ Wants it: yes  (given, test/rules.toml:40:1)
            └─ Paid: yes  (given, test/rules.toml:41:1)
"""


def test_text() -> None:
    assert to_text(WORLD, prove(WORLD, answer(FULL), "level")) == TEXT_OF_LEVEL


def test_text_to_a_depth() -> None:
    told = to_text(WORLD, prove(WORLD, answer(FULL), "level"), depth=1)
    assert told.splitlines()[-1] == "   └─ Ready: yes  (more below: go deeper)"
    assert to_text(WORLD, prove(WORLD, answer(FULL), "level"), depth=2) == TEXT_OF_LEVEL


def test_text_of_a_why_not() -> None:
    found = answer({"wants": True, "money": 3})
    told = to_text(WORLD, why_not(WORLD, found, "level", "high"))
    assert (
        told
        == """\
Level: Low or High  (unknown)
│ High is still possible; it depends on what is missing
│ depends on: paid
├─ may apply: Rule 2
│  │ would give High
│  │ rule "test/rule-2", test/rules.toml:2:1
│  │ source: A paper, A Decision flow (2026-01-08; grade: moderate) https://example.org/paper [paper]
│  └─ Ready: yes or no  (unknown)
│     │ depends on: paid
│     └─ may apply: Rule 1
│        │ would give yes
│        │ rule "test/rule-1", test/rules.toml:1:1
│        └─ wants and paid → unknown
│           ├─ Wants it: yes  (given, test/rules.toml:40:1)
│           └─ Paid: not given  "What is paid?"  (paid)
└─ retired: An old reason.
   │ would give High
   │ out of force; it would have fired
   │ rule "test/old"
   │ retired by other 2.0.0: It was wrong.
   └─ Wants it: yes  (given, test/rules.toml:40:1)
"""
    )


def test_text_names_a_source_in_full_once() -> None:
    told = to_text(WORLD, prove(WORLD, answer({**FULL, "limit": 50}, COURSES), "courses[0].rank"))
    assert told.count("https://example.org/paper") <= 1
    signs = to_text(WORLD, prove(WORLD, answer(FULL), "signs"))
    assert signs.count("https://example.org/paper") == 1
    assert "other 2.0.0 changed its value from 80 to 100: Prices rose." in signs
    assert "(parameter, test/rules.toml:1:1)" in signs


def test_text_of_options_defaults_and_reasons_without_a_source() -> None:
    found = answer({"wants": False, "money": 500, "colours": frozenset()})
    assert "given by test, test/rules.toml:90:1" in to_text(
        WORLD, prove(WORLD, found, "courses[0].cheap")
    )
    told = to_text(WORLD, prove(WORLD, found, "ready"))
    assert "by default, as no rule fired" in told
    assert "Default: no" in told
    assert "did not apply: Rule 1" in told
    assert "cites nothing: our own judgement" in to_text(WORLD, prove(WORLD, found, "level"))


def test_what_does_not_decide_is_not_followed_in_text() -> None:
    told = to_text(WORLD, prove(WORLD, answer({**FULL, "colours": frozenset()}), "signs"))
    assert '"blue" in colours → no' in told
    assert "Colours:" not in told


def test_styles_get_the_roles_and_nothing_else() -> None:
    roles: set[str] = set()

    def style(role: str, text: str) -> str:
        roles.add(role)
        return text

    for facts in ({"wants": True, "money": 3}, {"wants": False}):
        found = answer(facts, COURSES)
        for proof in proofs(WORLD, found):
            assert to_text(WORLD, proof, style=style) == to_text(WORLD, proof)
    assert roles == {"title", "text", "value", "good", "bad", "open", "dim"}


MERMAID = """\
flowchart TD
  n0(["Ready<br/>yes<br/>ready"]):::conclusion
  n1[["Wanted and paid for.<br/>test/rule-1"]]:::fired
  n1 --> n0
  n2["wants and paid<br/>yes"]:::fired
  n2 --> n1
  n3[/"Wants it<br/>yes<br/>wants"/]:::fact
  n3 --> n2
  n4[/"Paid<br/>yes<br/>paid"/]:::fact
  n4 --> n2
"""


def test_mermaid() -> None:
    told = to_mermaid(WORLD, prove(WORLD, answer(FULL), "ready"))
    assert told.startswith(MERMAID)
    assert "classDef failed" in told


def test_mermaid_draws_a_fact_once() -> None:
    told = to_mermaid(WORLD, prove(WORLD, answer(FULL, COURSES), "courses[1].rank"))
    assert told.count("Price of South") == 1
    assert len(re.findall(r"--> n\d+", told)) > told.count("Price of")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"]; click n0 "javascript:x"', "#34;#93;#59; click n0 #34;javascript:x#34;"),
        ("<script>", "#60;script#62;"),
        ("%%{init}%%", "#37;#37;#123;init#125;#37;#37;"),
        ("a & b #quot;", "a #38; b #35;quot#59;"),
        ("`**bold**`", "#96;#42;#42;bold#42;#42;#96;"),
        ("1. a list", "1#46; a list"),
        ("- a list", "#45; a list"),
        ("naïve 1.5", "naïve 1.5"),
    ],
)
def test_mermaid_labels_hold_no_markup(text: str, wanted: str) -> None:
    assert escaped(text) == wanted


def test_mermaid_labels_are_not_endless() -> None:
    assert len(escaped("x" * 5000)) < 200


NASTY = '\x1b[31m\u202e"];\nend\n%% <b>`x`</b> {{}} |pipe| \x07'


def nasty() -> tuple[Program, Evaluation]:
    """A program all of whose texts try to break out."""
    made = program(
        [
            fact("a", title=NASTY, question=NASTY),
            fact("rows[].name", TEXT, title=NASTY),
            fact("s", COLOUR_SET, title=NASTY),
        ],
        [derived("x").replace(title=NASTY), derived("y").replace(title=NASTY)],
        [
            rule("x", True, ref("a"), id="test/x", because=(NASTY, ref("a"))),
            rule("y", True, holds(ref("s", COLOUR_SET), "red"), because=(NASTY,)).replace(
                title=NASTY
            ),
        ],
        [record_list("rows", absent="empty").replace(title=NASTY)],
    )
    made = made.replace(
        rules=tuple(
            one.replace(origin=one.origin.replace(span=span().replace(file=NASTY)))
            for one in made.rules
        )
    )
    return made, answer({"a": True}, made=made)


def test_no_text_of_a_pack_reaches_a_terminal_or_a_label_as_it_is() -> None:
    made, found = nasty()
    for proof in proofs(made, found):
        told = to_text(made, proof)
        assert all(char.isprintable() or char == "\n" for char in told)
        assert "\\x1b[31m" in told
        for line in to_lines(made, proof):
            assert "\n" not in line.plain()
        for line in to_mermaid(made, proof).splitlines():
            assert re.fullmatch(
                r"flowchart TD|  classDef [\w#:;,\- ]+|  n\d+ --> n\d+"
                r'|  n\d+[(\[/]+"[^"<>`%\[\]{}|\\]*(<br/>[^"<>`%\[\]{}|\\]*)*"[)\]/]+:::\w+',
                line,
            ), line
    checked(made, found, proofs(made, found))


def unsettled(made: Program, facts: Profile) -> Evaluation:
    """An evaluation in which nobody has looked into what is not known."""
    run = prepare(made).run(facts)
    slots = {item.path: run.values.get(item.path) for item in made.derived}
    for item in made.derived:
        head, inside, name = item.path.partition("[].")
        if inside:
            del slots[item.path]
            for index, record in enumerate(run.records.get(head, ())):
                slots[f"{head}[{index}].{name}"] = record[name]
    return Evaluation(
        made.packs,
        facts,
        run,
        {
            path: Conclusion(
                path,
                Settlement("unknown", None, (), (), True)
                if slot is UNKNOWN
                else Settlement("settled", slot, (), (), True),
                (),
            )
            for path, slot in slots.items()
        },
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_conclusion_of_any_program_can_be_explained(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    facts = data.draw(profiles(made))
    found = unsettled(made, facts)
    for path, conclusion in found.conclusions.items():
        proof = prove(made, found, path)
        assert proof.root.settlement == conclusion.settlement
        if conclusion.settlement.status == "settled" and proof.root.note == "":
            assert proof.root.children
            assert all(child.verdict == "fired" for child in proof.root.children)
        against = why_not(made, found, path)
        for one in (proof, against):
            assert to_text(made, one).endswith("\n")
            to_mermaid(made, one)
        checked(made, found, [proof, against])
        assert all(isinstance(one, str) for one in reasons(made, found, path))
