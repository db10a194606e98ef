"""Terms of conditions with effect, against definitions worked out another way."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.cases.terms import effects, outcome, tree_of, verdict
from medrules.interpreter.alone import prepare_expression
from medrules.ir.expr import And, Expr, Not, Or, Var
from medrules.ir.types import BOOLEAN
from medrules.ir.values import UNKNOWN
from medrules.source.span import NOWHERE

VALUES = (True, False, UNKNOWN, None)


def term(name: str) -> Expr:
    return Var(name, BOOLEAN, NOWHERE)


def both(*parts: Expr) -> Expr:
    return And(parts, BOOLEAN, NOWHERE)


def either(*parts: Expr) -> Expr:
    return Or(parts, BOOLEAN, NOWHERE)


def no(part: Expr) -> Expr:
    return Not(part, BOOLEAN, NOWHERE)


def conditions() -> st.SearchStrategy[Expr]:
    """Conditions over a, b, c and d; terms may stand in them several times."""
    leaves = st.sampled_from("abcd").map(term)

    def wider(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        parts = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            parts.map(lambda some: both(*some)),
            parts.map(lambda some: either(*some)),
            inner.map(no),
        )

    return st.recursive(leaves, wider, max_leaves=7)


def renamed(expr: Expr) -> tuple[Expr, list[str]]:
    """The condition with every term a variable of its own, and the names in the order written."""
    names: list[str] = []

    def build(node: Expr) -> Expr:
        match node:
            case And(operands) | Or(operands):
                return node.replace(operands=tuple(build(one) for one in operands))
            case Not(operand):
                return node.replace(operand=build(operand))
            case _:
                names.append(f"v{len(names)}")
                return term(names[-1])

    return build(expr), names


@given(conditions(), st.data())
def test_a_condition_comes_to_what_the_interpreter_says(expr: Expr, data: st.DataObject) -> None:
    values = {name: data.draw(st.sampled_from(VALUES)) for name in "abcd"}
    tree, terms = tree_of(expr)
    assert outcome(tree, [values[one.name] for one in terms]) is prepare_expression(expr)(values)


@given(conditions(), st.data())
def test_effect_is_what_flipping_that_term_alone_shows(expr: Expr, data: st.DataObject) -> None:
    """By brute force: the interpreter runs the condition again with the one term changed."""
    own, names = renamed(expr)
    run = prepare_expression(own)
    values = {name: data.draw(st.sampled_from(VALUES)) for name in names}
    tree, _ = tree_of(own)
    listed = [values[name] for name in names]
    for number, name in enumerate(names):
        came = run(values)
        with_true, with_false = run({**values, name: True}), run({**values, name: False})
        holds = [one is True for one in (with_true, with_false)]
        open_ = [one is UNKNOWN for one in (with_true, with_false)]
        match values[name]:
            case True | False as value:
                wanted = (
                    ("true" if value else "false")
                    if not any(open_) and holds[0] != holds[1]
                    else None
                )
            case None:
                wanted = None
            case _:
                wanted = "unknown" if came is UNKNOWN and not all(open_) else None
        assert effects(tree, listed)[number] == wanted


@given(conditions(), st.data())
def test_a_term_shown_both_ways_has_an_independence_pair(expr: Expr, data: st.DataObject) -> None:
    """The two evaluations come out differently, whatever the other terms were."""
    tree, terms = tree_of(expr)
    rows = st.lists(st.sampled_from(VALUES), min_size=len(terms), max_size=len(terms))
    one, other = data.draw(rows), data.draw(rows)
    for number in range(len(terms)):
        if (effects(tree, one)[number], effects(tree, other)[number]) == ("true", "false"):
            assert verdict(outcome(tree, one)) is not verdict(outcome(tree, other))


@given(conditions(), st.data())
def test_a_term_that_was_never_looked_at_has_no_effect(expr: Expr, data: st.DataObject) -> None:
    own, names = renamed(expr)
    looked: set[str] = set()

    class Watching(dict):
        def __getitem__(self, key: str) -> object:
            looked.add(key.removeprefix("$"))
            return super().__getitem__(key)

    from medrules.interpreter.closures import compiled

    values = {name: data.draw(st.sampled_from(VALUES)) for name in names}
    compiled(own)(Watching({f"${name}": value for name, value in values.items()}))
    tree, _ = tree_of(own)
    listed = [values[name] for name in names]
    for number, name in enumerate(names):
        if name not in looked:
            assert effects(tree, listed)[number] is None


# -- conditions made by hand -----------------------------------------------------------------------

A, B, C = term("a"), term("b"), term("c")
T, F, U = True, False, UNKNOWN

HAND_MADE = [
    # condition, values, what each term is shown as
    (A, [T], ["true"]),
    (A, [F], ["false"]),
    (A, [U], ["unknown"]),
    (A, [None], [None]),
    (both(A, B), [T, T], ["true", "true"]),
    (both(A, B), [F, T], ["false", None]),
    (both(A, B), [F, F], [None, None]),
    (both(A, B), [T, U], [None, "unknown"]),
    (both(A, B), [F, U], [None, None]),
    (both(A, B), [U, U], ["unknown", "unknown"]),
    (both(A, B), [T, None], [None, None]),
    (either(A, B), [T, F], ["true", None]),
    (either(A, B), [T, T], [None, None]),
    (either(A, B), [F, F], ["false", "false"]),
    (either(A, B), [T, U], [None, None]),
    (either(A, B), [F, U], [None, "unknown"]),
    (no(both(A, no(B))), [T, F], ["true", "false"]),
    (both(A, either(B, C)), [T, T, F], ["true", "true", None]),
    (both(A, either(B, C)), [T, F, T], ["true", None, "true"]),
    (both(A, either(B, C)), [T, F, F], [None, "false", "false"]),
    (both(A, either(B, C)), [F, T, T], ["false", None, None]),
    (both(A, either(B, C)), [T, U, F], [None, "unknown", None]),
    # a term that stands there twice is two terms, and a tautology is never false
    (either(A, no(A)), [T, T], ["true", None]),
    (either(A, no(A)), [F, F], [None, "false"]),
]


@pytest.mark.parametrize(("expr", "values", "wanted"), HAND_MADE)
def test_by_hand(expr: Expr, values: list[object], wanted: list[str | None]) -> None:
    tree, _ = tree_of(expr)
    assert list(effects(tree, values)) == wanted


def test_the_smallest_set_that_shows_everything_has_one_more_member_than_there_are_terms() -> None:
    """The classic result for MC/DC, on a condition in which no terms are tied to each other."""
    tree, terms = tree_of(both(A, either(B, C)))
    goals = {(number, value) for number in range(3) for value in ("true", "false")}
    rows = {
        row: {(at, found) for at, found in enumerate(effects(tree, row)) if found}
        for row in product((T, F), repeat=3)
    }
    sizes = [
        size
        for size in (3, 4)
        for picked in product(rows, repeat=size)
        if goals <= set().union(*[rows[row] for row in picked])
    ]
    assert min(sizes) == len(terms) + 1


def test_a_condition_of_many_terms_takes_no_longer_than_its_length() -> None:
    many = 20_000
    tree, terms = tree_of(both(*[term(f"t{at}") for at in range(many)]))
    found = effects(tree, [True] * (many - 1) + [False])
    assert len(terms) == many
    assert found == (*[None] * (many - 1), "false")
