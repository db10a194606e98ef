"""What the logical and comparing forms mean, and the tests for null and for a given fact.

In: values, ``UNKNOWN`` among them: these are the entries that can answer without knowing all. Out:
true, false, null or ``UNKNOWN``. FEEL takes anything but true and false in a condition for null;
where null and unknown meet, the answer is unknown. Refused: nothing.
"""

from __future__ import annotations

from medrules.feel.operators.comparing import compare
from medrules.feel.operators.model import Operator, Value
from medrules.ir.values import UNKNOWN


def conjunction(*operands: Value) -> Value:
    """Kleene ``and``: one false decides."""
    return _joined(operands, False)


def disjunction(*operands: Value) -> Value:
    """Kleene ``or``: one true decides."""
    return _joined(operands, True)


def _joined(operands: tuple[Value, ...], deciding: bool) -> Value:
    result: Value = not deciding
    for operand in operands:
        if operand is deciding:
            return deciding
        if operand is UNKNOWN:
            result = UNKNOWN
        elif operand is not (not deciding) and result is not UNKNOWN:
            result = None
    return result


def negation(operand: Value) -> Value:
    """Kleene ``not``: of unknown, unknown; of anything that is no truth value, null."""
    if operand is UNKNOWN:
        return UNKNOWN
    return not operand if operand is True or operand is False else None


def is_defined(value: Value) -> Value:
    """Whether the value is not null."""
    return value is not None


def is_known(value: Value) -> Value:
    """Whether there is a value at all."""
    return value is not UNKNOWN


LOGIC_OPERATORS: tuple[Operator, ...] = (
    Operator(
        "and",
        "form",
        ("boolean, boolean -> boolean",),
        conjunction,
        "True when both are; false when one is, even if the other is unknown or null.",
        (("true and false", "false"), ("false and null", "false"), ("true and null", "null")),
        lenient=True,
    ),
    Operator(
        "or",
        "form",
        ("boolean, boolean -> boolean",),
        disjunction,
        "True when one is, even if the other is unknown or null; false when both are.",
        (("true or false", "true"), ("true or null", "true"), ("false or null", "null")),
        lenient=True,
    ),
    Operator(
        "not",
        "form",
        ("negand: boolean -> boolean",),
        negation,
        "False for true and true for false; unknown stays unknown, null stays null.",
        (("not(true)", "false"), ("not(null)", "null")),
        lenient=True,
    ),
    Operator(
        "=",
        "form",
        ("T, T -> boolean",),
        lambda left, right: compare("=", left, right),
        "Equal: numbers by value and in one unit, texts letter for letter. Null equals only null.",
        (("1 = 1.00", "true"), ("0.1 + 0.2 = 0.3", "true"), ("null = null", "true")),
    ),
    Operator(
        "!=",
        "form",
        ("T, T -> boolean",),
        lambda left, right: compare("!=", left, right),
        "Not equal.",
        (("1 != 2", "true"), ("1 != null", "true")),
    ),
    Operator(
        "<",
        "form",
        ("number[u], number[u] -> boolean", "E, E -> boolean"),
        lambda left, right: compare("<", left, right),
        "Less: of numbers in one unit, or of members of one ordered enum.",
        (("1 < 2", "true"), ("1 < sum([])", "null")),
    ),
    Operator(
        "<=",
        "form",
        ("number[u], number[u] -> boolean", "E, E -> boolean"),
        lambda left, right: compare("<=", left, right),
        "Less or equal.",
        (("0.3 <= 0.1 + 0.2", "true"),),
    ),
    Operator(
        ">",
        "form",
        ("number[u], number[u] -> boolean", "E, E -> boolean"),
        lambda left, right: compare(">", left, right),
        "Greater.",
        (("0.1 + 0.2 > 0.3", "false"),),
    ),
    Operator(
        ">=",
        "form",
        ("number[u], number[u] -> boolean", "E, E -> boolean"),
        lambda left, right: compare(">=", left, right),
        "Greater or equal.",
        (("2 >= 2.0", "true"),),
    ),
    Operator(
        "is defined",
        "function",
        ("value: T -> boolean",),
        is_defined,
        "Whether the value is not null. Of a fact that is not given the answer is unknown.",
        (("is defined(null)", "false"), ("is defined(0)", "true")),
    ),
    Operator(
        "is known",
        "form",
        ("fact: T -> boolean",),
        is_known,
        "Whether the profile gives the fact; never unknown itself. Only facts, fields that a "
        "profile gives, and parameters can be asked about.",
        (),
        lenient=True,
    ),
)
