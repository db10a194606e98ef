"""Cases from the files of a pack.

In: the files of a pack and the program it belongs to. Out: checked cases. Refused, as diagnostics
with their places: facts that do not fit the vocabulary; a conclusion, a member or a rule that does
not exist, so that a misspelt one can never pass; two cases of one name.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.cases.model import Case, Expectation, RuleExpectation
from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label, MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.evaluation import Interval, Plain, Profile, Status
from medrules.ir.program import Program
from medrules.ir.types import ListType, SetType, Type
from medrules.packs.folder import PackFiles
from medrules.packs.model import Place
from medrules.packs.read import parse_files
from medrules.packs.table import Table
from medrules.profile.read import read_facts
from medrules.source.span import Span
from medrules.source.toml import TomlValue


def read_cases(folder: PackFiles, program: Program, pack: str) -> tuple[Case, ...]:
    """All cases of the pack with that id. Raises MedrulesError with everything that is wrong."""
    documents, problems = parse_files(folder)
    if problems:
        raise MedrulesError(problems)
    reader = _Reader(program, pack)
    cases = [
        reader.case(table)
        for name, document in documents
        if name.startswith("cases/")
        for table in Table(document.data, Place(document, ())).tables("cases")
    ]
    if reader.problems:
        raise MedrulesError(reader.problems)
    return tuple(cases)


class _Reader:
    """The names that cases may use, and the problems found."""

    def __init__(self, program: Program, pack: str) -> None:
        self.program = program
        self.pack = pack
        self.problems: list[Diagnostic] = []
        self.types = {item.path: item.type for item in program.derived}
        self.rules = {rule.id for rule in program.rules}
        self.names: dict[str, Span] = {}

    def case(self, table: Table) -> Case:
        name, span = table.text("name"), table.at.value("name")
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
        profile = Profile({}, {}, {})
        if "given" in table.data:
            given = (*table.at.path, "given")
            profile, problems = read_facts(table.at.document, given, self.program)
            self.problems += problems
        rules = Table(table.raw("rules") or {}, table.at.down("rules"))
        return Case(
            name,
            table.text("story"),
            profile,
            tuple(self._expectations(table)),
            (*self._rules(rules, "fired", True), *self._rules(rules, "not_fired", False)),
            table.at,
        )

    def _rules(self, table: Table, key: str, fired: bool) -> Iterator[RuleExpectation]:
        for index, name in enumerate(table.texts(key)):
            at = table.at.down(key, index)
            full = name if name in self.rules else f"{self.pack}/{name}"
            if full in self.rules:
                yield RuleExpectation(full, fired, at)
                continue
            retired = next((one for one in self.program.retired if one.rule in (name, full)), None)
            own = [one.removeprefix(f"{self.pack}/") for one in sorted(self.rules)]
            self.problems.append(
                report(
                    "MR0481",
                    f'there is no rule "{name}"'
                    + (f": {retired.by} {retired.version} retired it" if retired else ""),
                    at.value(),
                    help=did_you_mean(name, own) or '"medrules rules" lists them',
                )
            )

    def _expectations(self, table: Table) -> Iterator[Expectation]:
        for path, value in table.pairs("expect"):
            at = table.at.down("expect", path)
            head, bracket, rest = path.partition("[")
            declared = f"{head}[]{rest.partition(']')[2]}" if bracket else path
            kind = self.types.get(declared)
            if kind is None:
                self.problems.append(
                    report(
                        "MR0482",
                        f'there is no conclusion "{declared}"',
                        at.key(),
                        help=did_you_mean(declared, self.types)
                        or '"medrules facts --conclusions" lists them',
                    )
                )
            elif isinstance(value, dict):
                yield self._full(path, Table(value, at), kind)
            else:
                yield Expectation(path, self._value(value, kind, at), True, None, None, None, at)

    def _full(self, path: str, table: Table, kind: Type) -> Expectation:
        raw = table.raw("possible")
        possible: tuple[Plain, ...] | Interval | None = None
        if isinstance(raw, dict):
            low, high = raw.get("min"), raw.get("max")
            possible = Interval(_number(low), _number(high))
        elif isinstance(raw, list):
            item = kind.item if isinstance(kind, SetType) else kind
            possible = tuple(
                self._value(one, item, table.at.down("possible", index))
                for index, one in enumerate(raw)
            )
        status = table.text("status")
        return Expectation(
            path,
            self._value(table.raw("value"), kind, table.at.down("value"))
            if "value" in table.data
            else None,
            "value" in table.data,
            _status(status),
            possible,
            table.texts("missing") if "missing" in table.data else None,
            table.at,
        )

    def _value(self, value: TomlValue, kind: Type, at: Place) -> Plain:
        if isinstance(kind, ListType | SetType) and not isinstance(value, list):
            value = [value]
        found = literal(value, kind)
        if isinstance(found, Misfit):
            self.problems.append(report(found.code, found.message, at.value(), help=found.help))
            return None
        return found


def _status(text: str) -> Status | None:
    match text:
        case "settled" | "provisional" | "unknown":
            return text
        case _:
            return None


def _number(value: TomlValue) -> int:
    from medrules.ir.types import NUMBER

    found = literal(value, NUMBER)
    if isinstance(found, Misfit | bool | str | frozenset | tuple) or found is None:
        raise TypeError("the schema lets only numbers through")
    return found  # type: ignore[return-value]
