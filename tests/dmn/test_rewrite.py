"""Free names of a FEEL tree are replaced, and nothing else."""

from __future__ import annotations

import pytest

from medrules.feel.ast import Binary, Expression, Name, NumberLit, PathExpr
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.printer import print_expression, print_unary_tests
from medrules.feel.rewrite import rewritten, rewritten_tests

RENAMED = [
    ("x", "a.b"),
    ("x.y.z", "c.z"),
    ("x.q", "a.b.q"),
    ("y", "y"),
    ("-x", "-a.b"),
    ("x + 1 > 2 and x", "a.b + 1 > 2 and a.b"),
    ("x between x and 3", "a.b between a.b and 3"),
    ("x in (x, < x, [x..5])", "a.b in (a.b, < a.b, [a.b..5])"),
    ("x instance of number", "a.b instance of number"),
    ("if x then x else 1", "if a.b then a.b else 1"),
    ("for x in x return x", "for x in a.b return x"),
    ("for i in 1..x, j in i..x return x", "for i in 1..a.b, j in i..a.b return a.b"),
    ("some i in x satisfies i = x", "some i in a.b satisfies i = a.b"),
    ("function(x) x + y", "function(x) x + y"),
    ("function(i) x", "function(i) a.b"),
    ("(function(i) x)(x)", "(function(i) a.b)(a.b)"),
    ('[x, 1, "x", true, null, @"P1D"]', '[a.b, 1, "x", true, null, @"P1D"]'),
    ("{k: x, x: 1, l: x}", "{k: a.b, x: 1, l: x}"),
    ("x[item > x]", "a.b[item > a.b]"),
    ("(< x)", "(..a.b)"),
    ("[x..3)", "[a.b..3)"),
    ("f(x)", "f(a.b)"),
    ("twice(x)", "2 * a.b"),
    ("for twice in x return twice(x)", "for twice in a.b return twice(a.b)"),
    ("f(x).y", "f(a.b).y"),
]


def renames(names: tuple[str, ...]) -> Expression | None:
    if names == ("x", "y"):
        return Name("c")
    return PathExpr(Name("a"), "b") if names == ("x",) else None


def calls(name: str, args: tuple[Expression, ...], _names: tuple[str, ...]) -> Expression | None:
    from decimal import Decimal

    return Binary("*", NumberLit(Decimal(2)), args[0]) if name == "twice" else None


def tree_of(text: str) -> Expression:
    tree = parse_expression(text).tree
    assert tree is not None, text
    return tree


@pytest.mark.parametrize(("text", "expected"), RENAMED)
def test_free_names_are_replaced(text: str, expected: str) -> None:
    assert print_expression(rewritten(tree_of(text), renames, calls)) == expected


@pytest.mark.parametrize("text", [text for text, _ in RENAMED])
def test_nothing_to_replace_leaves_the_tree_as_it_is(text: str) -> None:
    tree = tree_of(text)
    assert rewritten(tree, lambda _names: None) == tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x, > x", "a.b, > a.b"), ("not(x)", "not(a.b)"), ("-", "-"), ("? > x", "? > a.b")],
)
def test_unary_tests_too(text: str, expected: str) -> None:
    tests = parse_unary_tests(text).tree
    assert tests is not None
    assert print_unary_tests(rewritten_tests(tests, renames, calls)) == expected


def test_sums_can_be_made_over() -> None:
    def doubled(node: Binary) -> Expression:
        return Binary("+", node.left, Binary("+", node.right, node.right))

    tree = rewritten(tree_of("1 + x - 2"), renames, sums=doubled)
    assert print_expression(tree) == "1 + (a.b + a.b) - 2"
