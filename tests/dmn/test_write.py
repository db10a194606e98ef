"""Every kind of element and expression survives being written and read again."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest

from medrules.dmn.evaluate import Evaluator
from medrules.dmn.layout import lay_out
from medrules.dmn.model import Model, Where
from medrules.dmn.read import read_model
from medrules.dmn.write import write_model
from medrules.source.located import Located

from .model_text import decision, given, literal, model, table

EVERYTHING = (
    "<description>All of it.</description>",
    '<itemDefinition name="tOne"><description>One.</description><typeRef>number</typeRef>'
    "<allowedValues><text>[0..9]</text></allowedValues></itemDefinition>",
    '<itemDefinition name="tMany" isCollection="true"><typeRef>tOne</typeRef><typeConstraint>'
    "<text>count(?) &lt; 5</text></typeConstraint></itemDefinition>",
    '<itemDefinition name="tPair"><itemComponent name="a"><typeRef>tOne</typeRef></itemComponent>'
    '<itemComponent name="b c"><typeRef>string</typeRef></itemComponent></itemDefinition>',
    '<itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="x" '
    'typeRef="number"/></functionItem></itemDefinition>',
    '<inputData id="i_x" name="x" label="X"><description>Any.</description>'
    '<variable name="x" typeRef="tOne"/></inputData>',
    given("many", "tMany"),
    decision(
        "boxes",
        '<context><contextEntry><variable name="one" typeRef="number"/>'
        + literal("x + 1", "number")
        + '</contextEntry><contextEntry><variable name="pairs"/><relation><column name="a" '
        'typeRef="tOne"/><column name="b c"/><row>'
        + literal("1")
        + literal('"p"')
        + "</row><row>"
        + literal("2")
        + literal('"q"')
        + '</row></relation></contextEntry><contextEntry><variable name="f"/><functionDefinition>'
        '<formalParameter name="n" typeRef="number"/>'
        + literal("n * 10")
        + '</functionDefinition></contextEntry><contextEntry><variable name="chosen"/><filter><in>'
        + literal("pairs")
        + "</in><match>"
        + literal("item.a > 1")
        + '</match></filter></contextEntry><contextEntry><variable name="tens"/>'
        '<for iteratorVariable="p"><in>'
        + literal("pairs")
        + "</in><return><invocation>"
        + literal("f")
        + '<binding><parameter name="n"/>'
        + literal("p.a")
        + "</binding></invocation></return></for></contextEntry>"
        '<contextEntry><variable name="any"/><some iteratorVariable="t"><in>'
        + literal("tens")
        + "</in><satisfies>"
        + literal("t > 15")
        + "</satisfies></some></contextEntry>"
        '<contextEntry><variable name="all"/><every iteratorVariable="t"><in>'
        + literal("tens")
        + "</in><satisfies>"
        + literal("t > 15")
        + "</satisfies></every></contextEntry><contextEntry><conditional><if>"
        + literal("any and not(all)")
        + "</if><then><list>"
        + literal("one")
        + literal("chosen")
        + literal("tens")
        + "<literalExpression/></list></then><else>"
        + literal("null")
        + "</else></conditional></contextEntry></context>",
        "i_x",
    ),
    decision(
        "hits",
        table(
            "PRIORITY",
            ("x",),
            ("out", "in a word"),
            ("< 3", "1", '"a"'),
            ("-", "2", '"<&\u00e9"'),
            values=("2, 1",),
            defaults=("0", '"none"'),
        ),
        "i_x",
        type_ref="Any",
    ),
    decision("called", literal("twice(x) + service(x)"), "i_x", knows=("k", "s")),
    '<businessKnowledgeModel name="twice" id="k"><variable name="twice"/><encapsulatedLogic '
    'typeRef="number"><formalParameter name="n" typeRef="number"/>'
    + literal("n * 2")
    + "</encapsulatedLogic></businessKnowledgeModel>",
    '<knowledgeSource id="source" name="A text" locationURI="https://example.org/text">'
    "<description>2026</description></knowledgeSource>",
    '<decision id="rested" name="rested" label="Rested on a text"><description>Why.</description>'
    '<question>What?</question><variable name="rested"/><authorityRequirement>'
    '<requiredAuthority href="#source"/></authorityRequirement>' + literal("1") + "</decision>",
    decision("of x", literal("x"), "i_x"),
    '<decisionService id="s" name="service"><variable name="service"/><outputDecision '
    'href="#of x"/><inputData href="#i_x"/></decisionService>',
)


def bare(value: object) -> object:
    """A record without the places that its parts had in their files."""
    if isinstance(value, Located):
        return value.text
    if isinstance(value, Where):
        return value.element
    if isinstance(value, tuple):
        return tuple(bare(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: bare(getattr(value, one.name)) for one in fields(value)}
    return value


@pytest.fixture
def read() -> Model:
    return read_model(model(*EVERYTHING), "m.dmn")


def test_a_model_is_the_same_after_writing(read: Model) -> None:
    again = read_model(write_model(read, lay_out(read)).encode(), "m.dmn")
    assert bare(again) == bare(read)


def test_and_evaluates_the_same(read: Model) -> None:
    again = read_model(write_model(read).encode(), "m.dmn")
    for x in (0, 5, 12, None):
        first = Evaluator(read).run({"x": x})
        assert Evaluator(again).run({"x": x}).values == first.values
    values = Evaluator(read).run({"x": 5}).values
    assert values["boxes"] == (6, ({"a": 2, "b c": "q"},), (10, 20), None)
    assert values["hits"] == {"out": 2, "in a word": "<&\u00e9"}
    assert values["called"] == 15


def test_characters_that_xml_forbids_are_replaced() -> None:
    read = read_model(model("<description>x</description>"), "m")
    forbidden = replace(read, description="a\x00\x1f\ufffe\ud800\t\n<&>")
    again = read_model(write_model(forbidden).encode(), "m")
    assert again.description == "a\ufffd\ufffd\ufffd\ufffd\t\n<&>"
