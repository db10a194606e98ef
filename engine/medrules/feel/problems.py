"""What parsing gives: a tree, or the reasons why there is none.

In: offsets into a FEEL text. Out: ``Problem``, ``Parse`` and, through a ``Located``, diagnostics that
point into the file which holds the text. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from medrules.feel.ast import Expression, UnaryTests

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic
    from medrules.source.located import Located

TreeT = TypeVar("TreeT", Expression, UnaryTests, covariant=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a FEEL text; offsets count code points, ``end`` is exclusive.

    ``labels`` are second places that matter: start, end, and a few words on why.
    """

    code: str
    message: str
    start: int
    end: int
    help: str = ""
    labels: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parse(Generic[TreeT]):
    """The tree of a text, or None when there are problems; they stand in the order of the text."""

    tree: TreeT | None
    problems: tuple[Problem, ...] = ()

    def diagnostics(self, located: Located) -> tuple[Diagnostic, ...]:
        """The problems, placed in the file that holds ``located``'s text."""
        return diagnose(self.problems, located)


def diagnose(problems: Sequence[Problem], located: Located) -> tuple[Diagnostic, ...]:
    """Problems of the text of ``located`` as diagnostics with spans in its file."""
    from medrules.diagnostics.codes import report
    from medrules.diagnostics.model import Label

    return tuple(
        report(
            problem.code,
            problem.message,
            located.span(problem.start, problem.end),
            [Label(located.span(start, end), words) for start, end, words in problem.labels],
            problem.help,
        )
        for problem in problems
    )


def clip(text: str, limit: int = 40) -> str:
    """``text`` for a message: on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
