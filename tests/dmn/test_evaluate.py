"""Decisions of small models: FEEL without types, boxed expressions, tables, functions, types."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.diagnostics.model import MedrulesError, Severity
from medrules.dmn.evaluate import Evaluator, Outcome
from medrules.dmn.read import read_model
from medrules.feel.temporal import Date, temporal
from medrules.ir.values import UNKNOWN

from .model_text import decision, given, literal, model, table


def run(*parts: str, **inputs: object) -> Outcome:
    return Evaluator(read_model(model(*parts), "m.dmn")).run(inputs)


def value(feel: str, **inputs: object) -> object:
    """The value of one expression over inputs of any type; nothing may be noted."""
    needs = [given(name) for name in inputs]
    outcome = run(*needs, decision("d", literal(feel), *(f"i_{one}" for one in inputs)), **inputs)
    assert outcome.notes == ()
    return outcome.values["d"]


@pytest.mark.parametrize(
    ("feel", "expected"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("1 / 0", None),
        ("null = null", True),
        ("null = 0", False),
        ("null < 1", None),
        ('1 = "1"', None),
        ('if null then "yes" else "no"', "no"),
        ("null and false", False),
        ("null and true", None),
        ("null or true", True),
        ("not(null)", None),
        ('"a\\u0041\\n\\"" = "aA\\n\\""', True),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("5 in [1..10]", True),
        ("5 in (5..10]", False),
        ("5 in (< 3, > 4)", True),
        ('"b" in ["a", "b"]', True),
        ("5 in [[1..3], [4..6]]", True),
        ("3 between 1 and 3", True),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][item > 1]", (2, 3)),
        ("[1, 2, 3][count([1, 2])]", 2),
        ("5[item > 1]", (5,)),
        ("null[item > 1]", ()),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", (4,)),
        ("[{a: 1}, {b: 2}][b = 2]", ({"b": 2},)),
        ("[{l: [1, 2]}, {l: [3]}][count(l[item > 1]) = 1].l", ((1, 2), (3,))),
        ("{a: 1, b: a + 1}.b", 2),
        ("for x in [1, 2], y in [10, 20] return x * y", (10, 20, 20, 40)),
        ("for x in [1, 2], y in [x, 5] return [x, y]", ((1, 1), (1, 5), (2, 2), (2, 5))),
        ("for i in 3..1 return i", (3, 2, 1)),
        ("for i in [1..3] return i * i", (1, 4, 9)),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", True),
        ("every x in [] satisfies false", True),
        ("(function(x, y) x - y)(5, 3)", 2),
        ("(function(x, y) x - y)(y: 5, x: 3)", -2),
        ("(function(f) f(2))(function(x) x * 10)", 20),
        ("[min, max][2](1, 5)", 5),
        ("count(list: [1, 2])", 2),
        ('contains(match: "b", string: "abc")', True),
        ("max(1, 5, 3)", 5),
        ("1 instance of number", True),
        ("[1] instance of number", False),
        ('["a"] instance of list<string>', True),
        ('["a", 1] instance of list<string>', False),
        ("null instance of number", False),
        ("{a: 1} instance of context", True),
        ("count instance of function", True),
        ('@"2026-01-08" instance of date', True),
        ('@"2026-01-08" < date("2026-01-09")', True),
        ('date and time("2026-01-08T10:00:00").year', 2026),
        ('duration("P1Y2M").months', 2),
        ('@"nonsense"', None),
        ("[1..5].start", 1),
    ],
)
def test_feel_without_types(feel: str, expected: object) -> None:
    found = value(feel)
    assert found == expected
    assert type(found) is type(expected)


def test_names_have_spaces_and_signs() -> None:
    outcome = run(
        given("Full Name", "string", "i_1"),
        given("profit/loss", "number", "i_2"),
        decision("a b", literal('"I am " + Full Name'), "i_1"),
        decision("c", literal("profit/loss * 2"), "i_2"),
        decision("d", literal('a b + "!"'), "a b"),
        **{"Full Name": "Ann", "profit/loss": 4},
    )
    assert outcome.values == {"a b": "I am Ann", "c": 8, "d": "I am Ann!"}
    assert outcome.notes == ()


def test_components_may_have_names_of_several_words() -> None:
    item = (
        '<itemDefinition name="t"><itemComponent name="net worth"><typeRef>number</typeRef>'
        "</itemComponent></itemDefinition>"
    )
    parts = (item, given("x", "t"), decision("d", literal("x.net worth + 1"), "i_x"))
    assert run(*parts, x={"net worth": 2}).values == {"d": 3}


def test_a_decision_sees_only_what_it_requires() -> None:
    outcome = run(given("x"), given("yy"), decision("d", literal("x + yy"), "i_x"), x=1, yy=2)
    assert outcome.values == {"d": None}
    (found,) = outcome.notes
    assert (found.code, found.severity) == ("MR0913", Severity.WARNING)
    assert found.labels[0].message == "in the literalExpression (line 4)"


def test_an_expression_that_cannot_be_read_is_an_error_with_its_place() -> None:
    outcome = run(decision("bad", literal("1 +")), decision("good", literal("2")))
    assert outcome.values == {"bad": None, "good": 2}
    assert [note.severity for note in outcome.notes] == [Severity.ERROR]
    assert (outcome.notes[0].span.file, outcome.notes[0].span.line) == ("m.dmn", 2)


@pytest.mark.parametrize("call", ["nosuch(1)", 'contains("a")', "contains(a: 1, b: 2)", "sqrt()"])
def test_calls_that_cannot_be_are_null_and_noted(call: str) -> None:
    outcome = run(decision("d", literal(call)))
    assert outcome.values == {"d": None}
    assert [note.code for note in outcome.notes] in (["MR0913"], ["MR0914"])


def test_an_input_that_is_not_given_is_null_or_unknown_as_asked() -> None:
    parts = (given("x"), decision("d", literal("x = 1"), "i_x"), decision("e", literal("1")))
    evaluator = Evaluator(read_model(model(*parts), "m.dmn"))
    assert evaluator.run({}).values == {"d": False, "e": 1}
    assert evaluator.run({}, missing=UNKNOWN).values == {"d": UNKNOWN, "e": 1}


def test_decisions_and_inputs_that_do_not_exist_are_refused_together() -> None:
    evaluator = Evaluator(read_model(model(given("age"), decision("due", literal("1"))), "m"))
    with pytest.raises(MedrulesError) as caught:
        evaluator.run({}, ["duo", "due"])
    assert [one.help for one in caught.value.diagnostics] == ['did you mean "due"?']
    with pytest.raises(MedrulesError, match="MR0921"):
        evaluator.run({"agee": 1})


def test_only_what_is_asked_for_is_evaluated() -> None:
    parts = (decision("a", literal("1")), decision("b", literal("a +"), "a"))
    outcome = Evaluator(read_model(model(*parts), "m")).run({}, ["a"])
    assert (outcome.values, outcome.notes) == ({"a": 1}, ())


def test_a_long_chain_of_decisions_needs_no_stack() -> None:
    chain = [decision("d0", literal("0"))]
    chain += [decision(f"d{i}", literal(f"d{i - 1} + 1"), f"d{i - 1}") for i in range(1, 1200)]
    outcome = Evaluator(read_model(model(*chain), "m")).run({}, ["d1199"])
    assert outcome.values == {"d1199": 1199}


FACTORIAL = (
    '<businessKnowledgeModel name="fact" id="k"><variable name="fact"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/>'
    + literal("if n <= 1 then 1 else n * fact(n - 1)")
    + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#k"/>'
    "</knowledgeRequirement></businessKnowledgeModel>"
)


def test_knowledge_models_are_functions_and_may_call_themselves() -> None:
    parts = (
        FACTORIAL,
        decision("d", literal("fact(20)"), knows=("k",)),
        decision("named", literal("fact(n: 3)"), knows=("k",)),
        decision("wrong type", literal('fact("3")'), knows=("k",)),
        decision("endless", literal("fact(100000)"), knows=("k",)),
    )
    outcome = run(*parts)
    assert outcome.values["d"] == 2432902008176640000
    assert outcome.values["named"] == 6
    assert outcome.values["wrong type"] is None or outcome.values["wrong type"] == 1
    assert outcome.values["endless"] is None
    assert {note.code for note in outcome.notes} == {"MR0922", "MR0923"}


def test_an_invocation_binds_by_name() -> None:
    call = (
        "<invocation>"
        + literal("fact")
        + '<binding><parameter name="n"/>'
        + literal("4")
        + "</binding></invocation>"
    )
    assert run(FACTORIAL, decision("d", call, knows=("k",))).values == {"d": 24}


def test_boxed_expressions() -> None:
    relation = (
        '<relation><column name="a"/><column name="b b"/><row>'
        + literal("1")
        + literal("2")
        + "</row><row>"
        + literal("3")
        + literal("4")
        + "</row></relation>"
    )
    context = (
        '<context><contextEntry><variable name="r"/>' + relation + "</contextEntry>"
        '<contextEntry><variable name="s"/><for iteratorVariable="one"><in>'
        + literal("r")
        + "</in><return>"
        + literal("one.b b")
        + "</return></for></contextEntry>"
        '<contextEntry><variable name="t"/><filter><in>'
        + literal("r")
        + "</in><match>"
        + literal("a > 1")
        + "</match></filter></contextEntry>"
        '<contextEntry><variable name="u"/><every iteratorVariable="one"><in>'
        + literal("r")
        + "</in><satisfies>"
        + literal("one.a > 0")
        + "</satisfies></every></contextEntry>"
        '<contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>'
        + literal("x + 1")
        + "</functionDefinition></contextEntry>"
        "<contextEntry><conditional><if>"
        + literal("u")
        + "</if><then><list>"
        + literal("sum(s)")
        + literal("t")
        + literal("f(1)")
        + "</list></then><else>"
        + literal("null")
        + "</else></conditional></contextEntry></context>"
    )
    assert run(decision("d", context)).values == {"d": (6, ({"a": 3, "b b": 4},), 2)}


def test_a_context_without_a_result_is_its_entries() -> None:
    context = (
        '<context><contextEntry><variable name="a" typeRef="number"/>'
        + literal("1")
        + '</contextEntry><contextEntry><variable name="b" typeRef="string"/>'
        + literal("a")
        + "</contextEntry></context>"
    )
    outcome = run(decision("d", context))
    assert outcome.values == {"d": {"a": 1, "b": None}}
    assert [note.code for note in outcome.notes] == ["MR0922"]


TYPES = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues>'
    '<text>"low", "high"</text></allowedValues></itemDefinition>',
    '<itemDefinition name="tShare"><typeRef>number</typeRef><allowedValues><text>[0..1]</text>'
    "</allowedValues></itemDefinition>",
    '<itemDefinition name="tShares" isCollection="true"><typeRef>tShare</typeRef>'
    "<typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>",
    '<itemDefinition name="tPerson"><itemComponent name="grade"><typeRef>tGrade</typeRef>'
    '</itemComponent><itemComponent name="shares" isCollection="true"><typeRef>number</typeRef>'
    "</itemComponent></itemDefinition>",
)


@pytest.mark.parametrize(
    ("kind", "value", "fitted"),
    [
        ("tGrade", "low", "low"),
        ("tGrade", "medium", None),
        ("tGrade", 1, None),
        ("tShare", Decimal("0.5"), Decimal("0.5")),
        ("tShare", 2, None),
        ("tShares", (0, 1), (0, 1)),
        ("tShares", 1, (1,)),
        ("tShares", (0, 2), None),
        ("tShares", (0, 1, 1), None),
        ("tPerson", {"grade": "low", "shares": (5,)}, {"grade": "low", "shares": (5,)}),
        ("tPerson", {"grade": "low", "shares": 5}, {"grade": "low", "shares": (5,)}),
        ("tPerson", {"shares": (5,)}, {"grade": None, "shares": (5,)}),
        ("tPerson", {"grade": "medium", "shares": ()}, None),
        ("tPerson", 1, None),
        ("string", ("a",), "a"),
        ("string", ("a", "b"), None),
        ("number", True, None),
        ("boolean", True, True),
        ("date", temporal("2026-01-08"), Date(2026, 1, 8)),
        ("date and time", Date(2026, 1, 8), temporal("2026-01-08T00:00:00Z")),
        ("dayTimeDuration", temporal("P1D"), temporal("P1D")),
        ("yearMonthDuration", temporal("P1D"), None),
        ("list", 1, (1,)),
        ("function", 1, None),
        ("Any", 1, 1),
    ],
)
def test_values_take_their_declared_type_or_are_null(
    kind: str, value: object, fitted: object
) -> None:
    parts = (*TYPES, given("x", kind), decision("d", literal("x"), "i_x", type_ref=kind))
    outcome = run(*parts, x=value)
    assert outcome.values == {"d": fitted}
    assert [note.code for note in outcome.notes] == ([] if fitted is not None else ["MR0922"])


def test_the_result_of_a_decision_takes_its_type() -> None:
    outcome = run(*TYPES, decision("d", literal('"medium"'), type_ref="tGrade"))
    assert outcome.values == {"d": None}
    assert outcome.notes[0].message == (
        'The value of the decision "d" (id d, line 6) is not one that tGrade allows: '
        '"low", "high"; it is taken as null'
    )


ROWS = (("< 10", '"few"'), ("[10..20)", '"some"'), (">= 20", '"many"'))


def outcome_of(policy: str, x: object, *rows: tuple[str, ...], **extra: object) -> Outcome:
    text = table(policy, ("x",), ("",), *rows, **extra)  # type: ignore[arg-type]
    return run(given("x"), decision("d", text, "i_x"), x=x)


@pytest.mark.parametrize(
    ("x", "expected"), [(9, "few"), (10, "some"), (20, "many"), (None, None), ("a", None)]
)
def test_a_table_finds_its_row(x: object, expected: object) -> None:
    assert outcome_of("UNIQUE", x, *ROWS).values == {"d": expected}


@pytest.mark.parametrize(
    ("cell", "x", "matches"),
    [
        ("-", None, True),
        ("", 5, True),
        ("null", None, True),
        ("null", 1, False),
        ("1, 2", 2, True),
        ("not(1, 2)", 2, False),
        ("not(1, 2)", 3, True),
        ("not(1)", None, True),
        ('"a"', "a", True),
        ("? > 3 and ? < 5", 4, True),
        ("list contains([1, 2], ?)", 2, True),
        ("[1, 2]", 2, True),
        ("[1, 2]", 3, False),
        ("x", 3, True),
        ("x + 1", 3, False),
        ("true", True, True),
        ("true", None, False),
        ("true", 1, False),
        ("x = 1", 1, True),
        ("false", False, True),
        ("-1", -1, True),
        ("limits", 4, True),
    ],
)
def test_unary_tests(cell: str, x: object, matches: bool) -> None:
    text = table("FIRST", ("x",), ("",), (cell, "true"), ("-", "false"))
    needs = ("limits", decision("limits", literal("[3..5]")))
    outcome = run(given("x"), needs[1], decision("d", text, "i_x", "limits"), x=x)
    assert outcome.values["d"] is matches


def test_hits_that_break_the_policy_are_noted_with_the_table() -> None:
    outcome = outcome_of("UNIQUE", 1, ("> 0", "1"), ("< 9", "2"))
    assert outcome.values == {"d": None}
    assert outcome.notes[0].message == (
        "The decisionTable (line 3) has no value: 2 of its rules match, and the policy is UNIQUE"
    )


def test_values_of_outputs_give_the_priority() -> None:
    rows = (("-", '"c"'), ("> 0", '"a"'), ("> 1", '"b"'))
    assert outcome_of("PRIORITY", 2, *rows, values=('"a","b","c"',)).values == {"d": "a"}
    listed = outcome_of("OUTPUT ORDER", 2, *rows, values=('"a","b","c"',))
    assert listed.values == {"d": ("a", "b", "c")}


def test_priority_may_come_from_the_type_of_the_output() -> None:
    text = table("PRIORITY", (), ("",), ('"low"',), ('"high"',)).replace(
        "<output>", '<output typeRef="tGrade">'
    )
    assert run(*TYPES, decision("d", text)).values == {"d": "low"}


def test_an_input_outside_its_values_leaves_the_table_without_a_value() -> None:
    text = table("UNIQUE", ("x",), ("",), ("-", "1")).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"a","b"</text></inputValues>'
    )
    parts = (given("x"), decision("d", text, "i_x"))
    assert run(*parts, x="a").values == {"d": 1}
    assert run(*parts).values == {"d": 1}
    outcome = run(*parts, x="c")
    assert (outcome.values, outcome.notes[0].code) == ({"d": None}, "MR0925")


@pytest.mark.parametrize(
    ("policy", "rows", "expected"),
    [
        ("UNIQUE", (("> 1", "1"), ("-", "2")), 2),
        ("FIRST", (("-", "2"), ("> 1", "1")), 2),
        ("FIRST", (("> 1", "1"), ("-", "2")), UNKNOWN),
        ("COLLECT", (("> 1", "1"), ("-", "2")), UNKNOWN),
        ("COLLECT", (("-", "1"), ("-", "2")), (1, 2)),
    ],
)
def test_unknown_inputs_leave_a_table_unknown_unless_it_is_decided(
    policy: str, rows: tuple[tuple[str, str], ...], expected: object
) -> None:
    text = table(policy, ("x",), ("",), *rows)
    parts = model(given("x"), decision("d", text, "i_x"))
    outcome = Evaluator(read_model(parts, "m")).run({}, missing=UNKNOWN)
    assert outcome.values == {"d": expected}


SERVICE = (
    given("x", "number"),
    decision("a", literal("x + 1"), "i_x"),
    decision("b", literal("a * 10"), "a"),
    '<decisionService name="s" id="s"><variable name="s"/><outputDecision href="#b"/>'
    '<encapsulatedDecision href="#a"/><inputData href="#i_x"/></decisionService>',
    '<decisionService name="t" id="t"><outputDecision href="#b"/><outputDecision href="#a"/>'
    '<inputDecision href="#a"/></decisionService>',
    decision("c", literal("s(2) + s(x: 1)"), knows=("s",)),
)


def test_a_decision_service_is_a_function() -> None:
    evaluator = Evaluator(read_model(model(*SERVICE), "m"))
    assert evaluator.run({}, ["c"]).values == {"c": 50}
    assert evaluator.call("s", {"x": 4}).values == {"s": 50}
    assert evaluator.call("t", {"a": 4}).values == {"t": {"b": 40, "a": 4}}
    assert evaluator.call("s", {}).values == {"s": None}
    with pytest.raises(MedrulesError, match="MR0920"):
        evaluator.call("u", {})


def test_a_knowledge_model_can_be_called_by_itself() -> None:
    evaluator = Evaluator(read_model(model(FACTORIAL), "m"))
    assert evaluator.call("fact", {"n": 5}).values == {"fact": 120}
