"""What a query reads and what it answers: relations, columns, and how values are encoded.

In: a program; which of its facts the input has, which of them are never missing, and how many
decimals its numbers have. Out: ``Layout``, the input; and the records that describe a query's
answer (``Answers``). Refused, as ``MedrulesError``: a path that is no fact (MR1020), a set of more
members than a whole number has bits, or a number of more digits than a column holds (MR1021).

A column is named after its path, with two underscores for a dot. Unknown is NULL. A set is a whole
number, of which bit i says whether member i is in it. See ``docs/targets-sql.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Fact, Parameter, Program, RecordList
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType, Type, describe
from medrules.ir.values import Number
from medrules.record import Record
from medrules.source.span import Span

DECIMALS = 4
"""The decimals that a column of numbers has unless the caller says otherwise."""
MAX_BITS = 62
"""The members that a bit mask holds: BIGINT has 63 bits beside the sign; one is kept in reserve."""
MAX_DIGITS = 38
"""The digits of the widest decimal column that all dialects have."""
LEAST = -(2**63)
"""The least BIGINT."""
MAX_NAME = 56
"""The longest name of a column: PostgreSQL cuts names at 63 bytes, and some get an ending."""

Encoding: TypeAlias = Literal[
    "boolean", "integer", "decimal", "text", "set", "fraction", "contributions", "array"
]
"""How a value is written in its column.

