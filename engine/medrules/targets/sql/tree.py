"""Small makers of SQL syntax trees that fold what is decided and share no node between parents.

In: nodes of sqlglot. Out: a new node. Refused: nothing. A *strict* boolean is never NULL; the
others are true, false or NULL as SQL's own logic has it, which is Kleene's.

Folding here is not for looks: what static analysis has decided must not be worked out for every
row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from sqlglot import exp

from medrules.ir.values import Number
from medrules.ir.writing import plain

Node = exp.Expression

_OPPOSITE: dict[type[Node], type[Node]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.GTE,
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
}
_SIMPLE = (
    exp.Column,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Func,
    exp.Case,
    exp.Cast,
)
_PASSING = (
    exp.EQ,
    exp.NEQ,
    exp.LT,
    exp.LTE,
    exp.GT,
    exp.GTE,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.BitwiseAnd,
    exp.BitwiseOr,
)


def column(name: str, relation: str = "") -> exp.Column:
    """A column, its name quoted."""
    table = exp.to_identifier(relation, quoted=True) if relation else None
    return exp.Column(this=exp.to_identifier(name, quoted=True), table=table)


def true() -> Node:
    """``TRUE``."""
    return exp.Boolean(this=True)


def false() -> Node:
    """``FALSE``."""
    return exp.Boolean(this=False)


def null() -> Node:
    """``NULL``."""
    return exp.Null()


def text(value: str) -> Node:
    """A text literal; the dialect sees to what must be escaped."""
    return exp.Literal.string(value)


def integer(value: int) -> Node:
    """A whole number."""
    made = exp.Literal.number(str(abs(value)))
    return made if value >= 0 else exp.Paren(this=exp.Neg(this=made))


def number(value: Number) -> Node:
    """A decimal number, without an exponent."""
    made = exp.Literal.number(plain(abs(Decimal(value))))
    return made if value >= 0 else exp.Paren(this=exp.Neg(this=made))


def own(node: Node) -> Node:
    """The node, or a copy where it already stands somewhere."""
    return node if node.parent is None else node.copy()


def inner(node: Node) -> Node:
    """The node as an operand: in parentheses unless it needs none."""
    node = own(node)
    # ``and`` and ``or`` count as functions in sqlglot.
    simple = isinstance(node, _SIMPLE) and not isinstance(node, exp.Connector | exp.Binary)
    return node if simple else exp.Paren(this=node)


def bare(node: Node) -> Node:
    """The node without parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def is_true(node: Node) -> bool:
    """Whether it is the constant TRUE."""
    return isinstance(node, exp.Boolean) and bool(node.this)


def is_false(node: Node) -> bool:
    """Whether it is the constant FALSE."""
    return isinstance(node, exp.Boolean) and not node.this


def all_of(*parts: Node) -> Node:
    """``AND``; TRUE for none."""
    kept = _parts(parts, exp.And, is_true)
    if any(is_false(one) for one in kept):
        return false()
    return _joined(exp.And, _bits_of_all(kept), true())


def any_of(*parts: Node) -> Node:
    """``OR``; FALSE for none."""
    kept = _parts(parts, exp.Or, is_false)
    if any(is_true(one) for one in kept):
        return true()
    return _joined(exp.Or, _bits_of_any(kept), false())


def _bit_test(node: Node) -> tuple[Node, int, int] | None:
    """``(mask & bits) = wanted``, or ``<> 0``, as its parts; ``wanted`` is -1 for ``<> 0``."""
    if not isinstance(node, exp.EQ | exp.NEQ):
        return None
    left, right = bare(node.args["this"]), bare(node.args["expression"])
    if not (isinstance(left, exp.BitwiseAnd) and isinstance(right, exp.Literal)):
        return None
    mask, bits = bare(left.args["this"]), bare(left.args["expression"])
    if not (isinstance(mask, exp.Column) and isinstance(bits, exp.Literal)):
        return None
    wanted = int(right.this)
    if isinstance(node, exp.NEQ):
        return (mask, int(bits.this), -1) if wanted == 0 else None
    return mask, int(bits.this), wanted


