"""What a column of answers stands for, and how SQL sees its values.

In: the columns of the file with their SQL types, and a program that knows titles. Out: ``Columns``,
which finds a column by the name that a person gives it. Refused, as ``MedrulesError``: a name
that no column has (MR1141).

A column is named by a path (``decision.outcome``) or with two underscores for a dot. A set is a list of
texts, a text with ``;`` between members, or a bit mask; the type in the file tells which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from medrules.cohort.summary.model import Column, Kind
from medrules.cohort.summary.relation import named, quoted
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Program
from medrules.ir.types import BooleanType, EnumType, ListType, NumberType, SetType, Type

TRUTHS = (("true", "Yes"), ("false", "No"))
_WHOLE = ("BIGINT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER")
_NUMBERS = (*_WHOLE, "DOUBLE", "FLOAT", "DECIMAL")
NULL_ENDING = "__null"
"""What is put behind the name of a column for one that says whether its NULL is FEEL's null."""


STATUSES = (("status", "How firm the answers are"),)
"""Columns that say how a row went, and what to call them."""
_STAGES = ("before", "after")


class Columns:
    """The columns of a file of answers, by name and by path."""

    def __init__(self, types: Mapping[str, str], program: Program) -> None:
        self.types = types
        self._enums = {item.id: item for item in program.enums}
        self._declared: dict[str, tuple[Type, str]] = {}
        self._declared |= {item.path: (item.type, item.title) for item in program.parameters}
        self._declared |= {item.path: (item.type, item.title) for item in program.facts}
        self._declared |= {item.path: (item.type, item.title) for item in program.derived}
        paths = {mangled(path): path for path in self._declared}
        self._paths: dict[str, str] = {}
        for name in types:
            stage, rest = _stage(name)
            path = paths.get(mangled(rest), rest)
            self._paths[name] = f"{stage}.{path}" if stage else path

    def named(self, name: str) -> Column:
        """The column that the person means. Raises MedrulesError."""
        for place, path in self._paths.items():
            if name in (place, path) or mangled(name) == mangled(place):
                return self.column(place)
        shown = [path for path in self._paths.values() if not path.endswith(NULL_ENDING)]
        listing = ", ".join(shown[:12]) + (", …" if len(shown) > 12 else "")
        raise MedrulesError(
            [
                report(
                    "MR1141",
                    f'The answers have no column "{name}"',
                    help=did_you_mean(name, shown) or f"There are: {listing}",
                )
            ]
        )

    def at(self, path: str) -> Column | None:
        """The column of that path, or None where the file has none."""
        for place, own in self._paths.items():
            if own == path:
                return self.column(place)
        return None

    def column(self, name: str) -> Column:
        """The column of that very name in the file."""
        path = self._paths[name]
        stage, declared = _stage(path)
        kind, title = self._declared.get(declared, (None, dict(STATUSES).get(path, path)))
        if stage:
            title = f"{title} ({stage})"
        sort = self._sort(kind, self.types[name])
        unit = kind.unit if isinstance(kind, NumberType) else ""
        return Column(name, path, title, sort, unit, tuple(self._members(kind, self.types[name])))

    def _sort(self, kind: Type | None, sql: str) -> Kind:
        match kind:
            case NumberType():
                return "number"
            case SetType():
                return "set"
            case ListType():
                return "list"
            case None if sql.endswith("[]"):
                return "set"
            case None if sql.startswith(_NUMBERS):
                return "number"
            case _:
                return "category"

    def _members(self, kind: Type | None, sql: str) -> Iterator[tuple[str, str]]:
        match kind:
            case BooleanType():
                yield from TRUTHS
            case EnumType() | SetType(EnumType()) | ListType(EnumType()):
                enum = kind if isinstance(kind, EnumType) else kind.item
                assert isinstance(enum, EnumType)
                info = self._enums.get(enum.id)
                titles = {item.value: item.title for item in info.members} if info else {}
                yield from ((member, titles.get(member) or member) for member in enum.members)
            case None if sql == "BOOLEAN":
                yield from TRUTHS
            case _:
                return

    def statuses(self) -> list[Column]:
        """The columns that say how each row went."""
        return [self.column(name) for name, _ in STATUSES if name in self.types]

    def pairs(self) -> list[tuple[Column, Column]]:
        """The columns of a scenario: what is concluded before it, and under it."""
        found: list[tuple[Column, Column]] = []
        for path in self._paths.values():
            stage, rest = _stage(path)
            before, after = self.at(path), self.at(f"after.{rest}")
            if stage == "before" and before is not None and after is not None:
                found.append((before, after))
        return found

    def title(self, path: str) -> str:
        """What people call the fact or conclusion at the path, whichever column it is in."""
        declared = _stage(path)[1]
        return self._declared[declared][1] if declared in self._declared else declared

    # -- SQL -----------------------------------------------------------------------------------

    def value(self, column: Column) -> str:
        """The SQL of a column's value: text, number, or list of texts; NULL where there is none."""
        own, sql = named(column.name), self.types[column.name]
        match column.kind:
            case "category":
                text = f"CAST({own} AS VARCHAR)"
                return f"lower({text})" if column.members == TRUTHS else text
            case "list":
                if sql.endswith("[]"):
                    return f"array_to_string({own}, ';')"
                return f"CAST({own} AS VARCHAR)"
            case "number":
                if sql in ("DOUBLE", "FLOAT"):
                    return f"CASE WHEN isfinite({own}) THEN {own} END"
                # Trimmed: DuckDB 2.0 reads a CSV column whose only use is a cast as of that type, and
                # then fails where the cast would have given NULL.
                return f"TRY_CAST(trim({own}) AS DECIMAL(38, 10))" if sql == "VARCHAR" else own
            case "set":
                if sql.endswith("[]"):
                    return f"CAST({own} AS VARCHAR[])"
                if sql in _WHOLE and column.members:
                    return _unmasked(own, [value for value, _ in column.members])
                text = f"CAST({own} AS VARCHAR)"
                return (
                    f"CASE WHEN {text} = '' THEN []::VARCHAR[] ELSE string_split({text}, ';') END"
                )
            case _:
                assert_never(column.kind)

    def is_null(self, column: Column) -> str:
        """The SQL of whether a missing value is FEEL's null."""
        companion = column.name + NULL_ENDING
        if companion not in self.types:
            return "false"
        return f"coalesce(TRY_CAST({named(companion)} AS BOOLEAN), false)"

    def misread(self, column: Column) -> str:
        """The SQL of whether there is something in the column that is no number though it should be."""
        if column.kind != "number" or self.types[column.name] != "VARCHAR":
            return "false"
        return f"({named(column.name)} IS NOT NULL AND {self.value(column)} IS NULL)"


def _unmasked(own: str, members: list[str]) -> str:
    picked = ", ".join(
        f"CASE WHEN ({own} & {1 << bit}) <> 0 THEN {quoted(member)} END"
        for bit, member in enumerate(members)
    )
    return f"CASE WHEN {own} IS NOT NULL THEN list_filter([{picked}], lambda m: m IS NOT NULL) END"


def _stage(name: str) -> tuple[str, str]:
    """Whether the column is of before or after a scenario, and its name without that."""
    for stage in _STAGES:
        for joint in (".", "__"):
            if name.startswith(stage + joint):
                return stage, name[len(stage + joint) :]
    return "", name


def mangled(path: str) -> str:
    """The path with two underscores for a dot, as columns of a file may be named."""
    return path.replace("[].", ".").replace(".", "__")