``text``: a text, or the word of an enum's member. ``set``: a bit mask over ``members``. ``fraction``:
the value is the column divided by the column ``denominator`` (to 34 digits, half to even).
``contributions``: a list, as a bit mask; it holds ``items[i]`` for each bit i that is set, in that order.
``array``: a list, as the dialect's array of texts.
"""


class Column(Record):
    """One column of an input relation.

    ``name`` is the SQL name and ``sql`` the SQL type, for DuckDB. ``scale`` is the decimals of a number:
    one with more does not fit and must not be rounded. ``low`` and ``high``: what the query
    relies on; a value outside must be refused where the relation is filled. ``members`` are those
    of the enum or set, in order of their bits. ``complete``: never NULL.
    """

    path: str
    name: str
    type: Type
    encoding: Encoding
    sql: str
    scale: int
    low: Number | None
    high: Number | None
    members: tuple[str, ...]
    complete: bool


class Relation(Record):
    """An input relation: ``facts``, or the records of one list (``list_path``), keyed by ``keys``."""

    name: str
    list_path: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, path: str) -> Column | None:
        """The column of that path, or None where the input has none."""
        return next((item for item in self.columns if item.path == path), None)


class Layout(Record):
    """The input of a query.

    ``facts`` has one row for each profile, numbered in ``row``. ``lists`` are the records of each list that
    a profile may give, keyed by ``row`` and ``position`` (from 0, without gaps). ``given`` pairs
    the path of a list with the column of ``facts`` that says whether the profile has the list at all;
    a list without such a column is always there, if only empty.
    """

    facts: Relation
    lists: tuple[Relation, ...]
    given: tuple[tuple[str, str], ...]

    def records(self, list_path: str) -> Relation | None:
        """The relation of a record list, or None where no profile gives it."""
        return next((item for item in self.lists if item.list_path == list_path), None)

    def given_column(self, list_path: str) -> str:
        """The column that says whether a list is given; empty where none does."""
        return dict(self.given).get(list_path, "")


class Answer(Record):
    """One conclusion in an answer.

    ``missing``: what NULL means in the column. Where it may mean both, the column ``null`` is true for
    null (there is no value) and false otherwise (unknown); elsewhere ``null`` is empty.
    ``items`` decode ``contributions``; where ``sort`` is not empty, they are then to be put in its order
    (a stable sort; a value that it lacks comes last).
    """

    path: str
    name: str
    type: Type
    encoding: Encoding
    sql: str
    scale: int
    members: tuple[str, ...]
    denominator: str
    items: tuple[tuple[str, ...], ...]
    sort: tuple[str, ...]
    missing: Literal["never", "unknown", "null", "both"]
    null: str


class FiredColumn(Record):
    """A bit mask of rules that fired: bit i is the rule at ``rules[i]`` in ``Program.rules``."""

    name: str
    rules: tuple[int, ...]


class Answers(Record):
    """An output relation: ``answers``, or ``answers__LIST`` with one row for each record.

    ``conflict`` names the column that says which rules disagreed (``path: rule / rule``, joined by
    ``; ``; NULL where none did); it is empty where static analysis shows that none can.
    ``fired`` in ``answers`` counts a rule with ``for`` as fired when it fired for any record.
    """

    name: str
    list_path: str
    keys: tuple[str, ...]
    columns: tuple[Answer, ...]
    conflict: str
    fired: tuple[FiredColumn, ...]


def layout(
    program: Program,
    given: Collection[str] | None = None,
    *,
    complete: Collection[str] = (),
    decimals: Mapping[str, int] | int = DECIMALS,
    ranges: Mapping[str, tuple[Number, Number]] | None = None,
) -> Layout:
    """The input relations of a program.

    ``given``: the paths that the input has, of facts (``support.funding``), of fields
    (``programs[].score``), of lists (``programs``) and of open parameters; the rest is unknown in
    every profile, or a parameter's own value. None: every fact, and no parameter.
    ``complete``: paths of columns that are never NULL (for a list: always given).
    ``decimals``: of numbers, for all or by path. ``ranges``: between which the numbers of this input
    lie, by path, where that is narrower than what the program says; narrower columns are faster,
    and calculations with them need fewer digits.
    """
    problems: list[Diagnostic] = []
    wanted = _wanted(program, given, problems)
    whole = frozenset(complete)
    names = Names()

    def column(item: Fact | Parameter, path: str, names: Names) -> Column | None:
        full = item.path
        if ranges is not None and full in ranges:
            low, high = ranges[full]
            item = item.replace(minimum=low, maximum=high)
        places = decimals if isinstance(decimals, int) else decimals.get(full, DECIMALS)
        made = _column(item, names.name(path), places, full in whole)
        if isinstance(made, Diagnostic):
            problems.append(made)
            return None
        return made

    known: list[Fact | Parameter] = [*program.facts, *program.parameters]
    scalars = [
        column(item, item.path, names)
        for item in known
        if item.path in wanted and "[]" not in item.path
    ]
    lists: list[Relation] = []
    flags: list[tuple[str, str]] = []
    for item in program.lists:
        fields = [one for one in program.facts if one.path.startswith(f"{item.path}[].")]
        asked = [one for one in fields if one.path in wanted]
        if item.given_by == "packs" or not (asked or item.path in wanted):
            continue
        if item.absent == "unknown" and item.path not in whole:
            flags.append((item.path, names.name(f"{item.path}.given")))
        inner = Names()
        made = [column(one, one.path.partition("[].")[2], inner) for one in asked]
        lists.append(
            Relation(
                mangled(f"facts.{item.path}"),
                item.path,
                ("row", "position"),
                tuple(one for one in made if one is not None),
            )
        )
    if problems:
        raise MedrulesError(problems)
    facts = Relation("facts", "", ("row",), tuple(one for one in scalars if one is not None))
    return Layout(facts, tuple(lists), tuple(flags))


def mangled(path: str) -> str:
    """The SQL name for a path, with two underscores for a dot."""
    return path.replace("[].", ".").replace(".", "__")


class Names:
    """Hands out names of columns that differ in more than their case."""

    def __init__(self) -> None:
        self.taken = {"row", "position", "conflict"}

    def name(self, path: str) -> str:
        """A name for the path that no other path has."""
        base = mangled(path)[:MAX_NAME]
        made, number = base, 1
        while made.casefold() in self.taken:
            number += 1
            made = f"{base}_{number}"
        self.taken.add(made.casefold())
        return made


def _wanted(
    program: Program, given: Collection[str] | None, problems: list[Diagnostic]
) -> frozenset[str]:
    facts = {item.path for item in program.facts}
    if given is None:
        return frozenset(facts | {item.path for item in program.lists})
    parameters = {item.path for item in program.parameters if item.open}
    known = facts | parameters | {item.path for item in program.lists}
    for path in sorted(set(given) - known):
        problems.append(
            report(
                "MR1020",
                f"The input has a column for `{path}`, which is no fact of the program.",
                help=did_you_mean(path, known) or "Leave the column out.",
            )
        )
    return frozenset(given)


def _column(item: Fact | Parameter, name: str, places: int, complete: bool) -> Column | Diagnostic:
    kind = item.type
    match kind:
        case BooleanType():
            return Column(item.path, name, kind, "boolean", "BOOLEAN", 0, None, None, (), complete)
        case NumberType():
            return _number_column(item, kind, name, places, complete)
        case EnumType(members=members):
            return Column(
                item.path, name, kind, "text", "VARCHAR", 0, None, None, members, complete
            )
        case SetType(EnumType(members=members)):
            if len(members) > MAX_BITS:
                return _too_many(item.path, kind, len(members), item.span)
            return Column(item.path, name, kind, "set", "BIGINT", 0, None, None, members, complete)
        case _:
            return Column(item.path, name, kind, "text", "VARCHAR", 0, None, None, (), complete)


def _number_column(
    item: Fact | Parameter, kind: NumberType, name: str, places: int, complete: bool
) -> Column | Diagnostic:
    low, high = item.minimum, item.maximum
    if kind.integer:
        # Beyond BIGINT nothing fits, whatever the bounds of the fact allow.
        if low is None or low < LEAST:
            low = LEAST
        if high is None or high > -LEAST - 1:
            high = -LEAST - 1
        return Column(item.path, name, kind, "integer", "BIGINT", 0, low, high, (), complete)
    # Without a bound of its own, a number has room for 14 digits before the point.
    low = -Decimal(10**14 - 1) if low is None else low
    high = Decimal(10**14 - 1) if high is None else high
    digits = max(len(str(abs(int(low)))), len(str(abs(int(high))))) + places
    if digits > MAX_DIGITS or places < 0:
        return report(
            "MR1021",
            f"`{item.path}` needs {digits} digits; the widest column has {MAX_DIGITS}.",
            item.span,
            help="Give the fact a narrower `min` and `max`, or ask for fewer decimals.",
        )
    sql = f"DECIMAL({digits}, {places})"
    return Column(item.path, name, kind, "decimal", sql, places, low, high, (), complete)


def _too_many(path: str, kind: Type, members: int, span: Span) -> Diagnostic:
    return report(
        "MR1021",
        f"`{path}` is a {describe(kind)}, whose {members} members do not fit into a bit mask of "
        f"{MAX_BITS}.",
        span,
        help="Split the enum, or run the program with the interpreter.",
    )


def list_of(program: Program, path: str) -> RecordList:
    """The record list at that path. Raises KeyError where there is none."""
    for item in program.lists:
        if item.path == path:
            return item
    raise KeyError(path)
