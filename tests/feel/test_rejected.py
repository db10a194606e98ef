"""What is said of FEEL texts with mistakes, and where."""

from __future__ import annotations

import re

import pytest

from medrules.diagnostics.codes import all_codes, lookup
from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Severity
from medrules.feel.parser import MAX_LENGTH, parse_expression, parse_unary_tests
from medrules.feel.problems import Problem
from medrules.source.located import Located
from medrules.source.span import Span

from .tables import table

NAMES = ("Full Name",)


def _said(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.code}:{problem.start + 1} {problem.message}" for problem in problems]


@pytest.mark.parametrize(("text", "expected"), table("rejected_expressions"))
def test_expression(text: str, expected: list[str]) -> None:
    parse = parse_expression(text, NAMES)
    assert _said(parse.problems) == expected
    assert parse.tree is None


@pytest.mark.parametrize(("text", "expected"), table("rejected_tests"))
def test_unary_tests(text: str, expected: list[str]) -> None:
    parse = parse_unary_tests(text, NAMES)
    assert _said(parse.problems) == expected
    assert parse.tree is None


@pytest.mark.parametrize("text", ["", "   ", "\n", "// nothing", "/* nothing */"])
def test_an_empty_text_is_no_expression_and_no_test(text: str) -> None:
    assert _said(parse_expression(text).problems) == ["MR0220:1 The expression is empty."]
    assert _said(parse_unary_tests(text).problems) == ["MR0220:1 The test is empty."]


@pytest.mark.parametrize(
    ("text", "piece", "advice"),
    [
        ("a == b", "==", "Write `=`."),
        ("a <> b", "<>", "Write `!=`."),
        ("!a", "!", "Write `not(…)`."),
        ("is_known(a)", "is_known", "Write `is known(…)`."),
        ("if a thn b else c", "thn", "Write `then`."),
        ("is knwon(a)", "knwon", "Did you mean `is known`?"),
        ("Full Nam = 1", "Nam", "Did you mean `Full Name`?"),
        ("'x' = a", "'x'", 'Write it between double quotes: `"…"`.'),
        ("a is null", "is", "To compare, write `=`, as in `x = null`"),
        ("a mod b", "mod", "Write `modulo(a, b)`."),
        ("a ? b : c", "?", "Write `if a then b else c`."),
        ("1..5", "..", "A range stands in brackets"),
        ("if a then b", "", "write `else null`"),
        ("f(a", "", "Write `)` where it ends."),
        ("a\nand\nb and", "and", "Write what belongs after `and`"),
    ],
)
def test_advice_for_common_mistakes(text: str, piece: str, advice: str) -> None:
    (problem,) = parse_expression(text, NAMES).problems
    assert text[problem.start : problem.end] == piece
    assert advice in problem.help


@pytest.mark.parametrize(
    ("text", "labelled", "words"),
    [
        ("f(a or b", "(", "opened here"),
        ("a[1", "[", "opened here"),
        ('a = "open', '"', "the text begins here"),
        ("if a then b", "if", "this `if`"),
        ("some x in y", "some", "this `some`"),
        ("x between 1", "between", "this `between`"),
    ],
)
def test_a_second_label_says_where_it_began(text: str, labelled: str, words: str) -> None:
    (problem,) = parse_expression(text).problems
    ((start, end, said),) = problem.labels
    assert (text[start:end], said) == (labelled, words)
    assert problem.start == problem.end == len(text)


def test_every_test_of_a_cell_is_checked() -> None:
    codes = [problem.code for problem in parse_unary_tests("> , a b, 'x', [5..], 1 && 2").problems]
    assert codes == ["MR0208", "MR0209", "MR0206", "MR0216", "MR0207"]


def test_there_are_never_more_than_twenty_problems() -> None:
    assert len(parse_unary_tests(", ".join(["a b"] * 50)).problems) == 20
    assert len(parse_expression("a $ " * 50).problems) == 20
    assert len(parse_expression("a" + " && a" * 50).problems) == 20


def test_a_text_may_be_long_but_not_too_long() -> None:
    text = '"' + "x" * (MAX_LENGTH - 2) + '"'
    assert parse_expression(text).tree is not None
    (problem,) = parse_expression(text + " ").problems
    assert problem.code == "MR0219"
    assert parse_unary_tests(text + " ").problems == (problem,)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 151 + "1" + ")" * 151,
        "a" + " or a" * 151,
        "a" + ".b" * 151,
        "-" * 151 + "1",
        "[" * 76 + "]" * 76,
        "(1" + " + 1" * 100 + ")" + " * 1" * 60,
    ],
)
def test_a_tree_too_high_to_walk_is_refused(text: str) -> None:
    assert [problem.code for problem in parse_expression(text).problems] == ["MR0218"]


def test_problems_become_diagnostics_in_their_file() -> None:
    def locate(start: int, end: int) -> Span:
        return Span("rules.toml", 7, 9 + start, 7, 9 + end)

    text = "f(a == 1"
    first, second = parse_expression(text).diagnostics(Located(text, locate))
    assert str(first) == "rules.toml:7:13: error[MR0207]: `==` is not an operator of FEEL."
    assert first.severity is Severity.ERROR
    assert first.help == "Write `=`."
    assert second.code == "MR0210"
    assert second.span == Span("rules.toml", 7, 17, 7, 17)
    assert [(str(label.span), label.message) for label in second.labels] == [
        ("rules.toml:7:10", "opened here")
    ]


CODES = [code for code in all_codes() if code.code.startswith("MR02")]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_the_example_of_each_code_gives_it(code: Code) -> None:
    example = re.match("`(.+?)`", code.example)
    if example is None:
        assert code.code in ("MR0218", "MR0219")
        return
    parse = parse_unary_tests if code.code == "MR0221" else parse_expression
    assert {problem.code for problem in parse(example.group(1)).problems} == {code.code}


def test_every_code_of_a_table_is_registered() -> None:
    for name in ("rejected_expressions", "rejected_tests"):
        for _, expected in table(name):
            for line in expected:
                assert lookup(line[:6]).name


def test_every_code_is_met_in_a_table() -> None:
    met = {
        line[:6]
        for name in ("rejected_expressions", "rejected_tests")
        for _, expected in table(name)
        for line in expected
    }
    assert {code.code for code in CODES} - met == {"MR0218", "MR0219"}
