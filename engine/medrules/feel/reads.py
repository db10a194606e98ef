"""What an expression reads, and whether each use is monotone.

In: an IR expression that is a condition or a value. Out: ``Read`` for every fact, conclusion and
parameter in it. Refused: nothing.

A use is monotone when more of what is read can only make the condition truer: ``"x" in set``,
joined by ``and`` and ``or`` and inside ``some`` and ``every``, with no ``not`` around it. Only such a
use may close a circle of rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.expr import And, Call, Const, Expr, Or, Path, Quantified, Records, Ref
from medrules.ir.types import ListType, RecordTypeOf, SetType
from medrules.ir.walk import walk
from medrules.record import Record
from medrules.source.span import Span


class Read(Record):
    """One reading: ``path`` is a scalar's, a field's (``programs[].score``) or a record list's."""

    path: str
    monotone: bool
    span: Span


def reads_of(expr: Expr) -> frozenset[Read]:
    """Every reading in the expression."""
    return frozenset(_positive(expr))


def _positive(expr: Expr) -> Iterator[Read]:
    """Readings of an expression that stands where truer is truer."""
    match expr:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _positive(operand)
        case Quantified(_, _, source, condition):
            yield from _plain(source)
            yield from _positive(condition)
        case Call("list contains", (Ref(path, SetType(), span), Const())):
            yield Read(path, True, span)
        case Call("list contains", (Path(source, _, SetType(), span) as held, Const())):
            yield Read(_field(held), True, span)
            yield from _plain(source)
        case _:
            yield from _plain(expr)


def _plain(expr: Expr) -> Iterator[Read]:
    """Readings of an expression of which nothing is known to be monotone."""
    for node in walk(expr):
        match node:
            case Ref(path, _, span) | Records(path, _, span):
                yield Read(path, False, span)
            case Path(_, _, _, span):
                yield Read(_field(node), False, span)
            case _:
                pass


def _field(node: Path) -> str:
    """The path of the field that is read."""
    kind = node.source.type
    record = kind.item if isinstance(kind, ListType) else kind
    # Packs have no other things with parts than records.
    return f"{record.path}[].{node.name}" if isinstance(record, RecordTypeOf) else node.name