def _bits_of_any(parts: list[Node]) -> list[Node]:
    """Tests of several bits of one mask, any of which is enough, as one test."""
    found: dict[Node, int] = {}
    kept: list[Node] = []
    for part in parts:
        test = _bit_test(part)
        if test is not None and test[2] == -1:
            found[test[0]] = found.get(test[0], 0) | test[1]
        else:
            kept.append(part)
    tests = [
        binary(exp.NEQ, binary(exp.BitwiseAnd, mask, integer(bits)), integer(0))
        for mask, bits in found.items()
    ]
    return [*tests, *kept]


def _bits_of_all(parts: list[Node]) -> list[Node]:
    """Tests of several single bits of one mask, all of which must hold, as one test."""
    found: dict[Node, tuple[int, int]] = {}
    kept: list[Node] = []
    for part in parts:
        test = _bit_test(part)
        if test is not None and (test[2] == 0 or (test[2] == -1 and test[1].bit_count() == 1)):
            bits, wanted = found.get(test[0], (0, 0))
            mine = test[1] if test[2] == -1 else 0
            if bits & test[1] and (wanted ^ mine) & bits & test[1]:
                kept.append(part)
                continue
            found[test[0]] = (bits | test[1], wanted | mine)
        else:
            kept.append(part)
    tests = [
        binary(exp.EQ, binary(exp.BitwiseAnd, mask, integer(bits)), integer(wanted))
        if wanted.bit_count() != 1 or bits != wanted
        else binary(exp.NEQ, binary(exp.BitwiseAnd, mask, integer(bits)), integer(0))
        for mask, (bits, wanted) in found.items()
    ]
    return [*tests, *kept]


def _parts(parts: Iterable[Node], kind: type[Node], idle: object) -> list[Node]:
    kept: dict[Node, None] = {}
    for part in parts:
        for one in flat(bare(part), kind):
            if not idle(one):  # type: ignore[operator]
                kept.setdefault(one)
    return list(kept)


def flat(node: Node, kind: type[Node]) -> Iterable[Node]:
    """The parts of an AND or OR, of any depth, without parentheses."""
    if type(node) is kind:
        yield from flat(bare(node.args["this"]), kind)
        yield from flat(bare(node.args["expression"]), kind)
    else:
        yield node


def _joined(kind: type[Node], parts: Sequence[Node], none: Node) -> Node:
    if not parts:
        return none
    made = own(parts[0]) if len(parts) == 1 else inner(parts[0])
    for part in parts[1:]:
        made = kind(this=made, expression=inner(part))
    return made


def negated(node: Node) -> Node:
    """``NOT``: of NULL, NULL."""
    node = bare(node)
    if isinstance(node, exp.Boolean):
        return false() if node.this else true()
    if isinstance(node, exp.Not):
        return own(bare(node.this))
    opposite = _OPPOSITE.get(type(node))
    if opposite is not None:
        return opposite(this=own(node.args["this"]), expression=own(node.args["expression"]))
    return exp.Not(this=inner(node))


def is_null(node: Node) -> Node:
    """Whether it is NULL; strict."""
    node = bare(node)
    if isinstance(node, exp.Null):
        return true()
    if isinstance(node, exp.Boolean | exp.Literal | exp.Is):
        return false()
    if isinstance(node, exp.Not | exp.Neg | exp.Cast):
        return is_null(node.this)
    if isinstance(node, _PASSING):
        # NULL exactly where an operand is: a shorter test.
        return any_of(is_null(node.args["this"]), is_null(node.args["expression"]))
    if isinstance(node, exp.In) and all(isinstance(one, exp.Literal) for one in node.expressions):
        return is_null(node.this)
    if isinstance(node, exp.Coalesce) and is_false(is_null(node.expressions[-1])):
        return false()
    return exp.Is(this=inner(node), expression=exp.Null())


