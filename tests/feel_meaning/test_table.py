"""The operator table keeps its promises: every entry is documented, typed and shown at work."""

from __future__ import annotations

import pytest
from tests.feel_meaning.evaluating import evaluate
from tests.feel_meaning.vocabulary import IDENTITY, PROGRAM, ir

from medrules.diagnostics.model import Diagnostic
from medrules.feel.calling import call
from medrules.feel.operators import OPERATORS
from medrules.feel.operators.lists import LIST_OPERATORS
from medrules.feel.operators.logic import LOGIC_OPERATORS
from medrules.feel.operators.numbers import NUMBER_OPERATORS
from medrules.feel.operators.text import TEXT_OPERATORS
from medrules.feel.signatures import (
    Listed,
    Numeric,
    Pattern,
    SetOf,
    Variable,
    read_signature,
)
from medrules.ir.expr import Call, Const, Expr, Ref
from medrules.ir.types import (
    INTEGER,
    NUMBER,
    BooleanType,
    ListType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import UNKNOWN
from medrules.source.span import NOWHERE

EXAMPLES = [
    pytest.param(text, value, id=text)
    for entry in OPERATORS.values()
    for text, value in entry.examples
]
CALLED = [
    pytest.param(name, text, id=f"{name}: {text}")
    for name, entry in OPERATORS.items()
    if entry.kind != "form"
    for text in entry.signatures
]


def test_no_name_stands_twice() -> None:
    groups = (NUMBER_OPERATORS, LIST_OPERATORS, TEXT_OPERATORS, LOGIC_OPERATORS)
    names = [entry.name for group in groups for entry in group]
    assert len(names) == len(set(names)) == len(OPERATORS)


def test_the_language_has_the_functions_it_promises() -> None:
    promised = {
        *("+", "-", "*", "/", "**", "negate", "=", "<", "and", "or", "not"),
        *("count", "sum", "min", "max", "mean", "median", "list contains", "any", "all"),
        *("floor", "ceiling", "round up", "round down", "round half up", "round half down"),
        *("decimal", "abs", "modulo", "sqrt", "contains", "starts with", "ends with", "string"),
        *("string length", "substring", "upper case", "lower case", "number", "append"),
        *("concatenate", "union", "distinct values", "reverse", "index of", "flatten"),
        *("is defined", "is known"),
    }
    assert promised <= set(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
def test_every_entry_is_documented(name: str) -> None:
    entry = OPERATORS[name]
    assert entry.doc.endswith(".")
    assert entry.signatures
    assert entry.examples or name == "is known", "only is known has no example without a profile"


@pytest.mark.parametrize(("text", "value"), EXAMPLES)
def test_examples_hold(text: str, value: str) -> None:
    assert evaluate(ir(text)) == evaluate(ir(value))
    assert type(evaluate(ir(text))) is not bool or value in ("true", "false")


@pytest.mark.parametrize(("name", "text"), CALLED)
def test_every_signature_takes_what_it_says(name: str, text: str) -> None:
    signature = read_signature(text)
    args = [sample(parameter.pattern) for parameter in signature.parameters]
    problems: list[Diagnostic] = []
    for several in (args, [*args, args[-1]] if signature.repeats else args):
        found = call(name, several, NOWHERE, problems)
        assert problems == []
        assert isinstance(found, Call)
        assert found.args == tuple(several)
        assert suits(found.type, signature.result)


@pytest.mark.parametrize(("name", "text"), CALLED)
def test_no_signature_takes_a_record_for_anything_else(name: str, text: str) -> None:
    signature = read_signature(text)
    for position, parameter in enumerate(signature.parameters):
        args = [sample(one.pattern) for one in signature.parameters]
        args[position] = Ref("wrong", PROGRAM, NOWHERE)
        problems: list[Diagnostic] = []
        found = call(name, args, NOWHERE, problems)
        if isinstance(parameter.pattern, Variable) and len(args) == 1:
            assert found is not None
        else:
            assert found is None
            assert [problem.code for problem in problems] == ["MR0302"]


@pytest.mark.parametrize(("name", "text"), CALLED)
def test_every_signature_can_be_run(name: str, text: str) -> None:
    """Every parameter may be null or unknown, or a value of a wrong type, and nothing raises."""
    signature = read_signature(text)
    entry = OPERATORS[name]
    count = len(signature.parameters)
    wrong: tuple[object, ...] = (None, True, "x", (), (UNKNOWN,), frozenset({"a"}), {"a": 1}, 1, -2)
    for one in wrong:
        for position in range(count):
            args: list[object] = [value_of(parameter.pattern) for parameter in signature.parameters]
            args[position] = one
            entry.evaluate(*args)
    assert entry.evaluate(*[value_of(one.pattern) for one in signature.parameters]) is not UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["number", "numbr -> number", "list -> text", "list[number -> text", "set[T] -> text", "->"],
)
def test_a_signature_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_signature(text)


def sample(pattern: Pattern) -> Expr:
    """A fact of a type that the pattern takes."""
    return Ref("sample", sample_type(pattern), NOWHERE)


def sample_type(pattern: Pattern) -> Type:
    match pattern:
        case BooleanType() | TextType():
            return pattern
        case Numeric(integer, unit):
            return NumberType("hours" if unit else "", integer)
        case Variable("E"):
            return IDENTITY
        case Variable():
            return NUMBER
        case Listed(item):
            return ListType(sample_type(item))
        case SetOf():
            return SetType(IDENTITY)


def value_of(pattern: Pattern) -> object:
    match pattern:
        case BooleanType():
            return True
        case TextType():
            return "."
        case Numeric():
            return 1
        case Variable():
            return "a"
        case Listed(item):
            return (value_of(item),)
        case SetOf():
            return frozenset({"a"})


def suits(kind: Type, pattern: Pattern) -> bool:
    match pattern:
        case Numeric(integer):
            return isinstance(kind, NumberType) and kind.integer == integer
        case Listed():
            return isinstance(kind, ListType)
        case SetOf():
            return isinstance(kind, SetType)
        case Variable():
            return kind in (NUMBER, INTEGER, IDENTITY)
        case _:
            return kind == pattern


def test_constants_can_be_arguments_too() -> None:
    found = ir("round up(2.5, 0)")
    assert isinstance(found, Call)
    assert all(isinstance(arg, Const) for arg in found.args)
    assert not isinstance(found.type, RecordTypeOf)
