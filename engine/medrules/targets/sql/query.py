"""A program as queries over relations of profiles.

In: a program and a ``Layout``; a dialect; which conclusions are wanted, and whether the rules that
fired are. Out: ``Query``: one syntax tree for each output relation, and its text. Refused, as
``MedrulesError``: what SQL cannot say exactly (MR1022, MR1023), a dialect or a conclusion that
there is not (MR1024, MR1020), sqlglot not installed (MR1001).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Program
from medrules.record import Record
from medrules.targets.sql import DIALECTS
from medrules.targets.sql.layout import Answers, Layout

if TYPE_CHECKING:
    from sqlglot import exp


class Query(Record):
    """The answers of a program, and for each the query that works it out.

    ``relations`` pairs a description with a syntax tree of sqlglot; the first is ``answers``.
    """

    program: Program
    layout: Layout
    dialect: str
    relations: tuple[tuple[Answers, exp.Select], ...]

    @property
    def answers(self) -> tuple[Answers, ...]:
        """The output relations: ``answers``, then one for each record list asked about."""
        return tuple(found for found, _ in self.relations)

    def tree(self, name: str = "answers") -> exp.Select:
        """The syntax tree of a relation. Raises KeyError for another name."""
        return {found.name: tree for found, tree in self.relations}[name]

    def sql(self, name: str = "answers", pretty: bool = False) -> str:
        """The text of a relation's query. Raises KeyError for another name."""
        from medrules.targets.sql.dialects import adapted

        tree = adapted(self.tree(name).copy(), self.dialect)
        return tree.sql(dialect=self.dialect, pretty=pretty, identify=True)


def query(
    program: Program,
    layout: Layout,
    dialect: str = "duckdb",
    *,
    only: Collection[str] | None = None,
    why: bool = False,
) -> Query:
    """The queries for a program.

    ``only``: paths of the conclusions wanted (``programs[].rank`` for one of records); None for all. ``why``:
    columns that say which rules fired. Raises MedrulesError: every gap.
    """
    if dialect not in DIALECTS:
        raise MedrulesError(
            [
                report(
                    "MR1024",
                    f"`{dialect}` is no dialect that queries are written in.",
                    help=did_you_mean(dialect, DIALECTS) or f"Choose among {', '.join(DIALECTS)}.",
                )
            ]
        )
    try:
        from medrules.targets.sql.building import build
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "sqlglot":
            raise
        raise MedrulesError(
            [
                report(
                    "MR1001",
                    "Queries are built with sqlglot, which is not installed.",
                    help="Install it with `pip install 'medrules[cohort]'`.",
                )
            ]
        ) from None
    return Query(program, layout, dialect, build(program, layout, dialect, only, why))
