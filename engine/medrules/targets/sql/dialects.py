"""Where dialects differ in numbers: what they round, and how they write what is exact.

In: a dialect, and trees. Out: what arithmetic asks of the dialect, and ``adapted``, which gives a
tree the literals and types of its dialect. Refused: nothing here; a result that a dialect would round
is refused in ``medrules.targets.sql.numbers``.

BigQuery reads 0.5 as a binary fraction, and its NUMERIC has nine decimals; so literals become
casts of texts, and wide types BIGNUMERIC. Snowflake rounds products to twelve decimals.
"""

from __future__ import annotations

from contextvars import ContextVar

from sqlglot import exp

NUMERIC_DECIMALS = 9
"""The decimals of BigQuery's NUMERIC."""
NUMERIC_WHOLE = 29
"""The digits of BigQuery's NUMERIC before the point."""
PRODUCT_DECIMALS = 12
"""The decimals to which Snowflake rounds a product, unless an operand has more."""

chosen: ContextVar[str] = ContextVar("chosen", default="duckdb")
"""The dialect of the query that is being built. Arithmetic asks it so seldom that no function
between carries it along."""


def rounds_products(scales: tuple[int, int]) -> bool:
    """Whether a product of numbers of so many decimals would be rounded."""
    return chosen.get() == "snowflake" and sum(scales) > max(*scales, PRODUCT_DECIMALS)


def needs_wide(digits: int, scale: int) -> bool:
    """Whether a result has to be worked out in a wider type than the operands have."""
    wide = scale > NUMERIC_DECIMALS or digits - scale > NUMERIC_WHOLE
    return chosen.get() == "bigquery" and wide


def adapted(tree: exp.Select, dialect: str) -> exp.Select:
    """The tree with the literals and types of its dialect."""
    if dialect != "bigquery":
        return tree
    for kind in list(tree.find_all(exp.DataType)):
        if kind.is_type(exp.DType.DECIMAL):
            kind.replace(_numeric(*(int(one.name) for one in kind.expressions)))
    for literal in list(tree.find_all(exp.Literal)):
        if not literal.is_string and "." in literal.this:
            whole, _, decimals = literal.this.partition(".")
            kind = _numeric(len(whole) + len(decimals), len(decimals))
            literal.replace(exp.Cast(this=exp.Literal.string(literal.this), to=kind))
    return tree


def _numeric(digits: int, scale: int) -> exp.DataType:
    wide = scale > NUMERIC_DECIMALS or digits - scale > NUMERIC_WHOLE
    return exp.DataType.build("BIGNUMERIC" if wide else "NUMERIC", dialect="bigquery")