def strict(node: Node) -> Node:
    """True where it is true; else false, never NULL."""
    bare_node = bare(node)
    if isinstance(bare_node, exp.Null):
        return false()
    if isinstance(bare_node, exp.Boolean | exp.Is):
        return own(bare_node)
    if isinstance(bare_node, exp.Coalesce):
        return own(bare_node)
    if never_null(bare_node):
        return own(bare_node)
    bare_node = loosened(bare_node)
    return exp.Coalesce(this=own(bare_node), expressions=[false()])


def never_null(node: Node) -> bool:
    """Whether its form shows that it is never NULL."""
    node = bare(node)
    if isinstance(node, exp.Boolean | exp.Literal | exp.Is):
        return True
    if isinstance(node, exp.Coalesce):
        return never_null(node.expressions[-1])
    if isinstance(node, exp.Not):
        return never_null(node.this)
    if isinstance(node, exp.And | exp.Or):
        return all(never_null(one) for one in flat(node, type(node)))
    return False


def binary(kind: type[Node], left: Node, right: Node) -> Node:
    """``left OP right``."""
    return kind(this=inner(left), expression=inner(right))


def case(branches: Iterable[tuple[Node, Node]], other: Node) -> Node:
    """``CASE``: the first branch whose condition is true, else the other value."""
    kept: list[tuple[Node, Node]] = []
    for condition, value in branches:
        if is_false(condition) or isinstance(condition, exp.Null):
            continue
        if is_true(condition):
            other = value
            break
        condition = loosened(condition)
        if kept and kept[-1][1] == value:
            kept[-1] = (any_of(kept[-1][0], condition), value)
        else:
            kept.append((condition, value))
    while kept and kept[-1][1] == other:
        kept.pop()
    if not kept:
        return own(other)
    if len(kept) == 1 and isinstance(other, exp.Boolean) and isinstance(kept[0][1], exp.Boolean):
        return negated(strict(kept[0][0])) if is_true(other) else strict(kept[0][0])
    ifs = [exp.If(this=own(bare(test)), true=own(bare(value))) for test, value in kept]
    default = None if isinstance(other, exp.Null) else own(bare(other))
    return exp.Case(ifs=ifs, default=default)


def loosened(node: Node) -> Node:
    """The same where only true counts: without tests that turn NULL into false."""
    node = bare(node)
    if isinstance(node, exp.Coalesce) and [is_false(one) for one in node.expressions] == [True]:
        return loosened(node.this)
    if isinstance(node, exp.And):
        return all_of(*[loosened(one) for one in flat(node, exp.And)])
    if isinstance(node, exp.Or):
        return any_of(*[loosened(one) for one in flat(node, exp.Or)])
    return own(node)


def coalesce(first: Node, *others: Node) -> Node:
    """The first that is not NULL."""
    parts = [one for one in (first, *others) if not isinstance(one, exp.Null)]
    if not parts:
        return null()
    if len(parts) == 1:
        return own(parts[0])
    return exp.Coalesce(this=own(bare(parts[0])), expressions=[own(bare(one)) for one in parts[1:]])


def cast(node: Node, kind: str) -> Node:
    """``CAST(node AS kind)``; ``kind`` in DuckDB's words."""
    return exp.Cast(this=own(bare(node)), to=_type(kind).copy())


@cache
def _type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind, dialect="duckdb")


def one_of(node: Node, values: Sequence[Node]) -> Node:
    """``node IN (values)``; FALSE for none, where the node is not NULL."""
    if len(values) == 1:
        return binary(exp.EQ, node, values[0])
    return exp.In(this=inner(node), expressions=[own(one) for one in values])


def size(node: Node, most: int) -> int:
    """How many nodes it has, counted up to ``most``."""
    count = 0
    for _ in node.walk():
        count += 1
        if count >= most:
            break
    return count
