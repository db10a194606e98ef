"""Models become packs that answer as the models do, and what does not fit is told by element."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from medrules.compiler.pipeline import check_packs
from medrules.dmn.evaluate import Evaluator
from medrules.dmn.importing.names import Taken, id_of, path_of
from medrules.dmn.importing.pack import Imported, import_model
from medrules.dmn.model import Model
from medrules.dmn.read import load_model, read_model
from medrules.evaluating import evaluate
from medrules.ir.program import Program
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.read import pack_from_files

from .model_text import decision, given, literal, model, table

SUITE = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
MODELS = sorted(SUITE.glob("*/*.dmn")) if SUITE.is_dir() else []
needs_suite = pytest.mark.skipif(
    not MODELS, reason="the conformance suite is not there: ../shared/dmn-tck"
)


def program_of(imported: Imported) -> Program:
    files = [PackFile(name, text.encode()) for name, text in sorted(imported.files.items())]
    pack = pack_from_files(PackFiles("p", "p", tuple(files), digest(files)))
    compiled = check_packs([pack])
    assert compiled.diagnostics == ()
    assert compiled.program is not None
    return compiled.program


def answers(imported: Imported, program: Program, inputs: dict[str, object]) -> dict[str, object]:
    """What the pack concludes, under the names of the model."""
    facts: dict[str, object] = {}
    for names, place in imported.places.items():
        value: object = inputs.get(names[0])
        for part in names[1:]:
            value = value.get(part) if isinstance(value, dict) else None
        if names[0] in inputs and value is not None:
            inner = facts
            *heads, last = place.path.split(".")
            for head in heads:
                inner = inner.setdefault(head, {})  # type: ignore[assignment]
            inner[last] = value
    found = evaluate(program, facts).conclusions
    result: dict[str, object] = {}
    for names, place in imported.places.items():
        if place.path not in found:
            continue
        settlement = found[place.path].settlement
        value = settlement.value if settlement.status == "settled" else None
        if len(names) == 1:
            result[names[0]] = value
        else:
            inside = result.setdefault(names[0], {})
            assert isinstance(inside, dict)
            inside[names[1]] = value
    return result


def brought(*parts: str) -> Imported:
    return import_model(read_model(model(*parts), "m.dmn"))


def agree(read: Model, *several: dict[str, object]) -> None:
    """The pack of a model answers as the model does, decision by decision."""
    imported = import_model(read)
    program, evaluator = program_of(imported), Evaluator(read)
    for inputs in several:
        expected = evaluator.run(inputs).values
        found = answers(imported, program, inputs)
        assert found == {name: expected[name] for name in found}
        assert len(found) == len(read.decisions)


def cases() -> list[tuple[Path, dict[str, object]]]:
    if not MODELS:
        return []
    from conformance.cases import read_cases

    return [(case.model, case.inputs) for case in read_cases(SUITE)]


GAPS = {"0109-ruleOrder-hitpolicy", "0110-outputOrder-hitpolicy", "0119-multi-collect-hitpolicy"}
"""Models of the suite whose decision is a list of contexts."""


@needs_suite
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_of_the_suite_come_whole_or_are_told(path: Path) -> None:
    read = load_model(str(path))
    imported = import_model(read)
    left_out = [one for one in imported.findings if one.code == "MR0930"]
    assert len(left_out) == (1 if path.stem in GAPS else 0)
    program_of(imported)


@needs_suite
@pytest.mark.parametrize(
    "path", [one for one in MODELS if one.stem not in GAPS], ids=lambda p: p.stem
)
def test_packs_of_the_suite_answer_as_the_models_do(path: Path) -> None:
    read = load_model(str(path))
    known = {data.variable.name for data in read.inputs}
    inputs = [
        {name: value for name, value in given.items() if name in known}
        for model_path, given in cases()
        if model_path == path
    ]
    assert inputs
    agree(read, *inputs)


def test_names_of_several_words_become_paths_with_the_name_as_title() -> None:
    imported = brought(
        given("Net Worth (USD)", "number", "i_1"),
        decision("Is it Enough?", literal("Net Worth (USD) > 5"), "i_1", type_ref="boolean"),
    )
    assert imported.findings == ()
    assert {names[0]: place.path for names, place in imported.places.items()} == {
        "Net Worth (USD)": "net_worth_usd",
        "Is it Enough?": "is_it_enough",
    }
    assert 'title = "Net Worth (USD)"' in imported.files["facts.toml"]
    assert "net_worth_usd > 5" in imported.files["decisions.toml"]


ITEMS = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues>'
    '<text>"low", "high"</text></allowedValues></itemDefinition>',
    '<itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>',
    '<itemDefinition name="tShare"><typeRef>number</typeRef><allowedValues><text>[0..1]</text>'
    "</allowedValues></itemDefinition>",
    '<itemDefinition name="tOdd"><typeRef>number</typeRef><allowedValues><text>odd(?)</text>'
    "</allowedValues></itemDefinition>",
    '<itemDefinition name="tPerson"><itemComponent name="given name"><typeRef>string</typeRef>'
    '</itemComponent><itemComponent name="grade"><typeRef>tGrade</typeRef></itemComponent>'
    "</itemDefinition>",
    '<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef>'
    "</itemDefinition>",
)


def test_types_become_enums_ranges_sets_and_groups_of_facts() -> None:
    imported = brought(
        *ITEMS,
        given("g", "tGrade"),
        given("gs", "tGrades"),
        given("s", "tShare"),
        given("p", "tPerson"),
    )
    assert [one.code for one in imported.findings] == ["MR0931"]
    kinds = {place.path: place.kind for place in imported.places.values()}
    assert {path: kind.type for path, kind in kinds.items()} == {
        "g": "enum",
        "gs": "set",
        "s": "number",
        "p.given_name": "text",
        "p.grade": "enum",
    }
    assert (kinds["s"].minimum, kinds["s"].maximum) == (0, 1)
    assert imported.files["facts.toml"].count("[[enums]]") == 1
    program_of(imported)


def test_values_that_a_type_cannot_keep_are_told() -> None:
    (found,) = brought(*ITEMS, given("o", "tOdd")).findings
    assert (found.code, found.span.line) == ("MR0931", 8)
    assert found.message == 'The fact o cannot keep a part of "o": that it allows only odd(?)'


@pytest.mark.parametrize(
    ("parts", "left_out"),
    [
        ((given("x"),), ['inputData "x" (id i_x, line 2)', "has no declared type"]),
        ((given("x", "date"),), ["line 2", '"date"']),
        ((*ITEMS, given("x", "tNumbers")), ["line 8", "a list"]),
        (
            (given("x", "number"), decision("d", literal("x"), "i_x")),
            ['decision "d" (id d, line 3)', "has no declared type"],
        ),
        ((decision("d", "", type_ref="number"),), ["has no logic"]),
        ((decision("d", literal("1 +"), type_ref="number"),), ["literalExpression", "not FEEL"]),
        ((decision("d", literal("1 = true"), type_ref="boolean"),), ["line 2", "compared"]),
        ((decision("d", literal("nothing + 1"), type_ref="number"),), ["line 2", "nothing"]),
        ((decision("d", "<context/>", type_ref="number"),), ["boxed expression"]),
        (
            (
                decision("d", table("COLLECT", ("1",), ("",), ("-", "1")), type_ref="tNumbers"),
                *ITEMS,
            ),
            ["line 2", "list"],
        ),
        (('<decisionService name="s" id="s"/>',), ["decisionService", "line 2"]),
        (
            (
                '<businessKnowledgeModel name="f" id="f"><encapsulatedLogic>'
                + literal("1")
                + "</encapsulatedLogic></businessKnowledgeModel>",
            ),
            ["businessKnowledgeModel", "no imported decision calls"],
        ),
    ],
)
def test_what_does_not_fit_is_told_with_element_and_line(
    parts: tuple[str, ...], left_out: list[str]
) -> None:
    imported = brought(*parts)
    found = [one for one in imported.findings if one.code == "MR0930"]
    assert len(found) == 1
    for words in left_out:
        assert words in found[0].message
    program_of(imported)


def test_what_requires_a_thing_that_is_left_out_is_left_out_too() -> None:
    imported = brought(
        given("x", "number"),
        decision("a", literal('x + "1"'), "i_x", type_ref="number"),
        decision("b", literal("a + 1"), "a", type_ref="number"),
        decision("c", literal("x + 1"), "i_x", type_ref="number"),
        decision("e", literal("b + 1"), "b", type_ref="number"),
    )
    assert [one.span.line for one in imported.findings] == [3, 4, 6]
    assert 'it requires "b", which is not imported' in imported.findings[2].message
    assert set(imported.places) == {("x",), ("c",)}


PMT = (
    '<businessKnowledgeModel name="PMT" id="k"><variable name="PMT"/><encapsulatedLogic>'
    '<formalParameter name="p" typeRef="number"/><formalParameter name="r" typeRef="number"/>'
    + literal("p * twice(r)")
    + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#t"/>'
    "</knowledgeRequirement></businessKnowledgeModel>",
    '<businessKnowledgeModel name="twice" id="t"><encapsulatedLogic>'
    '<formalParameter name="p"/>'
    + literal("2 * p")
    + "</encapsulatedLogic></businessKnowledgeModel>",
)


def test_knowledge_models_are_put_in_place() -> None:
    call = (
        "<invocation>"
        + literal("PMT")
        + '<binding><parameter name="r"/>'
        + literal("x")
        + '</binding><binding><parameter name="p"/>'
        + literal("x + 1")
        + "</binding></invocation>"
    )
    parts = (
        *PMT,
        given("x", "number"),
        decision("d", literal("PMT(x + 1, x)"), "i_x", type_ref="number", knows=("k",)),
        decision("e", literal("PMT(r: x, p: x + 1)"), "i_x", type_ref="number", knows=("k",)),
        decision("f", call, "i_x", type_ref="number", knows=("k",)),
    )
    read = read_model(model(*parts), "m")
    assert import_model(read).findings == ()
    agree(read, {"x": 3})


def test_a_function_that_calls_itself_is_told() -> None:
    body = literal("if p <= 0 then 0 else g(p - 1)")
    parts = (
        '<businessKnowledgeModel name="g" id="g"><encapsulatedLogic><formalParameter name="p"/>'
        + body
        + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#g"/>'
        "</knowledgeRequirement></businessKnowledgeModel>",
        decision("d", literal("g(3)"), type_ref="number", knows=("g",)),
    )
    found = brought(*parts).findings
    assert any("calls itself" in one.message for one in found)


def test_boxed_conditionals_and_iterations_become_formulas() -> None:
    boxed = (
        "<conditional><if>"
        + literal("x > 1")
        + "</if><then><filter><in><list>"
        + literal('"a"')
        + literal('"b"')
        + "</list></in><match>"
        + literal('item = "b"')
        + "</match></filter></then>"
        "<else><list>" + literal('"c"') + "</list></else></conditional>"
    )
    items = (
        '<itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef>'
        "</itemDefinition>"
    )
    every = (
        '<every iteratorVariable="i"><in><list>' + literal("1") + literal("x") + "</list></in>"
        "<satisfies>" + literal("i > 0") + "</satisfies></every>"
    )
    parts = (
        items,
        given("x", "number"),
        decision("d", boxed, "i_x", type_ref="tTexts"),
        decision("e", every, "i_x", type_ref="boolean"),
    )
    read = read_model(model(*parts), "m")
    for x in (2, 0):
        agree(read, {"x": x})


ROWS = (("< 10", '"few"'), ("[10..20)", '"some"'), ("not(< 20)", '"many"'))


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "COLLECT"])
@pytest.mark.parametrize("x", [9, 10, 20, Decimal("19.99")])
def test_every_policy_comes_over(policy: str, x: object) -> None:
    text = table(policy, ("x",), ("",), *ROWS, values=('"few","some","many"',))
    items = (
        '<itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef>'
        "</itemDefinition>"
    )
    kind = "tTexts" if policy in ("RULE ORDER", "COLLECT") else "string"
    parts = (items, given("x", "number"), decision("d", text, "i_x", type_ref=kind))
    agree(read_model(model(*parts), "m"), {"x": x})


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX", "COUNT"])
@pytest.mark.parametrize("x", [5, 50])
def test_aggregations_come_over(aggregation: str, x: int) -> None:
    rows = (("-", "1"), ("> 1", "20"), ("> 10", "300"))
    text = table("COLLECT", ("x",), ("",), *rows, aggregation=aggregation)
    parts = (given("x", "number"), decision("d", text, "i_x", type_ref="number"))
    agree(read_model(model(*parts), "m"), {"x": x})


@pytest.mark.parametrize("x", [0, 5, 50])
def test_numbers_by_priority_are_sorted(x: int) -> None:
    rows = (("> 1", "1"), ("> 10", "2"), ("-", "3"))
    text = table("PRIORITY", ("x",), ("",), *rows, values=("2, 1, 3",))
    parts = (given("x", "number"), decision("d", text, "i_x", type_ref="number"))
    agree(read_model(model(*parts), "m"), {"x": x})


@pytest.mark.parametrize("x", [0, 5, 15, 50])
def test_outputs_that_are_expressions_become_formulas(x: int) -> None:
    rows = (("< 1", "0"), ("[1..10], > 40", "x * 2"), ("? > 10 and ? <= 40", "x + 100"))
    text = table("UNIQUE", ("x",), ("",), *rows)
    parts = (given("x", "number"), decision("d", text, "i_x", type_ref="number"))
    read = read_model(model(*parts), "m")
    assert "[[formulas]]" in import_model(read).files["decisions.toml"]
    agree(read, {"x": x})


def test_defaults_come_over_and_missing_ones_are_told_where_they_show() -> None:
    rows = (("> 1", "true"),)
    kept = table("UNIQUE", ("x",), ("",), *rows, defaults=("false",))
    lost = table("UNIQUE", ("x",), ("",), *rows)
    given_x = given("x", "number")
    imported = brought(given_x, decision("d", kept, "i_x", type_ref="boolean"))
    assert imported.findings == ()
    (found,) = brought(given_x, decision("d", lost, "i_x", type_ref="boolean")).findings
    assert found.code == "MR0931"
    assert "the conclusion d is false; in the model it is null" in found.message


def test_notes_of_rules_become_reasons() -> None:
    text = table("UNIQUE", ("x",), ("",), ("> 1", "1")).replace(
        "</rule>", "<annotationEntry><text>More than {one}.</text></annotationEntry></rule>"
    )
    parts = (given("x", "number"), decision("d", text, "i_x", type_ref="number"))
    imported = brought(*parts)
    assert 'because = "More than {{one}}."' in imported.files["decisions.toml"]
    program_of(imported)


@for_all(st.text(max_size=80))
@settings(deadline=None, max_examples=200)
def test_any_name_becomes_a_path_and_an_id(name: str) -> None:
    import re

    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", path_of(name))
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id_of(name))


def test_names_in_use_get_a_number_and_none_lies_inside_another() -> None:
    taken = Taken("_")
    assert [taken.new(name) for name in ("a", "a", "a.b", "c.d", "c", "c.d")] == [
        "a", "a_2", "a_3.b", "c.d", "c_2", "c.d_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("allowed", "minimum", "maximum"),
    [(">= 0", 0, None), ("<= -1.5", None, Decimal("-1.5")), ("[-1..1]", -1, 1)],
)
def test_limits_of_numbers_are_kept(allowed: str, minimum: object, maximum: object) -> None:
    from xml.sax.saxutils import escape

    item = (
        '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues>'
        f"<text>{escape(allowed)}</text></allowedValues></itemDefinition>"
    )
    imported = brought(item, given("x", "t"))
    assert imported.findings == ()
    kind = imported.places[("x",)].kind
    assert (kind.minimum, kind.maximum) == (minimum, maximum)


@pytest.mark.parametrize("allowed", ["(0..1]", "> 0", "1, 2", "[0..x]", "not(1)", "count(?) ="])
def test_limits_that_cannot_be_kept_are_told(allowed: str) -> None:
    from xml.sax.saxutils import escape

    item = (
        '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues>'
        f"<text>{escape(allowed)}</text></allowedValues></itemDefinition>"
    )
    (found,) = brought(item, given("x", "t")).findings
    assert found.code == "MR0931"
    assert allowed in found.message


def test_texts_that_are_no_words_stay_texts_and_are_told() -> None:
    item = (
        '<itemDefinition name="t"><typeRef>string</typeRef><allowedValues>'
        '<text>"very high", "low"</text></allowedValues></itemDefinition>',
        '<itemDefinition name="ts" isCollection="true"><typeRef>t</typeRef></itemDefinition>',
    )
    imported = brought(*item, given("x", "t"), given("xs", "ts"))
    assert [one.code for one in imported.findings] == ["MR0931", "MR0930"]
    assert imported.places[("x",)].kind.type == "text"


def test_the_columns_of_tables_say_more_of_an_untyped_input() -> None:
    text = table("UNIQUE", ("x",), ("",), ('"a"', "1")).replace(
        "<inputExpression>", '<inputExpression typeRef="string">'
    )
    values = text.replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"a","b"</text></inputValues>'
    )
    for logic, kind in ((text, "text"), (values, "enum")):
        imported = brought(given("x"), decision("d", logic, "i_x", type_ref="number"))
        assert imported.findings == ()
        assert imported.places[("x",)].kind.type == kind


@pytest.mark.parametrize(
    ("logic", "type_ref", "words"),
    [
        (table("UNIQUE", ("x",), ("",)), "number", "without rules"),
        (table("UNIQUE", ("x",), ("a", "b"), ("-", "1", "2")), "tP", "component"),
        (table("PRIORITY", ("x",), ("",), ("-", "x"), values=("1, 2",)), "number", "whose order"),
        (table("UNIQUE", ("x",), ("",), ("-", "1"), defaults=("x",)), "number", "default"),
        (table("UNIQUE", ("x",), ("",), ("-", "x")), "", "no declared type"),
        (table("RULE ORDER", ("x",), ("",), ("-", "1")), "tN", "a list, which packs"),
        ("<list>" + table("UNIQUE", ("x",), ("",), ("-", "1")) + "</list>", "tN", "inside another"),
        ("<invocation>" + literal("1 + 1") + "</invocation>", "number", "no name"),
        (literal("{a: 1}"), "tP", "structure"),
        ("<literalExpression/>", "number", ""),
    ],
)
def test_logic_that_no_pack_can_say_is_told(logic: str, type_ref: str, words: str) -> None:
    items = (
        '<itemDefinition name="tP"><itemComponent name="a"><typeRef>tN</typeRef></itemComponent>'
        '<itemComponent name="b"><typeRef>number</typeRef></itemComponent></itemDefinition>',
        '<itemDefinition name="tN" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
    )
    imported = brought(*items, given("x", "number"), decision("d", logic, "i_x", type_ref=type_ref))
    program_of(imported)
    if words:
        assert len(imported.findings) == 1
        assert words in imported.findings[0].message or words == "component"


def test_outputs_take_their_type_from_the_structure_or_from_their_literals() -> None:
    item = (
        '<itemDefinition name="tP"><itemComponent name="a"><typeRef>string</typeRef>'
        '</itemComponent><itemComponent name="b"><typeRef>boolean</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    rows = (("> 1", '"p"', "true"), ("<= 1", '"q"', "false"))
    text = table("UNIQUE", ("x",), ("a", "b"), *rows)
    for kind in ("tP", ""):
        parts = (item, given("x", "number"), decision("d", text, "i_x", type_ref=kind))
        read = read_model(model(*parts), "m")
        places = import_model(read).places
        assert [places["d", name].kind.type for name in ("a", "b")] == ["text", "boolean"]
        agree(read, {"x": 1})


def test_a_table_without_inputs_becomes_formulas() -> None:
    parts = (decision("d", table("FIRST", (), ("",), ("1",), ("2",)), type_ref="number"),)
    agree(read_model(model(*parts), "m"), {})
