"""Random FEEL trees, whose names clash as often as names can.

``expressions()`` and ``unary_tests()`` give trees that some text has; parse what is printed of them with
the names ``NAMES``. Reusable wherever a FEEL tree of any shape is needed.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from medrules.feel import ast
from medrules.feel.names import BUILT_INS

PLAIN = ("a", "b", "x", "y", "n", "goals", "date", "years", "list", "item", "_under", "été", "Full")
NAMES = (
    "Full Name",
    "a-b",
    "x + y",
    "Profit and loss",
    "b*n",
    "x's",
    "loan 1",
    "a.b",
    "Full Name 2",
)
KEYS = (
    *PLAIN,
    *NAMES,
    "if",
    "not in",
    "with: colon",
    "",
    'q"',
    "1st",
    "-x",
    "two  spaces",
    "line\n",
)
TYPES = (
    "number",
    "string",
    "date",
    "date and time",
    "days and time duration",
    "years",
    "list<number>",
    "context<a: number, Full Name: list<string>>",
    "function<number, string> -> boolean",
    "function<> -> range<date and time>",
    "tLoan.rate",
)


def _made(node: type, /, **parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(node, **parts)


variables = st.sampled_from((*PLAIN, *NAMES))
numbers = st.one_of(
    st.integers(0, 120).map(Decimal),
    st.decimals(min_value=0, max_value=10**6, places=3),
    st.sampled_from([Decimal("1E+50"), Decimal("1.5E-60"), Decimal("0.10"), Decimal("1E+3")]),
    st.integers(0, 10**34 - 1).map(Decimal),
)
texts = st.text(max_size=8)
leaves = st.one_of(
    _made(ast.NumberLit, value=numbers),
    _made(ast.TextLit, value=texts),
    _made(ast.BooleanLit, value=st.booleans()),
    st.just(ast.NullLit()),
    _made(ast.TemporalLit, text=st.sampled_from(["2026-01-08", "P1Y2M", "10:30:00"])),
    _made(ast.Name, name=variables),
    st.just(ast.Name("?")),
)


def _tests(parts: st.SearchStrategy) -> st.SearchStrategy:
    ops = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        _made(ast.TestCompare, op=ops, operand=parts), _made(ast.TestExpr, expression=parts)
    )


def _tuples(items: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _larger(parts: st.SearchStrategy) -> st.SearchStrategy:
    ops = st.sampled_from(["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"])
    iterations = _tuples(
        _made(ast.Iteration, variable=variables, source=parts, high=st.one_of(st.none(), parts)),
        1,
        2,
    )
    functions = st.sampled_from([ast.Name(name) for name in (*BUILT_INS, "not", "date", "x's")])
    named = st.lists(st.tuples(variables, parts), min_size=1, max_size=3)
    return st.one_of(
        _made(ast.Binary, op=ops, left=parts, right=parts),
        _made(ast.Negate, operand=parts),
        _made(ast.PathExpr, source=parts, name=st.one_of(variables, st.just("start included"))),
        _made(ast.FilterExpr, source=parts, condition=parts),
        _made(ast.CallExpr, function=st.one_of(functions, parts), args=_tuples(parts)),
        st.builds(
            lambda function, given: ast.CallExpr(
                function, tuple(value for _, value in given), tuple(name for name, _ in given)
            ),
            st.one_of(functions, parts),
            named,
        ),
        _made(ast.Between, value=parts, low=parts, high=parts),
        _made(ast.In, value=parts, tests=_tuples(_tests(parts), 1)),
        _made(ast.InstanceOf, value=parts, type_name=st.sampled_from(TYPES)),
        _made(ast.IfExpr, condition=parts, then_=parts, else_=parts),
        _made(ast.ForExpr, iterations=iterations, body=parts),
        _made(
            ast.QuantifiedExpr,
            kind=st.sampled_from(["some", "every"]),
            iterations=iterations,
            condition=parts,
        ),
        _made(
            ast.FunctionDef,
            parameters=_tuples(st.tuples(variables, st.sampled_from(("", *TYPES)))),
            body=parts,
        ),
        _made(ast.ListLit, items=_tuples(parts)),
        _made(
            ast.ContextLit,
            entries=_tuples(st.tuples(st.one_of(st.sampled_from(KEYS), texts), parts)),
        ),
        _made(
            ast.RangeLit,
            low=parts,
            high=parts,
            low_included=st.booleans(),
            high_included=st.booleans(),
        ),
        st.builds(lambda end, closed: ast.RangeLit(None, end, False, closed), parts, st.booleans()),
        st.builds(lambda end, closed: ast.RangeLit(end, None, closed, False), parts, st.booleans()),
    )


def expressions(max_leaves: int = 14) -> st.SearchStrategy[ast.Expression]:
    """Expressions of every shape that FEEL text can have."""
    return st.recursive(leaves, _larger, max_leaves=max_leaves)


def unary_tests(max_leaves: int = 8) -> st.SearchStrategy[ast.UnaryTests]:
    """Unary tests: ``-``, one or several, negated or not."""
    tests = _tests(expressions(max_leaves))
    return st.one_of(
        st.just(ast.UnaryTests(())),
        _made(ast.UnaryTests, tests=_tuples(tests, 1), negated=st.booleans()),
    )
