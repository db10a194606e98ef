"""Parsing what is printed gives the tree again; every node stands where it says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.feel import ast
from medrules.feel.names import BUILT_INS
from medrules.feel.parser import MAX_LENGTH, parse_expression, parse_unary_tests
from medrules.feel.printer import print_expression, print_unary_tests
from medrules.feel.walk import AnyNode, walk

from .strategies import NAMES, expressions, unary_tests

examples = settings(max_examples=150, deadline=None)


@examples
@given(expressions())
def test_what_is_printed_of_an_expression_parses_to_it(tree: ast.Expression) -> None:
    text = print_expression(tree, NAMES)
    parse = parse_expression(text, NAMES)
    assert parse.problems == ()
    assert parse.tree == tree
    assert print_expression(parse.tree, NAMES) == text


@examples
@given(unary_tests())
def test_what_is_printed_of_tests_parses_to_them(tree: ast.UnaryTests) -> None:
    text = print_unary_tests(tree, NAMES)
    parse = parse_unary_tests(text, NAMES)
    assert parse.problems == ()
    assert parse.tree == tree
    assert print_unary_tests(parse.tree, NAMES) == text


def _bound(tree: AnyNode) -> set[str]:
    """The names that the tree itself declares."""
    names: set[str] = set()
    for node, _ in walk(tree):
        match node:
            case ast.Iteration(variable=name):
                names.add(name)
            case ast.FunctionDef(parameters=parameters):
                names.update(name for name, _ in parameters)
            case ast.ContextLit(entries=entries):
                names.update(key for key, _ in entries)
            case _:
                pass
    return names


def _again(node: AnyNode, text: str, names: set[str]) -> AnyNode | None:
    """``text`` parsed as the kind of node that ``node`` is."""
    match node:
        case ast.UnaryTests():
            return parse_unary_tests(text, names).tree
        case ast.TestExpr() | ast.TestCompare():
            whole = parse_expression(f"x in ({text})", names).tree
            return whole.tests[0] if isinstance(whole, ast.In) else None
        case ast.Iteration():
            loop = parse_expression(f"for {text} return 1", names).tree
            return loop.iterations[0] if isinstance(loop, ast.ForExpr) else None
        case ast.Name(name=name):
            # The name of `date and time(…)` is a name on its own only when it is declared.
            return parse_expression(text, {*names, name}).tree
        case _:
            return parse_expression(text, names).tree


def _each_node_stands_where_it_says(tree: AnyNode | None, text: str) -> None:
    assert tree is not None
    names = {*NAMES, *_bound(tree)}
    for node, _ in walk(tree):
        assert 0 <= node.start < node.end <= len(text)
        piece = text[node.start : node.end]
        assert piece == piece.strip()
        assert _again(node, piece, names) == node, piece


@examples
@given(expressions(8))
def test_every_node_of_an_expression_stands_where_it_says(tree: ast.Expression) -> None:
    text = print_expression(tree, {*NAMES, *_bound(tree)})
    _each_node_stands_where_it_says(parse_expression(text, NAMES).tree, text)


@examples
@given(unary_tests())
def test_every_node_of_tests_stands_where_it_says(tree: ast.UnaryTests) -> None:
    text = print_unary_tests(tree, {*NAMES, *_bound(tree)})
    _each_node_stands_where_it_says(parse_unary_tests(text, NAMES).tree, text)


@pytest.mark.parametrize(
    "text",
    [
        "  ( a + b ) * c  ",
        "(a)-(b)",
        'goals . primary_identity = "x" // done',
        "x in ( a or b ) [ 1 ]",
        "x in ]1 .. b[ and (y)",
        "{ a: 1, b: { c: (2) } }.b",
        "f( a : (1), b : 2 )",
        "- ( - 3 )",
        "x instance of list < number > = true",
        "for i in ( 1 ) .. (n), j in [ ( > 5 ) ] return ( i )",
    ],
)
def test_nodes_stand_where_they_say_in_text_with_spaces_and_parentheses(text: str) -> None:
    _each_node_stands_where_it_says(parse_expression(text, NAMES).tree, text)


WORDS = (
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "and",
    "or",
    "between",
    "instance",
    "of",
    "function",
    "null",
    "not",
    *"()[]{},:.+-*/=<>@!?'“”#$^%;\\\"\n",
    *("..", "**", "!=", "<=", ">=", "->", "==", "&&", "=>", "/*", "*/", "//"),
    *('"text"', "1", ".5", "1e5", "a", "b", "Full", "Name", "is", "thn", "external", "list<"),
    *BUILT_INS,
)
soup = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(soup, st.text(max_size=60), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_no_text_does_more_than_give_problems(text: str) -> None:
    for parse in (parse_expression(text, NAMES), parse_unary_tests(text, NAMES)):
        assert (parse.tree is None) == bool(parse.problems)
        assert len(parse.problems) <= 20
        for problem in parse.problems:
            assert 0 <= problem.start <= problem.end <= len(text)
            assert problem.message.endswith(".")
            assert "\n" not in problem.message
            for start, end, _ in problem.labels:
                assert 0 <= start <= end <= len(text)
        if parse.tree is not None:
            for node, _ in walk(parse.tree):
                assert 0 <= node.start <= node.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(expressions(), st.data())
def test_a_damaged_expression_gives_a_tree_or_problems(
    tree: ast.Expression, data: st.DataObject
) -> None:
    text = print_expression(tree, NAMES)
    at = data.draw(st.integers(0, len(text)))
    drop = data.draw(st.integers(0, 3))
    put = data.draw(
        st.sampled_from(("", "(", ")", "[", "]", "'", '"', " and ", ",", "..", "=", "x"))
    )
    parse = parse_expression(text[:at] + put + text[at + drop :], NAMES)
    assert (parse.tree is None) == bool(parse.problems)


LARGE = {
    "too long": "a" * 100_000,
    "long and full of operators": "1+" * (MAX_LENGTH // 2),
    "deep parentheses": "(" * 10_000,
    "deep and closed": "(" * 10_000 + "1" + ")" * 10_000,
    "deep lists": "[" * 10_000,
    "deep contexts": "{a:" * 10_000,
    "deep calls": "f(" * 10_000,
    "deep ifs": "if a then " * 5_000,
    "deep elses": "if a then b else " * 3_000,
    "deep ins": "x in (" * 10_000,
    "deep filters": "x[" * 10_000,
    "deep loops": "for x in " * 6_000,
    "deep functions": "function(x) " * 5_000,
    "deep types": "x instance of " + "list<" * 10_000,
    "minus signs": "-" * 60_000,
    "deep mixture": "1 + 2 * -(x in (f([{a: if b then " * 1_500,
    "a chain of paths": "a" + ".a" * 30_000,
    "a chain of filters": "a" + "[1]" * 20_000,
    "a chain of ors": " or ".join(["a"] * 10_000),
    "a chain of instances": "x" + " instance of a" * 4_000,
    "a wide list": "[" + "1," * 30_000 + "1]",
    "a wide list of nothing": "[" + "," * 60_000 + "]",
    "quotes": "'\"'" * 20_000,
    "single quotes": "'" * 60_000,
    "open text": '"' + "\\" * 60_000,
    "open comments": "/*" * 30_000,
    "odd characters": "# " * 30_000,
    "digits": "9" * 60_000,
    "a far exponent": "1e" + "9" * 60_000,
    "names without operators": "is knwon " * 6_000,
    "nots": "not(" * 15_000,
    "ranges": "]1.." * 15_000,
    "minus and names": "f(" + "a - " * 15_000 + "a)",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_no_text_is_too_large_or_too_deep(text: str) -> None:
    began = time.process_time()
    for parse in (parse_expression(text, NAMES), parse_unary_tests(text, NAMES)):
        assert (parse.tree is None) == bool(parse.problems)
    assert time.process_time() - began < 10


def test_a_tree_of_the_greatest_height_can_be_compared_hashed_and_printed() -> None:
    for text in ("(" * 149 + "1" + ")" * 149, "a" + " or a" * 149, "a" + "[a" * 74 + "]" * 74):
        tree = parse_expression(text).tree
        assert tree is not None
        assert parse_expression(print_expression(tree)).tree == tree
        assert hash(tree) == hash(parse_expression(text).tree)


def test_a_thousand_conditions_parse_well_under_a_second() -> None:
    condition = (
        'goals.primary_identity = "educator" and experience.teaching_years >= 3 '
        'and (support.funding in ("partial", "full") or not("leadership" in goals.motives))'
    )
    began = time.process_time()
    for _ in range(1_000):
        assert parse_expression(condition).tree is not None
    # About 0.2 s on an idle core; the bound leaves room for a busy one and for coverage.
    assert time.process_time() - began < 10
