"""Syntax trees back into FEEL text.

In: a tree, and the names of several words that are in scope where the text will be read. Out: one line
of canonical text with as few parentheses as the grammar allows; parsing it gives the tree again.
Refused: nothing; but a tree that no text can give (an empty ``In``, a range closed where it has no
end) gives text that does not parse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache
from typing import assert_never

from medrules.feel.ast import (
    Between,
    Binary,
    BooleanLit,
    CallExpr,
    ContextLit,
    Expression,
    FilterExpr,
    ForExpr,
    FunctionDef,
    IfExpr,
    In,
    InstanceOf,
    Iteration,
    ListLit,
    Name,
    Negate,
    NullLit,
    NumberLit,
    PathExpr,
    QuantifiedExpr,
    RangeLit,
    TemporalLit,
    TestCompare,
    TestExpr,
    TextLit,
    UnaryTest,
    UnaryTests,
)
from medrules.feel.lexer import lex
from medrules.feel.names import BUILT_INS, MEMBERS, TYPES, spelling, words_of
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.tokens import (
    ADD,
    ATOM,
    COMPARE,
    INSTANCE,
    LEVELS,
    NAME_SIGNS,
    NEGATE,
    OPEN,
    POSTFIX,
)
from medrules.feel.walk import AnyNode, walk

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NONE: frozenset[str] = frozenset()


def print_expression(node: Expression, names: Collection[str] = ()) -> str:
    """The text of an expression; ``names`` as for ``parse_expression``."""
    text = _render(node, OPEN, _NONE)
    guarded, known = _clashes(node, names)
    if guarded and parse_expression(text, known).tree != node:
        return _render(node, OPEN, guarded)
    return text


def print_unary_tests(node: UnaryTests, names: Collection[str] = ()) -> str:
    """The text of the tests of a table cell; ``names`` as for ``parse_unary_tests``."""
    text = _tests(node, _NONE)
    guarded, known = _clashes(node, names)
    if guarded and parse_unary_tests(text, known).tree != node:
        return _tests(node, guarded)
    return text


def quote(text: str) -> str:
    """``text`` as a FEEL literal, with escapes for what cannot be seen on one line."""
    return '"' + "".join([_ESCAPES.get(char) or _visible(char) for char in text]) + '"'


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):06X}"


def _number(value: Decimal) -> str:
    """Plain digits, unless there would be very many zeros."""
    return f"{value:f}" if -40 < value.adjusted() < 40 else f"{value:E}"


def _key(key: str) -> str:
    """A context key: bare when it reads as a name, else quoted."""
    tokens, problems = lex(key)
    plain = not problems and all(
        token.kind in ("name", "word", "number") or token.text in NAME_SIGNS
        for token in tokens[:-1]
    )
    bare = plain and tokens[0].kind in ("name", "word") and spelling(tokens[:-1]) == key
    return key if bare else quote(key)


def _tests(node: UnaryTests, guarded: frozenset[str]) -> str:
    if not node.tests:
        return "-"
    text = ", ".join([_test(test, OPEN, guarded) for test in node.tests])
    if node.negated:
        return f"not({text})"
    match node.tests:
        case (TestExpr(expression=CallExpr(function=Name(name="not"))),):
            # Without the parentheses it would be read as negated tests.
            return f"({text})"
        case _:
            return text


def _test(test: UnaryTest, floor: int, guarded: frozenset[str]) -> str:
    match test:
        case TestCompare(op=op, operand=operand):
            return f"{op} {_render(operand, ADD, guarded)}"
        case TestExpr(expression=expression):
            return _render(expression, floor, guarded)
        case _:
            assert_never(test)


def _iterations(iterations: Iterable[Iteration], guarded: frozenset[str]) -> str:
    parts = []
    for item in iterations:
        high = "" if item.high is None else f"..{_render(item.high, OPEN, guarded)}"
        parts.append(f"{item.variable} in {_render(item.source, OPEN, guarded)}{high}")
    return ", ".join(parts)


def _render(node: Expression, floor: int, guarded: frozenset[str]) -> str:
    """The text of ``node``, in parentheses unless it binds at least as tightly as ``floor``."""
    text, level = _bare(node, guarded)
    return text if level >= floor else f"({text})"


def _bare(node: Expression, guarded: frozenset[str]) -> tuple[str, int]:
    """The text of ``node`` without parentheses of its own, and how tightly it binds.

    The level of a name that clashes with a longer one is below every floor.
    """

    def part(of: Expression, floor: int = OPEN) -> str:
        return _render(of, floor, guarded)

    match node:
        case NumberLit(value=number):
            return _number(number), ATOM
        case TextLit(value=text):
            return quote(text), ATOM
        case BooleanLit(value=truth):
            return "true" if truth else "false", ATOM
        case NullLit():
            return "null", ATOM
        case TemporalLit(text=text):
            return f"@{quote(text)}", ATOM
        case Name(name=name):
            return name, OPEN - 1 if name in guarded else ATOM
        case PathExpr(source=source, name=name):
            text = f"{part(source, POSTFIX)}.{name}"
            return text, OPEN - 1 if name in guarded else POSTFIX
        case FilterExpr(source=source, condition=condition):
            return f"{part(source, POSTFIX)}[{part(condition)}]", POSTFIX
        case CallExpr(function=function, args=args, names=names):
            called = function.name if isinstance(function, Name) else part(function, POSTFIX)
            given = [part(arg) for arg in args]
            if names:
                given = [f"{key}: {arg}" for key, arg in zip(names, given, strict=True)]
            return f"{called}({', '.join(given)})", POSTFIX
        case Negate(operand=operand):
            return f"-{part(operand, NEGATE)}", NEGATE
        case Binary(op=op, left=left, right=right):
            level = LEVELS[op]
            return f"{part(left, level)} {op} {part(right, level + 1)}", level
        case Between(value=value, low=low, high=high):
            ends = f"{part(low, ADD)} and {part(high, ADD)}"
            return f"{part(value, COMPARE)} between {ends}", COMPARE
        case In(value=value, tests=tests):
            several = len(tests) != 1
            inside = ", ".join([_test(one, OPEN if several else ADD, guarded) for one in tests])
            among = f"({inside})" if several else inside
            return f"{part(value, COMPARE)} in {among}", COMPARE
        case InstanceOf(value=value, type_name=kind):
            text = f"{part(value, INSTANCE)} instance of {kind}"
            return text, OPEN - 1 if kind in guarded else INSTANCE
        case IfExpr(condition=condition, then_=then_, else_=else_):
            return f"if {part(condition)} then {part(then_)} else {part(else_)}", OPEN
        case ForExpr(iterations=iterations, body=body):
            return f"for {_iterations(iterations, guarded)} return {part(body)}", OPEN
        case QuantifiedExpr(kind=kind, iterations=iterations, condition=condition):
            return f"{kind} {_iterations(iterations, guarded)} satisfies {part(condition)}", OPEN
        case FunctionDef(parameters=parameters, body=body):
            said = ", ".join([f"{name}: {kind}" if kind else name for name, kind in parameters])
            return f"function({said}) {part(body)}", OPEN
        case ListLit(items=items):
            return f"[{', '.join([part(item) for item in items])}]", ATOM
        case ContextLit(entries=entries):
            said = ", ".join([f"{_key(key)}: {part(value)}" for key, value in entries])
            return f"{{{said}}}", ATOM
        case RangeLit(low=low, high=high, low_included=low_in, high_included=high_in):
            begin = f"{'[' if low_in else '('}{'' if low is None else part(low)}"
            return f"{begin}..{'' if high is None else part(high)}{']' if high_in else ')'}", ATOM
        case _:
            assert_never(node)


def _clashes(tree: AnyNode, names: Collection[str]) -> tuple[frozenset[str], set[str]]:
    """The names in ``tree`` with which a longer known name begins, and all names to read it with.

    Such a name may need parentheses: ``(a) - b`` where ``a-b`` is a name too.
    """
    used: set[str] = set()
    known = set(names)
    for node, _ in walk(tree):
        match node:
            case Name(name=name) | PathExpr(name=name):
                used.add(name)
                known.add(name)
            case InstanceOf(type_name=name):
                used.add(name)
            case Iteration(variable=name):
                known.add(name)
            case FunctionDef(parameters=parameters):
                known.update(name for name, _ in parameters)
            case ContextLit(entries=entries):
                known.update(key for key, _ in entries)
            case _:
                pass
    longer = [name for name in known if not name.isidentifier()]
    begins = {words[:size] for words in map(words_of, longer) for size in range(1, len(words))}
    guarded = {name for name in used if words_of(name) in begins or words_of(name) in _built_in()}
    return frozenset(guarded), known


@cache
def _built_in() -> frozenset[tuple[str, ...]]:
    """What built-in names begin with, where the rest could also be read as operators."""
    names = [words_of(name) for name in (*BUILT_INS, *MEMBERS, *TYPES)]
    return frozenset(words[: words.index("and")] for words in names if "and" in words)
