"""Values without NULL: what a value is, and beside it whether it is known.

In: nodes. Out: ``Truth`` and ``Value``, and how they are joined and chosen among. Refused: nothing;
``chosen`` gives None where values have no type in common.

Where a value is not known, any value of its range stands in its place, so that no calculation can fail.
A text of a closed list is held as an enum of the database, which is a small number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sqlglot import exp

from medrules.record import Record
from medrules.targets.sql import tree
from medrules.targets.sql.companions import beside
from medrules.targets.sql.layout import Column
from medrules.targets.sql.tree import Node

COMPARING = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


class Truth(Record):
    """A truth value as two that are never NULL: whether it is true, and whether it may be.

    ``calm``: it can be worked out in any row without an error, and costs little.
    """

    true: Node
    may: Node
    calm: bool = True


class Value(Record):
    """Any other value, and whether it is known (never NULL).

    ``words``: the texts that it can be, where it is held as an enum of the database. ``number``: it is a
    number, in its range even where it is not known. ``solid``: ``sql`` is never NULL. ``calm``: as in
    ``Truth``.
    """

    sql: Node
    known: Node
    words: tuple[str, ...] = ()
    number: bool = False
    solid: bool = False
    calm: bool = True


Form: TypeAlias = Truth | Value


def given(column: Column) -> Form:
    """The form of a column of ``facts``, which has its ``companions`` beside it."""
    node = tree.column(column.name)
    known = tree.true() if column.complete else tree.column(beside(column.name, "known"))
    value = tree.column(beside(column.name, "value"))
    match column.encoding:
        case "boolean" if column.complete:
            return certain(node)
        case "boolean":
            true, may = (tree.column(beside(column.name, one)) for one in ("true", "may"))
            return Truth(true, may)
        case "integer" | "decimal" | "set":
            return Value(node if column.complete else value, known, number=True, solid=True)
        case _ if column.members:
            return Value(value, known, column.members, solid=True)
        case _:
            return Value(node, known, solid=column.complete)


def certain(node: Node, calm: bool = True) -> Truth:
    """A truth value that is never NULL."""
    return Truth(node, tree.own(node), calm)


def opaque(node: Node, calm: bool = False) -> Value:
    """What has no form of its own: it is worked out from columns that say unknown as NULL."""
    return Value(node, tree.negated(tree.is_null(node)), calm=calm)


def opaque_truth(node: Node, calm: bool) -> Truth:
    """The same of a truth value."""
    if tree.never_null(node):
        return certain(node, calm)
    yes = exp.NullSafeEQ(this=tree.inner(node), expression=tree.true())
    no = exp.NullSafeNEQ(this=tree.inner(node), expression=tree.false())
    return Truth(yes, no, calm)


def where_known(test: Node, known: Node, calm: bool) -> Truth:
    """A test of values of which it is known where they are known."""
    return Truth(tree.all_of(known, test), tree.any_of(denied(known), test), calm)


def missing(form: Form) -> Node:
    """Whether it is not known."""
    if isinstance(form, Value):
        return denied(form.known)
    return tree.false() if form.true == form.may else tree.binary(exp.NEQ, form.true, form.may)


def denied(node: Node) -> Node:
    """``NOT``, put to the parts of AND and OR where most of them are denied already."""
    node = tree.bare(node)
    if not isinstance(node, exp.And | exp.Or):
        return tree.negated(node)
    parts = [tree.bare(one) for one in tree.flat(node, type(node))]
    if 2 * sum(isinstance(one, exp.Not | exp.EQ | exp.NEQ) for one in parts) < len(parts):
        return tree.negated(node)
    join = tree.any_of if isinstance(node, exp.And) else tree.all_of
    return join(*[denied(one) for one in parts])


def first(when: Sequence[Node], parts: Sequence[Node]) -> Node:
    """Of truth values that are never NULL, that of the first condition that holds; the last is for none."""
    made = tree.own(parts[-1])
    for test, part in reversed(list(zip(when, parts, strict=False))):
        if tree.is_true(part):
            made = tree.any_of(test, made)
        elif tree.is_false(part):
            made = tree.all_of(denied(test), made)
        elif made != part:
            made = tree.any_of(tree.all_of(test, part), tree.all_of(denied(test), made))
    return made


def chosen(branches: Sequence[tuple[Node, Value]], other: Value, known: Node) -> Value | None:
    """The value of the first condition that holds; None where the values have no type in common.

    A branch whose value is not known is left out: what stands there then does not matter.
    """
    kept = [(test, one) for test, one in branches if not tree.is_false(one.known)]
    if tree.is_false(other.known) and kept:
        other = kept.pop()[1]
    every = [one for _, one in kept] + [other]
    words = _common(every)
    if words is None:
        return None
    pairs = [(test, _typed(one, words)) for test, one in kept]
    return Value(
        case(pairs, _typed(other, words)),
        known,
        words,
        all(one.number for one in every),
        all(one.solid for one in every),
    )


def case(branches: Sequence[tuple[Node, Node]], other: Node) -> Node:
    """``CASE`` whose conditions are comparisons.

    DuckDB has a loop of its own to choose rows by a comparison. By any other condition it chooses row by
    row, and by an OR several times.
    """
    made = tree.case(branches, other)
    for one in made.args["ifs"] if isinstance(made, exp.Case) else ():
        test = one.this
        if isinstance(test, exp.Not):
            one.set("this", tree.binary(exp.EQ, test.this, tree.false()))
        elif not isinstance(test, COMPARING):
            one.set("this", tree.binary(exp.EQ, test, tree.true()))
    return made


def back(form: Form, before: Node) -> Node:
    """The value with NULL where it is not known; ``before`` is what it was made of."""
    if isinstance(form, Truth):
        if form.true == form.may:
            return form.true
        return case([(tree.binary(exp.EQ, form.true, form.may), form.true)], tree.null())
    if tree.is_true(form.known):
        return form.sql
    if tree.is_false(form.known) or not form.solid:
        return before.copy()
    return case([(form.known, form.sql)], tree.null())


def enum(words: Sequence[str]) -> exp.DataType:
    """The type of an enum of the database."""
    return exp.DataType(this=exp.DType.ENUM, expressions=[exp.Literal.string(one) for one in words])


def fixed(value: Value) -> str | None:
    """The text that a literal is."""
    node = tree.bare(value.sql)
    return str(node.this) if isinstance(node, exp.Literal) and node.is_string else None


def is_word(value: Value, word: str) -> Node:
    """Whether a value with words is that word."""
    if word not in value.words:
        return tree.false()
    if fixed(value) is not None:
        return tree.true()
    return tree.binary(exp.EQ, value.sql, tree.text(word))


def spelled(value: Value) -> Node:
    """A value as it is without enums of the database."""
    if not value.words or fixed(value) is not None:
        return value.sql
    return tree.cast(value.sql, "VARCHAR")


def _member(word: str, words: Sequence[str]) -> Node:
    return exp.Cast(this=tree.text(word), to=enum(words))


def _typed(value: Value, words: tuple[str, ...]) -> Node:
    """A value among others of which the enum is known; of others, as it is."""
    word = fixed(value)
    return value.sql if word is None or not words else _member(word, words)


def _common(values: Sequence[Value]) -> tuple[str, ...] | None:
    """The texts of which all values are, as one enum; none where they are no texts, None where none fits."""
    if not any(one.words for one in values):
        return ()
    words = tuple(dict.fromkeys(word for one in values if (word := fixed(one)) is not None))
    held = {one.words for one in values if fixed(one) is None}
    if not held:
        return words
    if len(held) > 1:
        return None
    (found,) = held
    return found if not found or set(words) <= set(found) else None
