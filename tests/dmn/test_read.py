"""A model is read whole, and every fault of one is told with element, id and line."""

from __future__ import annotations

import pytest

from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.dmn.model import Context, DecisionTable, HitPolicy, Iterator, Literally
from medrules.dmn.read import VERSIONS, read_model

from .model_text import decision, given, literal, model, table


def faults(*parts: str) -> list[Diagnostic]:
    with pytest.raises(MedrulesError) as caught:
        read_model(model(*parts), "m.dmn")
    return list(caught.value.diagnostics)


def codes(*parts: str) -> list[str]:
    return [fault.code for fault in faults(*parts)]


@pytest.mark.parametrize(("namespace", "version"), VERSIONS.items())
def test_versions_1_2_to_1_5_are_read(namespace: str, version: str) -> None:
    assert read_model(model(given("x"), namespace=namespace), "m.dmn").version == version


@pytest.mark.parametrize(
    "data",
    [
        model(namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
        b"<definitions/>",
        b"<bpmn/>",
    ],
)
def test_other_versions_and_other_xml_are_refused(data: bytes) -> None:
    with pytest.raises(MedrulesError, match="MR0904"):
        read_model(data, "m.dmn")


def test_a_decision_has_its_requirements_and_its_logic() -> None:
    read = read_model(
        model(
            given("Full  Name", "string", "i_1"),
            decision("a", literal('"Hello " + Full Name', "string"), "i_1"),
            decision("b", literal("a"), "a"),
        ),
        "m.dmn",
    )
    first, second = read.decisions
    assert (first.inputs, first.decisions, second.decisions) == (("i_1",), (), ("a",))
    assert read.inputs[0].variable.name == "Full Name"
    assert isinstance(first.logic, Literally)
    assert first.logic.feel is not None
    assert first.logic.feel.text.text == '"Hello " + Full Name'
    assert str(first.where) == 'decision "a" (id a, line 3)'


def test_a_table_has_policy_columns_and_rows() -> None:
    rows = (("> 1", '"x"'), ("-", '"y"'))
    text = table("RULE ORDER", ("x",), ("",), *rows, values=('"x","y"',), defaults=('"z"',))
    (only,) = read_model(model(given("x"), decision("d", text, "i_x")), "m.dmn").decisions
    logic = only.logic
    assert isinstance(logic, DecisionTable)
    assert logic.policy is HitPolicy.RULE_ORDER
    assert [rule.tests[0].text.text for rule in logic.rules] == ["> 1", "-"]
    assert logic.outputs[0].default is not None
    assert logic.outputs[0].default.text.text == '"z"'


def test_boxed_expressions_nest() -> None:
    text = (
        '<context><contextEntry><variable name="squares"/>'
        '<for iteratorVariable="i"><in><list>' + literal("1") + literal("2") + "</list></in>"
        "<return>" + literal("i * i") + "</return></for></contextEntry>"
        "<contextEntry>" + literal("sum(squares)") + "</contextEntry></context>"
    )
    (only,) = read_model(model(decision("d", text)), "m.dmn").decisions
    assert isinstance(only.logic, Context)
    first, result = only.logic.entries
    assert isinstance(first.value, Iterator)
    assert (first.value.kind, first.value.variable, result.variable) == ("for", "i", None)


def test_extensions_and_documentation_are_passed_over() -> None:
    read_model(
        model(
            '<extensionElements><x xmlns="urn:x"/></extensionElements>',
            given("x"),
            '<textAnnotation id="t"><text>note</text></textAnnotation>',
            '<knowledgeSource name="k" id="k"/>',
            '<thing xmlns="urn:x"/>',
        ),
        "m.dmn",
    )


def test_all_faults_come_at_once_with_element_id_and_line() -> None:
    found = faults(
        given("x", "numbr"),
        decision("d", literal("x"), "i_y"),
        "<script/>",
        '<decision id="nameless"/>',
    )
    assert [(fault.code, fault.span.line) for fault in found] == [
        ("MR0906", 4),
        ("MR0905", 5),
        ("MR0907", 3),
        ("MR0911", 2),
    ]
    assert found[2].message == (
        'The decision "d" (id d, line 3) requires the input data "#i_y", which is not in the model'
    )
    assert found[2].help == 'did you mean "i_x"?'
    assert found[3].help == 'did you mean "number"?'


def test_decisions_in_a_circle_are_named() -> None:
    (fault,) = faults(
        decision("a", literal("b"), "b"),
        decision("b", literal("c"), "c"),
        decision("c", literal("a"), "a"),
    )
    assert fault.code == "MR0908"
    assert (
        fault.message == 'Decisions require each other: "a" requires "b" requires "c" requires "a"'
    )


def test_a_diamond_is_no_circle() -> None:
    parts = [
        decision("a", literal("b + c"), "b", "c"),
        decision("b", literal("d"), "d"),
        decision("c", literal("d"), "d"),
        decision("d", literal("1")),
    ]
    assert len(read_model(model(*parts), "m.dmn").decisions) == 4


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((given("x"), given("x", id="i_2")), "MR0909"),
        ((given("x"), given("y", id="i_x")), "MR0909"),
        (('<import name="i" namespace="urn:o" importType="x"/>',), "MR0910"),
        (
            (
                '<decision name="d"><informationRequirement><requiredInput href="urn:o#x"/>'
                "</informationRequirement></decision>",
            ),
            "MR0910",
        ),
        (
            (
                '<businessKnowledgeModel name="f"><encapsulatedLogic kind="Java"/>'
                "</businessKnowledgeModel>",
            ),
            "MR0910",
        ),
        ((decision("d", table("SOMETIMES", (), ("",))),), "MR0905"),
        ((decision("d", table("COLLECT", (), ("",), aggregation="AVG")),), "MR0905"),
        ((decision("d", table("UNIQUE", (), ())),), "MR0905"),
        ((decision("d", table("UNIQUE", ("1", "2"), ("",), ("-", "1"))),), "MR0905"),
        ((decision("d", literal("1") + literal("2")),), "MR0905"),
        ((decision("d", "<conditional/>"),), "MR0905"),
        ((decision("d", "<for><in><list/></in><return><list/></return></for>"),), "MR0905"),
        ((decision("d", '<relation><column name="a"/><row/></relation>'),), "MR0905"),
        (
            (
                decision(
                    "d",
                    '<literalExpression expressionLanguage="urn:groovy"><text>1</text>'
                    "</literalExpression>",
                ),
            ),
            "MR0910",
        ),
        (('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>',), "MR0908"),
        (
            (
                '<itemDefinition name="t"><typeRef>string</typeRef><itemComponent name="c">'
                "<typeRef>string</typeRef></itemComponent></itemDefinition>",
            ),
            "MR0905",
        ),
    ],
)
def test_each_kind_of_fault_has_its_code(parts: tuple[str, ...], code: str) -> None:
    assert code in codes(*parts)
