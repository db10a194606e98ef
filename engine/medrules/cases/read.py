"""Cases from the files of a pack.

In: the files of a pack and the program it belongs to. Out: checked cases; a case with rows becomes one
case for each. Refused, as diagnostics with their places: facts that do not fit the vocabulary; what
``medrules.cases.expecting`` refuses; two cases of one name; a row that expects nothing; an agreement of
which it is not said whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from medrules.cases.expecting import Expecting
from medrules.cases.given import profile_of
from medrules.cases.model import (
    Agreement,
    Case,
    Expectation,
    RuleExpectation,
    Suite,
    TextExpectation,
)
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.ir.program import Program
from medrules.packs.folder import PackFiles
from medrules.packs.model import Place
from medrules.packs.read import parse_files
from medrules.packs.table import Table
from medrules.profile.vocabulary import Vocabulary
from medrules.source.span import Span

Kept = TypeVar("Kept", Expectation, RuleExpectation, TextExpectation)


def read_cases(folder: PackFiles, program: Program, pack: str) -> tuple[Case, ...]:
    """All cases of the pack with that id. Raises MedrulesError with everything that is wrong."""
    return read_suite(folder, program, pack).cases


def read_suite(folder: PackFiles, program: Program, pack: str) -> Suite:
    """All cases, and what the pack demands of them. Raises MedrulesError, as ``read_cases``."""
    documents, problems = parse_files(folder)
    if problems:
        raise MedrulesError(problems)
    reader = _Reader(program, pack)
    cases = [
        case
        for name, document in documents
        if name.startswith("cases/")
        for table in Table(document.data, Place(document, ())).tables("cases")
        for case in reader.cases(table)
    ]
    if reader.problems:
        raise MedrulesError(dict.fromkeys(reader.problems))
    heads = [document.data.get("pack") for name, document in documents if name == "pack.toml"]
    demands = any(isinstance(head, dict) and head.get("require_agreed") is True for head in heads)
    return Suite(pack, tuple(cases), demands)


class _Reader:
    """The names that cases may use, and the problems found."""

    def __init__(self, program: Program, pack: str) -> None:
        self.problems: list[Diagnostic] = []
        self.vocabulary = Vocabulary(program)
        self.expecting = Expecting(program, pack, self.vocabulary, self.problems)
        self.names: dict[str, Span] = {}

    def cases(self, table: Table) -> Iterator[Case]:
        """The case of a table, or one for each of its rows."""
        agreement = self._agreement(table)
        rows = table.tables("rows")
        if not rows:
            yield self._case((table,), agreement)
            return
        self._name(table.text("name"), table.at.value("name"))
        profile_problems = profile_of((table,), self.vocabulary)[1]
        self.problems += profile_problems
        for row in rows:
            yield self._case((table, row), agreement)

    def _case(self, tables: tuple[Table, ...], agreement: Agreement) -> Case:
        own = tables[-1]
        name = ": ".join(table.text("name") for table in tables)
        self._name(name, own.at.value("name"))
        profile, problems = profile_of(tables, self.vocabulary)
        self.problems += problems
        case = Case(
            name,
            tables[0].text("story"),
            profile,
            _over([self.expecting.expectations(table) for table in tables]),
            _over([self.expecting.rule_expectations(table) for table in tables]),
            own.at,
            _over([self.expecting.text_expectations(table) for table in tables]),
            own.text("todo") or tables[0].text("todo"),
            agreement,
        )
        if not any(table.data.keys() & {"expect", "rules", "texts"} for table in tables):
            self.problems.append(
                report(
                    "MR0486",
                    f'the row "{own.text("name")}" expects nothing',
                    own.at.value("name"),
                    help="give it, or its case, a table expect, rules or texts",
                )
            )
        return case

    def _name(self, name: str, span: Span) -> None:
        first = self.names.setdefault(name, span)
        if first is not span:
            self.problems.append(
                report(
                    "MR0480",
                    f'two cases have the name "{name}"',
                    span,
                    (Label(first, "the other one"),),
                    "give each case a name of its own",
                )
            )

    def _agreement(self, table: Table) -> Agreement:
        agreed = table.flag("agreed") if "agreed" in table.data else None
        found = Agreement(agreed, table.text("by"), table.text("on"))
        lacking = [key for key in ("by", "on") if key not in table.data]
        if agreed and lacking:
            self.problems.append(
                report(
                    "MR0488",
                    f"it is not said {' and '.join(_ASKED[key] for key in lacking)} agreed",
                    table.at.key("agreed"),
                    help='add by = "chair of the education committee" and on = 2026-01-31',
                )
            )
        stray = [key for key in ("by", "on") if key in table.data]
        if agreed is None and stray:
            self.problems.append(
                report(
                    "MR0488",
                    f'"{stray[0]}" says nothing without "agreed"',
                    table.at.key(stray[0]),
                    help="add agreed = true or agreed = false",
                )
            )
        return found


_ASKED = {"by": "who", "on": "when they"}


def _over(parts: list[Iterable[Kept]]) -> tuple[Kept, ...]:
    """The expectations of a case, and those of its row over them."""
    found: dict[str, Kept] = {}
    for part in parts:
        for one in part:
            found[one.path if isinstance(one, Expectation) else one.rule] = one
    return tuple(found.values())
