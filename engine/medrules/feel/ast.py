"""The syntax tree of FEEL, as the parser builds it and the printer prints it.

Every node carries ``start`` and ``end``: offsets in code points into the FEEL text it was parsed
from (end exclusive). They take no part in equality, so that parse after print can be compared.
The tree covers the whole of FEEL; what packs may use of it is for ``medrules.feel.checker`` to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

BinaryOp: TypeAlias = Literal[
    "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"
]
TestOp: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all nodes share: their extent in the text."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NumberLit(Node):
    """``3``, ``.872``, ``1.5``: never negative (a sign is a ``Negate``)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class TextLit(Node):
    """``"text"`` with its escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class BooleanLit(Node):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLit(Node):
    """``null``."""


@dataclass(frozen=True, slots=True)
class TemporalLit(Node):
    """``@"2026-01-08"``: a date, time, date and time, or duration literal."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, with single spaces where the text had any white space inside it."""

    name: str


@dataclass(frozen=True, slots=True)
class PathExpr(Node):
    """``source.name``."""

    source: Expression
    name: str


@dataclass(frozen=True, slots=True)
class FilterExpr(Node):
    """``source[condition]``."""

    source: Expression
    condition: Expression


@dataclass(frozen=True, slots=True)
class CallExpr(Node):
    """``function(args)``; ``names`` is empty for positional arguments, else one for each."""

    function: Expression
    args: tuple[Expression, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-operand``."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """An operator between two operands."""

    op: BinaryOp
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high`` (both ends included)."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in test`` or ``value in (tests)``."""

    value: Expression
    tests: tuple[UnaryTest, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Expression
    type_name: str


@dataclass(frozen=True, slots=True)
class IfExpr(Node):
    """``if condition then then_ else else_``."""

    condition: Expression
    then_: Expression
    else_: Expression


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """``name in source`` or ``name in low..high`` of ``for``, ``some`` and ``every``."""

    variable: str
    source: Expression
    high: Expression | None = None


@dataclass(frozen=True, slots=True)
class ForExpr(Node):
    """``for iterations return body``."""

    iterations: tuple[Iteration, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class QuantifiedExpr(Node):
    """``some`` or ``every`` iterations ``satisfies`` condition."""

    kind: Literal["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Expression


@dataclass(frozen=True, slots=True)
class FunctionDef(Node):
    """``function(a, b: number) body``; a parameter is a name and a type name (may be empty)."""

    parameters: tuple[tuple[str, str], ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class ListLit(Node):
    """``[a, b, …]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ContextLit(Node):
    """``{name: value, …}``."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class RangeLit(Node):
    """``[low..high]``, ``(low..high]``, and so on; an end that is missing is None."""

    low: Expression | None
    high: Expression | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class TestCompare(Node):
    """A unary test ``< operand`` and the like."""

    op: TestOp
    operand: Expression


@dataclass(frozen=True, slots=True)
class TestExpr(Node):
    """A unary test that is an expression: equal to it, a member of it when it is a list or a range
    or, when it mentions ``?``, true."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The tests of a table cell: any of them; ``negated`` for ``not(…)``; ``-`` has no tests."""

    tests: tuple[UnaryTest, ...]
    negated: bool = False


UnaryTest: TypeAlias = TestCompare | TestExpr

Expression: TypeAlias = (
    NumberLit
    | TextLit
    | BooleanLit
    | NullLit
    | TemporalLit
    | Name
    | PathExpr
    | FilterExpr
    | CallExpr
    | Negate
    | Binary
    | Between
    | In
    | InstanceOf
    | IfExpr
    | ForExpr
    | QuantifiedExpr
    | FunctionDef
    | ListLit
    | ContextLit
    | RangeLit
)
