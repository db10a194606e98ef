"""Comparisons and membership as tests.

In: the values of the operands, which statements before have worked out. Out: ``Test``. Refused: nothing.
Python compares numbers, texts and truth values as FEEL does, so that only unknown and null need words
of their own; whatever else is compared goes to ``compare`` of the operator table.
"""

from __future__ import annotations

import ast

from medrules.ir.expr import Compare, Const
from medrules.ir.types import (
    AnyType,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    TextType,
    Type,
)
from medrules.targets.python import tree
from medrules.targets.python.arithmetic import as_decimal
from medrules.targets.python.conditions import Atom, Test
from medrules.targets.python.scope import Scope, Value
from medrules.targets.python.shapes import Shape

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SEVERAL, _FEW = 2, 4
"""From more members on, a set is quicker than comparisons; and a list of them."""
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def family(kind: Type) -> str:
    """What Python compares by itself: a word for the family, or nothing."""
    match kind:
        case BooleanType():
            return "boolean"
        case NumberType():
            return "number"
        case TextType() | EnumType():
            return "text"
        case _:
            return ""


def comparison(scope: Scope, node: Compare, left: Value, right: Value) -> Test:
    """``left op right``."""
    kind = family(node.left.type)
    alike = kind != "" and kind == family(node.right.type)
    if alike and node.op in ("=", "!="):
        return _equality(scope, node.op, left, right)
    if alike and (kind == "number" or (kind == "text" and node.order is None)):
        return _order(scope, node.op, left, right)
    if node.order is not None and node.op not in ("=", "!="):
        return _rank_order(scope, node, node.order, left, right)
    compared = tree.call(
        scope.unit.runtime("compare"), tree.literal(node.op), left.node, right.node
    )
    return scope.tested(Value(compared, _compared(node, left.shape, right.shape)))


def _compared(node: Compare, left: Shape, right: Shape) -> Shape:
    kinds = (node.left.type, node.right.type)
    open_ = left.unknown or right.unknown
    open_ = open_ or any(isinstance(one, ListType | RecordTypeOf | AnyType) for one in kinds)
    decided = (left.members and right.members) or any(isinstance(one, NullType) for one in kinds)
    return Shape(open_, not (decided and node.op in ("=", "!=")))


def _equality(scope: Scope, op: str, left: Value, right: Value) -> Test:
    """Null equals null alone, in FEEL as in Python; unknown equals nothing but itself."""
    left, right = _one_type(scope, left, right)
    open_ = [one for one in (left, right) if one.shape.unknown]
    first = scope.keep(left.node) if open_ else left.node
    second = scope.keep(right.node) if open_ else right.node
    sides = [(first, left), (second, right)]
    known = [
        tree.compare(one, "is not", scope.unit.unknown) for one, side in sides if side.shape.unknown
    ]
    equal, unequal = tree.compare(first, "=", second), tree.compare(first, "!=", second)
    for one, other in ((first, second), (second, first)):
        # Truth values by identity, which is quicker.
        if isinstance(other, ast.Constant) and isinstance(other.value, bool | None):
            equal = tree.compare(one, "is", other)
            unequal = tree.compare(one, "is not", other)
    same = tree.both([known[0], equal]) if len(known) == 2 else equal
    other_ = tree.both([*known, unequal])
    unknown = _unknown(scope, sides)
    if op == "=":
        return Atom(same, other_, unknown, False, (equal, unequal))
    return Atom(other_, same, unknown, False, (unequal, equal))


def _order(scope: Scope, op: str, left: Value, right: Value) -> Test:
    left, right = _one_type(scope, left, right)
    unsure = any(one.shape.unknown or one.shape.null for one in (left, right))
    first = scope.keep(left.node) if unsure else left.node
    second = scope.keep(right.node) if unsure else right.node
    sides = [(first, left), (second, right)]
    known = _known(scope, sides)
    bare = tree.compare(first, op, second), tree.compare(first, _OPPOSITE[op], second)
    return Atom(
        tree.both([*known, bare[0]]),
        tree.both([*known, bare[1]]),
        _unknown(scope, sides),
        left.shape.null or right.shape.null,
        bare,
    )


