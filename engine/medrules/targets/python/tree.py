"""Pieces of Python syntax, as the ``ast`` module has them, in the few shapes that are generated.

In: names that ``names`` made, and values. Out: nodes; those of ``and`` and ``or`` leave out what is
always true or always false. Refused: literals of types that Python has no literal for; ``Pool`` makes
constants of the module of these.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

TRUE = ast.Constant(True)
FALSE = ast.Constant(False)
NONE = ast.Constant(None)

_OPS: dict[str, ast.cmpop] = {
    "=": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "is": ast.Is(),
    "is not": ast.IsNot(),
    "in": ast.In(),
    "not in": ast.NotIn(),
}
_FAILED: dict[type[ast.cmpop], ast.cmpop] = {
    type(_OPS[one]): _OPS[other]
    for pair in (("=", "!="), ("<", ">="), (">", "<="), ("is", "is not"), ("in", "not in"))
    for one, other in (pair, pair[::-1])
}
"""What holds where a comparison does not."""
_ARITHMETIC: dict[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult()}


def name(word: str) -> ast.expr:
    """A variable to read."""
    return ast.Name(word, ast.Load())


def literal(value: bool | int | str | None) -> ast.expr:
    """A literal; texts come from packs, and stand in the tree as values and never as text."""
    return ast.Constant(value)


def compare(left: ast.expr, op: str, right: ast.expr) -> ast.expr:
    """``left op right``."""
    return ast.Compare(left, [_OPS[op]], [right])


def is_(left: ast.expr, right: ast.expr) -> ast.expr:
    """``left is right``."""
    return compare(left, "is", right)


def arithmetic(left: ast.expr, op: str, right: ast.expr) -> ast.expr:
    """``left op right`` for ``+``, ``-`` and ``*``."""
    return ast.BinOp(left, _ARITHMETIC[op], right)


def call(function: str, *args: ast.expr) -> ast.expr:
    """A call of a function by its name."""
    return ast.Call(name(function), list(args), [])


def method(target: ast.expr, word: str, *args: ast.expr) -> ast.expr:
    """A call of a method."""
    return ast.Call(ast.Attribute(target, word, ast.Load()), list(args), [])


def item(source: ast.expr, key: str) -> ast.expr:
    """``source["key"]``."""
    return ast.Subscript(source, literal(key), ast.Load())


def choice(condition: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr:
    """``then if condition else other``."""
    if same(condition, TRUE):
        return then
    if same(condition, FALSE) or (same(then, other) and isinstance(then, ast.Constant)):
        return other
    if same(then, TRUE) and same(other, FALSE):
        return condition
    return ast.IfExp(condition, then, other)


def both(parts: Iterable[ast.expr]) -> ast.expr:
    """``and`` of all; true for none."""
    return _joined(ast.And(), parts, TRUE, FALSE)


def either(parts: Iterable[ast.expr]) -> ast.expr:
    """``or`` of all; false for none."""
    return _joined(ast.Or(), parts, FALSE, TRUE)


def _joined(
    op: ast.boolop, parts: Iterable[ast.expr], empty: ast.Constant, deciding: ast.Constant
) -> ast.expr:
    kept: list[ast.expr] = []
    seen: set[tuple[object, ...]] = set()
    for part in parts:
        if same(part, deciding):
            return deciding
        if same(part, empty):
            continue
        if isinstance(part, ast.BoolOp) and type(part.op) is type(op):
            parts_ = part.values
        else:
            parts_ = [part]
        for one in parts_:
            key = _key(one)
            if key not in seen:
                seen.add(key)
                kept.append(one)
    if not kept:
        return empty
    return kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)


def _key(part: ast.expr) -> tuple[object, ...]:
    """The same for tests that say the same, where that is easily seen."""
    if isinstance(part, ast.Compare):
        left, right = part.left, part.comparators[0]
        if isinstance(left, ast.Name) and isinstance(right, ast.Name):
            return (left.id, type(part.ops[0]), right.id)
        if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
            return (left.id, type(part.ops[0]), type(right.value), right.value)
        if isinstance(left, ast.Constant) and isinstance(right, ast.Name):
            return (type(left.value), left.value, type(part.ops[0]), right.id)
    return (part.id,) if isinstance(part, ast.Name) else (id(part),)


def opposite(part: ast.expr) -> ast.expr:
    """``not part``."""
    if same(part, TRUE):
        return FALSE
    if same(part, FALSE):
        return TRUE
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
        return part.operand
    return ast.UnaryOp(ast.Not(), part)


def same(one: ast.expr, other: ast.expr) -> bool:
    """Whether both are one and the same literal, or one and the same variable."""
    if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
        return type(one.value) is type(other.value) and one.value == other.value
    return isinstance(one, ast.Name) and isinstance(other, ast.Name) and one.id == other.id


def simple(part: ast.expr) -> bool:
    """Whether it may be written twice at no cost."""
    return isinstance(part, ast.Name | ast.Constant)


# -- statements ------------------------------------------------------------------------------------


def assign(word: str, value: ast.expr) -> ast.stmt:
    """``word = value``."""
    return ast.Assign([ast.Name(word, ast.Store())], value)


def mark(word: str, bits: int) -> ast.stmt:
    """``word |= bits``."""
    return ast.AugAssign(ast.Name(word, ast.Store()), ast.BitOr(), literal(bits))


def store(target: ast.expr, key: str, value: ast.expr) -> ast.stmt:
    """``target["key"] = value``."""
    return ast.Assign([ast.Subscript(target, literal(key), ast.Store())], value)


def run(value: ast.expr) -> ast.stmt:
    """An expression for what it does."""
    return ast.Expr(value)


def when(
    condition: ast.expr, then: Sequence[ast.stmt], other: Sequence[ast.stmt] = ()
) -> list[ast.stmt]:
    """``if``; nothing, or one of the branches, where the condition decides already."""
    if same(condition, TRUE):
        return list(then)
    if same(condition, FALSE):
        return list(other)
    if not then:
        return when(opposite(condition), other) if other else []
    return [ast.If(condition, list(then), list(other))]


def chain(
    branches: Sequence[tuple[ast.expr, list[ast.stmt]]], last: list[ast.stmt]
) -> list[ast.stmt]:
    """``if … elif … else``."""
    rest = last
    for condition, body in reversed(branches):
        rest = when(condition, body, rest)
    return rest


def shortened(
    branches: Sequence[tuple[ast.expr, list[ast.stmt]]],
) -> list[tuple[ast.expr, list[ast.stmt]]]:
    """The branches of a chain, without what the failing of earlier ones says already.

    After ``if x >= 7`` has failed, ``x >= 3 and x < 7`` is ``x >= 3``. Only where a comparison that is
    not true is false, so that nothing may be unknown or null.
    """
    holding: set[tuple[object, ...]] = set()
    found: list[tuple[ast.expr, list[ast.stmt]]] = []
    for condition, body in branches:
        whole = isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And)
        parts = condition.values if isinstance(condition, ast.BoolOp) and whole else [condition]
        kept = [one for one in parts if _key(one) not in holding]
        found.append((both(kept), body))
        if len(kept) != 1:
            continue
        failed = kept[0].values if isinstance(kept[0], ast.BoolOp) else kept
        if not (isinstance(kept[0], ast.BoolOp) and isinstance(kept[0].op, ast.And)):
            holding.update(_key(_turned(one)) for one in failed if isinstance(one, ast.Compare))
    return found


def _turned(part: ast.Compare) -> ast.Compare:
    """``x < 7`` for ``x >= 7``."""
    return ast.Compare(part.left, [_FAILED[type(part.ops[0])]], part.comparators)


def loop(word: str, source: ast.expr, body: list[ast.stmt]) -> ast.stmt:
    """``for word in source``."""
    return ast.For(ast.Name(word, ast.Store()), source, body or [ast.Pass()], [])


def numbered(place: str, word: str, source: ast.expr, body: list[ast.stmt]) -> ast.stmt:
    """``for place, word in enumerate(source)``."""
    target = ast.Tuple([ast.Name(place, ast.Store()), ast.Name(word, ast.Store())], ast.Store())
    return ast.For(target, call("enumerate", source), body or [ast.Pass()], [])


def function(word: str, parameters: Sequence[str], body: list[ast.stmt]) -> ast.stmt:
    """``def word(parameters)``."""
    return ast.FunctionDef(
        word,
        ast.arguments([], [ast.arg(one) for one in parameters], None, [], [], None, []),
        body or [ast.Pass()],
        [],
    )


def give(value: ast.expr) -> ast.stmt:
    """``return value``."""
    return ast.Return(value)


def listed(parts: Iterable[ast.expr]) -> ast.expr:
    """``(a, b)``."""
    return ast.Tuple(list(parts), ast.Load())


def mapping(pairs: Iterable[tuple[ast.expr, ast.expr]]) -> ast.expr:
    """``{key: value}``."""
    found = list(pairs)
    return ast.Dict([key for key, _ in found], [value for _, value in found])


def note(word: str) -> ast.stmt:
    """A line that stands for a comment, until the printer writes it."""
    return ast.Expr(name(word))


def each(value: ast.expr, word: str, source: ast.expr) -> ast.expr:
    """``[value for word in source]``."""
    target = ast.Name(word, ast.Store())
    return ast.ListComp(value, [ast.comprehension(target, source, [], 0)])
