"""Text functions in SQL.

In: terms of texts. Out: a term. Refused, as ``Gap``: capitals of a text that can be anything,
because databases differ in what a capital is; of a text from a known few, each is worked out
beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from medrules.feel.operators import OPERATORS
from medrules.ir.limits import MAX_TEXT
from medrules.targets.sql import shapes, tree
from medrules.targets.sql.gaps import Gap, inexact
from medrules.targets.sql.shapes import BooleanShape, NumberShape, TextShape
from medrules.targets.sql.terms import Term, lifted
from medrules.targets.sql.tree import Node

NAMES = (
    "contains",
    "starts with",
    "ends with",
    "string length",
    "upper case",
    "lower case",
    "substring",
    "substring before",
    "substring after",
)
"""The functions of this module."""


def text_function(name: str, args: Sequence[Term]) -> Term:
    """One of the functions, by its name."""
    found = args[0]
    if not isinstance(found.shape, TextShape):
        raise Gap(f"`{name}` of what is no text has no SQL")
    others = args[1:]
    if found.shape.members is not None and all(
        one.fixed is not None and isinstance(one.fixed.value, str | int) for one in others
    ):
        return _of_members(name, found, [one.fixed.value for one in others if one.fixed])
    match name:
        case "contains":
            return lifted(args, _position(args, exp.GT), shapes.BOOLEAN)
        case "starts with":
            node: Node = exp.StartsWith(
                this=tree.own(found.sql), expression=tree.own(others[0].sql)
            )
            return lifted(args, node, shapes.BOOLEAN)
        case "ends with":
            # Not every database has a function for it.
            end = exp.Right(
                this=tree.own(found.sql),
                expression=exp.Length(this=tree.own(others[0].sql)),
            )
            node = tree.binary(exp.EQ, end, others[0].sql)
            return lifted(args, node, shapes.BOOLEAN)
        case "string length":
            node = tree.cast(exp.Length(this=tree.own(found.sql)), "BIGINT")
            return lifted(args, node, NumberShape(0, MAX_TEXT, 0, 0))
        case _:
            raise Gap(f"`{name}` of any text differs between databases")


def _position(args: Sequence[Term], kind: type[Node]) -> Node:
    found = exp.StrPosition(this=tree.own(args[0].sql), substr=tree.own(args[1].sql))
    return kind(this=found, expression=tree.integer(0))


def _of_members(name: str, found: Term, others: Sequence[object]) -> Term:
    """The function of a text from a known few: worked out beforehand for each."""
    assert isinstance(found.shape, TextShape)
    results = {
        member: OPERATORS[name].evaluate(member, *others) for member in found.shape.members or ()
    }
    nulls = [tree.text(member) for member, value in results.items() if value is None]
    missing = tree.strict(tree.one_of(found.sql, nulls)) if nulls else None
    ifs: list[exp.If] = []
    texts: list[str] = []
    sizes: list[int] = []
    truths = False
    for member, value in results.items():
        made: Node
        if isinstance(value, bool):
            made, truths = (tree.true() if value else tree.false()), True
        elif isinstance(value, int):
            made = tree.integer(value)
            sizes.append(value)
        elif isinstance(value, str):
            made = tree.text(value)
            texts.append(value)
        else:
            continue
        ifs.append(exp.If(this=tree.text(member), true=made))
    shape: shapes.Shape = TextShape(tuple(dict.fromkeys(texts)))
    if truths:
        shape = shapes.BOOLEAN
    elif sizes:
        shape = NumberShape(min(sizes), max(sizes), 0, 0)
    node: Node = exp.Case(this=tree.inner(found.sql), ifs=ifs) if ifs else tree.null()
    return lifted([found], node, shape, missing)


def string(found: Term) -> Term:
    """``string``: a number without needless zeros, a truth value as its word."""
    match found.shape:
        case TextShape():
            return found
        case BooleanShape():
            node = tree.case(
                [(found.sql, tree.text("true")), (tree.negated(found.sql), tree.text("false"))],
                tree.null(),
            )
            return lifted([found], node, TextShape(("true", "false")))
        case NumberShape(held=0):
            return lifted([found], tree.cast(found.sql, "VARCHAR"), TextShape(None))
        case _:
            raise inexact("The text of a number with decimals")