def _one_type(scope: Scope, left: Value, right: Value) -> tuple[Value, Value]:
    """Both numbers as decimals where one is: comparing them is twice as quick then."""
    if left.shape.decimal and not right.shape.decimal:
        return left, Value(as_decimal(scope, right), right.shape)
    if right.shape.decimal and not left.shape.decimal:
        return Value(as_decimal(scope, left), left.shape), right
    return left, right


def _rank_order(scope: Scope, node: Compare, kind: EnumType, left: Value, right: Value) -> Test:
    """Members of an ordered enum: compared with a literal, one of the members that it leaves."""
    for side, other, op in (
        (left, node.right, node.op),
        (right, node.left, _TURNED[node.op]),
    ):
        if (
            isinstance(other, Const)
            and isinstance(other.value, str)
            and other.value in kind.members
        ):
            place = kind.members.index(other.value)
            cut = place + (op in ("<=", ">"))
            below, above = kind.members[:cut], kind.members[cut:]
            chosen, rest = (below, above) if op in ("<", "<=") else (above, below)
            # Unknown and null are members of neither part.
            word = scope.keep(side.node)
            return Atom(
                _one_of(scope, word, chosen),
                _one_of(scope, word, rest),
                _unknown(scope, [(word, side)]),
                side.shape.null,
            )
    ranks = scope.unit.pooled(
        "RANK",
        ("rank", *kind.members),
        tree.mapping(
            (tree.literal(member), tree.literal(place)) for place, member in enumerate(kind.members)
        ),
    )
    compared = tree.call(
        scope.unit.runtime("ranked"), tree.literal(node.op), left.node, right.node, ranks
    )
    open_ = left.shape.unknown or right.shape.unknown
    return scope.tested(Value(compared, Shape(open_, True)))


def _one_of(scope: Scope, word: ast.expr, members: tuple[str, ...]) -> ast.expr:
    """Whether it is one of these: by a set where there are several, unless it may be unknown.

    To find ``UNKNOWN`` in a set, Python would have to work out its hash.
    """
    if not members:
        return tree.FALSE
    if len(members) > _SEVERAL and not scope.world.unknowns:
        return tree.compare(word, "in", ast.Set([tree.literal(one) for one in members]))
    if len(members) <= _FEW:
        return tree.either([tree.compare(word, "=", tree.literal(one)) for one in members])
    return tree.compare(word, "in", tree.listed([tree.literal(one) for one in members]))


def membership(scope: Scope, items: Value, wanted: str, stored: bool) -> Test:
    """``wanted in items`` for a set; ``stored``: it is a fact, a conclusion or a field."""
    shape = items.shape
    if not shape.members:
        word = scope.unit.runtime("held" if stored else "contained")
        asked = tree.call(word, items.node, tree.literal(wanted))
        return scope.tested(Value(asked, Shape(True, True)))
    node = scope.keep(items.node) if shape.unknown or shape.null else items.node
    known = _known(scope, [(node, items)])
    bare = (
        tree.compare(tree.literal(wanted), "in", node),
        tree.compare(tree.literal(wanted), "not in", node),
    )
    return Atom(
        tree.both([*known, bare[0]]),
        tree.both([*known, bare[1]]),
        _unknown(scope, [(node, items)]),
        shape.null,
        bare,
    )


def defined(scope: Scope, value: Value) -> Test:
    """``is defined``."""
    node = scope.keep(value.node)
    known = [tree.compare(node, "is not", scope.unit.unknown)] if value.shape.unknown else []
    return Atom(
        tree.both([*known, tree.compare(node, "is not", tree.NONE)])
        if value.shape.null
        else tree.both(known),
        tree.is_(node, tree.NONE) if value.shape.null else tree.FALSE,
        _unknown(scope, [(node, value)]),
        False,
    )


def _known(scope: Scope, sides: list[tuple[ast.expr, Value]]) -> list[ast.expr]:
    """The tests that both sides are there and not null."""
    found: list[ast.expr] = []
    for node, value in sides:
        if value.shape.unknown:
            found.append(tree.compare(node, "is not", scope.unit.unknown))
        if value.shape.null:
            found.append(tree.compare(node, "is not", tree.NONE))
    return found


def _unknown(scope: Scope, sides: list[tuple[ast.expr, Value]]) -> ast.expr | None:
    found = [tree.is_(node, scope.unit.unknown) for node, value in sides if value.shape.unknown]
    return tree.either(found) if found else None
