"""FEEL text into syntax trees: expressions and the unary tests of decision tables.

In: a text and the names in scope that are more than one plain word (``Full Name``, ``a-b``). Out:
``Parse``, with the tree or with every problem found; texts of any content and size are safe.
Refused, as problems: what the grammar of DMN 1.3 to 1.5 does not allow, functions written in Java or
PMML (``external``), texts over ``MAX_LENGTH`` characters, and trees over ``MAX_DEPTH`` levels.

Names of several words are found by the longest match against the names given, the built-in
functions, and the names that the text itself declares (parameters, variables, context keys).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from medrules.feel.ast import Expression, UnaryTest, UnaryTests
from medrules.feel.cursor import MAX_DEPTH, MAX_PROBLEMS, Enough, Stop
from medrules.feel.grammar import Grammar
from medrules.feel.problems import Parse, Problem, TreeT
from medrules.feel.walk import walk

MAX_LENGTH = 65_536


def parse_expression(text: str, names: Collection[str] = ()) -> Parse[Expression]:
    """The expression that ``text`` is; ``names`` are those of several words that are in scope."""
    return _parse(text, names, _expression)


def parse_unary_tests(text: str, names: Collection[str] = ()) -> Parse[UnaryTests]:
    """The unary tests that ``text`` is: ``-``, ``not(…)``, or tests between commas."""
    return _parse(text, names, _unary_tests)


def _expression(grammar: Grammar) -> Expression:
    """Rule 1, up to the end of the text."""
    tree = grammar.expression()
    if not grammar.done():
        raise grammar.unexpected()
    return tree


def _unary_tests(grammar: Grammar) -> UnaryTests:
    """Rule 15, up to the end of the text."""
    first = grammar.token
    if grammar.done():
        raise grammar.stop("MR0220", "The test is empty.", first, "Write `-` for any value.")
    if grammar.on("-") and grammar.ahead().kind == "end":
        return UnaryTests((), start=first.start, end=first.end)
    tests: list[UnaryTest] = []
    if first.text == "not" and grammar.ahead().text == "(":
        grammar.advance()
        grammar.open()
        grammar.items(grammar.test, tests)
        if grammar.done() or (grammar.on(")") and grammar.ahead().kind == "end"):
            closing = grammar.close(")")
            return UnaryTests(tuple(tests), True, start=first.start, end=closing.end)
        # `not(a) and b` is one test, which begins with a call of the function `not`.
        grammar.restart()
        tests = []
    grammar.items(grammar.test, tests)
    while not grammar.done():
        wrong = grammar.unexpected()
        grammar.advance()
        grammar.recover(0, 0)
        if not grammar.take(","):
            raise wrong
        grammar.items(grammar.test, tests)
    return UnaryTests(tuple(tests), start=first.start, end=grammar.before.end)


def _parse(text: str, names: Collection[str], rule: Callable[[Grammar], TreeT]) -> Parse[TreeT]:
    if len(text) > MAX_LENGTH:
        problem = Problem(
            "MR0219",
            f"This expression has {len(text)} characters; {MAX_LENGTH} are allowed.",
            0,
            len(text),
            "Split it: name parts of it as facts of their own.",
        )
        return Parse(None, (problem,))
    grammar = Grammar(text, names)
    try:
        tree = rule(grammar)
        # A tree is higher than its depth of nesting when operators follow one another.
        if not grammar.problems and len(grammar.tokens) > MAX_DEPTH:
            for node, depth in walk(tree):
                if depth > MAX_DEPTH:
                    raise grammar.too_deep(node.start, node.end)
    except (Stop, Enough):
        pass
    if grammar.problems:
        found = sorted(grammar.problems, key=lambda problem: (problem.start, problem.end))
        return Parse(None, tuple(found[:MAX_PROBLEMS]))
    return Parse(tree)
