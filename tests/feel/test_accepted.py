"""What FEEL texts mean, and how they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.feel import ast
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.printer import print_expression, print_unary_tests

from .sexpr import sexpr
from .tables import table

NAMES = ("Full Name", "Full Name 2", "a-b", "Profit and loss", "x + y", "x's", "b*n", "it’s")


def _printed(text: str, expected: list[str]) -> str:
    return expected[1].removeprefix("= ") if len(expected) > 1 else text


@pytest.mark.parametrize(("text", "expected"), table("accepted_expressions"))
def test_expression(text: str, expected: list[str]) -> None:
    parse = parse_expression(text, NAMES)
    assert parse.problems == ()
    assert parse.tree is not None
    assert sexpr(parse.tree) == expected[0]
    assert print_expression(parse.tree, NAMES) == _printed(text, expected)


@pytest.mark.parametrize(("text", "expected"), table("accepted_tests"))
def test_unary_tests(text: str, expected: list[str]) -> None:
    parse = parse_unary_tests(text, NAMES)
    assert parse.problems == ()
    assert parse.tree is not None
    assert sexpr(parse.tree) == expected[0]
    assert print_unary_tests(parse.tree, NAMES) == _printed(text, expected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\"b\\c"', 'a"b\\c'),
        (r'"line\nnext\tand\rback"', "line\nnext\tand\rback"),
        (r'"it\'s"', "it's"),
        (r'"\u0041\u00e9"', "Aé"),
        (r'"\U01F40E"', "🐎"),
        (r'"\U+01F40E"', "🐎"),
        (r'"\uD83D\uDC0E"', "🐎"),
        (r'"\\u0041"', "\\u0041"),
        ('"// no /* comment"', "// no /* comment"),
        ('"tab\there"', "tab\there"),
        ('""', ""),
    ],
)
def test_escapes_in_texts(text: str, value: str) -> None:
    assert parse_expression(text).tree == ast.TextLit(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("0.0", "0.0"),
        ("1.50", "1.50"),
        ("9" * 34, "9" * 34),
        ("0." + "0" * 40 + "9" * 34, "9." + "9" * 33 + "E-41"),
        ("1" + "0" * 50, "1E+50"),
        ("1.5" + "0" * 50, "1.5"),
        ("0" * 100 + "7", "7"),
        ("1e6144", "1E+6144"),
        ("1E-6143", "1E-6143"),
        ("0e99999999", "0"),
        ("125.4321987654", "125.4321987654"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    tree = parse_expression(text).tree
    assert isinstance(tree, ast.NumberLit)
    assert tree.value == Decimal(value)


def test_comments_and_any_white_space_stand_between_tokens() -> None:
    text = "a // one\n /* two\n three */ +\u00a0b\u3000*\ufeffc // end"
    tree = parse_expression(text).tree
    assert tree is not None
    assert sexpr(tree) == "(+ a (* b c))"


def test_a_name_with_a_comment_or_line_end_inside_is_the_same_name() -> None:
    tree = parse_expression("Full /* and complete */\n Name", ["Full  Name"]).tree
    assert tree == ast.Name("Full Name")


def test_a_declared_name_is_known_only_where_it_is_in_scope() -> None:
    text = "(for a-b in x return a-b) + a-b"
    tree = parse_expression(text).tree
    assert tree is not None
    assert sexpr(tree) == "(- (+ (for (|a-b| x) |a-b|) a) b)"
    tree = parse_expression("[{a-b: 1, c: a-b}, a-b]").tree
    assert tree is not None
    assert sexpr(tree) == "[{(|a-b| 1) (c |a-b|)} (- a b)]"
    tree = parse_expression("function(a-b) a-b - a").tree
    assert tree is not None
    assert sexpr(tree) == "(function (|a-b|) (- |a-b| a))"


def test_the_longest_name_wins_and_parentheses_part_names() -> None:
    names = ["a", "a b", "a b c"]
    assert parse_expression("a b c", names).tree == ast.Name("a b c")
    assert parse_expression("a b", names).tree == ast.Name("a b")
    assert print_expression(ast.Binary("-", ast.Name("a"), ast.Name("b")), ["a-b"]) == "(a) - b"
    assert print_expression(ast.Binary("-", ast.Name("a"), ast.Name("b"))) == "a - b"


def test_a_function_of_the_model_may_be_spelled_like_a_built_in_one() -> None:
    assert parse_expression("is_known(x)").tree is None
    assert parse_expression("is_known(x)", ["is_known"]).tree is not None
    assert parse_expression("{isKnown: function(x) x, y: isKnown(1)}").tree is not None


def test_and_in_a_name_takes_a_call_to_be_a_built_in_function() -> None:
    time = ast.Name("time")
    both = ast.Binary("and", ast.Name("date"), time)
    assert parse_expression("date and time").tree == both
    called = ast.Binary("and", ast.Name("date"), ast.CallExpr(time, ()))
    assert print_expression(called) == "(date) and time()"
    assert parse_expression("(date) and time()").tree == called


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('line\nquote"back\\slash\ttab', r'"line\nquote\"back\\slash\ttab"'),
        ("\u202e\x00\x1b", r'"\u202E\u0000\u001B"'),
        ("\U000e0001", r'"\U0E0001"'),
        ("Renée 横綱 🐎", '"Renée 横綱 🐎"'),
    ],
)
def test_printed_texts_show_what_cannot_be_seen(text: str, printed: str) -> None:
    assert print_expression(ast.TextLit(text)) == printed
    assert parse_expression(printed).tree == ast.TextLit(text)
