"""Which column gives which fact, and what becomes of the columns that give none.

In: the columns of the input, a mapping, the vocabulary of the program. Out: ``Binding``. Refused, all at
once: columns that are no facts but nearly so (MR1104), columns that are asked for and do not exist
(MR1105), facts given by two columns (MR1106), columns that hold lists or structs where the fact is a
single value (MR1107), inputs without any fact (MR1110).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from medrules.cohort.model import MappedColumn, RawColumn
from medrules.cohort.model import Mapping as MappingFile
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.sanitise import visible_line
from medrules.diagnostics.suggest import did_you_mean, nearest
from medrules.ir.types import SetType
from medrules.profile.vocabulary import Vocabulary, is_open
from medrules.record import Record

EVERY = "*"
"""``--keep '*'``: carry every column through, facts as well."""


class Bound(Record):
    """A fact, and the column that gives it.

    ``values`` pairs a value of the column with the value of the fact that it means; ``missing`` are
    values that mean unknown; ``delimiter`` stands between the members of a set.
    """

    path: str
    column: RawColumn
    values: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    delimiter: str


class Binding(Record):
    """What the columns are for: ``facts``; ``kept``, carried to the output as they are."""

    facts: tuple[Bound, ...]
    kept: tuple[RawColumn, ...]
    notes: tuple[Diagnostic, ...]


def bind(
    columns: Sequence[RawColumn],
    mapping: MappingFile,
    vocabulary: Vocabulary,
    keep: Sequence[str] | None,
    delimiter: str,
) -> Binding:
    """Give every column its place. Raises MedrulesError with everything that is wrong."""
    problems: list[Diagnostic] = []
    by_name = {column.name: column for column in columns}
    wanted = mapping.keep if keep is None else keep
    _exist(by_name, mapping, wanted or (), problems)
    mapped = {item.column: item for item in mapping.columns}
    known = _spellings(vocabulary)
    facts: dict[str, Bound] = {}
    left: list[RawColumn] = []
    for column in columns:
        if column.name in mapping.ignore:
            continue
        item = mapped.get(column.name)
        path = item.fact if item is not None else known.get(column.name)
        if path is None:
            left.append(column)
            continue
        bound = _bound(path, column, item, mapping, delimiter)
        other = facts.setdefault(path, bound)
        if other is not bound:
            names = f'"{visible_line(other.column.name)}" and "{visible_line(column.name)}"'
            problems.append(
                report(
                    "MR1106",
                    f'the columns {names} both give the fact "{path}"',
                    help="take one out, or list it under ignore in a mapping file",
                )
            )
        _fits(bound, vocabulary, problems)
    asked = set(wanted or ())
    for column in left:
        if column.name not in asked:
            _refuse_near(column.name, vocabulary, known, problems)
    if not facts and not problems:
        problems.append(_no_fact(columns))
    if problems:
        raise MedrulesError(problems)
    kept, notes = _kept(columns, left, wanted)
    return Binding(tuple(facts.values()), kept, notes)


def _spellings(vocabulary: Vocabulary) -> dict[str, str]:
    """Every name that a column of a fact can have: its path, or with two underscores for a dot."""
    paths = vocabulary.givable()
    return {path.replace(".", "__"): path for path in paths} | {path: path for path in paths}


def _bound(
    path: str, column: RawColumn, item: MappedColumn | None, mapping: MappingFile, delimiter: str
) -> Bound:
    return Bound(
        path,
        column,
        item.values if item is not None else (),
        (*mapping.missing, *(item.missing if item is not None else ())),
        (item.delimiter if item is not None else "") or mapping.delimiter or delimiter,
    )


def _exist(
    by_name: Mapping[str, RawColumn],
    mapping: MappingFile,
    keep: Iterable[str],
    problems: list[Diagnostic],
) -> None:
    """Note every column that is asked for and does not stand in the input."""
    for item in mapping.columns:
        if item.column not in by_name:
            message = f'the input has no column "{visible_line(item.column)}"'
            help = did_you_mean(item.column, by_name)
            problems.append(report("MR1105", message, item.span, help=help))
    for name in (*keep, *mapping.ignore):
        if name not in by_name and name != EVERY:
            message = f'the input has no column "{visible_line(name)}"'
            help = did_you_mean(name, by_name) or f"it has {_listed(list(by_name))}"
            problems.append(report("MR1105", message, help=help))


def _fits(bound: Bound, vocabulary: Vocabulary, problems: list[Diagnostic]) -> None:
    """Note a column whose nesting is not that of its fact; of single values any may still fit."""
    kind = bound.column.kind
    is_list = bound.path in vocabulary.lists
    slot = vocabulary.scalars.get(bound.path)
    is_set = slot is not None and isinstance(slot.type, SetType)
    nested = kind in ("texts", "records")
    if kind == "other":
        nested = bound.column.type.endswith((")", "]"))
    if not nested and (not is_list or kind == "text"):
        return
    if (is_set and kind == "texts") or (is_list and kind == "records"):
        _fields(bound, vocabulary, problems)
        return
    name = visible_line(bound.column.name)
    problems.append(
        report(
            "MR1107",
            f'the column "{name}" holds {visible_line(bound.column.type[:60])}, of which no value '
            f'can be the fact "{bound.path}"',
            help="write it as a list of structs, or as JSON text"
            if is_list
            else "write it in the type that medrules facts names",
        )
    )


def _fields(bound: Bound, vocabulary: Vocabulary, problems: list[Diagnostic]) -> None:
    """Note fields of structs that records of the list do not have."""
    if bound.column.kind != "records":
        return
    known = vocabulary.fields[bound.path]
    for field in bound.column.fields:
        if field.name not in known:
            message = f'records of "{bound.path}" have no field "{visible_line(field.name)}"'
            help = did_you_mean(field.name, known) or f"the fields are {', '.join(known)}"
            problems.append(report("MR1104", message, help=help))


def _refuse_near(
    name: str, vocabulary: Vocabulary, known: Mapping[str, str], problems: list[Diagnostic]
) -> None:
    """Note a column that was surely meant to be a fact; any other may be what it likes."""
    shown = visible_line(name)
    slot = vocabulary.scalars.get(name)
    if slot is not None and not is_open(slot):
        message = f'the column "{shown}" is a parameter that a row cannot set'
        help = "take it out; a pack of your own can change it with [[overrides]]"
        problems.append(report("MR1104", message, help=help))
        return
    dotted = name.replace("__", ".")
    words = list(dict.fromkeys(known.values()))
    head = dotted.partition("[")[0].rpartition(".")[0] if "[" not in dotted else ""
    if "[" in dotted and dotted.partition("[")[0] in vocabulary.lists:
        message = f'the column "{shown}" gives one field of one record of a list'
        help = f'give the whole list as JSON in one column "{dotted.partition("[")[0]}"'
    elif head in vocabulary.groups and dotted not in vocabulary.derived:
        message = f'the column "{shown}" is no fact, though "{head}" has facts'
        help = did_you_mean(dotted, words) or f"or say --keep {shown} to carry it through"
    elif dotted not in vocabulary.derived and nearest(dotted, (*words, *vocabulary.tables()), 1):
        message = f'the column "{shown}" is no fact, but looks like one'
        help = did_you_mean(dotted, (*words, *vocabulary.tables()))
        help += f" If it is something else, say --keep {shown}"
    else:
        return
    problems.append(report("MR1104", message, help=help))


def _no_fact(columns: Sequence[RawColumn]) -> Diagnostic:
    names = _listed([column.name for column in columns])
    return report(
        "MR1110",
        f"no column of the input is a fact; it has {names}"
        if names
        else "the input has no columns",
        help='name columns after facts ("medrules facts" lists them), or give a mapping with --map',
    )


def _kept(
    columns: Sequence[RawColumn], left: Sequence[RawColumn], wanted: Sequence[str] | None
) -> tuple[tuple[RawColumn, ...], tuple[Diagnostic, ...]]:
    if wanted is None:
        names = [column.name for column in left]
        note = (
            f"carried through, being no {'fact' if len(names) == 1 else 'facts'}: {_listed(names)}"
        )
        return tuple(left), (report("MR1113", note),) if names else ()
    if EVERY in wanted:
        return tuple(columns), ()
    dropped = [column.name for column in left if column.name not in wanted]
    note = f"left out, being no {'fact' if len(dropped) == 1 else 'facts'}: {_listed(dropped)}"
    kept = tuple(column for column in columns if column.name in wanted)
    return kept, (report("MR1114", note),) if dropped else ()


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = [f'"{visible_line(name)}"' for name in names[:most]]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown) + more
