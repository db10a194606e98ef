"""What a check is given, and what it gives back.

In: packs as written, the program made of them, the cases of the pack under review, a date. Out:
``Review`` and ``Finding``. A finding is about one thing, named by ``about``: the id of a rule, table or
flow without the pack (``leverage``, ``leverage/community``), the path of a fact, conclusion or
parameter, the id of a source or enum, or ``pack``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from medrules.cases.model import Case
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.ir.program import Program
from medrules.packs.model import PackDef
from medrules.record import Record
from medrules.source.span import Span

if TYPE_CHECKING:
    from medrules.lint.questions import Questions
    from medrules.lint.reads import Reads
    from medrules.lint.written import Written


class Finding(Record):
    """A diagnostic, and the name of what it is about."""

    about: str
    diagnostic: Diagnostic


def finding(
    code: str,
    about: str,
    message: str,
    span: Span,
    labels: Iterable[Label] = (),
    help: str = "",
) -> Finding:
    """A finding with the severity of its code. Raises KeyError for an unknown code."""
    return Finding(about, report(code, message, span, labels, help))


class Check(Record):
    """``run`` yields the findings of ``codes``; ``name`` is that of its module."""

    name: str
    codes: tuple[str, ...]
    run: Callable[[Review], Iterator[Finding]]


@dataclass(eq=False)
class Review:
    """One pack under review, among the packs that it is used with."""

    pack: PackDef
    packs: Sequence[PackDef]
    program: Program
    cases: Sequence[Case]
    today: date
    undecided: dict[str, list[str]] = field(default_factory=dict)
    """What a check could not decide within its budget: the name of the check, and the things."""

    @cached_property
    def written(self) -> dict[str, Written]:
        """Every rule, row, node and formula of all packs as written, by its full id."""
        from medrules.lint.written import written_rules

        return written_rules(self.packs)

    @cached_property
    def concluding(self) -> dict[str, list[int]]:
        """The positions of the rules for each conclusion, in order of rank."""
        found: dict[str, list[int]] = {item.path: [] for item in self.program.derived}
        for place, rule in enumerate(self.program.rules):
            found[rule.conclusion].append(place)
        return found

    @cached_property
    def reads(self) -> Reads:
        """Who reads what."""
        from medrules.lint.reads import Reads

        return Reads(self.program, self.cases)

    @cached_property
    def questions(self) -> Questions:
        """What can come true, worked out once for all checks."""
        from medrules.lint.questions import Questions

        return Questions(self.program)

    @cached_property
    def fired_in_cases(self) -> frozenset[int]:
        """The positions of the rules that some case of the pack fires."""
        fired: set[int] = set()
        for case in self.cases:
            try:
                run = self.questions.machine.run(case.profile)
            except MedrulesError:  # nested too deep to evaluate; running the cases tells of it
                continue
            fired |= {one.rule for one in run.firings if one.verdict == "fired"}
        return frozenset(fired)

    def mine(self, pack: str) -> bool:
        """Whether that pack is the one under review."""
        return pack == self.pack.id

    def short(self, rule: str) -> str:
        """The id of a rule as this pack writes it: without the pack where it is its own."""
        return rule.removeprefix(f"{self.pack.id}/")

    def could_not_decide(self, check: str, about: str) -> None:
        """Note that the budget did not suffice."""
        self.undecided.setdefault(check, []).append(about)
