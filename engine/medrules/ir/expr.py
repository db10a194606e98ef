"""Expressions of the IR: typed, resolved, closed.

Out of the FEEL lowering, into every target. Each node ends in ``type`` and ``span``. Unary tests,
``between`` and ``in`` are gone: they have become comparisons joined by ``And`` and ``Or``. Names
are resolved: ``Ref`` is a scalar fact, parameter or conclusion by path; ``Records`` a whole record
list; ``Var`` a variable bound by ``for``, ``some``, ``every``, a filter or a function.

The last group (``ListOf`` to ``Invoke``) exists for DMN models; packs do not produce it, except
``ListOf``.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from medrules.ir.types import AnyType, BooleanType, EnumType, Type
from medrules.ir.values import Number
from medrules.record import Record
from medrules.source.span import Span

CompareOp: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


class Const(Record):
    """A literal: boolean, number, text (or enum member), set of members, list of texts, null."""

    value: bool | Number | str | frozenset[str] | tuple[str, ...] | None
    type: Type
    span: Span


class Ref(Record):
    """A fact, parameter or conclusion outside any record list, by its dotted path."""

    path: str
    type: Type
    span: Span


class Records(Record):
    """A whole record list, by its path; its type is a ``ListType`` of ``RecordTypeOf``."""

    path: str
    type: Type
    span: Span


class Var(Record):
    """A bound variable; in a filter without a name of its own it is ``item``."""

    name: str
    type: Type
    span: Span


class Path(Record):
    """``source.name``: a field of a record, or of each record of a list."""

    source: Expr
    name: str
    type: Type
    span: Span


class And(Record):
    """Kleene conjunction of two or more operands."""

    operands: tuple[Expr, ...]
    type: BooleanType
    span: Span


class Or(Record):
    """Kleene disjunction of two or more operands."""

    operands: tuple[Expr, ...]
    type: BooleanType
    span: Span


class Not(Record):
    """Kleene negation."""

    operand: Expr
    type: BooleanType
    span: Span


class Compare(Record):
    """A comparison; ``order`` is set when the operands are members of an ordered enum."""

    op: CompareOp
    left: Expr
    right: Expr
    order: EnumType | None
    type: BooleanType
    span: Span


class Call(Record):
    """An operator or function of the table in ``medrules.feel.operators`` (``+``, ``count`` …)."""

    name: str
    args: tuple[Expr, ...]
    type: Type
    span: Span


class If(Record):
    """``if condition then then_ else else_``; a null condition takes ``else_``."""

    condition: Expr
    then_: Expr
    else_: Expr
    type: Type
    span: Span


class Quantified(Record):
    """``some`` or ``every`` variable in source satisfies condition."""

    kind: Literal["some", "every"]
    variable: str
    source: Expr
    condition: Expr
    type: BooleanType
    span: Span


class Filter(Record):
    """``source[condition]``: the items for which the condition is true."""

    source: Expr
    variable: str
    condition: Expr
    type: Type
    span: Span


class ForEach(Record):
    """``for variable in source return body``: a list, item by item."""

    variable: str
    source: Expr
    body: Expr
    type: Type
    span: Span


class IsKnown(Record):
    """``is known(x)`` of a given fact (``Ref``) or a given field (``Path`` of a ``Var``).

    It asks about the profile as it stands, not about the world: never unknown itself.
    """

    subject: Expr
    type: BooleanType
    span: Span


class ListOf(Record):
    """``[a, b, …]``."""

    items: tuple[Expr, ...]
    type: Type
    span: Span


class Range(Record):
    """``[low..high]`` as a value; a missing end is None."""

    low: Expr | None
    high: Expr | None
    low_included: bool
    high_included: bool
    type: AnyType
    span: Span


class ContextOf(Record):
    """``{name: value, …}``; each entry sees the ones before it as variables."""

    entries: tuple[tuple[str, Expr], ...]
    type: AnyType
    span: Span


class FunctionOf(Record):
    """``function(a, b) body``: a value that closes over the variables in scope."""

    parameters: tuple[str, ...]
    body: Expr
    type: AnyType
    span: Span


class Invoke(Record):
    """A call of a function value; ``names`` is empty for positional arguments."""

    function: Expr
    args: tuple[Expr, ...]
    names: tuple[str, ...]
    type: AnyType
    span: Span


Expr: TypeAlias = (
    Const
    | Ref
    | Records
    | Var
    | Path
    | And
    | Or
    | Not
    | Compare
    | Call
    | If
    | Quantified
    | Filter
    | ForEach
    | IsKnown
    | ListOf
    | Range
    | ContextOf
    | FunctionOf
    | Invoke
)
